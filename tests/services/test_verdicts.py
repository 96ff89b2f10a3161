"""What stands beside a verdict: what it saw, two steps, many at once, and the database's own four
eyes."""

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
    Evidence,
    Notification,
    Plan,
    VerdictProposal,
)
from app.queries.verdict_documents import documents_in_force, documents_seen
from app.services.verdict_batches import MOST_ROWS, decide_each
from app.services.verdict_proposals import proposal_to_follow
from tests.acting import act, refusal_of
from tests.cast import World, add_item, add_plan
from tests.verdicts import REASON, TODAY, accept, add_document, add_file, last_event, proposed, sent
from workflows.requirements import Request
from workflows.states import VERDICTS, Action, ActionRefused, Refusal, Status


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    return add_plan(session, world.mau, clock.now())


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


# Two steps.


@pytest.fixture
def two_steps(session: Session, world: World) -> None:
    world.mau.commune.two_step_verdicts = True
    session.commit()


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
