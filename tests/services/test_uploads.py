"""What may come in as a file, and what is refused before anything is opened or stored."""

import io
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping

import pytest

from app.services import uploads
from app.services.uploads import MEGABYTE, accept, clean_name
from workflows.states import ActionRefused, Refusal

LIMIT = 25 * MEGABYTE
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
JPG = b"\xff\xd8\xff\xe0" + b"\0" * 32
ODT = "application/vnd.oasis.opendocument.text"


def zipped(members: Mapping[str, bytes], *, packed: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else 0) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def office(folder: str) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", f"{folder}/document.xml": b"<a/>"})


GOOD = {
    "quyet-dinh.pdf": PDF,
    "bao-cao.docx": office("word"),
    "so-lieu.xlsx": office("xl"),
    "trinh-chieu.pptx": office("ppt"),
    "van-ban.odt": zipped({"mimetype": ODT.encode(), "content.xml": b"<a/>"}),
    "bang.ods": zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
    "anh.jpg": JPG,
    "anh.JPEG": JPG,
    "anh.png": PNG,
    "kem-theo.zip": zipped({"a.txt": b"a"}),
}


def refusal_of(content: bytes, name: str, limit: int = LIMIT) -> ActionRefused:
    with pytest.raises(ActionRefused) as refused:
        accept(io.BytesIO(content), name, limit)
    return refused.value


@pytest.mark.parametrize("name", GOOD)
def test_it_takes_what_it_says_it_takes(name: str) -> None:
    upload = accept(io.BytesIO(GOOD[name]), name, LIMIT)
    assert (upload.name, upload.size) == (name, len(GOOD[name]))
    assert upload.stream.tell() == 0
    assert len(upload.sha256) == 64


@pytest.mark.parametrize("name", GOOD)
def test_it_refuses_each_kind_under_the_ending_of_another(name: str) -> None:
    wrong = "anh.png" if not name.endswith(".png") else "quyet-dinh.pdf"
    assert refusal_of(GOOD[name], wrong).refusal is Refusal.file_type_differs


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("trong.pdf", b"", Refusal.file_empty),
        ("ma.exe", b"MZ", Refusal.file_type_unknown),
        ("anh.svg", b"<svg onload='x()'/>", Refusal.file_type_unknown),
        ("trang.html", b"<script>", Refusal.file_type_unknown),
        ("quyet-dinh.pdf.exe", PDF, Refusal.file_type_unknown),
        ("khong-duoi", PDF, Refusal.file_type_unknown),
        (".pdf", PDF, Refusal.file_type_unknown),
        ("", PDF, Refusal.file_type_unknown),
        ("a.pdf", b"<html>" + PDF, Refusal.file_type_differs),
        ("a.docx", PDF, Refusal.file_type_differs),
        ("a.docx", zipped({"word/document.xml": b"a"}), Refusal.file_type_differs),
        ("a.docx", b"PK\x03\x04 and then nothing of a zip", Refusal.file_type_differs),
        ("a.odt", zipped({"mimetype": b"text/html"}), Refusal.file_type_differs),
        ("a.odt", zipped({"mimetype": b"x" * 1000}), Refusal.file_type_differs),
        ("a.zip", b"PK\x05\x06" + b"\0" * 18, Refusal.file_type_differs),
    ],
)
def test_it_refuses_by_name(name: str, content: bytes, refusal: Refusal) -> None:
    assert refusal_of(content, name).refusal is refusal


def test_a_file_of_the_limit_passes_and_one_byte_more_is_named_with_both_sizes() -> None:
    exact = PDF + b" " * (2 * MEGABYTE - len(PDF))
    assert accept(io.BytesIO(exact), "a.pdf", 2 * MEGABYTE).size == 2 * MEGABYTE
    refused = refusal_of(exact + b" ", "a.pdf", 2 * MEGABYTE)
    assert (refused.refusal, refused.values) == (
        Refusal.file_too_large,
        {"size": "3", "limit": "2"},
    )


def test_a_zip_that_unpacks_to_far_more_than_it_holds_is_refused_unopened() -> None:
    bomb = zipped({"zero": b"\0" * (30 * MEGABYTE)})
    assert len(bomb) < MEGABYTE
    assert refusal_of(bomb, "bom.zip").refusal is Refusal.file_unsafe


def test_a_zip_of_too_many_members_is_refused_before_its_directory_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = zipped({f"{number}": b"" for number in range(uploads.MAX_MEMBERS + 1)}, packed=False)

    def never(*_: object) -> None:
        raise AssertionError("the directory was read")

    monkeypatch.setattr(uploads.zipfile, "ZipFile", never)
    assert refusal_of(many, "nhieu.zip").refusal is Refusal.file_unsafe


def test_entries_are_counted_right_across_the_pieces_the_file_is_read_in() -> None:
    for shift in range(5):
        content = b"x" * (uploads._CHUNK - shift) + uploads._DIRECTORY_ENTRY + b"y"
        assert uploads._count(io.BytesIO(content), uploads._DIRECTORY_ENTRY) == 1


def test_a_zip_under_a_password_is_refused() -> None:
    locked = bytearray(zipped({"a.txt": b"a"}))
    place = locked.index(b"PK\x01\x02") + 8
    struct.pack_into("<H", locked, place, 1)
    assert refusal_of(bytes(locked), "khoa.zip").refusal is Refusal.file_protected


def test_a_member_with_broken_bytes_is_a_refusal_and_no_crash() -> None:
    broken = zipped({"mimetype": ODT.encode() * 3}).replace(
        zlib.compress(ODT.encode() * 3, 6)[2:6], b"\xff\xff\xff\xff"
    )
    assert refusal_of(broken, "a.odt").refusal is Refusal.file_type_differs


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Mau\\Quyết định.pdf", "Quyết định.pdf"),
        ("a\0b\r\nc.pdf", "ab c.pdf"),
        ("báo\u202efdp.exe", "báofdp.exe"),
        ("  .hidden.pdf. ", "hidden.pdf"),
        (unicodedata.normalize("NFD", "Quyết định.pdf"), "Quyết định.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("CON.pdf", "CON.pdf"),
        ("", ""),
    ],
)
def test_names_are_kept_without_path_and_without_what_cannot_be_seen(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept
