"""Chờ xác nhận: the queue, the page of one decision, and the decision."""

from datetime import datetime

from flask import (
    Blueprint,
    Response,
    abort,
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
from app.labels import work_items as work_item_words
from app.labels.refusals import http_status, refusal_text
from app.labels.words import ACTION
from app.models import Commune, WorkItem
from app.queries.verification import Queue, next_in_queue, own_waiting, queue_of
from app.queries.waiting import count_waiting
from app.queries.work_items import load_work_item
from app.services.work_items import perform
from app.transactions import reading
from app.web.access import access, current_actor
from app.web.errors import stale_page
from app.web.verification.forms import SendBackForm, VerifyForm
from app.web.verification.pages import decision_page, with_age
from workflows.states import Action, ActionRefused, Refusal, Role, Status

blueprint = Blueprint("verification", __name__)

DECIDERS = (Role.standing_officer, Role.unit_head, Role.leader)


@blueprint.get("/cho-xac-nhan")
@access(*DECIDERS)
def index() -> str:
    """What waits for this person's decision, the longest waiting first."""
    session, actor = db.session(), current_actor()
    found = queue_of(session, actor, _after(request.args.get("after", "")))
    limit = session.get_one(Commune, actor.commune_id).verification_working_days
    return render_template(
        "verification/index.html",
        rows=with_age(session, actor, found.rows, limit),
        count=count_waiting(session, actor).verdicts,
        labels=work_item_words,
        own=own_waiting(session, actor),
        limit=limit,
        following=_following(found),
    )


@blueprint.get("/cho-xac-nhan/<int:work_item_id>")
@access(*DECIDERS)
def show(work_item_id: int) -> ResponseReturnValue:
    """The page of one decision; an item that no longer waits is shown as it is."""
    session, actor = db.session(), current_actor()
    item = _load(session, work_item_id)
    if item.status is not Status.submitted:
        return redirect(url_for("work_items.show", work_item_id=item.id))
    return render_template("verification/show.html", **decision_page(session, actor, item))


@blueprint.post("/cho-xac-nhan/<int:work_item_id>/xac-nhan")
@access(*DECIDERS)
def verify(work_item_id: int) -> ResponseReturnValue:
    """Xác nhận hoàn thành."""
    return _decide(work_item_id, VerifyForm())


@blueprint.post("/cho-xac-nhan/<int:work_item_id>/gui-tra")
@access(*DECIDERS)
def send_back(work_item_id: int) -> ResponseReturnValue:
    """Yêu cầu bổ sung, or Trả lại."""
    return _decide(work_item_id, SendBackForm())


def _load(session: Session, work_item_id: int) -> WorkItem:
    return load_work_item(session, current_actor(), work_item_id) or abort(404)


def _decide(work_item_id: int, form: VerifyForm | SendBackForm) -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    item = _load(session, work_item_id)
    if not form.validate_on_submit():
        return _drawn_again(work_item_id, form, "", 422)
    action = form.action
    try:
        perform(
            session,
            actor,
            item,
            action,
            form.to_request(),
            version=form.version.data or 0,
            now=clock.now(),
        )
    except ActionRefused as refused:
        return _refused(work_item_id, form, refused)
    flash(_said(action, item), "success")
    following = next_in_queue(session, actor)
    if following is None:
        return redirect(url_for("verification.index"))
    return redirect(url_for("verification.show", work_item_id=following))


def _said(action: Action, item: WorkItem) -> str:
    return gettext("%(step)s: “%(title)s”.", step=str(ACTION[action]), title=item.task.title)


def _refused(
    work_item_id: int, form: VerifyForm | SendBackForm, refused: ActionRefused
) -> Response:
    """The page again with the sentence and what was typed; the second of two is told who was
    first."""
    db.session.rollback()
    if refused.refusal is Refusal.changed_meanwhile:
        return stale_page(refused, work_item_id, form.typed_words())
    return _drawn_again(work_item_id, form, refusal_text(refused), http_status(refused))


def _drawn_again(
    work_item_id: int, form: VerifyForm | SendBackForm, refusal: str, status: int
) -> Response:
    """Nothing of the request is kept; the page is read anew, without holding up anybody who
    writes."""
    db.session.rollback()
    with reading():
        session = db.session()
        item = _load(session, work_item_id)
        context = decision_page(session, current_actor(), item, bound=form, refusal=refusal)
        return make_response(render_template("verification/show.html", **context), status)


def _after(text: str) -> tuple[datetime, int] | None:
    """Read the place where a page begins: instant_id. 404 for anything else."""
    if not text:
        return None
    try:
        instant, id_ = text.split("_")
        moment = datetime.fromisoformat(instant)
        return (moment, int(id_[:10])) if moment.tzinfo else abort(404)
    except ValueError:
        abort(404)


def _following(found: Queue) -> str | None:
    if found.next_after is None:
        return None
    instant, id_ = found.next_after
    return url_for("verification.index", after=f"{instant.isoformat()}_{id_}")
