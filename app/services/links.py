"""One-time links: the way in for people without a password, printed or copied once.

256 random bits, of which only the SHA-256 is stored; 24 hours; looking at the page uses nothing up,
setting the password does. A newer link ends the older ones of the same person.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.labels.accounts import AccountRefusal, AccountRefused
from app.models import Appointment, Commune, LinkPurpose, OneTimeLink, Person
from app.queries.people import has_administrator
from app.services.communes import make_commune
from app.services.sessions import token_hash
from workflows.states import Role

LASTS = timedelta(hours=24)
PLACEHOLDER = "quantri"
"""The username offered to the first administrator, who may type another."""


def make_link(
    session: Session, person: Person, purpose: LinkPurpose, now: datetime, made_by: int | None
) -> str:
    """Make a link for the person and end his older ones; return the token, stored nowhere."""
    end_links(session, person.id, now)
    token = secrets.token_urlsafe(32)
    session.add(
        OneTimeLink(
            token_hash=token_hash(token),
            purpose=purpose,
            person_id=person.id,
            created_by=made_by,
            created_at=now,
            expires_at=now + LASTS,
        )
    )
    session.flush()
    return token


def end_links(session: Session, person_id: int, now: datetime) -> None:
    """No link given to the person so far opens anything from now on."""
    session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.person_id == person_id,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
        )
        .values(expires_at=now)
    )


def find_link(session: Session, token: str, now: datetime) -> tuple[OneTimeLink, Person]:
    """The link that still opens, and whom for. Raises AccountRefused (`link_not_valid`)."""
    found = session.execute(
        select(OneTimeLink, Person)
        .join(Person, Person.id == OneTimeLink.person_id)
        .where(
            OneTimeLink.token_hash == token_hash(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
        )
    ).first()
    if found is None:
        raise AccountRefused(AccountRefusal.link_not_valid)
    link, person = found
    if person.disabled_at and link.purpose is not LinkPurpose.first_administrator:
        raise AccountRefused(AccountRefusal.link_not_valid)
    return link, person


def consume_link(session: Session, token: str, now: datetime) -> tuple[OneTimeLink, Person]:
    """Use the link up: of two who send it at once, one gets it. Raises like `find_link`."""
    link, person = find_link(session, token, now)
    claimed = session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None))
        .values(used_at=now)
    )
    if claimed.rowcount != 1:
        raise AccountRefused(AccountRefusal.link_not_valid)
    return link, person


def first_administrator_link(session: Session, base_url: str, now: datetime) -> str | None:
    """The address that lets the first administrator in; None where somebody administers already.

    Prepares a disabled person with the administration of the first commune (an unnamed one is made
    where there is none); the page of the link asks for the commune's name, his name, username and
    password, and only then the account is enabled. Asked again before it was used, it ends the
    earlier link and gives a new one.
    """
    today = clock.local(now).date()
    if has_administrator(session, today):
        return None
    person = session.scalars(
        select(Person)
        .join(OneTimeLink, OneTimeLink.person_id == Person.id)
        .where(
            OneTimeLink.purpose == LinkPurpose.first_administrator, OneTimeLink.used_at.is_(None)
        )
    ).first()
    if person is None:
        person = _prepare_administrator(session, now)
    token = make_link(session, person, LinkPurpose.first_administrator, now, None)
    return f"{base_url.rstrip('/')}/lien-ket/{token}"


def _prepare_administrator(session: Session, now: datetime) -> Person:
    commune = session.scalars(select(Commune).order_by(Commune.id).limit(1)).first()
    if commune is None:
        commune = make_commune(session, "", now)
    taken = session.scalars(
        select(Person.username).where(Person.username.startswith(PLACEHOLDER))
    ).all()
    number = next(n for n in range(len(taken) + 1) if f"{PLACEHOLDER}{n or ''}" not in taken)
    person = Person(
        username=f"{PLACEHOLDER}{number or ''}", full_name="", disabled_at=now, created_at=now
    )
    session.add(person)
    session.flush()
    session.add(
        Appointment(
            commune_id=commune.id,
            person_id=person.id,
            role=Role.administrator,
            valid_from=clock.local(now).date(),
        )
    )
    session.flush()
    return person
