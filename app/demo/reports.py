"""The reports of the demo commune: its regime, what units sent and when, figures frozen in time."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import ReportDue, ReportingWindow
from app.queries.reporting_regimes import RegimeInForce, regimes_of_commune
from app.services.reporting_freezing import freeze
from app.services.reporting_regimes import (
    COPY,
    RuleDays,
    name_area_units,
    rule_with_days,
    save_rule,
    start_year,
)
from app.services.reporting_register import Sending, send
from app.services.reporting_steps import move_steps
from workflows.permissions import Actor
from workflows.reporting import LadderStep, YearDay

CLOSING_MONTHS: Mapping[str, int] = {"q1": 3, "half_year": 6, "q3": 9, "year": 12}
"""The reports whose steps the demo spreads over some days, and the month they are made in."""

STEPS: Mapping[LadderStep, int] = {
    LadderStep.INTERNAL: 7,
    LadderStep.UNITS_SEND: 11,
    LadderStep.FIGURES_CLOSE: 14,
    LadderStep.TO_COMMITTEE: 17,
    LadderStep.TO_DEPARTMENT: 20,
}
"""The day of the month of each step."""

HABITS = (-2, 0, -1, 3, None, 0, 1)
"""Days after the due day on which units send, in turn; None: not sent."""


def begin_reports(
    session: Session, officer: Actor, area_units: Mapping[str, int], started: date, today: date
) -> None:
    """Give the commune its regime from `started` on, with days of its own for every step."""
    now = _at(started, 8)
    start_year(session, officer, started.year, "lien-minh", "12/KH-UBND", now)
    for key, month in CLOSING_MONTHS.items():
        found = _regime(session, officer)
        rule = next(one for one in found.regime.rules if one.key == key)
        days = RuleDays(
            label=rule.label,
            first=rule.first,
            last=rule.last,
            cut_off=rule.cut_off,
            steps={step: YearDay(month, day) for step, day in STEPS.items()},
        )
        changed = rule_with_days(rule, days)
        save_rule(session, officer, found, key, changed, version=found.row.version, now=now)
    found = _regime(session, officer)
    name_area_units(session, officer, found, area_units, version=found.row.version, now=now)
    for year in range(started.year + 1, today.year + 1):
        start_year(session, officer, year, COPY, "", now)


def live_reports(session: Session, officer: Actor, today: date) -> None:
    """Let the units send what fell due, the office move a day, and freeze what has closed."""
    _move_a_step(session, officer, today)
    habits = cycle(HABITS)
    for due in session.scalars(
        select(ReportDue)
        .where(ReportDue.commune_id == officer.commune_id, ReportDue.due_on < today)
        .order_by(ReportDue.due_on, ReportDue.id)
    ).all():
        habit = next(habits)
        day = min(due.due_on + timedelta(days=habit or 0), today)
        # What is half a year old came in the end.
        if habit is not None or due.due_on < today - timedelta(days=120):
            sending = Sending(day, f"{20 + due.id}/BC", "")
            send(session, officer, due, sending, version=due.version, now=_at(day, 10))
    for window in session.scalars(
        select(ReportingWindow)
        .where(ReportingWindow.commune_id == officer.commune_id, ReportingWindow.cut_off_on < today)
        .order_by(ReportingWindow.cut_off_on, ReportingWindow.id)
    ).all():
        closed = window.cut_off_on
        assert closed is not None  # noqa: S101 - the query asked for it
        now = _at(closed + timedelta(days=1), 9)
        freeze(session, officer, window, version=window.version, now=now)


def _move_a_step(session: Session, officer: Actor, today: date) -> None:
    """The next report goes to the Department some days later than the regime says."""
    window = session.scalars(
        select(ReportingWindow)
        .where(
            ReportingWindow.commune_id == officer.commune_id,
            ReportingWindow.cut_off_on >= today,
        )
        .order_by(ReportingWindow.cut_off_on)
        .limit(1)
    ).first()
    steps = {one["step"]: one["on"] for one in window.ladder} if window else {}
    last = steps.get(LadderStep.TO_DEPARTMENT)
    if window is None or last is None:
        return
    move_steps(
        session,
        officer,
        window,
        {LadderStep.TO_DEPARTMENT: date.fromisoformat(last) + timedelta(days=3)},
        "Sở Nội vụ gia hạn theo Công văn 345/SNV-CCHC.",
        version=window.version,
        now=_at(today, 8),
    )


def _regime(session: Session, officer: Actor) -> RegimeInForce:
    return regimes_of_commune(session, officer.commune_id)[-1]


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), clock.VIETNAM).astimezone(UTC)
