"""Describe work items to the rules of `workflows.permissions`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from app.models import (
    Commune,
    Plan,
    PlanStatus,
    Relation,
    TaskUnit,
    Unit,
    UnitDuty,
    WorkItem,
)
from workflows.permissions import Subject, deciding_unit_of

_UNITS = select(TaskUnit.task_id, TaskUnit.unit_id, TaskUnit.relation, TaskUnit.lead_id).where(
    TaskUnit.commune_id == bindparam("commune_id"),
    TaskUnit.task_id.in_(bindparam("task_ids", expanding=True)),
)
_DELEGATED = (Commune.dates_delegated_by != "", Commune.plan_changes_delegated_by != "")
_PLANS = (
    select(Plan.id, Plan.standing_unit_id, Plan.status == PlanStatus.recalled, *_DELEGATED)
    .join(Commune, Commune.id == Plan.commune_id)
    .where(Plan.id.in_(bindparam("plan_ids", expanding=True)))
)
_OUTSIDE_PLANS = (
    select(Unit.id, *_DELEGATED)
    .select_from(Commune)
    .outerjoin(Unit, and_(Unit.commune_id == Commune.id, Unit.duty == UnitDuty.standing_office))
    .where(Commune.id == bindparam("commune_id"))
)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What an item takes over from its plan and its commune."""

    standing_unit: int | None
    plan_recalled: bool
    dates_delegated: bool
    plan_changes_delegated: bool


def subjects_of(session: Session, items: Sequence[WorkItem]) -> dict[int, Subject]:
    """The subjects of `items` of one commune, by item id. A fixed number of queries.

    Whether evidence is restricted belongs to a document: `app.queries.evidence` sets it there.
    """
    if not items:
        return {}
    leads: dict[int, set[int]] = defaultdict(set)
    supporting: dict[int, set[int]] = defaultdict(set)
    rows = session.execute(
        _UNITS,
        {
            "commune_id": items[0].commune_id,
            "task_ids": list({item.task_id for item in items}),
        },
    )
    for task_id, unit_id, relation, lead_id in rows:
        if relation is Relation.lead and lead_id is not None:
            leads[lead_id].add(unit_id)
        elif relation is Relation.supporting:
            supporting[task_id].add(unit_id)
    frames = _frames(session, items)
    return {
        item.id: Subject(
            commune_id=item.commune_id,
            status=item.status,
            lead_units=_answering(item.lead_unit_id, leads[item.lead_id]),
            supporting_units=frozenset(supporting[item.task_id]),
            deciding_unit=item.deciding_unit_id,
            standing_unit=frames[item.plan_id].standing_unit,
            people_involved=frozenset(
                person for person in (item.submitted_by, item.entered_by) if person is not None
            ),
            verified_by=item.verified_by,
            plan_recalled=frames[item.plan_id].plan_recalled,
            dates_delegated=frames[item.plan_id].dates_delegated,
            plan_changes_delegated=frames[item.plan_id].plan_changes_delegated,
        )
        for item in items
    }


def _answering(lead_unit: int, of_slot: set[int]) -> frozenset[int]:
    """The units that answer for an item: those of its slot, or its own where that is none of them:
    its work was moved, or the slot's was while it waited for a verdict (`app.queries.lead_units`).
    """
    return frozenset(of_slot if lead_unit in of_slot else {lead_unit})


def subject_of(session: Session, item: WorkItem) -> Subject:
    """The subject of one item."""
    return subjects_of(session, [item])[item.id]


def _frames(session: Session, items: Sequence[WorkItem]) -> dict[int | None, _Frame]:
    """The frame of each plan; of work outside a plan under None, with the commune's standing
    office."""
    plans = {item.plan_id for item in items}
    found: dict[int | None, _Frame] = {
        plan_id: _Frame(*frame)
        for plan_id, *frame in session.execute(_PLANS, {"plan_ids": list(plans - {None})})
    }
    if None in plans:
        standing, *delegated = session.execute(
            _OUTSIDE_PLANS, {"commune_id": items[0].commune_id}
        ).one()
        found[None] = _Frame(standing, False, *delegated)
    return found


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who decides in a plan: the standing office and the counter-checking unit."""

    standing_unit: int | None
    counter_checking_unit: int | None

    def for_slot(self, lead_units: frozenset[int], follow_up_unit: int | None) -> int | None:
        """The unit that verifies the work of these leads; None where only a leader may."""
        return deciding_unit_of(
            lead_units, follow_up_unit, self.standing_unit, self.counter_checking_unit
        )


def deciders_outside(session: Session, commune_id: int) -> Deciders:
    """Who decides on work given outside a plan: by the duties of the commune's units."""
    held = select(Unit.duty, Unit.id).where(Unit.commune_id == commune_id, Unit.duty.is_not(None))
    units = {duty: unit_id for duty, unit_id in session.execute(held)}
    return Deciders(units.get(UnitDuty.standing_office), units.get(UnitDuty.counter_checking))


__all__ = ["Deciders", "deciders_outside", "subject_of", "subjects_of"]
