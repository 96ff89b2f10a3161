"""A unit says that another one leads: both see it, a leader answers, and one request is open."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import LeadRequest, Notification, Plan, RequestStatus, WorkItem
from app.queries.lead_requests import open_lead_requests
from app.services import lead_requests
from app.services.lead_requests import decide
from app.services.reassignment import NewLead
from tests.acting import act, explain_products
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock
from workflows.states import Action, ActionRefused, Refusal

PAPER = "Quyết định 45/QĐ-UBND ngày 10/9/2026"


@pytest.fixture
def plan(session: Session, world: World, test_clock: TestClock) -> Plan:
    made = add_plan(session, world.mau, clock.now())
    session.commit()
    return made


def ask(
    session: Session, world: World, who: str, item: WorkItem, unit: str | None, cause: str
) -> LeadRequest:
    request = lead_requests.ask(
        session,
        world.actor(who),
        item,
        named_unit_id=world.mau.units[unit].id if unit else None,
        cause=cause,
        version=item.version,
        now=clock.now(),
    )
    session.commit()
    return request


CAUSE = "Việc thuộc chức năng của Trung tâm theo Quyết định 12."


@pytest.fixture
def disputed(session: Session, world: World, plan: Plan) -> WorkItem:
    item = add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Rà soát thủ tục",
        due_on=date(2026, 10, 1),
        now=clock.now(),
    )
    session.commit()
    return item


def test_both_units_and_the_leaders_see_who_is_said_to_lead(
    session: Session, world: World, disputed: WorkItem
) -> None:
    request = ask(session, world, "Khang", disputed, "hcc", CAUSE)
    for name, sees in {"Khang": True, "Tâm": True, "Long": True, "Thư": True, "Vân": False}.items():
        listed = [found.id for found, _, _ in open_lead_requests(session, world.actor(name))[0]]
        assert listed == ([request.id] if sees else []), name
    stranger = world.actor("Long", place=world.ben)
    assert open_lead_requests(session, stranger) == ([], None)
    told = set(session.scalars(select(Notification.person_id)))
    assert told == {world.person(name).id for name in ("Long", "Quý", "Tâm", "Kiên")}


@pytest.mark.parametrize(
    ("who", "unit", "cause", "refusal"),
    [
        ("Kiên", "hcc", CAUSE, Refusal.role_not_enough),
        ("Tâm", "kt", CAUSE, Refusal.not_your_unit),
        ("Khang", "kt", CAUSE, Refusal.lead_unchanged),
        ("Khang", "hcc", "Ngắn", Refusal.reason_too_short),
    ],
)
def test_only_the_head_of_the_lead_unit_says_why_another_leads(
    session: Session,
    world: World,
    disputed: WorkItem,
    who: str,
    unit: str,
    cause: str,
    refusal: Refusal,
) -> None:
    with pytest.raises(ActionRefused) as refused:
        ask(session, world, who, disputed, unit, cause)
    assert refused.value.refusal is refusal


def answer(session: Session, world: World, who: str, item: WorkItem, unit: str) -> LeadRequest:
    request = session.scalars(select(LeadRequest)).one()
    decide(
        session,
        world.actor(who),
        request,
        NewLead(world.mau.units[unit].id, True, PAPER),
        version=request.version,
        seen={item.id: item.version},
        now=clock.now(),
    )
    session.commit()
    return request


@pytest.mark.parametrize(("unit", "leads"), [("hcc", "hcc"), ("vp", "vp"), ("kt", "kt")])
def test_a_leader_names_the_unit_and_the_work_goes_there(
    session: Session, world: World, disputed: WorkItem, unit: str, leads: str
) -> None:
    ask(session, world, "Khang", disputed, "hcc", CAUSE)
    request = answer(session, world, "Long", disputed, unit)
    assert (request.status, request.document) == (RequestStatus.granted, PAPER)
    assert disputed.lead_unit_id == world.mau.units[leads].id
    assert open_lead_requests(session, world.actor("Long")) == ([], None)


def test_nobody_answers_his_own_request(session: Session, world: World, disputed: WorkItem) -> None:
    request = ask(session, world, "Khang", disputed, "hcc", CAUSE)
    request.asked_by = world.person("Long").id
    session.commit()
    with pytest.raises(ActionRefused) as refused:
        answer(session, world, "Long", disputed, "hcc")
    session.rollback()
    assert refused.value.refusal is Refusal.own_request
    answer(session, world, "Quý", disputed, "hcc")


def test_one_request_is_open_at_a_time_and_ends_when_the_unit_hands_in(
    session: Session, world: World, disputed: WorkItem
) -> None:
    request = ask(session, world, "Khang", disputed, "hcc", CAUSE)
    with pytest.raises(ActionRefused) as refused:
        ask(session, world, "Khang", disputed, None, CAUSE)
    session.rollback()
    assert refused.value.refusal is Refusal.request_open
    with pytest.raises(ActionRefused) as refused:
        answer(session, world, "Thư", disputed, "hcc")
    session.rollback()
    assert refused.value.refusal is Refusal.leaders_only
    explain_products(session, disputed)
    act(session, world, "Khang", disputed, Action.submit, result="Đã làm.")
    assert request.status is RequestStatus.withdrawn
    with pytest.raises(ActionRefused) as refused:
        answer(session, world, "Long", disputed, "hcc")
    assert refused.value.refusal is Refusal.request_over


def test_a_refusal_needs_a_reason_and_leaves_the_work_where_it_is(
    session: Session, world: World, disputed: WorkItem
) -> None:
    request = ask(session, world, "Khang", disputed, "hcc", CAUSE)
    for reason, kept in (("Không", False), ("Kế hoạch đã ghi rõ đơn vị.", True)):
        try:
            lead_requests.refuse(
                session,
                world.actor("Long"),
                request,
                reason=reason,
                version=request.version,
                now=clock.now(),
            )
            session.commit()
            assert kept
        except ActionRefused as refused:
            session.rollback()
            assert refused.refusal is Refusal.reason_too_short and not kept
    assert request.status is RequestStatus.refused
    assert disputed.lead_unit_id == world.mau.units["kt"].id
