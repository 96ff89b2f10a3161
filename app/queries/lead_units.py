"""The units that hold a lead slot, and those that answer for a work item.

These are the same units as long as the item's own lead is one of the slot's. Where it is not, the
item's lead answers alone: this item was given to another unit, or the slot was while the item
waited for a verdict. The same sentence as in `app.queries.subjects`; a test holds them together.
"""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import ColumnElement, bindparam, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from app.models import Relation, TaskUnit, Unit, WorkItem
from app.queries.batches import batches

Named = list[tuple[int, str]]
"""(id, short name) of units, the leading one first."""


def led_by(units: Collection[int]) -> ColumnElement[bool]:
    """SQL: one of the units answers for the work item."""
    mine, leading = aliased(TaskUnit), aliased(TaskUnit)
    shared = (
        select(mine.task_id, mine.lead_id, leading.unit_id)
        .join(leading, leading.lead_id == mine.lead_id)
        .where(mine.unit_id.in_(units), mine.relation == Relation.lead)
    )
    return or_(
        tuple_(WorkItem.task_id, WorkItem.lead_id, WorkItem.lead_unit_id).in_(shared),
        WorkItem.lead_unit_id.in_(units),
    )


def answers(units: Collection[int]) -> ColumnElement[bool]:
    """SQL: as `led_by`, asked of one work item after another: for the few that a list shows."""
    mine, leading = aliased(TaskUnit), aliased(TaskUnit)
    shared = (
        select(mine.id)
        .join(leading, leading.lead_id == mine.lead_id)
        .where(
            # Commune and task are those of the slot; they are named for the index.
            mine.commune_id == WorkItem.commune_id,
            mine.task_id == WorkItem.task_id,
            mine.lead_id == WorkItem.lead_id,
            mine.relation == Relation.lead,
            mine.unit_id.in_(units),
            leading.unit_id == WorkItem.lead_unit_id,
        )
        .exists()
    )
    return or_(WorkItem.lead_unit_id.in_(units), shared)


_OF_SLOTS = (
    select(TaskUnit.lead_id, TaskUnit.unit_id, Unit.short_name)
    .join(Unit, Unit.id == TaskUnit.unit_id)
    .where(
        TaskUnit.lead_id.in_(bindparam("lead_ids", expanding=True)),
        TaskUnit.relation == Relation.lead,
    )
    .order_by(TaskUnit.position, TaskUnit.id)
)


def lead_units(session: Session, lead_ids: Collection[int]) -> dict[int, Named]:
    """The units of each slot. One query per batch of slots."""
    units: dict[int, Named] = defaultdict(list)
    for some in batches(sorted(set(lead_ids))):
        for lead_id, unit_id, name in session.execute(_OF_SLOTS, {"lead_ids": some}):
            units[lead_id or 0].append((unit_id, name))
    return dict(units)


def units_of_items(
    session: Session, items: Collection[tuple[int, int]]
) -> dict[tuple[int, int], Named]:
    """The units that answer for items, by (lead slot, leading unit) of the item. Two queries per
    batch, the second only where an item is not its slot's."""
    of_slots = lead_units(session, {lead_id for lead_id, _ in items})
    found = {(lead, unit): of_slots.get(lead, []) for lead, unit in set(items)}
    apart = {key for key, units in found.items() if key[1] not in dict(units)}
    names: dict[int, str] = {}
    for some in batches(sorted({unit for _, unit in apart})):
        for unit_id, name in session.execute(
            select(Unit.id, Unit.short_name).where(Unit.id.in_(some))
        ):
            names[unit_id] = name
    return {key: [(key[1], names[key[1]])] if key in apart else found[key] for key in found}


__all__ = ["Named", "answers", "lead_units", "led_by", "units_of_items"]
