"""The register of reports due: by window, by unit, and those a document asked for once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session, contains_eager

from app.models import ReportDue, ReportKind, Unit
from workflows.permissions import Actor

ONE_OFFS = 100
"""Lines of one-off reports on a page: what is owed first, then what was sent last."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How the reports of a window stand on a day: sent in time, sent late, late, still to come."""

    in_time: int = 0
    sent_late: int = 0
    late: int = 0
    to_come: int = 0

    @property
    def total(self) -> int:
        return self.in_time + self.sent_late + self.late + self.to_come

    @property
    def sent(self) -> int:
        return self.in_time + self.sent_late


def report_of_commune(session: Session, commune_id: int, report_id: int) -> ReportDue | None:
    """The line of the register with its unit, where it is the commune's."""
    return session.scalars(
        _lines().where(ReportDue.commune_id == commune_id, ReportDue.id == report_id)
    ).first()


def reports_of_window(
    session: Session, commune_id: int, window_id: int, own_units: Collection[int]
) -> Sequence[ReportDue]:
    """The lines of a window: those of one's own units first, then what was not sent, by unit."""
    return session.scalars(
        _lines()
        .where(ReportDue.commune_id == commune_id, ReportDue.window_id == window_id)
        .order_by(
            case((ReportDue.unit_id.in_(own_units), 0), else_=1),
            case((ReportDue.sent_on.is_(None), 0), else_=1),
            ReportDue.due_on,
            Unit.position,
            ReportDue.kind,
            ReportDue.id,
        )
    ).all()


def one_off_reports(session: Session, commune_id: int) -> Sequence[ReportDue]:
    """Reports that a document asked for once: what is owed first, then what was sent last."""
    return session.scalars(
        _lines()
        .where(ReportDue.commune_id == commune_id, ReportDue.kind == ReportKind.one_off)
        .order_by(
            case((ReportDue.sent_on.is_(None), 0), else_=1),
            case((ReportDue.sent_on.is_(None), ReportDue.due_on)),
            ReportDue.sent_on.desc(),
            Unit.position,
            ReportDue.id,
        )
        .limit(ONE_OFFS)
    ).all()


def owed_by(session: Session, actor: Actor, units: Collection[int], until: date) -> list[ReportDue]:
    """What these units still owe: late, or due by `until`; the longest owed first."""
    if not units:
        return []
    return list(
        session.scalars(
            _lines()
            .where(
                ReportDue.commune_id == actor.commune_id,
                ReportDue.unit_id.in_(units),
                ReportDue.sent_on.is_(None),
                ReportDue.due_on <= until,
            )
            .order_by(ReportDue.due_on, ReportDue.id)
        )
    )


def tallies(
    session: Session, commune_id: int, window_ids: Collection[int], today: date
) -> Mapping[int, Tally]:
    """How the reports of each window stand. One query."""
    sent, late = ReportDue.sent_on.is_not(None), ReportDue.sent_on > ReportDue.due_on
    over = ReportDue.due_on < today
    rows = session.execute(
        select(
            ReportDue.window_id,
            func.count().filter(and_(sent, ~late)),
            func.count().filter(late),
            func.count().filter(and_(~sent, over)),
            func.count().filter(and_(~sent, ~over)),
        )
        .where(ReportDue.commune_id == commune_id, ReportDue.window_id.in_(window_ids))
        .group_by(ReportDue.window_id)
    )
    return {window_id: Tally(*numbers) for window_id, *numbers in rows}


def names_of_units(session: Session, commune_id: int, unit_ids: Collection[int]) -> dict[int, str]:
    """The short names of these units, in their order."""
    rows = session.execute(
        select(Unit.id, Unit.short_name)
        .where(Unit.commune_id == commune_id, Unit.id.in_(unit_ids))
        .order_by(Unit.position, Unit.id)
    )
    return {unit_id: name for unit_id, name in rows}


def _lines() -> Any:
    return (
        select(ReportDue)
        .join(Unit, Unit.id == ReportDue.unit_id)
        .options(contains_eager(ReportDue.unit))
    )
