"""The reporting regime of a commune: the one that holds in a year, and those that came before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import ReportingRegime as RegimeRow
from workflows.reporting import ReportingRegime, regime_from_json


@dataclass(frozen=True, slots=True)
class RegimeInForce:
    """A stored regime and what it says; `area_units` are the units that write the thematic reports,
    by the key of the area."""

    row: RegimeRow
    regime: ReportingRegime
    area_units: Mapping[str, int]

    @classmethod
    def of(cls, row: RegimeRow) -> "RegimeInForce":
        """Read a row. Raises ValueError where its rules are not of the stored form."""
        return cls(row, regime_from_json(row.rules), dict(row.rules.get("area_units", {})))


def regimes_of_commune(session: Session, commune_id: int) -> list[RegimeInForce]:
    """Every regime the commune has had, the oldest first. One query."""
    rows = session.scalars(
        select(RegimeRow).where(RegimeRow.commune_id == commune_id).order_by(RegimeRow.year)
    )
    return [RegimeInForce.of(row) for row in rows]


def in_force(regimes: Sequence[RegimeInForce], year: int) -> RegimeInForce | None:
    """The regime that holds in a year: its own, else the latest before it; None before the
    first."""
    return next((one for one in reversed(regimes) if one.row.year <= year), None)


def regime_of_commune(session: Session, commune_id: int, regime_id: int) -> RegimeInForce | None:
    """The regime, where it is the commune's."""
    row = session.scalars(
        select(RegimeRow).where(RegimeRow.commune_id == commune_id, RegimeRow.id == regime_id)
    ).first()
    return RegimeInForce.of(row) if row else None
