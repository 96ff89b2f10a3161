"""The pages of a file, for those who may read it; what is restricted stays so."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import clock
from app.models import Document, DocumentFile, DocumentKind, Evidence, StoredFile, WorkItem
from app.web.edge import DonDoc
from tests.browsing import Browser
from tests.cast import World, add_item, add_plan
from tests.plan_import.drawn_pdf import Sheet, pdf


def _kept_file(app: DonDoc, content: bytes, media_type: str, name: str) -> StoredFile:
    written = app.extensions["storage"].write([content])
    return StoredFile(
        key=written.key,
        sha256=written.sha256,
        size=written.size,
        media_type=media_type,
        original_name=name,
        uploaded_at=clock.now(),
    )


@pytest.fixture
def item(session: Session, world: World) -> WorkItem:
    plan = add_plan(session, world.mau, clock.now())
    return add_item(
        session, world.mau, plan, lead="kt", title="Báo cáo", due_on=None, now=clock.now()
    )


def _proof(
    session: Session, world: World, item: WorkItem, stored: StoredFile, *, restricted: bool = False
) -> int:
    """The id of the file of a document that proves the item."""
    commune_id = world.mau.commune.id
    stored.commune_id = commune_id
    document = Document(
        commune_id=commune_id,
        kind=DocumentKind.report,
        unit_id=world.mau.units["kt"].id,
        is_restricted=restricted,
        entered_at=clock.now(),
    )
    session.add_all([stored, document])
    session.flush()
    file = DocumentFile(
        commune_id=commune_id, document_id=document.id, file_id=stored.id, version=1
    )
    proof = Evidence(
        commune_id=commune_id,
        work_item_id=item.id,
        document_id=document.id,
        linked_at=clock.now(),
    )
    session.add_all([file, proof])
    session.commit()
    return file.id


@pytest.fixture
def report(app: DonDoc, session: Session, world: World, item: WorkItem) -> int:
    sheets = [Sheet() for _ in range(12)]
    for number, sheet in enumerate(sheets, 1):
        sheet.text(60, 60, f"Trang {number}")
    stored = _kept_file(app, pdf(*sheets), "application/pdf", "báo cáo.pdf")
    return _proof(session, world, item, stored)


def test_pages_are_pictures_ten_at_a_time(report: int, office: FlaskClient) -> None:
    first = office.get(f"/tep/{report}/xem").get_data(as_text=True)
    assert "12 trang" in first
    assert first.count("<img") == 10
    second = office.get(f"/tep/{report}/xem?tu=11").get_data(as_text=True)
    assert second.count("<img") == 2
    answer = office.get(f"/tep/{report}/trang/12")
    assert answer.mimetype == "image/png"
    assert answer.data.startswith(b"\x89PNG")
    assert answer.headers["Cache-Control"] == "no-store"
    assert office.get(f"/tep/{report}/trang/13").status_code == 404
    assert office.get(f"/tep/{report}/xem?tu=99999").status_code == 200


def test_a_page_is_seen_by_those_who_may_read_the_file(
    app: DonDoc, session: Session, world: World, item: WorkItem, browser: Browser, report: int
) -> None:
    def may(name: str, file_id: int) -> bool:
        pages = (f"/tep/{file_id}/xem", f"/tep/{file_id}/trang/1")
        answers = [browser(name).get(page).status_code for page in pages]
        assert answers in ([200, 200], [404, 404]), name
        return answers == [200, 200]

    assert [may(name, report) for name in ("Khang", "Thư", "Long")] == [True] * 3
    assert not may("Tâm", report)
    stored = _kept_file(app, b"\x89PNG\r\n\x1a\n", "image/png", "cccd.png")
    hidden = _proof(session, world, item, stored, restricted=True)
    assert browser("Minh").get(f"/tep/{hidden}/xem").status_code == 404


def test_a_file_that_cannot_be_drawn_is_named_with_its_hash(
    app: DonDoc, session: Session, world: World, item: WorkItem, office: FlaskClient
) -> None:
    stored = _kept_file(app, b"PK\x03\x04", "application/zip", "bộ <hồ sơ>.zip")
    sha256 = stored.sha256
    file_id = _proof(session, world, item, stored)
    page = office.get(f"/tep/{file_id}/xem").get_data(as_text=True)
    assert sha256 in page
    assert "bộ &lt;hồ sơ&gt;.zip" in page
    assert "<img" not in page


def test_a_file_that_is_lost_shows_no_error(
    app: DonDoc, session: Session, report: int, office: FlaskClient
) -> None:
    stored = session.get_one(DocumentFile, report).file_id
    key = session.get_one(StoredFile, stored).key
    session.rollback()
    app.extensions["storage"].remove(key)
    assert office.get(f"/tep/{report}/xem").status_code == 200
    assert office.get(f"/tep/{report}/trang/1").status_code == 404
