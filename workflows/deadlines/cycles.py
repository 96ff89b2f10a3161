"""A rhythm beside its neighbours: the days named with it, and the time it fills.

"Hằng quý, trước ngày 10 của tháng cuối quý" is one rhythm with its day; "hằng tháng, từ tháng 8
đến tháng 12" is one that begins in August.
"""

from __future__ import annotations

from dataclasses import replace

from workflows.deadlines.day_rules import MONTHS_OF, rule_from_point, rules_before
from workflows.deadlines.items import Cycle, Item
from workflows.deadlines.reading import DayRule, Rhythm
from workflows.deadlines.syntax import Doubt, Edge, Moments, Node, Rules, Unit


def days_of_rhythms(items: list[Item]) -> list[Item]:
    """Give every rhythm the days named beside it."""
    done: list[Item] = []
    for place, item in enumerate(items):
        if done and (wider := _with_wider(done[-1], item)):
            done[-1] = wider
            continue
        following = items[place + 1] if place + 1 < len(items) else None
        days = _rules_in(item, done, following)
        if days is None:
            done.append(_with_days_before(item, done))
        elif following is not None and _led_by(item, following):
            done.append(item)
        elif not _give(done, item, days):
            # A date that no rhythm takes stands for itself.
            own = item if isinstance(item.node, Moments) else _own_rhythm(item, days)
            done.append(own)
    return done


def _with_wider(before: Item, item: Item) -> Item | None:
    """Return "ngày 20 tháng cuối quý, 6 tháng, năm" as one day in all three rhythms."""
    first, more = before.node, item.node
    if not isinstance(first, Cycle) or not isinstance(more, Cycle) or not item.beside(before):
        return None
    implied = first.rules and first.rules[0].day and not first.rules[0].month and not first.weak
    order = list(Rhythm)
    wider = all(order.index(one) > order.index(first.rhythms[-1]) for one in more.rhythms)
    if not implied or not wider or more.rules or more.weak or not first.implied:
        return None
    rhythms = (*first.rhythms, *more.rhythms)
    return replace(before, node=replace(first, rhythms=rhythms, stop=more.stop))


def _led_by(item: Item, following: Item) -> bool:
    """Tell whether the days of `item` belong to the rhythm right behind: "ngày 15 hằng tháng"."""
    return isinstance(following.node, Cycle) and following.close


def _with_days_before(item: Item, done: list[Item]) -> Item:
    """Return a rhythm with the days right before it, which are taken off `done`."""
    if not isinstance(item.node, Cycle) or not done or not item.close:
        return item
    days = _rules_in(done[-1], [item], item)
    if not days:
        return item
    before = done.pop()
    node = replace(item.node, begin=before.node.begin, rules=days)
    return replace(before, node=node, condition=before.condition or item.condition)


def _rules_in(item: Item, done: list[Item], following: Item | None) -> tuple[DayRule, ...] | None:
    """Return the days of a period an item names, None when it names none."""
    if isinstance(item.node, Rules):
        return rules_before(item.node.rules, item.node.edge)
    if not isinstance(item.node, Moments):
        return None
    if following and _led_by(item, following) and isinstance(following.node, Cycle):
        rhythms = following.node.rhythms
    elif done and item.clause == done[-1].clause and isinstance(done[-1].node, Cycle):
        rhythms = done[-1].node.rhythms
    else:
        return None
    return rule_from_point(item.node, rhythms)


def _give(done: list[Item], item: Item, days: tuple[DayRule, ...]) -> bool:
    """Give days to the rhythms of their clause, else to those of the text before; tell if any."""
    cycles = [place for place, one in enumerate(done) if isinstance(one.node, Cycle)]
    given = False
    same = [place for place in cycles if done[place].clause == item.clause]
    for place in same or cycles:
        node = done[place].node
        if not isinstance(node, Cycle) or node.rules:
            continue
        if _implies_more(item.node, node):
            return False
        weekly = all(day.weekday is not None for day in days)
        if weekly != (node.rhythms == (Rhythm.WEEK,)):
            return False
        last = place == cycles[-1] and same
        stop = item.node.stop if last else node.stop
        done[place] = replace(done[place], node=replace(node, rules=days, stop=stop))
        given = True
    return given


def _implies_more(days: Node, cycle: Cycle) -> bool:
    """Tell whether days speak of a longer rhythm than the one beside: of "quý" beside "tháng"."""
    if not isinstance(days, Rules) or days.implied is None:
        return False
    order = list(Rhythm)
    return all(order.index(rhythm) < order.index(days.implied) for rhythm in cycle.rhythms)


def _own_rhythm(item: Item, days: tuple[DayRule, ...]) -> Item:
    """Return days without a rhythm as the rhythm they imply, in doubt when they imply none."""
    node = item.node
    implied = node.implied if isinstance(node, Rules) else None
    if implied is None:
        return replace(item, node=Doubt(node.begin, node.stop))
    return replace(item, node=Cycle(node.begin, node.stop, (implied,), days, implied=True))


def limits_of_rhythms(items: list[Item]) -> list[Item]:
    """Give a rhythm the time it fills: "hằng tháng, từ tháng 8 đến tháng 12", "… năm 2026"."""
    done: list[Item] = []
    for item in items:
        before = done[-1] if done and item.beside(done[-1]) else None
        pair = (before.node, item.node) if before else ()
        cycle = next((one for one in pair if isinstance(one, Cycle) and not one.limits), None)
        time = next((one for one in pair if isinstance(one, Moments)), None)
        if before and cycle and time and _fills(time, cycle):
            begin = before.node.begin
            node = replace(cycle, begin=begin, stop=item.node.stop, limits=time)
            done[-1] = replace(before, node=node)
        else:
            done.append(item)
    return done


def _fills(time: Moments, cycle: Cycle) -> bool:
    """Tell whether a time is one that work comes back in, not a deadline beside the rhythm."""
    element = time.elements[0]
    if len(time.elements) > 1 or element.end.place or time.edge is Edge.BEFORE:
        return False
    if element.ranged or element.end.unit is Unit.MONTHS or time.edge is Edge.UNTIL:
        return True
    if element.end.unit is Unit.YEAR:
        return element.end.year is not None
    length = element.end.last - element.end.first + 1
    widest = max(MONTHS_OF.get(rhythm, 0) for rhythm in cycle.rhythms)
    return time.edge is Edge.IN and element.end.unit is not Unit.DAY and length > widest
