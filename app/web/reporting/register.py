"""The register: a unit enters its own sending, the office any; one-off reports are asked here."""

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app import clock
from app.extensions import db
from app.models import ReportDue
from app.queries.reporting_register import names_of_units, report_of_commune
from app.services import reporting_register as service
from app.web.access import access, current_actor
from app.web.reporting.blueprint import (
    blueprint,
    carry_out,
    or_404,
    version_typed,
    window_or_404,
)
from app.web.reporting.forms import AskForm, SendForm
from app.web.reporting.windows import missing_reports
from workflows.states import Role

WHO_SEND = (Role.standing_officer, Role.unit_head, Role.unit_officer)


def _report(report_due_id: int) -> ReportDue:
    return or_404(report_of_commune(db.session(), current_actor().commune_id, report_due_id))


def _place(report: ReportDue) -> str:
    """The page on which the line stands."""
    if report.window_id is None:
        return url_for("reporting.index", _anchor="dot-xuat")
    return url_for("reporting.show", reporting_window_id=report.window_id)


@blueprint.route("/bao-cao/<int:report_due_id>/da-gui", methods=["GET", "POST"])
@access(*WHO_SEND)
def send(report_due_id: int) -> ResponseReturnValue:
    """Note that a report was sent: its day (today unless typed), its number, a note."""
    report, form = _report(report_due_id), SendForm()
    if request.method == "GET":
        if not service.may_enter(current_actor(), report):
            abort(403)
        form.sent_on.data = clock.today()
    if request.method == "GET" or not form.validate():
        return _line_page(report_due_id, 422 if form.errors else 200, form=form)
    words = gettext("Đã ghi %(unit)s gửi báo cáo.", unit=report.unit.short_name)
    return carry_out(
        lambda: service.send(
            db.session(),
            current_actor(),
            report,
            form.sending(),
            version=version_typed(),
            now=clock.now(),
        ),
        words,
        _place(report),
        lambda words, status: _line_page(report_due_id, status, refusal=words, form=form),
    )


@blueprint.post("/bao-cao/<int:report_due_id>/chua-gui")
@access(*WHO_SEND)
def take_back(report_due_id: int) -> ResponseReturnValue:
    """Undo a sending that was noted by mistake."""
    report = _report(report_due_id)
    return carry_out(
        lambda: service.take_back(
            db.session(), current_actor(), report, version=version_typed(), now=clock.now()
        ),
        gettext("Đã ghi lại là chưa gửi."),
        _place(report),
        lambda words, status: _line_page(report_due_id, status, refusal=words),
    )


def _line_page(
    report_due_id: int, status: int, *, refusal: str = "", form: SendForm | None = None
) -> ResponseReturnValue:
    """The line alone, with what was typed and what is in its way."""
    report = _report(report_due_id)
    page = render_template(
        "reporting/send.html",
        report=report,
        form=form or SendForm(formdata=None),
        refusal=refusal,
        place=_place(report),
    )
    return make_response(page, status)


@blueprint.post("/<int:reporting_window_id>/them-vao-so")
@access(Role.standing_officer)
def add_missing(reporting_window_id: int) -> ResponseReturnValue:
    """Lines for units that owe the report and are not in the register yet."""
    window = window_or_404(reporting_window_id)
    added = service.add_owed(
        db.session(), current_actor(), window, missing_reports(window, set()), clock.now()
    )
    words = ngettext("Đã thêm %(num)d báo cáo vào sổ.", "Đã thêm %(num)d báo cáo vào sổ.", added)
    flash(words if added else gettext("Không có gì thay đổi."))
    return redirect(url_for("reporting.show", reporting_window_id=reporting_window_id))


@blueprint.route("/dot-xuat", methods=["GET", "POST"])
@access(Role.standing_officer)
def ask() -> ResponseReturnValue:
    """A one-off report that a document asks of some units."""
    actor, session, form = current_actor(), db.session(), AskForm()
    units = service.reporting_units(session, actor.commune_id, clock.today())
    form.offer(names_of_units(session, actor.commune_id, units))
    if request.method == "GET" or not form.validate():
        return _ask_page(form, 422 if form.errors else 200)
    return carry_out(
        lambda: service.ask_for_report(session, actor, form.asked(), clock.now()),
        gettext("Đã ghi vào sổ và báo cho các đơn vị."),
        url_for("reporting.index", _anchor="dot-xuat"),
        lambda words, status: _ask_page(form, status, refusal=words),
    )


def _ask_page(form: AskForm, status: int, refusal: str = "") -> ResponseReturnValue:
    return make_response(render_template("reporting/ask.html", form=form, refusal=refusal), status)
