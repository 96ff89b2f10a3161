"""The report that is being made, as the weekly digest tells of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import ReportDue, ReportingWindow, ReportKind, Unit

STILL_RUNS = timedelta(days=14)
"""So long after its closing a report that was not frozen is still spoken of."""


@dataclass(frozen=True, slots=True)
class RunningReport:
    """The reporting window whose figures close next, or have just closed and are not frozen.

    `cut_off_on` is None where the office has not entered it. `sent` and `total` count the units
    that owe the report, `late` names those whose day has passed without it.
    """

    label: str
    cut_off_on: date | None
    sent: int
    total: int
    late: Sequence[str]


def running_report(session: Session, commune_id: int, today: date) -> RunningReport | None:
    """The report being made on `today`, or None. Two queries."""
    closing = func.coalesce(ReportingWindow.cut_off_on, ReportingWindow.ends_on)
    window = session.execute(
        select(ReportingWindow.id, ReportingWindow.label, ReportingWindow.cut_off_on)
        .where(
            ReportingWindow.commune_id == commune_id,
            ReportingWindow.frozen_at.is_(None),
            closing >= today - STILL_RUNS,
        )
        .order_by(closing, ReportingWindow.cut_off_on.is_(None), ReportingWindow.id)
        .limit(1)
    ).first()
    if window is None:
        return None
    rows = session.execute(
        select(Unit.short_name, ReportDue.sent_on, ReportDue.due_on)
        .join(Unit, Unit.id == ReportDue.unit_id)
        .where(
            ReportDue.commune_id == commune_id,
            ReportDue.window_id == window.id,
            ReportDue.kind == ReportKind.periodic,
        )
        .order_by(Unit.position, Unit.id)
    ).all()
    return RunningReport(
        label=window.label,
        cut_off_on=window.cut_off_on,
        sent=sum(row.sent_on is not None for row in rows),
        total=len(rows),
        late=[row.short_name for row in rows if row.sent_on is None and row.due_on < today],
    )
