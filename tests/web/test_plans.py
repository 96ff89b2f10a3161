"""The pages of a plan: as printed, with how its tasks stand; and results that were there before."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.models import Plan, PlanStatus, Task, WorkItem
from app.queries.plans import TaskLine
from app.services.plan_start import start_plan
from app.web.plans.routes import state_of
from tests.cast import Place, World, add_item, add_plan
from tests.drafting import confirm_names, store_plan
from tests.plan_texts import HCC, KT, plan_text
from workflows.deadlines.lateness import Standing
from workflows.states import Status

ClientFor = Callable[..., FlaskClient]
BASIS = "Biên bản rà soát số 05/BB-UBND ngày 10/9/2026"


def started(world: World, content: bytes, place: Place | None = None) -> Plan:
    draft = store_plan(world, content, place=place)
    confirm_names(world, draft, place=place)
    actor = world.actor("Thư", place=place)
    plan = start_plan(world.session, actor, draft.id, version=draft.version, now=clock.now())
    world.session.commit()
    return plan


def title_of(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)
    return " ".join(found[1].split()) if found else ""


@pytest.mark.parametrize("who", ["Thư", "Khang", "Kiên", "Long", "Minh", "Sơn", "Ánh"])
def test_everybody_in_the_commune_sees_the_plan_as_printed(
    client_for: ClientFor, world: World, plan: Plan, who: str
) -> None:
    page = client_for(world.person(who)).get(f"/ke-hoach/{plan.id}").text
    assert title_of(page) == "Kế hoạch cải cách hành chính phường Mẫu năm 2026"
    for words in ("Rà soát quy trình nội bộ", "Theo kế hoạch của Sở Nội vụ", "Chờ căn cứ", "Quyết định"):  # fmt: skip # noqa: E501
        assert words in page


def test_another_communes_plan_does_not_exist(
    client_for: ClientFor, world: World, plan: Plan
) -> None:
    stranger = client_for(world.ben.people["Thư"])
    opening = f"/ke-hoach/{plan.id}/ket-qua-da-co"
    assert stranger.get(f"/ke-hoach/{plan.id}").status_code == 404
    assert stranger.get(opening).status_code == 404
    assert stranger.post(opening, data={"basis": BASIS}).status_code == 404
    assert stranger.post(f"{opening}/xac-nhan", data={"basis": BASIS}).status_code == 404
    assert plan.title not in stranger.get("/ke-hoach").text


def test_the_list_says_how_each_plan_stands(
    client_for: ClientFor, world: World, plan: Plan
) -> None:
    page = client_for(world.person("Minh")).get("/ke-hoach").text
    assert title_of(page) == "Đang theo dõi 1 kế hoạch"
    assert "0 trên 7 hoàn thành, 3 quá hạn, 2 chưa có thời hạn" in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (PlanStatus.recalled, "Đã thu hồi, không tính vào số liệu"),
        (PlanStatus.closed, "Đã kết thúc, không tính vào số liệu"),
    ],
)
def test_nothing_is_late_or_counted_in_a_plan_that_is_not_followed(
    office: FlaskClient, session: Session, plan: Plan, status: PlanStatus, words: str
) -> None:
    before = office.get(f"/ke-hoach/{plan.id}").text
    assert "3 quá hạn" in before and "tone-late" in before and words not in before
    plan.status = status
    session.commit()
    page = office.get(f"/ke-hoach/{plan.id}").text
    page = page[page.index("<main") : page.index("</main>")]
    assert f"7 nhiệm vụ. {words}." in page
    for said in ("quá hạn", "Quá hạn", "tone-late", "tint-late", "hoàn thành", "Số liệu"):
        assert said not in page, said
    listed = office.get("/ke-hoach").text
    assert words in listed and "quá hạn" not in listed and "trên 7 hoàn thành" not in listed


def queries_of(client: FlaskClient, path: str) -> int:
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "SET ")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def many(count: int) -> bytes:
    area = ("I", "CẢI CÁCH THỂ CHẾ", "", "", "", "")
    rows = [
        (str(n), f"Việc số {n}", KT, HCC, "Báo cáo", "Hằng tháng" if n % 2 else "Tháng 10/2026")
        for n in range(1, count + 1)
    ]
    return plan_text([area, *rows])


def test_pages_of_plans_take_as_many_queries_for_a_long_plan_as_for_a_short_one(
    client_for: ClientFor, world: World
) -> None:
    short, long = started(world, many(1)), started(world, many(300), world.ben)
    clients = client_for(world.person("Minh")), client_for(world.ben.people["Minh"])
    for path in ("/ke-hoach", "/ke-hoach/{}"):
        counts = {
            queries_of(client, path.format(plan.id))
            for client, plan in zip(clients, (short, long), strict=True)
        }
        assert len(counts) == 1, path
        assert counts.pop() <= 12


def test_a_run_of_equal_periods_is_one_chip_and_units_are_named_apart(
    client_for: ClientFor, world: World, plan: Plan
) -> None:
    page = client_for(world.person("Minh")).get(f"/ke-hoach/{plan.id}").text
    row = page[page.index("Công khai kết quả giải quyết thủ tục") :]
    row = row[: row.index("</tr>")]
    assert row.count('class="period ') == 2
    fanned = page[page.index("Thực hiện phân cấp, ủy quyền") :]
    fanned = fanned[: fanned.index("</tr>")]
    assert re.findall(r">(Phòng [^<]+)</a>", fanned) == ["Phòng VH-XH", "Phòng KT-HT-ĐT"]


def item_to_enter(world: World, plan: Plan, lead: str, title: str) -> WorkItem:
    made = add_item(
        world.session,
        world.mau,
        plan,
        lead=lead,
        title=title,
        due_on=date(2026, 6, 30),
        now=clock.now(),
    )
    world.session.commit()
    return made


def line(item: WorkItem, number: str = "214/QĐ-UBND", day: str = "20/6/2026") -> dict[str, str]:
    return {
        f"version-{item.id}": str(item.version),
        f"number-{item.id}": number,
        f"day-{item.id}": day,
    }


@pytest.fixture
def running(world: World, session: Session) -> Plan:
    made = add_plan(session, world.mau, clock.now())
    session.commit()
    return made


def test_results_are_entered_by_one_and_verified_by_another(
    client_for: ClientFor, world: World, running: Plan
) -> None:
    done = item_to_enter(world, running, "kt", "Rà soát quy trình")
    rest = item_to_enter(world, running, "kt", "Công khai quy trình")
    path = f"/ke-hoach/{running.id}/ket-qua-da-co"
    office, head = client_for(world.person("Thư")), client_for(world.person("Hoa"))
    answer = office.post(path, data={"basis": BASIS, **line(done), **line(rest, "", "")})
    assert answer.status_code == 302
    world.session.expire_all()
    assert (done.status, rest.status) == (Status.submitted, Status.assigned)
    assert f"tick-{done.id}" not in office.get(path).text
    assert title_of(head.get(path).text) == "1 kết quả đã có chờ anh, chị xác nhận"
    ticks = {f"tick-{done.id}": "yes", f"version-{done.id}": str(done.version), "basis": BASIS}
    assert head.post(f"{path}/xac-nhan", data=ticks).status_code == 302
    world.session.expire_all()
    assert (done.status, done.completed_on) == (Status.verified, date(2026, 6, 20))


def test_who_entered_cannot_verify_by_a_form_of_his_own_making(
    client_for: ClientFor, world: World, running: Plan
) -> None:
    done = item_to_enter(world, running, "kt", "Rà soát quy trình")
    path = f"/ke-hoach/{running.id}/ket-qua-da-co"
    office = client_for(world.person("Thư"))
    office.post(path, data={"basis": BASIS, **line(done)})
    world.session.expire_all()
    ticks = {f"tick-{done.id}": "yes", f"version-{done.id}": str(done.version), "basis": BASIS}
    assert office.post(f"{path}/xac-nhan", data=ticks).status_code == 422
    world.session.expire_all()
    assert done.status is Status.submitted


@pytest.mark.parametrize(
    ("number", "day", "words"),
    [
        ("", "20/6/2026", "Ghi số, ký hiệu của văn bản."),
        ("214/QĐ-UBND", "", "Ghi ngày của văn bản"),
        ("214/QĐ-UBND", "31/6/2026", "Ghi ngày của văn bản"),
        ("214/QĐ-UBND", "20/6/2027", "Ngày của sản phẩm chưa đến"),
    ],
)
def test_a_line_that_is_not_whole_is_said_and_kept(
    client_for: ClientFor, world: World, running: Plan, number: str, day: str, words: str
) -> None:
    done = item_to_enter(world, running, "kt", "Rà soát quy trình")
    office = client_for(world.person("Thư"))
    path = f"/ke-hoach/{running.id}/ket-qua-da-co"
    answer = office.post(path, data={"basis": BASIS, **line(done, number, day)})
    assert answer.status_code == 422
    assert words in answer.text
    assert (number or day) in answer.text
    assert BASIS in answer.text
    world.session.expire_all()
    assert done.status is Status.assigned


def test_a_batch_without_its_paper_is_refused_in_words(
    client_for: ClientFor, world: World, running: Plan
) -> None:
    done = item_to_enter(world, running, "kt", "Rà soát quy trình")
    office = client_for(world.person("Thư"))
    path = f"/ke-hoach/{running.id}/ket-qua-da-co"
    answer = office.post(path, data={"basis": " ", **line(done)})
    assert answer.status_code == 422
    assert "văn bản làm căn cứ" in answer.text
    assert "214/QĐ-UBND" in answer.text


@pytest.mark.parametrize("who", ["Khang", "Long", "Kiên", "Minh", "Ánh"])
def test_only_the_office_enters(
    client_for: ClientFor, world: World, running: Plan, who: str
) -> None:
    done = item_to_enter(world, running, "kt", "Rà soát quy trình")
    client = client_for(world.person(who))
    path = f"/ke-hoach/{running.id}/ket-qua-da-co"
    assert client.post(path, data={"basis": BASIS, **line(done)}).status_code == 403
    world.session.expire_all()
    assert done.status is Status.assigned


def test_a_task_whose_first_period_is_to_come_says_when(
    world: World, session: Session, plan: Plan
) -> None:
    task = session.scalars(select(Task).where(Task.plan_id == plan.id)).first()
    assert task is not None
    task.next_opens_on = date(2026, 10, 1)
    shown = state_of(TaskLine(task, Standing.no_date), date(2026, 9, 14))
    assert shown["next"] == date(2026, 10, 1)
    session.rollback()


def test_a_cell_with_several_parts_is_printed_once_with_all_its_readings(
    client_for: ClientFor, world: World
) -> None:
    rows = [
        ("I", "CẢI CÁCH THỂ CHẾ", "", "", "", ""),
        ("1", "Thực hiện chế độ báo cáo", KT, "", "Báo cáo", "Định kỳ hằng quý, 6 tháng, 1 năm"),
        ("2", "Theo dõi thi hành", KT, "", "Báo cáo", "Quý II và Quý IV"),
    ]
    plan = started(world, plan_text(rows))
    page = client_for(world.person("Minh")).get(f"/ke-hoach/{plan.id}").text
    assert page.count("Định kỳ hằng quý, 6 tháng, 1 năm") == 1
    assert "hằng quý; hằng 6 tháng; hằng năm" in page
    assert "Quý II → " in page
    assert "Quý IV → " in page
