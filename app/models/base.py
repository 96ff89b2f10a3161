"""What the tables have in common: types, the commune's column, and composite keys to parents.

Every table of a commune carries `commune_id`; a row points to its parent by (commune_id,
parent_id), so that a row pointing into another commune cannot exist. Relationships are for
reading and are never loaded lazily: a list that forgets to load what it shows fails in a test,
not in an office.
"""

import enum
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.schema import SchemaItem

from app.extensions import ModelBase


class Instant(TypeDecorator[datetime]):
    """An instant in UTC. Refuses a naive value, and gives an aware one back on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word(kind: type[enum.Enum]) -> Enum:
    """The column type of an enum: its value as text, with a CHECK that knows every value."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=kind.__name__.lower(),
        values_callable=lambda members: [str(member.value) for member in members],
    )


class Base(ModelBase):
    """A table. Strings that name no length are texts; instants are UTC; enums are words."""

    __abstract__ = True


# The map belongs to the registry: on an abstract class it would go unnoticed.
Base.registry.update_type_annotation_map({datetime: Instant})


class OfCommune:
    """A table of one commune: its own id, the commune, and the pair that children point to."""

    id: Mapped[int] = mapped_column(primary_key=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))


class Versioned:
    """A row that people decide upon: the second of two who save at once is told so (409)."""

    version: Mapped[int] = mapped_column(default=1)


def commune_table(*arguments: SchemaItem, **options: Any) -> tuple[Any, ...]:
    """`__table_args__` of a table of a commune: the pair (commune_id, id) first."""
    return (UniqueConstraint("commune_id", "id"), *arguments, options)


def parent(table: str, column: str) -> ForeignKeyConstraint:
    """The composite key by which `column` points to `table` of the same commune."""
    return ForeignKeyConstraint(["commune_id", column], [f"{table}.commune_id", f"{table}.id"])


def shown(target: str, join: str) -> Any:
    """A relationship for reading: to one `target` over `join`, loaded only where a query asks for
    it.
    """
    return relationship(
        target,
        primaryjoin=join,
        foreign_keys=join.split("==")[0].strip(),
        viewonly=True,
        lazy="raise",
        uselist=False,
    )


def shown_many(target: str, join: str, order_by: str) -> Any:
    """Like `shown`, to many: `join` names the child's column first. The commune is joined too, for
    the indexes of the children begin with it."""
    column, key = (side.strip() for side in join.split("=="))
    child, parent_table = column.partition(".")[0], key.partition(".")[0]
    return relationship(
        target,
        primaryjoin=f"and_({child}.commune_id == {parent_table}.commune_id, {join})",
        foreign_keys=f"[{child}.commune_id, {column}]",
        viewonly=True,
        lazy="raise",
        uselist=True,
        order_by=order_by,
    )


LINE = 200
"""Characters of a column for one line; where a file brings more it is cut, never refused."""
Short = String(LINE)
"""Names, numbers, titles of posts: what fits on a line."""

__all__ = [
    "LINE",
    "Base",
    "CheckConstraint",
    "Instant",
    "OfCommune",
    "Short",
    "UniqueConstraint",
    "Versioned",
    "commune_table",
    "parent",
    "shown",
    "shown_many",
    "word",
]
