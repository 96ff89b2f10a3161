"""Chờ xác nhận: the queue; the pages of one decision, of many and of the reasons stand beside it
under one blueprint."""

from datetime import UTC, datetime

from flask import abort, render_template, request, url_for

from app.extensions import db
from app.labels import work_items as work_item_words
from app.queries.return_reasons import reason_words
from app.queries.verification import Queue, facets_of, own_waiting, queue_of
from app.services.verdict_batches import MOST_ROWS
from app.web.access import access, current_actor
from app.web.fields import row_id
from app.web.verification import many, products, reasons, verdicts
from app.web.verification.blueprint import DECIDERS, blueprint
from app.web.verification.filters import Asked, read_filter
from app.web.verification.forms import ManyForm
from app.web.verification.pages import with_age
from workflows.states import Role

__all__ = ["blueprint", "many", "products", "reasons", "verdicts"]


@blueprint.get("/cho-xac-nhan")
@access(*DECIDERS)
def index() -> str:
    """What waits for this person's decision or proposal, the longest waiting first."""
    session, actor = db.session(), current_actor()
    asked = read_filter(session, actor.commune_id, request.args)
    found = queue_of(session, actor, _after(request.args.get("after", "")), asked=asked.filter)
    form = ManyForm(formdata=None)
    form.ticked.offer(reason_words(session, actor.commune_id))
    return render_template(
        "verification/index.html",
        rows=with_age(session, actor, found.rows, asked),
        facets=facets_of(session, actor, asked.boundary),
        asked=asked,
        labels=work_item_words,
        own=own_waiting(session, actor),
        form=form,
        most=MOST_ROWS,
        keeps_reasons=actor.has_role(Role.standing_officer),
        following=_following(found, asked),
    )


def _after(text: str) -> tuple[datetime, int] | None:
    """Read the place where a page begins: instant_id. 404 for anything else."""
    if not text:
        return None
    try:
        instant, id_ = text.split("_")
        moment = datetime.fromisoformat(instant)
        # Another zone's first or last day of the calendar has no instant in UTC.
        return (moment.astimezone(UTC), row_id(id_)) if moment.tzinfo else abort(404)
    except (ValueError, OverflowError):
        abort(404)


def _following(found: Queue, asked: Asked) -> str | None:
    if found.next_after is None:
        return None
    instant, id_ = found.next_after
    return url_for("verification.index", after=f"{instant.isoformat()}_{id_}", **asked.address)
