"""The commune and its settings."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Commune, CompletionDay
from app.services.days_off import seed_year
from app.services.events import Entry, record
from workflows.permissions import Actor
from workflows.text import fold


@dataclass(frozen=True, slots=True)
class CommuneSettings:
    """What an administrator sets. Working days and days as their names say. The two decisions by
    which dates and changes of the plan were delegated to the standing office; empty: none. What
    counts as evidence, whether verdicts take two steps, and after how many days of the calendar a
    silent unit is named, as in `Commune`."""

    name: str
    province: str
    completion_day: CompletionDay
    verification_working_days: int
    supplement_days: int
    before_is_inclusive: bool
    shift_from_days_off: bool
    dates_delegated_by: str
    plan_changes_delegated_by: str
    number_suffices: bool = False
    two_step_verdicts: bool = False
    silence_days: int = 30


def code_for(session: Session, name: str) -> str:
    """A short name for addresses and files, from the commune's name, not taken by another."""
    bare = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-") or "xa"
    taken = set(session.scalars(select(Commune.code).where(Commune.code.startswith(bare))))
    number = next(
        n for n in range(1, len(taken) + 2) if (bare if n == 1 else f"{bare}-{n}") not in taken
    )
    return bare if number == 1 else f"{bare}-{number}"


def make_commune(session: Session, name: str, now: datetime) -> Commune:
    """A new commune with the settings of the design and the days off of two years; nobody works in
    it yet."""
    commune = Commune(code=code_for(session, name), name=name, province="")
    session.add(commune)
    session.flush()
    seed_first_years(session, commune, clock.local(now).date(), now)
    return commune


def seed_first_years(
    session: Session, commune: Commune, today: date, now: datetime, *, back_to: int | None = None
) -> None:
    """Give a new commune the days off by law of this year and the next, so that no digest goes out
    on a holiday from its first day on. `back_to` is the first year where it is an earlier one."""
    system = Actor(commune.id, None, "")
    for year in range(back_to or today.year, today.year + 2):
        seed_year(session, system, year, now)


def name_commune(session: Session, commune: Commune, name: str, province: str) -> None:
    """Give a commune its name for the first time, and the short name that goes with it."""
    commune.name, commune.province = name, province
    commune.code = code_for(session, name)
    session.flush()


def change_settings(
    session: Session, actor: Actor, commune: Commune, settings: CommuneSettings, now: datetime
) -> list[str]:
    """Store the settings; return the names of those that changed. One event each."""
    entries = []
    for key in CommuneSettings.__slots__:
        old, new = getattr(commune, key), getattr(settings, key)
        if old != new:
            setattr(commune, key, new)
            entries.append(
                Entry(
                    "commune.change",
                    "commune",
                    commune.id,
                    old=str(old),
                    new=str(new),
                    data={"field": key},
                )
            )
    session.flush()
    record(session, actor, entries, now)
    return [entry.data["field"] for entry in entries]
