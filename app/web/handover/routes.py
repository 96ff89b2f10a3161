"""Bàn giao: choose the post, look at its open work, name the successor, print the minutes."""

from flask import (
    Blueprint,
    Response,
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
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.labels.accounts import AccountRefused, account_refusal_text, account_status
from app.labels.delegations import (
    DelegationRefused,
    delegation_refusal_status,
    delegation_refusal_text,
)
from app.models import Appointment
from app.queries.delegations import held_posts
from app.queries.handover import open_work, possible_successors
from app.queries.people import appointment_of_commune, person_of_commune
from app.reports.handover import handover_minutes
from app.reports.official_layout import MEDIA_TYPE
from app.services import handover
from app.services.delegations import DELEGABLE
from app.services.stored_files import KeptFile
from app.transactions import reading, short_read
from app.web.access import access, current_actor
from app.web.delegations.forms import post_words
from app.web.handover.forms import HandoverForm, number
from workflows.states import Role

blueprint = Blueprint("handover", __name__)


@blueprint.get("/ban-giao")
@access(Role.administrator)
def prepare() -> ResponseReturnValue:
    """The posts; for the chosen one its open work and the form."""
    form = HandoverForm(formdata=None, day=clock.today())
    form.post.data = request.args.get("post", "")
    return _page(form)


@blueprint.post("/ban-giao")
@access(Role.administrator)
def carry_out() -> ResponseReturnValue:
    """Pass the post on. The minutes are written before the transaction that keeps them."""
    form = HandoverForm()
    with short_read(db.engine) as glance:
        _post(glance, form)
    if not form.validate():
        return _page(form, status=422)
    try:
        paper_id = _hand_over(form)
    except DelegationRefused as refused:
        words = delegation_refusal_text(refused)
        return _page(form, words, delegation_refusal_status(refused))
    except AccountRefused as refused:
        return _page(form, account_refusal_text(refused), account_status(refused))
    flash(gettext("Đã bàn giao. Tải biên bản, hai bên ký, rồi ghi bản ký tại đây."))
    return redirect(url_for("papers.show", paper_id=paper_id))


def _hand_over(form: HandoverForm) -> int:
    """The id of the paper. Raises DelegationRefused and AccountRefused."""
    actor, wanted = current_actor(), form.succession()
    with short_read(db.engine) as glance:
        post, today = _post(glance, form), clock.today()
        taker = handover.check(glance, actor, post, wanted, today)
        items = open_work(glance, post)
        printed = handover.compose(glance, post, taker, wanted, items, today)
    written = current_app.extensions["storage"].write([handover_minutes(printed)])
    name = gettext("bien-ban-ban-giao-%(day)s.docx", day=wanted.day.isoformat())
    file, session = KeptFile(written, name, MEDIA_TYPE), db.session()
    paper = handover.hand_over(
        session, actor, _post(session, form), wanted, printed, items, file, clock.now()
    )
    return paper.id


def _post(session: Session, form: HandoverForm) -> Appointment:
    """The appointment that the form names, else 404."""
    actor = current_actor()
    found = appointment_of_commune(session, actor.commune_id, number(form.post.data))
    return found or abort(404)


def _page(form: HandoverForm, refusal: str = "", status: int = 200) -> Response:
    """The page with what was typed and why it was refused."""
    db.session.rollback()
    with reading():
        session, actor, today = db.session(), current_actor(), clock.today()
        posts = held_posts(session, actor.commune_id, DELEGABLE, today)
        chosen = _post(session, form) if form.post.data else None
        giver = None
        if chosen is not None:
            giver = person_of_commune(session, actor.commune_id, chosen.person_id)
        form.offer(
            (id_, name)
            for id_, name in possible_successors(session, actor.commune_id)
            if chosen is None or id_ not in (chosen.person_id, actor.person_id)
        )
        drawn = render_template(
            "handover/prepare.html",
            form=form,
            posts=[(post.appointment_id, f"{post_words(post)}: {post.person}") for post in posts],
            chosen=chosen,
            giver=giver,
            items=open_work(session, chosen) if chosen is not None else (),
            refusal=refusal,
        )
        return make_response(drawn, status)
