"""The register of reports due: unit × report × period, and that each was sent.

A line says until when a report is due and on which day it came; whether it came in time is worked
out from the two. A unit enters its own sending, the standing office that of any unit.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock
from app.labels.reporting import ReportingRefusal, ReportingRefused
from app.models import ReportDue, ReportingWindow, ReportKind, Unit, UnitKind
from app.queries.reporting_windows import units_send_on
from app.services import notices
from app.services.events import Entry, record
from app.services.row_versions import hold_commune, take_version
from workflows.permissions import Actor
from workflows.reporting import LadderStep, Window
from workflows.states import Role

UNIT_ROLES = frozenset({Role.unit_head, Role.unit_officer})


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that a unit owes for a window."""

    key: str
    kind: ReportKind
    unit_id: int
    title: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Sending:
    """What is said of a sending: the day it counts for, the document's number, a note."""

    sent_on: date
    document: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A one-off report that a document asks of some units, due on a day."""

    title: str
    document: str
    due_on: date
    unit_ids: tuple[int, ...]


def reporting_units(session: Session, commune_id: int, day: date) -> Sequence[int]:
    """The units under the committee that exist on `day`: those that owe every report."""
    return session.scalars(
        select(Unit.id)
        .where(
            Unit.commune_id == commune_id,
            Unit.kind == UnitKind.under_committee,
            or_(Unit.valid_from.is_(None), Unit.valid_from <= day),
            or_(Unit.valid_to.is_(None), Unit.valid_to >= day),
        )
        .order_by(Unit.position, Unit.id)
    ).all()


def owed_for(
    window: ReportingWindow,
    units: Collection[int],
    thematic: Sequence[Window],
    area_units: Mapping[str, int],
) -> list[Owed]:
    """What is owed for a window: the report itself by every unit, and each thematic report by the
    unit that leads its area."""
    due_on = units_send_on(window)
    owed = [
        Owed(f"{window.key}:{unit}", ReportKind.periodic, unit, window.label, due_on)
        for unit in units
    ]
    for one in thematic:
        unit_id = area_units.get(one.area.key) if one.area else None
        if unit_id is not None:
            days = {step.step: step.on for step in one.ladder}
            due = days.get(LadderStep.UNITS_SEND, due_on)
            key = f"{one.key}:{unit_id}"
            owed.append(Owed(key, ReportKind.thematic, unit_id, one.label, due))
    return owed


def write_owed(
    session: Session, window: ReportingWindow, owed: Sequence[Owed], now: datetime
) -> int:
    """Bring the lines of a window to what is owed; return how many are new.

    What was sent stays as it is. A line that is not owed any more goes while nothing was sent.
    """
    known = {
        row.key: row
        for row in session.scalars(
            select(ReportDue).where(
                ReportDue.commune_id == window.commune_id, ReportDue.window_id == window.id
            )
        )
    }
    wanted = {one.key: one for one in owed}
    for key, row in known.items():
        if row.sent_on is not None:
            continue
        if key not in wanted:
            session.delete(row)
        else:
            row.due_on, row.title = wanted[key].due_on, wanted[key].title
    fresh = [_line(window, one, now) for key, one in wanted.items() if key not in known]
    session.add_all(fresh)
    session.flush()
    return len(fresh)


def add_owed(
    session: Session, actor: Actor, window: ReportingWindow, owed: Sequence[Owed], now: datetime
) -> int:
    """Add the lines that are not there yet: of units that came later, or of a period that was over
    when the regime was entered. Returns how many; one event."""
    hold_commune(session, actor.commune_id)
    known = set(
        session.scalars(
            select(ReportDue.key).where(
                ReportDue.commune_id == window.commune_id, ReportDue.window_id == window.id
            )
        )
    )
    fresh = [_line(window, one, now) for one in owed if one.key not in known]
    if fresh:
        session.add_all(fresh)
        session.flush()
        data = {"units": [row.unit_id for row in fresh]}
        entry = Entry("report_due.add", "reporting_window", window.id, new=window.label, data=data)
        record(session, actor, [entry], now)
    return len(fresh)


def _line(window: ReportingWindow, one: Owed, now: datetime) -> ReportDue:
    return ReportDue(
        commune_id=window.commune_id,
        window_id=window.id,
        key=one.key,
        kind=one.kind,
        unit_id=one.unit_id,
        title=one.title,
        due_on=one.due_on,
        created_at=now,
    )


def may_enter(actor: Actor, due: ReportDue) -> bool:
    """True where the actor may say that this report was sent: its own unit, or the office."""
    return actor.has_role(Role.standing_officer) or due.unit_id in actor.units(*UNIT_ROLES)


def send(
    session: Session,
    actor: Actor,
    due: ReportDue,
    sending: Sending,
    *,
    version: int,
    now: datetime,
) -> None:
    """Note that a report was sent. `version` is the line's as the person saw it.

    Raises ReportingRefused (`not_your_unit`, `changed_meanwhile`, `sent_already`,
    `sent_in_future`). One event.
    """
    _take(session, actor, due, version)
    if due.sent_on is not None:
        raise ReportingRefused(ReportingRefusal.sent_already)
    if sending.sent_on > clock.local(now).date():
        raise ReportingRefused(ReportingRefusal.sent_in_future)
    due.sent_on, due.document, due.note = sending.sent_on, sending.document, sending.note
    due.entered_by, due.entered_at = actor.person_id, now
    entry = _entry(due, "report_due.send", reason=sending.note, new=sending.sent_on.isoformat())
    record(session, actor, [entry], now)


def take_back(
    session: Session, actor: Actor, due: ReportDue, *, version: int, now: datetime
) -> None:
    """Undo a sending that was noted by mistake. Raises ReportingRefused; one event."""
    _take(session, actor, due, version)
    if due.sent_on is None:
        raise ReportingRefused(ReportingRefusal.not_sent)
    entry = _entry(due, "report_due.take_back", old=due.sent_on.isoformat(), reason=due.note)
    due.sent_on, due.document, due.note = None, "", ""
    due.entered_by, due.entered_at = actor.person_id, now
    record(session, actor, [entry], now)


def _take(session: Session, actor: Actor, due: ReportDue, version: int) -> None:
    if not may_enter(actor, due):
        raise ReportingRefused(ReportingRefusal.not_your_unit)
    if not take_version(session, due, version):
        raise ReportingRefused(ReportingRefusal.changed_meanwhile)


def _entry(due: ReportDue, kind: str, **values: str) -> Entry:
    data = {"title": due.title, "unit_id": due.unit_id, "document": due.document}
    return Entry(kind, "report_due", due.id, data=data, **values)


def ask_for_report(session: Session, actor: Actor, asked: Asked, now: datetime) -> list[ReportDue]:
    """Enter a one-off report that a document asks for, a line per unit; tell each person of these
    units once.

    Raises ReportingRefused (`units_missing`, `due_day_past`, `asked_already`). One event.
    """
    today = clock.local(now).date()
    units = [
        unit for unit in reporting_units(session, actor.commune_id, today) if unit in asked.unit_ids
    ]
    if not units:
        raise ReportingRefused(ReportingRefusal.units_missing)
    if asked.due_on < today:
        raise ReportingRefused(ReportingRefusal.due_day_past)
    name = "|".join((asked.title, asked.document, asked.due_on.isoformat()))
    occasion = f"one_off:{sha256(name.encode()).hexdigest()[:16]}"
    keys = {f"{occasion}:{unit}": unit for unit in units}
    hold_commune(session, actor.commune_id)
    known = select(ReportDue.id).where(
        ReportDue.commune_id == actor.commune_id, ReportDue.key.in_(keys)
    )
    if session.scalars(known).first() is not None:
        raise ReportingRefused(ReportingRefusal.asked_already)
    rows = [_asked_line(actor, asked, key, unit, now) for key, unit in keys.items()]
    session.add_all(rows)
    session.flush()
    data: dict[str, Any] = {
        "document": asked.document,
        "due_on": asked.due_on.isoformat(),
        "units": units,
    }
    entry = Entry("report_due.ask", "report_due", rows[0].id, new=asked.title[:200], data=data)
    record(session, actor, [entry], now)
    people = notices.people_with_role(session, actor.commune_id, UNIT_ROLES, today, in_units=units)
    notices.notify(
        session,
        actor.commune_id,
        [person for person in people if person != actor.person_id],
        kind="report_due.ask",
        key=f"report_due.ask:{actor.commune_id}:{occasion}:{min(units)}",
        data={"title": asked.title, "document": asked.document, "due_on": data["due_on"]},
        path="/ky-bao-cao",
        now=now,
    )
    return rows


def _asked_line(actor: Actor, asked: Asked, key: str, unit_id: int, now: datetime) -> ReportDue:
    return ReportDue(
        commune_id=actor.commune_id,
        window_id=None,
        key=key,
        kind=ReportKind.one_off,
        unit_id=unit_id,
        title=asked.title,
        asked_by_document=asked.document,
        due_on=asked.due_on,
        created_at=now,
    )
