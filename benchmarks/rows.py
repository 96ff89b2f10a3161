"""Rows gathered in memory and stored in bulk, with ids of our own choosing."""

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from app.extensions import ModelBase


class Rows:
    """Rows by table. Parents are added before their children, and are stored before them."""

    def __init__(self) -> None:
        self._rows: dict[type[ModelBase], list[dict[str, Any]]] = defaultdict(list)
        self._last_id: Counter[type[ModelBase]] = Counter()

    def add(self, model: type[ModelBase], **values: Any) -> int:
        """Keep a row for `store` and return its id. Rows of a table name the same columns."""
        self._last_id[model] += 1
        self._rows[model].append({"id": self._last_id[model], **values})
        return self._last_id[model]

    def store(self, session: Session) -> None:
        """Insert what was added since the last time, a statement per table."""
        for model, rows in self._rows.items():
            if rows:
                session.execute(insert(model.__table__), rows)
                rows.clear()

    def set_sequences(self, session: Session) -> None:
        """PostgreSQL: let its own ids go on after ours. SQLite does so by itself."""
        if session.get_bind().dialect.name != "postgresql":
            return
        for model, last in self._last_id.items():
            statement = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
            session.execute(statement, {"name": model.__tablename__, "last": last})
