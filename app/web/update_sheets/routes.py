"""Phiếu kỳ cập nhật: the list, a unit's sheet, and the verifier's mirror of it."""

from datetime import date

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
from flask_babel import gettext, ngettext

from app import clock
from app.extensions import db
from app.labels import work_items as words
from app.labels.refusals import http_status, refusal_text
from app.queries.update_sheets import latest_sheet_year, sheets_of
from app.services import update_sheets
from app.services.update_sheets import RETURNS, RowRefused, Verdict
from app.transactions import reading
from app.web.access import access, current_actor
from app.web.fields import LARGEST_ID
from app.web.update_sheets.mirror import Mirror, load_mirror, mirror_summary
from app.web.update_sheets.pages import load_sheet, saver, summary
from app.web.update_sheets.steps import step_named, take_step
from app.web.update_sheets.typed import Typed, TypedVerdicts, typed_answers, typed_verdicts
from workflows.requirements import check_reason
from workflows.states import ActionRefused, Role

blueprint = Blueprint("update_sheets", __name__)

FILLERS = (Role.unit_head, Role.unit_officer, Role.standing_officer)
DECIDERS = (Role.standing_officer, Role.unit_head, Role.leader)


@blueprint.get("/phieu")
@access(*FILLERS)
def index() -> str:
    """The sheets of one's units, of all units for the standing office, in a year (`nam`, the last
    that has any unless given), newest period first."""
    session, actor = db.session(), current_actor()
    year = request.args.get("nam", type=_year) or latest_sheet_year(session, actor)
    after = _after(request.args.get("after", ""))
    page = sheets_of(session, actor, year, after) if year else None
    following = None
    if page and page.next_after:
        day, unit_id = page.next_after
        place = f"{day.isoformat()}_{unit_id}"
        following = url_for("update_sheets.index", nam=page.year, after=place)
    return render_template("update_sheets/index.html", page=page, following=following)


@blueprint.get("/phieu/<int:unit_id>/<period_key>")
@access(*FILLERS)
def show(unit_id: int, period_key: str) -> str:
    """The sheet with what is kept of it; `thieu` names the rows that lack something."""
    return _sheet_page(unit_id, period_key, Typed(0), shows_lacking="thieu" in request.args)


@blueprint.post("/phieu/<int:unit_id>/<period_key>")
@access(*FILLERS)
def fill_in(unit_id: int, period_key: str) -> ResponseReturnValue:
    """Save what was typed, and do what the button that was pressed says."""
    session, actor = db.session(), current_actor()
    sheet = load_sheet(session, actor, unit_id, period_key) or abort(404)
    typed = typed_answers(request.form, [row.item for row in sheet.open_rows])
    if typed.errors:
        return _sheet_again(unit_id, period_key, typed, gettext("Sửa các ô ghi bên dưới."), 422)
    step = step_named(request.form.get("step", ""))
    try:
        return redirect(take_step(session, actor, sheet, typed, step, clock.now()))
    except ActionRefused as refused:
        said, status = refusal_text(refused), http_status(refused)
    except RowRefused as row:
        said, status = _row_text(row), http_status(row.refused)
    return _sheet_again(unit_id, period_key, typed, said, status)


def _sheet_page(
    unit_id: int,
    period_key: str,
    typed: Typed,
    refusal: str = "",
    *,
    shows_lacking: bool = False,
) -> str:
    session = db.session()
    sheet = load_sheet(session, current_actor(), unit_id, period_key, typed) or abort(404)
    return render_template(
        "update_sheets/show.html",
        sheet=sheet,
        summary=summary(sheet),
        saver=saver(session, sheet),
        words=words,
        typed=typed,
        refusal=refusal,
        shows_lacking=shows_lacking,
    )


def _sheet_again(
    unit_id: int, period_key: str, typed: Typed, refusal: str, status: int
) -> Response:
    """Nothing of the request is kept; the page is read anew and shows what was typed."""
    db.session.rollback()
    with reading():
        return make_response(_sheet_page(unit_id, period_key, typed, refusal), status)


def _row_text(row: RowRefused) -> str:
    """Which row was refused, and why."""
    return f"“{row.item.task.title}”: {refusal_text(row.refused)}"


@blueprint.get("/cho-xac-nhan/phieu/<int:unit_id>/<period_key>")
@access(*DECIDERS)
def mirror(unit_id: int, period_key: str) -> str:
    """The sheet as the unit sent it, with a decision for each row."""
    return _mirror_page(unit_id, period_key, None)


@blueprint.post("/cho-xac-nhan/phieu/<int:unit_id>/<period_key>")
@access(*DECIDERS)
def decide(unit_id: int, period_key: str) -> ResponseReturnValue:
    """Carry out the decisions chosen; with `rest`, verify the rows on which none was."""
    session, actor = db.session(), current_actor()
    found = load_mirror(session, actor, unit_id, period_key) or abort(404)
    typed = typed_verdicts(request.form, [row.item for row in found.rows])
    verdicts = typed.verdicts([row.item for row in found.rows], rest="rest" in request.form)
    refusal = _check(typed, verdicts)
    if refusal:
        return _mirror_again(unit_id, period_key, typed, refusal, 422)
    try:
        update_sheets.decide(session, actor, found.place, verdicts, now=clock.now())
    except RowRefused as row:
        status = http_status(row.refused)
        return _mirror_again(unit_id, period_key, typed, _row_text(row), status)
    _say_decided(verdicts)
    return redirect(_next_after_deciding(found, verdicts))


def _check(typed: TypedVerdicts, verdicts: list[Verdict]) -> str:
    """What keeps the decisions from being carried out; the rows say it as well."""
    for verdict in verdicts:
        if verdict.action in RETURNS:
            try:
                check_reason(verdict.reason)
            except ActionRefused as refused:
                typed.errors[f"reason-{verdict.item.id}"] = refusal_text(refused)
    if typed.errors:
        return gettext("Chưa ghi quyết định nào. Sửa các ô ghi bên dưới.")
    return "" if verdicts else gettext("Chọn quyết định cho ít nhất một dòng.")


def _say_decided(verdicts: list[Verdict]) -> None:
    returned = sum(verdict.action in RETURNS for verdict in verdicts)
    verified = len(verdicts) - returned
    parts = (
        (verified, ngettext("xác nhận %(num)d việc", "xác nhận %(num)d việc", verified)),
        (returned, ngettext("gửi lại %(num)d việc", "gửi lại %(num)d việc", returned)),
    )
    said = ", ".join(text for number, text in parts if number)
    flash(gettext("Đã %(what)s.", what=said), "success")


def _next_after_deciding(found: Mirror, verdicts: list[Verdict]) -> str:
    """The sheet again while rows of it wait for this person, else the queue."""
    if len(found.to_decide) > len(verdicts):
        place = found.place
        return url_for("update_sheets.mirror", unit_id=place.unit_id, period_key=place.period_key)
    return url_for("verification.index")


def _mirror_page(
    unit_id: int, period_key: str, typed: TypedVerdicts | None, refusal: str = ""
) -> str:
    found = load_mirror(db.session(), current_actor(), unit_id, period_key, typed) or abort(404)
    return render_template(
        "update_sheets/mirror.html",
        mirror=found,
        summary=mirror_summary(found),
        words=words,
        errors=typed.errors if typed else {},
        refusal=refusal,
    )


def _mirror_again(
    unit_id: int, period_key: str, typed: TypedVerdicts, refusal: str, status: int
) -> Response:
    db.session.rollback()
    with reading():
        return make_response(_mirror_page(unit_id, period_key, typed, refusal), status)


def _year(text: str) -> int:
    """A year of an address; one in which no product ran is no year of ours."""
    year = int(text)
    if not 2000 <= year < 3000:
        raise ValueError(text)
    return year


def _after(text: str) -> tuple[date, int] | None:
    """Read the place where a page begins: day_unit. 404 for anything else."""
    if not text:
        return None
    try:
        day, unit_id = text.split("_")
        return date.fromisoformat(day), min(int(unit_id[:10]), LARGEST_ID)
    except ValueError:
        abort(404)
