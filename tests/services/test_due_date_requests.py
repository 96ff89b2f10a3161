"""Another date: the unit asks, the office says what it thinks, a leader decides by document."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Decision,
    DueDateRequest,
    Event,
    Notification,
    Plan,
    RequestStatus,
    WorkItem,
)
from app.services import due_date_requests
from tests.acting import act, explain_products
from tests.cast import World, add_item, add_plan
from workflows.states import Action, ActionRefused, Refusal

DUE = date(2026, 9, 30)
WISHED = date(2026, 10, 31)
CAUSE = "Chờ Sở Tài chính hướng dẫn định mức mới."
DOCUMENT = "Thông báo 88/TB-UBND ngày 14/9/2026"


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    return add_plan(session, world.mau, clock.now())


@pytest.fixture
def item(session: Session, world: World, plan: Plan) -> WorkItem:
    """A report of Phòng Kinh tế, due on 30/9/2026."""
    made = add_item(
        session, world.mau, plan, lead="kt", title="Báo cáo quý", due_on=DUE, now=clock.now()
    )
    session.commit()
    return made


def ask(
    session: Session, world: World, item: WorkItem, who: str = "Khang", **changed: object
) -> DueDateRequest:
    """A request of the unit's head, kept."""
    words = {"cause": CAUSE, "wished_on": WISHED, "version": item.version, **changed}
    request = due_date_requests.ask(
        session,
        world.actor(who),
        item,
        **words,
        now=clock.now(),  # type: ignore[arg-type]
    )
    session.commit()
    return request


def grant(
    session: Session, world: World, request: DueDateRequest, who: str = "Long", **changed: object
) -> None:
    words = {"due_on": WISHED, "document": DOCUMENT, "version": request.version, **changed}
    due_date_requests.grant(
        session,
        world.actor(who),
        request,
        **words,
        now=clock.now(),  # type: ignore[arg-type]
    )
    session.commit()


def refused(session: Session, call: Callable[[], object]) -> Refusal:
    with pytest.raises(ActionRefused) as error:
        call()
    session.rollback()
    return error.value.refusal


def told(session: Session, kind: str) -> dict[int, bool]:
    """Who was told of this kind, and whether by mail too."""
    rows = session.execute(
        select(Notification.person_id, Notification.is_for_mail).where(Notification.kind == kind)
    )
    return {person: for_mail for person, for_mail in rows}


def test_a_request_goes_from_the_unit_by_the_office_to_a_leader_who_grants_it_by_document(
    session: Session, world: World, item: WorkItem
) -> None:
    people = world.mau.people
    request = ask(session, world, item)
    assert told(session, "due_date_request.ask") == {people["Thư"].id: False}

    due_date_requests.give_opinion(
        session,
        world.actor("Thư"),
        request,
        is_supported=True,
        opinion="",
        version=request.version,
        now=clock.now(),
    )
    session.commit()
    assert told(session, "due_date_request.give_opinion") == {
        people["Long"].id: False,
        people["Quý"].id: False,
    }

    another = date(2026, 10, 15)
    grant(session, world, request, due_on=another)
    session.refresh(item)
    assert (item.due_on, item.original_due_on, item.times_moved) == (another, DUE, 1)
    assert (request.status, request.decided_due_on) == (RequestStatus.granted, another)
    assert (request.wished_on, request.document) == (WISHED, DOCUMENT)
    # The people of the unit are told by mail: it asks for action.
    assert told(session, "due_date_request.grant") == {
        people["Khang"].id: True,
        people["Kiên"].id: True,
    }
    assert not told(session, "work_item.set_date")
    kinds = session.scalars(
        select(Event.kind).where(Event.work_item_id == item.id).order_by(Event.seq)
    ).all()
    assert kinds == [
        "due_date_request.ask",
        "due_date_request.give_opinion",
        "work_item.set_date",
        "due_date_request.grant",
    ]
    decision = session.scalars(select(Decision).where(Decision.work_item_id == item.id)).one()
    assert (decision.old_due_on, decision.new_due_on) == (DUE, another)
    assert decision.document == DOCUMENT


def test_a_refused_request_leaves_the_date_and_makes_room_for_another(
    session: Session, world: World, item: WorkItem
) -> None:
    request = ask(session, world, item)
    reason = "Việc không phụ thuộc hướng dẫn của Sở."
    due_date_requests.refuse(
        session,
        world.actor("Long"),
        request,
        reason=reason,
        version=request.version,
        now=clock.now(),
    )
    session.commit()
    session.refresh(item)
    assert (item.due_on, item.times_moved) == (DUE, 0)
    assert request.status is RequestStatus.refused
    assert set(told(session, "due_date_request.refuse").values()) == {True}
    assert ask(session, world, item).status is RequestStatus.open


@pytest.mark.parametrize(
    ("who", "changed", "refusal"),
    [
        ("Kiên", {}, Refusal.role_not_enough),
        ("Tâm", {}, Refusal.not_your_unit),
        ("Thư", {}, Refusal.not_your_unit),
        ("Khang", {"cause": "Bận"}, Refusal.cause_too_short),
        ("Khang", {"wished_on": None}, Refusal.new_date_missing),
        ("Khang", {"wished_on": date(2026, 9, 14)}, Refusal.new_date_past),
        ("Khang", {"wished_on": DUE}, Refusal.new_date_not_later),
        ("Khang", {"version": 99}, Refusal.changed_meanwhile),
    ],
)
def test_what_cannot_be_asked_for_is_refused_by_name(
    session: Session,
    world: World,
    item: WorkItem,
    who: str,
    changed: dict[str, object],
    refusal: Refusal,
) -> None:
    assert refused(session, lambda: ask(session, world, item, who, **changed)) is refusal


def test_one_request_is_open_at_a_time_and_may_be_withdrawn(
    session: Session, world: World, item: WorkItem
) -> None:
    request = ask(session, world, item)
    assert refused(session, lambda: ask(session, world, item)) is Refusal.request_open
    due_date_requests.withdraw(
        session, world.actor("Khang"), request, version=request.version, now=clock.now()
    )
    session.commit()
    assert request.status is RequestStatus.withdrawn
    assert refused(session, lambda: grant(session, world, request)) is Refusal.request_over
    assert ask(session, world, item).id != request.id


def test_nothing_is_asked_while_the_result_waits_for_a_verdict(
    session: Session, world: World, item: WorkItem
) -> None:
    act(session, world, "Khang", explain_products(session, item), Action.submit)
    assert refused(session, lambda: ask(session, world, item)) is Refusal.not_with_lead


@pytest.mark.parametrize("action", [Action.submit, Action.drop, Action.reassign])
def test_a_request_does_not_outlive_the_moment_it_was_made_for(
    session: Session, world: World, item: WorkItem, action: Action
) -> None:
    explain_products(session, item)
    request = ask(session, world, item)
    seen = request.version
    who = "Khang" if action is Action.submit else "Long"
    words = {
        Action.submit: {},
        Action.drop: {"reason": "Nhiệm vụ đã được bãi bỏ.", "document": DOCUMENT},
        Action.reassign: {
            "new_lead": world.mau.units["hcc"].id,
            "new_decider": world.mau.units["vhxh"].id,
            "document": DOCUMENT,
        },
    }[action]
    act(session, world, who, item, action, **words)
    session.refresh(request)
    assert request.status is RequestStatus.withdrawn
    event = session.scalars(
        select(Event).where(Event.subject == "due_date_request").order_by(Event.seq.desc())
    ).first()
    assert event is not None and event.kind == "due_date_request.lapse"
    stale = refused(session, lambda: grant(session, world, request, version=seen))
    assert stale is Refusal.changed_meanwhile


def test_progress_leaves_a_request_open(session: Session, world: World, item: WorkItem) -> None:
    request = ask(session, world, item)
    act(session, world, "Kiên", item, Action.record_progress, result="Đã có số liệu 3 thôn.")
    session.refresh(request)
    assert request.status is RequestStatus.open
    grant(session, world, request)
    assert request.status is RequestStatus.granted


def test_the_office_decides_only_where_it_was_delegated_and_never_on_its_own_work(
    session: Session, world: World, item: WorkItem, plan: Plan
) -> None:
    request = ask(session, world, item)
    assert refused(session, lambda: grant(session, world, request, "Thư")) is Refusal.leaders_only
    world.mau.commune.dates_delegated_by = "Quyết định 05/QĐ-UBND"
    session.commit()
    assert refused(session, lambda: grant(session, world, request, "Vân")) is Refusal.leaders_only
    grant(session, world, request, "Thư")
    assert request.status is RequestStatus.granted

    own = add_item(
        session, world.mau, plan, lead="vhxh", title="Việc của phòng", due_on=DUE, now=clock.now()
    )
    session.commit()
    of_office = ask(session, world, own, "Hoa")
    # Its own work goes to the leaders at once: the office has nothing to say of it.
    leaders = {world.mau.people[name].id for name in ("Long", "Quý")}
    assert leaders <= told(session, "due_date_request.ask").keys()
    assert refused(session, lambda: grant(session, world, of_office, "Thư")) is Refusal.own_unit
    opinion = {"is_supported": True, "opinion": "", "version": of_office.version}
    assert (
        refused(
            session,
            lambda: due_date_requests.give_opinion(
                session,
                world.actor("Thư"),
                of_office,
                **opinion,
                now=clock.now(),  # type: ignore[arg-type]
            ),
        )
        is Refusal.own_unit
    )


def test_nobody_decides_on_his_own_request(session: Session, world: World, item: WorkItem) -> None:
    request = ask(session, world, item)
    request.asked_by = world.mau.people["Long"].id
    session.commit()
    assert refused(session, lambda: grant(session, world, request)) is Refusal.own_request
    grant(session, world, request, "Quý")


def test_a_decision_on_a_stale_page_says_who_was_first(
    session: Session, world: World, item: WorkItem
) -> None:
    request = ask(session, world, item)
    seen = request.version
    grant(session, world, request)
    with pytest.raises(ActionRefused) as error:
        grant(session, world, request, "Quý", version=seen)
    session.rollback()
    assert error.value.refusal is Refusal.changed_meanwhile
    assert error.value.values["who"] == "Hoàng Văn Long"


def test_the_first_date_is_kept_however_often_it_is_moved(
    session: Session, world: World, item: WorkItem
) -> None:
    for number in range(1, 4):
        wished = WISHED + timedelta(days=number)
        grant(session, world, ask(session, world, item, wished_on=wished), due_on=wished)
        session.refresh(item)
        assert (item.original_due_on, item.times_moved) == (DUE, number)
