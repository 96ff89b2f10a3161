"""The grammar of a printed time, read by descent from the top.

    text   = [printed "→"] node {node}
    node   = joint | delay | every | rules | moments | since | always | outside | doubt | words
    joint  = "," | "-" | ":" | bracket | "và" | "hoặc" | ";" | "."

Every rule either reads its words or leaves them. What no rule reads is `Words`; words that speak
of time and were not understood are `Doubt`, so that nothing is guessed over them.
"""

from __future__ import annotations

from collections.abc import Callable

from workflows.deadlines.citations import set_aside
from workflows.deadlines.cursor import Cursor
from workflows.deadlines.doubts import doubted, doubted_first
from workflows.deadlines.events import outside
from workflows.deadlines.moments import delay, from_on, moments
from workflows.deadlines.points import point
from workflows.deadlines.rhythms import always, every, rules
from workflows.deadlines.syntax import Doubt, Joint, Link, Node, Since, Words
from workflows.deadlines.tokens import Token, roman, tokenize, with_figures
from workflows.deadlines.words import Term

_JOINTS = {
    Term.SEMICOLON: Link.APART,
    Term.COMMA: Link.LIST,
    Term.DASH: Link.LIST,
    Term.COLON: Link.LIST,
    Term.SLASH: Link.LIST,
    Term.PLUS: Link.LIST,
    Term.AND: Link.LIST,
    Term.OPEN_BRACKET: Link.LIST,
    Term.CLOSE_BRACKET: Link.LIST,
    Term.ARROW: Link.LIST,
    Term.OR: Link.CHOICE,
}
# The first words of an explanation of ours, which stands after an arrow.
_EXPLANATION = (
    Term.BY, Term.OPENS, Term.FROM, Term.EVERY, Term.ALWAYS, Term.WAITING, Term.UNTIL, Term.UNREAD,
)  # fmt: skip
_LONGEST_ABBREVIATION = 3


def parse(text: str) -> list[Node]:
    """Return the nodes of a text that has been squeezed to one line, in its order.

    Of a text that already explains itself ("Quý III/2025 → …") only the explanation is read.
    """
    tokens = _explanation(tokenize(with_figures(text)))
    cursor = Cursor(set_aside(tokens))
    nodes: list[Node] = []
    while not cursor.done:
        node = _node(cursor)
        last = nodes[-1] if nodes else None
        if isinstance(node, Words) and isinstance(last, Words):
            node = Words(last.begin, node.stop, last.idle and node.idle)
            nodes.pop()
        nodes.append(node)
    return nodes


def printed_part(text: str) -> str:
    """Return a text without the explanation it carries."""
    tokens = tokenize(text)
    arrow = _arrow(tokens)
    return text if arrow is None else text[: tokens[arrow].start].rstrip()


def _arrow(tokens: list[Token]) -> int | None:
    """Return the place of the arrow an explanation stands behind."""
    for place in range(len(tokens) - 2, -1, -1):
        if tokens[place].term is Term.ARROW and tokens[place + 1].term in _EXPLANATION:
            return place
    return None


def _explanation(tokens: list[Token]) -> list[Token]:
    arrow = _arrow(tokens)
    return tokens if arrow is None else _without_remarks(tokens[arrow + 1 :])


def _without_remarks(tokens: list[Token]) -> list[Token]:
    """Return the tokens of an explanation without its remarks, which stand in brackets.

    Other brackets belong to the words of an outside event.
    """
    kept: list[Token] = []
    depth = 0
    for place, token in enumerate(tokens):
        depth += token.term is Term.OPEN_BRACKET and (depth > 0 or _is_remark(tokens, place))
        if depth == 0:
            kept.append(token)
        depth -= token.term is Term.CLOSE_BRACKET and depth > 0
    return kept


def _is_remark(tokens: list[Token], bracket: int) -> bool:
    """Tell "(trước 17 giờ 00)", "(2 lần mỗi kỳ)", "(không lập kỳ …)" from what an event says."""
    if Term.WAITING not in [token.term for token in tokens[:bracket]]:
        return True
    first, second = ([token.term for token in tokens[bracket + 1 : bracket + 3]] + [None] * 2)[:2]
    counted = first is Term.NUMBER and second is Term.TIMES
    hour = first is Term.BEFORE and second is Term.NUMBER
    return counted or hour or first is Term.NOT


def _node(cursor: Cursor) -> Node:
    if found := _choice(cursor) or doubted_first(cursor) or _joint(cursor):
        return found
    for rule in _RULES:
        start = cursor.position
        node = rule(cursor)
        if node and cursor.position > start:
            return node
        cursor.position = start
    return _words(cursor)


def _choice(cursor: Cursor) -> Doubt | None:
    """Read "hoặc IV/2025": two dates to choose from are none."""
    start, begin = cursor.position, cursor.begin
    token = cursor.peek() if cursor.take(Term.OR) else None
    if token and (token.term is Term.NUMBER or roman(token)):
        cursor.position += 1
        return Doubt(begin, cursor.stop)
    cursor.position = start
    return None


def _joint(cursor: Cursor) -> Joint | None:
    token = cursor.take(*_JOINTS, Term.STOP)
    if token is None:
        return None
    link = _JOINTS.get(token.term)
    if link is None:
        link = Link.APART if _ends_sentence(cursor) else Link.LIST
    return Joint(token.start, token.end, link)


def _ends_sentence(cursor: Cursor) -> bool:
    """Tell whether the full stop just read ends a sentence, not an abbreviation ("TT. PVHCC")."""
    before, after = cursor.peek(-2), cursor.peek()
    if before is None or after is None or not after.spaced:
        return False
    return before.term is not Term.WORD or len(before.text) > _LONGEST_ABBREVIATION


def _opened(cursor: Cursor) -> Since | None:
    """Read the "mở 01/7/2025" of explanations: the day a period opens."""
    begin = cursor.begin
    named = point(cursor) if cursor.take(Term.OPENS) else None
    return Since(begin, cursor.stop, named, opened=True) if named else None


def _label(cursor: Cursor) -> Words | None:
    """Read "đợt 1", "lần II", "giai đoạn 2": what a milestone is called, never its month."""
    begin = cursor.begin
    if not cursor.take(Term.ROUND, Term.TIMES, Term.PHASE):
        return None
    token = cursor.peek()
    if cursor.number() is None:
        if token is None or roman(token) is None:
            return None
        cursor.position += 1
    return None if cursor.at(Term.SLASH, Term.DASH) else Words(begin, cursor.stop)


def _onward(cursor: Cursor) -> Since | None:
    """Read "Quý III/2025 trở đi": a first day without a last."""
    begin = cursor.begin
    cursor.take(Term.FROM)
    named = point(cursor)
    return Since(begin, cursor.stop, named) if named and cursor.take(Term.ONWARD) else None


def _words(cursor: Cursor) -> Words:
    token = cursor.tokens[cursor.position]
    cursor.position += 1
    return Words(
        token.start, token.end, idle=token.term in (Term.IDLE, Term.IN, Term.BY, Term.FINISH)
    )


_RULES: tuple[Callable[[Cursor], Node | None], ...] = (
    _opened,
    _label,
    _onward,
    delay,
    every,
    rules,
    always,
    moments,
    from_on,
    outside,
    doubted,
)
