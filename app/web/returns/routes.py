"""Pages of the workbooks: one to be filled in, those that came back, and the differences."""

import io

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app import clock
from app.extensions import db
from app.labels.refusals import http_status, refusal_text
from app.models import Plan, PlanStatus, ReturnedWorkbook
from app.queries.plan_workbook import may_take_out, plan_workbook, units_to_ask
from app.queries.plans import find_plan
from app.queries.returned_rows import (
    Received,
    RowOutcome,
    find_workbook,
    undecided_rows,
    workbooks_of,
)
from app.queries.units import unit_of_commune
from app.reports.workbook import MEDIA_TYPE, write_workbook
from app.services import returned_rows, returned_workbooks
from app.services.returned_rows import RowsRefused, Taken
from app.services.returned_workbooks import Sent
from app.web.access import access, current_actor
from app.web.chosen_file import UploadRefused
from app.web.fields import row_id
from app.web.returns.forms import WHOLE_PLAN, ReturnForm, seen_rows
from app.web.returns.page import differences, refused_text
from app.web.returns.sheet import plan_sheet, row_secret
from app.web.returns.upload import read_upload
from workflows.states import ActionRefused, Role

blueprint = Blueprint("returns", __name__)

TAKERS = (Role.standing_officer, Role.leader, Role.unit_head, Role.unit_officer)


@blueprint.get("/ke-hoach/<int:plan_id>/bang-theo-doi.xlsx")
@access(*TAKERS)
def workbook(plan_id: int) -> Response:
    """The plan's workbook, whole or for one unit, to be filled in."""
    plan, actor = _plan(plan_id), current_actor()
    unit_id = request.args.get("unit_id", type=row_id)
    unit = unit_of_commune(db.session(), actor.commune_id, unit_id) if unit_id else None
    known = unit is not None or not unit_id
    if not (known and plan.status is PlanStatus.running and may_take_out(actor, plan, unit_id)):
        abort(404)
    content = plan_workbook(db.session(), plan, unit_id)
    sheet = plan_sheet(plan, content, unit.name if unit else "", clock.today())
    name = f"bang-theo-doi-{plan.id}{f'-{unit.code}' if unit else ''}.xlsx"
    stream = io.BytesIO(write_workbook(sheet))
    answer = send_file(stream, mimetype=MEDIA_TYPE, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/ke-hoach/<int:plan_id>/bang-gui-lai")
@access(Role.standing_officer)
def index(plan_id: int) -> str:
    """Take a workbook out, hand one in, and the workbooks that came back."""
    plan = _own_plan(plan_id)
    form = ReturnForm(formdata=None, told_on=clock.today())
    return _index_page(plan, form)


@blueprint.post("/ke-hoach/<int:plan_id>/bang-gui-lai")
@access(Role.standing_officer)
def receive(plan_id: int) -> ResponseReturnValue:
    """Read a workbook that came back. Reading and storing come before any writing."""
    plan, form = _own_plan(plan_id), ReturnForm()
    form.offer(units_to_ask(db.session(), current_actor(), plan))
    if not form.validate_on_submit():
        return _index_page(plan, form), 422
    db.session.rollback()
    try:
        reading, file = read_upload(form.file.data, plan_id, row_secret())
        made = returned_workbooks.receive(
            db.session(),
            current_actor(),
            _own_plan(plan_id),
            Sent(reading, file, form.unit.data or None, _received(form)),
            secret=row_secret(),
            now=clock.now(),
        )
    except UploadRefused as refused:
        return _index_page(_own_plan(plan_id), form, refused.sentence), refused.status
    except ActionRefused as refused:
        page = _index_page(_own_plan(plan_id), form, refusal_text(refused))
        return page, http_status(refused)
    return redirect(url_for("returns.show", returned_workbook_id=made.id))


@blueprint.get("/bang-gui-lai/<int:returned_workbook_id>")
@access(Role.standing_officer)
def show(returned_workbook_id: int) -> str:
    """What the workbook says, beside what is known, and what would happen."""
    return _differences_page(_workbook(returned_workbook_id))


@blueprint.post("/bang-gui-lai/<int:returned_workbook_id>/nhan")
@access(Role.standing_officer)
def accept(returned_workbook_id: int) -> ResponseReturnValue:
    """Take rows over for their units: those ticked, or all that need no look."""
    workbook = _workbook(returned_workbook_id)
    chosen = seen_rows(request.form, ticked="all" not in request.form)
    if not chosen:
        return _refused(returned_workbook_id, RowsRefused("nothing_chosen"))
    try:
        taken = returned_rows.accept_rows(
            db.session(),
            current_actor(),
            workbook,
            chosen,
            now=clock.now(),
        )
    except (RowsRefused, ActionRefused) as refused:
        return _refused(returned_workbook_id, refused)
    if not taken.items:
        return _refused(returned_workbook_id, *(refused for _, _, refused in taken.refused))
    _flash_taken(taken)
    if "all" in request.form:
        _flash_left_out(workbook)
    return redirect(url_for("returns.show", returned_workbook_id=returned_workbook_id))


@blueprint.post("/bang-gui-lai/<int:returned_workbook_id>/de-lai")
@access(Role.standing_officer)
def put_aside(returned_workbook_id: int) -> ResponseReturnValue:
    """Leave the ticked rows without taking them over."""
    workbook = _workbook(returned_workbook_id)
    chosen = seen_rows(request.form, ticked=True)
    if not chosen:
        return _refused(returned_workbook_id, RowsRefused("nothing_chosen"))
    try:
        count = returned_rows.put_aside(
            db.session(), current_actor(), workbook, chosen, now=clock.now()
        )
    except (RowsRefused, ActionRefused) as refused:
        return _refused(returned_workbook_id, refused)
    flash(ngettext("Đã để lại %(num)d dòng.", "Đã để lại %(num)d dòng.", count))
    return redirect(url_for("returns.show", returned_workbook_id=returned_workbook_id))


@blueprint.post("/bang-gui-lai/<int:returned_workbook_id>/ket-thuc")
@access(Role.standing_officer)
def finish(returned_workbook_id: int) -> ResponseReturnValue:
    """Be done with the workbook, whatever rows are left."""
    workbook = _workbook(returned_workbook_id)
    try:
        returned_rows.finish(db.session(), current_actor(), workbook, clock.now())
    except (RowsRefused, ActionRefused) as refused:
        return _refused(returned_workbook_id, refused)
    flash(gettext("Đã xử lý xong bảng gửi lại."))
    return redirect(url_for("returns.index", plan_id=workbook.plan_id))


def _plan(plan_id: int) -> Plan:
    plan = find_plan(db.session(), current_actor(), plan_id)
    if plan is None:
        abort(404)
    return plan


def _own_plan(plan_id: int) -> Plan:
    """The plan for somebody of its own standing office."""
    plan = _plan(plan_id)
    if plan.standing_unit_id not in current_actor().units(Role.standing_officer):
        abort(404)
    return plan


def _workbook(returned_workbook_id: int) -> ReturnedWorkbook:
    found = find_workbook(db.session(), current_actor(), returned_workbook_id)
    if found is None:
        abort(404)
    return found


def _received(form: ReturnForm) -> Received:
    return Received(form.told_by.data, form.source.data, form.told_on.data)


def _index_page(plan: Plan, form: ReturnForm, refusal: str | None = None) -> str:
    units = units_to_ask(db.session(), current_actor(), plan)
    form.offer(units)
    return render_template(
        "returns/index.html",
        plan=plan,
        form=form,
        units=[(WHOLE_PLAN, gettext("Cả kế hoạch")), *units],
        lines=workbooks_of(db.session(), plan),
        refusal=refusal,
        limit=current_app.config["UPLOAD_LIMIT"] // (1024 * 1024),
    )


def _differences_page(workbook: ReturnedWorkbook, refusals: list[str] | None = None) -> str:
    context = differences(db.session(), workbook, clock.today(), request.form)
    return render_template("returns/show.html", refusals=refusals or [], **context)


def _refused(
    returned_workbook_id: int, *refusals: RowsRefused | ActionRefused
) -> ResponseReturnValue:
    """The page as it is now, with why nothing was done on top."""
    db.session.rollback()
    sentences = list(dict.fromkeys(refused_text(refused) for refused in refusals))
    first = refusals[0]
    if isinstance(first, ActionRefused):
        status = http_status(first)
    else:
        status = 409 if first.code in ("row_taken", "not_open") else 422
    return _differences_page(_workbook(returned_workbook_id), sentences), status


def _flash_left_out(workbook: ReturnedWorkbook) -> None:
    """How many rows "all" was silent about, so that nobody takes the workbook for done."""
    left = [
        view
        for view in undecided_rows(db.session(), workbook, clock.today())
        if view.outlook.outcome is not RowOutcome.nothing_new
    ]
    blocked = sum(not view.may_accept for view in left)
    if looks := len(left) - blocked:
        flash(
            ngettext(
                "Còn %(num)d dòng cần xem lại từng dòng.",
                "Còn %(num)d dòng cần xem lại từng dòng.",
                looks,
            ),
            "warning",
        )
    if blocked:
        flash(
            ngettext(
                "Còn %(num)d dòng chưa nhận được; lý do ghi ở từng dòng.",
                "Còn %(num)d dòng chưa nhận được; lý do ghi ở từng dòng.",
                blocked,
            ),
            "warning",
        )


def _flash_taken(taken: Taken) -> None:
    """What was done, and each row that was refused by the name of its task."""
    flash(
        gettext(
            "Đã nhận %(all)s dòng: gửi kết quả thay đơn vị %(sent)s việc,"
            " ghi tiến độ %(noted)s việc.",
            all=len(taken.items),
            sent=len(taken.submitted),
            noted=len(taken.progress),
        )
    )
    for _, title, refused in taken.refused:
        flash(f"{title}: {refused_text(refused)}" if title else refused_text(refused), "warning")
