"""A plan that comes in twice, or that another commune issued, is said of as soon as it is read."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.models import DraftStatus, Plan, PlanDraft, PlanStatus
from app.plan_import.problems import ProblemCode, Severity
from app.queries.drafts import looks
from app.services import drafts
from app.services.drafts import HeadCorrection
from app.services.plan_recall import recall_plan
from app.services.plan_start import start_plan
from app.services.version_matching import begin_amendment
from tests.cast import World
from tests.drafting import confirm_names, store_plan
from tests.plan_texts import HEAD, ROWS, plan_text
from tests.services.test_drafts import content_of

FOLLOWED, ELSEWHERE = ProblemCode.plan_already_followed, ProblemCode.issuer_elsewhere
OTHER_DRAFT = ProblemCode.plan_in_other_draft
HERE = {FOLLOWED, ELSEWHERE, OTHER_DRAFT}

OTHER_ROWS = ROWS[:3]
NO_NUMBER = HEAD.replace("Số: 12/KH-UBND", "Số:     /KH-UBND").replace("Kế hoạch số 12/", "Kế hoạch số    /")  # fmt: skip # noqa: E501
OTHER_NUMBER = HEAD.replace("12/KH-UBND", "13/KH-UBND")
OTHER_DAY = HEAD.replace("15 tháng 01", "16 tháng 01").replace("15/01/2026", "16/01/2026")


def said(world: World, draft: PlanDraft) -> dict[str, dict[str, str]]:
    """What the page asks a look at because of the commune: code → values."""
    found = looks(content_of(world, draft))
    return {look.code: dict(look.values) for look in found if look.code in HERE and not look.seen}


def started(world: World, content: bytes) -> Plan:
    draft = store_plan(world, content)
    confirm_names(world, draft)
    plan = start_plan(
        world.session, world.actor("Thư"), draft.id, version=draft.version, now=clock.now()
    )
    world.session.commit()
    return plan


def head_of(draft: PlanDraft) -> HeadCorrection:
    return HeadCorrection(
        title=draft.title,
        number=draft.number,
        issuer=draft.issuer,
        issued_on=draft.issued_on,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        before_is_inclusive=draft.before_is_inclusive,
    )


def correct_head(world: World, draft: PlanDraft, **changes: str) -> None:
    correction = replace(head_of(draft), **changes)
    drafts.correct_head(
        world.session,
        world.actor("Thư"),
        draft.id,
        correction,
        version=draft.version,
        now=clock.now(),
    )
    world.session.commit()


def test_a_plan_read_for_the_first_time_says_nothing(world: World) -> None:
    assert said(world, store_plan(world, plan_text())) == {}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(plan_text(), id="the same file"),
        pytest.param(plan_text(OTHER_ROWS), id="the same number and day"),
        pytest.param(
            plan_text(OTHER_ROWS, head=HEAD.replace("12/KH-UBND", "012/KH- UBND")),
            id="the number written otherwise",
        ),
    ],
)
def test_a_plan_that_is_followed_is_named_once(world: World, content: bytes) -> None:
    plan = started(world, plan_text())
    store_plan(world, plan_text(OTHER_ROWS))  # Another draft of it is not worth a second sentence.
    draft = store_plan(world, content)
    assert said(world, draft) == {
        FOLLOWED: {"plan": f"12/KH-UBND, {plan.title}", "plan_id": str(plan.id)}
    }
    codes = [p["code"] for p in draft.problems]
    assert codes.count(FOLLOWED) == 1
    assert draft.problems[codes.index(FOLLOWED)]["severity"] == Severity.look


def test_the_same_file_is_known_again_while_its_number_is_blank(world: World) -> None:
    content = plan_text(head=NO_NUMBER)
    first, second = store_plan(world, content), store_plan(world, content)
    assert said(world, second)[OTHER_DRAFT]["draft_id"] == str(first.id)
    confirm_names(world, first)
    plan = start_plan(
        world.session, world.actor("Thư"), first.id, version=first.version, now=clock.now()
    )
    world.session.commit()
    assert said(world, store_plan(world, content)) == {
        FOLLOWED: {"plan": plan.title, "plan_id": str(plan.id)}
    }


@pytest.mark.parametrize("head", [OTHER_NUMBER, OTHER_DAY, NO_NUMBER])
def test_another_paper_is_another_plan(world: World, head: str) -> None:
    started(world, plan_text(head=NO_NUMBER if head == NO_NUMBER else HEAD))
    assert said(world, store_plan(world, plan_text(OTHER_ROWS, head=head))) == {}


@pytest.mark.parametrize("content", [plan_text(), plan_text(OTHER_ROWS)])
def test_another_open_draft_of_the_plan_is_named(world: World, content: bytes) -> None:
    first = store_plan(world, plan_text())
    found = said(world, store_plan(world, content))
    assert found[OTHER_DRAFT]["draft_id"] == str(first.id)
    assert set(found) == {OTHER_DRAFT}


@pytest.mark.parametrize("status", [DraftStatus.discarded, DraftStatus.unreadable])
def test_a_draft_nobody_works_on_is_not_named(
    world: World, session: Session, status: DraftStatus
) -> None:
    store_plan(world, plan_text()).status = status
    session.commit()
    assert said(world, store_plan(world, plan_text())) == {}


def test_a_plan_no_longer_followed_is_not_named(world: World, session: Session) -> None:
    started(world, plan_text()).status = PlanStatus.closed
    session.commit()
    assert said(world, store_plan(world, plan_text())) == {}


def test_a_recalled_plan_is_not_named(world: World, session: Session) -> None:
    plan = started(world, plan_text())
    draft = recall_plan(
        session,
        world.actor("Thư"),
        plan,
        version=plan.version,
        reason="Chọn nhầm tệp của năm trước",
        now=clock.now(),
    )
    session.commit()
    assert draft is not None
    found = said(world, store_plan(world, plan_text()))
    assert {code: values["draft_id"] for code, values in found.items()} == {
        OTHER_DRAFT: str(draft.id)
    }


def test_a_draft_put_aside_meanwhile_is_named_no_more(world: World, session: Session) -> None:
    first, second = store_plan(world, plan_text()), store_plan(world, plan_text())
    assert set(said(world, second)) == {OTHER_DRAFT}
    first.status = DraftStatus.discarded
    session.commit()
    assert said(world, second) == {}


def test_a_plan_closed_meanwhile_is_named_no_more(world: World, session: Session) -> None:
    plan = started(world, plan_text())
    draft = store_plan(world, plan_text())
    assert set(said(world, draft)) == {FOLLOWED}
    plan.status = PlanStatus.closed
    session.commit()
    assert said(world, draft) == {}


def test_plans_and_drafts_of_another_commune_are_not_named(world: World) -> None:
    started(world, plan_text())
    store_plan(world, plan_text())
    theirs = store_plan(world, plan_text(), place=world.ben)
    assert {p["code"] for p in theirs.problems} & {FOLLOWED, OTHER_DRAFT} == set()


def test_a_file_read_against_the_plan_itself_is_not_taken_for_a_second_one(world: World) -> None:
    plan = started(world, plan_text())
    draft = store_plan(world, plan_text(OTHER_ROWS))
    begin_amendment(world.session, world.actor("Thư"), plan, draft, clock.now())
    world.session.commit()
    assert said(world, draft) == {}


def test_a_number_filled_in_by_hand_is_compared_anew(world: World) -> None:
    plan = started(world, plan_text())
    draft = store_plan(world, plan_text(OTHER_ROWS, head=OTHER_NUMBER))
    assert said(world, draft) == {}
    correct_head(world, draft, number="12/KH-UBND")
    assert said(world, draft)[FOLLOWED]["plan_id"] == str(plan.id)
    correct_head(world, draft, number="13/KH-UBND")
    assert said(world, draft) == {}


def test_a_plan_of_another_commune_names_both(world: World) -> None:
    head = HEAD.replace("PHƯỜNG MẪU", "XÃ BÊN").replace("phường Mẫu", "xã Bên")
    draft = store_plan(world, plan_text(head=head))
    both = {"issuer": "Ủy ban nhân dân xã Bên", "commune": "Phường Mẫu"}
    assert said(world, draft) == {ELSEWHERE: both}
    correct_head(world, draft, issuer="UBND phường Mẫu")
    assert said(world, draft) == {}


def test_what_was_seen_stays_seen_when_the_head_is_saved_again(
    world: World, session: Session
) -> None:
    started(world, plan_text())
    draft = store_plan(world, plan_text())
    draft.problems = [{**p, "seen": True} for p in draft.problems]
    session.commit()
    correct_head(world, draft, title="Kế hoạch cải cách hành chính")
    assert FOLLOWED in {p["code"] for p in draft.problems}
    assert said(world, draft) == {}
