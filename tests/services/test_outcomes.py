"""A task leaves the plan with everything that is open and to come, and all of it comes back."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import Notification, Plan, Task, WorkItem
from app.queries.overview import grid_of
from app.queries.task_decisions import items_of, merge_choices, slots_of_task, taken_out
from app.services import generation
from app.services.outcomes import Departure, Figures, bring_back, figures_after, take_out
from app.web.edge import DonDoc
from tests.acting import act, explain_products
from tests.cast import World, add_item, add_plan
from tests.conftest import MONDAY, TestClock
from tests.services.repeating import add_repeating
from tests.services.test_version_races import beside
from workflows.deadlines.lateness import Standing
from workflows.permissions import Actor
from workflows.states import OPEN, Action, ActionRefused, Outcome, Refusal, Status

TODAY = MONDAY.date()
PAPER = "Thông báo 77/TB-UBND ngày 11/9/2026"
WHY = "Tỉnh đã làm chung cho các xã."


@pytest.fixture
def plan(session: Session, world: World, test_clock: TestClock) -> Plan:
    made = add_plan(session, world.mau, clock.now())
    for title in ("Kiểm tra", "Tập huấn"):
        add_item(
            session,
            world.mau,
            made,
            lead="vp",
            title=title,
            due_on=date(2026, 12, 1),
            now=clock.now(),
        )
    session.commit()
    return made


def repeating(session: Session, world: World, plan: Plan, **more: object) -> Task:
    """Three quarters made, one to come; the first verified."""
    task = add_repeating(session, world, plan, **{"leads": ("kt",), **more})  # type: ignore[arg-type]
    generation.make_items(session, world.actor("Thư"), [task.id], today=TODAY, now=clock.now())
    session.commit()
    return task


def verified(session: Session, world: World, item: WorkItem) -> None:
    explain_products(session, item)
    act(session, world, "Khang", item, Action.submit, result="Xong.")
    act(session, world, "Thư", item, Action.verify)


def leave(
    session: Session, world: World, task: Task, who: str = "Long", **changed: object
) -> list[WorkItem]:
    departure = Departure(
        **{"outcome": Outcome.dropped, "document": PAPER, "reason": WHY, **changed}  # type: ignore[arg-type]
    )
    seen = {i.id: i.version for i in items_of(session, task, OPEN, departure.lead_id)}
    items = take_out(session, world.actor(who), task, departure, seen=seen, now=clock.now())
    session.commit()
    return list(items)


def come_back(session: Session, world: World, task: Task, who: str = "Long") -> list[WorkItem]:
    group = taken_out(session, task)[0]
    items = bring_back(
        session,
        world.actor(who),
        task,
        group.decided_at,
        document="Thông báo 90/TB-UBND",
        reason="Tỉnh giao lại cho xã.",
        seen={item.id: item.version for item in group.items},
        now=clock.now(),
    )
    session.commit()
    return list(items)


def figures(session: Session, plan: Plan) -> tuple[int, int]:
    counts = grid_of(session, plan, clock.today()).total
    return counts.counted, counts.done


@pytest.mark.parametrize("outcome", [Outcome.dropped, Outcome.nothing_arose, Outcome.carried_over])
def test_what_is_open_and_to_come_leaves_and_nothing_opens_later(
    session: Session, world: World, plan: Plan, test_clock: TestClock, outcome: Outcome
) -> None:
    task = repeating(session, world, plan)
    items = leave(session, world, task, outcome=outcome)
    assert [item.period_key for item in items] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert {(item.status, item.outcome) for item in items} == {(Status.cancelled, outcome)}
    assert task.is_cancelled
    test_clock.move(days=60)
    assert generation.open_due_periods(session, clock.today(), clock.now()) == 0
    session.refresh(task)
    assert task.is_cancelled and session.scalar(select(func.count(WorkItem.id))) == 6


@pytest.mark.parametrize("done", [0, 1, 3], ids=["nothing done", "one done", "all but the future"])
def test_the_figures_foretold_are_those_of_the_grid_afterwards(
    session: Session, world: World, plan: Plan, done: int
) -> None:
    task = repeating(session, world, plan)
    for item in items_of(session, task, OPEN)[:done]:
        verified(session, world, item)
    before = figures(session, plan)
    told = figures_after(session, task, TODAY)[None]
    leave(session, world, task)
    assert told == Figures(*before, *figures(session, plan))
    assert told == Figures(3, 0, 2, 0), "out of the plan, whatever was done of it before"


def test_what_left_as_a_whole_is_cancelled_until_it_comes_back(
    session: Session, world: World, plan: Plan, test_clock: TestClock
) -> None:
    task = repeating(session, world, plan)
    verified(session, world, items_of(session, task, OPEN)[0])
    leave(session, world, task)

    def standings() -> dict[str, list[Standing]]:
        grid = grid_of(session, plan, clock.today())
        rows = {row.name: row.counts.by_standing for row in grid.units}
        return {name: [one for one, n in by.items() if n] for name, by in rows.items()}

    name = world.mau.units["kt"].name
    assert standings()[name] == [Standing.cancelled]
    come_back(session, world, task)
    assert standings()[name] == [Standing.open_late]
    test_clock.move(days=60)
    for item in items_of(session, task, OPEN):
        verified(session, world, item)
    assert standings()[name] == [Standing.done_on_time]


@pytest.mark.parametrize("dropped", [0, 2], ids=["the first", "the last that is open"])
def test_where_single_items_are_taken_out_the_others_decide(
    session: Session, world: World, plan: Plan, test_clock: TestClock, dropped: int
) -> None:
    task = repeating(session, world, plan)
    test_clock.move(days=60)
    generation.open_due_periods(session, clock.today(), clock.now())
    items = list(items_of(session, task, OPEN))
    gone = items.pop(dropped)
    for item in items:
        verified(session, world, item)
    act(session, world, "Long", gone, Action.drop, reason=WHY, document=PAPER)
    session.refresh(task)
    assert not task.is_cancelled and task.completed_on is not None


def test_a_task_is_out_when_each_of_its_parts_is(
    session: Session, world: World, plan: Plan
) -> None:
    task = repeating(session, world, plan, leads=("kt", "hcc"), each_alone=True)
    first = next(i for i in items_of(session, task, OPEN) if i.lead_unit_id == kt_of(world))
    verified(session, world, first)
    one, other = slots_of_task(session, task)
    leave(session, world, task, lead_id=one.lead_id)
    assert not task.is_cancelled
    told = figures_after(session, task, TODAY)[other.lead_id]
    leave(session, world, task, lead_id=other.lead_id)
    assert task.is_cancelled and told == Figures(3, 0, 2, 0)


def test_a_unit_that_had_finished_keeps_its_row_where_the_task_is_taken_out(
    session: Session, world: World, plan: Plan
) -> None:
    task = repeating(session, world, plan, leads=("kt", "hcc"), each_alone=True, text="30/9/2026")
    verified(
        session, world, items_of(session, task, OPEN, slots_of_task(session, task)[0].lead_id)[0]
    )
    told = figures_after(session, task, TODAY)[None]
    leave(session, world, task)
    assert told == Figures(3, 0, *figures(session, plan)) == Figures(3, 0, 2, 0)
    rows = {row.name: row.counts for row in grid_of(session, plan, TODAY).units}
    assert rows[world.mau.units["kt"].name][Standing.done_on_time] == 1
    assert rows[world.mau.units["hcc"].name][Standing.cancelled] == 1


def kt_of(world: World) -> int:
    return world.mau.units["kt"].id


def test_one_units_part_leaves_alone(
    session: Session, world: World, plan: Plan, test_clock: TestClock
) -> None:
    task = repeating(session, world, plan, leads=("kt", "hcc"), each_alone=True)
    slot = slots_of_task(session, task)[1]
    told = figures_after(session, task, TODAY)[slot.lead_id]
    items = leave(session, world, task, lead_id=slot.lead_id)
    assert {item.lead_unit_id for item in items} == {world.mau.units["hcc"].id}
    grid = grid_of(session, plan, TODAY)
    hcc = next(row for row in grid.units if row.name == world.mau.units["hcc"].name)
    assert hcc.counts[Standing.cancelled] == 1
    assert told == Figures(3, 0, *figures(session, plan)) == Figures(3, 0, 3, 0)
    test_clock.move(days=40)
    assert generation.open_due_periods(session, clock.today(), clock.now()) == 1


def test_everything_of_one_decision_comes_back_and_nothing_else(
    session: Session, world: World, plan: Plan, test_clock: TestClock
) -> None:
    task = repeating(session, world, plan)
    first = items_of(session, task, OPEN)[0]
    act(session, world, "Long", first, Action.drop, reason=WHY, document=PAPER)
    test_clock.move(minutes=5)
    gone = leave(session, world, task)
    before = figures(session, plan)
    back = come_back(session, world, task)
    assert {item.id for item in back} == {item.id for item in gone}
    assert {item.status for item in back} == {Status.assigned}
    assert first.status is Status.cancelled
    assert not task.is_cancelled and figures(session, plan) == (before[0] + 1, before[1])
    assert come_back(session, world, task) == [first]
    with pytest.raises(IndexError):
        come_back(session, world, task)


def test_each_unit_is_told_once_whatever_the_number_of_items(
    session: Session, world: World, plan: Plan
) -> None:
    task = repeating(session, world, plan)
    leave(session, world, task)
    come_back(session, world, task)
    rows = session.execute(select(Notification.kind, Notification.person_id)).all()
    people = [world.person(name).id for name in ("Khang", "Kiên")]
    assert sorted(tuple(row) for row in rows) == sorted(
        (kind, person) for kind in ("task.take_out", "task.bring_back") for person in people
    )


def test_a_merged_task_names_the_other_of_its_own_plan(
    session: Session, world: World, plan: Plan
) -> None:
    task = repeating(session, world, plan)
    target = session.scalars(select(Task).where(Task.title == "Kiểm tra")).one()
    other_plan = add_plan(session, world.mau, clock.now())
    foreign = add_item(
        session, world.mau, other_plan, lead="kt", title="Khác", due_on=TODAY, now=clock.now()
    )
    session.commit()
    assert [id_ for id_, *_ in merge_choices(session, task)] == [
        id_
        for id_ in session.scalars(
            select(Task.id).where(Task.plan_id == plan.id, Task.id != task.id).order_by(Task.id)
        )
    ]
    for into in (None, task.id, foreign.task_id):
        with pytest.raises(ActionRefused) as refused:
            leave(session, world, task, outcome=Outcome.merged, merged_into=into)
        session.rollback()
        assert refused.value.refusal is Refusal.merge_target_missing
    items = leave(session, world, task, outcome=Outcome.merged, merged_into=target.id)
    assert {item.merged_into_task_id for item in items} == {target.id}
    assert taken_out(session, task)[0].merged_into == target.id


def test_of_two_tasks_merged_into_each_other_at_once_one_stays(
    app: DonDoc, session: Session, world: World, plan: Plan
) -> None:
    """Otherwise each would follow the other, and both would be out of the plan."""
    here, there = (repeating(session, world, plan).id for _ in range(2))
    long, quy = world.actor("Long"), world.actor("Quý")

    def merge(session: Session, actor: Actor, number: int, into: int) -> None:
        task = session.get_one(Task, number)
        seen = {item.id: item.version for item in items_of(session, task, OPEN)}
        departure = Departure(Outcome.merged, PAPER, WHY, merged_into=into)
        take_out(session, actor, task, departure, seen=seen, now=clock.now())

    session.commit()
    merge(session, long, here, there)
    ended = beside(app, lambda other: merge(other, quy, there, here))
    session.commit()
    (refused,) = ended()
    assert isinstance(refused, ActionRefused)
    assert refused.refusal is Refusal.merge_target_missing
    session.expire_all()
    assert session.get_one(Task, here).is_cancelled
    assert not session.get_one(Task, there).is_cancelled


@pytest.mark.parametrize(
    ("who", "changed", "refusal"),
    [
        ("Thư", {}, Refusal.leaders_only),
        ("Khang", {}, Refusal.leaders_only),
        ("Long", {"document": ""}, Refusal.document_missing),
        ("Long", {"reason": "Thôi"}, Refusal.reason_too_short),
    ],
)
def test_it_is_a_leaders_decision_with_a_reason_and_a_document(
    session: Session,
    world: World,
    plan: Plan,
    who: str,
    changed: dict[str, object],
    refusal: Refusal,
) -> None:
    task = repeating(session, world, plan)
    with pytest.raises(ActionRefused) as refused:
        leave(session, world, task, who, **changed)
    session.rollback()
    assert refused.value.refusal is refusal
    assert len(items_of(session, task, OPEN)) == 3, "nothing that was made ahead is kept"


def test_an_item_that_changed_meanwhile_keeps_all_of_them_in_the_plan(
    session: Session, world: World, plan: Plan
) -> None:
    task = repeating(session, world, plan)
    items = items_of(session, task, OPEN)
    seen = {item.id: item.version for item in items}
    act(session, world, "Khang", items[2], Action.accept)
    with pytest.raises(ActionRefused) as refused:
        take_out(
            session,
            world.actor("Long"),
            task,
            Departure(Outcome.dropped, PAPER, WHY),
            seen=seen,
            now=clock.now(),
        )
    session.rollback()
    assert refused.value.refusal is Refusal.changed_meanwhile
    assert {item.status for item in items} == {Status.assigned, Status.in_progress}


def test_a_date_of_its_own_that_opens_later_is_no_sign_that_all_periods_were_made(
    session: Session, world: World, plan: Plan
) -> None:
    text = "Hằng tháng; từ ngày 01/12/2026 đến ngày 20/12/2026"
    task = repeating(session, world, plan, text=text)
    for item in items_of(session, task, OPEN):
        act(session, world, "Long", item, Action.drop, reason=WHY, document=PAPER)
    session.refresh(task)
    assert not task.is_cancelled, "October is still to come"
    leave(session, world, task)
    assert task.is_cancelled
