"""The browser's side of signing in: its cookie, and where it goes next."""

import re
from urllib.parse import urlsplit

from flask import current_app, request, session, url_for
from flask_login import login_user

from app import clock
from app.extensions import db
from app.models import Person
from app.queries.actors import communes_of, load_actor
from app.services.sign_in import Browser
from app.web.identity import SignedIn
from app.web.navigation import start_page

KEPT = ("locale",)
"""What a cookie keeps when somebody else takes it over."""

_LOCAL = re.compile(r"/(?![/\\])[^\\@\x00-\x20\x7f]*")


def local_path(target: str | None) -> str | None:
    """The address, where it is a path on this server and nothing a browser could read as another
    one.

    Refused: other hosts in every spelling (//host, /\\host, a scheme), `@`, white space and control
    characters, which browsers drop before they read.
    """
    if not target or len(target) > 2000 or not _LOCAL.fullmatch(target):
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc or "//" in parts.path else target


def next_page() -> str | None:
    """The page asked for before signing in, where it is one of ours."""
    return local_path(request.values.get("next"))


def came_from() -> str | None:
    """The page the form stood on, where it is one of ours."""
    origin = request.host_url
    referrer = request.referrer or ""
    return local_path("/" + referrer.removeprefix(origin)) if referrer.startswith(origin) else None


def address() -> str:
    """Where the request comes from, as far as we know."""
    return request.remote_addr or ""


def browser() -> Browser:
    """What a new session is made for."""
    return Browser(address(), request.user_agent.string, current_app.config["SESSION_ABSOLUTE"])


def admit_browser(person: Person, token: str) -> None:
    """Give the browser a new cookie: nothing of the old one stays, whoever planted it."""
    kept = {key: session[key] for key in KEPT if key in session}
    session.clear()
    session.update(kept)
    login_user(
        SignedIn(
            token=token,
            session_id=0,
            person_id=person.id,
            username=person.username,
            full_name=person.full_name,
            locale=person.locale,
            theme=person.theme,
            must_change_password=person.must_change_password,
            actor=None,
        )
    )


def dismiss_browser() -> None:
    """Take the cookie's content away."""
    kept = {key: session[key] for key in KEPT if key in session}
    session.clear()
    session.update(kept)


def first_page(person: Person) -> str:
    """Where somebody goes who has just signed in: the password to be changed, the commune to be
    chosen, the page asked for, or the start of his role.
    """
    wanted = next_page()
    if person.must_change_password:
        return url_for("accounts.change_password", next=wanted)
    today = clock.today()
    communes = communes_of(db.session(), person.id, today)
    if len(communes) > 1:
        return url_for("accounts.choose_commune", next=wanted)
    if wanted and communes:
        return wanted
    return start_of(person, communes[0] if communes else None)


def start_of(person: Person, commune_id: int | None) -> str:
    """The address of the page a person starts at in a commune."""
    if commune_id is None:
        return url_for("accounts.no_role")
    actor = load_actor(db.session(), person, commune_id, clock.today())
    return url_for(start_page(actor if actor.appointments else None))
