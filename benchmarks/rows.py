"""Rows gathered in memory and stored in bulk, with ids of our own choosing."""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from app.extensions import ModelBase
from app.services.events import Entry
from benchmarks.commune import Office


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

    def settle(self, session: Session) -> None:
        """PostgreSQL: let its own ids go on after ours, and count the rows now as it would by
        itself within a minute."""
        if session.get_bind().dialect.name != "postgresql":
            return
        for model, last in self._last_id.items():
            statement = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
            session.execute(statement, {"name": model.__tablename__, "last": last})
        session.execute(text("ANALYZE"))


@dataclass(slots=True)
class Filler:
    """What one filling needs at hand: the office, chance, the day, rows and events not yet
    stored.
    """

    office: Office
    now: datetime
    chance: random.Random
    rows: Rows = field(default_factory=Rows)
    events: dict[datetime, list[Entry]] = field(default_factory=lambda: defaultdict(list))

    @property
    def today(self) -> date:
        return self.now.date()

    def add(self, model: Any, **values: Any) -> int:
        """A row of the commune."""
        return self.rows.add(model, commune_id=self.office.commune_id, **values)
