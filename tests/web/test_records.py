"""The record as a page and as a file: filtered, harmless, and itself recorded."""

import csv
import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Event
from app.services.events import Entry, record
from tests.cast import World
from tests.conftest import TestClock

FORMULAS = ('=HYPERLINK("http://evil")', "+1+1", "@SUM(A1)", "-2+3", "\t=1", "\r=1", "=1\n=2")


@pytest.fixture
def recorded(session: Session, world: World, test_clock: TestClock) -> None:
    """What Khang did on item 7, Thư a day later on item 8, and formulas as reasons."""
    khang, thu = world.actor("Khang"), world.actor("Thư")
    record(session, khang, [Entry("work_item.submit", work_item_id=7)], clock.now())
    test_clock.move(days=1)
    entries = [Entry("work_item.verify", work_item_id=8, reason=text) for text in FORMULAS]
    record(session, thu, entries, clock.now())
    session.commit()


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ("", 8),
        ("item=7", 1),
        ("person=Ai", 0),
        ("kind=work_item.", 8),
        ("kind=plan", 0),
    ],
)
def test_the_file_holds_what_the_filter_finds(
    recorded: None, admin: FlaskClient, asked: str, rows: int
) -> None:
    answer = admin.get(f"/nhat-ky/tep.csv?{asked}")
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(lines) == 1 + rows
    assert lines[0][0] == "Số dòng"


def test_it_is_found_by_unit_and_by_day(
    recorded: None, admin: FlaskClient, session: Session, world: World
) -> None:
    unit = world.actor("Khang").unit_name
    page = admin.get("/nhat-ky", query_string={"unit": unit}).get_data(as_text=True)
    assert "#1<" in page
    assert "#2<" not in page
    yesterday = clock.today() - timedelta(days=1)
    asked = {"first_day": f"{yesterday:%d/%m/%Y}", "last_day": f"{yesterday:%d/%m/%Y}"}
    page = admin.get("/nhat-ky", query_string=asked).get_data(as_text=True)
    assert "#1<" in page
    assert "#2<" not in page


def test_no_cell_is_a_formula(recorded: None, admin: FlaskClient) -> None:
    answer = admin.get("/nhat-ky/tep.xlsx?item=8")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    reasons = [row[9] for row in sheet.iter_rows(min_row=2)]
    assert len(reasons) == len(FORMULAS)
    assert {cell.data_type for cell in reasons} == {"s"}
    assert not [cell.value for cell in reasons if str(cell.value).startswith(("=", "+", "-", "@"))]
    lines = csv.reader(io.StringIO(admin.get("/nhat-ky/tep.csv").data.decode("utf-8-sig")))
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "-", "@"))]


def test_who_took_the_record_stands_in_it(
    recorded: None, admin: FlaskClient, session: Session, world: World
) -> None:
    admin.get("/nhat-ky/tep.xlsx?item=8")
    session.rollback()
    (taken,) = session.scalars(select(Event).where(Event.kind == "record.export")).all()
    assert taken.person_id == world.person("Ánh").id
    assert taken.data == {"rows": len(FORMULAS)}


def test_too_many_rows_for_a_spreadsheet_are_refused_with_what_to_do(
    recorded: None, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.records.routes.AT_MOST", 7)
    answer = admin.get("/nhat-ky/tep.xlsx?kind=work_item.", follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert "Chọn khoảng ngày ngắn hơn" in page
    assert admin.get("/nhat-ky/tep.xlsx?item=8").status_code == 200


def test_it_is_the_administrator_s_alone(recorded: None, office: FlaskClient) -> None:
    assert office.get("/nhat-ky/tep.xlsx").status_code == 403
    assert office.get("/nhat-ky").status_code == 403
