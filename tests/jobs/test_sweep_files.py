"""What a crash leaves in the store is removed at night; what a row names never is."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.jobs import run_job
from app.models import JobRun, Person, StoredFile
from app.services import draft_reading
from app.services.backup import write_backup
from app.services.stored_files import SETTLED, KeptFile, add_stored_file
from app.storage import Storage, Written
from app.web.edge import DonDoc
from tests.cast import World
from tests.plan_texts import plan_text
from tests.web.readings import upload

pytestmark = pytest.mark.usefixtures("test_clock")


@pytest.fixture
def office(client_for: Callable[[Person], FlaskClient], world: World) -> FlaskClient:
    """The browser of Thư, of the standing office."""
    return client_for(world.person("Thư"))


@pytest.fixture
def storage(app: DonDoc, office: FlaskClient) -> Storage:
    """The store, in which the files of two plans lie that rows name."""
    for _ in range(2):
        assert upload(office, plan_text()).status_code == 302
    kept: Storage = app.extensions["storage"]
    return kept


def written_at(storage: Storage, key: str, moment: datetime) -> str:
    os.utime(storage.path(key), (moment.timestamp(),) * 2)
    return key


def old(storage: Storage, key: str) -> str:
    return written_at(storage, key, clock.now() - timedelta(days=1, minutes=1))


def swept(app: DonDoc, session: Session) -> dict[str, int]:
    """What a run of the job says that it did."""
    session.rollback()
    assert run_job(app, "sweep_files").error == ""
    run = session.scalars(select(JobRun).order_by(JobRun.id.desc())).first()
    assert run is not None
    session.rollback()
    return dict(run.outcome)


def test_a_file_whose_row_was_lost_on_the_way_is_removed_a_day_later(
    app: DonDoc,
    session: Session,
    storage: Storage,
    office: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    named = storage.keys()

    def stops(*_: object, **__: object) -> None:
        raise SystemExit("the server is stopped")

    monkeypatch.setattr(draft_reading, "store_draft", stops)
    with pytest.raises(SystemExit):
        upload(office, plan_text())
    session.rollback()
    (lost,) = set(storage.keys()) - set(named)
    assert lost not in session.scalars(select(StoredFile.key)).all()
    written_at(storage, lost, clock.now() - timedelta(hours=23))
    assert swept(app, session) == {"files_removed": 0}
    old(storage, lost)
    assert swept(app, session) == {"files_removed": 1}
    assert storage.keys() == named


def test_a_file_that_a_row_names_stays_however_old(
    app: DonDoc, session: Session, storage: Storage
) -> None:
    named = storage.keys()
    for key in named:
        written_at(storage, key, clock.now() - timedelta(days=4_000))
    assert swept(app, session) == {"files_removed": 0}
    assert storage.keys() == named


@pytest.mark.skipif(sys.platform == "win32", reason="nobody is killed like this there")
def test_what_a_killed_writer_left_half_written_is_removed_too(
    app: DonDoc, session: Session, storage: Storage
) -> None:
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from app.storage import Storage\n"
        "def chunks():\n"
        "    yield b'half of it'\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "Storage(Path(sys.argv[1])).write(chunks())\n"
    )
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", script, str(storage.root)]
    killed = subprocess.run(command, cwd=root, check=False)
    assert killed.returncode == -signal.SIGKILL
    (left,) = storage.root.glob("??/.incoming-*")
    for age, removed in ((timedelta(hours=23), 0), (timedelta(hours=25), 1)):
        os.utime(left, ((clock.now() - age).timestamp(),) * 2)
        assert swept(app, session) == {"files_removed": removed}
        assert left.exists() is not bool(removed)


@pytest.mark.parametrize(("rows", "files"), [(2, 3), (100, 21)])
def test_a_store_that_is_not_this_databases_is_left_alone(
    app: DonDoc,
    session: Session,
    storage: Storage,
    world: World,
    rows: int,
    files: int,
) -> None:
    for number in range(rows - 2):
        kept = KeptFile(Written(f"00/{number:030x}", "0" * 64, 1), "a.txt", "text/plain")
        add_stored_file(session, world.actor("Thư"), kept, clock.now())
    session.commit()
    for _ in range(files):
        old(storage, storage.write([b"of another office"]).key)
    assert swept(app, session) == {"files_doubtful": files}
    assert len(storage.keys()) == 2 + files
    storage.remove(storage.keys_before(clock.now() - SETTLED)[0])
    assert swept(app, session) == {"files_removed": files - 1}


def test_a_backup_finds_all_it_copies_though_the_store_is_swept_meanwhile(
    app: DonDoc, session: Session, storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old(storage, storage.write([b"nobody's"]).key)
    session.rollback()
    opened = Storage.open
    outcomes: list[dict[str, int]] = []

    def swept_first(store: Storage, key: str) -> object:
        if not outcomes:
            outcomes.append(swept(app, session))
        return opened(store, key)

    monkeypatch.setattr(Storage, "open", swept_first)
    manifest = write_backup(db.engine, storage, tmp_path / "backup", "1", clock.now())
    assert outcomes == [{"files_removed": 1}]
    assert manifest.files == 2
