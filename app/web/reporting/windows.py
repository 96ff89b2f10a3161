"""Kỳ báo cáo: the periods of a year with their ladder, and one period with its register."""

from collections.abc import Callable
from datetime import date, timedelta

from flask import abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from app import clock
from app.extensions import db
from app.labels.reporting import ReportingRefused, reporting_refusal_text
from app.models import ReportingWindow
from app.queries import reporting_register as register_queries
from app.queries import reporting_windows as queries
from app.queries.reporting_regimes import in_force, regimes_of_commune
from app.services import reporting_steps as service
from app.services.reporting_freezing import freeze, refuse_to_freeze
from app.services.reporting_regimes import FIRST_YEAR, LAST_YEAR
from app.services.reporting_register import UNIT_ROLES, Owed, owed_for, reporting_units
from app.services.reporting_year import main_windows
from app.web.access import EVERYBODY, access, current_actor
from app.web.reporting.blueprint import blueprint, carry_out, version_typed, window_or_404
from app.web.reporting.forms import CutOffForm, MoveForm
from app.web.reporting.lines import periods, report_lines, window_line
from workflows.states import Role

AHEAD = timedelta(days=30)
"""A unit sees on top what it owes within so many days."""


def year_asked() -> int:
    """The year of the page (`nam`, this year unless given); one that cannot be has no page."""
    year = request.args.get("nam", clock.today().year, type=int)
    return year if FIRST_YEAR <= year <= LAST_YEAR else abort(404)


@blueprint.get("")
@access(*EVERYBODY)
def index() -> ResponseReturnValue:
    """The periods of a year; what one's own unit owes, and the one-off reports."""
    actor, session, today = current_actor(), db.session(), clock.today()
    year, own = year_asked(), actor.units(*UNIT_ROLES)
    is_office = actor.has_role(Role.standing_officer)
    windows = queries.windows_of_year(session, actor.commune_id, year)
    tallies = register_queries.tallies(
        session, actor.commune_id, [one.id for one in windows], today
    )
    owed = register_queries.owed_by(session, actor, own, today + AHEAD)
    one_offs = register_queries.one_off_reports(session, actor.commune_id)
    known = queries.years_with_windows(session, actor.commune_id)
    return render_template(
        "reporting/index.html",
        year=year,
        years=sorted({*known, today.year, year}),
        periods=periods(windows, tallies, today),
        has_windows=bool(windows),
        owed=report_lines(owed, own, is_office, today),
        one_offs=report_lines(one_offs, own, is_office, today),
        is_office=is_office,
    )


@blueprint.get("/<int:reporting_window_id>")
@access(*EVERYBODY)
def show(reporting_window_id: int) -> ResponseReturnValue:
    """One period: its ladder, its register, and what the office can do with it."""
    return window_page(window_or_404(reporting_window_id))


def window_page(
    window: ReportingWindow,
    status: int = 200,
    *,
    refusal: str = "",
    refused: str = "",
    move_form: MoveForm | None = None,
    cut_off_form: CutOffForm | None = None,
) -> ResponseReturnValue:
    """The page of a period; `refused` names the form whose sentence `refusal` is: move, cut_off or
    freeze."""
    actor, session, today = current_actor(), db.session(), clock.today()
    own = actor.units(*UNIT_ROLES)
    is_office = actor.has_role(Role.standing_officer)
    reports = register_queries.reports_of_window(session, actor.commune_id, window.id, own)
    tally = register_queries.tallies(session, actor.commune_id, [window.id], today)
    ladder = {day.step: day.on for day in queries.ladder_of(window)}
    moving = move_form or MoveForm.of(ladder)
    page = render_template(
        "reporting/show.html",
        line=window_line(window, tally.get(window.id, register_queries.Tally()), today),
        window=window,
        lines=report_lines(reports, own, is_office, today),
        missing=len(missing_reports(window, {one.key for one in reports})) if is_office else 0,
        is_office=is_office,
        before=queries.frozen_before(session, window),
        freeze_words=_freeze_words(window, today),
        move_form=moving,
        moving=[moving[step.value] for step in ladder],
        cut_off_form=cut_off_form or CutOffForm(formdata=None),
        may_set_cut_off=service.may_set_cut_off(window),
        refusal=refusal,
        refused=refused,
    )
    return make_response(page, status)


def missing_reports(window: ReportingWindow, known: set[str]) -> list[Owed]:
    """What the regime says is owed for the window and is not among the keys of its lines."""
    actor, session = current_actor(), db.session()
    year = int(window.key[:4]) if window.key[:4].isdecimal() else window.ends_on.year
    found = in_force(regimes_of_commune(session, actor.commune_id), year)
    beside = main_windows(found.regime, year).get(window.key) if found else None
    units = reporting_units(session, actor.commune_id, clock.today())
    owed = owed_for(window, units, beside[1] if beside else [], found.area_units if found else {})
    return [one for one in owed if one.key not in known]


def _freeze_words(window: ReportingWindow, today: date) -> str:
    """Why figures cannot be frozen today; nothing where they can."""
    try:
        refuse_to_freeze(window, today)
    except ReportingRefused as refused:
        return reporting_refusal_text(refused)
    return ""


@blueprint.post("/<int:reporting_window_id>/doi-ngay")
@access(Role.standing_officer)
def move_steps(reporting_window_id: int) -> ResponseReturnValue:
    """Other days for the steps of this period, with a reason; told once."""
    window, form = window_or_404(reporting_window_id), MoveForm()
    return _carry_out_form(
        window,
        form,
        lambda: service.move_steps(
            db.session(),
            current_actor(),
            window,
            form.typed(),
            form.reason.data or "",
            version=version_typed(),
            now=clock.now(),
        ),
        gettext("Đã dời ngày và báo cho những người liên quan."),
        lambda refusal, status: window_page(
            window_or_404(reporting_window_id),
            status,
            refusal=refusal,
            refused="move",
            move_form=form,
        ),
    )


@blueprint.post("/<int:reporting_window_id>/ngay-chot")
@access(Role.standing_officer)
def set_cut_off(reporting_window_id: int) -> ResponseReturnValue:
    """The cut-off, where the regime names none."""
    window, form = window_or_404(reporting_window_id), CutOffForm()
    return _carry_out_form(
        window,
        form,
        lambda: service.set_cut_off(
            db.session(),
            current_actor(),
            window,
            form.day.data,
            version=version_typed(),
            now=clock.now(),
        ),
        gettext("Đã ghi ngày chốt số liệu."),
        lambda refusal, status: window_page(
            window_or_404(reporting_window_id),
            status,
            refusal=refusal,
            refused="cut_off",
            cut_off_form=form,
        ),
    )


def _carry_out_form(
    window: ReportingWindow,
    form: FlaskForm,
    step: Callable[[], object],
    done: str,
    page: Callable[[str, int], ResponseReturnValue],
) -> ResponseReturnValue:
    """Ask a form of the window's page, do `step`, say `done`; `page` draws it again."""
    if not form.validate():
        return page("", 422)
    following = url_for("reporting.show", reporting_window_id=window.id)
    return carry_out(step, done, following, page)


@blueprint.post("/<int:reporting_window_id>/chot-so-lieu")
@access(Role.standing_officer)
def freeze_figures(reporting_window_id: int) -> ResponseReturnValue:
    """Freeze the figures, once."""
    window = window_or_404(reporting_window_id)
    label = window.label
    return carry_out(
        lambda: freeze(
            db.session(), current_actor(), window, version=version_typed(), now=clock.now()
        ),
        gettext("Đã chốt số liệu của %(label)s.", label=label),
        url_for("reporting.figures", reporting_window_id=reporting_window_id),
        lambda words, status: window_page(
            window_or_404(reporting_window_id), status, refusal=words, refused="freeze"
        ),
    )
