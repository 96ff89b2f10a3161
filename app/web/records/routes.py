"""The record page, and the record as a file."""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.labels.dates import moment_text
from app.labels.events import event_text, value_text
from app.models import Event
from app.queries.record import count_at_most, record_page, record_rows
from app.reports.tables import MEDIA_TYPES, write_table
from app.services import events
from app.services.event_archives import archived_until
from app.transactions import short_write
from app.web.access import access, current_actor
from app.web.fields import row_id
from app.web.records.forms import RecordFilterForm
from workflows.states import Role

blueprint = Blueprint("records", __name__)

AT_MOST = 50_000
"""Rows of one file: what a spreadsheet of an old PC still opens."""


@blueprint.get("/nhat-ky")
@access(Role.administrator)
def index() -> str:
    """Everything that happened in the commune, newest first, filtered by the address."""
    actor, session = current_actor(), db.session()
    form = RecordFilterForm(request.args)
    form.offer_names(session, actor)
    page = record_page(session, actor, form.to_filter(), request.args.get("before", type=row_id))
    following = None
    if page.next_before is not None:
        following = url_for("records.index", **{**request.args, "before": page.next_before})
    return render_template(
        "records/index.html",
        form=form,
        page=page,
        following=following,
        archived=archived_until(session, actor.commune_id),
        asked={key: value for key, value in request.args.items() if key != "before"},
        event_text=event_text,
        value_text=value_text,
    )


@blueprint.get("/nhat-ky/tep.<any(xlsx, csv):form>")
@access(Role.administrator)
def export(form: str) -> ResponseReturnValue:
    """What the filter finds, as a table for a spreadsheet. Who took it is recorded first."""
    actor, session = current_actor(), db.session()
    wanted = RecordFilterForm(request.args).to_filter()
    rows = count_at_most(session, actor, wanted, AT_MOST + 1)
    if rows > AT_MOST:
        flash(gettext("Có hơn 50.000 dòng. Chọn khoảng ngày ngắn hơn rồi tải lại."), "warning")
        return redirect(url_for("records.index", **request.args))
    found = record_rows(session, actor, wanted, AT_MOST)
    content = write_table(form, gettext("Nhật ký"), _headings(), map(_row, found))
    # The reading transaction ends here: the record is written in a short one of its own.
    db.session.rollback()
    with short_write(db.engine) as writer:
        entry = events.Entry("record.export", "record", new=form, data={"rows": rows})
        events.record(writer, actor, [entry], clock.now())
    name = f"nhat-ky-{clock.today():%Y%m%d}.{form}"
    return send_file(
        BytesIO(content), mimetype=MEDIA_TYPES[form], as_attachment=True, download_name=name
    )


def _headings() -> list[str]:
    return [
        gettext("Số dòng"),
        gettext("Lúc"),
        gettext("Người làm"),
        gettext("Chức vụ"),
        gettext("Đơn vị"),
        gettext("Việc đã làm"),
        gettext("Số của việc"),
        gettext("Trước"),
        gettext("Sau"),
        gettext("Lý do"),
        gettext("Từ địa chỉ"),
        gettext("Mã"),
    ]


def _row(event: Event) -> list[str]:
    return [
        str(event.seq),
        moment_text(event.happened_at),
        event.person_name or gettext("Hệ thống"),
        event.person_title,
        event.person_unit,
        event_text(event.kind),
        str(event.work_item_id or ""),
        value_text(event.old),
        value_text(event.new),
        event.reason,
        event.address,
        event.hash,
    ]
