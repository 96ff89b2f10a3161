"""The place in the file that a row came from: lines of text, cells, or a picture of its page."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import clock
from app.models import PlanDraft, StoredFile
from app.services.draft_pictures import add_pictures
from app.web.drafts import pictures
from app.web.edge import DonDoc
from tests.cast import World
from tests.drafting import rows_of, store_plan, version_of
from tests.plan_import.test_page_picture import ROW, pdf_of
from tests.plan_texts import plan_text
from tests.web.readings import page_of

ClientFor = Callable[..., FlaskClient]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def draft(world: World, app: DonDoc) -> PlanDraft:
    """The plan of the tests, its file in the store."""
    draft = store_plan(world, plan_text())
    keep(world, app, draft, plan_text())
    return draft


def keep(
    world: World, app: DonDoc, draft: PlanDraft, content: bytes, media_type: str = "text/plain"
) -> None:
    """Put the draft's file into the store."""
    file = world.session.get_one(StoredFile, draft.file_id)
    file.key, file.media_type = app.extensions["storage"].write([content]).key, media_type
    file.size = len(content)
    world.session.commit()


def source_of(text: str) -> str:
    """The panel beside the rows."""
    found = re.search(r'<aside class="source.*?</aside>', text, re.S)
    return found[0] if found else ""


def test_the_panel_shows_the_lines_that_the_row_came_from(
    office: FlaskClient, session: Session, draft: PlanDraft
) -> None:
    row = rows_of(session, draft)[3]
    panel = source_of(page_of(office, f"/ban-doc/{draft.id}?dong={row.id}"))
    lines = re.findall(r'<li class="of-row"><span[^>]*>(\d+)</span>([^<]*)', panel)
    assert [int(number) for number, _ in lines] == [row.source["line"]]
    assert "Rà soát quy trình nội bộ" in lines[0][1]
    assert "Công khai kết quả giải quyết thủ tục" in panel


def test_without_a_wish_the_panel_shows_the_first_row_that_asks_for_a_look(
    office: FlaskClient, draft: PlanDraft
) -> None:
    panel = source_of(page_of(office, f"/ban-doc/{draft.id}"))
    assert "Mục II.5" in panel


def test_a_file_that_is_lost_is_said_and_breaks_nothing(office: FlaskClient, world: World) -> None:
    lost = store_plan(world, plan_text())
    assert "Tệp gốc không còn trong kho" in source_of(page_of(office, f"/ban-doc/{lost.id}"))


def test_the_cells_as_printed_stand_beside_a_row(
    office: FlaskClient, session: Session, draft: PlanDraft
) -> None:
    row = rows_of(session, draft)[0]
    row.printed = [["Tên nhiệm vụ", "Ban hành kế hoạch"], ["Ghi chú", ""]]
    session.commit()
    panel = source_of(page_of(office, f"/ban-doc/{draft.id}?dong={row.id}"))
    assert "<dt>Tên nhiệm vụ</dt>" in panel
    assert "Ghi chú" not in panel


def test_a_pdf_shows_the_band_of_its_page(
    office: FlaskClient, app: DonDoc, world: World, session: Session, draft: PlanDraft
) -> None:
    keep(world, app, draft, pdf_of(ROW), "application/pdf")
    row = rows_of(session, draft)[0]
    row.title, row.source = "Ra soat quy trinh noi bo cua phuong", {"page": 1, "row": 1}
    session.commit()
    panel = source_of(page_of(office, f"/ban-doc/{draft.id}?dong={row.id}"))
    assert f'src="/ban-doc/{draft.id}/trang/1?dong={row.id}"' in panel
    band = office.get(f"/ban-doc/{draft.id}/trang/1?dong={row.id}")
    whole = office.get(f"/ban-doc/{draft.id}/trang/1")
    for picture in (band, whole):
        assert picture.status_code == 200
        assert picture.mimetype == "image/png"
        assert picture.headers["Cache-Control"] == "no-store"
        assert picture.data.startswith(b"\x89PNG")
    assert len(band.data) < len(whole.data)
    assert office.get(f"/ban-doc/{draft.id}/trang/7").status_code == 404


def test_a_text_file_has_no_pictures(office: FlaskClient, draft: PlanDraft) -> None:
    assert office.get(f"/ban-doc/{draft.id}/trang/1").status_code == 404


@pytest.mark.parametrize("who", ["Khang", "Long", "Ánh"])
def test_only_the_office_sees_a_page(
    client_for: ClientFor, app: DonDoc, world: World, draft: PlanDraft, who: str
) -> None:
    keep(world, app, draft, pdf_of(ROW), "application/pdf")
    client = client_for(world.person(who))
    assert client.get(f"/ban-doc/{draft.id}/trang/1").status_code == 403


def test_pages_of_a_word_file_are_made_when_asked_for(
    office: FlaskClient,
    app: DonDoc,
    world: World,
    session: Session,
    draft: PlanDraft,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keep(world, app, draft, b"PK", DOCX)
    row = rows_of(session, draft)[0]
    row.title = "Rà soát quy trình nội bộ của phường"
    session.commit()
    seen: list[bool] = []

    def converted(content: bytes, filename: str) -> bytes:
        from app.extensions import db

        seen.append(db.session().in_transaction())
        assert (content, filename) == (b"PK", "ke-hoach.txt")
        return pdf_of(ROW)

    monkeypatch.setattr(pictures, "to_pdf", converted)
    assert "Xem ảnh trang giấy" in page_of(office, f"/ban-doc/{draft.id}")
    version = version_of(session, draft)
    session.rollback()
    answer = office.post(f"/ban-doc/{draft.id}/anh-trang", data={"version": version})
    assert answer.status_code == 302
    assert seen == [False]
    rows = rows_of(session, draft)
    assert rows[0].source["page"] == 1
    assert rows[1].source["page"] is None
    assert office.get(f"/ban-doc/{draft.id}/trang/1").status_code == 200
    assert "Xem ảnh trang giấy" not in page_of(office, f"/ban-doc/{draft.id}")


def test_a_server_without_the_converter_says_so(
    office: FlaskClient,
    app: DonDoc,
    world: World,
    session: Session,
    draft: PlanDraft,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keep(world, app, draft, b"PK", DOCX)
    monkeypatch.setattr(pictures, "to_pdf", lambda content, filename: None)
    version = version_of(session, draft)
    answer = office.post(
        f"/ban-doc/{draft.id}/anh-trang", data={"version": version}, follow_redirects=True
    )
    assert "Máy chủ không tạo được ảnh trang giấy" in answer.text
    assert version_of(session, draft) == version


def test_a_second_press_converts_nothing_and_leaves_nothing_in_the_store(
    office: FlaskClient,
    app: DonDoc,
    world: World,
    session: Session,
    draft: PlanDraft,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keep(world, app, draft, b"PK", DOCX)
    path, version = f"/ban-doc/{draft.id}/anh-trang", version_of(session, draft)
    calls: list[str] = []

    def converted(content: bytes, filename: str) -> bytes:
        calls.append(filename)
        if len(calls) == 1:
            # The second press comes while the first one converts, and is done before it.
            assert office.post(path, data={"version": version}).status_code == 302
        return pdf_of(ROW)

    monkeypatch.setattr(pictures, "to_pdf", converted)
    before = set(app.extensions["storage"].keys())
    session.rollback()
    assert office.post(path, data={"version": version}).status_code == 409
    assert len(set(app.extensions["storage"].keys()) - before) == 1
    keep(world, app, draft, b"PK", DOCX)
    session.get_one(PlanDraft, draft.id).picture_file_id = None
    session.commit()
    assert office.post(path, data={"version": version}).status_code == 409
    assert len(calls) == 2


def test_pages_cannot_be_added_to_what_was_changed_meanwhile(
    world: World, app: DonDoc, draft: PlanDraft
) -> None:
    from app.services.draft_claims import DraftRefused

    written = app.extensions["storage"].write([pdf_of(ROW)])
    with pytest.raises(DraftRefused):
        add_pictures(
            world.session,
            world.actor("Thư"),
            draft.id,
            written,
            {},
            version=draft.version - 1,
            now=clock.now(),
        )
