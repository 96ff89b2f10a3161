"""The pages of decisions on leads and outcomes."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.labels.words import STANDING
from app.models import LeadRequest, Notification, Plan, RequestStatus, Task, WorkItem
from app.queries.overview import grid_of
from app.services import generation
from app.services.work_items import perform
from tests.acting import act
from tests.browsing import Browser, hidden
from tests.cast import World, add_item, add_plan
from tests.conftest import MONDAY, TestClock
from tests.services.repeating import add_repeating
from workflows.deadlines.lateness import Standing
from workflows.requirements import Request
from workflows.states import Action, Outcome, Status

TODAY = MONDAY.date()
PAPER = "Quyết định 45/QĐ-UBND ngày 10/9/2026"
WHY = "Tỉnh đã làm chung cho các xã."


@pytest.fixture
def plan(session: Session, world: World, test_clock: TestClock) -> Plan:
    made = add_plan(session, world.mau, clock.now())
    session.commit()
    return made


@pytest.fixture
def report(session: Session, world: World, plan: Plan) -> Task:
    """A quarterly report of Phòng Kinh tế: three quarters open, one to come."""
    task = add_repeating(session, world, plan, leads=("kt",))
    generation.make_items(session, world.actor("Thư"), [task.id], today=TODAY, now=clock.now())
    session.commit()
    return task


def items(session: Session, task: Task) -> list[WorkItem]:
    session.expire_all()
    return list(
        session.scalars(
            select(WorkItem).where(WorkItem.task_id == task.id).order_by(WorkItem.due_on)
        )
    )


def test_the_page_of_another_lead_says_what_moves_and_moves_it(
    session: Session, world: World, report: Task, browser: Browser
) -> None:
    first = items(session, report)[0]
    leader = browser("Long")
    assert "/chuyen-chu-tri" in leader.get(f"/viec/{first.id}").text
    address = f"/viec/{first.id}/chuyen-chu-tri"
    page = leader.get(address).text
    assert "3 việc" in page and "Cả phần chủ trì" in page
    typed = {
        "seen": hidden(page, "seen"),
        "version": hidden(page, "version"),
        "scope": "slot",
        "unit_id": world.mau.units["hcc"].id,
    }
    refused = leader.post(address, data=typed)
    assert refused.status_code == 422 and "Ghi số, ngày của văn bản" in refused.text
    assert leader.post(address, data={**typed, "document": PAPER}).status_code == 302
    assert {i.lead_unit_id for i in items(session, report)} == {world.mau.units["hcc"].id}
    shown = browser("Tâm").get(f"/viec/{first.id}").text
    assert "Trung tâm Phục vụ hành chính công" in shown and PAPER in shown
    assert PAPER in browser("Khang").get("/thong-bao").text
    # Who acts on the page as it was is told who was first.
    stale = leader.post(
        address, data={**typed, "document": PAPER, "unit_id": world.mau.units["vp"].id}
    )
    assert stale.status_code == 409 and "Hoàng Văn Long" in stale.text


def test_what_waits_for_a_verdict_is_said_to_stay(
    session: Session, world: World, report: Task, browser: Browser
) -> None:
    first, second, _ = items(session, report)
    nothing = {"nothing_arose": True, "reason": "Không phát sinh trong kỳ này."}
    act(session, world, "Khang", first, Action.submit, **nothing)
    page = browser("Long").get(f"/viec/{second.id}/chuyen-chu-tri").text
    assert "Ở lại đơn vị cũ" in page and "2 việc" in page
    # Of an item that was handed in only the rest can be moved.
    page = browser("Long").get(f"/viec/{first.id}/chuyen-chu-tri").text
    assert "Chỉ việc này" not in page


@pytest.mark.parametrize("path", ["chuyen-chu-tri"])
def test_the_office_is_told_that_leaders_decide_unless_it_was_delegated(
    session: Session, world: World, report: Task, browser: Browser, path: str
) -> None:
    address = f"/viec/{items(session, report)[0].id}/{path}"
    refused = browser("Thư").get(address)
    assert refused.status_code == 403 and "lãnh đạo UBND" in refused.text
    assert browser("Khang").get(address).status_code == 403
    world.mau.commune.plan_changes_delegated_by = "Quyết định 9/QĐ-UBND"
    session.commit()
    assert browser("Thư").get(address).status_code == 200


def test_who_leads_is_asked_seen_by_both_and_answered(
    session: Session, world: World, plan: Plan, browser: Browser
) -> None:
    item = add_item(
        session, world.mau, plan, lead="kt", title="Rà soát", due_on=TODAY, now=clock.now()
    )
    session.commit()
    address = f"/viec/{item.id}/xac-dinh-chu-tri"
    khang = browser("Khang")
    assert address in khang.get(f"/viec/{item.id}").text
    typed = {
        "version": hidden(khang.get(address).text, "version"),
        "named_unit_id": world.mau.units["hcc"].id,
        "cause": "Việc thuộc chức năng của Trung tâm.",
    }
    short = khang.post(address, data={**typed, "cause": "Không"})
    assert short.status_code == 422 and "Không</textarea>" in short.text
    assert khang.post(address, data=typed).status_code == 302
    for name in ("Khang", "Tâm", "Long", "Thư"):
        assert "Rà soát" in browser(name).get("/de-nghi/chu-tri").text, name
        assert typed["cause"] in browser(name).get(address).text, name
    assert "Rà soát" not in browser("Vân").get("/de-nghi/chu-tri").text
    assert typed["cause"] not in browser("Minh").get(address).text
    leader = browser("Long")
    page = leader.get(address).text
    request = session.scalars(select(LeadRequest)).one()
    answer = {
        "request_version": hidden(page, "request_version"),
        "seen": hidden(page, "seen"),
        "version": hidden(page, "version"),
        "scope": "slot",
        "unit_id": world.mau.units["hcc"].id,
        "document": PAPER,
    }
    office = browser("Thư").post(f"/de-nghi/chu-tri/{request.id}/quyet-dinh", data=answer)
    assert office.status_code == 403
    done = leader.post(f"/de-nghi/chu-tri/{request.id}/quyet-dinh", data=answer)
    assert done.status_code == 302
    session.expire_all()
    assert request.status is RequestStatus.granted
    assert item.lead_unit_id == world.mau.units["hcc"].id
    again = leader.post(f"/de-nghi/chu-tri/{request.id}/quyet-dinh", data=answer)
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("who", "step", "status"),
    [("Khang", "rut", RequestStatus.withdrawn), ("Long", "khong-dong-y", RequestStatus.refused)],
)
def test_a_request_is_taken_back_or_refused(
    session: Session,
    world: World,
    plan: Plan,
    browser: Browser,
    who: str,
    step: str,
    status: RequestStatus,
) -> None:
    item = add_item(
        session, world.mau, plan, lead="kt", title="Rà soát", due_on=TODAY, now=clock.now()
    )
    session.commit()
    address = f"/viec/{item.id}/xac-dinh-chu-tri"
    asked = {"version": item.version, "named_unit_id": "", "cause": "Không rõ ai chủ trì."}
    assert browser("Khang").post(address, data=asked).status_code == 302
    request = session.scalars(select(LeadRequest)).one()
    typed = {
        "request_version": hidden(browser(who).get(address).text, "request_version"),
        "refusal_reason": "Kế hoạch đã ghi rõ đơn vị.",
    }
    done = browser(who).post(f"/de-nghi/chu-tri/{request.id}/{step}", data=typed)
    assert done.status_code == 302
    session.expire_all()
    assert request.status is status
    assert "Chờ quyết định" not in browser("Khang").get(address).text


def test_whoever_answers_a_request_that_was_taken_back_gets_his_words_back(
    session: Session, world: World, plan: Plan, browser: Browser
) -> None:
    item = add_item(
        session, world.mau, plan, lead="kt", title="Rà soát", due_on=TODAY, now=clock.now()
    )
    session.commit()
    address = f"/viec/{item.id}/xac-dinh-chu-tri"
    asked = {"version": item.version, "named_unit_id": "", "cause": "Không rõ ai chủ trì."}
    browser("Khang").post(address, data=asked)
    request = session.scalars(select(LeadRequest)).one()
    step = f"/de-nghi/chu-tri/{request.id}"
    version = hidden(browser("Long").get(address).text, "request_version")
    browser("Khang").post(f"{step}/rut", data={"request_version": version})
    typed = {"request_version": version, "refusal_reason": "Kế hoạch đã ghi rõ đơn vị."}
    late = browser("Long").post(f"{step}/khong-dong-y", data=typed)
    assert late.status_code == 409 and typed["refusal_reason"] in late.text


def test_taking_out_shows_the_figures_first_and_they_come_true(
    session: Session, world: World, plan: Plan, report: Task, browser: Browser
) -> None:
    target = add_item(
        session, world.mau, plan, lead="vp", title="Kiểm tra chung", due_on=TODAY, now=clock.now()
    )
    session.commit()
    leader = browser("Long")
    assert f"/nhiem-vu/{report.id}/dua-ra" in leader.get(f"/nhiem-vu/{report.id}").text
    page = leader.get(f"/nhiem-vu/{report.id}/dua-ra").text
    assert "Nhiệm vụ trong kế hoạch: 2 → 1; hoàn thành 0/2 → 0/1" in page
    typed = {
        "seen": hidden(page, "seen"),
        "outcome": Outcome.merged.value,
        "lead_id": "0",
        "merged_into": "",
        "reason": WHY,
        "document": PAPER,
    }
    refused = leader.post(f"/nhiem-vu/{report.id}/dua-ra", data=typed)
    assert refused.status_code == 422 and "Chọn nhiệm vụ khác" in refused.text
    assert WHY in refused.text
    into = {**typed, "merged_into": target.task_id}
    assert leader.post(f"/nhiem-vu/{report.id}/dua-ra", data=into).status_code == 302
    assert {item.status for item in items(session, report)} == {Status.cancelled}
    assert grid_of(session, plan, TODAY).total.counted == 1
    shown = browser("Khang").get(f"/nhiem-vu/{report.id}").text
    assert "Đã ghép vào nhiệm vụ" in shown and f"/nhiem-vu/{target.task_id}" in shown
    notice = shown[shown.index("Đã ghép vào nhiệm vụ") :]
    assert str(STANDING[Standing.open_in_time]) in notice[: notice.index("</div>")]
    told = session.scalars(
        select(Notification.kind).where(Notification.person_id == world.person("Khang").id)
    ).all()
    assert told == ["task.take_out"]


def test_among_many_tasks_the_one_to_merge_into_is_found_by_words_and_nothing_typed_is_lost(
    session: Session, world: World, plan: Plan, report: Task, browser: Browser
) -> None:
    titles = [f"Tập huấn nghiệp vụ số {number}" for number in range(100)]
    made = [
        add_item(
            session, world.mau, plan, lead="vp", title=title, due_on=TODAY, now=clock.now()
        ).task_id
        for title in (*titles, "Kiểm tra đột xuất")
    ]
    session.commit()
    leader, address = browser("Long"), f"/nhiem-vu/{report.id}/dua-ra"
    page = leader.get(address).text
    assert "còn 1 nhiệm vụ nữa" in page
    assert f'value="{made[-2]}"' in page
    assert f'value="{made[-1]}"' not in page
    typed = {
        "seen": hidden(page, "seen"),
        "outcome": Outcome.merged.value,
        "lead_id": "0",
        "merged_into": str(made[7]),
        "reason": WHY,
        "document": PAPER,
        "find": "dot xuat",
    }
    found = leader.post(address, data={**typed, "search": "1"})
    assert found.status_code == 200
    for kept in (f'value="{made[-1]}"', f'selected value="{made[7]}"', WHY, PAPER, "dot xuat"):
        assert kept in found.text, kept
    assert f'value="{made[8]}"' not in found.text
    assert items(session, report)[0].status is Status.assigned
    into = {**typed, "merged_into": str(made[-1])}
    assert leader.post(address, data=into).status_code == 302
    assert {item.merged_into_task_id for item in items(session, report)} == {made[-1]}


def test_open_requests_about_the_lead_go_on_on_the_next_page(
    session: Session, world: World, plan: Plan, browser: Browser
) -> None:
    for number in range(51):
        item = add_item(
            session,
            world.mau,
            plan,
            lead="kt",
            title=f"Việc số {number:02}",
            due_on=TODAY,
            now=clock.now(),
        )
        request = LeadRequest(
            commune_id=item.commune_id,
            work_item_id=item.id,
            unit_id=item.lead_unit_id,
            asked_by=world.person("Khang").id,
            asked_at=clock.now(),
            cause="Việc thuộc Trung tâm.",
        )
        session.add(request)
    session.commit()
    leader = browser("Long")
    first = leader.get("/de-nghi/chu-tri").text
    assert "Việc số 49" in first and "Việc số 50" not in first
    last = session.scalars(select(LeadRequest.id).order_by(LeadRequest.id).offset(49)).first()
    following = f"/de-nghi/chu-tri?after={last}"
    assert following in first
    second = leader.get(following).text
    assert "Việc số 50" in second and "Việc số 49" not in second
    assert "Trang trước" in second and "Trang sau" not in second


def test_numbers_in_a_form_tell_nothing_of_another_commune(
    session: Session, world: World, report: Task, browser: Browser
) -> None:
    theirs = add_plan(session, world.ben, clock.now())
    item = add_item(
        session, world.ben, theirs, lead="kt", title="Việc xã Bên", due_on=TODAY, now=clock.now()
    )
    head = world.actor("Khang", place=world.ben)
    perform(session, head, item, Action.accept, Request(), version=item.version, now=clock.now())
    session.commit()
    leader, address = browser("Long"), f"/nhiem-vu/{report.id}/dua-ra"
    seen = hidden(leader.get(address).text, "seen")
    for beside in (f"{item.id}:{item.version}", "9" * 30 + ":1"):
        typed = {
            "seen": f"{seen} {beside}",
            "outcome": Outcome.dropped.value,
            "lead_id": "0",
            "merged_into": "",
            "reason": WHY,
            "document": PAPER,
        }
        answer = leader.post(address, data=typed)
        assert answer.status_code in (302, 409)
        assert head.name not in answer.text


def test_bringing_back_restores_the_whole_decision(
    session: Session, world: World, plan: Plan, report: Task, browser: Browser
) -> None:
    leader = browser("Long")
    page = leader.get(f"/nhiem-vu/{report.id}/dua-ra").text
    typed = {
        "seen": hidden(page, "seen"),
        "outcome": Outcome.carried_over.value,
        "lead_id": "0",
        "reason": WHY,
        "document": PAPER,
    }
    assert leader.post(f"/nhiem-vu/{report.id}/dua-ra", data=typed).status_code == 302
    page = leader.get(f"/nhiem-vu/{report.id}/dua-lai").text
    chosen = re.search(r'name="decided_at"[^>]*value="([^"]+)"', page)
    assert chosen and "4 việc" in page
    back = {"decided_at": chosen[1], "reason": "Làm ngay trong năm nay.", "document": PAPER}
    short = leader.post(f"/nhiem-vu/{report.id}/dua-lai", data={**back, "reason": ""})
    assert short.status_code == 422
    assert leader.post(f"/nhiem-vu/{report.id}/dua-lai", data=back).status_code == 302
    assert {item.status for item in items(session, report)} == {Status.assigned}
    assert leader.get(f"/nhiem-vu/{report.id}/dua-lai").status_code == 404


def test_the_office_gives_each_lead_its_own_work_from_the_page_of_the_task(
    session: Session, world: World, plan: Plan, browser: Browser
) -> None:
    task = add_repeating(session, world, plan, leads=("kt", "hcc"))
    generation.make_items(session, world.actor("Thư"), [task.id], today=TODAY, now=clock.now())
    session.commit()
    office, address = browser("Thư"), f"/nhiem-vu/{task.id}/tach-chu-tri"
    assert address in office.get(f"/nhiem-vu/{task.id}").text
    assert address not in browser("Khang").get(f"/nhiem-vu/{task.id}").text
    typed = {"version": hidden(office.get(address).text, "version")}
    assert office.post(address, data=typed).status_code == 302
    assert len(items(session, task)) == 6
    assert office.post(address, data=typed).status_code == 409
    assert "/tach-chu-tri" not in office.get(f"/nhiem-vu/{task.id}").text


def test_a_task_of_a_plan_is_not_reworded(report: Task, browser: Browser) -> None:
    assert browser("Thư").get(f"/nhiem-vu/giao-them/{report.id}/sua").status_code == 404
