"""Đề nghị phối hợp: nobody until somebody is asked; answered once; never in the lead's way."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Document,
    DocumentKind,
    Event,
    Evidence,
    Notification,
    SupportStatus,
    WorkItem,
)
from app.queries.evidence import may_read_document
from app.queries.subjects import subject_of
from app.queries.support import asked_of, find_request, units_to_ask
from app.services import support_requests
from app.services.documents import DocumentFacts
from app.services.work_items import perform
from tests.beside import add_support
from tests.cast import World, add_item, add_plan
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Refusal, Status

TODAY = date(2026, 9, 14)
FACTS = DocumentFacts(
    DocumentKind.report,
    number="45/BC-HCC",
    issued_on=TODAY,
    issuer="Trung tâm",
    subject="Số liệu hồ sơ trực tuyến",
    kept_at="Văn thư Trung tâm",
)


@pytest.fixture
def item(session: Session, world: World) -> WorkItem:
    plan = add_plan(session, world.mau, clock.now())
    return add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Báo cáo số liệu",
        due_on=TODAY,
        now=clock.now(),
        supporting=("vp",),
    )


def _told(session: Session, kind: str) -> set[int]:
    return set(session.scalars(select(Notification.person_id).where(Notification.kind == kind)))


def test_a_unit_the_plan_names_is_nobody_until_the_lead_asks(
    session: Session, world: World, item: WorkItem
) -> None:
    assert asked_of(session, world.actor("Vân")) == []
    named = [unit.is_named for unit in units_to_ask(session, item, subject_of(session, item))]
    assert named == [True, False, False, False]
    made = add_support(session, world, "Kiên", item, "vp")
    (asked,) = asked_of(session, world.actor("Vân"))
    assert (asked.request, asked.title, asked.lead) == (made, "Báo cáo số liệu", "Phòng KT-HT-ĐT")
    assert _told(session, "support_request.ask") == {world.person("Vân").id}
    assert asked_of(session, world.actor("Tâm")) == []


def test_the_part_that_has_not_come_does_not_hold_up_the_lead(
    session: Session, world: World, item: WorkItem
) -> None:
    add_support(session, world, "Khang", item, "hcc")
    done = Request(nothing_arose=True, reason="Không phát sinh trong kỳ này")
    perform(
        session,
        world.actor("Khang"),
        item,
        Action.submit,
        done,
        version=item.version,
        now=clock.now(),
    )
    assert item.status is Status.submitted
    assert len(asked_of(session, world.actor("Tâm"))) == 1


def test_the_asked_unit_confirms_gives_its_document_once_and_the_lead_uses_it_with_one_press(
    session: Session, world: World, item: WorkItem
) -> None:
    request, tam = add_support(session, world, "Khang", item, "hcc"), world.actor("Tâm")
    now = clock.now()
    support_requests.agree(session, tam, request, note="", version=request.version, now=now)
    assert asked_of(session, tam)[0].request.status is SupportStatus.agreed
    support_requests.contribute(
        session, tam, request, FACTS, (), note="Số liệu đến 14/9", version=request.version, now=now
    )
    assert request.status is SupportStatus.contributed and request.document_id is not None
    assert asked_of(session, tam) == []
    assert session.scalars(select(Evidence)).all() == []
    assert _told(session, "support_request.contribute") == {
        world.person("Khang").id,
        world.person("Kiên").id,
    }
    support_requests.use_as_evidence(session, world.actor("Kiên"), request, [], now)
    (link,) = session.scalars(select(Evidence)).all()
    assert (link.work_item_id, link.document_id) == (item.id, request.document_id)


def test_what_was_contributed_is_read_by_those_concerned_and_by_no_viewer(
    session: Session, world: World, item: WorkItem
) -> None:
    request, tam = add_support(session, world, "Khang", item, "hcc"), world.actor("Tâm")
    support_requests.contribute(
        session, tam, request, FACTS, (), note="", version=request.version, now=clock.now()
    )
    document = session.get_one(Document, request.document_id)
    readers = {
        name
        for name in ("Khang", "Kiên", "Tâm", "Thư", "Vân", "Long", "Minh", "Ánh")
        if may_read_document(session, world.actor(name), document)
    }
    assert readers == {"Khang", "Kiên", "Tâm", "Thư", "Vân", "Long"}
    item.status, item.completed_on = Status.verified, TODAY
    session.flush()
    assert not may_read_document(session, world.actor("Minh"), document)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("Tâm", Refusal.not_your_unit),
        ("Thư", Refusal.not_your_unit),
        ("Long", Refusal.not_your_unit),
    ],
)
def test_only_the_lead_asks(
    session: Session, world: World, item: WorkItem, who: str, refusal: Refusal
) -> None:
    with pytest.raises(ActionRefused) as refused:
        add_support(session, world, who, item, "vp")
    assert refused.value.refusal is refusal


def test_it_refuses_to_ask_oneself_nobody_a_stranger_and_twice(
    session: Session, world: World, item: WorkItem
) -> None:
    khang = world.actor("Khang")
    stranger = world.ben.units["hcc"].id
    for units in ([], [world.mau.units["kt"].id], [stranger]):
        with pytest.raises(ActionRefused) as refused:
            support_requests.ask(
                session,
                khang,
                item,
                units,
                words="Gửi số liệu của quý.",
                wanted_by=None,
                now=clock.now(),
            )
        assert refused.value.refusal is Refusal.support_unit_missing
    add_support(session, world, "Khang", item, "hcc")
    with pytest.raises(ActionRefused) as refused:
        add_support(session, world, "Khang", item, "hcc")
    assert refused.value.refusal is Refusal.support_asked_already


def test_only_the_asked_unit_answers_says_why_it_cannot_and_no_more_after_that(
    session: Session, world: World, item: WorkItem
) -> None:
    request, now = add_support(session, world, "Khang", item, "hcc"), clock.now()
    with pytest.raises(ActionRefused) as refused:
        support_requests.decline(
            session,
            world.actor("Vân"),
            request,
            reason="Không thuộc chức năng",
            version=request.version,
            now=now,
        )
    assert refused.value.refusal is Refusal.not_asked
    tam = world.actor("Tâm")
    for reason, said in (("", Refusal.reason_missing), ("bận", Refusal.reason_too_short)):
        with pytest.raises(ActionRefused) as refused, session.begin_nested():
            support_requests.decline(
                session, tam, request, reason=reason, version=request.version, now=now
            )
        assert refused.value.refusal is said
        session.refresh(request)
    support_requests.decline(
        session, tam, request, reason="Số liệu do Sở giữ.", version=request.version, now=now
    )
    assert request.status is SupportStatus.declined and find_request(session, tam, request.id)
    with pytest.raises(ActionRefused) as refused:
        support_requests.withdraw(
            session, world.actor("Khang"), request, version=request.version, now=now
        )
    assert refused.value.refusal is Refusal.request_over


def test_the_lead_withdraws_and_who_answers_a_stale_page_is_told(
    session: Session, world: World, item: WorkItem
) -> None:
    request, now = add_support(session, world, "Khang", item, "hcc"), clock.now()
    seen = request.version
    support_requests.withdraw(session, world.actor("Kiên"), request, version=seen, now=now)
    with pytest.raises(ActionRefused) as refused:
        support_requests.agree(session, world.actor("Tâm"), request, note="", version=seen, now=now)
    assert refused.value.refusal is Refusal.request_over
    kinds = session.scalars(
        select(Event.kind).where(Event.kind.startswith("support_request.")).order_by(Event.id)
    ).all()
    assert kinds == ["support_request.ask", "support_request.withdraw"]


def test_words_alone_are_a_contribution_when_they_say_something(
    session: Session, world: World, item: WorkItem
) -> None:
    request, tam = add_support(session, world, "Khang", item, "hcc"), world.actor("Tâm")
    with pytest.raises(ActionRefused) as refused, session.begin_nested():
        support_requests.contribute(
            session, tam, request, None, (), note="rồi", version=request.version, now=clock.now()
        )
    assert refused.value.refusal is Refusal.contribution_empty
    session.refresh(request)
    support_requests.contribute(
        session,
        tam,
        request,
        None,
        (),
        note="Đã cử người dự họp ngày 12/9.",
        version=request.version,
        now=clock.now(),
    )
    assert request.status is SupportStatus.contributed
