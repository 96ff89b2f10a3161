"""What a person wants by mail: which kinds, his digest's day and hour, and none until a day."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.models import Person
from app.services import events
from workflows.permissions import Actor


@dataclass(frozen=True, slots=True)
class MailWishes:
    """`muted_kinds` are kinds of notices of which no mail is wanted; up to and with `paused_until`
    nothing comes by mail.
    """

    digest_weekday: str
    digest_at: str
    muted_kinds: tuple[str, ...]
    paused_until: date | None


def wishes_of(person: Person) -> MailWishes:
    """What the person wants at present."""
    return MailWishes(
        person.digest_weekday,
        person.digest_at,
        tuple(person.muted_kinds),
        person.digest_paused_until,
    )


def choose_mails(
    session: Session, actor: Actor, person: Person, wishes: MailWishes, now: datetime
) -> bool:
    """Keep what the person wants; leave an event in the commune he acts in. False where it is what
    he had."""
    if wishes == wishes_of(person):
        return False
    person.digest_weekday, person.digest_at = wishes.digest_weekday, wishes.digest_at
    person.muted_kinds = list(wishes.muted_kinds)
    person.digest_paused_until = wishes.paused_until
    session.flush()
    until = wishes.paused_until
    data = {**asdict(wishes), "paused_until": until.isoformat() if until else None}
    entry = events.Entry("person.choose_mails", "person", person.id, data=data)
    events.record(session, actor, [entry], now)
    return True


__all__ = ["MailWishes", "choose_mails", "wishes_of"]
