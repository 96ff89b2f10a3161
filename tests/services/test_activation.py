"""Waking an item that the plan prints with its condition: which date it gets, and what is kept."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import DayOff, Decision, Event, Plan, TaskSchedule, WorkItem
from app.queries.work_items import awaited_part
from tests.acting import act, refusal_of
from tests.amending import amending_draft, applied, items_named, running_plan
from tests.cast import World
from tests.plan_texts import KT
from workflows.states import Action, Refusal, Status

AREA = ("I", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "", "", "", "")
TITLE = "Tự đánh giá chỉ số"
AFTER = "20 ngày sau khi có văn bản của Sở"
WORKING = "Trong 05 ngày làm việc kể từ ngày nhận được văn bản của Sở"
DOCUMENT = "15/KH-SNV"
SIGNED = date(2026, 9, 5)


def rows(time: str) -> list[tuple[str, ...]]:
    return [AREA, ("1", TITLE, KT, "", "Báo cáo", time)]


def asleep(session: Session, world: World, time: str) -> tuple[Plan, WorkItem]:
    """A running plan whose one task waits for a document, and its item."""
    plan = running_plan(world, rows(time))
    items = [item for item in items_named(session, plan, TITLE) if item.status is Status.dormant]
    (item,) = items
    return plan, item


def kept(session: Session, item: WorkItem) -> dict[str, Any]:
    """What the record keeps with the waking."""
    return session.scalars(
        select(Event.data).where(Event.work_item_id == item.id, Event.kind == "work_item.activate")
    ).one()


def test_an_empty_date_means_as_printed_and_the_record_says_how_it_came(
    world: World, session: Session
) -> None:
    _, item = asleep(session, world, AFTER)
    act(session, world, "Thư", item, Action.activate, document=DOCUMENT, document_on=SIGNED)
    due = date(2026, 9, 25)
    assert (item.status, item.due_on, item.original_due_on) == (Status.assigned, due, due)
    assert session.scalars(select(Decision.new_due_on)).one() == due
    assert kept(session, item) == {
        "document": DOCUMENT,
        "document_on": "2026-09-05",
        "condition": AFTER,
        "counted": {"count": 20, "unit": "day"},
        "new_due_on": "2026-09-25",
    }


def test_working_days_are_those_of_the_commune(world: World, session: Session) -> None:
    commune = world.mau.commune.id
    session.add_all(
        [
            DayOff(commune_id=commune, day=date(2026, 9, 7), title="Nghỉ"),
            DayOff(commune_id=world.ben.commune.id, day=date(2026, 9, 8), title="Nghỉ ở xã Bên"),
        ]
    )
    _, item = asleep(session, world, WORKING)
    act(session, world, "Thư", item, Action.activate, document=DOCUMENT, document_on=SIGNED)
    assert item.due_on == date(2026, 9, 14)


def test_a_typed_date_wins(world: World, session: Session) -> None:
    _, item = asleep(session, world, AFTER)
    typed = {"document": DOCUMENT, "document_on": SIGNED, "new_due": date(2026, 10, 15)}
    act(session, world, "Thư", item, Action.activate, **typed)
    assert item.due_on == date(2026, 10, 15)
    assert "counted" not in kept(session, item)
    assert kept(session, item)["condition"] == AFTER


@pytest.mark.parametrize(
    ("time", "typed", "refusal"),
    [
        (AFTER, {}, Refusal.document_day_missing),
        (AFTER, {"document_on": date(2026, 9, 15)}, Refusal.document_day_in_future),
        ("Khi có văn bản của Sở", {"document_on": SIGNED}, Refusal.date_missing),
    ],
)
def test_what_no_date_can_be_counted_from_is_refused_and_the_item_sleeps_on(
    world: World, session: Session, time: str, typed: dict[str, Any], refusal: Refusal
) -> None:
    _, item = asleep(session, world, time)
    request = {"document": DOCUMENT, **typed}
    assert refusal_of(session, world, "Thư", item, Action.activate, **request) is refusal
    assert (item.status, item.due_on) == (Status.dormant, None)


def test_the_part_that_waits_is_told_from_the_others_of_its_task(
    world: World, session: Session
) -> None:
    _, item = asleep(session, world, f"30/6/2026; {AFTER}")
    part = awaited_part(session, item)
    assert part is not None
    assert part.condition == AFTER


def test_a_later_version_of_the_plan_counts_as_it_prints(world: World, session: Session) -> None:
    plan, item = asleep(session, world, AFTER)
    applied(world, amending_draft(world, plan, rows("10 ngày sau khi có văn bản của Sở")))
    session.refresh(item)
    act(session, world, "Thư", item, Action.activate, document=DOCUMENT, document_on=SIGNED)
    assert item.due_on == date(2026, 9, 15)


def test_a_part_that_is_no_longer_printed_still_knows_what_it_waits_for(
    world: World, session: Session
) -> None:
    _, item = asleep(session, world, AFTER)
    schedule = session.get_one(TaskSchedule, item.schedule_id)
    schedule.part_index = -schedule.id
    session.flush()
    part = awaited_part(session, item)
    assert part is not None
    assert part.condition == AFTER
