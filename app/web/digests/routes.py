"""The archive of digests: who got what when, a mail as it was sent, once more; a preview."""

from datetime import date

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

from app import clock
from app.extensions import db
from app.jobs.surroundings import render_digest_of
from app.labels.mails import MailRefused, failure_words, mail_refusal_text
from app.models import Commune, OutboxMail, Person
from app.queries.digest import digest_facts
from app.queries.digest_archive import archive_week, digest_of_commune, latest_week
from app.queries.recipients import Recipient, recipients
from app.services.digest_archive import send_once_more
from app.services.digests import READERS, Digest, digests_of
from app.web.access import access, current_actor
from app.web.digests import monday
from app.web.digests.blueprint import blueprint
from app.web.digests.forms import PreviewForm
from app.web.fields import row_id
from app.web.mail_frame import mail_answer
from app.web.schedule.forms import STATE
from workflows.reminders import Week
from workflows.states import Role
from workflows.timetable import instant_for

__all__ = ["blueprint", "monday"]

OFFICE = frozenset({Role.standing_officer})


@blueprint.get("/tong-hop")
@access(*OFFICE)
def index() -> str:
    """The digests made in a week: to whom, when, whether they went out. `tuan` is a day of it."""
    session, actor = db.session(), current_actor()
    week = request.args.get("tuan", type=_week) or latest_week(session, actor)
    found = archive_week(session, actor, week, _after()) if week else None
    following = None
    if found and found.next_after is not None:
        following = url_for("digests.index", tuan=found.week.monday, after=found.next_after)
    return render_template(
        "digests/index.html",
        found=found,
        following=following,
        states=STATE,
        failure_words=failure_words,
    )


@blueprint.get("/tong-hop/thu/<int:outbox_mail_id>")
@access(*OFFICE)
def mail(outbox_mail_id: int) -> ResponseReturnValue:
    """One digest as it was sent."""
    return _mail_page(_mail(outbox_mail_id))


@blueprint.get("/tong-hop/thu/<int:outbox_mail_id>/noi-dung")
@access(*OFFICE)
def mail_html(outbox_mail_id: int) -> ResponseReturnValue:
    """The mail alone, for the frame of its page."""
    return mail_answer(_mail(outbox_mail_id).html)


@blueprint.post("/tong-hop/thu/<int:outbox_mail_id>/gui-them")
@access(*OFFICE)
def send_again(outbox_mail_id: int) -> ResponseReturnValue:
    """Send it once more, as it was."""
    found = _mail(outbox_mail_id)
    try:
        send_once_more(db.session(), current_actor(), found, clock.now())
    except MailRefused as refused:
        db.session.rollback()
        return _mail_page(_mail(outbox_mail_id), 409, mail_refusal_text(refused))
    flash(gettext("Thư sẽ được gửi thêm một lần trong lượt gửi tới, trong vòng một phút."))
    return redirect(url_for("digests.index", tuan=clock.today()))


@blueprint.get("/tong-hop/xem-truoc")
@access(*OFFICE)
def preview() -> str:
    """Somebody's digest as of a chosen day, with what is known now."""
    form, digest = _previewed()
    return render_template(
        "digests/preview.html",
        form=form,
        day=form.day.data,
        mail=render_digest_of(current_app, digest) if digest else None,
    )


@blueprint.get("/tong-hop/xem-truoc/thu")
@access(*OFFICE)
def preview_html() -> ResponseReturnValue:
    """Its mail alone, for the frame of the page."""
    _, digest = _previewed()
    return mail_answer(render_digest_of(current_app, digest or abort(404)).html)


def _previewed() -> tuple[PreviewForm, Digest | None]:
    """What the address asks for, and that digest."""
    session, actor = db.session(), current_actor()
    people = recipients(session, actor.commune_id, READERS, clock.today())
    form = PreviewForm(request.args)
    form.offer([(person.person_id, person.name) for person in people], actor.person_id)
    digest = _digest_as_of(form.day.data, people, form.wanted_person()) if form.validate() else None
    return form, digest


def _week(text: str) -> Week:
    """The week of a day in an address; a year in which no product ran is no week of ours."""
    day = date.fromisoformat(text)
    if not 2000 <= day.year < 3000:
        raise ValueError(text)
    return Week.of(day)


def _after() -> int | None:
    return request.args.get("after", type=row_id)


def _mail(mail_id: int) -> OutboxMail:
    return digest_of_commune(db.session(), current_actor(), mail_id) or abort(404)


def _mail_page(
    found: OutboxMail, status: int = 200, refusal: str | None = None
) -> ResponseReturnValue:
    drawn = render_template(
        "digests/mail.html",
        mail=found,
        person=db.session.get_one(Person, found.person_id),
        week=Week.of(clock.local(found.created_at).date()),
        refusal=refusal,
        failure_words=failure_words,
    )
    return make_response(drawn, status)


def _digest_as_of(day: date, people: list[Recipient], person_id: int | None) -> Digest | None:
    session = db.session()
    commune = session.get_one(Commune, current_actor().commune_id)
    facts = digest_facts(session, commune, instant_for(day, clock.now()))
    wanted = [person for person in people if person.person_id == person_id]
    made = digests_of(facts, wanted) if facts else []
    return made[0] if made else None
