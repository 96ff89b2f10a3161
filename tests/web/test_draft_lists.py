"""Put aside and brought back from the list, a plan that came in twice, and one count of what is
left on every page.
"""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import clock
from app.models import DraftStatus, Plan, PlanDraft
from app.services.version_matching import begin_amendment
from tests.amending import NEW_HEAD
from tests.cast import World
from tests.drafting import confirm_names, store_plan, version_of
from tests.plan_texts import ROWS, plan_text
from tests.web.readings import events, page_of, title_of

ClientFor = Callable[..., FlaskClient]

STRANGE = ("Ban Quản lý chợ Đầm", "Tổ công nghệ số", "Đội quy tắc đô thị")
"""Names of no unit here."""


@pytest.fixture
def draft(world: World) -> PlanDraft:
    return store_plan(world, plan_text())


def test_putting_a_draft_aside_is_asked_and_taken_back_from_the_list(
    office: FlaskClient, session: Session, draft: PlanDraft
) -> None:
    before, page = version_of(session, draft), page_of(office, f"/ban-doc/{draft.id}")
    assert f'href="/ban-doc/{draft.id}/bo"' in page
    asked = page_of(office, f"/ban-doc/{draft.id}/bo")
    assert "Bỏ bản đọc này?" in asked
    assert version_of(session, draft) == before  # Asking changes nothing.
    assert draft.status is DraftStatus.open
    (version,) = re.findall(r'name="version" value="(\d+)"', asked)
    answer = office.post(f"/ban-doc/{draft.id}/bo", data={"version": version})
    assert answer.location == "/ban-doc"
    listed = page_of(office, "/ban-doc")
    form = re.search(rf'action="/ban-doc/{draft.id}/lay-lai".*?</form>', listed, re.S)
    assert form is not None
    assert "Lấy lại" in form[0]
    (version,) = re.findall(r'name="version" value="(\d+)"', form[0])
    answer = office.post(f"/ban-doc/{draft.id}/lay-lai", data={"version": version})
    assert answer.location == f"/ban-doc/{draft.id}"
    assert "Lưu thông tin kế hoạch" in page_of(office, answer.location)
    assert events(session)[-2:] == ["discard", "bring_back"]
    assert "lay-lai" not in page_of(office, "/ban-doc")


def test_a_draft_that_is_not_open_is_not_asked_about(
    office: FlaskClient, session: Session, draft: PlanDraft
) -> None:
    draft.status = DraftStatus.started
    session.commit()
    answer = office.get(f"/ban-doc/{draft.id}/bo")
    assert answer.location == f"/ban-doc/{draft.id}"


def test_bringing_back_twice_is_told(
    office: FlaskClient, session: Session, draft: PlanDraft
) -> None:
    answer = office.post(
        f"/ban-doc/{draft.id}/lay-lai", data={"version": version_of(session, draft)}
    )
    assert answer.status_code == 409
    assert "không còn nằm trong số đã bỏ" in answer.text


def test_a_plan_that_is_followed_leads_to_its_page_and_to_the_amendment(
    office: FlaskClient, world: World, plan: Plan
) -> None:
    again = store_plan(world, plan_text())
    page = page_of(office, f"/ban-doc/{again.id}")
    asked = page[page.index("Kế hoạch này đang được theo dõi: “12/KH-UBND, ") :]
    actions = asked[: asked.index("</p>")]
    assert f'href="/ke-hoach/{plan.id}"' in actions
    assert f'href="/ke-hoach/{plan.id}/ban-moi"' in actions


def test_a_draft_read_before_the_plan_was_started_says_so_on_the_page_that_starts_it(
    office: FlaskClient, world: World, session: Session
) -> None:
    first = store_plan(world, plan_text())
    second = store_plan(world, plan_text(ROWS[:3]))
    for draft in (first, second):
        confirm_names(world, draft)
    page = f"/ban-doc/{first.id}/dua-vao-theo-doi"
    assert "đang được theo dõi" not in page_of(office, page)
    start = {"version": version_of(session, second)}
    office.post(f"/ban-doc/{second.id}/dua-vao-theo-doi", data=start)
    assert "Kế hoạch này đang được theo dõi: “" in page_of(office, page)


def test_the_start_and_the_comparison_count_the_names_alike(
    office: FlaskClient, world: World, session: Session, plan: Plan
) -> None:
    strange = [(str(n), f"Việc của {name}", name, "", "Báo cáo", "Quý III/2026") for n, name in enumerate(STRANGE, 6)]  # fmt: skip # noqa: E501
    rows = [*ROWS, *strange]
    draft = store_plan(world, plan_text(rows, head=NEW_HEAD))
    start = office.get(f"/ban-doc/{draft.id}/dua-vao-theo-doi")
    assert title_of(start).startswith("Còn 1 chỗ phải xong trước")
    begin_amendment(session, world.actor("Thư"), plan, draft, clock.now())
    session.commit()
    comparison = page_of(office, f"/ban-doc/{draft.id}/so-sanh")
    assert "Bản đọc còn 1 chỗ phải xong trước khi áp dụng." in comparison
