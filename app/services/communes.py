"""The commune and its settings."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Commune, CompletionDay
from app.services.events import Entry, record
from workflows.permissions import Actor
from workflows.text import fold


@dataclass(frozen=True, slots=True)
class CommuneSettings:
    """What an administrator sets. Working days and days as their names say."""

    name: str
    province: str
    completion_day: CompletionDay
    verification_working_days: int
    supplement_days: int
    before_is_inclusive: bool


def code_for(session: Session, name: str) -> str:
    """A short name for addresses and files, from the commune's name, not taken by another."""
    bare = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-") or "xa"
    taken = set(session.scalars(select(Commune.code).where(Commune.code.startswith(bare))))
    number = next(
        n for n in range(1, len(taken) + 2) if (bare if n == 1 else f"{bare}-{n}") not in taken
    )
    return bare if number == 1 else f"{bare}-{number}"


def make_commune(session: Session, name: str) -> Commune:
    """A new commune with the settings of the design; nobody works in it yet."""
    commune = Commune(code=code_for(session, name), name=name, province="")
    session.add(commune)
    session.flush()
    return commune


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
