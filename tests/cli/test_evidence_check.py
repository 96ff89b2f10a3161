"""`flask evidence check`: exit 0 where the store is whole, 1 with every file that is not named."""

import os
from datetime import date, timedelta

import pytest
from click.testing import Result
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.models import DocumentKind, StoredFile, WorkItem
from app.services import evidence
from app.services.documents import DocumentFacts
from app.services.stored_files import KeptFile, add_stored_file
from app.storage import Storage
from app.web.edge import DonDoc
from tests.cast import World, add_item, add_plan

pytestmark = pytest.mark.usefixtures("test_clock")


@pytest.fixture
def storage(app: DonDoc) -> Storage:
    kept: Storage = app.extensions["storage"]
    return kept


@pytest.fixture
def item(session: Session, world: World) -> WorkItem:
    plan = add_plan(session, world.mau, clock.now())
    made = add_item(
        session, world.mau, plan, lead="kt", title="a", due_on=date(2026, 9, 21), now=clock.now()
    )
    session.commit()
    return made


def kept_file(storage: Storage, content: bytes = b"content", name: str = "Tệp 1.pdf") -> KeptFile:
    return KeptFile(storage.write([content]), name, "application/pdf")


def attach(session: Session, world: World, item: WorkItem, file: KeptFile) -> None:
    facts = DocumentFacts(DocumentKind.decision, number="203/QĐ-UBND", issued_on=date(2026, 9, 7))
    evidence.attach(
        session,
        world.actor("Khang"),
        item,
        facts,
        [file],
        [],
        sha256s=[file.written.sha256],
        now=clock.now(),
    )
    session.commit()


def check(app: DonDoc, session: Session) -> Result:
    session.rollback()
    return app.test_cli_runner().invoke(args=["evidence", "check"])


def test_a_whole_store_is_whole(
    app: DonDoc, session: Session, world: World, item: WorkItem, storage: Storage
) -> None:
    attach(session, world, item, kept_file(storage))
    done = check(app, session)
    assert (done.exit_code, done.output) == (
        0,
        "1 tệp đã kiểm tra: 0 mất, 0 bị sửa, 0 không đọc được, 0 thừa, 0 mới.\n",
    )


def test_a_lost_and_an_altered_file_are_named_with_where_they_are_used(
    app: DonDoc, session: Session, world: World, item: WorkItem, storage: Storage
) -> None:
    lost, altered = kept_file(storage), kept_file(storage, b"other", "Tệp 2.pdf")
    attach(session, world, item, lost)
    add_stored_file(session, world.actor("Khang"), altered, clock.now())
    session.commit()
    storage.remove(lost.written.key)
    path = storage.path(altered.written.key)
    # The same size and the same time: only the bytes tell.
    times = path.stat()
    path.write_bytes(b"othes")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    done = check(app, session)
    assert done.exit_code == 1
    first, second, last = done.output.splitlines()
    assert first.startswith(f"MẤT      {lost.written.key}: Phường Mẫu, “Tệp 1.pdf”")
    assert f"số 203/QĐ-UBND, việc {item.id})" in first
    assert second.startswith(f"BỊ SỬA   {altered.written.key}: Phường Mẫu, “Tệp 2.pdf”")
    assert last.startswith("2 tệp đã kiểm tra: 1 mất, 1 bị sửa")


@pytest.mark.parametrize(("hours", "word", "exit_code"), [(23, "MỚI", 0), (25, "THỪA", 1)])
def test_bytes_without_a_row_are_named_and_wrong_once_nobody_can_be_sending_them(
    app: DonDoc,
    session: Session,
    world: World,
    storage: Storage,
    hours: int,
    word: str,
    exit_code: int,
) -> None:
    key = kept_file(storage).written.key
    aside = storage.path(key).parent / ".incoming-abc"
    aside.write_bytes(b"half")
    then = (clock.now() - timedelta(hours=hours)).timestamp()
    for path in (storage.path(key), aside):
        os.utime(path, (then, then))
    done = check(app, session)
    assert done.exit_code == exit_code
    lines = done.output.splitlines()
    assert [line.split()[0] for line in lines[:2]] == [word, word]
    assert key in lines[0]
    assert ".incoming-abc" in lines[1]


def test_a_file_whose_row_was_deleted_is_an_orphan(
    app: DonDoc, session: Session, world: World, storage: Storage
) -> None:
    file = add_stored_file(session, world.actor("Khang"), kept_file(storage), clock.now())
    session.commit()
    session.execute(delete(StoredFile).where(StoredFile.id == file.id))
    session.commit()
    assert session.scalars(select(StoredFile)).all() == []
    assert file.key in check(app, session).output
