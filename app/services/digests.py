"""The weekly digest: who gets which edition, with which rows; composed from a reading, then stored.

Nothing is rendered inside a transaction that writes: `compose` takes facts and gives letters,
`store` puts letters into the outbox. A commune's digest of a week is stored once, whole, with its
event.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Event
from app.queries.digest import DigestFacts, Row
from app.queries.recipients import Recipient
from app.services import events, outbox
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


@dataclass(frozen=True, slots=True)
class Rendered:
    """The texts of one mail."""

    subject: str
    text: str
    html: str


Render = Callable[[Digest], Rendered]


@dataclass(frozen=True, slots=True)
class Composed:
    """The letters of a commune's week, and how many people have no address."""

    week: Week
    letters: Sequence[outbox.Letter] = field(default_factory=list)
    without_address: int = 0


def was_composed(session: Session, commune_id: int, week: Week) -> bool:
    """True where the digest of this week went into the outbox already."""
    found = session.scalar(
        select(Event.id)
        .where(
            Event.commune_id == commune_id,
            Event.kind == EVENT,
            Event.new == week.monday.isoformat(),
        )
        .limit(1)
    )
    return found is not None


def compose(
    commune_id: int, facts: DigestFacts, people: Sequence[Recipient], render: Render
) -> Composed:
    """Word the digest of everybody who gets one: one letter a person, by his widest edition."""
    letters = []
    digests = digests_of(facts, people)
    with_address = [digest for digest in digests if digest.reader.email]
    for digest in with_address:
        words = render(digest)
        key = f"{KIND}:{commune_id}:{digest.reader.person_id}:{facts.week.monday.isoformat()}"
        letters.append(
            outbox.Letter(key, digest.reader.person_id, words.subject, words.text, words.html)
        )
    return Composed(facts.week, letters, len(digests) - len(with_address))


def store(
    session: Session, commune_id: int, composed: Composed, now: datetime, *, domain: str
) -> int:
    """Put the letters into the outbox, once for the week; return how many are new."""
    if was_composed(session, commune_id, composed.week):
        return 0
    made = outbox.enqueue(session, commune_id, KIND, composed.letters, now, domain=domain)
    entry = events.Entry(
        kind=EVENT,
        subject="commune",
        subject_id=commune_id,
        new=composed.week.monday.isoformat(),
        data={"mails": made, "without_address": composed.without_address},
    )
    events.record(session, Actor(commune_id, None, ""), [entry], now)
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
        parts=_parts(own, OWN),
        units=list(units.values()),
        verdicts=verdicts,
    )


def _wide_digest(
    edition: Edition, facts: DigestFacts, person: Recipient, own: Sequence[Row], verdicts: int
) -> Digest:
    if edition is Edition.office:
        # Every row of the commune is in this edition; his own units' are among them.
        parts, own_parts = _parts(facts.rows, tuple(Group)), []
    else:
        late = [row for row in facts.rows if row.group is Group.late]
        parts = [Part(Group.late, late[:LONGEST], len(late[LONGEST:]))] if late else []
        own_parts = _parts(own, OWN, LONGEST)
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


def _parts(rows: Sequence[Row], groups: Sequence[Group], lines: int | None = None) -> list[Part]:
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
