"""Transactions as the measurements demand: who may write says so before the first statement.

SQLite: pysqlite's own transaction handling is switched off; a writer begins with BEGIN IMMEDIATE, so that
nobody decides on what he read before another wrote; a reader begins plainly, under query_only, so that a
GET that writes fails at once and an open page never blocks an office. PostgreSQL: the same two kinds, the
reader as READ ONLY; rows that are decided upon are locked by the services.
"""

from collections.abc import Iterator
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
    """Transactions begun inside may write, whatever stands around (the default outside a request)."""
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

    For what must stay although the request around it is refused (a counted try, a touched session, a
    logged download). Never inside an open transaction that reads or writes the same database.
    """
    with writing(), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session
