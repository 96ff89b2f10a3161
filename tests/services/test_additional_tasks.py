"""Work outside a plan is made, tracked and decided on alike, and no plan counts it."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import LateFlag, Notification, Plan, Task, UpdatePeriod, WorkItem, WorkItemProduct
from app.queries.additional_tasks import additional_tasks, counts_outside
from app.queries.digest import digest_facts
from app.queries.items import late_items
from app.queries.overview import grid_of
from app.queries.verification import queue_of
from app.queries.work_items import load_work_item, my_work, printed_row
from app.services import generation
from app.services.additional_tasks import Assignment, assign, forecast, reword
from app.services.late_flags import flag_late_items
from app.services.outcomes import Departure, figures_after, take_out
from tests.acting import act, explain_products
from tests.cast import World, add_plan
from tests.conftest import MONDAY, TestClock
from workflows.deadlines.lateness import Standing
from workflows.states import Action, ActionRefused, Outcome, Refusal, Status

TODAY = MONDAY.date()
BASIS = "Thông báo 31/TB-UBND"


@pytest.fixture
def plan(session: Session, world: World, test_clock: TestClock) -> Plan:
    made = add_plan(session, world.mau, clock.now())
    session.commit()
    return made


def given(world: World, **changed: object) -> Assignment:
    units = world.mau.units
    whole = Assignment(
        basis=BASIS,
        basis_on=date(2026, 9, 3),
        title="Rà soát hồ sơ tồn",
        products=("Báo cáo rà soát",),
        leads=(units["kt"].id,),
        supporting=(units["hcc"].id,),
        deadline_text="Trước ngày 20/9/2026",
    )
    return replace(whole, **changed)  # type: ignore[arg-type]


def give(session: Session, world: World, who: str = "Thư", **changed: object) -> Task:
    task = assign(session, world.actor(who), given(world, **changed), now=clock.now())
    session.commit()
    return task


def items(session: Session, task: Task) -> list[WorkItem]:
    found = select(WorkItem).where(WorkItem.task_id == task.id).order_by(WorkItem.due_on)
    return list(session.scalars(found))


@pytest.mark.parametrize("who", ["Thư", "Long"])
def test_the_office_or_a_leader_gives_it_and_the_units_are_told_once(
    session: Session, world: World, plan: Plan, who: str
) -> None:
    task = give(session, world, who)
    (item,) = items(session, task)
    assert (item.plan_id, item.due_on, item.status) == (None, date(2026, 9, 19), Status.assigned)
    assert item.deciding_unit_id == world.mau.units["vhxh"].id
    told = session.scalars(select(Notification.person_id)).all()
    assert sorted(told) == sorted(world.person(name).id for name in ("Khang", "Kiên", "Tâm"))


def test_the_standing_offices_own_work_is_decided_by_the_counter_checking_unit(
    session: Session, world: World, plan: Plan
) -> None:
    task = give(session, world, leads=(world.mau.units["vhxh"].id,), supporting=())
    assert items(session, task)[0].deciding_unit_id == world.mau.units["vp"].id


def test_no_figure_of_a_plan_counts_it_and_it_has_figures_of_its_own(
    session: Session, world: World, plan: Plan, test_clock: TestClock
) -> None:
    task = give(session, world)
    give(session, world, title="Báo cáo khác", deadline_text="30/9/2026")
    test_clock.move(days=10)
    assert grid_of(session, plan, clock.today()).total.total == 0
    counts = counts_outside(session, world.actor("Thư"), clock.today())
    assert (counts.counted, counts[Standing.open_late]) == (2, 1)
    page = additional_tasks(session, world.actor("Minh"), clock.today())
    assert [row.title for row in page.rows] == ["Báo cáo khác", "Rà soát hồ sơ tồn"]
    assert not additional_tasks(session, world.actor("Thư", place=world.ben), TODAY).rows
    assert figures_after(session, task, TODAY) == {}


def test_it_is_tracked_as_a_plans_work_is(
    session: Session, world: World, plan: Plan, test_clock: TestClock
) -> None:
    (item,) = items(session, give(session, world))
    assert [row.id for row, _ in my_work(session, world.actor("Khang"), TODAY).rows] == [item.id]
    test_clock.move(days=10)
    assert flag_late_items(session, world.mau.commune.id, clock.today(), clock.now()) == 1
    session.commit()
    assert session.scalars(select(LateFlag)).one().work_item_id == item.id
    actor = world.actor("Long")
    assert late_items(session, actor, clock.today()).count == 1
    facts = digest_facts(session, world.mau.commune, clock.now())
    assert facts is not None and [row.id for row in facts.rows] == [item.id]
    explain_products(session, item)
    act(session, world, "Khang", item, Action.submit, result="Đã rà soát.")
    assert [row.id for row in queue_of(session, world.actor("Thư")).rows] == [item.id]
    act(session, world, "Thư", item, Action.verify)
    shown = load_work_item(session, actor, item.id)
    assert shown is not None and shown.plan is None and shown.status is Status.verified


@pytest.mark.parametrize(
    ("text", "keys", "later"),
    [
        ("Hằng tháng", ["2026-09"], 1),
        ("Thường xuyên", ["2026-Q3"], 1),
        ("", ["once"], 0),
    ],
)
def test_its_time_is_read_as_a_plans_is_and_periods_open_by_themselves(
    session: Session,
    world: World,
    plan: Plan,
    test_clock: TestClock,
    text: str,
    keys: list[str],
    later: int,
) -> None:
    task = give(session, world, deadline_text=text)
    assert [item.period_key for item in items(session, task)] == keys
    assert bool(session.scalars(select(UpdatePeriod)).first()) == (text == "Thường xuyên")
    test_clock.move(days=20)
    assert generation.open_due_periods(session, clock.today(), clock.now()) == later
    assert generation.open_due_periods(session, clock.today(), clock.now()) == 0


def test_the_reading_is_shown_before_anything_is_kept(
    session: Session, world: World, plan: Plan
) -> None:
    read = forecast(session, world.mau.commune.id, "Trước ngày 20/9/2026", date(2026, 9, 3))
    assert "19/9/2026" in read.reading.note
    assert [item.due for item in read.planned] == [date(2026, 9, 19)]
    assert generation.span_outside(date(2026, 12, 5)).end == date(2027, 12, 31)
    assert session.scalars(select(Task)).first() is None


@pytest.mark.parametrize(("each_alone", "slots"), [(False, 1), (True, 2)])
def test_several_leads_share_one_work_or_have_one_each(
    session: Session, world: World, plan: Plan, each_alone: bool, slots: int
) -> None:
    units = world.mau.units
    task = give(session, world, leads=(units["kt"].id, units["vp"].id), each_alone=each_alone)
    assert len(items(session, task)) == slots
    assert my_work(session, world.actor("Vân"), TODAY).rows


@pytest.mark.parametrize(
    ("who", "changed", "refusal"),
    [
        ("Khang", {}, Refusal.role_not_enough),
        ("Thư", {"basis": ""}, Refusal.document_missing),
        ("Thư", {"basis_on": None}, Refusal.document_day_missing),
        ("Thư", {"basis_on": date(2026, 9, 15)}, Refusal.document_day_in_future),
        ("Thư", {"leads": ()}, Refusal.lead_missing),
    ],
)
def test_it_needs_a_paper_and_a_lead(
    session: Session,
    world: World,
    plan: Plan,
    who: str,
    changed: dict[str, object],
    refusal: Refusal,
) -> None:
    with pytest.raises(ActionRefused) as refused:
        give(session, world, who, **changed)
    assert refused.value.refusal is refusal


def change(session: Session, world: World, task: Task, **changed: object) -> None:
    reword(
        session,
        world.actor("Thư"),
        task,
        given(world, **changed),
        version=task.version,
        now=clock.now(),
    )
    session.commit()


def test_its_words_are_corrected_until_somebody_reports(
    session: Session, world: World, plan: Plan
) -> None:
    task = give(session, world, products=("Báo cáo", "Danh sách"))
    (item,) = items(session, task)
    titles = select(WorkItemProduct.title).order_by(WorkItemProduct.position)
    for products in (("Báo cáo", "Danh sách", "Biên bản"), ("Báo cáo rà soát",)):
        change(session, world, task, title="Rà soát lại", products=products, supporting=())
        assert session.scalars(titles).all() == list(products)
    assert task.title == "Rà soát lại"
    assert printed_row(session, task)["product"] == "Báo cáo rà soát"
    change(session, world, task, supporting=(world.mau.units["vp"].id,))
    told = select(Notification.person_id).where(Notification.kind == "task.create")
    assert world.person("Vân").id in session.scalars(told).all()
    act(session, world, "Khang", item, Action.accept)
    with pytest.raises(ActionRefused) as refused:
        change(session, world, task, title="Muộn rồi")
    session.rollback()
    assert refused.value.refusal is Refusal.already_reported
    assert task.title != "Muộn rồi"


def test_it_is_taken_out_by_a_leader_through_the_door(
    session: Session, world: World, plan: Plan
) -> None:
    task = give(session, world, deadline_text="Hằng tháng")
    (item,) = items(session, task)
    gone = take_out(
        session,
        world.actor("Long"),
        task,
        Departure(Outcome.dropped, "Thông báo 40/TB-UBND", "Không còn cần thiết nữa."),
        seen={item.id: item.version},
        now=clock.now(),
    )
    session.commit()
    assert len(gone) == 4 and task.is_cancelled
    assert counts_outside(session, world.actor("Thư"), TODAY).counted == 0
