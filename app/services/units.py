"""Units of a commune: their names, their kind, their duty, how plans write them."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.labels.accounts import AccountRefusal, AccountRefused
from app.models import Appointment, Unit, UnitAlias, UnitDuty, UnitKind
from app.services.events import Entry, record
from app.services.people import WITH_ACCOUNTS
from workflows.permissions import Actor
from workflows.text import fold, squeeze


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What an administrator says of a unit."""

    name: str
    short_name: str
    kind: UnitKind
    duty: UnitDuty | None


def add_unit(session: Session, actor: Actor, facts: UnitFacts, now: datetime) -> Unit:
    """A new unit at the end of the list; a duty passes to it from whoever had it. Raises
    AccountRefused.
    """
    _check(session, actor.commune_id, facts, None)
    _pass_duty(session, actor, facts.duty, None, now)
    last = session.scalar(
        select(func.max(Unit.position)).where(Unit.commune_id == actor.commune_id)
    )
    unit = Unit(
        commune_id=actor.commune_id,
        code=_code_for(session, actor.commune_id, facts.short_name),
        name=facts.name,
        short_name=facts.short_name,
        kind=facts.kind,
        duty=facts.duty,
        position=0 if last is None else last + 1,
    )
    session.add(unit)
    session.flush()
    data = {"kind": facts.kind.value, "duty": facts.duty.value if facts.duty else None}
    record(session, actor, [Entry("unit.add", "unit", unit.id, new=facts.name, data=data)], now)
    return unit


def change_unit(
    session: Session, actor: Actor, unit: Unit, facts: UnitFacts, now: datetime
) -> Unit | None:
    """Store what changed; return the unit that lost the duty to this one, if any. Raises
    AccountRefused.
    """
    _check(session, actor.commune_id, facts, unit)
    entries = []
    loser = None
    if facts.duty is not unit.duty:
        loser = _pass_duty(session, actor, facts.duty, unit, now)
    for key in UnitFacts.__slots__:
        old, new = getattr(unit, key), getattr(facts, key)
        if old != new:
            setattr(unit, key, new)
            entries.append(
                Entry(
                    "unit.change",
                    "unit",
                    unit.id,
                    old=str(old or ""),
                    new=str(new or ""),
                    data={"field": key},
                )
            )
    session.flush()
    record(session, actor, entries, now)
    return loser


def add_spelling(session: Session, actor: Actor, unit: Unit, written: str, now: datetime) -> None:
    """Remember a way the unit's name is written in plans. Raises AccountRefused."""
    written = squeeze(written)
    folded = fold(written)
    if not folded:
        raise AccountRefused(AccountRefusal.spelling_empty)
    meant = session.execute(
        select(UnitAlias, Unit.short_name)
        .join(Unit, Unit.id == UnitAlias.unit_id)
        .where(UnitAlias.commune_id == actor.commune_id, UnitAlias.folded == folded)
    ).all()
    if any(alias.unit_id == unit.id for alias, _ in meant):
        return
    if meant:
        raise AccountRefused(AccountRefusal.spelling_taken, unit=meant[0][1])
    session.add(
        UnitAlias(commune_id=actor.commune_id, unit_id=unit.id, written=written, folded=folded)
    )
    session.flush()
    record(session, actor, [Entry("unit.add_spelling", "unit", unit.id, new=written)], now)


def remove_spelling(session: Session, actor: Actor, alias: UnitAlias, now: datetime) -> None:
    """Forget a way of writing: the next plan asks again."""
    entry = Entry("unit.remove_spelling", "unit", alias.unit_id, old=alias.written)
    session.delete(alias)
    session.flush()
    record(session, actor, [entry], now)


def _check(session: Session, commune_id: int, facts: UnitFacts, unit: Unit | None) -> None:
    if facts.duty is not None and facts.kind is not UnitKind.under_committee:
        raise AccountRefused(AccountRefusal.duty_not_possible)
    own_id = unit.id if unit else 0
    names = session.scalars(
        select(Unit.name).where(Unit.commune_id == commune_id, Unit.id != own_id)
    )
    if fold(facts.name) in {fold(name) for name in names}:
        raise AccountRefused(AccountRefusal.unit_exists)
    if unit is not None and facts.kind not in WITH_ACCOUNTS and unit.kind in WITH_ACCOUNTS:
        held = select(Appointment.id).where(
            Appointment.commune_id == commune_id,
            Appointment.unit_id == unit.id,
            Appointment.valid_to.is_(None),
        )
        if session.scalars(held.limit(1)).first() is not None:
            raise AccountRefused(AccountRefusal.kind_has_accounts)


def _pass_duty(
    session: Session, actor: Actor, duty: UnitDuty | None, to: Unit | None, now: datetime
) -> Unit | None:
    """Take the duty from the unit that has it, so that two never have it at once."""
    if duty is None:
        return None
    holder = session.scalars(
        select(Unit).where(Unit.commune_id == actor.commune_id, Unit.duty == duty).with_for_update()
    ).first()
    if holder is None or (to is not None and holder.id == to.id):
        return None
    holder.duty = None
    session.flush()
    entry = Entry("unit.change", "unit", holder.id, old=duty.value, data={"field": "duty"})
    record(session, actor, [entry], now)
    return holder


def _code_for(session: Session, commune_id: int, short_name: str) -> str:
    bare = re.sub(r"[^a-z0-9]+", "-", fold(short_name)).strip("-") or "don-vi"
    taken = set(session.scalars(select(Unit.code).where(Unit.commune_id == commune_id)))
    number = next(n for n in range(1, len(taken) + 2) if _numbered(bare, n) not in taken)
    return _numbered(bare, number)


def _numbered(bare: str, number: int) -> str:
    return bare if number == 1 else f"{bare}-{number}"
