"""Two hundred uploads at once against four real web workers, of which one is killed on the way:
what was acknowledged is there and whole, and nothing else is but bytes for the nightly sweep.
"""

import http.client
import io
import os
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app import clock
from app.extensions import db
from app.models import Document, DocumentFile, StoredFile, WorkItemProduct
from app.services.evidence_check import Fault, compare, named_files, orphans
from app.storage import Storage
from benchmarks.scratch import NOW, scratch_product
from tests.acting import evidence_form
from tests.cast import build_world
from tests.deciding import gather
from tests.fleet import Fleet

AT_ONCE = 200
WORKERS = 4
PEOPLE = 20
KEY = "a key of the tests, of no other use"
"""The key of the workers that a `Fleet` starts."""


@dataclass
class Trial:
    """What was answered, by status (0: the connection broke), the seconds it took, and what is
    not as it must be."""

    answers: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)


def upload_at_once(seed: int, server: str | None = None, at_once: int = AT_ONCE) -> Trial:
    """Send `at_once` files at the same moment, on SQLite or on a new database of `server`."""
    trial = Trial()
    with (
        scratch_product(server) as app,
        tempfile.TemporaryDirectory(prefix="dondoc-uploads-") as folder,
        app.app_context(),
    ):
        app.config["SECRET_KEY"] = KEY
        clock.use_source(lambda: NOW)
        crowd = gather(app, db.session(), build_world(db.session(), NOW), PEOPLE)
        items = _with_products(db.session(), crowd.items)
        db.session.remove()
        heads = [who for who, role in crowd.roles.items() if role.value == "unit_head"]
        fleet = Fleet(app, Path(folder), lambda _: None)
        fleet.set(NOW)
        try:
            address = fleet.serve(workers=WORKERS)
            cookies = [
                f"{app.config['SESSION_COOKIE_NAME']}={crowd.cookies[heads[n % len(heads)]]}"
                for n in range(at_once)
            ]
            killer = threading.Timer(2, _kill_a_worker, (fleet.servers[0].pid, seed))
            killer.start()
            began = time.monotonic()
            with ThreadPoolExecutor(at_once) as threads:
                statuses = list(
                    threads.map(
                        lambda n: _send(address, *items[n % len(items)], cookies[n], seed, n),
                        range(at_once),
                    )
                )
            trial.seconds = time.monotonic() - began
            killer.join()
        finally:
            fleet.stop()
        trial.answers.update(statuses)
        acknowledged = {n for n, status in enumerate(statuses) if status == 302}
        storage: Storage = app.extensions["storage"]
        trial.faults += _missing(db.session(), storage, seed, acknowledged)
        trial.faults += _not_whole(db.session(), storage)
        odd = set(statuses) - {302, 0}
        trial.faults += [f"somebody was answered {status}" for status in sorted(odd)]
        db.session.remove()
    return trial


def _with_products(session: Session, item_ids: Sequence[int]) -> list[tuple[int, tuple[int, ...]]]:
    lines = select(WorkItemProduct.work_item_id, WorkItemProduct.id)
    found: dict[int, tuple[int, ...]] = {}
    for item_id, product_id in session.execute(lines):
        found[item_id] = (*found.get(item_id, ()), product_id)
    return [(item_id, found[item_id]) for item_id in item_ids]


def content_of(seed: int, number: int) -> bytes:
    """The file of one upload: no two are the same, most are larger than a page in memory."""
    return b"%PDF-1.7\n%" + random.Random(f"{seed}-{number}").randbytes(700_000)  # noqa: S311


def _send(
    address: str, item_id: int, product_ids: Sequence[int], cookie: str, seed: int, number: int
) -> int:
    file = FileStorage(io.BytesIO(content_of(seed, number)), f"{number}.pdf")
    form = evidence_form([], files=file, number=f"{number}/QĐ-UBND", products=list(product_ids))
    boundary, body = encode_multipart(form)
    connection = http.client.HTTPConnection(address, timeout=300)
    try:
        connection.request(
            "POST",
            f"/viec/{item_id}/tai-lieu",
            body,
            {"Cookie": cookie, "Content-Type": f'multipart/form-data; boundary="{boundary}"'},
        )
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def _kill_a_worker(master: int, seed: int) -> None:
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    chosen = random.Random(seed).choice(children)  # noqa: S311
    os.kill(int(chosen), signal.SIGKILL)


def _missing(session: Session, storage: Storage, seed: int, acknowledged: set[int]) -> list[str]:
    """The acknowledged uploads whose bytes are not what was sent."""
    rows = session.execute(
        select(Document.number, StoredFile.key)
        .join(DocumentFile, DocumentFile.document_id == Document.id)
        .join(StoredFile, StoredFile.id == DocumentFile.file_id)
    )
    keys = {int(number.partition("/")[0]): key for number, key in rows}
    session.rollback()
    return [
        f"upload {number} was acknowledged and is not there whole"
        for number in sorted(acknowledged)
        if number not in keys or storage.read(keys[number]) != content_of(seed, number)
    ]


def _not_whole(session: Session, storage: Storage) -> list[str]:
    files = named_files(session)
    found = [*compare(storage, files), *orphans(session, storage, datetime.now(UTC))]
    session.rollback()
    return [f"{each.fault}: {each.key}" for each in found if each.fault is not Fault.fresh]
