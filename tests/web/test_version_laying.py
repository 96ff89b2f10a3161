"""*Trình lãnh đạo*: the page of a new version says that it lies before the leaders, and since when;
an applied version that was wrong is followed by another."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Notification, Plan, PlanDraft
from tests.amending import (
    CHECK,
    LATER,
    REASON,
    REVIEW,
    amending_draft,
    applied,
    changed_rows,
    report,
    task_named,
)
from tests.cast import World
from tests.conftest import TestClock

ClientFor = Callable[..., FlaskClient]
LAID = "Đã trình lãnh đạo UBND lúc 08:00 ngày 14/9/2026, người trình: Lê Thị Thư."
LAY, LAY_AGAIN = ">Trình lãnh đạo UBND<", ">Trình lại lãnh đạo UBND<"


@pytest.fixture
def draft(world: World, plan: Plan) -> PlanDraft:
    return amending_draft(world, plan, changed_rows({**LATER, CHECK: None}))


def lay(session: Session, office: FlaskClient, draft: PlanDraft) -> int:
    """The status of the answer to somebody who sees the draft as it is."""
    session.refresh(draft)
    form = {"version": draft.version}
    return office.post(f"/ban-doc/{draft.id}/trinh-lanh-dao", data=form).status_code


def notices(session: Session) -> int:
    told = select(func.count()).where(Notification.kind == "plan_draft.lay_before_leader")
    return session.scalar(told) or 0


def comparison(client: FlaskClient, draft: PlanDraft) -> str:
    return client.get(f"/ban-doc/{draft.id}/so-sanh").text


def test_once_laid_the_page_says_so_and_has_no_button_any_more(
    office: FlaskClient, client_for: ClientFor, world: World, session: Session, draft: PlanDraft
) -> None:
    before = comparison(office, draft)
    assert LAY in before and "Đã trình" not in before
    assert lay(session, office, draft) == 302
    page = comparison(office, draft)
    assert LAID in page and "chờ lãnh đạo UBND xem và áp dụng" in page
    assert LAY not in page and LAY_AGAIN not in page
    assert LAID in comparison(client_for(world.person("Long")), draft)


@pytest.mark.parametrize("seen", ["as it was before", "as it is"])
def test_pressing_again_is_refused_in_words_and_tells_nobody_twice(
    office: FlaskClient, session: Session, draft: PlanDraft, seen: str
) -> None:
    form = {"version": draft.version}
    assert office.post(f"/ban-doc/{draft.id}/trinh-lanh-dao", data=form).status_code == 302
    if seen == "as it is":
        session.refresh(draft)
        form = {"version": draft.version}
    again = office.post(f"/ban-doc/{draft.id}/trinh-lanh-dao", data=form)
    assert again.status_code == 409
    assert "Bản mới đã được trình lãnh đạo UBND và chưa có gì thay đổi từ đó" in again.text
    assert notices(session) == 2


def test_what_was_decided_since_is_laid_before_them_again(
    office: FlaskClient,
    world: World,
    session: Session,
    plan: Plan,
    draft: PlanDraft,
    test_clock: TestClock,
) -> None:
    assert lay(session, office, draft) == 302
    report(session, world, plan)
    page = comparison(office, draft)
    assert "Từ đó có báo cáo mới: chọn cách xử lý" in page and LAY_AGAIN not in page
    session.refresh(draft)
    task = task_named(session, plan, REVIEW)
    office.post(
        f"/ban-doc/{draft.id}/so-sanh/quyet-dinh",
        data={"version": draft.version, f"decision-{task.id}": "keep"},
    )
    page = comparison(office, draft)
    assert LAID in page and "Bản mới đã thay đổi từ đó." in page and LAY_AGAIN in page
    test_clock.move(minutes=30)
    assert lay(session, office, draft) == 302
    page = comparison(office, draft)
    assert "lúc 08:30 ngày 14/9/2026" in page and LAY_AGAIN not in page
    assert notices(session) == 4


def test_a_plan_that_moved_on_is_laid_before_them_again(
    office: FlaskClient, world: World, session: Session, plan: Plan, draft: PlanDraft
) -> None:
    assert lay(session, office, draft) == 302
    applied(world, amending_draft(world, plan, changed_rows(LATER)))
    assert LAY_AGAIN in comparison(office, draft)
    assert lay(session, office, draft) == 302


def test_an_applied_version_is_not_recalled_and_the_page_says_what_to_do_instead(
    office: FlaskClient, client_for: ClientFor, world: World, plan: Plan, draft: PlanDraft
) -> None:
    words = "trở lại như bản trước, đọc tệp đúng như một bản sửa đổi, thay thế nữa"
    assert words not in office.get(f"/ke-hoach/{plan.id}").text
    applied(world, draft)
    page = office.get(f"/ke-hoach/{plan.id}").text
    assert words in page and "/thu-hoi" not in page
    assert words not in client_for(world.person("Khang")).get(f"/ke-hoach/{plan.id}").text
    aside = office.get(f"/ke-hoach/{plan.id}/thu-hoi")
    assert aside.location == f"/ke-hoach/{plan.id}"
    form = {"version": plan.version, "reason": REASON}
    refused = office.post(f"/ke-hoach/{plan.id}/thu-hoi", data=form)
    assert refused.status_code == 422 and words in refused.text
