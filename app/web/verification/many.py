"""Many rows of the queue at once: one verdict, and an answer for each row."""

from flask import Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.extensions import db
from app.labels.refusals import http_status, refusal_text
from app.services.verdict_batches import MOST_ROWS, RowResult, decide_each
from app.transactions import reading
from app.web.access import access, current_actor
from app.web.fields import LARGEST_ID
from app.web.verification.blueprint import DECIDERS, blueprint
from app.web.verification.filters import read_filter
from app.web.verification.forms import RETURNS, ManyForm
from workflows.requirements import check_reason
from workflows.states import Action, ActionRefused


@blueprint.post("/cho-xac-nhan/nhieu")
@access(*DECIDERS)
def decide_many() -> ResponseReturnValue:
    """Decide on the rows that were ticked; each is done or refused by itself. What is wrong with
    the request as a whole decides nothing."""
    form = ManyForm()
    versions = ticked_rows(request.form.getlist("row"))
    if not form.validate_on_submit():
        return _refused(form, [str(error) for field in form for error in field.errors], 422)
    session, decided = db.session(), form.to_request()
    try:
        if form.action in RETURNS:
            check_reason(decided.reason)
        rows = decide_each(
            session, current_actor(), versions, form.action, decided, now=clock.now()
        )
    except ActionRefused as refused:
        return _refused(form, [refusal_text(refused)], http_status(refused))
    return _answer(form.action, decided.reason, rows)


def ticked_rows(values: list[str]) -> dict[int, int]:
    """The ticked boxes, "id:version" each, as version by id; what is neither is passed over. One
    more than a batch may hold is enough to see that there are too many."""
    found: dict[int, int] = {}
    for value in values:
        id_, _, version = value.partition(":")
        if all(part.isascii() and part.isdigit() for part in (id_, version)):
            found[min(int(id_[:10]), LARGEST_ID)] = min(int(version[:10]), LARGEST_ID)
        if len(found) > MOST_ROWS:
            break
    return found


def _answer(action: Action, reason: str, rows: list[RowResult]) -> str:
    done = [row for row in rows if row.refused is None]
    refused = [
        {
            "row": row,
            "words": refusal_text(row.refused),
            "href": url_for("work_items.show", work_item_id=row.work_item_id),
        }
        for row in rows
        if row.refused is not None
    ]
    asked = read_filter(db.session(), current_actor().commune_id, request.args)
    return render_template(
        "verification/many.html",
        action=action,
        reason=reason,
        done=done,
        refused=refused,
        asked=asked,
        wrong=[],
    )


def _refused(form: ManyForm, wrong: list[str], status: int) -> Response:
    """Nothing was decided: what is wrong, and the words that were written."""
    db.session.rollback()
    with reading():
        page = render_template(
            "verification/many.html",
            action=None,
            reason=form.reason.data or "",
            done=[],
            refused=[],
            asked=read_filter(db.session(), current_actor().commune_id, request.args),
            wrong=wrong,
        )
        return make_response(page, status)
