"""The outbox: mails are rows, composed once, claimed, sent outside any transaction, and recorded.

Our side sends each mail once. SMTP itself promises no more than at least once: a process that dies
between the server's yes and our note sends that one mail again, under the same Message-ID.
"""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app import clock
from app.channels.interface import Channel, ChannelError
from app.channels.mail import Attached, Mail
from app.models import OutboxMail, Person, StoredFile
from app.queries.endpoints import endpoints_of_office, endpoints_of_people
from app.services.addresses import people_without_address, stop_address
from app.services.outbox_claims import (
    AT_MOST,
    Claim,
    Sending,
    free,
    give_up,
    put_off,
    record,
    take,
)

WEEKLY_DIGEST = "weekly_digest"
"""The kind of mail of which only the newest is of use: it takes the place of one that waits."""

KILL_POINTS = ("mail_claimed", "mail_sent", "mail_recorded")
"""The moments between two durable steps of sending, by name: a process may die at any of them."""

Write = Callable[[], AbstractContextManager[Session]]
Reached = Callable[[str], None]
ReadFile = Callable[[str], bytes]
"""The bytes of a stored file by its key; raises OSError where it is lost."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The texts of one mail."""

    subject: str
    text: str
    html: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as composed. `key` says what makes it this mail: kind, commune, person, period.

    `file_id` is a stored file of the commune that goes with it. `short` is the text for webhooks
    and chats: no words of evidence, at most 20 lines, the last one a link; where it is empty the
    subject goes alone. `office_key`: the short text goes to the office's endpoints too, once under
    this key. `endpoint_id`: this is such a copy.
    """

    key: str
    person_id: int
    subject: str
    text: str
    html: str
    file_id: int | None = None
    short: str = ""
    office_key: str = ""
    endpoint_id: int | None = None


def message_id(key: str, domain: str) -> str:
    """The Message-ID of the mail with this key: the same, however often it is sent."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def enqueue(
    session: Session,
    commune_id: int,
    kind: str,
    letters: Sequence[Letter],
    now: datetime,
    *,
    domain: str,
) -> int:
    """Put `letters` into the outbox and return how many were new: the same key goes in once.

    A digest that still waits for the same person is dropped: after days without a mail server
    nobody wants the figures of every week. For people who have no address, or whose address is
    stopped, no mail is made; copies to their webhooks and chats are.
    """
    copies = endpoint_copies(session, commune_id, letters)
    without = people_without_address(session, [letter.person_id for letter in letters])
    letters = [*(letter for letter in letters if letter.person_id not in without), *copies]
    if not letters:
        return 0
    if kind == WEEKLY_DIGEST:
        _drop_older(session, commune_id, letters, now)
    dialect = session.get_bind().dialect.name
    insert = (postgresql if dialect == "postgresql" else sqlite).insert
    made = session.scalars(
        insert(OutboxMail).on_conflict_do_nothing(index_elements=["key"]).returning(OutboxMail.id),
        [
            {
                "commune_id": commune_id,
                "key": letter.key,
                "person_id": letter.person_id,
                "kind": kind,
                "subject": letter.subject,
                "text": letter.text,
                "html": letter.html,
                "file_id": letter.file_id,
                "endpoint_id": letter.endpoint_id,
                "message_id": message_id(letter.key, domain),
                "created_at": now,
                "not_before": now,
                "attempts": 0,
                "error": "",
            }
            for letter in letters
        ],
    )
    return len(made.all())


def endpoint_copies(session: Session, commune_id: int, letters: Sequence[Letter]) -> list[Letter]:
    """The short texts for the endpoints of the letters' people, and for those of the office. Two
    queries."""
    of_people = endpoints_of_people(session, commune_id, {each.person_id for each in letters})
    for_office = {each.office_key: each for each in letters if each.office_key}
    of_office = endpoints_of_office(session, commune_id) if for_office else {}
    return [
        *(
            _copy(letter, letter.key, endpoint_id, letter.person_id)
            for letter in letters
            for endpoint_id in of_people.get(letter.person_id, ())
        ),
        *(
            _copy(letter, key, endpoint_id, registered_by)
            for key, letter in for_office.items()
            for endpoint_id, registered_by in of_office.items()
        ),
    ]


def _copy(letter: Letter, key: str, endpoint_id: int, person_id: int) -> Letter:
    return Letter(
        f"{key}:endpoint:{endpoint_id}",
        person_id,
        letter.subject,
        letter.short,
        "",
        endpoint_id=endpoint_id,
    )


def _drop_older(
    session: Session, commune_id: int, letters: Sequence[Letter], now: datetime
) -> None:
    """Give up the digests that wait for the people, and the endpoints, of these newer ones."""
    session.execute(
        update(OutboxMail)
        .where(
            OutboxMail.commune_id == commune_id,
            OutboxMail.kind == WEEKLY_DIGEST,
            or_(
                and_(
                    OutboxMail.endpoint_id.is_(None),
                    OutboxMail.person_id.in_(
                        [letter.person_id for letter in letters if letter.endpoint_id is None]
                    ),
                ),
                OutboxMail.endpoint_id.in_([letter.endpoint_id for letter in letters]),
            ),
            OutboxMail.key.not_in([letter.key for letter in letters]),
            *free(now),
        )
        .values(failed_at=now, error="superseded")
    )


def _no_file(key: str) -> bytes:
    raise FileNotFoundError(key)


def send_waiting(
    write: Write, channel: Channel[Mail], reached: Reached, read_file: ReadFile = _no_file
) -> Sending:
    """Send what waits, the oldest first, at most AT_MOST mails, each with the file it names.

    `write` opens a short transaction of its own; `reached` is told of every kill point. A channel
    that is down ends the run, so that a dead server is asked once a run and not once a mail.
    """
    done = Sending()
    with channel:
        for _ in range(AT_MOST):
            with write() as session:
                claimed = _claim(session, clock.now(), done)
            if claimed is None:
                break
            claim, mail, file = claimed
            reached("mail_claimed")
            try:
                channel.send(_with_file(mail, file, read_file))
            except ChannelError as error:
                with write() as session:
                    _put_off(session, claim, mail, error, clock.now(), done)
                if error.channel_down:
                    break
                continue
            reached("mail_sent")
            with write() as session:
                record(session, claim, clock.now(), done)
            reached("mail_recorded")
    return done


def _with_file(mail: Mail, file: StoredFile | None, read_file: ReadFile) -> Mail:
    """The mail with its file. A file that is lost ends the mail: without it, it says too much."""
    if file is None:
        return mail
    try:
        content = read_file(file.key)
    except OSError as error:
        words = f"{type(error).__name__}: {file.original_name}"
        raise ChannelError(words, permanent=True) from error
    return replace(mail, attached=Attached(file.original_name, file.media_type, content))


def _claim(
    session: Session, now: datetime, done: Sending
) -> tuple[Claim, Mail, StoredFile | None] | None:
    """Take the next mail for this process. Mails whose person is to get none are given up on the
    way.
    """
    while True:
        found = session.execute(
            select(OutboxMail, Person, StoredFile)
            .join(Person, Person.id == OutboxMail.person_id)
            .outerjoin(
                StoredFile,
                and_(
                    StoredFile.commune_id == OutboxMail.commune_id,
                    StoredFile.id == OutboxMail.file_id,
                ),
            )
            .where(*free(now), OutboxMail.endpoint_id.is_(None), OutboxMail.not_before <= now)
            .order_by(OutboxMail.not_before, OutboxMail.id)
            .limit(1)
            # Elsewhere another process may be looking at the same row: it takes the next one.
            .with_for_update(of=OutboxMail, skip_locked=True)
        ).first()
        if found is None:
            return None
        row, person, file = found
        refusal = why_not(person, now)
        if refusal:
            give_up(session, row, refusal, now, done)
            continue
        claim = take(session, row, now)
        if claim is not None:
            return claim, _mail(row, person), file


def why_not(person: Person, now: datetime) -> str:
    """Why this person gets no mail at present; empty where he does."""
    if told_nothing := why_not_told(person, now):
        return told_nothing
    if not person.email:
        return "no_address"
    return "address_stopped" if person.email_stopped_at is not None else ""


def why_not_told(person: Person, now: datetime) -> str:
    """Why this person is sent nothing at present, by mail or otherwise; empty where he is."""
    if person.disabled_at is not None:
        return "disabled"
    paused_until = person.digest_paused_until
    is_paused = paused_until is not None and clock.local(now).date() <= paused_until
    return "paused" if is_paused else ""


def _mail(row: OutboxMail, person: Person) -> Mail:
    return Mail(
        to_name=person.full_name,
        to_address=person.email or "",
        subject=row.subject,
        text=row.text,
        html=row.html,
        message_id=row.message_id,
        date=row.created_at,
    )


def _put_off(
    session: Session,
    claim: Claim,
    mail: Mail,
    error: ChannelError,
    now: datetime,
    done: Sending,
) -> None:
    if error.address_refused:
        stop_address(session, claim.commune_id, claim.person_id, mail.to_address, str(error), now)
    put_off(session, claim, error, now, done)
