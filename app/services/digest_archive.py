"""Send a digest that went out once more, as it was."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.labels.mails import MailRefusal, MailRefused
from app.models import OutboxMail, Person
from app.services import events
from app.services.outbox import message_id, why_not
from workflows.permissions import Actor


def send_once_more(session: Session, actor: Actor, mail: OutboxMail, now: datetime) -> OutboxMail:
    """Put a copy of a mail that was sent into the outbox, under a key and Message-ID of its own;
    leave an event.

    Raises MailRefused where it was not sent yet, a copy still waits, or the person is to get none.
    """
    # Of two who press at the same moment the second finds the copy of the first.
    session.get_one(OutboxMail, mail.id, with_for_update=True, populate_existing=True)
    copies = OutboxMail.key.startswith(f"{mail.key}:again:", autoescape=True)
    waits = select(func.count()).where(
        copies, OutboxMail.sent_at.is_(None), OutboxMail.failed_at.is_(None)
    )
    if mail.sent_at is None or session.scalar(waits):
        raise MailRefused(MailRefusal.not_failed)
    person = session.get_one(Person, mail.person_id)
    hindrance = why_not(person, now)
    if hindrance:
        raise MailRefused(MailRefusal(hindrance))
    number = (session.scalar(select(func.count()).where(copies)) or 0) + 1
    key = f"{mail.key}:again:{number}"
    copy = OutboxMail(
        commune_id=mail.commune_id,
        key=key,
        person_id=mail.person_id,
        kind=mail.kind,
        file_id=mail.file_id,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        message_id=message_id(key, mail.message_id.rpartition("@")[2].rstrip(">")),
        created_at=now,
        not_before=now,
    )
    session.add(copy)
    session.flush()
    entry = events.Entry(
        "mail.send_once_more",
        "outbox",
        copy.id,
        new=person.full_name,
        data={"kind": mail.kind, "subject": mail.subject, "of": mail.id},
    )
    events.record(session, actor, [entry], now)
    return copy
