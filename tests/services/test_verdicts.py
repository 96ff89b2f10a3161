"""What stands beside a verdict: what it saw, product by product, two steps, many at once, and the
reasons to tick."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Decision,
    DecisionDocument,
    Document,
    DocumentFile,
    DocumentKind,
    Event,
    Evidence,
    Notification,
    Plan,
    ReturnReason,
    StoredFile,
    VerdictProposal,
    WorkItem,
)
from app.queries.return_reasons import reason_words
from app.queries.verdict_documents import documents_in_force, documents_seen
from app.services import evidence, return_reasons
from app.services.verdict_batches import MOST_ROWS, decide_each
from app.services.verdict_products import accept_product, undo_acceptance
from app.services.verdict_proposals import proposal_to_follow, propose
from tests.acting import act, explain_products, products_of, refusal_of
from tests.cast import World, add_item, add_plan
from workflows.reasons import DEFAULT_REASONS, composed_reason
from workflows.requirements import Request
from workflows.states import VERDICTS, Action, ActionRefused, Refusal, Status

REASON = "Quyết định chưa kèm danh mục tài sản của 3 trường."
TODAY = date(2026, 9, 14)


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    return add_plan(session, world.mau, clock.now())


def sent(
    session: Session,
    world: World,
    plan: Plan,
    *,
    lead: str = "kt",
    by: str = "Khang",
    due_on: date | None = date(2026, 9, 30),
    products: tuple[str, ...] = ("Quyết định", "Danh mục"),
    **request: object,
) -> WorkItem:
    """An item handed in, every product explained."""
    item = add_item(
        session,
        world.mau,
        plan,
        lead=lead,
        title="Quy chế tài sản công",
        due_on=due_on,
        now=clock.now(),
        products=products,
    )
    explain_products(session, item)
    return act(session, world, by, item, Action.submit, **request)


def add_document(
    session: Session, item: WorkItem, *, number: str = "12/KH-UBND", product: int | None = None
) -> Document:
    """A document that proves the item, with one file."""
    document = Document(
        commune_id=item.commune_id, kind=DocumentKind.plan, number=number, entered_at=clock.now()
    )
    session.add(document)
    session.flush()
    add_file(session, document)
    session.add(
        Evidence(
            commune_id=item.commune_id,
            work_item_id=item.id,
            document_id=document.id,
            product_id=product,
            linked_at=clock.now(),
        )
    )
    session.commit()
    return document


def add_file(
    session: Session, document: Document, *, replaces: DocumentFile | None = None
) -> DocumentFile:
    count = len(session.scalars(select(StoredFile.id)).all())
    stored = StoredFile(
        commune_id=document.commune_id,
        key=f"ab/{count}",
        sha256=f"{count:064x}",
        size=1,
        media_type="application/pdf",
        original_name=f"ke-hoach-{count}.pdf",
        uploaded_at=clock.now(),
    )
    session.add(stored)
    session.flush()
    made = DocumentFile(
        commune_id=document.commune_id,
        document_id=document.id,
        file_id=stored.id,
        version=count + 1,
        replaces_id=replaces.id if replaces else None,
    )
    session.add(made)
    session.commit()
    return made


def last_event(session: Session, kind: str) -> Event:
    return session.scalars(
        select(Event).where(Event.kind == kind).order_by(Event.seq.desc()).limit(1)
    ).one()


# What a verdict saw.


@pytest.mark.parametrize("verdict", sorted(VERDICTS))
def test_every_verdict_keeps_what_it_saw_and_a_later_version_changes_nothing_of_it(
    session: Session, world: World, plan: Plan, verdict: Action
) -> None:
    item = sent(session, world, plan)
    document = add_document(session, item)
    (first,) = session.scalars(select(DocumentFile)).all()
    second = add_file(session, document, replaces=first)
    add_document(session, item, number="13/KH-UBND")
    act(session, world, "Thư", item, verdict, reason=REASON)
    decision = session.scalars(select(Decision).where(Decision.action == verdict)).one()
    before = documents_seen(session, item)[decision.id]
    assert next((one.number, one.document_file_id, one.copy) for one in before) == (
        "12/KH-UBND",
        second.id,
        2,
    )
    assert [one.number for one in before] == ["12/KH-UBND", "13/KH-UBND"]
    noted = last_event(session, f"work_item.{verdict}").data["seen"]
    assert [(one["number"], one["copy"], one["sha256"]) for one in noted] == [
        (one.number, one.copy, one.sha256) for one in before
    ]
    add_file(session, document, replaces=second)
    for link in session.scalars(select(Evidence)):
        link.removed_at = clock.now()
    session.commit()
    assert documents_seen(session, item)[decision.id] == before
    assert documents_in_force(session, item.commune_id, item.id) == []


def test_a_document_without_a_file_was_seen_too(session: Session, world: World, plan: Plan) -> None:
    item = sent(session, world, plan)
    document = Document(
        commune_id=item.commune_id,
        kind=DocumentKind.letter,
        number="5/CV-UBND",
        kept_at="Văn thư",
        entered_at=clock.now(),
    )
    session.add(document)
    session.flush()
    session.add(
        Evidence(
            commune_id=item.commune_id,
            work_item_id=item.id,
            document_id=document.id,
            linked_at=clock.now(),
        )
    )
    session.commit()
    act(session, world, "Thư", item, Action.verify)
    row = session.scalars(select(DecisionDocument)).one()
    assert (row.document_id, row.document_file_id) == (document.id, None)


# Product by product.


def accept(
    session: Session, world: World, item: WorkItem, line: int, day: date | None, who: str = "Thư"
) -> None:
    product = products_of(session, item)[line]
    accept_product(
        session, world.actor(who), item, product, day, version=item.version, now=clock.now()
    )
    session.commit()


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


# Two steps.


@pytest.fixture
def two_steps(session: Session, world: World) -> None:
    world.mau.commune.two_step_verdicts = True
    session.commit()


def proposed(
    session: Session,
    world: World,
    item: WorkItem,
    action: Action,
    who: str = "Thư",
    **words: object,
) -> VerdictProposal:
    made = propose(
        session,
        world.actor(who),
        item,
        action,
        Request(**words),  # type: ignore[arg-type]
        version=item.version,
        now=clock.now(),
    )
    session.commit()
    return made


@pytest.mark.usefixtures("two_steps")
def test_an_officer_proposes_and_the_head_decides(
    session: Session, world: World, plan: Plan
) -> None:
    item = sent(session, world, plan)
    assert refusal_of(session, world, "Thư", item, Action.verify) is Refusal.head_decides
    first = proposed(session, world, item, Action.verify, product_on=date(2026, 9, 10))
    second = proposed(session, world, item, Action.send_back, reason=REASON)
    assert first.ended_at is not None
    assert second.ended_at is None
    told = session.scalars(
        select(Notification.person_id).where(Notification.kind == "verdict.propose")
    ).all()
    assert set(told) == {world.person("Hoa").id}
    with pytest.raises(ActionRefused) as over:
        proposal_to_follow(session, item, first.id)
    assert over.value.refusal is Refusal.proposal_over
    found = proposal_to_follow(session, item, second.id)
    act(session, world, "Hoa", item, found.action, reason=found.reason)
    decision = session.scalars(select(Decision)).one()
    assert (decision.decided_by, decision.reason) == (world.person("Hoa").id, REASON)
    session.expire_all()
    assert second.ended_at is not None


@pytest.mark.usefixtures("two_steps")
def test_a_proposal_lacks_what_the_verdict_would_lack(
    session: Session, world: World, plan: Plan
) -> None:
    item = sent(session, world, plan)
    refusals = {}
    for who, action, words in (
        ("Thư", Action.send_back, {"reason": "Thiếu"}),
        ("Hoa", Action.verify, {}),
        ("Kiên", Action.verify, {}),
        ("Vân", Action.verify, {}),
    ):
        with pytest.raises(ActionRefused) as refused:
            proposed(session, world, item, action, who, **words)
        session.rollback()
        refusals[who] = refused.value.refusal
    assert refusals == {
        "Thư": Refusal.reason_too_short,
        "Hoa": Refusal.decides_himself,
        "Kiên": Refusal.own_unit,
        "Vân": Refusal.not_the_verifier,
    }
    assert session.scalars(select(VerdictProposal)).all() == []


@pytest.mark.usefixtures("two_steps")
def test_a_proposal_ends_when_the_unit_takes_its_result_back(
    session: Session, world: World, plan: Plan
) -> None:
    item = sent(session, world, plan)
    made = proposed(session, world, item, Action.verify)
    act(session, world, "Khang", item, Action.withdraw)
    session.expire_all()
    assert made.ended_at is not None


def test_without_the_setting_nobody_proposes(session: Session, world: World, plan: Plan) -> None:
    item = sent(session, world, plan)
    with pytest.raises(ActionRefused) as refused:
        proposed(session, world, item, Action.verify)
    assert refused.value.refusal is Refusal.one_step_only


# Many at once.


def test_each_row_of_many_is_done_or_refused_by_itself(
    session: Session, world: World, plan: Plan
) -> None:
    free, stale, undated, own = (
        sent(session, world, plan, product_on=date(2026, 9, 10)),
        sent(session, world, plan),
        sent(session, world, plan, due_on=None),
        sent(session, world, plan, lead="vhxh", by="Hoa"),
    )
    last = sent(session, world, plan, lead="hcc", by="Tâm")
    stranger = add_item(
        session, world.ben, add_plan(session, world.ben, clock.now()), lead="kt", title="Việc xã",
        due_on=TODAY, now=clock.now(),
    )  # fmt: skip
    session.commit()
    accept(session, world, last, 0, date(2026, 9, 7))
    accept(session, world, last, 1, date(2026, 9, 9))
    items = (free, stale, undated, own, last, stranger)
    versions = {item.id: item.version for item in items}
    versions[stale.id] -= 1
    rows = decide_each(
        session, world.actor("Thư"), versions, Action.verify, Request(), now=clock.now()
    )
    session.commit()
    refusals = {row.work_item_id: row.refused.refusal if row.refused else None for row in rows}
    assert refusals == {
        free.id: None,
        stale.id: Refusal.changed_meanwhile,
        undated.id: Refusal.date_missing,
        own.id: Refusal.own_unit,
        last.id: None,
    }
    session.expire_all()
    assert (free.status, free.completed_on) == (Status.verified, date(2026, 9, 10))
    assert (last.status, last.completed_on) == (Status.verified, date(2026, 9, 9))
    for item in (stale, undated, own):
        assert item.status is Status.submitted
        assert item.version == 2
    assert len(session.scalars(select(Decision)).all()) == 2


def test_too_many_rows_and_none_decide_nothing(session: Session, world: World) -> None:
    thu, now = world.actor("Thư"), clock.now()
    for versions, refusal in (
        ({}, Refusal.rows_missing),
        ({n: 1 for n in range(MOST_ROWS + 1)}, Refusal.rows_too_many),
    ):
        with pytest.raises(ActionRefused) as refused:
            decide_each(session, thu, versions, Action.verify, Request(), now=now)
        assert refused.value.refusal is refusal


# Reasons to tick.


def test_a_tick_and_words_become_one_reason_that_page_notice_and_decision_quote(
    session: Session, world: World, plan: Plan
) -> None:
    item = sent(session, world, plan)
    reason = composed_reason(["sai kỳ"], "")
    assert reason == "Lý do: sai kỳ."
    act(session, world, "Thư", item, Action.send_back, reason=reason)
    assert item.returned_reason == reason
    assert session.scalars(select(Decision.reason)).one() == reason
    notice = select(Notification.data).where(Notification.kind == "work_item.send_back")
    assert {data["reason"] for data in session.scalars(notice)} == {reason}


def test_ticks_and_words_are_put_together_in_one_sentence() -> None:
    assert composed_reason([], "Thiếu dấu.") == "Thiếu dấu."
    assert composed_reason(["thiếu chữ ký", "sai kỳ."], "Gửi lại bản có dấu.") == (
        "Lý do: thiếu chữ ký; sai kỳ. Gửi lại bản có dấu."
    )
    assert composed_reason([], "") == ""


def test_the_office_keeps_its_own_list_and_each_change_is_in_the_record(
    session: Session, world: World
) -> None:
    thu, commune_id, now = world.actor("Thư"), world.mau.commune.id, clock.now()
    assert reason_words(session, commune_id) == list(DEFAULT_REASONS)
    added = return_reasons.add_reason(session, thu, "thiếu biên bản", now=now)
    rows = {row.words: row for row in session.scalars(select(ReturnReason))}
    return_reasons.rename_reason(session, thu, rows["sai kỳ"], "sai kỳ báo cáo", now=now)
    return_reasons.remove_reason(session, thu, rows["thiếu số liệu"], now=now)
    return_reasons.move_reason_up(session, thu, added, now=now)
    session.commit()
    assert reason_words(session, commune_id) == [
        "thiếu chữ ký",
        "sai kỳ báo cáo",
        "không đúng sản phẩm",
        "văn bản chưa ban hành",
        "thiếu biên bản",
        "tệp không mở được",
    ]
    kinds = session.scalars(
        select(Event.kind).where(Event.kind.startswith("return_reason.")).order_by(Event.seq)
    ).all()
    assert [kind.partition(".")[2] for kind in kinds] == [
        "begin", "add", "rename", "remove", "move"
    ]  # fmt: skip
    assert reason_words(session, world.ben.commune.id) == list(DEFAULT_REASONS)
    for words, refusal in (
        ("x", Refusal.reason_words_short),
        ("Thiếu chữ ký", Refusal.reason_words_known),
    ):
        with pytest.raises(ActionRefused) as refused:
            return_reasons.add_reason(session, thu, words, now=now)
        assert refused.value.refusal is refusal
    for row in session.scalars(select(ReturnReason).where(ReturnReason.removed_at.is_(None))):
        return_reasons.remove_reason(session, thu, row, now=now)
    assert reason_words(session, commune_id) == []


# The database itself.


@pytest.mark.parametrize(
    "wrong",
    [
        {"decided_by": "Khang"},
        {"decided_by": None},
        {"submitted_by": None},
        {"unit": "kt"},
        {"reason": "Thiếu"},
        {"entered_by": "Hoa"},
    ],
)
@pytest.mark.parametrize("verdict", [Action.send_back, Action.ask_to_supplement])
def test_the_database_refuses_a_verdict_that_one_gave_on_himself(
    session: Session, world: World, plan: Plan, verdict: Action, wrong: dict[str, str | None]
) -> None:
    item = sent(session, world, plan)

    def person(key: str, name: str | None) -> int | None:
        who = wrong.get(key, name)
        return world.person(who).id if who else None

    session.add(
        Decision(
            commune_id=item.commune_id,
            work_item_id=item.id,
            action=verdict,
            decided_by=person("decided_by", "Thư"),
            decided_for_unit_id=world.mau.units[wrong.get("unit") or "vhxh"].id,
            lead_unit_id=item.lead_unit_id,
            submitted_by=person("submitted_by", "Khang"),
            entered_by=person("entered_by", None),
            reason=wrong.get("reason") or REASON,
            decided_at=clock.now(),
        )
    )
    with pytest.raises(IntegrityError):
        session.flush()
