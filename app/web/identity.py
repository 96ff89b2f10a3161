"""Who is signed in: a glance at our own session table for every request, never the cookie alone.

The cookie carries a random token; the table its SHA-256, the person and the ends. A session that
was ended (sign-out, new password, changed role) is dead with the next request, wherever the
cookie was copied.
"""

from dataclasses import dataclass

from flask import current_app, request
from flask_login import UserMixin

from app import clock
from app.extensions import db
from app.queries.actors import load_actor
from app.services.sessions import find_session, touch_session
from app.transactions import short_read, short_write
from workflows.permissions import Actor


@dataclass(slots=True, eq=False)
class SignedIn(UserMixin):
    """The person behind this request. `actor` is None where no commune gives him a role today."""

    token: str
    session_id: int
    person_id: int
    username: str
    full_name: str
    locale: str
    theme: str | None
    must_change_password: bool
    actor: Actor | None

    def get_id(self) -> str:
        return self.token


def load_signed_in(token: str) -> SignedIn | None:
    """Return who holds `token`, None where no living session has it. Touches it once a minute."""
    now = clock.now()
    with short_read(db.engine) as session:
        found = find_session(session, token, now, idle=current_app.config["SESSION_IDLE"])
        if found is None:
            return None
        person, signed_in, needs_touch = found
        actor = None
        if signed_in.commune_id is not None:
            actor = load_actor(
                session, person, signed_in.commune_id, clock.today(), request.remote_addr
            )
    if needs_touch:
        with short_write(db.engine) as session:
            touch_session(session, signed_in.id, now)
    return SignedIn(
        token=token,
        session_id=signed_in.id,
        person_id=person.id,
        username=person.username,
        full_name=person.full_name,
        locale=person.locale,
        theme=person.theme,
        must_change_password=person.must_change_password,
        actor=actor if actor is not None and actor.appointments else None,
    )
