"""Short ways with a plan's workbook for the tests: taken out, filled in as a unit would, sent
back.
"""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app import clock
from app.models import Plan, Task, WorkItem
from tests.cast import World, add_item, add_plan

FILLED = {
    "result": "Kết quả",
    "number": "Số văn bản",
    "day": "Ngày văn bản",
    "difficulty": "Khó khăn, vướng mắc",
}
SENT = {"unit": "0", "told_by": "Trần Văn Khang", "told_on": "11/9/2026", "source": "zalo"}

Change = Callable[[Worksheet], None]


def taken_out(client: FlaskClient, plan: Plan, unit_id: int | None = None) -> bytes:
    """The plan's workbook as the page gives it."""
    asked = f"?unit_id={unit_id}" if unit_id else ""
    answer = client.get(f"/ke-hoach/{plan.id}/bang-theo-doi.xlsx{asked}")
    assert answer.status_code == 200
    return answer.data


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def saved(workbook: Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def heading_row(sheet: Worksheet) -> int:
    """The row of the headings, from 1."""
    return next(
        cells[0].row
        for cells in sheet.iter_rows()
        if FILLED["number"] in [cell.value for cell in cells]
    )


def column(sheet: Worksheet, heading: str) -> int:
    """The column of a heading, from 1."""
    headings = [cell.value for cell in sheet[heading_row(sheet)]]
    return headings.index(heading) + 1


def row_of(sheet: Worksheet, title: str) -> int:
    """The row of a task, from 1."""
    place = column(sheet, "Nhiệm vụ")
    return next(n for n in range(1, sheet.max_row + 1) if sheet.cell(n, place).value == title)


def filled(content: bytes, rows: Mapping[str, Mapping[str, Any]], *changes: Change) -> bytes:
    """The workbook with the rows (by title) filled in, and then changed as somebody might."""
    workbook = opened(content)
    sheet = workbook.active
    for title, values in rows.items():
        for name, value in values.items():
            sheet.cell(row_of(sheet, title), column(sheet, FILLED[name])).value = value
    for change in changes:
        change(sheet)
    return saved(workbook)


def send_back(
    client: FlaskClient, plan: Plan, content: bytes, name: str = "bảng.xlsx", **fields: str
) -> TestResponse:
    file = FileStorage(io.BytesIO(content), filename=name)
    boundary, body = encode_multipart({**SENT, **fields, "file": file})
    kind = f'multipart/form-data; boundary="{boundary}"'
    return client.post(f"/ke-hoach/{plan.id}/bang-gui-lai", data=body, content_type=kind)


def rows_of(sheet: Worksheet) -> Sequence[tuple[Any, ...]]:
    """The cells below the headings."""
    return list(sheet.iter_rows(min_row=heading_row(sheet) + 1, values_only=True))


REPORTED = {"result": "Đã ban hành", "number": "12/KH-UBND", "day": date(2026, 9, 5)}
"""A result with its document, as a unit writes it."""

PLANNED, REVIEWED, OWN = "Ban hành kế hoạch", "Rà soát quy trình", "Tuyên truyền"


def plan_to_return(world: World) -> Plan:
    """A plan with two items of Khang's unit and one of the office's own, committed."""
    now = clock.now()
    made = add_plan(world.session, world.mau, now)
    for lead, title, products in (
        ("kt", PLANNED, ("Kế hoạch",)),
        ("kt", REVIEWED, ("Quyết định", "Báo cáo")),
        ("vhxh", OWN, ("Báo cáo",)),
    ):
        add_item(
            world.session,
            world.mau,
            made,
            lead=lead,
            title=title,
            due_on=date(2026, 9, 30),
            now=now,
            products=products,
        )
    world.session.commit()
    return made


def item_of(session: Session, title: str) -> WorkItem:
    session.expire_all()
    found = select(WorkItem).join(Task, Task.id == WorkItem.task_id).where(Task.title == title)
    return session.scalars(found).one()


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def fields_of(page: TestResponse) -> dict[str, str]:
    """The hidden fields of the page of differences."""
    return dict(re.findall(r'type="hidden" name="((?:seen|clean)-\d+)" value="([^"]*)"', page.text))


def came_back(office: FlaskClient, plan: Plan, content: bytes) -> tuple[str, TestResponse]:
    """The address of the page of differences, and the page."""
    answer = send_back(office, plan, content)
    assert answer.status_code == 302, answer.text
    return answer.location, office.get(answer.location)


def accept_all(office: FlaskClient, address: str) -> TestResponse:
    data = {**fields_of(office.get(address)), "all": "yes"}
    return office.post(f"{address}/nhan", data=data)


def tick(office: FlaskClient, address: str, page: TestResponse, way: str = "nhan") -> TestResponse:
    """Every row of the page ticked."""
    seen = fields_of(page)
    ticks = {name.replace("seen", "tick"): "yes" for name in seen if name.startswith("seen")}
    return office.post(f"{address}/{way}", data={**seen, **ticks})
