"""Uploads that mean harm, meet a full disk, come many at once, or are cut off by a kill: refused or
stored whole, never half.
"""

import io
import json
import os
import signal
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app import clock
from app.models import Document, DocumentFile, Event, Evidence, Person, StoredFile, WorkItem
from app.services import inspection
from app.services.inspection import keep_all
from app.services.uploads import accept
from app.storage import Storage
from app.web.edge import DonDoc
from tests.acting import PDF, evidence_form, products_of
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock
from workflows.states import ActionRefused, Refusal

ClientFor = Callable[[Person], FlaskClient]
ROOT = Path(__file__).resolve().parents[2]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
SCRIPT = b"<script>fetch('/quan-tri')</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"
AT_ONCE = 12


@cache
def zipped(entries: int) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for number in range(entries):
            archive.writestr(f"{number}.txt", b"")
    return written.getvalue()


@pytest.fixture
def item(session: Session, world: World) -> WorkItem:
    plan = add_plan(session, world.mau, clock.now())
    made = add_item(
        session, world.mau, plan, lead="kt", title="a", due_on=date(2026, 9, 21), now=clock.now()
    )
    session.commit()
    return made


@pytest.fixture
def khang(world: World, client_for: ClientFor) -> FlaskClient:
    return client_for(world.person("Khang"))


@pytest.fixture
def storage(app: DonDoc) -> Storage:
    kept: Storage = app.extensions["storage"]
    return kept


def send(
    session: Session,
    item: WorkItem,
    client: FlaskClient,
    content: bytes,
    name: str,
    number: str = "203/QĐ-UBND",
) -> TestResponse:
    file = FileStorage(io.BytesIO(content), name)
    form = evidence_form(products_of(session, item), files=file, number=number)
    # Encoded here, so that a large one needs no file of the test client's.
    boundary, body = encode_multipart(form)
    return client.post(
        f"/viec/{item.id}/tai-lieu",
        data=body,
        content_type=f'multipart/form-data; boundary="{boundary}"',
    )


def is_whole(app: DonDoc, session: Session) -> bool:
    session.rollback()
    return app.test_cli_runner().invoke(args=["evidence", "check"]).exit_code == 0


REFUSED = {
    "ảnh.svg": SVG,
    "ảnh.png": SVG,
    "trang.html": SCRIPT,
    "trang.pdf": SCRIPT + b"%PDF-1.7",
    "tài liệu.pdf.exe": PDF,
    "tài liệu.pdf.html": PDF,
    "tài liệu.docx": PDF + zipped(1),
    "tài liệu.xlsx": zipped(1),
    ".pdf": PDF,
    "rỗng.pdf": b"",
    "mười nghìn.zip": zipped(10_000),
    "../../../etc/passwd": PDF,
    "gnp.\u202efdp.exe": PDF,
    "tệp\x00.pdf.svg": SVG,
}
"""By name: what is refused, and leaves nothing."""

TAKEN = {
    "../../../dondoc.sqlite3/Quyết định.pdf": (PDF, "Quyết định.pdf"),
    unicodedata.normalize("NFD", "thư mục/Quyết định.pdf"): (PDF, "Quyết định.pdf"),
    "\u202eQuyết định.pdf": (PDF, "Quyết định.pdf"),
    "mã.php.png": (PNG, "mã.php.png"),
    # A picture that is also a zip with a page in it: whole, and never more than an attachment.
    "hai mặt.png": (PNG + zipped(3) + SCRIPT, "hai mặt.png"),
    "hai mặt.pdf": (PDF + SCRIPT, "hai mặt.pdf"),
}
"""By the name that is sent: what is kept whole, and under which name."""


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_leaves_no_byte_and_no_row(
    app: DonDoc, session: Session, item: WorkItem, khang: FlaskClient, storage: Storage, name: str
) -> None:
    answer = send(session, item, khang, REFUSED[name], name)
    assert answer.status_code in (413, 422), answer.status_code
    assert storage.keys() == []
    assert storage.unfinished() == []
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Document)) == 0


@pytest.mark.parametrize("sent", TAKEN)
def test_what_is_taken_is_whole_under_a_harmless_name_and_only_ever_an_attachment(
    app: DonDoc, session: Session, item: WorkItem, khang: FlaskClient, storage: Storage, sent: str
) -> None:
    content, name = TAKEN[sent]
    assert send(session, item, khang, content, sent).status_code == 302
    session.expire_all()
    assert session.scalars(select(StoredFile.original_name)).one() == name
    (key,) = storage.keys()
    assert storage.read(key) == content
    file_id = session.scalars(select(DocumentFile.id)).one()
    with khang.get(f"/tep/{file_id}") as answer:
        assert answer.data == content
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"] in ("application/pdf", "image/png")
    assert is_whole(app, session)


def test_a_newline_in_a_name_ends_no_header(
    session: Session, item: WorkItem, khang: FlaskClient, storage: Storage
) -> None:
    upload = accept(io.BytesIO(PDF), "a\r\nX-Evil: 1\n.pdf", 100_000)
    assert upload.name == "a X-Evil: 1 .pdf"


@pytest.mark.parametrize("edge", ["os.fsync", "os.replace", "tempfile.mkstemp", "_sync_folder"])
@pytest.mark.parametrize("good", [0, 2])
def test_a_disk_that_is_full_at_any_step_keeps_none_of_several_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edge: str, good: int
) -> None:
    storage, calls = Storage(tmp_path / "evidence"), 0
    module = "app.storage"
    names = edge.split(".")
    holder = sys.modules[module] if len(names) == 1 else getattr(sys.modules[module], names[0])
    whole = getattr(holder, names[-1])

    def full(*args: object, **kwargs: object) -> object:
        nonlocal calls
        calls += 1
        if calls > good:
            raise OSError(28, "No space left on device")
        return whole(*args, **kwargs)

    uploads = [accept(io.BytesIO(PDF + bytes([n])), f"{n}.pdf", 100_000) for n in range(3)]
    monkeypatch.setattr(inspection, "inspect_in_process", lambda *_: None)
    monkeypatch.setattr(holder, names[-1], full)
    with pytest.raises(ActionRefused) as refused:
        keep_all(storage, uploads)
    assert refused.value.refusal is Refusal.file_not_stored
    assert storage.keys() == []
    assert storage.unfinished() == []
    monkeypatch.undo()
    monkeypatch.setattr(inspection, "inspect_in_process", lambda *_: None)
    assert len(keep_all(storage, uploads)) == 3


def test_many_uploads_at_once_are_all_whole(
    app: DonDoc,
    session: Session,
    item: WorkItem,
    world: World,
    client_for: ClientFor,
    storage: Storage,
) -> None:
    clients = [client_for(world.person("Khang")) for _ in range(AT_ONCE)]
    forms = [
        evidence_form(
            products_of(session, item),
            files=(io.BytesIO(PDF + f"\n% {number}".encode()), f"{number}.pdf"),
            number=f"{number}/QĐ-UBND",
        )
        for number in range(AT_ONCE)
    ]
    address = f"/viec/{item.id}/tai-lieu"
    session.rollback()

    def upload(number: int) -> int:
        with app.app_context():
            return clients[number].post(address, data=forms[number]).status_code

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(upload, range(AT_ONCE)))
    assert answers == [302] * AT_ONCE
    session.expire_all()
    for model in (Document, StoredFile, Evidence):
        assert session.scalar(select(func.count()).select_from(model)) == AT_ONCE, model
    linked = select(func.count()).where(Event.kind == "evidence.link")
    assert session.scalar(linked) == AT_ONCE
    assert len(storage.keys()) == AT_ONCE
    assert is_whole(app, session)


KILLED = """
import io, json, os, signal, sys
from datetime import datetime
import app.storage
from app import create_app
from app.services import evidence

settings = json.loads(os.environ["DONDOC_TEST"])
moment = datetime.fromisoformat(settings.pop("now"))
place, address, cookie, form = (settings.pop(name) for name in ("place", "url", "cookie", "form"))

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

holder, name = {
    "before the bytes are whole": (app.storage.os, "fdopen"),
    "before the bytes have their name": (app.storage.os, "replace"),
    "before the row": (evidence, "attach"),
}[place]
setattr(holder, name, die)
made = create_app({**settings, "CLOCK": lambda: moment})
client = made.test_client()
client.set_cookie("dondoc", cookie)
form["files"] = (io.BytesIO(b"%PDF-1.7\\n%%EOF" * 1000), "a.pdf")
answer = client.post(address, data=form)
sys.exit(f"was not killed: {answer.status_code} {answer.text[:2000]}")
"""


@pytest.fixture
def fresh_files(test_clock: TestClock) -> Iterator[None]:
    """Files are dated by the machine, so the machine's present is the test's."""
    from datetime import UTC, datetime

    test_clock.set(datetime.now(UTC))
    yield


@pytest.mark.usefixtures("fresh_files")
@pytest.mark.skipif(sys.platform == "win32", reason="nobody is killed like this there")
@pytest.mark.parametrize(
    "place",
    ["before the bytes are whole", "before the bytes have their name", "before the row"],
)
def test_a_kill_during_an_upload_leaves_bytes_for_the_sweep_and_nothing_else(
    app: DonDoc,
    session: Session,
    item: WorkItem,
    world: World,
    client_for: ClientFor,
    storage: Storage,
    place: str,
) -> None:
    khang = client_for(world.person("Khang"))
    assert send(session, item, khang, PDF, "Trước.pdf").status_code == 302
    settings = {
        "DATABASE_URL": app.config["DATABASE_URL"],
        "SECRET_KEY": app.config["SECRET_KEY"],
        "EVIDENCE_FOLDER": str(storage.root),
        "HOME": str(storage.root.parent),
        "WTF_CSRF_ENABLED": False,
        "now": clock.now().isoformat(),
        "place": place,
        "url": f"/viec/{item.id}/tai-lieu",
        "cookie": khang.get_cookie("dondoc").value,
        "form": evidence_form(products_of(session, item), files=None, number="2/QĐ"),
    }
    session.rollback()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED],
        cwd=ROOT,
        env={**os.environ, "DONDOC_TEST": json.dumps(settings)},
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(Document)) == 1
    session.rollback()
    done = app.test_cli_runner().invoke(args=["evidence", "check"])
    assert done.exit_code == 0, done.output
    (left, _) = done.output.splitlines()
    assert left.startswith("MỚI ")
    assert (".incoming-" in left) is (place != "before the row")
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0
    # And the next one gets through.
    assert send(session, item, khang, PDF + b"2", "Sau.pdf", number="3/QĐ").status_code == 302
