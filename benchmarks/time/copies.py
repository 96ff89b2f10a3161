"""Copies of a commune, made inside the database: every row again, its ids moved on."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, String, Table, UniqueConstraint, func, select, text
from sqlalchemy.orm import Session

from app.extensions import ModelBase


def copy_commune(session: Session, copies: int) -> None:
    """Copy every row of the database `copies` times, a statement per table.

    It holds one commune, whose ids run from 1. Of a copy every id lies further by the largest of
    its table; words that are unique by themselves get the number of the copy.
    """
    strides = _strides(session)
    for table, stride in strides.items():
        columns = list(table.columns)
        values = ", ".join(_value(column, strides) for column in columns)
        names = ", ".join(f'"{column.name}"' for column in columns)
        session.execute(
            text(
                "WITH RECURSIVE copy(n) AS"
                " (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < :copies)"
                f' INSERT INTO "{table.name}" ({names}) SELECT {values}'
                f' FROM copy CROSS JOIN "{table.name}" AS t'
                " WHERE t.id <= :stride ORDER BY copy.n, t.id"
            ),
            {"copies": copies, "stride": stride},
        )
    if session.get_bind().dialect.name == "postgresql":
        _settle(session, list(strides))


def _strides(session: Session) -> dict[Table, int]:
    """The largest id of each table that holds rows, parents first."""
    tables = [table for table in ModelBase.metadata.sorted_tables if "id" in table.columns]
    found = {table: session.scalar(select(func.max(table.c.id))) for table in tables}
    return {table: last for table, last in found.items() if last}


def _value(column: Column[Any], strides: Mapping[Table, int]) -> str:
    own = f't."{column.name}"'
    if column.name == "id":
        return f"{own} + copy.n * {strides[column.table]}"
    for key in column.foreign_keys:
        if key.column.name == "id" and key.column.table in strides:
            return f"{own} + copy.n * {strides[key.column.table]}"
    return f"{own} || '-' || copy.n" if _is_unique_word(column) else own


def _is_unique_word(column: Column[Any]) -> bool:
    alone = any(
        isinstance(constraint, UniqueConstraint) and list(constraint.columns) == [column]
        for constraint in column.table.constraints
    )
    return isinstance(column.type, String) and alone


def _settle(session: Session, tables: Sequence[Table]) -> None:
    """PostgreSQL: let its own ids go on after the copies, and count the rows."""
    for table in tables:
        session.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'),"
                f" (SELECT max(id) FROM {table.name}))"
            )
        )
    session.execute(text("ANALYZE"))
