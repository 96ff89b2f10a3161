"""Reporting windows (kỳ báo cáo) of a commune, and the days of their making."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import ReportingWindow
from workflows.reporting import LadderStep


@dataclass(frozen=True, slots=True)
class LadderDay:
    """A step of one window's ladder; `was` is the day that stood before it was moved."""

    step: LadderStep
    on: date
    at: time | None = None
    was: date | None = None
    reason: str = ""


def ladder_of(window: ReportingWindow) -> list[LadderDay]:
    """The steps of a window in the order of the making."""
    order = list(LadderStep)
    days = [_day(stored) for stored in window.ladder]
    return sorted(days, key=lambda day: order.index(day.step))


def _day(stored: dict[str, Any]) -> LadderDay:
    return LadderDay(
        step=LadderStep(stored["step"]),
        on=date.fromisoformat(stored["on"]),
        at=time.fromisoformat(stored["at"]) if stored.get("at") else None,
        was=date.fromisoformat(stored["from"]) if stored.get("from") else None,
        reason=stored.get("reason", ""),
    )


def units_send_on(window: ReportingWindow) -> date:
    """The day units send by; where the regime names none, the cut-off, else the last day."""
    days = {day.step: day.on for day in ladder_of(window)}
    return days.get(LadderStep.UNITS_SEND) or window.cut_off_on or window.ends_on


def making_begins_on(window: ReportingWindow) -> date:
    """The first day on which something of the report is to be done."""
    days = [day.on for day in ladder_of(window)]
    return min([*days, window.cut_off_on or window.ends_on])


def last_day_of(window: ReportingWindow) -> date:
    """The day after which nothing of the report is to come any more."""
    days = [day.on for day in ladder_of(window)]
    return max([*days, window.cut_off_on or window.ends_on])


def window_of_commune(session: Session, commune_id: int, window_id: int) -> ReportingWindow | None:
    """The window, where it is the commune's."""
    return session.scalars(
        select(ReportingWindow).where(
            ReportingWindow.commune_id == commune_id, ReportingWindow.id == window_id
        )
    ).first()


def windows_of_year(session: Session, commune_id: int, year: int) -> Sequence[ReportingWindow]:
    """The windows whose reports are of a year, by the day their figures close."""
    return session.scalars(
        select(ReportingWindow)
        .where(
            ReportingWindow.commune_id == commune_id,
            ReportingWindow.key.startswith(f"{year:04d}-", autoescape=True),
        )
        .order_by(*_by_closing())
    ).all()


def years_with_windows(session: Session, commune_id: int) -> list[int]:
    """The years of which there are windows, in their order."""
    keys = session.scalars(
        select(func.substr(ReportingWindow.key, 1, 4))
        .where(ReportingWindow.commune_id == commune_id)
        .distinct()
    )
    return sorted(int(key) for key in keys if key.isdecimal())


def frozen_before(session: Session, window: ReportingWindow) -> ReportingWindow | None:
    """The last window whose figures were frozen as of a day before this one's: what came after them
    is told in this one."""
    return session.scalars(
        select(ReportingWindow)
        .where(
            ReportingWindow.commune_id == window.commune_id,
            ReportingWindow.frozen_at.is_not(None),
            ReportingWindow.cut_off_on < (window.cut_off_on or window.ends_on),
        )
        .order_by(ReportingWindow.cut_off_on.desc(), ReportingWindow.id.desc())
        .limit(1)
    ).first()


def _by_closing() -> tuple[Any, ...]:
    closing = func.coalesce(ReportingWindow.cut_off_on, ReportingWindow.ends_on)
    return closing, ReportingWindow.starts_on.desc(), ReportingWindow.id
