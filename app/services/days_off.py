"""The commune's calendar: days off by law, those its people add, weekends worked in exchange.

The seed is what the Labour Code 2019 (art. 111 and 112) gives, worked out by the library
`holidays`: Tết and Giỗ Tổ follow the lunar calendar and are computed; swaps that a decision
announced are known to the library for past years only. No change of the calendar moves a deadline
that is stored already.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import holidays
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.labels.days_off import DayOffRefusal, DayOffRefused
from app.models import DayOff, Event
from app.queries.calendar import days_off_of_year
from app.services import notices
from app.services.events import Entry, record
from app.services.row_versions import hold_commune
from workflows.deadlines import format_date
from workflows.permissions import Actor
from workflows.states import Role

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""The years that can be kept; the library computes no lunar year beyond."""

SEEDED = "day_off.seed"
"""The kind of the event that a year was seeded; `new` is the year."""

_DATE = re.compile(r"\b(\d{2})/(\d{2})/(\d{4})\b")


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day off, or a weekend day that is worked, and why."""

    day: date
    title: str
    is_working: bool = False

    @property
    def words(self) -> str:
        """How the record keeps it: "02/9/2026: Quốc khánh"."""
        return f"{format_date(self.day)}: {self.title}" if self.title else format_date(self.day)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What preparing did: how many days were added, how many people were told."""

    days: int
    people: int


def statutory_days(year: int) -> list[CalendarDay]:
    """The days off of a year by law, with the substitutes for those on a weekend, and the weekends
    worked that the library knows of; in their order."""
    known = holidays.country_holidays("VN", years=year, language="vi")
    off = [CalendarDay(day, _title(name)) for day, name in known.items() if day.year == year]
    worked = [
        CalendarDay(day, "", is_working=True) for day in known.weekend_workdays if day.year == year
    ]
    return sorted(off + worked, key=lambda one: one.day)


def _title(name: str) -> str:
    """The library's name, its dates written as in the rest of the product."""
    return _DATE.sub(lambda f: format_date(date(int(f[3]), int(f[2]), int(f[1]))), name)


def missing_days(year: int, known: Iterable[DayOff]) -> list[CalendarDay]:
    """What the seed would add to a year of which `known` is kept already."""
    kept = {row.day for row in known}
    return [one for one in statutory_days(year) if one.day not in kept]


def seed_year(session: Session, actor: Actor, year: int, now: datetime) -> list[CalendarDay]:
    """Add the days off of a year by law that are not in the calendar; return them. One event.

    Raises DayOffRefused (`out_of_range`).
    """
    _check_year(year)
    hold_commune(session, actor.commune_id)
    added = missing_days(year, days_off_of_year(session, actor.commune_id, year))
    if added:
        _store(session, actor.commune_id, added)
        data = {"year": year, "days": [one.day.isoformat() for one in added]}
        record(session, actor, [Entry(SEEDED, new=str(year), data=data)], now)
    return added


def prepare_years(session: Session, commune_id: int, today: date, now: datetime) -> Prepared:
    """Seed this year and, from December on, the next, each once: what people took out afterwards
    stays out. Tell the administrators, once a year, that the days are to be compared with what was
    announced for it: the seed knows neither swaps nor the official days of Tết in advance.
    """
    system, added, told = Actor(commune_id, None, ""), 0, 0
    for year in years_to_prepare(today):
        is_seeded = _is_seeded(session, commune_id, year)
        fresh = [] if is_seeded else seed_year(session, system, year, now)
        added += len(fresh)
        if fresh or year > today.year:
            told += _tell_administrators(session, commune_id, year, today, now)
    return Prepared(added, told)


def years_to_prepare(today: date) -> tuple[int, ...]:
    """The years whose days off must be in the calendar on `today`."""
    return (today.year,) if today.month < 12 else (today.year, today.year + 1)


def _is_seeded(session: Session, commune_id: int, year: int) -> bool:
    seeded = select(Event.id).where(
        Event.commune_id == commune_id, Event.kind == SEEDED, Event.new == str(year)
    )
    return session.scalars(seeded.limit(1)).first() is not None


def _tell_administrators(
    session: Session, commune_id: int, year: int, today: date, now: datetime
) -> int:
    return notices.notify(
        session,
        commune_id,
        notices.people_with_role(session, commune_id, {Role.administrator}, today),
        kind="day_off.check",
        key=f"day_off.check:{commune_id}:{year}",
        data={"year": year},
        path=f"/quan-tri/ngay-nghi?nam={year}",
        now=now,
    )


def check_days(session: Session, commune_id: int, days: Sequence[CalendarDay]) -> None:
    """Raise DayOffRefused where one of `days` is kept already, or changes nothing: a day off must
    be a day from Monday to Friday, a worked one a Saturday or Sunday."""
    for one in days:
        _check_year(one.day.year)
        if one.is_working and one.day.weekday() < 5:
            raise DayOffRefused(DayOffRefusal.no_weekend, day=one.day)
        if not one.is_working and one.day.weekday() >= 5:
            raise DayOffRefused(DayOffRefusal.weekend_already, day=one.day)
    kept = session.scalars(
        select(DayOff)
        .where(DayOff.commune_id == commune_id, DayOff.day.in_([one.day for one in days]))
        .order_by(DayOff.day)
    ).first()
    if kept is not None:
        raise DayOffRefused(DayOffRefusal.known_already, day=kept.day)


def add_days(session: Session, actor: Actor, days: Sequence[CalendarDay], now: datetime) -> None:
    """Add one day, or a day off and the weekend day worked for it. One event each.

    Raises DayOffRefused as `check_days` does.
    """
    hold_commune(session, actor.commune_id)
    check_days(session, actor.commune_id, days)
    rows = _store(session, actor.commune_id, days)
    entries = [
        Entry("day_off.add", "day_off", row.id, new=one.words, data=_kept(one))
        for row, one in zip(rows, days, strict=True)
    ]
    record(session, actor, entries, now)


def remove_day(session: Session, actor: Actor, row: DayOff, now: datetime) -> None:
    """Take a row out of the calendar: the day is again what its weekday says. One event, none where
    somebody else has just taken it out."""
    one = CalendarDay(row.day, row.title, row.is_working)
    entry = Entry("day_off.remove", "day_off", row.id, old=one.words, data=_kept(one))
    hold_commune(session, actor.commune_id)
    taken_out = delete(DayOff).where(DayOff.id == row.id).returning(DayOff.id)
    if session.scalar(taken_out) is not None:
        record(session, actor, [entry], now)


def _kept(one: CalendarDay) -> dict[str, object]:
    return {"day": one.day.isoformat(), "title": one.title, "is_working": one.is_working}


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DayOffRefused(DayOffRefusal.out_of_range, first=FIRST_YEAR, last=LAST_YEAR)


def _store(session: Session, commune_id: int, days: Sequence[CalendarDay]) -> list[DayOff]:
    rows = [
        DayOff(commune_id=commune_id, day=one.day, title=one.title, is_working=one.is_working)
        for one in days
    ]
    session.add_all(rows)
    session.flush()
    return rows
