"""Bảng xác nhận kết quả: what was confirmed in a quarter and what was due in it and is not done."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Paper, PaperItem, PaperKind, Person, Plan, StoredFile, WorkItem
from app.queries.confirmation_table import Span, last_quarter, usual_span
from app.queries.overview import grid_of
from app.reports.confirmation_table import ConfirmationTable, confirmation_table
from app.services.confirmation_tables import Gathered, gather
from app.services.reporting_regimes import start_year
from app.web.edge import DonDoc
from tests.acting import act, explain_products, queries_of
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock
from tests.inspecting import ORDER, archive_the_record, papers_made, prove, words_of
from workflows.deadlines.lateness import Standing
from workflows.states import Action

ClientFor = Callable[[Person], FlaskClient]
QUARTER = {"first_day": "01/7/2026", "last_day": "30/9/2026"}


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    return add_plan(session, world.mau, clock.now())


def _item(session: Session, world: World, plan: Plan, title: str, **facts: object) -> WorkItem:
    wanted = {"lead": "kt", "due_on": date(2026, 9, 10), **facts}
    made = add_item(session, world.mau, plan, title=title, now=clock.now(), **wanted)  # type: ignore[arg-type]
    session.commit()
    return made


def _verified(
    session: Session, world: World, item: WorkItem, head: str, product_on: date
) -> WorkItem:
    explain_products(session, item)
    act(session, world, head, item, Action.submit, product_on=product_on)
    return act(session, world, "Thư", item, Action.verify, product_on=product_on)


def _quarter(session: Session, world: World, plan: Plan, app: DonDoc) -> None:
    """On time, late, open and late, open and in time; and what belongs to no such table: verified
    before, due later, taken out of the plan."""
    done = _item(session, world, plan, "Ban hành quy chế")
    storage = app.extensions["storage"]
    prove(session, world, done, ORDER, [b"%PDF-1.7 order"], storage)
    personal = replace(ORDER, number="15/DS-KT", is_restricted=True)
    prove(session, world, done, personal, [b"%PDF-1.7 list"], storage)
    _verified(session, world, done, "Khang", date(2026, 9, 7))
    slow = _item(session, world, plan, "Niêm yết thủ tục", lead="hcc", due_on=date(2026, 8, 31))
    _verified(session, world, slow, "Tâm", date(2026, 9, 12))
    _item(session, world, plan, "Rà soát văn bản", due_on=date(2026, 8, 15))
    _item(session, world, plan, "Báo cáo quý III", lead="hcc", due_on=date(2026, 9, 30))
    _item(session, world, plan, "Báo cáo năm", due_on=date(2026, 12, 15))
    gone = _item(session, world, plan, "Mua sắm máy tính")
    reason = "Không còn kinh phí trong năm."
    act(session, world, "Long", gone, Action.drop, reason=reason, document="TB 9/TB-UBND")


def _make(
    client: FlaskClient, session: Session, app: DonDoc, plan: Plan, **form: object
) -> tuple[Paper, str]:
    answer = client.post("/bang-xac-nhan", data={"plan": plan.id, **QUARTER, "unit": "", **form})
    assert answer.status_code == 302, answer.text
    paper = papers_made(session)[-1]
    key = session.scalars(select(StoredFile.key).where(StoredFile.id == paper.file_id)).one()
    return paper, words_of(app.extensions["storage"].read(key))


def test_the_table_says_what_was_confirmed_and_apart_what_was_due_and_is_not_done(
    app: DonDoc,
    session: Session,
    world: World,
    plan: Plan,
    client_for: ClientFor,
    test_clock: TestClock,
) -> None:
    _quarter(session, world, plan, app)
    thu = client_for(world.person("Thư"))
    paper, said = _make(thu, session, app, plan)
    first, second = said.split("II. Việc có thời hạn")
    for words in (
        "BẢNG XÁC NHẬN KẾT QUẢ\nCác đơn vị, từ ngày 01/7/2026 đến ngày 30/9/2026",
        "1 | Ban hành quy chế\n(Mục 1) | Báo cáo | Phòng KT-HT-ĐT | 10/9/2026 | 07/9/2026"
        " | Đúng hạn | 203/QĐ-UBND ngày 07/9/2026\nTài liệu hạn chế xem | Lê Thị Thư\n14/9/2026",
        "2 | Niêm yết thủ tục\n(Mục 1) | Báo cáo | TT PVHCC | 31/8/2026 | 12/9/2026 | Quá hạn | –",
    ):
        assert words in first, (words, first)
    for words in (
        "Rà soát văn bản\n(Mục 1) | Báo cáo | Phòng KT-HT-ĐT | 15/8/2026"
        " | Chưa thực hiện, quá hạn 30 ngày",
        "Báo cáo quý III\n(Mục 1) | Báo cáo | TT PVHCC | 30/9/2026 | Chưa thực hiện\n",
        "Trong kỳ xác nhận 2 việc: 1 việc đúng hạn, 1 việc quá hạn.",
        "Có thời hạn trong kỳ mà chưa hoàn thành 2 việc, trong đó 1 việc quá hạn.",
        "TM. ỦY BAN NHÂN DÂN",
    ):
        assert words in second, (words, second)
    for title in ("Báo cáo năm", "Mua sắm máy tính", "15/DS-KT"):
        assert title not in said
    # The figures are those of the overview.
    total = grid_of(session, plan, clock.today()).total
    assert total.total == 6 and f"tổng số {total.total}, gồm" in said
    assert f"đang thực hiện quá hạn {total[Standing.open_late]}" in said
    assert paper.kind is PaperKind.confirmation_table
    assert (paper.from_on, paper.to_on) == (date(2026, 7, 1), date(2026, 9, 30))
    items = select(PaperItem).where(PaperItem.paper_id == paper.id)
    assert len(session.scalars(items).all()) == len(paper.rows) == 4
    assert "Bảng xác nhận kết quả" in thu.get(f"/giay-to/{paper.id}").text
    # Whole in a year's time, without an event in the table.
    test_clock.move(days=400)
    archive_the_record(session, app.extensions["storage"])
    _, later = _make(client_for(world.person("Thư")), session, app, plan)
    assert later.split("II. Việc có thời hạn")[0].replace(
        "19/10/2027", "14/9/2026"
    ) == first.replace("năm 2026\n", "năm 2027\n")


def test_thirty_rows_ask_no_more_than_one(session: Session, world: World, plan: Plan) -> None:
    def asked() -> int:
        session.rollback()
        actor, days = world.actor("Thư"), Span(date(2026, 7, 1), date(2026, 9, 30))
        found: list[Gathered] = []
        count = queries_of(
            lambda: found.append(gather(session, actor, plan, days, None, clock.today()))
        )
        assert found[0].rows == session.query(WorkItem).count()
        return count

    _verified(session, world, _item(session, world, plan, "Việc 0"), "Khang", date(2026, 9, 7))
    _item(session, world, plan, "Việc 1")
    first = asked()
    for number in range(2, 30):
        _item(session, world, plan, f"Việc {number}")
    assert asked() == first


def test_one_unit_sees_its_own_rows_and_other_days_have_other_rows(
    app: DonDoc, session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    _quarter(session, world, plan, app)
    long = client_for(world.person("Long"))
    unit = world.mau.units["hcc"]
    paper, said = _make(long, session, app, plan, unit=unit.id)
    assert "Niêm yết thủ tục" in said and "Báo cáo quý III" in said
    assert "Ban hành quy chế" not in said and "Rà soát văn bản" not in said
    assert paper.unit_id == unit.id and "tổng số 2, gồm" in said
    assert client_for(world.person("Tâm")).get(f"/giay-to/{paper.id}").status_code == 200
    assert client_for(world.person("Khang")).get(f"/giay-to/{paper.id}").status_code == 404
    _, said = _make(long, session, app, plan, first_day="01/10/2026", last_day="31/12/2026")
    assert "Báo cáo năm" in said and "Niêm yết thủ tục" not in said


def test_only_the_office_and_leaders_make_it_and_what_is_wrong_is_said(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    session.commit()
    for name, person in world.mau.people.items():
        expected = 200 if name in ("Thư", "Long", "Quý") else 403
        assert client_for(person).get("/bang-xac-nhan").status_code == expected, name
    thu = client_for(world.person("Thư"))
    assert "30/6/2026" in thu.get("/bang-xac-nhan").text
    sent = {"plan": plan.id, **QUARTER, "unit": ""}
    for changed, words in (
        ({}, "Không có việc nào trong khoảng này."),
        ({"last_day": "30/6/2026"}, "Ngày cuối phải sau ngày đầu."),
        ({"first_day": ""}, "Ghi ngày theo dạng"),
        ({"unit": world.ben.units["kt"].id}, ""),
    ):
        answer = thu.post("/bang-xac-nhan", data={**sent, **changed})
        assert answer.status_code == 422 and words in answer.text, changed
    assert papers_made(session) == []


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 9, 14), date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 10, 1), date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 2, 3), date(2025, 10, 1), date(2025, 12, 31)),
    ],
)
def test_the_last_quarter_is_the_one_that_is_over(today: date, first: date, last: date) -> None:
    assert last_quarter(today) == Span(first, last)


def test_a_running_reporting_window_comes_before_the_last_quarter(
    session: Session, world: World
) -> None:
    commune_id, today = world.mau.commune.id, clock.today()
    assert usual_span(session, commune_id, today) == last_quarter(today)
    start_year(session, world.actor("Thư"), 2026, "lien-minh", "", clock.now())
    session.commit()
    assert usual_span(session, commune_id, today) == Span(date(2026, 6, 15), date(2026, 9, 14))


def test_five_hundred_rows_are_written_in_two_seconds() -> None:
    days = {"from_on": date(2026, 7, 1), "to_on": date(2026, 9, 30), "made_on": date(2026, 10, 1)}
    rows = [(str(n), *("Rà soát thủ tục hành chính",) * 8) for n in range(500)]
    table = ConfirmationTable(
        "Phường Mẫu",
        "Phòng Văn hóa - Xã hội",
        "Kế hoạch",
        "",
        **days,
        verified=rows,
        open=[],
        totals=["Trong kỳ xác nhận 500 việc."],
    )
    begun = time.process_time()
    said = words_of(confirmation_table(table))
    assert time.process_time() - begun < 2
    assert said.count("Rà soát thủ tục hành chính") == 4000
