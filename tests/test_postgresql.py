"""The tests' PostgreSQL database is found empty and as it was migrated, whatever a test did."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.models import Commune
from tests.postgresql import WorkerDatabase


@pytest.fixture(scope="module")
def database(migrated_postgresql: tuple[str, str]) -> Iterator[WorkerDatabase]:
    server, template = migrated_postgresql
    made = WorkerDatabase(server, template, name=f"{template}_emptied")
    yield made
    made.drop()


@pytest.fixture
def engine(database: WorkerDatabase) -> Engine:
    return create_engine(database.address, poolclass=NullPool)


def _commune() -> Commune:
    return Commune(code="mau", name="Phường Mẫu", province="Tỉnh Mẫu")


def _ask(engine: Engine, statement: str) -> object:
    with engine.connect() as connection:
        return connection.execute(text(statement)).scalar()


def test_rows_and_numbers_given_out_are_gone(database: WorkerDatabase, engine: Engine) -> None:
    for _ in range(2):
        with Session(engine) as session:
            session.add(commune := _commune())
            session.commit()
            assert commune.id == 1
        database.empty()
        assert _ask(engine, "SELECT count(*) FROM commune") == 0


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE event DISABLE TRIGGER ALL",
        "DROP TRIGGER event_no_change ON event",
        "CREATE TABLE left_over (id integer)",
        "ALTER TABLE commune DROP COLUMN province",
    ],
)
def test_a_changed_schema_is_made_anew(
    database: WorkerDatabase, engine: Engine, change: str
) -> None:
    with engine.begin() as connection:
        connection.execute(text(change))
    database.empty()
    guards = "SELECT count(*) FROM pg_trigger WHERE tgname = 'event_no_change' AND tgenabled = 'O'"
    assert _ask(engine, guards) == 1
    assert _ask(engine, "SELECT count(*) FROM pg_tables WHERE tablename = 'left_over'") == 0
    assert _ask(engine, "SELECT count(province) FROM commune") == 0


def test_a_lock_that_was_left_holds_nobody_up(database: WorkerDatabase, engine: Engine) -> None:
    left = engine.connect()
    left.execute(text("LOCK TABLE commune"))
    database.empty()
    with pytest.raises(OperationalError, match="terminating connection"):
        left.execute(text("SELECT 1"))
    left.close()
    assert _ask(engine, "SELECT count(*) FROM commune") == 0
