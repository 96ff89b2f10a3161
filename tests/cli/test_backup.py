"""Backup and restore, within a database and from one to the other."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, create_app
from app.extensions import db
from app.models import Event, Person, StoredFile, Unit
from app.services.events import Entry, record
from app.web.edge import DonDoc
from tests.cast import World
from tests.postgresql import address_of, on_server

ROOT = Path(__file__).parents[2]


@pytest.fixture
def filled(session: Session, world: World, app: DonDoc) -> World:
    """The cast, a unit that followed another, a stored file and some events."""
    units = world.mau.units
    units["hcc"].successor_id = units["ca"].id
    written = app.extensions["storage"].write([b"%PDF-1.4", b" kept"])
    session.add(
        StoredFile(
            commune_id=world.mau.commune.id,
            key=written.key,
            sha256=written.sha256,
            size=written.size,
            media_type="application/pdf",
            original_name="quyết định.pdf",
            uploaded_at=clock.now(),
        )
    )
    entries = [Entry(kind="test.happened", reason=f"lần {n}", data={"n": n}) for n in range(5)]
    record(session, world.actor("Thư"), entries, clock.now())
    session.commit()
    return world


def _flask(home: Path, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "DONDOC_HOME": str(home),
        "DATABASE_URL": url,
        "EVIDENCE_FOLDER": str(home / "evidence"),
    }
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_backup_comes_back_whole_on_an_empty_machine(
    app: DonDoc, filled: World, session: Session, tmp_path: Path
) -> None:
    url = app.config["DATABASE_URL"]
    made = _flask(tmp_path, url, "backup", str(tmp_path / "copy"))
    assert made.returncode == 0, made.stderr
    names = [person.full_name for person in session.scalars(select(Person).order_by(Person.id))]
    hashes = list(session.scalars(select(Event.hash).order_by(Event.id)))
    session.rollback()

    home = tmp_path / "new"
    target = f"sqlite:///{home / 'dondoc.sqlite3'}"
    brought = _flask(home, target, "restore", str(tmp_path / "copy"))
    assert brought.returncode == 0, brought.stderr
    assert "đều khớp" in brought.stdout

    other = create_app({"DATABASE_URL": target, "HOME": home, "EVIDENCE_FOLDER": home / "evidence"})
    with other.app_context():
        there = db.session()
        assert names == [p.full_name for p in there.scalars(select(Person).order_by(Person.id))]
        assert hashes == list(there.scalars(select(Event.hash).order_by(Event.id)))
        stored = there.scalars(select(StoredFile)).one()
        assert other.extensions["storage"].read(stored.key) == b"%PDF-1.4 kept"
        followed = there.scalars(select(Unit).where(Unit.successor_id.is_not(None))).one()
        assert followed.code == "hcc"
        db.session.remove()
        db.engine.dispose()
    assert _flask(home, target, "audit", "verify").returncode == 0


def test_a_commune_moves_into_another_database(
    app: DonDoc, filled: World, tmp_path: Path, migrated_postgresql: tuple[str, str]
) -> None:
    made = _flask(tmp_path, app.config["DATABASE_URL"], "backup", str(tmp_path / "copy"))
    assert made.returncode == 0, made.stderr
    server, _ = migrated_postgresql
    on_server(server, "DROP DATABASE IF EXISTS moved WITH (FORCE)", "CREATE DATABASE moved")
    brought = _flask(
        tmp_path / "new", address_of(server, "moved"), "restore", str(tmp_path / "copy")
    )
    assert brought.returncode == 0, brought.stderr
    assert _flask(tmp_path, address_of(server, "moved"), "audit", "verify").returncode == 0


def test_it_refuses_a_folder_that_is_no_backup_and_a_database_that_holds_something(
    app: DonDoc, filled: World, tmp_path: Path
) -> None:
    url = app.config["DATABASE_URL"]
    (tmp_path / "nothing").mkdir()
    refused = _flask(tmp_path, url, "restore", str(tmp_path / "nothing"))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "manifest.json" in refused.stderr
    _flask(tmp_path, url, "backup", str(tmp_path / "copy"))
    refused = _flask(tmp_path, url, "restore", str(tmp_path / "copy"))
    assert refused.returncode == 1
    assert "đã có số liệu" in refused.stderr


def test_a_lost_and_an_altered_file_are_noticed(
    app: DonDoc, filled: World, tmp_path: Path, session: Session
) -> None:
    url = app.config["DATABASE_URL"]
    _flask(tmp_path, url, "backup", str(tmp_path / "copy"))
    key = session.scalars(select(StoredFile.key)).one()
    session.rollback()
    kept = tmp_path / "copy" / "evidence" / key
    kept.write_bytes(b"%PDF-1.4 lost")
    home = tmp_path / "new"
    target = f"sqlite:///{home / 'dondoc.sqlite3'}"
    refused = _flask(home, target, "restore", str(tmp_path / "copy"))
    assert refused.returncode == 1
    assert "mã băm" in refused.stderr
    manifest = json.loads((tmp_path / "copy" / "manifest.json").read_text())
    assert manifest["files"] == 1
