"""Items are made once, on their day, whatever the nights between were like."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import Event, Plan, PlanStatus, Task, WorkItem, WorkItemProduct
from app.queries.drafts import load_content
from app.services import generation
from app.services.audit import Broken, verify_chains
from app.services.plan_start import start_plan
from tests.cast import Place, World
from tests.drafting import confirm_names, store_plan
from tests.plan_texts import HCC, KT, VP, plan_text
from workflows.deadlines import ItemKind, PlannedItem, Span, read_deadline
from workflows.states import Status

TODAY = date(2026, 9, 14)
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))


def started(
    world: World, rows: list[tuple[str, ...]] | None = None, place: Place | None = None
) -> Plan:
    """A plan of these rows, started today."""
    draft = store_plan(world, plan_text(rows) if rows else plan_text(), place=place)
    confirm_names(world, draft, place=place)
    actor = world.actor("Thư", place=place)
    version = draft.version
    plan = start_plan(world.session, actor, draft.id, version=version, now=clock.now())
    world.session.commit()
    return plan


def items_of(session: Session, plan: Plan, title: str) -> list[WorkItem]:
    return list(
        session.scalars(
            select(WorkItem)
            .join(Task, Task.id == WorkItem.task_id)
            .where(WorkItem.plan_id == plan.id, Task.title == title)
            .order_by(WorkItem.due_on, WorkItem.lead_id)
            .execution_options(populate_existing=True)
        )
    )


def night(session: Session, day: date) -> int:
    made = generation.open_due_periods(session, day, clock.now())
    session.commit()
    return made


MONTHLY = ("1", "Công khai kết quả", HCC, "", "Văn bản", "Hằng tháng")
ONGOING = ("2", "Tuyên truyền", VP, "", "Tin, bài", "Thường xuyên")
ONCE = ("3", "Rà soát quy trình", KT, "", "Quyết định; Báo cáo", "Tháng 10/2026")
WAITING = ("4", "Tự đánh giá chỉ số", KT, "", "Báo cáo", "Theo kế hoạch của Sở Nội vụ")
EMPTY = ("5", "Sắp xếp hồ sơ", KT, "", "", "")
AREA = ("I", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "", "", "", "")


def test_a_dated_item_exists_from_the_start_with_every_product_on_its_checklist(
    world: World, session: Session
) -> None:
    (item,) = items_of(session, started(world, [AREA, ONCE, MONTHLY]), ONCE[1])
    assert (item.status, item.due_on, item.original_due_on) == (
        Status.assigned,
        date(2026, 10, 31),
        date(2026, 10, 31),
    )
    assert not item.is_catch_up
    lines = session.scalars(
        select(WorkItemProduct.title)
        .where(WorkItemProduct.work_item_id == item.id)
        .order_by(WorkItemProduct.position)
    ).all()
    assert lines == ["Quyết định", "Báo cáo"]


def test_a_task_that_waits_for_a_document_sleeps_and_one_without_time_waits_for_a_date(
    world: World, session: Session
) -> None:
    plan = started(world, [AREA, WAITING, EMPTY])
    (sleeping,) = items_of(session, plan, WAITING[1])
    (undated,) = items_of(session, plan, EMPTY[1])
    assert (sleeping.status, sleeping.kind, sleeping.due_on) == (
        Status.dormant,
        ItemKind.DORMANT,
        None,
    )
    assert (undated.status, undated.due_on) == (Status.assigned, None)


def test_periods_exist_from_the_day_they_open_and_past_ones_are_catch_up(
    world: World, session: Session
) -> None:
    plan = started(world, [AREA, MONTHLY])
    items = items_of(session, plan, MONTHLY[1])
    assert [item.due_on.month for item in items if item.due_on] == list(range(1, 10))
    assert [item.is_catch_up for item in items] == [True] * 8 + [False]
    task = session.get_one(Task, items[0].task_id)
    assert task.next_opens_on == date(2026, 10, 1)


def test_a_quarters_end_inside_a_window_makes_no_item() -> None:
    reading = read_deadline("Quý III–IV/2026", YEAR, None, "exclusive")
    kinds = {item.kind for item in generation.plan_items(reading, YEAR, None, [], None)}
    assert kinds == {ItemKind.ONCE}


def test_making_items_again_makes_nothing(world: World, session: Session) -> None:
    plan = started(world)
    before = session.scalar(select(func.count()).select_from(WorkItem))
    tasks = session.scalars(select(Task.id).where(Task.plan_id == plan.id)).all()
    actor = world.actor("Thư")
    assert generation.make_items(session, actor, tasks, today=TODAY, now=clock.now()) == 0
    session.commit()
    assert session.scalar(select(func.count()).select_from(WorkItem)) == before


def test_the_night_opens_what_is_due_and_only_that(world: World, session: Session) -> None:
    plan = started(world, [AREA, MONTHLY, ONGOING, ONCE])
    assert night(session, date(2026, 9, 30)) == 0
    assert night(session, date(2026, 10, 1)) == 2
    assert night(session, date(2026, 10, 1)) == 0
    newest = items_of(session, plan, MONTHLY[1])[-1]
    assert (newest.due_on, newest.is_catch_up) == (date(2026, 10, 31), False)


def test_after_a_long_downtime_every_missed_period_is_made_once_and_the_last_one_ends_it(
    world: World, session: Session
) -> None:
    plan = started(world, [AREA, MONTHLY])
    assert night(session, date(2027, 10, 18)) == 3
    assert night(session, date(2027, 10, 19)) == 0
    items = items_of(session, plan, MONTHLY[1])
    assert [item.due_on.month for item in items if item.due_on] == list(range(1, 13))
    assert all(item.is_catch_up for item in items[-3:])
    task = session.get_one(Task, items[0].task_id)
    session.refresh(task)
    assert task.next_opens_on is None


def test_kept_dates_follow_the_items_that_were_made(world: World, session: Session) -> None:
    plan = started(world, [AREA, MONTHLY])
    night(session, date(2026, 10, 1))
    task = session.scalars(select(Task).where(Task.plan_id == plan.id)).one()
    session.refresh(task)
    assert (task.due_on, task.earliest_open_due_on) == (date(2026, 10, 31), date(2026, 1, 31))


def test_a_plan_that_is_no_longer_followed_gets_no_new_periods(
    world: World, session: Session
) -> None:
    plan = started(world, [AREA, MONTHLY])
    plan.status = PlanStatus.recalled
    session.commit()
    assert night(session, date(2026, 12, 1)) == 0


def test_the_night_serves_every_commune_and_each_in_its_own_chain(
    world: World, session: Session
) -> None:
    here, there = started(world, [AREA, MONTHLY]), started(world, [AREA, MONTHLY], world.ben)
    assert night(session, date(2026, 10, 1)) == 2
    for plan in (here, there):
        last = session.scalars(
            select(Event).where(Event.commune_id == plan.commune_id).order_by(Event.seq.desc())
        ).first()
        assert last is not None
        assert (last.kind, last.plan_id, last.person_id) == ("work_item.create", plan.id, None)
    assert not [found for found in verify_chains(session) if isinstance(found, Broken)]


@contextmanager
def counted_statements(session: Session) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_night_takes_as_many_statements_for_sixty_tasks_as_for_five(
    world: World, session: Session
) -> None:
    def rows(count: int) -> list[tuple[str, ...]]:
        return [AREA, *((str(n), f"Công khai {n}", *MONTHLY[2:]) for n in range(1, count + 1))]

    started(world, rows(5))
    started(world, rows(60), world.ben)
    counts = []
    for place, made in ((world.mau, 5), (world.ben, 60)):
        tasks = session.scalars(
            select(Task.id).where(Task.commune_id == place.commune.id).order_by(Task.id)
        ).all()
        actor = world.actor("Thư", place=place)
        with counted_statements(session) as seen:
            day = date(2026, 10, 1)
            assert generation.make_items(session, actor, tasks, today=day, now=clock.now()) == made
        counts.append(len(seen))
        session.commit()
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("kind", "opens", "exists"),
    [
        (ItemKind.ONCE, TODAY + timedelta(days=1), True),
        (ItemKind.MILESTONE, TODAY + timedelta(days=1), True),
        (ItemKind.DORMANT, None, True),
        (ItemKind.PERIOD, TODAY, True),
        (ItemKind.PERIOD, TODAY + timedelta(days=1), False),
        (ItemKind.CHECK_IN, TODAY + timedelta(days=1), False),
    ],
)
def test_only_periods_wait_for_their_day(kind: ItemKind, opens: date | None, exists: bool) -> None:
    item = PlannedItem(0, "k", "", opens, opens, kind)
    assert generation.exists_on(item, TODAY) is exists
    assert generation.next_opening([item], TODAY) == (None if exists else opens)


def test_a_plan_with_only_a_month_of_issue_counts_from_its_first_day() -> None:
    assert generation.issue_day(None, "2025-08") == date(2025, 8, 1)
    assert generation.issue_day(date(2025, 8, 9), "2025-08") == date(2025, 8, 9)
    assert generation.issue_day(None, None) is None


def test_the_content_of_another_commune_does_not_exist(world: World, session: Session) -> None:
    draft = store_plan(world, plan_text())
    stranger = world.actor("Thư", place=world.ben)
    assert load_content(session, stranger, draft.id, TODAY) is None
