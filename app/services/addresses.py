"""Mail addresses that take no mail: stopped by a permanent failure, until somebody lifts it.

A person whose address is stopped gets no mail made. A new address begins anew.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from app.models import Person
from app.services import events
from workflows.permissions import Actor


def stop_address(
    session: Session, commune_id: int, person_id: int, address: str, reason: str, now: datetime
) -> bool:
    """Send nothing more to `address` of this person; `reason` is what the mail server said.

    False where he has another address by now, or it is stopped already. Leaves an event of
    nobody's in the commune whose mail found it out.
    """
    stopped = session.execute(
        update(Person)
        .where(Person.id == person_id, Person.email == address, Person.email_stopped_at.is_(None))
        .values(email_stopped_at=now, email_stopped_reason=reason)
        .execution_options(synchronize_session=False)
    )
    if stopped.rowcount != 1:
        return False
    entry = events.Entry(
        "mail.stop_address", "person", person_id, new=address, data={"reason": reason}
    )
    events.record(session, Actor(commune_id, None, ""), [entry], now)
    return True


def use_address_again(session: Session, actor: Actor, person: Person, now: datetime) -> bool:
    """Send to the person's address again. False where nothing was stopped."""
    if person.email_stopped_at is None:
        return False
    data = {"reason": person.email_stopped_reason}
    forget_stop(person)
    session.flush()
    entry = events.Entry(
        "mail.use_address_again", "person", person.id, new=person.email or "", data=data
    )
    events.record(session, actor, [entry], now)
    return True


def forget_stop(person: Person) -> None:
    """The person's address is another one: what was known of the old one holds no more."""
    person.email_stopped_at, person.email_stopped_reason = None, ""


_WITHOUT_ADDRESS = select(Person.id).where(
    Person.id.in_(bindparam("people", expanding=True)),
    or_(func.coalesce(Person.email, "") == "", Person.email_stopped_at.is_not(None)),
)


def people_without_address(session: Session, people: Collection[int]) -> frozenset[int]:
    """Those of `people` (ids) who have no address, or whose address takes no mail at present."""
    return frozenset(session.scalars(_WITHOUT_ADDRESS, {"people": list(people)}))
