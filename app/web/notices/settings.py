"""Thiết lập thư: what a person has by mail, and his next digest as it would be now."""

from datetime import time

from flask import (
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import clock
from app.extensions import db
from app.jobs.surroundings import render_digest_of
from app.labels.jobs import when_words
from app.models import Commune, Person
from app.queries.calendar import working_calendar
from app.queries.digest import digest_facts
from app.queries.recipients import recipients
from app.services.digests import READERS, Digest, digests_of
from app.services.mail_wishes import choose_mails, wishes_of
from app.web.access import EVERYBODY, access, current_actor
from app.web.mail_frame import mail_answer
from app.web.notices.blueprint import blueprint
from app.web.notices.forms import MailWishesForm
from workflows.timetable import next_weekly


@blueprint.route("/thong-bao/thiet-lap", methods=["GET", "POST"])
@access(*EVERYBODY)
def settings() -> ResponseReturnValue:
    """Which notices come by mail, when the digest comes, and a pause."""
    session, person = db.session(), _myself()
    form = MailWishesForm()
    if request.method == "POST" and form.validate():
        changed = choose_mails(session, current_actor(), person, form.wishes(), clock.now())
        flash(gettext("Đã lưu thiết lập thư.") if changed else gettext("Không có gì thay đổi."))
        return redirect(url_for("notices.settings"))
    if request.method == "GET":
        form.show(wishes_of(person))
    page = render_template(
        "notices/settings.html",
        form=form,
        email=person.email,
        is_stopped=person.email_stopped_at is not None,
        has_digest=current_actor().has_role(*READERS),
        next_digest=_next_digest_words(person),
    )
    return make_response(page, 422 if form.errors else 200)


@blueprint.get("/thong-bao/tong-hop-toi")
@access(*EVERYBODY)
def next_digest() -> str:
    """The next digest, as it would be with the figures of this moment."""
    digest = _my_digest()
    return render_template(
        "notices/next_digest.html",
        mail=render_digest_of(current_app, digest) if digest else None,
        has_digest=current_actor().has_role(*READERS),
        next_digest=_next_digest_words(_myself()),
    )


@blueprint.get("/thong-bao/tong-hop-toi/thu")
@access(*EVERYBODY)
def next_digest_html() -> ResponseReturnValue:
    """Its mail alone, for the frame of the page."""
    digest = _my_digest() or abort(404)
    return mail_answer(render_digest_of(current_app, digest).html)


def _myself() -> Person:
    return db.session.get_one(Person, current_user.person_id)


def _next_digest_words(person: Person) -> str:
    now = clock.now()
    calendar = working_calendar(db.session(), current_actor().commune_id, clock.today())
    at = time.fromisoformat(person.digest_at)
    return when_words(next_weekly(person.digest_weekday, at, now, calendar.is_working), now)


def _my_digest() -> Digest | None:
    session, actor, now = db.session(), current_actor(), clock.now()
    facts = digest_facts(session, session.get_one(Commune, actor.commune_id), now)
    if facts is None:
        return None
    people = recipients(session, actor.commune_id, READERS, clock.local(now).date())
    mine = digests_of(facts, [one for one in people if one.person_id == actor.person_id])
    return mine[0] if mine else None
