"""Describe work items to the rules of `workflows.permissions`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, null, select, union_all
from sqlalchemy.orm import Session

from app.models import (
    Commune,
    Plan,
    PlanStatus,
    Relation,
    SupportRequest,
    SupportStatus,
    TaskUnit,
    Unit,
    UnitDuty,
    VerdictProposal,
    WorkItem,
)
from app.queries.verdict_proposals import open_proposals
from workflows.permissions import Subject, deciding_unit_of

SUPPORTING = (SupportStatus.asked, SupportStatus.agreed, SupportStatus.contributed)
"""Requests that make a unit one of those concerned."""

_UNITS = union_all(
    select(TaskUnit.task_id, TaskUnit.unit_id, TaskUnit.relation, TaskUnit.lead_id, null()).where(
        TaskUnit.commune_id == bindparam("commune_id"),
        TaskUnit.task_id.in_(bindparam("task_ids", expanding=True)),
    ),
    # Units that the lead asked for support, and that did not decline: of one item each.
    select(null(), SupportRequest.unit_id, null(), null(), SupportRequest.work_item_id).where(
        SupportRequest.commune_id == bindparam("commune_id"),
        SupportRequest.work_item_id.in_(bindparam("item_ids", expanding=True)),
        SupportRequest.status.in_(SUPPORTING),
    ),
)
_SETTINGS = (
    Commune.dates_delegated_by != "",
    Commune.plan_changes_delegated_by != "",
    Commune.two_step_verdicts,
)
_PLANS = (
    select(Plan.id, Plan.standing_unit_id, Plan.status == PlanStatus.recalled, *_SETTINGS)
    .join(Commune, Commune.id == Plan.commune_id)
    .where(Plan.id.in_(bindparam("plan_ids", expanding=True)))
)
_OUTSIDE_PLANS = (
    select(Unit.id, *_SETTINGS)
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
    two_steps: bool


def subjects_of(session: Session, items: Sequence[WorkItem]) -> dict[int, Subject]:
    """The subjects of `items` of one commune, by item id. A fixed number of queries.

    Whether evidence is restricted belongs to a document: `app.queries.evidence` sets it there.
    """
    if not items:
        return {}
    leads: dict[int, set[int]] = defaultdict(set)
    supporting: dict[int, set[int]] = defaultdict(set)
    asked: dict[int, set[int]] = defaultdict(set)
    rows = session.execute(
        _UNITS,
        {
            "commune_id": items[0].commune_id,
            "task_ids": list({item.task_id for item in items}),
            "item_ids": [item.id for item in items],
        },
    )
    for task_id, unit_id, relation, lead_id, item_id in rows:
        if item_id is not None:
            asked[item_id].add(unit_id)
        elif relation is Relation.lead and lead_id is not None:
            leads[lead_id].add(unit_id)
        elif relation is Relation.supporting:
            supporting[task_id].add(unit_id)
    frames = _frames(session, items)
    proposals: Mapping[int, VerdictProposal] = {}
    if any(frame.two_steps for frame in frames.values()):
        proposals = open_proposals(session, items[0].commune_id, [item.id for item in items])
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
            two_steps=frames[item.plan_id].two_steps,
            proposed_by=proposals[item.id].proposed_by if item.id in proposals else None,
            asked_units=frozenset(asked[item.id]),
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
        standing, *settings = session.execute(
            _OUTSIDE_PLANS, {"commune_id": items[0].commune_id}
        ).one()
        found[None] = _Frame(standing, False, *settings)
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


_DUTIES = select(Unit.duty, Unit.id).where(
    Unit.commune_id == bindparam("commune_id"), Unit.duty.is_not(None)
)


def deciders_outside(session: Session, commune_id: int) -> Deciders:
    """Who decides on work given outside a plan: by the duties of the commune's units."""
    held = session.execute(_DUTIES, {"commune_id": commune_id})
    units = {duty: unit_id for duty, unit_id in held}
    return Deciders(units.get(UnitDuty.standing_office), units.get(UnitDuty.counter_checking))


__all__ = ["Deciders", "deciders_outside", "subject_of", "subjects_of"]
