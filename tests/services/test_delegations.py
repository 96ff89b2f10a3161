"""Deputies: for an own post, by a document, for a span; no chains, no way round four eyes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.labels.delegations import DELEGATION_REFUSAL, DelegationRefusal, DelegationRefused
from app.labels.history import history_entries
from app.models import Appointment, Decision, Delegation, DelegationKind, Event, WorkItem
from app.queries.headless import headless_units
from app.queries.history import history_of_item
from app.services import delegations
from app.services.delegations import Span
from app.services.work_items import perform
from tests.cast import World, add_item, add_plan
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Refusal, Role, Status

TODAY = date(2026, 9, 14)
PAPER = "Giấy ủy quyền số 05/GUQ ngày 10/9/2026"
DONE = Request(nothing_arose=True, reason="Không phát sinh trong kỳ này")


def _post(session: Session, world: World, name: str) -> Appointment:
    return session.scalars(
        select(Appointment).where(
            Appointment.commune_id == world.mau.commune.id,
            Appointment.person_id == world.person(name).id,
        )
    ).one()


def _span(world: World, deputy: str, days: int = 7, **changes: object) -> Span:
    span = Span(world.person(deputy).id, PAPER, TODAY, TODAY + timedelta(days=days))
    return replace(span, **changes)


def _delegate(session: Session, world: World, holder: str, deputy: str) -> Delegation:
    return delegations.delegate(
        session,
        world.actor(holder),
        _post(session, world, holder),
        _span(world, deputy),
        clock.now(),
    )


def _submitted(session: Session, world: World, lead: str, head: str) -> WorkItem:
    plan = add_plan(session, world.mau, clock.now())
    item = add_item(
        session, world.mau, plan, lead=lead, title="Việc", due_on=TODAY, now=clock.now()
    )
    return perform(
        session,
        world.actor(head),
        item,
        Action.submit,
        DONE,
        version=item.version,
        now=clock.now(),
    )


def test_every_refusal_has_its_sentence() -> None:
    assert set(DELEGATION_REFUSAL) == set(DelegationRefusal)


def test_a_deputy_may_what_the_post_may_from_the_first_day_to_the_last_and_no_longer(
    session: Session, world: World
) -> None:
    _delegate(session, world, "Hoa", "Tâm")
    for day, may in ((-1, False), (0, True), (7, True), (8, False)):
        tam = world.actor("Tâm", TODAY + timedelta(days=day))
        assert (world.mau.units["vhxh"].id in tam.units(Role.unit_head)) is may, day


def test_the_record_names_both_and_the_document(session: Session, world: World) -> None:
    _delegate(session, world, "Hoa", "Tâm")
    item = _submitted(session, world, "kt", "Khang")
    perform(
        session,
        world.actor("Tâm"),
        item,
        Action.verify,
        Request(product_on=TODAY),
        version=item.version,
        now=clock.now(),
    )
    decided = session.scalars(select(Decision).where(Decision.action == Action.verify)).one()
    assert decided.in_stead_of == f"Phạm Thị Hoa ({PAPER})"
    latest, *_ = history_entries(history_of_item(session, item), with_words=True)
    assert latest["who"].startswith("Vũ Minh Tâm, Phòng Văn hóa - Xã hội")
    assert latest["who"].endswith(f"thay Phạm Thị Hoa theo {PAPER}")


def test_four_eyes_hold_for_a_deputy_by_all_he_holds_and_all_he_stands_in_for(
    session: Session, world: World
) -> None:
    """Kiên is an officer of the unit that leads, and stands in for the head who verifies; the head
    who leads stands in for him too: neither decides on the work of that unit."""
    _delegate(session, world, "Hoa", "Kiên")
    item = _submitted(session, world, "kt", "Khang")
    with pytest.raises(ActionRefused) as refused:
        perform(
            session,
            world.actor("Kiên"),
            item,
            Action.verify,
            Request(product_on=TODAY),
            version=item.version,
            now=clock.now(),
        )
    assert refused.value.refusal is Refusal.own_unit


def test_who_stands_in_for_the_head_of_the_lead_does_not_verify_by_his_own_post(
    session: Session, world: World
) -> None:
    item = _submitted(session, world, "kt", "Khang")
    _delegate(session, world, "Khang", "Hoa")
    with pytest.raises(ActionRefused) as refused:
        perform(
            session,
            world.actor("Hoa"),
            item,
            Action.verify,
            Request(product_on=TODAY),
            version=item.version,
            now=clock.now(),
        )
    assert refused.value.refusal is Refusal.own_unit
    assert item.status is Status.submitted


def test_a_deputy_cannot_give_on_what_was_given_to_him(session: Session, world: World) -> None:
    _delegate(session, world, "Hoa", "Tâm")
    with pytest.raises(DelegationRefused) as refused:
        delegations.delegate(
            session,
            world.actor("Tâm"),
            _post(session, world, "Hoa"),
            _span(world, "Vân"),
            clock.now(),
        )
    assert refused.value.refusal is DelegationRefusal.not_own
    _delegate(session, world, "Tâm", "Vân")
    assert world.mau.units["vhxh"].id not in world.actor("Vân").units()


def test_who_has_left_the_commune_stands_in_for_nobody(session: Session, world: World) -> None:
    _delegate(session, world, "Hoa", "Tâm")
    _post(session, world, "Tâm").valid_to = TODAY - timedelta(days=1)
    session.flush()
    assert world.actor("Tâm").appointments == ()


@pytest.mark.parametrize(
    ("holder", "deputy", "changes", "refusal"),
    [
        ("Hoa", "Hoa", {}, DelegationRefusal.to_oneself),
        ("Hoa", "Tâm", {"document": ""}, DelegationRefusal.document_missing),
        ("Hoa", "Tâm", {"valid_from": date(2026, 9, 13)}, DelegationRefusal.begins_in_past),
        ("Hoa", "Tâm", {"valid_to": date(2026, 9, 13)}, DelegationRefusal.span_not_valid),
        ("Hoa", "Tâm", {"valid_to": date(2027, 9, 16)}, DelegationRefusal.too_long),
        ("Ánh", "Tâm", {}, DelegationRefusal.not_delegable),
        ("Minh", "Tâm", {}, DelegationRefusal.not_delegable),
    ],
)
def test_it_refuses_what_no_document_can_give(
    session: Session,
    world: World,
    holder: str,
    deputy: str,
    changes: dict[str, object],
    refusal: DelegationRefusal,
) -> None:
    with pytest.raises(DelegationRefused) as refused:
        delegations.delegate(
            session,
            world.actor(holder),
            _post(session, world, holder),
            _span(world, deputy, **changes),
            clock.now(),
        )
    assert refused.value.refusal is refusal


def test_a_deputy_is_somebody_of_the_commune_whose_account_is_open(
    session: Session, world: World
) -> None:
    stranger = world.ben.people["Tâm"].id
    world.person("Vân").disabled_at = clock.now()
    session.flush()
    for deputy, refusal in (
        (stranger, DelegationRefusal.deputy_not_here),
        (world.person("Vân").id, DelegationRefusal.deputy_disabled),
    ):
        with pytest.raises(DelegationRefused) as refused:
            delegations.delegate(
                session,
                world.actor("Hoa"),
                _post(session, world, "Hoa"),
                _span(world, "Tâm", deputy_id=deputy),
                clock.now(),
            )
        assert refused.value.refusal is refusal


def test_one_at_a_time_stands_in_and_ending_early_takes_the_rights_at_once(
    session: Session, world: World
) -> None:
    given = _delegate(session, world, "Hoa", "Tâm")
    with pytest.raises(DelegationRefused) as refused:
        _delegate(session, world, "Hoa", "Vân")
    assert refused.value.refusal is DelegationRefusal.somebody_stands_in
    with pytest.raises(DelegationRefused) as refused:
        delegations.end(session, world.actor("Tâm"), given, clock.now())
    assert refused.value.refusal is DelegationRefusal.not_own
    delegations.end(session, world.actor("Ánh"), given, clock.now())
    assert len(world.actor("Tâm").appointments) == 1
    with pytest.raises(DelegationRefused) as refused:
        delegations.end(session, world.actor("Hoa"), given, clock.now())
    assert refused.value.refusal is DelegationRefusal.over_already
    _delegate(session, world, "Hoa", "Vân")
    kinds = session.scalars(
        select(Event.kind).where(Event.kind.startswith("delegation.")).order_by(Event.id)
    ).all()
    assert kinds == ["delegation.begin", "delegation.end", "delegation.begin"]


def test_the_administrator_records_a_decision_for_others_never_for_himself(
    session: Session, world: World
) -> None:
    anh, post = world.actor("Ánh"), _post(session, world, "Khang")
    with pytest.raises(DelegationRefused) as refused:
        delegations.put_in_charge(session, anh, post, _span(world, "Ánh"), clock.now())
    assert refused.value.refusal is DelegationRefusal.recorder_gains
    made = delegations.put_in_charge(session, anh, post, _span(world, "Kiên"), clock.now())
    assert made.kind is DelegationKind.in_charge
    assert world.actor("Kiên").units(Role.unit_head) == {world.mau.units["kt"].id}


def test_a_unit_without_a_head_is_known_at_once_and_gets_one_by_a_decision(
    session: Session, world: World
) -> None:
    def headless() -> list[str]:
        return [unit.short_name for unit in headless_units(session, post.commune_id, TODAY)]

    anh, post = world.actor("Ánh"), _post(session, world, "Tâm")
    unit = world.mau.units["hcc"]
    assert headless() == []
    with pytest.raises(DelegationRefused) as refused:
        delegations.put_in_charge_of_unit(
            session, anh, unit, _span(world, "Kiên"), "Phụ trách", clock.now()
        )
    assert refused.value.refusal is DelegationRefusal.unit_has_head
    post.valid_to = TODAY - timedelta(days=1)
    session.flush()
    assert headless() == ["TT PVHCC"]
    with pytest.raises(DelegationRefused) as refused:
        delegations.put_in_charge(session, anh, post, _span(world, "Kiên"), clock.now())
    assert refused.value.refusal is DelegationRefusal.appointment_over
    made = delegations.put_in_charge_of_unit(
        session, anh, unit, _span(world, "Kiên"), "Phụ trách Trung tâm", clock.now()
    )
    assert headless() == [] and made.valid_to == TODAY + timedelta(days=7)
    assert world.actor("Kiên").units(Role.unit_head) == {unit.id}
    assert world.actor("Kiên", TODAY + timedelta(days=8)).units(Role.unit_head) == set()
