"""Describe work items to the rules of `workflows.permissions`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.models import (
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
_PLANS = select(Plan.id, Plan.standing_unit_id, Plan.status).where(
    Plan.id.in_(bindparam("plan_ids", expanding=True))
)


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
    standing, recalled = _plans(session, items)
    return {
        item.id: Subject(
            commune_id=item.commune_id,
            status=item.status,
            lead_units=frozenset(leads[item.lead_id] | {item.lead_unit_id}),
            supporting_units=frozenset(supporting[item.task_id]),
            deciding_unit=item.deciding_unit_id,
            standing_unit=standing.get(item.plan_id),
            people_involved=frozenset(
                person for person in (item.submitted_by, item.entered_by) if person is not None
            ),
            verified_by=item.verified_by,
            plan_recalled=item.plan_id in recalled,
        )
        for item in items
    }


def subject_of(session: Session, item: WorkItem) -> Subject:
    """The subject of one item."""
    return subjects_of(session, [item])[item.id]


def _plans(
    session: Session, items: Sequence[WorkItem]
) -> tuple[dict[int | None, int], set[int | None]]:
    """The standing office of each plan (for work outside a plan, None, the commune's), and the
    plans that were recalled."""
    plans = {item.plan_id for item in items}
    found: dict[int | None, int] = {}
    recalled: set[int | None] = set()
    for plan_id, unit_id, status in session.execute(_PLANS, {"plan_ids": list(plans - {None})}):
        found[plan_id] = unit_id
        if status is PlanStatus.recalled:
            recalled.add(plan_id)
    if None in plans:
        unit_id = session.scalar(
            select(Unit.id).where(
                Unit.commune_id == items[0].commune_id, Unit.duty == UnitDuty.standing_office
            )
        )
        if unit_id is not None:
            found[None] = unit_id
    return found, recalled


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


__all__ = ["Deciders", "subject_of", "subjects_of"]
