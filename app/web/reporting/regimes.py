"""Chế độ báo cáo: the rules of a year as a table; what they would make is shown before saving."""

from collections.abc import Mapping

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.labels.reporting import (
    KEPT,
    STEP,
    ReportingRefused,
    reporting_refusal_text,
    reporting_status,
    year_day_text,
)
from app.queries.reporting_regimes import (
    RegimeInForce,
    in_force,
    regime_of_commune,
    regimes_of_commune,
)
from app.queries.reporting_register import names_of_units
from app.services import reporting_regimes as service
from app.services.area_leads import suggested_area_units
from app.services.reporting_register import reporting_units
from app.services.reporting_year import changes_of_year
from app.web.access import EVERYBODY, access, current_actor
from app.web.fields import row_id
from app.web.reporting.blueprint import blueprint, or_404, version_typed
from app.web.reporting.forms import RuleForm, StartForm
from app.web.reporting.windows import year_asked
from workflows.reporting import LadderStep, ReportingRegime, ReportRule
from workflows.states import Role

_NOT_REPEATED = {"confirmed", "csrf_token"}


@blueprint.get("/che-do")
@access(*EVERYBODY)
def regime() -> ResponseReturnValue:
    """The regime that holds in a year; where it has none of its own, what it can begin with."""
    return _regime_page(year_asked())


def _regime_page(
    year: int, status: int = 200, *, form: StartForm | None = None, refusal: str = ""
) -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    found = in_force(regimes_of_commune(session, actor.commune_id), year)
    units = names_of_units(
        session, actor.commune_id, reporting_units(session, actor.commune_id, clock.today())
    )
    own = found is not None and found.row.year == year
    areas = _areas(found.regime) if found else {}
    may_edit = actor.has_role(Role.standing_officer)
    start_form = form or StartForm(formdata=None)
    start_form.offer(_sources(found))
    page = render_template(
        "reporting/regime.html",
        year=year,
        years=[y for y in (year - 1, year, year + 1) if _can_be(y)],
        found=found,
        is_own=own,
        areas=areas,
        suggested=_suggested(found, units) if found and own and may_edit else {},
        to_add=_names(service.rules_to_add(found.regime), year) if own else (),
        units=units,
        steps=STEP,
        year_day=year_day_text,
        may_edit=may_edit,
        start_form=start_form,
        refusal=refusal,
    )
    return make_response(page, status)


def _suggested(found: RegimeInForce, units: Mapping[int, str]) -> dict[str, int]:
    """The unit to write the report of each area that has none."""
    areas = _areas(found.regime)
    missing = {key: title for key, title in areas.items() if key not in found.area_units}
    commune_id, year = current_actor().commune_id, found.row.year
    return suggested_area_units(db.session(), commune_id, year, missing, units.keys())


def _can_be(year: int) -> bool:
    return service.FIRST_YEAR <= year <= service.LAST_YEAR


def _sources(found: RegimeInForce | None) -> list[tuple[str, str]]:
    """What a year can begin with: the regime before it first."""
    copied = [(service.COPY, gettext("Chế độ năm %(year)s", year=found.row.year))] if found else []
    return [*copied, *((key, one.title) for key, one in service.SOURCES.items())]


def _names(rules: Mapping[str, ReportRule], year: int) -> list[tuple[str, str]]:
    return [(key, rule.label.replace("{year}", str(year))) for key, rule in rules.items()]


def _areas(found: ReportingRegime) -> dict[str, str]:
    return {area.key: area.title for rule in found.rules for area in rule.areas}


@blueprint.post("/che-do/bat-dau")
@access(Role.standing_officer)
def start() -> ResponseReturnValue:
    """Give a year its regime, after showing what it makes."""
    actor, session, form = current_actor(), db.session(), StartForm()
    year = request.form.get("nam", 0, type=int)
    if not _can_be(year):
        abort(404)
    if not form.validate():
        return _regime_page(year, 422, form=form)
    try:
        source = form.source.data or ""
        if not request.form.get("confirmed"):
            wanted, _ = service.source_regime(session, actor.commune_id, year, source)
            return _preview(wanted, year, url_for("reporting.start"))
        service.start_year(session, actor, year, source, form.document.data or "", clock.now())
    except ReportingRefused as refused:
        db.session.rollback()
        words = reporting_refusal_text(refused)
        return _regime_page(year, reporting_status(refused), form=form, refusal=words)
    return _saved(year)


def _saved(year: int) -> ResponseReturnValue:
    flash(gettext("Đã lưu chế độ báo cáo năm %(year)s.", year=year))
    return redirect(url_for("reporting.regime", nam=year))


def _preview(wanted: ReportingRegime, year: int, action: str) -> ResponseReturnValue:
    """What saving would make of the year, and the button that saves."""
    actor = current_actor()
    changes = changes_of_year(db.session(), actor.commune_id, wanted, year, clock.today())
    return render_template(
        "reporting/preview.html",
        year=year,
        changes=changes,
        kept_words=KEPT,
        action=action,
        fields={k: v for k, v in request.form.items() if k not in _NOT_REPEATED},
    )


def _regime(reporting_regime_id: int) -> RegimeInForce:
    return or_404(regime_of_commune(db.session(), current_actor().commune_id, reporting_regime_id))


def _rule(found: RegimeInForce) -> ReportRule:
    """The rule that the address or the form names (`ma`); one that can be added counts too."""
    key = request.values.get("ma", "")
    known = {rule.key: rule for rule in found.regime.rules}
    return or_404((service.rules_to_add(found.regime) | known).get(key))


@blueprint.get("/che-do/<int:reporting_regime_id>/bao-cao")
@access(Role.standing_officer)
def edit_rule(reporting_regime_id: int) -> ResponseReturnValue:
    """One report of the regime, its days in fields."""
    found = _regime(reporting_regime_id)
    rule = _rule(found)
    return _rule_page(found, rule, RuleForm.of(rule))


@blueprint.post("/che-do/<int:reporting_regime_id>/bao-cao")
@access(Role.standing_officer)
def save_rule(reporting_regime_id: int) -> ResponseReturnValue:
    """Save one report of the regime, or take it out (`bo`), after showing what this makes."""
    found = _regime(reporting_regime_id)
    rule, form = _rule(found), RuleForm()
    removes = bool(request.form.get("bo"))
    if not removes and not form.validate():
        return _rule_page(found, rule, form, 422)
    try:
        changed = None if removes else service.rule_with_days(rule, form.days())
        if not request.form.get("confirmed"):
            wanted = service.regime_with(found.regime, rule.key, changed)
            return _preview(wanted, found.row.year, request.path)
        service.save_rule(
            db.session(),
            current_actor(),
            found,
            rule.key,
            changed,
            version=version_typed(),
            now=clock.now(),
        )
    except ReportingRefused as refused:
        db.session.rollback()
        page_form = RuleForm.of(rule) if removes else form
        return _rule_page(
            _regime(reporting_regime_id),
            rule,
            page_form,
            reporting_status(refused),
            reporting_refusal_text(refused),
        )
    return _saved(found.row.year)


def _rule_page(
    found: RegimeInForce, rule: ReportRule, form: RuleForm, status: int = 200, refusal: str = ""
) -> ResponseReturnValue:
    page = render_template(
        "reporting/rule.html",
        found=found,
        rule=rule,
        form=form,
        is_new=rule not in found.regime.rules,
        refusal=refusal,
        steps=[step.value for step in LadderStep],
    )
    return make_response(page, status)


@blueprint.post("/che-do/<int:reporting_regime_id>/chuyen-de")
@access(Role.standing_officer)
def name_area_units(reporting_regime_id: int) -> ResponseReturnValue:
    """Who writes the thematic report of each area."""
    found = _regime(reporting_regime_id)
    try:
        service.name_area_units(
            db.session(),
            current_actor(),
            found,
            _units_typed(_areas(found.regime)),
            version=version_typed(),
            now=clock.now(),
        )
    except ReportingRefused as refused:
        db.session.rollback()
        words = reporting_refusal_text(refused)
        return _regime_page(found.row.year, reporting_status(refused), refusal=words)
    return _saved(found.row.year)


def _units_typed(areas: Mapping[str, str]) -> dict[str, int]:
    typed = {key: request.form.get(f"area-{key}", type=row_id) for key in areas}
    return {key: unit for key, unit in typed.items() if unit is not None}
