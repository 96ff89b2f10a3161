"""The button that makes phiếu theo dõi nhiệm vụ."""

from flask import Blueprint, abort, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from app import clock
from app.extensions import db
from app.queries.subjects import subject_of
from app.queries.task_sheet import known_of_item, may_make
from app.queries.work_items import load_work_item
from app.reports.official_layout import MEDIA_TYPE
from app.reports.task_sheet import task_sheet
from app.services import task_sheets
from app.services.stored_files import KeptFile
from app.transactions import short_read
from app.web.access import access, current_actor
from workflows.states import Role

blueprint = Blueprint("task_sheets", __name__)

MAKERS = (Role.standing_officer, Role.leader, Role.administrator, Role.unit_head)


@blueprint.post("/viec/<int:work_item_id>/phieu-theo-doi")
@access(*MAKERS)
def make(work_item_id: int) -> ResponseReturnValue:
    """Read the item, write the document, which takes its time, then keep the paper."""
    actor, now = current_actor(), clock.now()
    with short_read(db.engine) as glance, force_locale("vi"):
        item = load_work_item(glance, actor, work_item_id) or abort(404)
        if not may_make(actor, subject_of(glance, item)):
            abort(403)
        known = known_of_item(glance, actor, item)
        sheet = task_sheets.compose(known, actor, now)
    written = current_app.extensions["storage"].write([task_sheet(sheet)])
    name = f"phieu-theo-doi-{work_item_id}-{sheet.made_on.isoformat()}.docx"
    file = KeptFile(written, name, MEDIA_TYPE)
    paper = task_sheets.keep(db.session(), actor, known, sheet, file, now)
    flash(gettext("Đã lập phiếu theo dõi nhiệm vụ. Tải về, in, ký, rồi ghi bản ký tại đây."))
    return redirect(url_for("papers.show", paper_id=paper.id))
