"""The update periods (kỳ cập nhật) of a commune, as its reporting regime cuts the year.

A period in which units have been given work, or have answered, stays as it is; new ones take the
days that are left.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.models import (
    Plan,
    PlanStatus,
    Task,
    TaskSchedule,
    UpdatePeriod,
    UpdateSheet,
    WorkItem,
)
from app.queries.reporting_regimes import in_force, regimes_of_commune
from workflows import deadlines
from workflows.deadlines import DeadlineKind, ItemKind, Span
from workflows.reporting import ReportingRegime, fitted_periods, update_periods


@dataclass(frozen=True, slots=True)
class PeriodChanges:
    """What saving a regime does to the update periods of its year, each oldest first."""

    kept: Sequence[UpdatePeriod]
    removed: Sequence[UpdatePeriod]
    made: Sequence[deadlines.UpdatePeriod]


def missing_periods(
    session: Session, commune_id: int, known: Collection[deadlines.UpdatePeriod], span: Span
) -> list[deadlines.UpdatePeriod]:
    """The update periods a plan over `span` needs beside the known ones, oldest first: those of
    the commune's regime, or the quarters of the calendar where it has none. One query."""
    regimes = regimes_of_commune(session, commune_id)
    made: list[deadlines.UpdatePeriod] = []
    for year in range(span.start.year, span.end.year + 1):
        found = in_force(regimes, year)
        wanted = periods_of_year(found.regime if found else None, year, span)
        made += fitted_periods(wanted, [*known, *made])
    return made


def periods_of_year(
    regime: ReportingRegime | None, year: int, span: Span
) -> list[deadlines.UpdatePeriod]:
    """The periods of a regime that end in `year` and share a day with `span`.

    Where no report has a cut-off, or there is no regime, they are the quarters of the calendar, cut
    to the span: what goes on until a plan's last day is answered for that day.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    within = Span(max(first, span.start), min(last, span.end))
    if regime is None or not any(rule.cut_off for rule in regime.rules if not rule.areas):
        return deadlines.calendar_quarters(within)
    return [
        period
        for period in update_periods(regime, Span(first, last))
        if period.end.year == year and period.start <= span.end and period.end >= span.start
    ]


def changed_periods(
    session: Session, commune_id: int, regime: ReportingRegime, year: int, today: date
) -> PeriodChanges:
    """What the regime makes of the update periods that end in `year`, `today` or later. What is
    over is left alone: a plan that still needs it makes it when it starts. Three queries."""
    rows = session.scalars(
        select(UpdatePeriod)
        .where(UpdatePeriod.commune_id == commune_id)
        .order_by(UpdatePeriod.starts_on)
    ).all()
    of_year = [row for row in rows if row.ends_on.year == year and row.ends_on >= today]
    held = _held(session, commune_id, {row.key for row in of_year})
    kept = [row for row in of_year if row.key in held]
    free = {_pure(row): row for row in of_year if row.key not in held}
    stays = [period for period in map(_pure, rows) if period not in free]
    whole_year = Span(date(year, 1, 1), date(year, 12, 31))
    fitted = fitted_periods(periods_of_year(regime, year, whole_year), stays)
    wanted = [period for period in fitted if period.end >= today]
    return PeriodChanges(
        kept=kept,
        removed=[row for period, row in free.items() if period not in wanted],
        made=[period for period in wanted if period not in free],
    )


def change_periods(session: Session, commune_id: int, changes: PeriodChanges, today: date) -> None:
    """Store what `changed_periods` said, and let the nightly job look at ongoing work again, for
    the day its next period opens may be another one."""
    if not changes.removed and not changes.made:
        return
    session.execute(
        delete(UpdatePeriod).where(
            UpdatePeriod.commune_id == commune_id,
            UpdatePeriod.id.in_([row.id for row in changes.removed]),
        )
    )
    session.add_all(_rows(commune_id, changes.made))
    session.flush()
    session.execute(
        update(Task)
        .where(
            Task.commune_id == commune_id,
            Task.plan_id.in_(
                select(Plan.id).where(
                    Plan.commune_id == commune_id, Plan.status == PlanStatus.running
                )
            ),
            Task.id.in_(
                select(TaskSchedule.task_id).where(
                    TaskSchedule.commune_id == commune_id,
                    TaskSchedule.kind == DeadlineKind.ONGOING,
                )
            ),
        )
        .values(next_opens_on=today)
        .execution_options(synchronize_session=False)
    )


def _held(session: Session, commune_id: int, keys: Collection[str]) -> set[str]:
    """The keys of the periods in which there is work, or an answer."""
    with_items = select(WorkItem.period_key).where(
        WorkItem.commune_id == commune_id,
        WorkItem.kind == ItemKind.CHECK_IN,
        WorkItem.period_key.in_(keys),
    )
    with_sheets = select(UpdateSheet.period_key).where(
        UpdateSheet.commune_id == commune_id, UpdateSheet.period_key.in_(keys)
    )
    return {key for query in (with_items, with_sheets) for key in session.scalars(query.distinct())}


def _pure(row: UpdatePeriod) -> deadlines.UpdatePeriod:
    return deadlines.UpdatePeriod(row.key, row.label, row.starts_on, row.ends_on)


def _rows(commune_id: int, periods: Iterable[deadlines.UpdatePeriod]) -> list[UpdatePeriod]:
    return [
        UpdatePeriod(
            commune_id=commune_id,
            key=period.key,
            label=period.label,
            starts_on=period.start,
            ends_on=period.end,
        )
        for period in periods
    ]
