"""Evidence taken out as a zip: what somebody may read, in the order of the plan, recorded."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import Document, Event, Person, Plan, StoredFile, WorkItem
from app.storage import Storage
from app.web.edge import DonDoc
from tests.acting import PDF, act, evidence_form, products_of
from tests.cast import World, add_item, add_plan
from workflows.states import Action

ClientFor = Callable[[Person], FlaskClient]
SHA256 = 10


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    return add_plan(session, world.mau, clock.now())


def make(session: Session, world: World, plan: Plan, lead: str, title: str, due: date) -> WorkItem:
    item = add_item(
        session,
        world.mau,
        plan,
        lead=lead,
        title=title,
        due_on=due,
        now=clock.now(),
        products=("Quyết định",),
    )
    session.commit()
    return item


@pytest.fixture
def items(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> tuple[WorkItem, WorkItem]:
    """Two items with a file each, the second in Tâm's unit; and a third without anything."""
    first = make(session, world, plan, "kt", "Quy chế tài sản", date(2026, 9, 21))
    second = make(session, world, plan, "hcc", "Niêm yết thủ tục", date(2026, 12, 31))
    make(session, world, plan, "kt", "Báo cáo năm", date(2026, 12, 15))
    for who, item, name, content in (
        ("Khang", first, "../Quyết định/203.pdf", PDF),
        ("Tâm", second, "=Niêm yết.pdf", PDF + b"\n% second"),
    ):
        data = evidence_form(
            products_of(session, item), files=(io.BytesIO(content), name), number=f"{item.id}/QĐ"
        )
        client = client_for(world.person(who))
        assert client.post(f"/viec/{item.id}/tai-lieu", data=data).status_code == 302
    session.expire_all()
    return first, second


def unpacked(answer: object) -> tuple[list[str], list[tuple[object, ...]]]:
    """The names of an archive's members but the index, and the rows of its index."""
    archive = zipfile.ZipFile(io.BytesIO(answer.data))  # type: ignore[attr-defined]
    index = load_workbook(io.BytesIO(archive.read("Mục lục.xlsx"))).active
    names = [name for name in archive.namelist() if name != "Mục lục.xlsx"]
    return names, list(index.iter_rows(values_only=True))


def test_the_office_takes_out_everything_in_the_order_of_the_plan_and_is_recorded(
    session: Session,
    world: World,
    items: tuple[WorkItem, WorkItem],
    client_for: ClientFor,
) -> None:
    act(session, world, "Khang", items[0], Action.submit, product_on=date(2026, 9, 7))
    act(session, world, "Thư", items[0], Action.verify, product_on=date(2026, 9, 7))
    office = client_for(world.person("Thư"))
    assert "Xuất tài liệu kiểm chứng" in office.get("/xuat-tai-lieu").text
    with office.post("/xuat-tai-lieu") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "application/zip")
        names, rows = unpacked(answer)
    assert [name.rsplit("/", 1)[1] for name in names] == ["203.pdf", "=Niêm yết.pdf"]
    assert all(name.count("/") == 2 for name in names)
    assert [row[1] for row in rows[1:]] == ["Quy chế tài sản", "Niêm yết thủ tục", "Báo cáo năm"]
    assert rows[1][6] == f"{items[0].id}/QĐ"
    assert rows[1][11] == "Đã hoàn thành, 07/9/2026"
    hashes = session.scalars(select(StoredFile.sha256).order_by(StoredFile.id)).all()
    assert [row[SHA256] for row in rows[1:]] == [*hashes, None]
    assert rows[3][12] == "Chưa có tài liệu"
    entry = session.scalars(select(Event).where(Event.kind == "evidence.export")).one()
    assert (entry.person_name, entry.data["files"]) == ("Lê Thị Thư", 2)


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"last_day": "30/9/2026"}, ["Quy chế tài sản"]),
        ({"first_day": "1/12/2026", "last_day": "15/12/2026"}, ["Báo cáo năm"]),
        ({"unit": "hcc"}, ["Niêm yết thủ tục"]),
        ({"tasks": "first"}, ["Quy chế tài sản"]),
    ],
)
def test_a_period_a_unit_or_tasks_alone(
    session: Session,
    world: World,
    items: tuple[WorkItem, WorkItem],
    client_for: ClientFor,
    asked: dict[str, str],
    titles: list[str],
) -> None:
    known = {"hcc": world.mau.units["hcc"].id, "first": items[0].task_id}
    data = {name: known.get(value, value) for name, value in asked.items()}
    session.rollback()
    with client_for(world.person("Thư")).post("/xuat-tai-lieu", data=data) as answer:
        _, rows = unpacked(answer)
    assert [row[1] for row in rows[1:]] == titles


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"first_day": "2/2/2026", "last_day": "1/2/2026"}, "Ngày cuối phải sau ngày đầu"),
        ({"tasks": "1; drop"}, "cách nhau bằng dấu phẩy"),
        ({"last_day": "1/1/2020"}, "Không có việc nào khớp"),
        ({"first_day": "hôm qua"}, "Ghi ngày theo dạng"),
    ],
)
@pytest.mark.usefixtures("items")
def test_what_cannot_be_is_refused_in_a_sentence(
    world: World, client_for: ClientFor, asked: dict[str, str], sentence: str
) -> None:
    answer = client_for(world.person("Thư")).post("/xuat-tai-lieu", data=asked)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_nobody_takes_out_what_he_may_not_read(
    session: Session, world: World, items: tuple[WorkItem, WorkItem], client_for: ClientFor
) -> None:
    session.scalars(select(Document).order_by(Document.id)).first().is_restricted = True
    session.commit()
    with client_for(world.person("Ánh")).post("/xuat-tai-lieu") as answer:
        names, rows = unpacked(answer)
    assert names == []
    assert "203" not in str(rows)
    assert rows[1][12] == "Một tài liệu chỉ đơn vị liên quan và người xác nhận xem được"
    with client_for(world.ben.people["Thư"]).post("/xuat-tai-lieu") as answer:
        assert answer.status_code == 422
    for who in ("Khang", "Minh", "Sơn"):
        assert client_for(world.person(who)).post("/xuat-tai-lieu").status_code == 403


def test_a_classified_document_is_a_note(
    session: Session, world: World, items: tuple[WorkItem, WorkItem], client_for: ClientFor
) -> None:
    document = session.scalars(select(Document).order_by(Document.id)).first()
    document.subject, document.kept_at, document.is_classified = "", "lưu tại văn thư", True
    session.commit()
    with client_for(world.person("Thư")).post("/xuat-tai-lieu") as answer:
        _, rows = unpacked(answer)
    assert rows[1][12] == "Văn bản mật, không lưu trên phần mềm; Lưu tại văn thư"
    assert rows[1][SHA256] is None


def test_the_command_writes_what_the_page_gives(
    app: DonDoc,
    session: Session,
    world: World,
    items: tuple[WorkItem, WorkItem],
    tmp_path: Path,
) -> None:
    target = tmp_path / "out.zip"
    username = world.person("Thư").username
    session.rollback()
    asked = ["--as", username, "--commune", "mau", "--to", "2026-09-30"]
    done = app.test_cli_runner().invoke(args=["evidence", "export", str(target), *asked])
    assert (done.exit_code, done.output) == (0, f"{target}: 1 tệp, 1 dòng mục lục.\n")
    assert len(zipfile.ZipFile(target).namelist()) == 2
    assert session.scalar(select(func.count()).where(Event.kind == "evidence.export")) == 1
    session.rollback()
    storage: Storage = app.extensions["storage"]
    storage.remove(storage.keys()[0])
    storage.remove(storage.keys()[0])
    lost = app.test_cli_runner().invoke(
        args=["evidence", "export", str(tmp_path / "b.zip"), *asked]
    )
    assert lost.exit_code == 1
    for wrong in (["--as", "khong-co"], ["--commune", "khong-co"], ["--as", "khang.mau"]):
        args = ["evidence", "export", str(tmp_path / "c.zip"), *asked, *wrong]
        assert app.test_cli_runner().invoke(args=args).exit_code == 1
