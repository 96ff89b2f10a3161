"""Pictures of pages: drawn on the server from the bytes, kept by their hash, never the file
itself."""

import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import docx
import pytest
from PIL import Image

from app import clock
from app.plan_import.conversion import office_program
from app.services import previews
from app.services.previews import PDF, Previews, Shown, can_be_shown
from app.storage import Storage
from tests.plan_import.drawn_pdf import Sheet, pdf

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "evidence")


@pytest.fixture
def made(tmp_path: Path, storage: Storage) -> Previews:
    return Previews(tmp_path / "previews", storage)


def kept(storage: Storage, content: bytes, media_type: str, name: str) -> Shown:
    written = storage.write([content])
    return Shown(written.key, written.sha256, media_type, name, written.size)


def two_pages() -> bytes:
    sheets = [Sheet(), Sheet()]
    for number, sheet in enumerate(sheets, 1):
        sheet.text(60, 60, f"Trang {number}")
    return pdf(*sheets)


def photograph(size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "red").save(written, "JPEG", **options)
    return written.getvalue()


def size_of(picture: bytes | None) -> tuple[int, int]:
    assert picture is not None
    with Image.open(io.BytesIO(picture)) as opened:
        assert opened.format == "PNG"
        return opened.size


def test_a_pdf_is_drawn_page_by_page_and_only_once(
    made: Previews, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = kept(storage, two_pages(), PDF, "báo cáo.pdf")
    assert made.count(file) == 2
    first = made.page(file, 1)
    assert size_of(first)[0] > 500
    assert [made.page(file, number) for number in (0, 3, -1)] == [None, None, None]
    monkeypatch.setattr(previews, "picture_in_process", lambda *_: pytest.fail("drawn twice"))
    assert made.page(file, 1) == first


def test_a_photograph_is_drawn_again_the_right_way_up_without_what_else_it_holds(
    made: Previews, storage: Storage
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # Held sideways.
    exif[0x010E] = "GPS <script>alert(1)</script>"
    content = photograph(exif=exif) + b"<script>alert(2)</script>"
    picture = made.page(kept(storage, content, "image/jpeg", "ảnh.jpg"), 1)
    assert size_of(picture) == (20, 40)
    assert picture is not None
    assert b"script" not in picture


def test_a_large_photograph_comes_small(made: Previews, storage: Storage) -> None:
    file = kept(storage, photograph((6000, 3000)), "image/jpeg", "ảnh.jpg")
    assert size_of(made.page(file, 1)) == (2000, 1000)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.4 nothing more", PDF),
        (b"\xff\xd8\xff nothing more", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "image/png"),
        (b"<svg onload=alert(1)>", "image/svg+xml"),
        (b"PK\x03\x04", "application/zip"),
    ],
)
def test_what_cannot_be_drawn_is_not_shown(
    made: Previews, storage: Storage, content: bytes, media_type: str
) -> None:
    assert made.page(kept(storage, content, media_type, "tệp"), 1) is None


def test_what_broke_its_process_takes_no_turn_again_for_ten_minutes(
    made: Previews, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, tries = kept(storage, two_pages(), PDF, "báo cáo.pdf"), []
    made.count(file)
    monkeypatch.setattr(previews, "picture_in_process", lambda *_: tries.append(1))
    began = datetime.now(UTC)
    for minutes, tried in ((0, 1), (0, 1), (9, 1), (11, 2)):
        clock.use_source(lambda minutes=minutes: began + timedelta(minutes=minutes))
        assert made.page(file, 1) is None
        assert len(tries) == tried, minutes
    monkeypatch.undo()
    clock.use_source(lambda: began + timedelta(minutes=22))
    try:
        assert made.page(file, 1) is not None
    finally:
        clock.use_source(None)


def test_an_office_file_is_shown_where_libreoffice_is(made: Previews, storage: Storage) -> None:
    written = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Báo cáo kết quả thực hiện")
    document.save(written)
    file = kept(storage, written.getvalue(), DOCX, "báo cáo.docx")
    is_there = office_program() is not None
    assert can_be_shown(DOCX, 1) is is_there
    assert made.count(file) == (1 if is_there else 0)
    assert (made.page(file, 1) is not None) is is_there


def test_a_file_that_is_lost_is_not_taken_for_an_empty_one(
    made: Previews, storage: Storage
) -> None:
    file = kept(storage, two_pages(), PDF, "báo cáo.pdf")
    storage.remove(file.key)
    with pytest.raises(FileNotFoundError):
        made.count(file)


def test_where_no_picture_can_be_kept_it_is_shown_all_the_same(
    storage: Storage, tmp_path: Path
) -> None:
    (tmp_path / "previews").write_text("a file where the folder should be")
    made = Previews(tmp_path / "previews" / "full", storage)
    assert size_of(made.page(kept(storage, two_pages(), PDF, "báo cáo.pdf"), 2))


def test_pictures_that_nobody_looked_at_for_a_month_are_thrown_away(
    made: Previews, storage: Storage
) -> None:
    seen, forgotten = (
        kept(storage, photograph((40, height)), "image/jpeg", "ảnh.jpg") for height in (20, 30)
    )
    made.page(seen, 1)
    made.page(forgotten, 1)
    now = datetime.now(UTC)
    old = (now - timedelta(days=31)).timestamp()
    for path in made.folder.glob(f"??/{forgotten.sha256}/*"):
        os.utime(path, (old, old))
    assert made.throw_away(now) == 1
    assert not list(made.folder.glob(f"??/{forgotten.sha256}"))
    assert made.throw_away(now) == 0
    assert size_of(made.page(forgotten, 1)) == (40, 30)
