"""*Thu hồi*: a plan that was started by mistake is taken back while nobody has reported anything.

Nothing is deleted: plan, tasks and items stay in the record and leave every figure; the draft is
open again, so that it can be corrected and started anew, which is how a recall is undone.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum, auto

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    DraftStatus,
    Plan,
    PlanDraft,
    PlanStatus,
    PlanVersion,
    Relation,
    Task,
    TaskUnit,
    WorkItem,
)
from app.queries.reported import first_report
from app.services import events, notices
from app.services.draft_claims import require_office
from app.services.row_versions import take_version
from workflows.permissions import Actor
from workflows.reminders import TOLD
from workflows.requirements import check_reason


class RecallRefusal(StrEnum):
    """Why a plan was not recalled. Worded in `app/labels/plan_versions.py`."""

    changed_meanwhile = auto()
    not_running = auto()
    already_amended = auto()
    already_reported = auto()


class RecallRefused(Exception):
    """A recall was refused for a named reason; `values` fill its sentence."""

    def __init__(self, refusal: RecallRefusal, values: Mapping[str, object] | None = None) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.values = dict(values or {})


def recall_plan(
    session: Session, actor: Actor, plan: Plan, *, version: int, reason: str, now: datetime
) -> PlanDraft | None:
    """Recall the plan and open the draft it came from again; return that draft, where there is one.

    `version` is the plan's as the person saw it. Raises ActionRefused for anybody but a standing
    officer and for a reason that tells nothing, RecallRefused where the plan is not followed, has a
    second version, or something was reported on it.
    """
    require_office(actor)
    check_reason(reason)
    _claim(session, plan, version)
    plan_version = _only_version(session, plan)
    _hold_items(session, plan)
    report = first_report(session, plan)
    if report is not None:
        raise RecallRefused(RecallRefusal.already_reported, {"report": report})
    plan.status, plan_version.recalled_at = PlanStatus.recalled, now
    draft = _open_draft_again(session, plan)
    _record(session, actor, plan, draft, reason, now)
    _tell(session, actor, plan, reason, now)
    return draft


def _claim(session: Session, plan: Plan, version: int) -> None:
    """Take the plan's row for this transaction if it still is what the person saw."""
    if not take_version(session, plan, version):
        raise RecallRefused(RecallRefusal.changed_meanwhile)
    if plan.status is not PlanStatus.running:
        raise RecallRefused(RecallRefusal.not_running)


def _only_version(session: Session, plan: Plan) -> PlanVersion:
    versions = session.scalars(
        select(PlanVersion).where(
            PlanVersion.commune_id == plan.commune_id, PlanVersion.plan_id == plan.id
        )
    ).all()
    if len(versions) != 1:
        raise RecallRefused(RecallRefusal.already_amended)
    return versions[0]


def _hold_items(session: Session, plan: Plan) -> None:
    """Move the version of every item: a report that is on its way has either been kept before,
    and is seen below, or finds its page stale."""
    of_plan = (WorkItem.commune_id == plan.commune_id, WorkItem.plan_id == plan.id)
    session.execute(select(WorkItem.id).where(*of_plan).order_by(WorkItem.id).with_for_update())
    session.execute(
        update(WorkItem)
        .where(*of_plan)
        .values(version=WorkItem.version + 1)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def _open_draft_again(session: Session, plan: Plan) -> PlanDraft | None:
    draft = session.scalars(
        select(PlanDraft)
        .where(
            PlanDraft.commune_id == plan.commune_id,
            PlanDraft.plan_id == plan.id,
            PlanDraft.amends_plan_id.is_(None),
            PlanDraft.status == DraftStatus.started,
        )
        .order_by(PlanDraft.id.desc())
        .limit(1)
    ).first()
    if draft is not None:
        draft.status, draft.plan_id = DraftStatus.open, None
        draft.version += 1
    return draft


def _record(
    session: Session,
    actor: Actor,
    plan: Plan,
    draft: PlanDraft | None,
    reason: str,
    now: datetime,
) -> None:
    session.flush()
    entries = [
        events.Entry(
            kind="plan.recall",
            subject="plan",
            subject_id=plan.id,
            plan_id=plan.id,
            old=PlanStatus.running.value,
            new=PlanStatus.recalled.value,
            reason=reason,
            data={"title": plan.title, "number": plan.number},
        )
    ]
    if draft is not None:
        entries.append(
            events.Entry(
                kind="plan_draft.reopen",
                subject="plan_draft",
                subject_id=draft.id,
                plan_id=plan.id,
                reason=reason,
            )
        )
    events.record(session, actor, entries, now)


def _tell(session: Session, actor: Actor, plan: Plan, reason: str, now: datetime) -> None:
    """One notice to each person of the units that were told of the start."""
    units = session.scalars(
        select(TaskUnit.unit_id)
        .join(Task, Task.id == TaskUnit.task_id)
        .where(
            Task.commune_id == plan.commune_id,
            Task.plan_id == plan.id,
            TaskUnit.relation.in_([Relation.lead, Relation.supporting]),
        )
        .distinct()
    ).all()
    today = clock.local(now).date()
    people = notices.people_with_role(session, plan.commune_id, TOLD, today, in_units=units)
    notices.notify(
        session,
        plan.commune_id,
        [person for person in people if person != actor.person_id],
        kind="plan.recall",
        key=f"plan.recall:{plan.id}",
        data={"title": plan.title, "number": plan.number, "reason": reason},
        path=f"/ke-hoach/{plan.id}",
        now=now,
    )
