"""A place in the row of tokens, moved forward by the rules of the grammar."""

from __future__ import annotations

from collections.abc import Sequence

from workflows.deadlines.tokens import Token
from workflows.deadlines.words import Term

_LONGEST_DAY_NUMBER = 2


class Cursor:
    """The tokens of a text and how far they have been read.

    A rule that does not fit puts `position` back where it found it and returns None.
    """

    def __init__(self, tokens: Sequence[Token], position: int = 0) -> None:
        """Start reading `tokens` at `position`."""
        self.tokens = tokens
        self.position = position

    def peek(self, ahead: int = 0) -> Token | None:
        """Return the token `ahead` of the next one (0), None outside the text."""
        index = self.position + ahead
        return self.tokens[index] if 0 <= index < len(self.tokens) else None

    def at(self, *terms: Term, ahead: int = 0) -> bool:
        """Tell whether the token there has one of these terms."""
        token = self.peek(ahead)
        return token is not None and token.term in terms

    def take(self, *terms: Term) -> Token | None:
        """Return and pass the next token if it has one of these terms."""
        token = self.peek()
        if token is None or token.term not in terms:
            return None
        self.position += 1
        return token

    def take_all(self, *terms: Term) -> None:
        """Pass every token from here on that has one of these terms."""
        while self.take(*terms):
            pass

    def number(self) -> int | None:
        """Return and pass a number of one or two digits, in figures or as a word."""
        token = self.peek()
        if token is None or token.value is None:
            return None
        if token.term is Term.COUNT or (
            token.term is Term.NUMBER and len(token.text) <= _LONGEST_DAY_NUMBER
        ):
            self.position += 1
            return token.value
        return None

    @property
    def done(self) -> bool:
        """Whether every token has been read."""
        return self.position >= len(self.tokens)

    @property
    def begin(self) -> int:
        """The place in the text of the next token."""
        token = self.peek()
        return token.start if token else self.stop

    @property
    def stop(self) -> int:
        """The place in the text after the last token read."""
        return self.tokens[self.position - 1].end if self.position else 0
