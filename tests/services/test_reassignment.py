"""Another unit leads: the whole slot or one item, who answers and decides then, and who is told."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Decision,
    Event,
    Notification,
    Plan,
    Relation,
    Task,
    TaskLead,
    TaskUnit,
    WorkItem,
)
from app.queries.digest import digest_facts
from app.queries.items import late_items
from app.queries.lead_units import units_of_items
from app.queries.overview import TaskFilter, grid_of, task_page
from app.queries.subjects import subject_of
from app.queries.waiting import may_decide
from app.queries.work_items import my_work
from app.services import generation
from app.services.reassignment import NewLead, reassign, whole_move
from tests.acting import act, explain_products
from tests.cast import World, add_item, add_plan
from tests.conftest import MONDAY, TestClock
from tests.services.repeating import add_repeating
from workflows.deadlines.lateness import Standing
from workflows.permissions import can
from workflows.states import Action, ActionRefused, Refusal, Right, Status

TODAY = MONDAY.date()
PAPER = "Quyết định 45/QĐ-UBND ngày 10/9/2026"


@pytest.fixture
def plan(session: Session, world: World, test_clock: TestClock) -> Plan:
    made = add_plan(session, world.mau, clock.now())
    session.commit()
    return made


def move(
    session: Session,
    world: World,
    who: str,
    item: WorkItem,
    unit: str,
    *,
    whole: bool = True,
    document: str = PAPER,
) -> list[WorkItem]:
    task = session.get_one(Task, item.task_id)
    concerned = whole_move(session, task, item).moving if whole else [item]
    moved = reassign(
        session,
        world.actor(who),
        task,
        item,
        NewLead(world.mau.units[unit].id, whole, document),
        seen={one.id: one.version for one in concerned},
        now=clock.now(),
    )
    session.commit()
    return list(moved)


def quarters(session: Session, world: World, plan: Plan) -> list[WorkItem]:
    """Three quarters of a report of Phòng Kinh tế: the first handed in, two open, one to come."""
    task = add_repeating(session, world, plan, leads=("kt",))
    generation.make_items(session, world.actor("Thư"), [task.id], today=TODAY, now=clock.now())
    session.commit()
    items = list(
        session.scalars(
            select(WorkItem).where(WorkItem.task_id == task.id).order_by(WorkItem.due_on)
        )
    )
    assert [item.period_key for item in items] == ["2026-Q1", "2026-Q2", "2026-Q3"]
    explain_products(session, items[0])
    act(session, world, "Khang", items[0], Action.submit, result="Đã báo cáo.")
    return items


def test_the_whole_slot_moves_with_its_open_items_and_the_periods_to_come(
    session: Session, world: World, plan: Plan, test_clock: TestClock
) -> None:
    handed_in, *opened = quarters(session, world, plan)
    act(session, world, "Khang", opened[0], Action.record_progress, result="Đang làm.")
    hcc = world.mau.units["hcc"].id
    dates = [item.due_on for item in opened]

    assert move(session, world, "Long", opened[1], "hcc") == opened

    assert [(item.lead_unit_id, item.status, item.due_on) for item in opened] == [
        (hcc, Status.assigned, dates[0]),
        (hcc, Status.assigned, dates[1]),
    ]
    # What waits for a verdict stays with the unit that handed it in, and with it alone.
    assert subject_of(session, handed_in).lead_units == {world.mau.units["kt"].id}
    assert subject_of(session, opened[0]).lead_units == {hcc}
    test_clock.move(days=40)
    generation.open_due_periods(session, clock.today(), clock.now())
    last = session.scalars(select(WorkItem).order_by(WorkItem.id.desc())).first()
    assert last is not None and (last.period_key, last.lead_unit_id) == ("2026-Q4", hcc)
    assert generation.open_due_periods(session, clock.today(), clock.now()) == 0


def test_a_decision_names_the_old_and_the_new_lead_and_each_unit_is_told_once(
    session: Session, world: World, plan: Plan
) -> None:
    _, *opened = quarters(session, world, plan)
    move(session, world, "Long", opened[0], "hcc")
    kt, hcc = world.mau.units["kt"].id, world.mau.units["hcc"].id
    decisions = session.scalars(select(Decision).where(Decision.action == Action.reassign)).all()
    assert [(d.lead_unit_id, d.new_lead_unit_id, d.document) for d in decisions] == [
        (kt, hcc, PAPER)
    ] * 2
    told = session.scalars(
        select(Notification.person_id).where(Notification.kind == "task.reassign")
    ).all()
    assert sorted(told) == sorted(world.person(name).id for name in ("Khang", "Kiên", "Tâm"))
    assert (
        session.scalars(select(Event).where(Event.kind == "task.reassign")).one().data["document"]
        == PAPER
    )


@pytest.mark.parametrize(
    ("unit", "decider"),
    [("hcc", "vhxh"), ("vhxh", "vp")],
    ids=["the standing office", "the counter-checking unit for the standing office"],
)
def test_who_verifies_follows_from_who_leads(
    session: Session, world: World, plan: Plan, unit: str, decider: str
) -> None:
    handed_in, *opened = quarters(session, world, plan)
    move(session, world, "Long", opened[0], unit)
    assert opened[0].deciding_unit_id == world.mau.units[decider].id
    # The standing office may go on deciding on what the old lead handed in.
    assert can(world.actor("Thư"), Action.verify, subject_of(session, handed_in))


def test_one_item_alone_moves_and_the_rest_stays(
    session: Session, world: World, plan: Plan
) -> None:
    _, second, third = quarters(session, world, plan)
    move(session, world, "Long", third, "hcc", whole=False)
    hcc, kt = world.mau.units["hcc"], world.mau.units["kt"]
    assert (second.lead_unit_id, third.lead_unit_id) == (kt.id, hcc.id)
    mine = {item.id for item, _ in my_work(session, world.actor("Tâm"), TODAY).rows}
    theirs = {item.id for item, _ in my_work(session, world.actor("Khang"), TODAY).rows}
    assert third.id in mine and third.id not in theirs
    assert second.id in theirs and second.id not in mine
    keys = {(item.lead_id, item.lead_unit_id) for item in (second, third)}
    assert units_of_items(session, keys) == {
        (second.lead_id, kt.id): [(kt.id, kt.short_name)],
        (third.lead_id, hcc.id): [(hcc.id, hcc.short_name)],
    }


def test_lists_and_rules_agree_on_who_answers_for_what_was_moved(
    session: Session, world: World, plan: Plan, test_clock: TestClock
) -> None:
    handed_in, _, third = quarters(session, world, plan)
    move(session, world, "Long", third, "vhxh", whole=False)
    explain_products(session, third)
    act(session, world, "Hoa", third, Action.submit, result="Đã báo cáo.")
    items = [handed_in, third]
    for name in ("Thư", "Hoa", "Khang", "Vân", "Tâm", "Long"):
        actor = world.actor(name)
        listed = set(session.scalars(select(WorkItem.id).where(may_decide(actor))))
        allowed = {i.id for i in items if can(actor, Action.verify, subject_of(session, i))}
        assert listed == allowed, name


def test_late_lists_and_digests_name_the_unit_that_answers(
    session: Session, world: World, plan: Plan
) -> None:
    item = add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Báo cáo",
        due_on=date(2026, 9, 1),
        now=clock.now(),
    )
    session.commit()
    move(session, world, "Long", item, "hcc", whole=False)
    actor, kt, hcc = world.actor("Long"), world.mau.units["kt"], world.mau.units["hcc"]
    assert late_items(session, actor, TODAY, unit_id=kt.id).count == 0
    assert late_items(session, actor, TODAY, unit_id=hcc.id).count == 1
    facts = digest_facts(session, world.mau.commune, clock.now())
    assert facts is not None
    assert [row.units for row in facts.rows] == [[(hcc.id, hcc.short_name)]]


@pytest.mark.parametrize(
    ("who", "unit", "document", "refusal"),
    [
        ("Thư", "hcc", PAPER, Refusal.leaders_only),
        ("Khang", "hcc", PAPER, Refusal.leaders_only),
        ("Long", "hcc", "", Refusal.document_missing),
        ("Long", "kt", PAPER, Refusal.lead_unchanged),
    ],
)
def test_it_is_a_leaders_decision_by_document_to_another_unit(
    session: Session, world: World, plan: Plan, who: str, unit: str, document: str, refusal: Refusal
) -> None:
    _, second, _ = quarters(session, world, plan)
    with pytest.raises(ActionRefused) as refused:
        move(session, world, who, second, unit, document=document)
    session.rollback()
    assert refused.value.refusal is refusal


def test_the_standing_office_does_it_where_that_was_delegated_to_it(
    session: Session, world: World, plan: Plan
) -> None:
    _, second, _ = quarters(session, world, plan)
    world.mau.commune.plan_changes_delegated_by = "Quyết định 9/QĐ-UBND ngày 02/01/2026"
    session.commit()
    assert len(move(session, world, "Thư", second, "hcc")) == 2


def test_a_unit_of_another_commune_cannot_lead(session: Session, world: World, plan: Plan) -> None:
    _, second, _ = quarters(session, world, plan)
    task = session.get_one(Task, second.task_id)
    with pytest.raises(ActionRefused) as refused:
        reassign(
            session,
            world.actor("Long"),
            task,
            second,
            NewLead(world.ben.units["hcc"].id, False, PAPER),
            seen={second.id: second.version},
            now=clock.now(),
        )
    assert refused.value.refusal is Refusal.lead_missing


def test_all_or_nothing_where_one_item_changed_meanwhile(
    session: Session, world: World, plan: Plan
) -> None:
    _, second, third = quarters(session, world, plan)
    task = session.get_one(Task, second.task_id)
    seen = {second.id: second.version, third.id: third.version}
    act(session, world, "Khang", third, Action.accept)
    with pytest.raises(ActionRefused) as refused:
        reassign(
            session,
            world.actor("Long"),
            task,
            second,
            NewLead(world.mau.units["hcc"].id, True, PAPER),
            seen=seen,
            now=clock.now(),
        )
    session.rollback()
    assert refused.value.refusal is Refusal.changed_meanwhile
    assert refused.value.values["who"] == "Trần Văn Khang"
    assert second.lead_unit_id == world.mau.units["kt"].id


def test_a_unit_that_leads_another_part_of_the_task_is_not_given_this_one_too(
    session: Session, world: World, plan: Plan
) -> None:
    task = add_repeating(session, world, plan, leads=("kt", "hcc"), each_alone=True)
    generation.make_items(session, world.actor("Thư"), [task.id], today=TODAY, now=clock.now())
    session.commit()
    item = session.scalars(
        select(WorkItem).where(WorkItem.lead_unit_id == world.mau.units["kt"].id)
    ).first()
    assert item is not None
    with pytest.raises(ActionRefused) as refused:
        move(session, world, "Long", item, "hcc")
    assert refused.value.refusal is Refusal.leads_another_part


def test_a_slot_held_by_several_keeps_the_others_and_counts_in_the_row_of_each(
    session: Session, world: World, plan: Plan
) -> None:
    task = add_repeating(session, world, plan, leads=("kt", "hcc"), supporting=("vp",))
    generation.make_items(session, world.actor("Thư"), [task.id], today=TODAY, now=clock.now())
    session.commit()
    rows = {row.name: row.counts.total for row in grid_of(session, plan, TODAY).units}
    assert rows == {world.mau.units["kt"].name: 1, world.mau.units["hcc"].name: 1}
    item = session.scalars(select(WorkItem)).first()
    assert item is not None and item.lead_unit_id == world.mau.units["kt"].id
    # Both see it among their work; the first leads and submits.
    assert my_work(session, world.actor("Tâm"), TODAY).rows
    move(session, world, "Long", item, "vp")
    rows = {row.name: row.counts.total for row in grid_of(session, plan, TODAY).units}
    assert rows == {world.mau.units["vp"].name: 1, world.mau.units["hcc"].name: 1}
    supporting = session.scalars(
        select(TaskUnit).where(TaskUnit.relation == Relation.supporting)
    ).all()
    assert not supporting, "a unit that leads supports no more"
    asked = TaskFilter(plan_id=plan.id, unit_id=world.mau.units["vp"].id)
    assert task_page(session, world.actor("Long"), asked, TODAY).count == 1


def test_what_was_moved_can_be_handed_in_by_the_new_lead_alone(
    session: Session, world: World, plan: Plan
) -> None:
    _, item, _ = quarters(session, world, plan)
    move(session, world, "Long", item, "hcc")
    subject = subject_of(session, item)
    assert can(world.actor("Tâm"), Action.submit, subject)
    assert not can(world.actor("Khang"), Action.submit, subject)
    assert not can(world.actor("Khang"), Right.attach_evidence, subject)


def test_the_figures_of_a_slot_go_with_it(session: Session, world: World, plan: Plan) -> None:
    item = add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Báo cáo",
        due_on=TODAY - timedelta(days=3),
        now=clock.now(),
    )
    session.commit()
    move(session, world, "Long", item, "hcc")
    rows = {r.name: r.counts[Standing.open_late] for r in grid_of(session, plan, TODAY).units}
    assert rows == {world.mau.units["hcc"].name: 1}
    assert session.scalars(select(TaskLead)).one().slot == 1


@pytest.mark.parametrize("shown", [1, 3], ids=["a period opened since", "one was handed in since"])
def test_only_what_the_page_showed_moves(
    session: Session, world: World, plan: Plan, shown: int
) -> None:
    items = quarters(session, world, plan)
    task = session.get_one(Task, items[0].task_id)
    seen = {item.id: item.version for item in (items[1:2] if shown == 1 else items)}
    with pytest.raises(ActionRefused) as refused:
        reassign(
            session,
            world.actor("Long"),
            task,
            items[1],
            NewLead(world.mau.units["hcc"].id, True, PAPER),
            seen=seen,
            now=clock.now(),
        )
    session.rollback()
    assert refused.value.refusal is Refusal.changed_meanwhile
    assert {item.lead_unit_id for item in items} == {world.mau.units["kt"].id}
