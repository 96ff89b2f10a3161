"""Put a mail that was not sent back into the outbox."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.labels.mails import MailRefusal, MailRefused
from app.models import ChannelEndpoint, OutboxMail, Person
from app.services import events
from app.services.endpoint_sending import why_not_sent
from app.services.outbox import why_not
from workflows.permissions import Actor


def send_again(session: Session, actor: Actor, mail: OutboxMail, now: datetime) -> None:
    """Let the mail wait for the next run of sending, under the same Message-ID; leave an event.

    Raises MailRefused where it did not fail, another took its place, or it would fail in the same
    way at once. Of two who press at the same moment one is refused.
    """
    if mail.error == MailRefusal.superseded:
        raise MailRefused(MailRefusal.superseded)
    person = session.get_one(Person, mail.person_id)
    # What goes to a webhook or a chat asks nothing of the person's mail address.
    if mail.endpoint_id is None:
        hindrance = why_not(person, now)
    else:
        hindrance = why_not_sent(session.get_one(ChannelEndpoint, mail.endpoint_id), person, now)
    if hindrance:
        raise MailRefused(MailRefusal(hindrance))
    why_failed = mail.error
    waits = session.execute(
        update(OutboxMail)
        .where(
            OutboxMail.id == mail.id,
            OutboxMail.sent_at.is_(None),
            OutboxMail.failed_at.is_not(None),
        )
        .values(failed_at=None, claimed_at=None, not_before=now, error="")
        .execution_options(synchronize_session=False)
    )
    if waits.rowcount != 1:
        raise MailRefused(MailRefusal.not_failed)
    entry = events.Entry(
        "mail.send_again",
        "outbox",
        mail.id,
        new=person.full_name,
        data={"kind": mail.kind, "subject": mail.subject, "error": why_failed},
    )
    events.record(session, actor, [entry], now)
