"""Công văn đôn đốc: made with its rows frozen, taken back, issued when it comes back signed; then
its days are followed unit by unit.

A letter that was issued is a document of the commune: nothing in it changes any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.labels.letters import LetterRefusal, LetterRefused
from app.models import StoredFile, Unit, UrgingLetter, UrgingLetterUnit
from app.queries.late_by_unit import LateToday
from app.queries.urging_letters import item_ids, named_items
from app.reports.letter_words import Letter
from app.services import events, notices
from app.services.letter_making import Choice, chosen_units, frozen_rows
from app.services.row_versions import take_version
from app.services.stored_files import KeptFile, add_stored_file
from workflows.permissions import Actor
from workflows.states import Role

SHORTEST_REASON = 5


def make(
    session: Session,
    actor: Actor,
    choice: Choice,
    late: LateToday,
    letter: Letter,
    file: KeptFile,
    now: datetime,
) -> UrgingLetter:
    """Keep the letter with its document, which lies in the store already, and its units."""
    units = chosen_units(choice, late)
    row = UrgingLetter(
        commune_id=actor.commune_id,
        plan_id=_only_plan(units),
        signer=letter.signer,
        signer_name=letter.signer_name,
        as_of=letter.as_of,
        finish_by=letter.finish_by,
        finish_hour=letter.finish_hour,
        explain_by=letter.explain_by,
        basis="\n".join(letter.basis),
        rows=frozen_rows(choice, late, letter.as_of),
        file_id=add_stored_file(session, actor, file, now).id,
        made_at=now,
        made_by=actor.person_id,
    )
    session.add(row)
    session.flush()
    session.add_all(
        UrgingLetterUnit(
            commune_id=actor.commune_id,
            letter_id=row.id,
            unit_id=unit.id,
            late_items=len(unit.items),
        )
        for unit in units
    )
    about = {"units": [unit.short_name for unit in units], "rows": len(letter.rows)}
    _record(session, actor, row, "make", now, data={**about, "sha256": file.written.sha256})
    return row


def _only_plan(units: Sequence[Any]) -> int | None:
    """The plan of all rows; None where they come from several, or from none."""
    plans = {item.plan_id for unit in units for item in unit.items}
    return plans.pop() if len(plans) == 1 else None


def withdraw(
    session: Session,
    actor: Actor,
    letter: UrgingLetter,
    *,
    reason: str,
    version: int,
    now: datetime,
) -> None:
    """Take back a letter that was not issued. Raises LetterRefused."""
    _take(session, letter, version)
    _require_draft(letter)
    if len(reason) < SHORTEST_REASON:
        raise LetterRefused(LetterRefusal.reason_missing)
    letter.withdrawn_at = now
    _record(session, actor, letter, "withdraw", now, reason=reason)


@dataclass(frozen=True, slots=True)
class Issued:
    """What comes back from the records office: number, day, and the signed file in the store."""

    number: str
    issued_on: date
    file: KeptFile


def check_issue(letter: UrgingLetter, issued_on: date, today: date) -> None:
    """Raise LetterRefused where the letter cannot be issued on this day."""
    _require_draft(letter)
    if issued_on > today:
        raise LetterRefused(LetterRefusal.issued_in_future)
    if issued_on < letter.as_of:
        raise LetterRefused(LetterRefusal.issued_before_made)


def issue(
    session: Session,
    actor: Actor,
    letter: UrgingLetter,
    issued: Issued,
    *,
    version: int,
    now: datetime,
) -> None:
    """Fix the letter with its number, day and signed file; tell the heads of its units, and leave
    a line in the history of every item it names. Raises LetterRefused."""
    _take(session, letter, version)
    check_issue(letter, issued.issued_on, clock.local(now).date())
    letter.number, letter.issued_on = issued.number, issued.issued_on
    letter.signed_file_id = add_stored_file(session, actor, issued.file, now).id
    session.flush()
    _record_issue(session, actor, letter, issued, now)
    _tell(session, actor, letter, now)
    for unit in _units(session, letter):
        answer_where_nothing_is_left(session, actor, letter, unit, now)


def answer(
    session: Session,
    actor: Actor,
    letter: UrgingLetter,
    unit: UrgingLetterUnit,
    *,
    answered_on: date | None,
    note: str,
    version: int,
    now: datetime,
) -> None:
    """Note the day a unit answered, or that it did not yet (None). Raises LetterRefused."""
    _take(session, letter, version)
    if letter.issued_on is None:
        raise LetterRefused(LetterRefusal.not_issued)
    if answered_on is not None and answered_on > clock.local(now).date():
        raise LetterRefused(LetterRefusal.answered_in_future)
    if answered_on is not None and answered_on < letter.issued_on:
        raise LetterRefused(LetterRefusal.answered_before_issued)
    # The record first: its chain is what everybody who notes an answer takes in turn.
    _record_answer(session, actor, letter, unit, answered_on, note, now)
    unit.answered_on, unit.note = answered_on, note
    session.flush()


def answer_where_nothing_is_left(
    session: Session, actor: Actor, letter: UrgingLetter, unit: UrgingLetterUnit, now: datetime
) -> None:
    """Note the unit's answer where nothing that the letter names is left with it."""
    if unit.answered_on is not None:
        return
    named = named_items(session, letter.commune_id, item_ids(letter, unit.unit_id))
    if any(item.is_left_with(unit.unit_id) for item in named.values()):
        return
    today = clock.local(now).date()
    _record_answer(session, actor, letter, unit, today, unit.note, now)
    unit.answered_on = today
    session.flush()


def unit_of_letter(
    session: Session, letter: UrgingLetter, unit_id: int | None
) -> UrgingLetterUnit | None:
    """The line of one unit of the letter."""
    return next((unit for unit in _units(session, letter) if unit.unit_id == unit_id), None)


def _units(session: Session, letter: UrgingLetter) -> Sequence[UrgingLetterUnit]:
    return session.scalars(
        select(UrgingLetterUnit)
        .where(
            UrgingLetterUnit.commune_id == letter.commune_id,
            UrgingLetterUnit.letter_id == letter.id,
        )
        .order_by(UrgingLetterUnit.id)
    ).all()


def _take(session: Session, letter: UrgingLetter, version: int) -> None:
    if not take_version(session, letter, version):
        raise LetterRefused(LetterRefusal.changed_meanwhile)


def _require_draft(letter: UrgingLetter) -> None:
    if letter.withdrawn_at is not None:
        raise LetterRefused(LetterRefusal.withdrawn)
    if letter.issued_on is not None:
        raise LetterRefused(LetterRefusal.issued_already)


def _entry(letter: UrgingLetter, verb: str, **more: Any) -> events.Entry:
    return events.Entry(
        kind=f"urging_letter.{verb}", subject="urging_letter", subject_id=letter.id, **more
    )


def _record(
    session: Session,
    actor: Actor,
    letter: UrgingLetter,
    verb: str,
    now: datetime,
    *,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    session.flush()
    entry = _entry(letter, verb, plan_id=letter.plan_id, reason=reason, data=data or {})
    events.record(session, actor, [entry], now)


def _record_issue(
    session: Session, actor: Actor, letter: UrgingLetter, issued: Issued, now: datetime
) -> None:
    """One event of the letter, and one of each item it names, in one batch."""
    days = {"letter_on": issued.issued_on.isoformat(), "finish_by": letter.finish_by.isoformat()}
    whole = _entry(
        letter,
        "issue",
        plan_id=letter.plan_id,
        new=letter.number,
        data={**days, "sha256": issued.file.written.sha256},
    )
    named = [
        _entry(
            letter,
            "name_item",
            plan_id=row["plan_id"],
            task_id=row["task_id"],
            work_item_id=row["item_id"],
            new=letter.number,
            data={**days, "letter": letter.number},
        )
        for row in letter.rows
        if not row["waiting_on"]
    ]
    events.record(session, actor, [whole, *named], now)


def _record_answer(
    session: Session,
    actor: Actor,
    letter: UrgingLetter,
    unit: UrgingLetterUnit,
    answered_on: date | None,
    note: str,
    now: datetime,
) -> None:
    name = session.scalar(select(Unit.short_name).where(Unit.id == unit.unit_id))
    entry = _entry(
        letter,
        "answer",
        new=letter.number,
        reason=note,
        data={
            "unit": name,
            "answered_on": answered_on.isoformat() if answered_on else None,
        },
    )
    events.record(session, actor, [entry], now)


def _tell(session: Session, actor: Actor, letter: UrgingLetter, now: datetime) -> None:
    """One notice to each head of a unit of the letter; it asks for action and goes by mail."""
    units = [unit.unit_id for unit in _units(session, letter)]
    heads = notices.people_with_role(
        session, letter.commune_id, {Role.unit_head}, clock.local(now).date(), in_units=units
    )
    notices.notify(
        session,
        letter.commune_id,
        [person for person in heads if person != actor.person_id],
        kind="urging_letter.issue",
        key=f"urging_letter:{letter.id}",
        data={
            "number": letter.number,
            "finish_by": letter.finish_by.isoformat(),
            "finish_hour": letter.finish_hour,
            "explain_by": letter.explain_by.isoformat(),
        },
        path=f"/don-doc/{letter.id}",
        now=now,
        for_mail=True,
    )


def record_download(
    session: Session, actor: Actor, letter_id: int, file: StoredFile, now: datetime
) -> None:
    """Leave in the record who took which file of a letter."""
    entry = events.Entry(
        kind="file.download",
        subject="urging_letter",
        subject_id=letter_id,
        new=file.original_name,
        data={"sha256": file.sha256},
    )
    events.record(session, actor, [entry], now)


__all__ = [
    "Issued",
    "answer",
    "answer_where_nothing_is_left",
    "check_issue",
    "issue",
    "make",
    "record_download",
    "unit_of_letter",
    "withdraw",
]
