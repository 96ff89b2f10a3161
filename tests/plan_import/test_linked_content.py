"""A document may name files of the server and addresses of the network; nobody gets to see them."""

import io
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from app.plan_import import conversion
from app.plan_import.conversion import (
    ConversionLimits,
    convert,
    is_confined,
    office_program,
    to_pdf,
)
from app.plan_import.isolation import landlock
from tests.plan_import import linked_files
from tests.plan_import.linked_files import COLOUR, docx, ods, odt, rtf, xlsx
from tests.programs import absent, need

SECRET = "words-of-the-server"
PICTURES: dict[str, Callable[[str], bytes]] = {
    "docx": docx,
    "ods": ods,
    "odt": odt,
    "rtf": rtf,
    "xlsx": xlsx,
}
READ_AS = {"docx": ["docx", "odt", "rtf"], "xlsx": ["ods", "xlsx"]}


@dataclass
class Server:
    """A server of the office's network, and what was asked of it: a path for each format."""

    address: str
    asked: set[str] = field(default_factory=set)


@pytest.fixture
def network() -> Iterator[Server]:
    server = Server("")

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.add(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(linked_files.picture())

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.address = f"http://127.0.0.1:{listening.server_port}"
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield server
    listening.shutdown()
    listening.server_close()


@pytest.fixture
def on_the_server(tmp_path: Path) -> Path:
    """A folder with a picture that is nobody's business."""
    need("soffice")
    (tmp_path / "a.png").write_bytes(linked_files.picture())
    return tmp_path


@pytest.fixture
def confined() -> None:
    if not is_confined():
        absent("Landlock (Linux 5.13 or later)")


@pytest.fixture
def unconfined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "_reach", lambda *_: None)


@pytest.fixture
def without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "_SETTINGS", ())


def shows(made: bytes | None) -> bool:
    """True where the picture of the server is in what was made."""
    assert made is not None
    if not made.startswith(b"%PDF-"):
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            return any(archive.read(name).startswith(b"\x89PNG") for name in archive.namelist())
    document = pdfium.PdfDocument(made)
    try:
        pages = [page.render(scale=1).to_pil().convert("RGB") for page in document]
    finally:
        document.close()
    pixels = [colour for page in pages for _, colour in page.getcolors(10**6) or ()]
    return any(
        abs(red - COLOUR[0]) + green + abs(blue - COLOUR[2]) < 60 for red, green, blue in pixels
    )


@dataclass(frozen=True)
class Opened:
    """What came of documents that name a picture of the server, by kind, and whether those that
    name one of the network asked for it."""

    made: Mapping[str, bytes]
    asked: frozenset[str]

    @property
    def shown(self) -> set[str]:
        return {kind for kind, content in self.made.items() if shows(content)}


def opened(kinds: Iterable[str], target: str, folder: Path, server: Server) -> Opened:
    """Have LibreOffice open two documents of each kind, as the product starts it but in one start:
    one names a picture of the server in `folder`, the other one of the network.
    """
    program = office_program()
    assert program is not None
    picture = folder / "a.png"
    work = folder / f"to-{target}-{len(list(folder.iterdir()))}"
    work.mkdir()
    sources = []
    for kind in kinds:
        # RTF names files by their path, the others by their address.
        here = str(picture) if kind == "rtf" else picture.as_uri()
        for name, address in (("server", here), ("network", f"{server.address}/{kind}")):
            sources.append(work / f"{kind}-{name}.{kind}")
            sources[-1].write_bytes(PICTURES[kind](address))
    server.asked.clear()
    conversion._write_profile(work / "profile")
    conversion._run(program, work, sources, target, ConversionLimits())
    assert len(list((work / "out").iterdir())) == len(sources)
    return Opened(
        {kind: (work / "out" / f"{kind}-server.{target}").read_bytes() for kind in kinds},
        frozenset(path.strip("/") for path in server.asked),
    )


@pytest.mark.usefixtures("confined")
def test_nothing_of_the_server_is_shown_and_nothing_of_the_network_asked(
    on_the_server: Path, network: Server
) -> None:
    targets = {"pdf": list(PICTURES), **READ_AS}
    for target, kinds in targets.items():
        found = opened(kinds, target, on_the_server, network)
        assert (found.shown, found.asked) == (set(), set()), target


def curious(folder: Path, secret: Path, elsewhere: Path) -> str:
    """A program in LibreOffice's place that a document has taken over."""
    path = folder / "office"
    out = 'while [ "$1" != --outdir ]; do shift; done; mkdir "$2"; echo tried > "$2/document.docx"'
    look = f'cat "{secret}" /proc/$PPID/environ /etc/passwd >> "$2/document.docx"'
    path.write_text(f'#!/bin/sh\n{out}\n{look}\necho x > "{elsewhere}"\n', encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("is_kept", [True, False], ids=["confined", "not confined"])
def test_a_program_that_a_document_took_over_reaches_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, confined: None, is_kept: bool
) -> None:
    secret, elsewhere, folder = tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "office"
    secret.write_text(SECRET, encoding="utf-8")
    folder.mkdir()
    monkeypatch.setenv("LIBREOFFICE", curious(folder, secret, elsewhere))
    if not is_kept:
        monkeypatch.setattr(conversion, "_reach", lambda *_: None)
    made = convert(b"{\\rtf1 x}", "rtf", "docx")
    assert made is not None
    assert (made == b"tried\n") is is_kept
    assert (SECRET.encode() not in made) is is_kept
    assert elsewhere.exists() is not is_kept


@pytest.mark.usefixtures("unconfined")
def test_unconfined_the_settings_keep_some_formats_and_not_all(
    on_the_server: Path, network: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = opened(PICTURES, "pdf", on_the_server, network)
    assert kept.shown == {"ods", "rtf"}
    assert kept.asked.isdisjoint({"docx", "odt", "xlsx"})
    monkeypatch.setattr(conversion, "_SETTINGS", ())
    free = opened(PICTURES, "pdf", on_the_server, network)
    assert free.shown == set(PICTURES)
    assert free.asked >= {"docx", "odt"}


@pytest.mark.usefixtures("confined", "without_settings")
def test_confined_it_shows_nothing_whatever_its_settings(
    on_the_server: Path, network: Server
) -> None:
    found = opened(["ods", "odt"], "pdf", on_the_server, network)
    assert found.shown == set()
    # Landlock knows of TCP since its version 4 (Linux 6.7).
    assert not found.asked or landlock.version() < 4


def test_a_machine_that_cannot_confine_shows_no_pages(
    on_the_server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landlock, "version", lambda: 0)
    content = rtf(str(on_the_server / "a.png"))
    assert to_pdf(content, "a.rtf") is None
    assert convert(content, "rtf", "docx") is not None
