"""The printed time of a task, read: text in, `Reading` out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from workflows.deadlines.clauses import items_of
from workflows.deadlines.dates import Deadline, NoDateError, deadlines_of
from workflows.deadlines.day_rules import normal_rule
from workflows.deadlines.explanation import MISSING_NOTE, doubtful, explained
from workflows.deadlines.grammar import parse, printed_part
from workflows.deadlines.items import Cycle, Framed, Item, Lasting
from workflows.deadlines.part_text import SEPARATORS, shares, words_between
from workflows.deadlines.periods import calendar_quarters
from workflows.deadlines.planning import recurring_periods
from workflows.deadlines.reading import Before, DeadlineKind, Part, Reading, Span
from workflows.deadlines.syntax import (
    Delay,
    Edge,
    Element,
    Moments,
    Node,
    Outside,
    Point,
    Rules,
    Since,
    Unit,
)
from workflows.deadlines.years import Years, with_years
from workflows.text import format_date, squeeze

# A cell of a table; what is longer is a page of prose and would be searched in vain.
LONGEST_TEXT = 1000
# A day after a period still belongs to it as its report's ("Quý III, trước ngày 15/10").
_NEAR = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class _Context:
    text: str
    years: Years
    issued_on: date | None
    # Where the nodes stand that say "trước", and those of them that no item holds: a rhythm took
    # their days from another clause.
    before: tuple[Node, ...]
    apart: tuple[Node, ...]

    def says_before(self, node: Node) -> bool:
        """Tell whether the words of a node say "trước"."""
        return any(_holds(node, one) for one in self.before)


def read_deadline(
    text: str,
    span: Span | None = None,
    issued_on: date | None = None,
    before: Before = Before.EXCLUSIVE,
    heading_year: int | None = None,
) -> Reading:
    """Read a printed time.

    `span` are the days of the plan, `issued_on` the day it was issued, `heading_year` the year
    in the heading of the column. `before` says what "trước ngày X" means (before a month or a
    quarter is always the day before it). A year is taken from the cell, then from the heading,
    then from the span. Never raises: what cannot be read is UNREADABLE and says why.
    """
    printed = squeeze(text)
    if not printed.strip(SEPARATORS + "…_") or printed == MISSING_NOTE:
        part = Part(DeadlineKind.MISSING, printed, note=MISSING_NOTE)
        return Reading(text, DeadlineKind.MISSING, (part,), MISSING_NOTE)
    if len(printed) > LONGEST_TEXT:
        return _unread(text, printed, "đoạn văn quá dài, không phải là một ô thời gian")
    spoken = parse(printed)
    nodes = [_with_convention(node, before) for node in spoken]
    items = items_of(nodes)
    years = Years(frozenset(_written_years(nodes)), heading_year, span)
    said = tuple(node for node in spoken if _says_before(node))
    apart = tuple(one for one in said if not any(_holds(item.node, one) for item in items))
    context = _Context(printed, years, issued_on, said, apart)
    parts = _parts(items, context)
    if not parts:
        return _unread(text, printed, "không có từ chỉ thời gian")
    if all(part.kind is DeadlineKind.UNREADABLE for part in parts):
        return _unread(text, printed, "; ".join(part.note for part in parts))
    return _reading(text, printed, parts, items, span, issued_on)


def _unread(text: str, printed: str, reason: str) -> Reading:
    note = doubtful(reason)
    part = Part(DeadlineKind.UNREADABLE, printed, note=note)
    return Reading(text, DeadlineKind.UNREADABLE, (part,), note)


def _reading(
    text: str,
    printed: str,
    parts: list[Part],
    items: Sequence[Item],
    span: Span | None,
    issued_on: date | None,
) -> Reading:
    head = printed_part(printed)
    noted = tuple(replace(part, note=explained(part.text, [part], ())) for part in parts)
    if len(noted) == 1:
        noted = (replace(noted[0], text=printed),)
    due = [found.due for found in recurring_periods(noted, span, None)] if span else []
    named = {part.due for part in noted}
    remarks = [*_remarks(items), *_before_issue(noted, span, issued_on)]
    return Reading(
        text=text,
        kind=_kind(noted),
        parts=noted,
        note=explained(head, noted, remarks),
        periods_due=tuple(sorted({day for day in due if day not in named})),
    )


def _kind(parts: Sequence[Part]) -> DeadlineKind:
    """Return the kind of the whole: that of its parts when they are of one lasting kind."""
    kinds = {part.kind for part in parts}
    if len(parts) == 1 or (len(kinds) == 1 and kinds <= _KINDS_THAT_ADD):
        return parts[0].kind
    return DeadlineKind.SEVERAL


_KINDS_THAT_ADD = {DeadlineKind.RECURRING, DeadlineKind.ONGOING, DeadlineKind.EVENT}


def _with_convention(node: Node, before: Before) -> Node:
    """Take "trước ngày X" as X itself where the plan is read so."""
    if before == Before.EXCLUSIVE:
        return node
    if isinstance(node, Rules) and node.edge is Edge.BEFORE:
        return replace(node, edge=Edge.BY)
    if isinstance(node, Moments):
        elements = tuple(_day_included(element) for element in node.elements)
        days = all(element.end.unit is Unit.DAY for element in elements)
        edge = Edge.BY if node.edge is Edge.BEFORE and days else node.edge
        return replace(node, elements=elements, edge=edge)
    return node


def _day_included(element: Element) -> Element:
    if element.edge is Edge.BEFORE and element.end.unit is Unit.DAY:
        return replace(element, edge=Edge.BY)
    return element


def _holds(node: Node, other: Node) -> bool:
    return node.begin <= other.begin and other.stop <= node.stop


def _says_before(node: Node) -> bool:
    if isinstance(node, Moments) and any(one.edge is Edge.BEFORE for one in node.elements):
        return True
    return isinstance(node, Moments | Rules) and node.edge is Edge.BEFORE


def _written_years(nodes: Iterable[Node]) -> Iterable[int]:
    for node in nodes:
        points: list[Point | None] = []
        if isinstance(node, Moments):
            points = [p for element in node.elements for p in (element.start, element.end)]
        elif isinstance(node, Since | Delay):
            points = [node.point]
        for point in points:
            if point and point.year and point.year.number:
                yield point.year.number


def _parts(items: Sequence[Item], context: _Context) -> list[Part]:
    parts: list[Part] = []
    places = shares(context.text, [(item.node.begin, item.node.stop) for item in items])
    for item, (begin, stop) in zip(items, places, strict=False):
        condition = words_between(context.text, *item.condition) if item.condition else None
        for part in _parts_of(item.node, begin, stop, context):
            parts.append(part if part.condition else replace(part, condition=condition))
    return _distinct(parts)


def _distinct(parts: list[Part]) -> list[Part]:
    """Drop parts that say again what another says: same rhythm without its day, same date.

    What the dropped one was for is kept beside it.
    """
    ruled = {part.every for part in parts if part.day_rule}
    kept: list[Part] = []
    said: dict[object, int] = {}
    for part in parts:
        if part.every and not part.day_rule and part.every in ruled:
            continue
        opens = None if part.kind is DeadlineKind.FIXED else part.opens
        says = (part.kind, opens, part.due, part.every, part.day_rule)
        if part.kind in (DeadlineKind.EVENT, DeadlineKind.UNREADABLE) or says not in said:
            said[says] = len(kept)
            kept.append(part)
        elif part.text != kept[said[says]].text:
            first = kept[said[says]]
            kept[said[says]] = replace(first, text=f"{first.text}; {part.text}")
    return kept


def _parts_of(node: Node, begin: int, stop: int, context: _Context) -> list[Part]:
    text = _slice(context, begin, stop)
    try:
        if isinstance(node, Moments):
            return _dated_parts(node, begin, stop, context)
        if isinstance(node, Framed):
            return _framed_parts(node, begin, stop, context)
        if isinstance(node, Cycle):
            return _recurring_parts(node, text, context)
        if isinstance(node, Lasting | Since):
            return [_ongoing_part(node, text, context)]
        if isinstance(node, Delay):
            # The first day is not counted: Civil Code 2015, art. 147.
            due = _day(node.point, context) + timedelta(days=node.days)
            return [Part(DeadlineKind.FIXED, text, due=due)]
        if isinstance(node, Outside):
            condition = _slice(context, node.begin, node.stop)
            return [Part(DeadlineKind.EVENT, text, condition=condition, offset=node.offset)]
        raise NoDateError(f"chưa hiểu “{_slice(context, node.begin, node.stop)}”")
    except (NoDateError, OverflowError) as error:
        return [Part(DeadlineKind.UNREADABLE, text, note=str(error))]


def _slice(context: _Context, begin: int, stop: int) -> str:
    return words_between(context.text, begin, stop)


def _deadlines(moments: Moments, context: _Context) -> list[tuple[Element, Deadline]]:
    elements = with_years(moments.elements, context.years)
    if elements is None:
        raise NoDateError("không rõ năm")
    return deadlines_of(elements, moments.edge, context.issued_on)


def _day(point: Point, context: _Context) -> date:
    return _deadlines(Moments(0, 0, (Element(point, point, 0, 0),), Edge.BY), context)[0][1].due


def _first_day(point: Point, context: _Context) -> date:
    moments = Moments(0, 0, (Element(point, point, 0, 0),), Edge.IN)
    deadline = _deadlines(moments, context)[0][1]
    return deadline.opens or deadline.due


def _dated_parts(moments: Moments, begin: int, stop: int, context: _Context) -> list[Part]:
    found = _deadlines(moments, context)
    parts: list[Part] = []
    for place, (element, deadline) in enumerate(found):
        first, last = place == 0, place + 1 == len(found)
        text = _slice(context, begin if first else element.begin, stop if last else element.stop)
        before = context.says_before(moments)
        parts.append(Part(deadline.kind, text, deadline.opens, deadline.due, before=before))
    return parts


def _framed_parts(node: Framed, begin: int, stop: int, context: _Context) -> list[Part]:
    if node.frame is None:
        return [_from_a_day(node, _slice(context, begin, stop), context)]
    frame = _deadlines(node.frame, context)[0][1]
    due = _deadlines(node.by, context)[0][1].due
    start = frame.opens or frame.due
    if not node.sure and not start <= due <= frame.due + _NEAR:
        middle = node.frame.stop
        first = _dated_parts(node.frame, begin, middle, context)
        return first + _dated_parts(node.by, middle, stop, context)
    opens = start if start <= due <= frame.due else None
    before = context.says_before(node.by)
    return [Part(DeadlineKind.FIXED, _slice(context, begin, stop), opens, due, before=before)]


def _from_a_day(node: Framed, text: str, context: _Context) -> Part:
    found = _deadlines(node.by, context)
    if node.since is None or len(found) != 1:
        raise NoDateError(f"chưa hiểu “{text}”")
    opens, due = _first_day(node.since, context), found[0][1].due
    if due < opens:
        raise NoDateError("ngày cuối đứng trước ngày đầu")
    kind = DeadlineKind.FIXED if node.opened else DeadlineKind.WINDOW
    return Part(kind, text, opens, due, before=context.says_before(node.by))


def _recurring_parts(cycle: Cycle, text: str, context: _Context) -> list[Part]:
    opens = _first_day(cycle.since, context) if cycle.since else None
    if cycle.limits:
        opens = _first_of_limits(cycle.limits, context)
    before = bool(cycle.rules) and (context.says_before(cycle) or bool(context.apart))
    parts: list[Part] = []
    for rhythm in cycle.rhythms:
        for rule in cycle.rules or (None,):
            normal = normal_rule(rule, rhythm) if rule else None
            if normal and abs(normal.shift) > 1:
                raise NoDateError(f"chưa hiểu “{text}”")
            part = Part(DeadlineKind.RECURRING, text, opens, every=rhythm, day_rule=normal)
            parts.append(replace(part, before=before))
    return parts


def _first_of_limits(limits: Moments, context: _Context) -> date | None:
    """Return the first day of the time a rhythm fills, None where it begins with the plan.

    Raises NoDateError when it ends before the plan does: a rhythm has no last day.
    """
    found = _deadlines(limits, context)[0][1]
    span = context.years.span
    last = span.end if span else date(found.due.year, 12, 31)
    if found.due < last:
        raise NoDateError(f"chu kỳ chỉ đến {format_date(found.due)}, cần ghi từng thời hạn")
    begins = span.start if span else date(found.due.year, 1, 1)
    return found.opens if found.opens and found.opens > begins else None


def _ongoing_part(node: Lasting | Since, text: str, context: _Context) -> Part:
    since = node.point if isinstance(node, Since) else node.since
    opens = _first_day(since, context) if since else None
    due = None
    if isinstance(node, Lasting) and node.limits:
        limits = _deadlines(node.limits, context)
        if len(limits) != 1:
            raise NoDateError(f"chưa hiểu “{text}”")
        opens, due = opens or limits[0][1].opens, limits[0][1].due
    return Part(DeadlineKind.ONGOING, text, opens, due, before=context.says_before(node))


def _remarks(items: Sequence[Item]) -> list[str]:
    remarks: list[str] = []
    for item in items:
        node = item.node.by if isinstance(item.node, Framed) else item.node
        if isinstance(node, Moments) and node.hour:
            remarks.append(f"trước {node.hour}")
        if isinstance(node, Cycle) and node.times > 1:
            remarks.append(f"{node.times} lần mỗi kỳ")
        if isinstance(node, Lasting) and node.vague:
            remarks.append("không nêu chu kỳ")
    return remarks


def _before_issue(parts: Sequence[Part], span: Span | None, issued_on: date | None) -> list[str]:
    """Return the remark that periods ended before the plan was issued are not made."""
    if span is None or issued_on is None:
        return []
    made = recurring_periods(parts, span, issued_on)
    ended = len(made) < len(recurring_periods(parts, span, None))
    if any(part.kind is DeadlineKind.ONGOING for part in parts):
        ended = ended or any(quarter.end < issued_on for quarter in calendar_quarters(span))
    said = f"không lập kỳ đã kết thúc trước ngày ban hành {format_date(issued_on)}"
    return [said] if ended else []
