"""From the nodes of the tree to what each stands for beside its neighbours.

A day named beside a rhythm is the rhythm's day; "trong năm" beside "thường xuyên" says nothing
more; a day that follows its quarter makes it exact; "theo kế hoạch" beside a date is a remark.
Each rule of that sort is one function below, over the items of the whole text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from workflows.deadlines.cycles import days_of_rhythms, limits_of_rhythms
from workflows.deadlines.items import Cycle, Framed, Item, Lasting
from workflows.deadlines.reading import Rhythm
from workflows.deadlines.syntax import (
    Always,
    Delay,
    Doubt,
    Edge,
    Element,
    Every,
    Joint,
    Link,
    Moments,
    Node,
    Outside,
    Place,
    Since,
    Unit,
    Words,
)


def items_of(nodes: Sequence[Node]) -> list[Item]:
    """Return the items of a text, each brought to what it means beside its neighbours."""
    items = _gathered(nodes)
    for rule in _RULES:
        items = rule(items)
    return items


def _gathered(nodes: Sequence[Node]) -> list[Item]:
    items: list[Item] = []
    clause, link, led, worded = 0, None, False, False
    for node in nodes:
        if isinstance(node, Joint):
            clause += node.link is Link.APART
            link = max((link, node.link), key=lambda one: one.value if one else 0)
            led = False
        elif isinstance(node, Words):
            led, worded = led or not node.idle, worded or not node.idle
        else:
            items.append(Item(_named(node), clause, link, led, worded))
            link, led, worded = None, False, False
    return items


def _named(node: Node) -> Node:
    if isinstance(node, Every):
        return Cycle(node.begin, node.stop, node.rhythms, (), node.weak, node.times)
    if isinstance(node, Always):
        return Lasting(node.begin, node.stop, vague=node.vague)
    return node


def _doubtful_clauses(items: list[Item]) -> list[Item]:
    """A clause with words of time that were not understood is not understood."""
    doubtful = {item.clause for item in items if isinstance(item.node, Doubt)}
    for before, item in pairwise(items):
        choice = item.link is Link.CHOICE and before.clause == item.clause
        if choice and isinstance(item.node, Moments) and isinstance(before.node, Moments):
            doubtful.add(item.clause)
    kept: list[Item] = []
    for item in items:
        if item.clause not in doubtful:
            kept.append(item)
        elif not kept or kept[-1].clause != item.clause:
            kept.append(replace(item, node=Doubt(item.node.begin, item.node.stop)))
        else:
            kept[-1] = replace(kept[-1], node=_joined(kept[-1].node, item.node))
    return kept


def _turns_of_time(items: list[Item]) -> list[Item]:
    """Put in doubt "cuối quý III, đầu quý IV": one time around the turn, not two deadlines."""
    done: list[Item] = []
    for item in items:
        before = done[-1] if done and item.beside(done[-1]) else None
        if before and _turn(_elements(before.node)[-1:], _elements(item.node)[:1]):
            done[-1] = replace(before, node=_joined(before.node, item.node))
        elif any(_turn((one,), (two,)) for one, two in pairwise(_elements(item.node))):
            done.append(replace(item, node=Doubt(item.node.begin, item.node.stop)))
        else:
            done.append(item)
    return done


def _elements(node: Node) -> tuple[Element, ...]:
    return node.elements if isinstance(node, Moments) else ()


def _turn(before: tuple[Element, ...], after: tuple[Element, ...]) -> bool:
    ends = [element.end.place for element in (*before, *after)]
    return ends == [Place.END, Place.START] and not after[0].apart


def _bare_days(items: list[Item]) -> list[Item]:
    """Put in doubt the clause in which a day without its month stands beside other times."""
    bare = {item.clause for item in items if _has_bare_day(item.node)}
    beside = {item.clause for item, other in pairwise(items) if item.clause == other.clause}
    doubted = [
        replace(item, node=Doubt(item.node.begin, item.node.stop))
        if item.clause in bare & beside
        else item
        for item in items
    ]
    return _doubtful_clauses(doubted)


def _has_bare_day(node: Node) -> bool:
    return any(
        element.end.unit is Unit.DAY and element.end.first == 0 for element in _elements(node)
    )


def _joined(first: Node, last: Node) -> Doubt:
    return Doubt(min(first.begin, last.begin), max(first.stop, last.stop))


def _years_of_something(items: list[Item]) -> list[Item]:
    """Drop a year that goes with a noun ("Kế hoạch năm 2026") or only frames the work.

    Beside "thường xuyên" or a rhythm "trong năm" says nothing more.
    """
    lasting = {item.clause for item in items if isinstance(item.node, Cycle | Lasting)}
    return [item for item in items if not _only_frames(item, lasting)]


def _only_frames(item: Item, lasting: set[int]) -> bool:
    node = item.node
    if not isinstance(node, Moments) or node.edge not in (Edge.NONE, Edge.IN):
        return False
    if any(element.end.unit is not Unit.YEAR for element in node.elements):
        return False
    if any(element.end.place for element in node.elements):
        return False
    return item.clause in lasting or (item.led and node.edge is Edge.NONE)


def _reports_of_a_day(items: list[Item]) -> list[Item]:
    """Drop "báo cáo quý", "6 tháng:" where they only tell which report a date is for.

    So they do beside a date with its year, and where the text names its quarters one by one.
    """
    dated = {item.clause for item in items if _names_a_year(item.node)}
    singled = any(_names_a_quarter(item.node) for item in items)
    kept: list[Item] = []
    for item, after in zip_longest(items, items[1:]):
        weak = isinstance(item.node, Cycle) and item.node.weak
        before_date = after and after.clause == item.clause and isinstance(after.node, Moments)
        if not (weak and (item.clause in dated or (singled and before_date))):
            kept.append(item)
    return kept


def _names_a_year(node: Node) -> bool:
    return isinstance(node, Moments) and any(
        element.end.year and element.end.year.number for element in node.elements
    )


def _names_a_quarter(node: Node) -> bool:
    return isinstance(node, Moments) and any(
        element.end.unit is Unit.QUARTER for element in node.elements
    )


def _frames(items: list[Item]) -> list[Item]:
    """Join a period and the exact day behind it, and a first day and the last behind it."""
    done: list[Item] = []
    for item in items:
        before = done[-1] if done else None
        framed = _framed(before, item) if before and item.beside(before) else None
        if before and framed:
            done[-1] = replace(before, node=framed)
        else:
            done.append(item)
    return done


def _framed(before: Item, item: Item) -> Framed | None:
    by, first = item.node, before.node
    if not isinstance(by, Moments):
        return None
    begin, stop = first.begin, by.stop
    if isinstance(first, Since):
        return Framed(begin, stop, by, since=first.point, opened=first.opened)
    if not isinstance(first, Moments) or not _is_exact(by):
        return None
    if first.edge not in (Edge.NONE, Edge.IN) or len(first.elements) > 1:
        return None
    if len(by.elements) > 1 or first.elements[0].end.unit is Unit.DAY:
        return None
    return Framed(begin, stop, by, frame=first, sure=item.link is None)


def _is_exact(by: Moments) -> bool:
    """Tell whether a day behind a period makes it exact: "Quý III, trước 15/9", "Quý I (14/3)"."""
    day = by.elements[0].end.unit is Unit.DAY and not by.elements[0].ranged
    return by.edge in (Edge.BEFORE, Edge.BY, Edge.UNTIL) or (by.edge is Edge.NONE and day)


def _lasting(items: list[Item]) -> list[Item]:
    """Give ongoing work the days named right beside it; a rhythm right beside it says more."""
    done: list[Item] = []
    for item in items:
        before = done[-1] if done else None
        merged = _merged_lasting(before, item) if before and item.beside(before) else None
        if before and merged:
            done[-1] = replace(before, node=merged)
        else:
            done.append(item)
    return done


def _merged_lasting(before: Item, item: Item) -> Node | None:
    pair = (before.node, item.node)
    begin, stop = before.node.begin, item.node.stop
    for one, other in (pair, pair[::-1]):
        if isinstance(one, Lasting) and isinstance(other, Lasting):
            return replace(one, begin=begin, stop=stop, vague=one.vague and other.vague)
        if isinstance(one, Lasting | Cycle) and isinstance(other, Since) and not other.opened:
            return replace(one, begin=begin, stop=stop, since=other.point)
        if not isinstance(one, Lasting) or one.limits or not item.close:
            continue
        if isinstance(other, Cycle):
            return _lasting_cycle(one, other, begin, stop)
        if isinstance(other, Moments) and not one.vague:
            return replace(one, begin=begin, stop=stop, limits=other)
    return None


def _lasting_cycle(lasting: Lasting, cycle: Cycle, begin: int, stop: int) -> Node:
    """Return "thường xuyên hằng quý" as every quarter; "… hằng năm" only says that it goes on."""
    if cycle.rhythms == (Rhythm.YEAR,) and not cycle.rules and not lasting.vague:
        return replace(lasting, begin=begin, stop=stop, since=lasting.since or cycle.since)
    return replace(cycle, begin=begin, stop=stop)


def _vague(items: list[Item]) -> list[Item]:
    """Drop "định kỳ" without a rhythm where anything else says when."""
    said = [item for item in items if not (isinstance(item.node, Lasting) and item.node.vague)]
    return said or items[:1]


def _conditions(items: list[Item]) -> list[Item]:
    """Make an outside event a remark on the date beside it.

    "theo …" is one beside anything; "khi có …" beside a date or ongoing work, while beside a
    rhythm it is a case of its own ("hằng quý và đột xuất").
    """
    done: list[Item] = []
    for place, item in enumerate(items):
        before = done[-1] if done and done[-1].clause == item.clause else None
        following = items[place + 1 : place + 2]
        after = following[0] if following and following[0].clause == item.clause else None
        if not isinstance(item.node, Outside):
            carried = _carried(items, place)
            done.append(replace(item, condition=carried) if carried else item)
        elif before and isinstance(before.node, Outside):
            offset = before.node.offset or item.node.offset
            done[-1] = replace(
                before, node=replace(before.node, stop=item.node.stop, offset=offset)
            )
        elif before and _takes_remark(before, item.node):
            done[-1] = replace(before, condition=(item.node.begin, item.node.stop))
        elif not (after and _takes_remark(after, item.node)):
            done.append(item)
    return done


def _carried(items: list[Item], place: int) -> tuple[int, int] | None:
    """Return where the event stands that the item at `place` takes over from before it."""
    before = items[place - 1] if place else None
    item = items[place]
    if before is None or before.clause != item.clause or not isinstance(before.node, Outside):
        return None
    if not _takes_remark(item, before.node):
        return None
    earlier = items[place - 2] if place > 1 else None
    if earlier and earlier.clause == item.clause and _takes_remark(earlier, before.node):
        return None
    return before.node.begin, before.node.stop


def _takes_remark(item: Item, outside: Outside) -> bool:
    kinds: tuple[type[Node], ...] = (Moments, Framed, Lasting, Delay, Since)
    return isinstance(item.node, (*kinds, Cycle) if outside.according else kinds)


_RULES: tuple[Callable[[list[Item]], list[Item]], ...] = (
    _turns_of_time,
    _doubtful_clauses,
    _reports_of_a_day,
    days_of_rhythms,
    _bare_days,
    limits_of_rhythms,
    _years_of_something,
    _lasting,
    _frames,
    _vague,
    _conditions,
)
