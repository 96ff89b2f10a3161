"""Lateness exists twice, as Python and as SQL. These tests hold the two together: by the day that
the commune set to count, and at midnight in Vietnam on a server in UTC."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.labels.dates import due_words
from app.models import Commune, CompletionDay, Task, TaskLead, WorkItem
from app.queries.standing import item_is_late, on_time_after_moving, task_standing
from app.services.standing import refresh_dates
from app.services.work_item_changes import completion_day
from tests.acting import act, explain_products
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock
from workflows.deadlines.lateness import (
    ItemDates,
    KeptDates,
    Standing,
    days_late,
    is_on_time_after_moving,
    kept_dates,
    standing_of,
)
from workflows.states import Action, Outcome, Status

TODAY = date(2026, 9, 14)
DAYS = st.sampled_from([TODAY + timedelta(days=n) for n in (-400, -2, -1, 0, 1, 2, 400)])

FACTS = st.fixed_dictionaries(
    {
        "status": st.sampled_from(Status),
        "due_on": st.none() | DAYS,
        "original_due_on": st.none() | DAYS,
        "product_on": st.none() | DAYS,
        "submitted_on": DAYS,
        "nothing_arose": st.booleans(),
    }
)
"""What bears on time of one item."""


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


def _give(item: WorkItem, facts: dict[str, Any], commune: Commune) -> ItemDates:
    """Put the facts on the item as the door would, and return what bears on its task."""
    for name, value in facts.items():
        setattr(item, name, value)
    done = item.status is Status.verified
    if done:
        item.due_on = item.due_on or TODAY
    item.completed_on = completion_day(item, commune, item.product_on) if done else None
    item.outcome = Outcome.dropped if item.status is Status.cancelled else None
    return ItemDates(item.status, item.due_on, item.completed_on, item.original_due_on)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    facts=st.lists(FACTS, min_size=4, max_size=4),
    to_come=st.booleans(),
    taken_out=st.booleans(),
    counts=st.sampled_from(CompletionDay),
)
def test_sql_and_python_agree_on_items_tasks_and_leads(
    session: Session,
    items: list[WorkItem],
    facts: list[dict[str, Any]],
    to_come: bool,
    taken_out: bool,
    counts: CompletionDay,
) -> None:
    task_id, lead_id = items[0].task_id, items[0].lead_id
    commune = session.get_one(Commune, items[0].commune_id)
    commune.completion_day = counts
    dates = [_give(item, fact, commune) for item, fact in zip(items, facts, strict=True)]
    task = session.get_one(Task, task_id)
    lead = session.get_one(TaskLead, lead_id)
    task.next_opens_on = TODAY if to_come else None
    task.is_cancelled = lead.is_cancelled = taken_out
    refresh_dates(session, task.commune_id, [task_id])
    expected = kept_dates(dates, periods_to_come=to_come, taken_out=taken_out)
    standing = standing_of(expected, TODAY)
    for row, table in ((task, Task), (lead, TaskLead)):
        session.refresh(row)
        assert expected == KeptDates(
            row.due_on,
            row.completed_on,
            row.earliest_open_due_on,
            row.is_cancelled,
            row.original_due_on,
        )
        found = select(task_standing(TODAY, table), on_time_after_moving(table).is_(True))
        assert session.execute(found.where(table.id == row.id)).one() == (
            standing,
            is_on_time_after_moving(expected),
        )
    for against, name in (
        (WorkItem.due_on, "due_on"),
        (WorkItem.original_due_on, "original_due_on"),
    ):
        of_task = select(WorkItem.id).where(WorkItem.task_id == task_id)
        late = set(session.scalars(of_task.where(item_is_late(TODAY, against))))
        assert late == {
            item.id for item in items if days_late(item.status, getattr(item, name), TODAY) > 0
        }
    # The one sentence that ties tasks to items: late while open if any item is late.
    if any(days_late(item.status, item.due_on, TODAY) for item in items):
        assert standing is Standing.open_late
    # Done in time after moving is a part of done in time.
    if is_on_time_after_moving(expected):
        assert standing is Standing.done_on_time


def test_sql_and_python_agree_on_every_order_of_the_kept_dates(
    session: Session, items: list[WorkItem]
) -> None:
    task = session.get_one(Task, items[0].task_id)
    days = [None, *(TODAY + timedelta(days=n) for n in (-1, 0, 1))]
    found = select(task_standing(TODAY), on_time_after_moving().is_(True)).where(Task.id == task.id)
    for due, original, completed in product(days, repeat=3):
        task.due_on, task.original_due_on, task.completed_on = due, original, completed
        session.flush()
        kept = KeptDates(due, completed, task.earliest_open_due_on, original_due_on=original)
        expected = standing_of(kept, TODAY), is_on_time_after_moving(kept)
        assert session.execute(found).one() == expected, (due, original, completed)


@pytest.fixture
def server_in_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


LAST_MINUTE = datetime(2026, 9, 14, 16, 59, tzinfo=UTC)
"""23:59 of the day it is due, in Vietnam."""
FIRST_MINUTE = datetime(2026, 9, 14, 17, 1, tzinfo=UTC)
"""00:01 of the next day in Vietnam; on the server it is still the day before."""


@pytest.mark.parametrize(
    ("instant", "late_by", "words", "day"),
    [
        (LAST_MINUTE, 0, "Hạn hôm nay", date(2026, 9, 14)),
        (FIRST_MINUTE, 1, "Quá hạn 1 ngày", date(2026, 9, 15)),
    ],
)
@pytest.mark.parametrize("counts", CompletionDay)
def test_a_day_ends_at_midnight_in_vietnam_on_a_server_in_utc(
    server_in_utc: None,
    session: Session,
    world: World,
    test_clock: TestClock,
    instant: datetime,
    late_by: int,
    words: str,
    day: date,
    counts: CompletionDay,
) -> None:
    world.mau.commune.completion_day = counts
    plan = add_plan(session, world.mau, clock.now())
    item = add_item(
        session, world.mau, plan, lead="kt", title="Việc", due_on=TODAY, now=clock.now()
    )
    session.commit()
    test_clock.set(instant)
    today = clock.today()
    assert today == day
    assert days_late(item.status, item.due_on, today) == late_by
    late = select(item_is_late(today)).where(WorkItem.id == item.id)
    assert bool(session.scalar(late)) is (late_by > 0)
    assert due_words(item.status, item.due_on, today) == words

    # A product of the day before, handed in at that minute: the setting says which day counts.
    product_on = TODAY - timedelta(days=1)
    explain_products(session, item)
    act(session, world, "Khang", item, Action.submit, product_on=product_on)
    act(session, world, "Thư", item, Action.verify, product_on=product_on)
    by_product = counts is CompletionDay.product_day
    assert item.completed_on == (product_on if by_product else day)
    done_late = not by_product and late_by
    standing = session.scalar(select(task_standing(today)).where(Task.id == item.task_id))
    assert standing == (Standing.done_late if done_late else Standing.done_on_time)
