"""A real plan, and an edited copy of it read against it and applied."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import MatchKind, Plan, PlanDraft, Task, TaskRevision, WorkItem
from app.plan_import import PlanReading, read_plan
from app.queries.overview import grid_of
from app.services.draft_reading import store_draft
from app.services.plan_start import start_plan
from app.services.stored_files import KeptFile
from app.services.version_matching import begin_amendment
from app.storage import Written
from tests.amending import applied, compared
from tests.cast import World
from tests.conftest import TestClock
from tests.drafting import confirm_names
from tests.plans import plan_path
from workflows import deadlines
from workflows.deadlines import Span
from workflows.deadlines.lateness import Standing
from workflows.states import Outcome, Status

ISSUED = date(2025, 10, 20)
SURVEY = "Khảo sát mức độ hài lòng của người dân"


@pytest.fixture
def reading(test_clock: TestClock) -> PlanReading:
    """An Tường's plan as the importer reads it, on a day of its own year."""
    test_clock.set(test_clock.instant.replace(year=2025, month=9, day=15))
    path = plan_path("an-tuong-2025.txt")
    return read_plan(path.read_bytes(), path.name)


def stored(world: World, reading: PlanReading, plan: Plan | None = None) -> PlanDraft:
    session, actor, now = world.session, world.actor("Thư", clock.today()), clock.now()
    written = Written(f"01/{2 if plan else 1:030x}", "0" * 64, 1)
    upload = KeptFile(written, "an-tuong.txt", "text/plain")
    draft = store_draft(session, actor, reading, upload, now)
    if plan is not None:
        begin_amendment(session, actor, plan, draft, now)
    session.commit()
    confirm_names(world, draft)
    return draft


@pytest.fixture
def plan(world: World, reading: PlanReading) -> Plan:
    draft = stored(world, reading)
    actor = world.actor("Thư", clock.today())
    made = start_plan(world.session, actor, draft.id, version=draft.version, now=clock.now())
    world.session.commit()
    return made


def edited(reading: PlanReading) -> PlanReading:
    """Row 16 due later, row 3 gone, rows 8 and 9 in one, 20 moved and numbered anew, one new; its
    own number and day."""
    start, end = reading.head.start, reading.head.end
    assert start is not None and end is not None
    span, tasks = Span(start, end), {task.order: task for task in reading.tasks}
    later = "Tháng 11/2025"
    tasks[16] = replace(
        tasks[16],
        deadline_text=later,
        deadline=deadlines.read_deadline(later, span, ISSUED),
    )
    tasks[8] = replace(tasks[8], title=f"{tasks[8].title}; {tasks[9].title}")
    tasks[20] = replace(tasks[20], number="99", section=tasks[1].section)
    new = replace(tasks[16], order=33, number="10", title=SURVEY, product="Báo cáo")
    kept = [task for order, task in tasks.items() if order not in (3, 9)]
    rows = tuple(replace(task, order=n) for n, task in enumerate([*kept, new], 1))
    head = replace(reading.head, number="99/KH-UBND", issued_on=ISSUED)
    return replace(reading, tasks=rows, head=head)


def test_the_same_file_keeps_every_task(world: World, reading: PlanReading, plan: Plan) -> None:
    lines = compared(world, plan, stored(world, reading, plan)).lines
    assert len(lines) == 32
    assert {line.kind for line in lines} == {MatchKind.kept}


def test_an_edited_copy_is_read_against_it_and_applied(
    world: World, session: Session, reading: PlanReading, plan: Plan
) -> None:
    titles = {task.order: task.title for task in reading.tasks}
    draft = stored(world, edited(reading), plan)
    found = compared(world, plan, draft)
    kinds = {line.task.title: line.kind for line in found.lines if line.kind is not MatchKind.kept}
    assert kinds == {
        titles[3]: MatchKind.gone,
        titles[8]: MatchKind.changed,
        titles[9]: MatchKind.merged,
        titles[16]: MatchKind.changed,
    }
    assert [row.title for row in found.new] == [SURVEY]
    before = session.scalar(select(func.count()).select_from(WorkItem))
    applied(world, draft)
    outcomes = {
        task: outcome
        for task, outcome in session.execute(
            select(Task.title, WorkItem.outcome)
            .join(Task, Task.id == WorkItem.task_id)
            .where(WorkItem.status == Status.cancelled)
        )
    }
    assert outcomes == {titles[3]: Outcome.dropped, titles[9]: Outcome.merged}
    due = session.scalar(select(Task.due_on).where(Task.title == titles[16]))
    assert due == date(2025, 11, 30)
    moved = session.scalars(select(Task).where(Task.title == titles[20])).one()
    assert moved.number == "99"
    assert session.scalar(select(func.count()).select_from(WorkItem)) == (before or 0) + 1
    assert session.scalar(select(func.count()).select_from(TaskRevision)) == 32 + 31
    total = grid_of(session, plan, clock.today()).total
    assert (total.total, total[Standing.cancelled]) == (33, 2)
