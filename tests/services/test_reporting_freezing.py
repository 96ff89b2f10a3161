"""Chốt số liệu: how every task stood on the cut-off, and what stands differently since."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.labels.reporting import ReportingRefusal, ReportingRefused
from app.models import (
    Event,
    FrozenStanding,
    Plan,
    ReportingWindow,
    Task,
    TaskUnit,
    WorkItem,
    WorkItemProduct,
)
from app.queries.overview import grid_of
from app.queries.reporting_differences import differences, grid_beside_today
from app.queries.task_decisions import items_of
from app.services import generation
from app.services.events import Entry, record
from app.services.outcomes import Departure, take_out
from app.services.reassignment import NewLead, reassign
from app.services.reporting_freezing import freeze
from app.services.standing import refresh_dates
from tests.acting import act, explain_products
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock
from tests.services.repeating import add_repeating
from tests.workflows.test_reporting_fitting import CASES, CUT_OFF
from workflows.deadlines import ItemKind
from workflows.deadlines.lateness import Standing
from workflows.reporting import DatedItem, kept_as_of
from workflows.states import OPEN, Action, Outcome, Status

DAY_AFTER = datetime(2026, 9, 15, 1, 0, tzinfo=UTC)


@contextmanager
def counted() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(connection, cursor, statement, parameters, context, many) -> None:  # type: ignore[no-untyped-def]
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    return add_plan(session, world.mau, clock.now())


@pytest.fixture
def window(session: Session, world: World, test_clock: TestClock) -> ReportingWindow:
    test_clock.set(DAY_AFTER)
    made = ReportingWindow(
        commune_id=world.mau.commune.id,
        key="2026-Q3",
        label="Báo cáo CCHC quý III/2026",
        starts_on=date(2026, 6, 15),
        ends_on=CUT_OFF,
        cut_off_on=CUT_OFF,
        ladder=[],
    )
    session.add(made)
    session.flush()
    return made


def freeze_it(world: World, window: ReportingWindow) -> int:
    return freeze(
        world.session, world.actor("Thư"), window, version=window.version, now=clock.now()
    )


def make_task(world: World, plan: Plan, items: list[DatedItem], to_come: bool) -> int:
    """A task with just these items, written as they stand."""
    session = world.session
    first = add_item(
        session, world.mau, plan, lead="kt", title="Việc", due_on=None, now=clock.now()
    )
    values = {
        column.key: getattr(first, column.key)
        for column in WorkItem.__table__.columns
        if column.key not in ("id", "period_key", "version")
    }
    session.query(WorkItem).filter_by(id=first.id).update({"period_key": "0"})
    for number, one in enumerate(items, 1):
        verified = one.dates.status is Status.verified
        session.add(
            WorkItem(
                **values
                | {
                    "status": one.dates.status,
                    "kind": ItemKind.PERIOD if one.opens_on else ItemKind.ONCE,
                    "due_on": one.dates.due_on,
                    "original_due_on": one.dates.original_due_on,
                    "completed_on": one.dates.completed_on if verified else None,
                    "submitted_on": one.submitted_on,
                    "opens_on": one.opens_on,
                    "outcome": Outcome.dropped if one.dates.status is Status.cancelled else None,
                },
                period_key=str(number),
            )
        )
    session.flush()
    task_id = first.task_id
    session.execute(delete(WorkItemProduct).where(WorkItemProduct.work_item_id == first.id))
    session.delete(first)
    session.execute(
        update(Task)
        .where(Task.id == task_id)
        .values(next_opens_on=date(2026, 12, 1) if to_come else None)
    )
    session.flush()
    return task_id


def test_the_frozen_figures_say_what_the_pure_function_says(
    world: World, session: Session, plan: Plan, window: ReportingWindow
) -> None:
    wanted = {}
    for items, to_come, _ in CASES:
        kept = kept_as_of(items, CUT_OFF, periods_to_come=to_come)
        wanted[make_task(world, plan, items, to_come)] = kept
    assert freeze_it(world, window) == len(CASES)
    rows = session.scalars(select(FrozenStanding).order_by(FrozenStanding.task_id)).all()
    assert len(rows) == 2 * len(CASES)
    for row in rows:
        kept = wanted[row.task_id]
        assert (row.due_on, row.original_due_on, row.completed_on) == (
            kept.due_on,
            kept.original_due_on,
            kept.completed_on,
        )
    whole = {row.task_id: row.standing for row in rows if row.lead_id is None}
    assert list(whole.values()) == [standing for _, _, standing in CASES]
    assert {row.task_id: row.standing for row in rows if row.lead_id is not None} == whole


def test_what_left_as_a_whole_and_what_was_given_away_are_frozen_as_the_grid_counts_them(
    world: World, session: Session, plan: Plan, window: ReportingWindow
) -> None:
    """The first: a quarter verified, the rest taken out, one to come with it. The second: one of
    its quarters given to another unit."""
    actor, today = world.actor("Thư"), clock.today()
    gone, given = (add_repeating(session, world, plan, leads=("kt",)) for _ in range(2))
    generation.make_items(session, actor, [gone.id, given.id], today=today, now=clock.now())
    first, *_ = items_of(session, gone, OPEN)
    explain_products(session, first)
    act(session, world, "Khang", first, Action.submit, result="Xong.", product_on=CUT_OFF)
    act(session, world, "Thư", first, Action.verify, product_on=CUT_OFF)
    seen = {item.id: item.version for item in items_of(session, gone, OPEN)}
    departure = Departure(Outcome.dropped, "Thông báo 77/TB-UBND", "Tỉnh đã làm chung.")
    take_out(session, world.actor("Long"), gone, departure, seen=seen, now=clock.now())
    *_, last = items_of(session, given, OPEN)
    lead = NewLead(world.mau.units["hcc"].id, False, "Quyết định 45/QĐ-UBND")
    versions = {last.id: last.version}
    reassign(session, world.actor("Long"), given, last, lead, seen=versions, now=clock.now())
    freeze_it(world, window)
    assert differences(session, world.mau.commune.id, window.id, today).count == 0
    frozen = set(session.execute(select(FrozenStanding.task_id, FrozenStanding.standing)).all())
    assert {standing for task_id, standing in frozen if task_id == gone.id} == {Standing.cancelled}
    of_units = grid_of(session, plan, CUT_OFF).units
    counts = {row.short: {s: n for s, n in row.counts.by_standing.items() if n} for row in of_units}
    assert counts == {
        world.mau.units["kt"].short_name: {Standing.cancelled: 1, Standing.open_late: 1},
        world.mau.units["hcc"].short_name: {Standing.open_in_time: 1},
    }
    units = select(TaskUnit.unit_id, FrozenStanding.standing).join(
        FrozenStanding, FrozenStanding.lead_id == TaskUnit.lead_id
    )
    names = {unit.id: unit.short_name for unit in world.mau.units.values()}
    rows = [(names[unit_id], standing) for unit_id, standing in session.execute(units)]
    assert sorted(rows) == sorted((name, s) for name, by in counts.items() for s in by)


def test_nothing_is_frozen_before_the_cut_off_has_passed(
    world: World, plan: Plan, window: ReportingWindow, test_clock: TestClock
) -> None:
    test_clock.set(DAY_AFTER)
    with pytest.raises(ReportingRefused) as refused:
        freeze_it(world, window)
    assert refused.value.refusal is ReportingRefusal.nothing_followed
    add_item(
        world.session, world.mau, plan, lead="kt", title="Việc", due_on=CUT_OFF, now=clock.now()
    )
    world.session.expire(window)
    test_clock.set(datetime(2026, 9, 14, 16, 59, tzinfo=UTC))  # 23:59 in Vietnam
    with pytest.raises(ReportingRefused) as refused:
        freeze_it(world, window)
    assert refused.value.refusal is ReportingRefusal.cut_off_not_past
    test_clock.set(datetime(2026, 9, 14, 17, 1, tzinfo=UTC))
    assert freeze_it(world, window) == 1
    with pytest.raises(ReportingRefused) as refused:
        freeze_it(world, window)
    assert refused.value.refusal is ReportingRefusal.frozen_already
    told = world.session.scalars(select(Event).where(Event.kind == "reporting_window.freeze")).all()
    assert [one.data["tasks"] for one in told] == [1]


def test_freezing_takes_the_same_statements_for_many_tasks_and_leaves_others_alone(
    world: World, session: Session, plan: Plan, window: ReportingWindow
) -> None:
    other = add_plan(session, world.ben, clock.now())
    add_item(session, world.ben, other, lead="kt", title="Bên", due_on=CUT_OFF, now=clock.now())
    second = ReportingWindow(
        commune_id=window.commune_id,
        key="2026-9M",
        label="9 tháng",
        starts_on=window.starts_on,
        ends_on=window.ends_on,
        cut_off_on=CUT_OFF,
        ladder=[],
    )
    session.add(second)
    record(session, world.actor("Thư"), [Entry("test.happened")], clock.now())  # begins the chain
    numbers = []
    for one, more in ((window, 1), (second, 30)):
        for n in range(more):
            add_item(
                session, world.mau, plan, lead="kt", title=f"{n}", due_on=CUT_OFF, now=clock.now()
            )
        session.flush()
        actor = world.actor("Thư")
        with counted() as seen:
            freeze(session, actor, one, version=one.version, now=clock.now())
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]
    communes = set(session.scalars(select(FrozenStanding.commune_id)))
    assert communes == {world.mau.commune.id}


def test_what_came_later_is_a_difference_until_the_next_freeze(
    world: World, session: Session, plan: Plan, window: ReportingWindow, test_clock: TestClock
) -> None:
    late, same = (
        add_item(session, world.mau, plan, lead="kt", title=title, due_on=due, now=clock.now())
        for title, due in (("Chậm", date(2026, 9, 1)), ("Yên", date(2026, 12, 1)))
    )
    freeze_it(world, window)
    commune_id, today = world.mau.commune.id, clock.today()
    assert differences(session, commune_id, window.id, today).count == 0
    late.status, late.completed_on = Status.verified, date(2026, 9, 20)
    refresh_dates(session, commune_id, [late.task_id])
    new = add_item(
        session, world.mau, plan, lead="hcc", title="Mới", due_on=CUT_OFF, now=clock.now()
    )
    session.flush()
    found = differences(session, commune_id, window.id, today)
    assert [(row.task_id, row.before.standing, row.after.standing) for row in found.rows] == [
        (late.task_id, Standing.open_late, Standing.done_late),
        (new.task_id, None, Standing.open_late),
    ]
    assert found.rows[0].after.completed_on == date(2026, 9, 20)
    whole, *units = grid_beside_today(session, commune_id, window.id, today)
    assert (whole.frozen.total, whole.now.total) == (2, 3)
    assert (whole.frozen[Standing.open_late], whole.now[Standing.done_late]) == (1, 1)
    assert [line.name for line in units] == [
        world.mau.units["kt"].short_name,
        world.mau.units["hcc"].short_name,
    ]
    second = ReportingWindow(
        commune_id=commune_id,
        key="2026-10",
        label="Tháng 10",
        starts_on=CUT_OFF,
        ends_on=date(2026, 10, 14),
        cut_off_on=date(2026, 10, 14),
        ladder=[],
    )
    session.add(second)
    session.flush()
    test_clock.set(datetime(2026, 10, 20, 1, tzinfo=UTC))
    freeze_it(world, second)
    between = differences(session, commune_id, window.id, clock.today(), later_id=second.id)
    assert [row.task_id for row in between.rows] == [late.task_id, new.task_id]
    first_page = differences(session, commune_id, window.id, clock.today(), limit=1)
    assert (len(first_page.rows), first_page.next_after) == (1, late.task_id)
    assert same.task_id not in [row.task_id for row in found.rows]
