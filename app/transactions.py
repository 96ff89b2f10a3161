"""Transactions as the measurements demand: who may write says so before the first statement.

SQLite: pysqlite's own transaction handling is switched off; a writer begins with BEGIN IMMEDIATE,
so that nobody decides on what he read before another wrote; a reader begins plainly, under
query_only, so that a GET that writes fails at once and an open page never blocks an office.
PostgreSQL: the same two kinds, the reader as READ ONLY; rows that are decided upon are locked by
the services.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

_reading: ContextVar[bool] = ContextVar("reading", default=False)

SAFE_WAL = (3, 51, 3)
"""The first SQLite release without the corruption at a WAL reset."""


def sqlite_module() -> ModuleType:
    """The one SQLite library of this process: the bundled newer one where it is installed."""
    try:
        import pysqlite3.dbapi2 as module
    except ImportError:
        import sqlite3 as module  # type: ignore[no-redef]
    return module


def engine_options(url: str) -> dict[str, Any]:
    """The options `create_engine` needs for `url`."""
    if url.startswith("sqlite"):
        return {
            "module": sqlite_module(),
            "connect_args": {"isolation_level": None, "timeout": 30, "check_same_thread": False},
        }
    return {"pool_pre_ping": True, "isolation_level": "READ COMMITTED"}


def configure(engine: Engine) -> None:
    """Attach what every connection and every transaction of `engine` needs."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _prepare_sqlite(connection: Any, record: Any) -> None:
    newer = sqlite_module().sqlite_version_info >= SAFE_WAL
    cursor = connection.cursor()
    for pragma in (
        f"journal_mode={'WAL' if newer else 'TRUNCATE'}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "trusted_schema=OFF",
        "mmap_size=0",
    ):
        cursor.execute(f"PRAGMA {pragma}")
        cursor.fetchall()
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reads = _reading.get()
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reads else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if _reading.get():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def write_statistics(connection: Connection) -> None:
    """Tell SQLite how far each index narrows a search; other databases find out by themselves.

    Left to guess, SQLite takes a value of an index's first column to name ten rows. Ours begin with
    the commune, whose value names them all, so that any index would seem as good as the right one
    (measured at 100,000 items: 13 ms for a grid that takes 0.05). The figures are those of a large
    office and never change, so that a query runs in a test as it runs there. Written at the end of
    every migration, in its transaction.
    """
    if connection.dialect.name != "sqlite":
        return
    indexes = connection.exec_driver_sql(
        'SELECT t.name, i.name, i."unique", i.partial,'
        " (SELECT json_group_array(c.name) FROM pragma_index_info(i.name) AS c)"
        " FROM sqlite_schema AS t, pragma_index_list(t.name) AS i"
        " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'"
    ).all()
    connection.exec_driver_sql("ANALYZE alembic_version")  # Makes the table of statistics.
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    connection.exec_driver_sql(
        "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)",
        [
            (table, index, _statistics(json.loads(columns), unique=unique, partial=partial))
            for table, index, unique, partial, columns in indexes
        ],
    )
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # Reads what was written.


def _statistics(columns: Sequence[str], *, unique: bool, partial: bool) -> str:
    """Rows of an index, then how many of them a value of its first column names, of its first
    two…
    """
    rows = 5_000 if partial else 100_000
    named = [
        rows // 2 if column == "commune_id" and place == 0 else max(2, 10 - place)
        for place, column in enumerate(columns)
    ]
    return " ".join(str(number) for number in [rows, *named[:-1], 1 if unique else named[-1]])


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun inside may not write."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def writing() -> Iterator[None]:
    """Transactions begun inside may write, whatever stands around (the default outside a
    request).
    """
    token = _reading.set(False)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def short_read(engine: Engine) -> Iterator[Session]:
    """A session of its own for a glance: nothing is kept, the transaction ends with the block."""
    with reading(), Session(engine, expire_on_commit=False) as session:
        yield session


@contextmanager
def short_write(engine: Engine) -> Iterator[Session]:
    """A short transaction of its own, committed at the end of the block, undone when it raises.

    For what must stay although the request around it is refused (a counted try, a touched
    session, a logged download). Never inside an open transaction that reads or writes the same
    database.
    """
    with writing(), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session
