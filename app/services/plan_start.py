"""*Đưa vào theo dõi*: a draft becomes a plan with tasks and work items, all or nothing.

What will happen is worked out first (`app.services.plan_preparation`); here it is written.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app import clock
from app.models import DraftStatus, Plan, PlanVersion
from app.queries.drafts import load_content
from app.services import events, generation, notices
from app.services.draft_claims import DraftRefusal, DraftRefused, changed, open_draft
from app.services.plan_preparation import (
    Prepared,
    parts_of_units,
    people_to_tell,
    prepare,
)
from app.services.plan_sections import make_sections
from app.services.plan_tasks import add_periods, add_tasks
from app.services.reporting_windows import add_windows
from workflows.permissions import Actor


def start_plan(
    session: Session, actor: Actor, draft_id: int, *, version: int, now: datetime
) -> Plan:
    """Make the plan of a draft: version, sections, tasks, schedules, leads, products, items; record
    it and tell each unit once.

    `version` is the draft's as the person saw it on the page that asked him. Raises DraftRefused
    where it was changed since, is not open, or something still keeps it back; then nothing is kept.
    """
    today = clock.local(now).date()
    draft = open_draft(session, actor, draft_id, version)
    if draft.amends_plan_id is not None:
        raise DraftRefused(DraftRefusal.amends_a_plan)
    content = load_content(session, actor, draft_id, today)
    assert content is not None  # noqa: S101 - `open_draft` has just found it
    prepared = prepare(session, content)
    plan, plan_version = _add_plan(session, actor, prepared, now)
    sections = make_sections(session, plan, draft.sections)
    placed = list(enumerate(prepared.tasks, 1))
    task_ids = add_tasks(session, plan, plan_version, placed, sections)
    add_periods(session, prepared)
    draft.status, draft.plan_id = DraftStatus.started, plan.id
    add_windows(session, actor, draft, now)
    changed(session, actor, draft, "start", now)
    _record(session, actor, prepared, plan, task_ids, now)
    generation.make_items(session, actor, task_ids, today=today, now=now)
    _tell(session, prepared, plan, today, now)
    return plan


def _add_plan(
    session: Session, actor: Actor, prepared: Prepared, now: datetime
) -> tuple[Plan, PlanVersion]:
    draft = prepared.content.draft
    plan = Plan(
        commune_id=draft.commune_id,
        title=draft.title,
        number=draft.number,
        issuer=draft.issuer,
        issued_on=draft.issued_on,
        issued_month=draft.issued_month,
        starts_on=prepared.span.start,
        ends_on=prepared.span.end,
        standing_unit_id=prepared.standing_unit_id,
        counter_checking_unit_id=prepared.counter_checking_unit_id,
        before_is_inclusive=draft.before_is_inclusive,
        started_at=now,
        started_by=actor.person_id,
    )
    session.add(plan)
    session.flush()
    plan_version = PlanVersion(
        commune_id=plan.commune_id,
        plan_id=plan.id,
        number=1,
        file_id=draft.file_id,
        document=draft.number,
        title=draft.title,
        issued_on=draft.issued_on,
        started_at=now,
        started_by=actor.person_id,
    )
    session.add(plan_version)
    session.flush()
    return plan, plan_version


def _record(
    session: Session,
    actor: Actor,
    prepared: Prepared,
    plan: Plan,
    task_ids: Sequence[int],
    now: datetime,
) -> None:
    whole = events.Entry(
        kind="plan.start",
        subject="plan",
        subject_id=plan.id,
        plan_id=plan.id,
        new=plan.number,
        data={"title": plan.title, "tasks": len(task_ids), "draft_id": prepared.content.draft.id},
    )
    each = [
        events.Entry(
            kind="task.create",
            subject="task",
            subject_id=task_id,
            plan_id=plan.id,
            task_id=task_id,
            data={"deadline": task.row.deadline_text, "slots": [list(s) for s in task.slots]},
        )
        for task_id, task in zip(task_ids, prepared.tasks, strict=True)
    ]
    events.record(session, actor, [whole, *each], now)


def _tell(session: Session, prepared: Prepared, plan: Plan, today: date, now: datetime) -> None:
    """One notice to each person of each unit that has a part in the plan."""
    # A number that was left blank ("/QĐ-UBND") names no plan; the title does.
    number = plan.number if any(char.isdigit() for char in plan.number) else ""
    parts = parts_of_units(prepared)
    for unit_id, people in people_to_tell(session, prepared, today).items():
        notices.notify(
            session,
            plan.commune_id,
            people,
            kind="plan.start",
            key=f"plan.start:{plan.id}:{unit_id}",
            data={"title": plan.title, "number": number, **parts[unit_id]},
            path=f"/ke-hoach/{plan.id}",
            now=now,
            for_mail=True,
        )
