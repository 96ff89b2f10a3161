"""Công văn đôn đốc that were made: the list, one letter, and what became of it unit by unit."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Decision,
    Event,
    LetterTemplate,
    Person,
    StoredFile,
    Unit,
    UrgingLetter,
    UrgingLetterUnit,
    WorkItem,
)
from app.queries.batches import batches
from workflows.permissions import Actor
from workflows.states import WITH_LEAD, Action, Role, Status

PAGE = 50
TEMPLATE_KIND = "urging_letter"


class Answer(StrEnum):
    """How a unit stands against the letter: answered by its day or after it, or not yet, in time
    or late; or other units were given everything that the letter names for it."""

    answered = auto()
    answered_late = auto()
    awaited = auto()
    late = auto()
    moved = auto()


def answer_of(answered_on: date | None, finish_by: date, today: date) -> Answer:
    """Where the unit stands on `today`; on the day itself nobody is late."""
    if answered_on is not None:
        return Answer.answered if answered_on <= finish_by else Answer.answered_late
    return Answer.late if today > finish_by else Answer.awaited


@dataclass(frozen=True, slots=True)
class LetterUnit:
    """A unit of a letter: its line, its name, how it stands; how many of its rows were handed in
    by now, and how many other units lead by now, is known on the letter's page only."""

    row: UrgingLetterUnit
    name: str
    short_name: str
    answer: Answer
    handed_in: int = 0
    moved: int = 0


@dataclass(frozen=True, slots=True)
class NamedItem:
    """An item that a letter names, as it stands now: who leads it, and the day on which it was last
    given to another unit."""

    status: Status
    lead_unit_id: int
    lead: str
    moved_on: date | None = None

    def is_left_with(self, unit_id: int) -> bool:
        """True while it is the unit's to hand in."""
        return self.status in WITH_LEAD and not self.is_moved_from(unit_id)

    def is_moved_from(self, unit_id: int) -> bool:
        """True where another unit leads it now."""
        return self.lead_unit_id != unit_id


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter in the list, with its units."""

    letter: UrgingLetter
    units: Sequence[LetterUnit] = field(default_factory=list)

    def count(self, *answers: Answer) -> int:
        """How many of the units stand so."""
        return sum(unit.answer in answers for unit in self.units)


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A page of letters, the newest first, and where the next one begins."""

    lines: Sequence[LetterLine]
    next_before: int | None


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    """SQL: letters that were issued are open to everybody of the commune; before that they are the
    office's and the leaders'."""
    mine = UrgingLetter.commune_id == actor.commune_id
    makes = actor.has_role(Role.standing_officer, Role.leader)
    return and_(mine, true() if makes else UrgingLetter.issued_on.is_not(None))


def letter_page(
    session: Session, actor: Actor, today: date, before: int | None = None
) -> LetterPage:
    """A page of the letters this actor may see. Two queries."""
    query = select(UrgingLetter).where(_seen_by(actor)).order_by(UrgingLetter.id.desc())
    if before is not None:
        query = query.where(UrgingLetter.id < before)
    found = session.scalars(query.limit(PAGE + 1)).all()
    shown = found[:PAGE]
    units = _units(session, shown, today)
    lines = [LetterLine(letter, units[letter.id]) for letter in shown]
    return LetterPage(lines, shown[-1].id if len(found) > PAGE else None)


def find_letter(session: Session, actor: Actor, urging_letter_id: int) -> UrgingLetter | None:
    """The letter for this actor, or None: another commune's, or not issued and not his to see."""
    return session.scalars(
        select(UrgingLetter).where(_seen_by(actor), UrgingLetter.id == urging_letter_id)
    ).first()


def units_of_letter(
    session: Session, letter: UrgingLetter, named: Mapping[int, NamedItem], today: date
) -> Sequence[LetterUnit]:
    """The units of one letter with what became of their rows, by the items it names. One query."""
    units = _units(session, [letter], today)[letter.id]
    return [_with_rows(unit, letter, named) for unit in units]


def _with_rows(
    unit: LetterUnit, letter: UrgingLetter, named: Mapping[int, NamedItem]
) -> LetterUnit:
    unit_id = unit.row.unit_id
    rows = [named[id_] for id_ in item_ids(letter, unit_id) if id_ in named]
    moved = sum(row.is_moved_from(unit_id) for row in rows)
    left = sum(row.is_left_with(unit_id) for row in rows)
    answer = Answer.moved if rows and moved == len(rows) else unit.answer
    return replace(unit, answer=answer, handed_in=len(rows) - moved - left, moved=moved)


def item_ids(letter: UrgingLetter, unit_id: int | None = None) -> list[int]:
    """The items that the letter names, all or those of one unit."""
    return [
        row["item_id"]
        for row in letter.rows
        if not row["waiting_on"] and unit_id in (None, row["unit_id"])
    ]


def named_items(session: Session, commune_id: int, ids: Collection[int]) -> dict[int, NamedItem]:
    """Each item as it stands now. Two queries for each thousand."""
    found: dict[int, NamedItem] = {}
    for some in batches(sorted(ids)):
        moved: dict[int, datetime] = {
            item_id: decided_at
            for item_id, decided_at in session.execute(
                select(Decision.work_item_id, func.max(Decision.decided_at))
                .where(
                    Decision.commune_id == commune_id,
                    Decision.work_item_id.in_(some),
                    Decision.action == Action.reassign,
                )
                .group_by(Decision.work_item_id)
            )
        }
        for item_id, *state in session.execute(
            select(WorkItem.id, WorkItem.status, WorkItem.lead_unit_id, Unit.short_name)
            .join(Unit, Unit.id == WorkItem.lead_unit_id)
            .where(WorkItem.commune_id == commune_id, WorkItem.id.in_(some))
        ):
            day = clock.local(moved[item_id]).date() if item_id in moved else None
            found[item_id] = NamedItem(*state, moved_on=day)
    return found


def withdrawal_reason(session: Session, letter: UrgingLetter) -> str:
    """Why the letter was taken back, as the record keeps it. One query."""
    reason = session.scalar(
        select(Event.reason)
        .where(
            Event.commune_id == letter.commune_id,
            Event.kind == "urging_letter.withdraw",
            Event.subject_id == letter.id,
        )
        .limit(1)
    )
    return reason or ""


def _units(
    session: Session, letters: Sequence[UrgingLetter], today: date
) -> dict[int, list[LetterUnit]]:
    finish_by = {letter.id: letter.finish_by for letter in letters}
    units: dict[int, list[LetterUnit]] = defaultdict(list)
    rows: Any = session.execute(
        select(UrgingLetterUnit, Unit.name, Unit.short_name)
        .join(Unit, Unit.id == UrgingLetterUnit.unit_id)
        .where(UrgingLetterUnit.letter_id.in_(finish_by))
        .order_by(UrgingLetterUnit.id)
    )
    for row, name, short_name in rows:
        answer = answer_of(row.answered_on, finish_by[row.letter_id], today)
        units[row.letter_id].append(LetterUnit(row, name, short_name, answer))
    return units


def may_read_letter(session: Session, actor: Actor, letter: UrgingLetter) -> bool:
    """True for the standing office, the leaders, and the units that the letter goes to."""
    if actor.has_role(Role.standing_officer, Role.leader):
        return True
    goes_to = session.scalars(
        select(UrgingLetterUnit.unit_id).where(
            UrgingLetterUnit.commune_id == letter.commune_id,
            UrgingLetterUnit.letter_id == letter.id,
        )
    )
    return not actor.units().isdisjoint(goes_to)


def stored_file(session: Session, actor: Actor, file_id: int | None) -> StoredFile | None:
    """A file of the actor's commune."""
    return session.scalars(
        select(StoredFile).where(
            StoredFile.commune_id == actor.commune_id, StoredFile.id == file_id
        )
    ).first()


@dataclass(frozen=True, slots=True)
class TemplateInForce:
    """The office's own template, who brought it, and its file."""

    template: LetterTemplate
    file: StoredFile
    added_by: str


def template_in_force(session: Session, commune_id: int) -> TemplateInForce | None:
    """The template of the commune, None where the built-in letter is used. One query."""
    row = session.execute(
        select(LetterTemplate, StoredFile, Person.full_name)
        .join(StoredFile, StoredFile.id == LetterTemplate.file_id)
        .outerjoin(Person, Person.id == LetterTemplate.added_by)
        .where(
            LetterTemplate.commune_id == commune_id,
            LetterTemplate.kind == TEMPLATE_KIND,
            LetterTemplate.removed_at.is_(None),
        )
        .order_by(LetterTemplate.id.desc())
        .limit(1)
    ).first()
    return TemplateInForce(row[0], row[1], row[2] or "") if row else None


__all__ = [
    "Answer",
    "LetterLine",
    "LetterPage",
    "LetterUnit",
    "NamedItem",
    "TemplateInForce",
    "answer_of",
    "find_letter",
    "item_ids",
    "letter_page",
    "named_items",
    "stored_file",
    "template_in_force",
    "units_of_letter",
    "withdrawal_reason",
]
