"""The units that hold a lead slot."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Relation, TaskUnit, Unit

BATCH = 1000
"""Slots asked for in one statement: databases limit how many values one may name."""


def lead_units(session: Session, lead_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """(id, short name) of the units of each slot, the leading one first. One query per BATCH
    slots.
    """
    units: dict[int, list[tuple[int, str]]] = defaultdict(list)
    wanted = sorted(set(lead_ids))
    for start in range(0, len(wanted), BATCH):
        for lead_id, unit_id, name in session.execute(
            select(TaskUnit.lead_id, TaskUnit.unit_id, Unit.short_name)
            .join(Unit, Unit.id == TaskUnit.unit_id)
            .where(
                TaskUnit.lead_id.in_(wanted[start : start + BATCH]),
                TaskUnit.relation == Relation.lead,
            )
            .order_by(TaskUnit.position, TaskUnit.id)
        ):
            units[lead_id or 0].append((unit_id, name))
    return dict(units)
