"""Xuất tài liệu kiểm chứng: a zip for an inspector, made on the disk and sent from there."""

import tempfile
from contextlib import ExitStack

from flask import Response, current_app, make_response, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app import clock
from app.extensions import db
from app.queries.drafts import units_in_force
from app.services import evidence_export
from app.services.evidence_export import MOST_ITEMS, TooMany
from app.transactions import reading, short_read
from app.web.access import access, current_actor
from app.web.files.blueprint import blueprint
from app.web.files.forms import ExportForm
from workflows.states import Role

EXPORTERS = (Role.standing_officer, Role.leader, Role.administrator)


@blueprint.get("/xuat-tai-lieu")
@access(*EXPORTERS)
def export() -> str:
    """What to take out."""
    form = ExportForm()
    form.offer(units_in_force(db.session(), current_actor().commune_id, clock.today()))
    return render_template("files/export.html", form=form, refusal="", most=MOST_ITEMS)


@blueprint.post("/xuat-tai-lieu")
@access(*EXPORTERS)
def take_out() -> ResponseReturnValue:
    """The zip. Files are read and copied outside of any writing transaction; who took what is
    recorded before a byte leaves."""
    actor, form = current_actor(), ExportForm()
    with short_read(db.engine) as glance:
        form.offer(units_in_force(glance, actor.commune_id, clock.today()))
        if not form.validate_on_submit():
            return _again(form, "")
        wanted = form.to_wanted()
        try:
            lines = evidence_export.gather(glance, actor, wanted)
        except TooMany as found:
            return _again(form, _too_many(found.items))
    if not lines:
        return _again(form, gettext("Không có việc nào khớp. Chọn lại ngày, đơn vị, nhiệm vụ."))
    with ExitStack() as unless_sent:
        archive = unless_sent.enter_context(tempfile.TemporaryFile())
        written = evidence_export.write(current_app.extensions["storage"], lines, archive)
        evidence_export.record(db.session(), actor, wanted, written, clock.now())
        archive.seek(0)
        # The server closes it when the last byte has left.
        unless_sent.pop_all()
    name = gettext("Tài liệu kiểm chứng %(day)s", day=clock.today().isoformat())
    return send_file(
        archive,
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"{name}.zip",
        conditional=False,
        etag=False,
    )


def _too_many(items: int) -> str:
    return ngettext(
        "Có %(num)d việc, nhiều hơn %(most)s việc của một lần xuất. Chọn khoảng ngày ngắn hơn.",
        "Có %(num)d việc, nhiều hơn %(most)s việc của một lần xuất. Chọn khoảng ngày ngắn hơn.",
        items,
        most=MOST_ITEMS,
    )


def _again(form: ExportForm, refusal: str) -> Response:
    with reading():
        page = render_template("files/export.html", form=form, refusal=refusal, most=MOST_ITEMS)
    return make_response(page, 422)
