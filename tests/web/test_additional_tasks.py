"""The pages of work given outside a plan, and the pages of the daily work that show it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Plan, Task, WorkItem
from tests.acting import act
from tests.browsing import Browser, hidden
from tests.cast import World, add_plan
from tests.conftest import MONDAY, TestClock
from workflows.states import Action

TODAY = MONDAY.date()


@pytest.fixture
def plan(session: Session, world: World, test_clock: TestClock) -> Plan:
    made = add_plan(session, world.mau, clock.now())
    session.commit()
    return made


def given(world: World, **changed: object) -> dict[str, object]:
    return {
        "basis": "Thông báo 31/TB-UBND",
        "basis_on": "3/9/2026",
        "title": "Rà soát hồ sơ tồn",
        "products": "- Báo cáo rà soát\n- Danh sách",
        "leads": [world.mau.units["kt"].id],
        "supporting": [world.mau.units["hcc"].id],
        "deadline_text": "Trước ngày 20/9/2026",
        **changed,
    }


def test_work_outside_a_plan_is_read_back_before_it_is_given(
    session: Session, world: World, plan: Plan, browser: Browser
) -> None:
    office, address = browser("Thư"), "/nhiem-vu/giao-them/moi"
    assert office.get(address).status_code == 200
    page = office.post(address, data=given(world))
    assert page.status_code == 200 and "hạn 19/9/2026" in page.text
    assert session.scalars(select(Task)).first() is None
    read = hidden(page.text, "read_back")
    # Another time than the one that was shown is read back first.
    changed = given(world, deadline_text="Hằng tháng", assign="1", read_back=read)
    page = office.post(address, data=changed)
    assert page.status_code == 200 and "hằng tháng" in page.text
    assert session.scalars(select(Task)).first() is None
    sent = given(world, assign="1", read_back=read)
    assert office.post(address, data=sent).status_code == 302
    (item,) = session.scalars(select(WorkItem)).all()
    listed = browser("Minh").get("/nhiem-vu/giao-them").text
    assert "1 nhiệm vụ giao thêm" in listed and "Thông báo 31/TB-UBND" in listed
    assert "Rà soát hồ sơ tồn" in browser("Khang").get("/viec-cua-toi").text
    shown = browser("Khang").get(f"/viec/{item.id}").text
    assert "Danh sách" in shown
    overview = browser("Long").get("/tong-quan").text
    assert "/nhiem-vu/giao-them" in overview and "1 nhiệm vụ" in overview


def test_a_typed_date_stands_in_for_the_words(
    session: Session, world: World, plan: Plan, browser: Browser
) -> None:
    office, address = browser("Thư"), "/nhiem-vu/giao-them/moi"
    typed = given(world, deadline_text="", due_on="25/9/2026")
    read = hidden(office.post(address, data=typed).text, "read_back")
    assert office.post(address, data={**typed, "assign": "1", "read_back": read}).status_code == 302
    assert session.scalars(select(WorkItem.due_on)).all() == [TODAY.replace(day=25)]


def test_a_form_that_lacks_something_keeps_what_was_typed(
    session: Session, world: World, plan: Plan, browser: Browser
) -> None:
    office, address = browser("Thư"), "/nhiem-vu/giao-them/moi"
    page = office.post(address, data=given(world, title=""))
    assert page.status_code == 422 and "Danh sách" in page.text
    typed = given(world, leads=[])
    read = hidden(office.post(address, data=typed).text, "read_back")
    refused = office.post(address, data={**typed, "assign": "1", "read_back": read})
    assert refused.status_code == 422 and "Chọn đơn vị chủ trì" in refused.text
    assert browser("Khang").get(address).status_code == 403


def test_its_words_are_corrected_on_a_page_of_their_own(
    session: Session, world: World, plan: Plan, browser: Browser
) -> None:
    office, address = browser("Thư"), "/nhiem-vu/giao-them/moi"
    read = hidden(office.post(address, data=given(world)).text, "read_back")
    office.post(address, data=given(world, assign="1", read_back=read))
    task = session.scalars(select(Task)).one()
    edit = f"/nhiem-vu/giao-them/{task.id}/sua"
    assert edit in office.get(f"/nhiem-vu/{task.id}").text
    page = office.get(edit).text
    assert "Báo cáo rà soát\nDanh sách" in page
    typed = {
        "version": hidden(page, "version"),
        "basis": "Thông báo 32/TB-UBND",
        "title": "Rà soát hồ sơ quá hạn",
        "products": "Báo cáo",
    }
    assert office.post(edit, data=typed).status_code == 302
    assert office.post(edit, data=typed).status_code == 409
    shown = office.get(f"/nhiem-vu/{task.id}").text
    assert "Rà soát hồ sơ quá hạn" in shown and "Thông báo 32/TB-UBND, 03/9/2026" in shown
    stopped = browser("Long").get(f"/nhiem-vu/{task.id}/dua-ra").text
    assert "Dừng nhiệm vụ giao thêm" in stopped and "Nhiệm vụ trong kế hoạch" not in stopped


@pytest.mark.parametrize("text", ["trước ngày 10/9/2026", "Thường xuyên", ""])
def test_every_page_of_the_daily_work_opens_for_work_outside_a_plan(
    session: Session,
    world: World,
    plan: Plan,
    browser: Browser,
    test_clock: TestClock,
    text: str,
) -> None:
    office, address = browser("Thư"), "/nhiem-vu/giao-them/moi"
    typed = given(world, deadline_text=text, title="Việc ngoài kế hoạch")
    read = hidden(office.post(address, data=typed).text, "read_back")
    office.post(address, data={**typed, "assign": "1", "read_back": read})
    (item,) = session.scalars(select(WorkItem)).all()
    unit = browser("Khang")
    pages = ["/viec-cua-toi", f"/viec/{item.id}", f"/nhiem-vu/{item.task_id}"]
    if text.startswith("trước"):
        pages.append("/viec-qua-han")
    elif text:
        pages.append(f"/phieu/{item.lead_unit_id}/{item.period_key}")
    for page in pages:
        assert "Việc ngoài kế hoạch" in unit.get(page).text, page
    if item.due_on is None:
        return
    nothing = {"nothing_arose": True, "reason": "Không phát sinh trong kỳ này."}
    act(session, world, "Khang", item, Action.submit, **nothing)
    # What a unit answers on its sheet waits there as well.
    queue = () if text == "Thường xuyên" else ("/cho-xac-nhan",)
    for page in (*queue, f"/cho-xac-nhan/{item.id}"):
        answer = office.get(page)
        assert answer.status_code == 200 and "Việc ngoài kế hoạch" in answer.text, page
    act(session, world, "Thư", item, Action.verify)
    assert "Việc ngoài kế hoạch" in unit.get(f"/viec/{item.id}").text


@pytest.mark.parametrize(("name", "is_there"), [("Thư", True), ("Long", True), ("Minh", False)])
def test_the_office_and_the_leaders_reach_it_from_every_page(
    world: World, plan: Plan, browser: Browser, name: str, is_there: bool
) -> None:
    visitor, link = browser(name), '<a href="/nhiem-vu/giao-them"'
    assert (link in visitor.get("/thong-bao").text) is is_there
    assert (f'{link} aria-current="page"' in visitor.get("/nhiem-vu/giao-them").text) is is_there
    beside = visitor.get("/ke-hoach").text
    assert f'{link} aria-current="page"' not in beside


def test_the_list_of_lead_requests_stands_under_the_requests(
    world: World, browser: Browser
) -> None:
    page = browser("Thư").get("/de-nghi/chu-tri").text
    assert '<a href="/de-nghi" aria-current="page"' in page
    assert '<a href="/nhiem-vu/giao-them" aria-current="page"' not in page
