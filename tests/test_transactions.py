"""Transactions on SQLite: nothing lost, nothing locked, and a reader that cannot write.

Each protection has a twin that shows what happens without it.
"""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError

from app import transactions

WRITERS, EACH = 4, 25


def _engine(path: Path) -> Engine:
    url = f"sqlite:///{path}"
    engine = create_engine(url, **transactions.engine_options(url))
    transactions.configure(engine)
    return engine


def _default_engine(path: Path) -> Engine:
    return create_engine(f"sqlite:///{path}", module=transactions.sqlite_module())


def _count_up(engine: Engine, errors: list[Exception]) -> None:
    """Read a number, think, and write it back one higher: what a status change does."""
    for _ in range(EACH):
        try:
            with engine.begin() as connection:
                value = connection.scalar(text("SELECT value FROM counter"))
                connection.execute(text("UPDATE counter SET value = :new"), {"new": value + 1})
        except OperationalError as error:
            errors.append(error)


def _race(engine: Engine) -> tuple[int, list[Exception]]:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (value INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    errors: list[Exception] = []
    threads = [threading.Thread(target=_count_up, args=(engine, errors)) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        value = connection.scalar(text("SELECT value FROM counter"))
    return int(value or 0), errors


def test_no_change_is_lost_and_nobody_is_locked_out(tmp_path: Path) -> None:
    assert _race(_engine(tmp_path / "ours.sqlite3")) == (WRITERS * EACH, [])


def test_without_our_settings_changes_are_lost_or_refused(tmp_path: Path) -> None:
    engine = _default_engine(tmp_path / "defaults.sqlite3")
    # What readers of the default settings see between their read and their write.
    event.listen(engine, "after_cursor_execute", _pause_after_read)
    value, errors = _race(engine)
    assert value < WRITERS * EACH or errors


def _pause_after_read(connection, cursor, statement, parameters, context, many):  # type: ignore[no-untyped-def]
    if statement.startswith("SELECT"):
        threading.Event().wait(0.002)


def test_a_reader_cannot_write_and_a_writer_can(tmp_path: Path) -> None:
    engine = _engine(tmp_path / "ours.sqlite3")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (words TEXT)"))
    with (
        transactions.reading(),
        engine.connect() as connection,
        pytest.raises(DatabaseError, match="readonly"),
    ):
        connection.execute(text("INSERT INTO note VALUES ('x')"))
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO note VALUES ('x')"))


def test_an_open_reader_does_not_keep_a_writer_waiting(tmp_path: Path) -> None:
    engine = _engine(tmp_path / "ours.sqlite3")
    if transactions.sqlite_module().sqlite_version_info < transactions.SAFE_WAL:
        pytest.skip("this SQLite has no safe WAL: there a writer waits for open readers")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (words TEXT)"))
    with transactions.reading(), engine.connect() as reader:
        reader.execute(text("SELECT * FROM note")).all()
        with transactions.writing(), engine.begin() as writer:
            writer.execute(text("INSERT INTO note VALUES ('x')"))


@pytest.mark.parametrize(
    ("pragma", "expected"),
    [
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
        ("mmap_size", 0),
    ],
)
def test_every_connection_is_set_up(tmp_path: Path, pragma: str, expected: int) -> None:
    with _engine(tmp_path / "ours.sqlite3").connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == expected


def test_a_short_write_is_undone_when_it_raises(tmp_path: Path) -> None:
    engine = _engine(tmp_path / "ours.sqlite3")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (words TEXT)"))

    def fail() -> None:
        with transactions.short_write(engine) as session:
            session.execute(text("INSERT INTO note VALUES ('x')"))
            raise RuntimeError

    _expect(RuntimeError, fail)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM note")) == 0


def _expect(kind: type[Exception], action: Callable[[], None]) -> None:
    with pytest.raises(kind):
        action()
