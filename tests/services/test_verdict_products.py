"""Product by product: accepted, frozen, taken back, and what the whole verdict does to them."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Evidence,
    Plan,
    WorkItem,
)
from app.services import evidence
from app.services.verdict_products import undo_acceptance
from tests.acting import act, products_of
from tests.cast import World, add_plan
from tests.verdicts import REASON, TODAY, accept, add_document, last_event, sent
from workflows.states import Action, ActionRefused, Refusal


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    return add_plan(session, world.mau, clock.now())


def test_an_accepted_product_stays_accepted_when_the_rest_is_returned(
    session: Session, world: World, plan: Plan
) -> None:
    item = sent(session, world, plan)
    seen = item.version
    accept(session, world, item, 0, date(2026, 9, 8))
    assert item.version == seen + 1
    act(session, world, "Thư", item, Action.send_back, reason=REASON)
    first, second = products_of(session, item)
    assert (first.accepted_on, first.accepted_by) == (date(2026, 9, 8), world.person("Thư").id)
    assert second.accepted_by is None
    assert last_event(session, "product.accept").data["product_on"] == "2026-09-08"


def test_what_proves_an_accepted_product_is_frozen_and_the_rest_is_not(
    session: Session, world: World, plan: Plan
) -> None:
    item = sent(session, world, plan)
    first, second = products_of(session, item)
    both = add_document(session, item, product=first.id)
    session.add(
        Evidence(
            commune_id=item.commune_id,
            work_item_id=item.id,
            document_id=both.id,
            product_id=second.id,
            linked_at=clock.now(),
        )
    )
    only = add_document(session, item, number="13/KH-UBND", product=first.id)
    accept(session, world, item, 0, TODAY)
    act(session, world, "Thư", item, Action.ask_to_supplement, reason=REASON)
    khang, now = world.actor("Khang"), clock.now()
    with pytest.raises(ActionRefused) as refused:
        evidence.explain(session, khang, item, first, "Vì sao khác đi nữa.", now=now)
    assert refused.value.refusal is Refusal.product_accepted
    with pytest.raises(ActionRefused) as refused:
        evidence.take_back(session, khang, item, only, now=now)
    assert refused.value.refusal is Refusal.product_accepted
    assert refused.value.values == {"products": "Quyết định"}
    assert evidence.take_back(session, khang, item, both, now=now) == 1
    left = session.scalars(
        select(Evidence.product_id).where(
            Evidence.document_id == both.id, Evidence.removed_at.is_(None)
        )
    ).all()
    assert left == [first.id]
    evidence.explain(session, khang, item, second, "Danh mục gộp trong quyết định.", now=now)


def test_verifying_accepts_the_rest_and_reopening_takes_all_back_and_says_which(
    session: Session, world: World, plan: Plan
) -> None:
    item = sent(session, world, plan)
    accept(session, world, item, 0, date(2026, 9, 8))
    act(session, world, "Thư", item, Action.verify, product_on=date(2026, 9, 10))
    days = [line.accepted_on for line in products_of(session, item)]
    assert days == [date(2026, 9, 8), date(2026, 9, 10)]
    act(session, world, "Long", item, Action.reopen, reason=REASON)
    session.expire_all()
    assert [line.accepted_by for line in products_of(session, item)] == [None, None]
    noted = last_event(session, "work_item.reopen").data["no_longer_accepted"]
    assert noted == ["Quyết định", "Danh mục"]


def test_where_nothing_arose_there_is_no_product_to_accept(
    session: Session, world: World, plan: Plan
) -> None:
    item = sent(session, world, plan, nothing_arose=True, reason="Kỳ này không có đề án nào.")
    act(session, world, "Thư", item, Action.verify)
    session.expire_all()
    assert [line.accepted_by for line in products_of(session, item)] == [None, None]


def refused_acceptance(
    session: Session, world: World, item: WorkItem, who: str, day: date | None
) -> Refusal:
    with pytest.raises(ActionRefused) as refused:
        accept(session, world, item, 0, day, who)
    session.rollback()
    return refused.value.refusal


def test_a_product_is_accepted_under_the_guard_of_a_verdict(
    session: Session, world: World, plan: Plan
) -> None:
    item = sent(session, world, plan)
    assert refused_acceptance(session, world, item, "Khang", TODAY) is Refusal.own_unit
    assert refused_acceptance(session, world, item, "Tâm", TODAY) is Refusal.not_the_verifier
    assert refused_acceptance(session, world, item, "Thư", None) is Refusal.product_day_missing
    ahead = date(2026, 9, 15)
    assert refused_acceptance(session, world, item, "Thư", ahead) is Refusal.product_day_in_future
    act(session, world, "Khang", item, Action.withdraw)
    refusal = refused_acceptance(session, world, item, "Thư", TODAY)
    assert refusal is Refusal.not_waiting_for_verdict


def test_an_acceptance_is_taken_back_while_the_item_waits_and_a_stale_page_is_told(
    session: Session, world: World, plan: Plan
) -> None:
    item = sent(session, world, plan)
    seen, line = item.version, products_of(session, item)[0]
    accept(session, world, item, 0, TODAY)
    thu = world.actor("Thư")
    with pytest.raises(ActionRefused) as stale:
        undo_acceptance(session, thu, item, line, version=seen, now=clock.now())
    session.rollback()
    assert stale.value.values["kind"] == "product.accept"
    undo_acceptance(session, thu, item, line, version=item.version, now=clock.now())
    session.commit()
    assert (line.accepted_on, line.accepted_by) == (None, None)
