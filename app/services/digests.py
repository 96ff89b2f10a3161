"""The weekly digest: who gets which edition, with which rows; composed from a reading, then stored.

Nothing is rendered inside a transaction that writes: `compose` takes facts and gives letters,
`store` puts letters into the outbox. Everybody has his own day and hour of the week; the event of
a run names for whom the digest of which week was composed, so that nobody is considered twice.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.models import Event
from app.queries.digest import DigestFacts, Row
from app.queries.recipients import Recipient
from app.services import events, notice_mails, outbox
from app.services.outbox import Rendered
from app.services.stored_files import KeptFile, add_stored_file
from workflows.permissions import Actor, can
from workflows.reminders import (
    TOLD,
    Edition,
    Group,
    Week,
    by_person,
    edition_for,
    shared_lines,
)
from workflows.states import Action, Role
from workflows.timetable import office_opens, weekly_slot

KIND = outbox.WEEKLY_DIGEST
EVENT = "job.compose_digest"

READERS = frozenset({Role.standing_officer, Role.leader, *TOLD})
"""Roles that get an edition."""

LONGEST = 10
"""The longest delays of the leaders' edition."""

OWN = (Group.late, Group.due, Group.returned)
"""What a unit has to do; what it handed in is only counted."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one group as shown, and how many more there are."""

    group: Group
    rows: Sequence[Row]
    more: int

    @property
    def count(self) -> int:
        return len(self.rows) + self.more


@dataclass(frozen=True, slots=True)
class Digest:
    """One person's digest. `parts` are the rows of his edition; `own` those of his units where the
    edition itself shows other rows; `verdicts` are items that wait for a decision of his."""

    edition: Edition
    reader: Recipient
    facts: DigestFacts
    numbers: Mapping[Group, int]
    parts: Sequence[Part]
    own: Sequence[Part] = ()
    units: Sequence[str] = ()
    verdicts: int = 0


Render = Callable[[Digest], Rendered]


@dataclass(frozen=True, slots=True)
class Composed:
    """The letters of a week to some people of a commune, for whom they were composed, and how many
    of those have no address.
    """

    week: Week
    people: Sequence[int]
    facts: DigestFacts
    letters: Sequence[outbox.Letter] = field(default_factory=list)
    without_address: int = 0

    @property
    def is_for_office(self) -> bool:
        """True where one of the letters is the office's edition."""
        return any(letter.office_key for letter in self.letters)


@dataclass(frozen=True, slots=True)
class Due:
    """Whose digest is due, by the week it is of; and when the office opens for those who wait."""

    of_weeks: Mapping[Week, Sequence[Recipient]]
    opens: Sequence[datetime] = ()


_COMPOSED = select(Event.new, Event.data).where(
    Event.commune_id == bindparam("commune_id"),
    Event.kind == EVENT,
    Event.new.in_(bindparam("mondays", expanding=True)),
)


def composed_for(
    session: Session, commune_id: int, weeks: Collection[Week]
) -> set[tuple[str, int]]:
    """(Monday, person) for whom the digest of one of `weeks` was composed already. One query."""
    mondays = sorted({week.monday.isoformat() for week in weeks})
    rows = session.execute(_COMPOSED, {"commune_id": commune_id, "mondays": mondays})
    return {(monday, person) for monday, data in rows for person in data.get("people", ())}


def due_people(
    people: Sequence[Recipient],
    last: datetime | None,
    now: datetime,
    is_working: Callable[[date], bool],
) -> Due:
    """Whose own day and hour came after `last` (None: ever), up to and with `now`.

    Where the office is closed now, or opens later today, a person waits until it opens at his hour.
    """
    of_weeks: dict[Week, list[Recipient]] = {}
    opens = []
    for person in people:
        at = time.fromisoformat(person.digest_at)
        slot = weekly_slot(person.digest_weekday, at, now)
        if last is not None and slot <= last:
            continue
        opens_at = office_opens(at, now, is_working)
        if opens_at > now:
            opens.append(opens_at)
        else:
            of_weeks.setdefault(Week.of(slot.date()), []).append(person)
    return Due(of_weeks, opens)


def compose(
    commune_id: int,
    facts: DigestFacts,
    week: Week,
    people: Sequence[Recipient],
    render: Render,
) -> Composed:
    """Word the digest of those of `people` who get one: one letter a person, by his widest
    edition. Who has paused his mails gets none.
    """
    letters = []
    reading = [p for p in people if p.paused_until is None or p.paused_until < facts.today]
    digests = digests_of(facts, reading)
    with_address = [digest for digest in digests if digest.reader.is_reached]
    for digest in with_address:
        letters.append(_letter(commune_id, week, digest, render(digest)))
    considered = [person.person_id for person in people]
    return Composed(week, considered, facts, letters, len(digests) - len(with_address))


def _letter(commune_id: int, week: Week, digest: Digest, words: Rendered) -> outbox.Letter:
    """The letter of a digest. The office's edition goes to the office's own endpoints too, once a
    week, whoever got it first."""
    monday, person_id = week.monday.isoformat(), digest.reader.person_id
    is_office = digest.edition is Edition.office
    return outbox.Letter(
        f"{KIND}:{commune_id}:{person_id}:{monday}",
        person_id,
        words.subject,
        words.text,
        words.html,
        short=words.short,
        office_key=f"{KIND}:{commune_id}:office:{monday}" if is_office else "",
    )


def store(
    session: Session,
    commune_id: int,
    composed: Composed,
    now: datetime,
    *,
    domain: str,
    file: KeptFile | None = None,
) -> int:
    """Put the letters into the outbox, once for each person and week; return how many are new.

    `file` goes with the office's edition.
    """
    known = composed_for(session, commune_id, [composed.week])
    monday = composed.week.monday.isoformat()
    fresh = [person for person in composed.people if (monday, person) not in known]
    if not fresh:
        return 0
    system = Actor(commune_id, None, "")
    letters = [letter for letter in composed.letters if letter.person_id in fresh]
    if file is not None and any(letter.office_key for letter in letters):
        file_id = add_stored_file(session, system, file, now).id
        letters = [
            replace(letter, file_id=file_id) if letter.office_key else letter for letter in letters
        ]
    made = outbox.enqueue(session, commune_id, KIND, letters, now, domain=domain)
    notice_mails.leave_to_digest(session, commune_id, {one.person_id for one in letters}, now)
    entry = events.Entry(
        kind=EVENT,
        subject="commune",
        subject_id=commune_id,
        new=monday,
        data={"mails": made, "without_address": composed.without_address, "people": fresh},
    )
    events.record(session, system, [entry], now)
    return made


def digests_of(facts: DigestFacts, people: Sequence[Recipient]) -> list[Digest]:
    """The digest of everybody who gets one. The office and the leaders always do; people of a unit
    where there is something to say."""
    own_rows = by_person(
        facts.rows,
        lambda row: [id_ for id_, _ in row.units],
        {person.person_id: person.actor.units(*TOLD) for person in people},
    )
    made = []
    for person in people:
        edition = edition_for(person.actor, facts.office_units)
        own = own_rows.get(person.person_id, [])
        verdicts = _verdicts(person.actor, facts)
        if edition is Edition.unit:
            if verdicts or any(row.group in OWN for row in own):
                made.append(_unit_digest(facts, person, own, verdicts))
        elif edition is not None:
            made.append(_wide_digest(edition, facts, person, own, verdicts))
    return made


def _unit_digest(
    facts: DigestFacts, person: Recipient, own: Sequence[Row], verdicts: int
) -> Digest:
    held = person.actor.units(*TOLD)
    units = {id_: name for row in own for id_, name in row.units if id_ in held}
    return Digest(
        edition=Edition.unit,
        reader=person,
        facts=facts,
        numbers=_numbers(own),
        parts=parts_of(own, OWN),
        units=list(units.values()),
        verdicts=verdicts,
    )


def _wide_digest(
    edition: Edition, facts: DigestFacts, person: Recipient, own: Sequence[Row], verdicts: int
) -> Digest:
    if edition is Edition.office:
        # Every row of the commune is in this edition; his own units' are among them.
        parts, own_parts = parts_of(facts.rows, tuple(Group)), []
    else:
        late = [row for row in facts.rows if row.group is Group.late]
        parts = [Part(Group.late, late[:LONGEST], len(late[LONGEST:]))] if late else []
        own_parts = parts_of(own, OWN, LONGEST)
    return Digest(
        edition=edition,
        reader=person,
        facts=facts,
        numbers=_numbers(facts.rows),
        parts=parts,
        own=own_parts,
        verdicts=verdicts,
    )


def _numbers(rows: Sequence[Row]) -> dict[Group, int]:
    counted = Counter(row.group for row in rows)
    return {group: counted[group] for group in Group}


def parts_of(rows: Sequence[Row], groups: Sequence[Group], lines: int | None = None) -> list[Part]:
    """The groups that have rows, the lines of the mail shared between them."""
    found = {group: [row for row in rows if row.group is group] for group in groups}
    wanted = [len(found[group]) for group in groups]
    given = shared_lines(wanted) if lines is None else shared_lines(wanted, lines)
    return [
        Part(group, found[group][:number], len(found[group]) - number)
        for group, number in zip(groups, given, strict=True)
        if found[group]
    ]


def _verdicts(actor: Actor, facts: DigestFacts) -> int:
    """How many submitted items this person may decide on."""
    if not actor.has_role(Role.standing_officer, Role.unit_head, Role.leader):
        return 0
    return sum(can(actor, Action.verify, subject) for subject in facts.subjects.values())
