"""The record page."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext

from app.extensions import db
from app.labels.events import event_text, value_text
from app.queries.record import RecordFilter, people_of_record, record_page
from app.web.access import access, current_actor
from app.web.fields import options, row_id
from app.web.records.forms import RecordFilterForm
from workflows.states import Role

blueprint = Blueprint("records", __name__)


@blueprint.get("/nhat-ky")
@access(Role.administrator)
def index() -> str:
    """Everything that happened in the commune, newest first, filtered by the address."""
    actor, session = current_actor(), db.session()
    form = RecordFilterForm(request.args)
    names = people_of_record(session, actor)
    form.person.choices = options([("", gettext("Tất cả")), *((name, name) for name in names)])
    valid = form.validate()
    wanted = RecordFilter(
        kind=form.kind.data or "",
        person=form.person.data or "",
        first_day=form.first_day.data,
        last_day=form.last_day.data,
    )
    before = request.args.get("before", type=row_id)
    page = record_page(session, actor, wanted if valid else RecordFilter(), before)
    following = None
    if page.next_before is not None:
        following = url_for("records.index", **{**request.args, "before": page.next_before})
    return render_template(
        "records/index.html",
        form=form,
        page=page,
        following=following,
        event_text=event_text,
        value_text=value_text,
    )
