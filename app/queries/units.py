"""Units of a commune, for administration."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Appointment, Unit, UnitAlias, UnitKind
from app.queries.people import not_over


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as the list shows it: how many people work there, how its name is also written."""

    unit: Unit
    people: int
    spellings: Sequence[UnitAlias]


def unit_rows(session: Session, commune_id: int, today: date) -> list[UnitRow]:
    """Every unit of the commune in its order, in three queries."""
    units = session.scalars(
        select(Unit).where(Unit.commune_id == commune_id).order_by(Unit.position, Unit.id)
    ).all()
    counted = session.execute(
        select(Appointment.unit_id, func.count(Appointment.person_id.distinct()))
        .where(
            Appointment.commune_id == commune_id,
            Appointment.unit_id.is_not(None),
            Appointment.valid_from <= today,
            not_over(today),
        )
        .group_by(Appointment.unit_id)
    )
    people = {unit_id: number for unit_id, number in counted}
    spellings: dict[int, list[UnitAlias]] = defaultdict(list)
    for alias in session.scalars(
        select(UnitAlias).where(UnitAlias.commune_id == commune_id).order_by(UnitAlias.written)
    ):
        spellings[alias.unit_id].append(alias)
    return [UnitRow(unit, people.get(unit.id, 0), spellings[unit.id]) for unit in units]


def unit_of_commune(session: Session, commune_id: int, unit_id: int) -> Unit | None:
    """The unit, where it is one of the commune."""
    return session.scalars(
        select(Unit).where(Unit.commune_id == commune_id, Unit.id == unit_id)
    ).first()


def alias_of_commune(session: Session, commune_id: int, alias_id: int) -> UnitAlias | None:
    """The spelling, where it is one of the commune."""
    return session.scalars(
        select(UnitAlias).where(UnitAlias.commune_id == commune_id, UnitAlias.id == alias_id)
    ).first()


def spellings_of(session: Session, commune_id: int, unit_id: int) -> Sequence[UnitAlias]:
    """How the unit's name is also written, by letters."""
    return session.scalars(
        select(UnitAlias)
        .where(UnitAlias.commune_id == commune_id, UnitAlias.unit_id == unit_id)
        .order_by(UnitAlias.written)
    ).all()


def units_with_accounts(session: Session, commune_id: int) -> list[tuple[int, str]]:
    """(id, name) of the units in which people of the commune may hold a role."""
    return [
        (unit_id, name)
        for unit_id, name in session.execute(
            select(Unit.id, Unit.name)
            .where(
                Unit.commune_id == commune_id,
                Unit.kind.in_([UnitKind.under_committee, UnitKind.coordinating]),
            )
            .order_by(Unit.position, Unit.id)
        )
    ]
