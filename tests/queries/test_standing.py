"""Lateness exists twice, as Python and as SQL. These tests hold the two together."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Task, TaskLead, WorkItem
from app.queries.standing import item_is_late, task_standing
from app.services.standing import refresh_dates
from tests.cast import World, add_item, add_plan
from workflows.deadlines.lateness import (
    ItemDates,
    KeptDates,
    Standing,
    days_late,
    kept_dates,
    standing_of,
)
from workflows.states import Outcome, Status

TODAY = date(2026, 9, 14)
DAYS = st.sampled_from([TODAY + timedelta(days=n) for n in (-400, -2, -1, 0, 1, 2, 400)])

ITEM = st.builds(
    lambda status, due_on, completed_on: (
        status,
        due_on or (TODAY if status is Status.verified else None),
        (completed_on or TODAY) if status is Status.verified else None,
    ),
    st.sampled_from(Status),
    st.none() | DAYS,
    st.none() | DAYS,
)


@pytest.fixture
def items(session: Session, world: World) -> list[WorkItem]:
    """Four items of one task: the first made by the cast, the others beside it."""
    plan = add_plan(session, world.mau, clock.now())
    made = [
        add_item(session, world.mau, plan, lead="kt", title="Việc", due_on=TODAY, now=clock.now())
        for _ in range(4)
    ]
    for number, item in enumerate(made[1:], 1):
        item.task_id, item.schedule_id = made[0].task_id, made[0].schedule_id
        item.lead_id, item.period_key = made[0].lead_id, f"period-{number}"
    session.flush()
    return made


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(facts=st.lists(ITEM, min_size=4, max_size=4), to_come=st.booleans())
def test_sql_and_python_agree_on_items_tasks_and_leads(
    session: Session,
    items: list[WorkItem],
    facts: list[tuple[Status, date | None, date | None]],
    to_come: bool,
) -> None:
    task_id, lead_id = items[0].task_id, items[0].lead_id
    for item, (status, due_on, completed_on) in zip(items, facts, strict=True):
        item.status, item.due_on, item.completed_on = status, due_on, completed_on
        item.outcome = Outcome.dropped if status is Status.cancelled else None
    task = session.get_one(Task, task_id)
    task.next_opens_on = TODAY if to_come else None
    refresh_dates(session, task.commune_id, [task_id])
    session.refresh(task)

    expected = kept_dates([ItemDates(*fact) for fact in facts], periods_to_come=to_come)
    lead = session.get_one(TaskLead, lead_id)
    session.refresh(lead)
    for row in (task, lead):
        assert expected == KeptDates(
            row.due_on, row.completed_on, row.earliest_open_due_on, row.is_cancelled
        )
    standing = standing_of(expected, TODAY)
    assert session.scalar(select(task_standing(TODAY)).where(Task.id == task_id)) == standing
    assert (
        session.scalar(select(task_standing(TODAY, TaskLead)).where(TaskLead.id == lead_id))
        == standing
    )
    late = set(
        session.scalars(select(WorkItem.id).where(WorkItem.task_id == task_id, item_is_late(TODAY)))
    )
    assert late == {
        item.id
        for item, (status, due_on, _) in zip(items, facts, strict=True)
        if days_late(status, due_on, TODAY) > 0
    }
    # The one sentence that ties tasks to items: late while open if any item is late.
    if any(days_late(status, due_on, TODAY) for status, due_on, _ in facts):
        assert standing is Standing.open_late
