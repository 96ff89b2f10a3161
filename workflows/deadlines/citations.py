"""The numbers and dates of other documents, set aside before a deadline is looked for.

    citation = number ("/" year) ("/" | "-") code {("/" | "-") code} [of a day | of a year]
             | document {word} ["số" number] "ngày" day  |  day "của" office

"theo Quyết định số 12/QĐ-UBND ngày 05/01/2025" names no deadline, nor does "Luật … ngày
19/02/2025".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workflows.deadlines.cursor import Cursor
from workflows.deadlines.points import point, year_number
from workflows.deadlines.syntax import Unit
from workflows.deadlines.tokens import Token
from workflows.deadlines.words import DOCUMENT_CODES, Term

# Words between the name of a document and its date: "Luật Ban hành văn bản quy phạm pháp luật".
_LONGEST_TITLE = 16
# A day behind one of these is a deadline whosever it is.
_EDGES = (Term.BEFORE, Term.BY, Term.UNTIL, Term.IN, Term.FINISH, Term.FROM, Term.COMING, Term.DAY)
_TITLE = (Term.WORD, Term.AND, Term.OF, Term.NUMBERED, Term.NUMBER, Term.SCHEME, Term.REPORT,
          Term.APPROVED, Term.DOCUMENT, Term.IDLE, Term.SIGN, Term.SLASH, Term.DASH)  # fmt: skip


def set_aside(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with every citation as one token of the term CITATION."""
    cursor = Cursor(tokens)
    kept: list[Token] = []
    while (token := cursor.peek()) is not None:
        start = cursor.position
        if _citation(cursor):
            last = tokens[cursor.position - 1]
            kept.append(replace(token, term=Term.CITATION, end=last.end, value=None))
        else:
            cursor.position = start + 1
            kept.append(token)
    return kept


def _citation(cursor: Cursor) -> bool:
    start = cursor.position
    for rule in (_document_number, _document_of_a_day, _day_of_somebody):
        if rule(cursor):
            return True
        cursor.position = start
    return False


def _document_number(cursor: Cursor) -> bool:
    """Pass "76/NQ-CP ngày 15/7/2021", "118/2025/NĐ-CP", "19-NQ/TW, ngày 25/10/2017"."""
    if not cursor.take(Term.NUMBER):
        return False
    sign = cursor.take(Term.SLASH, Term.DASH)
    if sign and sign.term is Term.SLASH and year_number(cursor):
        sign = cursor.take(Term.SLASH, Term.DASH)
    if sign is None or not _code(cursor, sign):
        return False
    while cursor.at(Term.SLASH, Term.DASH) and not _spaced(cursor, 0) and not _spaced(cursor, 1):
        following = cursor.peek(1)
        if following is None or following.term in (Term.SLASH, Term.DASH):
            break
        cursor.position += 2
    _pass_day(cursor)
    return True


def _code(cursor: Cursor, sign: Token) -> bool:
    code = cursor.peek()
    if code is None or code.term not in (Term.WORD, Term.HOUR, Term.SCHEME):
        return False
    known = code.folded in DOCUMENT_CODES
    if not known and (sign.term is Term.DASH or code.spaced):
        return False
    cursor.position += 1
    return True


def _spaced(cursor: Cursor, ahead: int) -> bool:
    token = cursor.peek(ahead)
    return token is None or token.spaced


def _document_of_a_day(cursor: Cursor) -> bool:
    """Pass a document named by its kind and its day, with no other edge of time between."""
    if not cursor.take(Term.DOCUMENT):
        return False
    for _ in range(_LONGEST_TITLE):
        if cursor.at(Term.DAY):
            return _pass_day(cursor)
        if not cursor.take(*_TITLE):
            return False
    return False


def _day_of_somebody(cursor: Cursor) -> bool:
    """Pass "15/7/2021 của Chính phủ": a day belongs to an office only as that of its document."""
    if cursor.at(*_EDGES, ahead=-1):
        return False
    named = point(cursor)
    dated = named and named.unit is Unit.DAY and named.year and not named.fault
    return bool(dated and cursor.take(Term.OF) and cursor.at(Term.WORD, Term.APPROVED))


def _pass_day(cursor: Cursor) -> bool:
    """Pass the day (or year) a document bears, if it stands here."""
    start = cursor.position
    cursor.take(Term.COMMA)
    cursor.take(Term.OPEN_BRACKET)
    if cursor.at(Term.DAY, Term.YEAR):
        named = point(cursor)
        if named and named.unit in (Unit.DAY, Unit.YEAR):
            cursor.take(Term.CLOSE_BRACKET)
            return True
    cursor.position = start
    return False
