"""The grammar of a printed time, read by descent from the top.

    text   = [printed "→"] node {node}
    node   = joint | delay | every | rules | moments | since | always | outside | doubt | words
    joint  = "," | "-" | ":" | bracket | "và" | "hoặc" | ";" | "."
    always = "thường xuyên" | "cả năm" | "24/24" | "định kỳ" without a rhythm
    outside = ("khi" | "theo" | "đột xuất" | n "ngày" "sau" | "trước" "ngày" word …) {word}

Every rule either reads its words or leaves them. What no rule reads is `Words`; words that speak
of time and were not understood are `Doubt`, so that nothing is guessed over them.
"""

from __future__ import annotations

from collections.abc import Callable

from workflows.deadlines.citations import set_aside
from workflows.deadlines.cursor import Cursor
from workflows.deadlines.moments import delay, from_on, moments
from workflows.deadlines.points import point
from workflows.deadlines.rhythms import every, rules
from workflows.deadlines.syntax import (
    Always,
    Doubt,
    Edge,
    Joint,
    Link,
    Node,
    Outside,
    Since,
    Words,
)
from workflows.deadlines.tokens import Token, roman, tokenize
from workflows.deadlines.words import Term

_UNITS = (Term.DAY, Term.WEEK, Term.MONTH, Term.QUARTER, Term.YEAR)
_PLACES = (Term.FIRST, Term.MIDDLE, Term.LAST)
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
_EXPLANATION = (Term.BY, Term.OPENS, Term.FROM, Term.EVERY, Term.ALWAYS, Term.WAITING, Term.UNTIL)
_LONGEST_ABBREVIATION = 3


def parse(text: str) -> list[Node]:
    """Return the nodes of a text that has been squeezed to one line, in its order.

    Of a text that already explains itself ("Quý III/2025 → …") only the explanation is read.
    """
    tokens = _explanation(tokenize(text))
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
    """Return the tokens of an explanation without what stands in brackets."""
    kept: list[Token] = []
    depth = 0
    for token in tokens:
        depth += token.term is Term.OPEN_BRACKET
        if depth == 0:
            kept.append(token)
        depth -= token.term is Term.CLOSE_BRACKET and depth > 0
    return kept


def _node(cursor: Cursor) -> Node:
    if found := _choice(cursor) or _joint(cursor):
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


def _always(cursor: Cursor) -> Always | None:
    begin = cursor.begin
    if cursor.take(Term.ALWAYS) or _whole_year(cursor) or _round_the_clock(cursor):
        return Always(begin, cursor.stop)
    return Always(begin, cursor.stop, vague=True) if cursor.take(Term.PERIODIC) else None


def _whole_year(cursor: Cursor) -> bool:
    cursor.take(Term.IN)
    if not cursor.take(Term.WHOLE):
        return False
    start = cursor.position
    if point(cursor, Edge.IN) is None:
        cursor.position = start
        return cursor.take(Term.YEAR) is not None
    return True


def _round_the_clock(cursor: Cursor) -> bool:
    figures = [cursor.peek(ahead) for ahead in range(3)]
    texts = [token.text if token else "" for token in figures]
    if texts[0] != "24" or texts[2] != "24" or not cursor.at(Term.SLASH, ahead=1):
        return False
    cursor.position += 3
    cursor.take_all(Term.HOUR)
    return True


def _outside(cursor: Cursor) -> Outside | None:
    """Read an outside event and all its words, up to a date that stands for itself."""
    begin = cursor.begin
    according = cursor.at(Term.ACCORDING)
    if not _trigger(cursor):
        return None
    while not cursor.done and not _event_ends(cursor, according):
        cursor.position += 1
    return Outside(begin, cursor.stop, according)


def _trigger(cursor: Cursor) -> bool:
    if cursor.take(Term.WHEN, Term.ACCORDING, Term.AD_HOC, Term.OCCASION, Term.WAITING):
        return True
    return _scheme(cursor) or _offset(cursor) or _named_occasion(cursor)


def _scheme(cursor: Cursor) -> bool:
    """Pass "Chương trình công tác đã phê duyệt", "Kế hoạch của Sở": a programme by somebody else.

    The word alone is a product, not a time ("Kế hoạch, Báo cáo").
    """
    before = cursor.peek(-1)
    if not cursor.at(Term.SCHEME) or (before and before.term not in (Term.COMMA, Term.SEMICOLON)):
        return False
    ahead = 1
    while cursor.at(Term.WORD, Term.OF, Term.SCHEME, Term.AND, Term.APPROVED, ahead=ahead):
        if cursor.at(Term.APPROVED, ahead=ahead):
            cursor.position += ahead + 1
            return True
        ahead += 1
    return False


def _offset(cursor: Cursor) -> bool:
    """Pass "20 ngày sau", "trong 05 ngày làm việc kể từ", "sau 10 ngày"."""
    start = cursor.position
    led = cursor.take(Term.IN, Term.BY, Term.AFTER, Term.BEFORE)
    cursor.take(Term.IN)
    if cursor.number() and cursor.take(*_UNITS, Term.HOUR):
        cursor.take(Term.WORKING)
        cursor.take(Term.COMMA)
        if cursor.take(Term.AFTER, Term.FROM, Term.WHEN, Term.BEFORE):
            return True
        if led and led.term is Term.AFTER:
            return True
    cursor.position = start
    return False


def _named_occasion(cursor: Cursor) -> bool:
    """Pass "trước ngày bầu cử", "kể từ ngày ký", "sau Tết": a day known by a name only."""
    start = cursor.position
    led = cursor.take(Term.BEFORE, Term.AFTER, Term.FROM, Term.BY, Term.UNTIL)
    if led:
        cursor.take_all(Term.IN, Term.UNTIL)
        if cursor.take(Term.OCCASION):
            return True
        named = cursor.take(Term.DAY)
        after = led.term is Term.AFTER
        if (named or after) and cursor.take(*_NAMES_OF_DAYS):
            return True
    cursor.position = start
    return False


_NAMES_OF_DAYS = (Term.WORD, Term.IDLE, Term.BY, Term.DOCUMENT, Term.OCCASION)


def _event_ends(cursor: Cursor, according: bool) -> bool:
    """Tell whether the words of an event end here: at a stop, or before a date beside it."""
    if cursor.at(Term.SEMICOLON, Term.CLOSE_BRACKET):
        return True
    if cursor.at(Term.STOP) and cursor.peek(1) is not None and not cursor.at(Term.WORD, ahead=1):
        return True
    position = cursor.position
    linked = cursor.take(Term.COMMA, Term.OPEN_BRACKET, Term.COLON, Term.AND)
    ends = _date_stands_apart(cursor, linked, according)
    cursor.position = position
    return ends


def _date_stands_apart(cursor: Cursor, linked: Token | None, according: bool) -> bool:
    leaning = [Term.BEFORE, Term.BY, Term.UNTIL, Term.COMING]
    if according or (linked and linked.term is not Term.AND):
        leaning.append(Term.IN)
    if according or linked:
        leaning.append(Term.FINISH)
    if cursor.at(*leaning, Term.IDLE) and moments(cursor):
        return True
    if linked is None or linked.term is Term.AND:
        return False
    return bool(rules(cursor) or every(cursor) or moments(cursor) or _always(cursor))


def _doubt(cursor: Cursor) -> Doubt | None:
    """Read words that speak of time and that no other rule took."""
    begin, start = cursor.begin, cursor.position
    if cursor.take(Term.BEFORE):
        return Doubt(begin, cursor.stop)
    if cursor.take(Term.AFTER) and point(cursor):
        return Doubt(begin, cursor.stop)
    cursor.position = start
    if cursor.take(Term.NOT) and cursor.take(Term.IDLE):
        return Doubt(begin, cursor.stop)
    cursor.position = start
    if cursor.take(*_UNITS) and cursor.take(Term.NUMBER, Term.ORDINAL, *_PLACES):
        return Doubt(begin, cursor.stop)
    cursor.position = start
    if (token := cursor.take(Term.WORD)) and roman(token) and len(token.text) > 1:
        return Doubt(begin, cursor.stop)
    cursor.position = start
    if cursor.take(Term.NUMBER, Term.COUNT):
        if cursor.take(*_UNITS, Term.SLASH, Term.HOUR):
            cursor.take(Term.NUMBER)
            return Doubt(begin, cursor.stop)
        if cursor.take(Term.DASH) and cursor.take(Term.NUMBER):
            return Doubt(begin, cursor.stop)
    return None


def _words(cursor: Cursor) -> Words:
    token = cursor.tokens[cursor.position]
    cursor.position += 1
    return Words(
        token.start, token.end, idle=token.term in (Term.IDLE, Term.IN, Term.BY, Term.FINISH)
    )


_RULES: tuple[Callable[[Cursor], Node | None], ...] = (
    _opened,
    delay,
    every,
    rules,
    _always,
    moments,
    from_on,
    _outside,
    _doubt,
)
