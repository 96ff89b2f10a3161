"""*Áp dụng bản mới*: a running plan takes on what a corrected, amended or succeeding file says.

What changes the plan was signed by the chairman: the office prepares (`version_matching`), a leader
applies, under the number and date of the deciding document. All or nothing, in one transaction:
the version, the head, the sections, every task, and every open item through the one door.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    DraftStatus,
    MatchDecision,
    MatchKind,
    Plan,
    PlanDraft,
    PlanStatus,
    PlanVersion,
    Task,
    TaskRevision,
    WorkItem,
)
from app.plan_import.matching import Aspect
from app.queries.drafts import load_content
from app.queries.plan_versions import TOUCHES_WORK, Comparison
from app.queries.subjects import Deciders
from app.services import generation
from app.services.draft_claims import changed, locked_draft
from app.services.plan_preparation import Prepared, prepare
from app.services.plan_sections import update_sections
from app.services.plan_tasks import add_periods, add_revisions, add_tasks
from app.services.reporting_windows import add_windows
from app.services.standing import mark_taken_out
from app.services.version_items import (
    Decree,
    Frame,
    hand_over_evidence,
    items_of,
    planned_by_task,
    refresh_checklists,
    refresh_units,
    settle_changed,
    settle_gone,
)
from app.services.version_matching import (
    VersionRefusal,
    VersionRefused,
    keep_matches,
    require_ready,
)
from app.services.version_tasks import write_task
from app.services.version_work import OUT, Work, record_version, tell_units
from workflows import deadlines
from workflows.deadlines import Reading, Span
from workflows.permissions import Actor
from workflows.requirements import check_reason
from workflows.states import ActionRefused, Refusal, Role
from workflows.text import format_date


def apply_version(
    session: Session,
    actor: Actor,
    draft_id: int,
    *,
    version: int,
    reason: str,
    now: datetime,
) -> Plan:
    """Make the draft the next version of the plan it amends. `version` is the draft's as seen.

    Raises ActionRefused for anybody but a leader and for a reason that tells nothing, and
    VersionRefused where the draft or the plan is not what it was, or something is still missing.
    """
    if not actor.has_role(Role.leader):
        raise ActionRefused(Refusal.leaders_only)
    check_reason(reason)
    draft = _claimed_draft(session, actor, draft_id, version)
    plan = _locked_plan(session, draft)
    comparison = require_ready(session, actor, draft, now)
    content = load_content(session, actor, draft.id, clock.local(now).date())
    assert content is not None and draft.issued_on is not None  # noqa: S101 - said by the above
    document = f"{draft.number}, {format_date(draft.issued_on)}"
    decree = Decree(actor, document, reason, now)
    work = _work(session, plan, decree, comparison, prepare(session, content))
    _first_items_of_gone(session, work)
    plan_version = _add_version(session, work, draft)
    made = _write_tasks(session, work, plan_version, draft)
    _settle(session, work, made)
    keep_matches(session, draft, comparison)
    draft.status, draft.plan_id = DraftStatus.started, plan.id
    add_windows(session, actor, draft, now)
    changed(session, actor, draft, "apply", now)
    record_version(session, work, plan_version, made)
    tell_units(session, work, plan_version)
    return plan


def _claimed_draft(session: Session, actor: Actor, draft_id: int, version: int) -> PlanDraft:
    draft = locked_draft(session, actor, draft_id)
    if draft.status is not DraftStatus.open:
        raise VersionRefused(VersionRefusal.not_open)
    if draft.version != version:
        raise VersionRefused(VersionRefusal.changed_meanwhile)
    return draft


def _locked_plan(session: Session, draft: PlanDraft) -> Plan:
    plan = session.scalars(
        select(Plan)
        .where(Plan.commune_id == draft.commune_id, Plan.id == draft.amends_plan_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if plan is None or plan.status is not PlanStatus.running:
        raise VersionRefused(VersionRefusal.plan_not_running)
    return plan


def _work(
    session: Session, plan: Plan, decree: Decree, comparison: Comparison, prepared: Prepared
) -> Work:
    """Everything as it stands before anything is written."""
    ids = [line.task.key for line in comparison.lines]
    items = items_of(session, plan.commune_id, ids)
    tasks = {
        task.id: task
        for task in session.scalars(
            select(Task).where(Task.commune_id == plan.commune_id, Task.plan_id == plan.id)
        )
    }
    readings = _readings(session, plan, ids)
    issued_on = generation.issue_day(plan.issued_on, plan.issued_month)
    span = Span(plan.starts_on, plan.ends_on)
    frame = Frame(span, issued_on, _periods(session, plan, span))
    before = planned_by_task(session, plan.commune_id, readings, frame)
    return Work(plan, decree, comparison, prepared, tasks, items, before, issued_on)


def _periods(session: Session, plan: Plan, span: Span) -> list[deadlines.UpdatePeriod]:
    return generation.within(generation.update_periods(session, plan.commune_id), span)


def _readings(session: Session, plan: Plan, task_ids: Collection[int]) -> dict[int, Reading]:
    """How each task's time is read in the latest version that prints it."""
    rows = session.execute(
        select(TaskRevision.task_id, TaskRevision.reading)
        .join(PlanVersion, PlanVersion.id == TaskRevision.plan_version_id)
        .where(TaskRevision.commune_id == plan.commune_id, TaskRevision.task_id.in_(task_ids))
        .order_by(PlanVersion.number)
    )
    latest = {task_id: reading for task_id, reading in rows}
    return {id_: deadlines.reading_from_json(reading) for id_, reading in latest.items()}


def _first_items_of_gone(session: Session, work: Work) -> None:
    """A task that leaves the plan before its first period opened gets the items that would have
    come, so that its leaving stands in the record and in the figures."""
    opening: dict[date, list[int]] = defaultdict(list)
    for line in work.lines(*OUT):
        day = work.tasks[line.task.key].next_opens_on
        if day is not None and not work.items[line.task.key]:
            opening[day].append(line.task.key)
    for day, ids in opening.items():
        generation.make_items(session, work.decree.actor, ids, today=day, now=work.decree.now)
        work.items.update(items_of(session, work.plan.commune_id, ids))


def _add_version(session: Session, work: Work, draft: PlanDraft) -> PlanVersion:
    """The version's own row, and the head of the plan as it says from now on."""
    plan = work.plan
    number = session.scalar(
        select(func.coalesce(func.max(PlanVersion.number), 0)).where(
            PlanVersion.commune_id == plan.commune_id, PlanVersion.plan_id == plan.id
        )
    )
    plan_version = PlanVersion(
        commune_id=plan.commune_id,
        plan_id=plan.id,
        number=(number or 0) + 1,
        file_id=draft.file_id,
        document=draft.number,
        title=draft.title,
        issued_on=draft.issued_on,
        started_at=work.decree.now,
        started_by=work.decree.actor.person_id,
    )
    session.add(plan_version)
    plan.title, plan.number, plan.issuer = draft.title, draft.number, draft.issuer
    plan.issued_on, plan.issued_month = draft.issued_on, draft.issued_month
    plan.starts_on, plan.ends_on = work.prepared.span.start, work.prepared.span.end
    plan.before_is_inclusive = draft.before_is_inclusive
    plan.version += 1
    session.flush()
    return plan_version


def _write_tasks(
    session: Session, work: Work, plan_version: PlanVersion, draft: PlanDraft
) -> list[int]:
    """Write the tasks in the order of the new version, those it no longer prints behind them;
    return the ids of the new ones."""
    sections = update_sections(session, work.plan, draft.sections)
    add_periods(session, work.prepared)
    places = {task.row.id: place for place, task in enumerate(work.prepared.tasks, 1)}
    printed = {line.task.key for line in work.lines(MatchKind.kept, MatchKind.changed)}
    behind = sorted(
        (task for task in work.tasks.values() if task.id not in printed),
        key=lambda task: task.position,
    )
    for place, task in enumerate(behind, len(places) + 1):
        task.position = place
    for line in work.lines(*OUT):
        work.tasks[line.task.key].next_opens_on = None
    revised = []
    for line in work.lines(MatchKind.kept, MatchKind.changed):
        prepared, task = work.prepared_of(line), work.tasks[line.task.key]
        write_task(session, task, prepared, places[prepared.row.id], sections)
        revised.append((task.id, prepared))
    session.flush()
    add_revisions(session, plan_version, revised)
    fresh = {row.key for row in work.comparison.new}
    placed = [(places[task.row.id], task) for task in work.prepared.tasks if task.row.id in fresh]
    return add_tasks(session, work.plan, plan_version, placed, sections)


def _settle(session: Session, work: Work, made: Sequence[int]) -> None:
    """Every open item by the new version, then the items that it makes anew."""
    replaced = [*_settle_changed(session, work), *_settle_out(session, work)]
    today, now = clock.local(work.decree.now).date(), work.decree.now
    stay = [line.task.key for line in work.lines(MatchKind.kept, MatchKind.changed)]
    kept_items = [item for task_id in stay for item in work.items[task_id]]
    deciders = Deciders(work.plan.standing_unit_id, work.plan.counter_checking_unit_id)
    changed_lines = work.lines(MatchKind.changed)
    led_anew = {line.task.key for line in changed_lines if Aspect.lead in line.aspects}
    refresh_units(session, work.tasks, kept_items, deciders, led_anew=led_anew)
    ids = sorted((*stay, *made))
    generation.make_items(session, work.decree.actor, ids, today=today, now=now)
    for item, task_id in replaced:
        hand_over_evidence(session, work.decree, item, task_id)


def _settle_changed(session: Session, work: Work) -> list[tuple[WorkItem, int]]:
    lines = [line for line in work.lines(MatchKind.changed) if line.aspects & TOUCHES_WORK]
    readings = {line.task.key: work.prepared_of(line).reading for line in lines}
    span = work.prepared.span
    frame = Frame(span, work.issued_on, _periods(session, work.plan, span))
    after = planned_by_task(session, work.plan.commune_id, readings, frame)
    replaced: list[tuple[WorkItem, int]] = []
    for line in lines:
        id_, reported = line.task.key, {item.id for item in line.reported}
        out = settle_changed(
            session,
            work.decree,
            work.items[id_],
            before=work.before[id_],
            after=after[id_],
            reported=reported,
            decision=line.decision,
        )
        replaced += [(item, id_) for item in out]
        kept = reported if line.decision is MatchDecision.keep else set()
        follow = [item for item in work.items[id_] if item.id not in kept]
        refresh_checklists(session, work.plan.commune_id, follow)
    return replaced


def _settle_out(session: Session, work: Work) -> list[tuple[WorkItem, int]]:
    """The items of tasks that are gone or merged; those whose evidence another task takes over."""
    replaced: list[tuple[WorkItem, int]] = []
    for line in work.lines(*OUT):
        items = work.items[line.task.key]
        if line.kind is MatchKind.merged and line.into is not None:
            out = settle_gone(session, work.decree, items, merged_into=line.into)
            replaced += [(item, line.into) for item in out]
        else:
            keeps = line.decision is MatchDecision.keep
            keep = {item.id for item in line.reported} if keeps else set()
            out = settle_gone(session, work.decree, items, keep=keep)
        if out:
            mark_taken_out(session, work.tasks[line.task.key], out, whole=True)
    return replaced
