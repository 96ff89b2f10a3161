"""Units of the commune: names, kinds, duties, and how plans write them."""

from flask import Response, flash, make_response, redirect, request, url_for
from flask import render_template as draw
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.labels.accounts import AccountRefused, account_refusal_text, account_status
from app.models import Unit
from app.queries.units import alias_of_commune, spellings_of, unit_of_commune, unit_rows
from app.services import units as service
from app.web.access import access, current_actor
from app.web.administration.blueprint import blueprint, or_404
from app.web.administration.forms import SpellingForm, UnitForm
from workflows.states import Role


@blueprint.get("/don-vi")
@access(Role.administrator)
def units() -> ResponseReturnValue:
    """Every unit in its order."""
    rows = unit_rows(db.session(), current_actor().commune_id, clock.today())
    duties = {row.unit.duty for row in rows}
    return draw("administration/units.html", rows=rows, duties=duties)


@blueprint.route("/don-vi/them", methods=["GET", "POST"])
@access(Role.administrator)
def add_unit() -> ResponseReturnValue:
    """A new unit, at the end of the list."""
    form = UnitForm()
    if request.method == "GET" or not form.validate():
        return _form_page(form, None, 422 if form.errors else 200)
    try:
        made = service.add_unit(db.session(), current_actor(), form.facts(), clock.now())
    except AccountRefused as refused:
        db.session.rollback()
        return _form_page(form, None, account_status(refused), refused)
    flash(gettext("Đã thêm %(name)s.", name=made.name))
    return redirect(url_for("administration.units"))


@blueprint.route("/don-vi/<int:unit_id>", methods=["GET", "POST"])
@access(Role.administrator)
def unit(unit_id: int) -> ResponseReturnValue:
    """One unit: its facts, and the spellings remembered from plans."""
    found = _unit(unit_id)
    form = UnitForm() if request.method == "POST" else _filled(found)
    if request.method == "GET" or not form.validate():
        return _form_page(form, found, 422 if form.errors else 200)
    try:
        loser = service.change_unit(db.session(), current_actor(), found, form.facts(), clock.now())
    except AccountRefused as refused:
        db.session.rollback()
        return _form_page(form, _unit(unit_id), account_status(refused), refused)
    flash(
        gettext("Đã lưu. %(name)s thôi làm nhiệm vụ này.", name=loser.name)
        if loser
        else gettext("Đã lưu.")
    )
    return redirect(url_for("administration.units"))


@blueprint.post("/don-vi/<int:unit_id>/cach-viet")
@access(Role.administrator)
def add_spelling(unit_id: int) -> ResponseReturnValue:
    """One more way the unit's name is written in plans."""
    found, form = _unit(unit_id), SpellingForm()
    if form.validate():
        try:
            service.add_spelling(
                db.session(), current_actor(), found, form.written.data or "", clock.now()
            )
        except AccountRefused as refused:
            db.session.rollback()
            words = account_refusal_text(refused)
            form.written.errors = [words]
        else:
            flash(gettext("Đã thêm cách viết."))
            return redirect(url_for("administration.unit", unit_id=unit_id, _anchor="spellings"))
    found = _unit(unit_id)
    return _form_page(_filled(found), found, 422, spelling=form)


@blueprint.post("/cach-viet/<int:unit_alias_id>/bo")
@access(Role.administrator)
def remove_spelling(unit_alias_id: int) -> ResponseReturnValue:
    """Forget a spelling: the next plan that uses it asks again."""
    actor, session = current_actor(), db.session()
    alias = or_404(alias_of_commune(session, actor.commune_id, unit_alias_id))
    unit_id = alias.unit_id
    service.remove_spelling(session, actor, alias, clock.now())
    flash(gettext("Đã bỏ cách viết."))
    return redirect(url_for("administration.unit", unit_id=unit_id, _anchor="spellings"))


def _unit(unit_id: int) -> Unit:
    return or_404(unit_of_commune(db.session(), current_actor().commune_id, unit_id))


def _filled(found: Unit) -> UnitForm:
    return UnitForm(
        formdata=None,
        name=found.name,
        short_name=found.short_name,
        kind=found.kind.value,
        duty=found.duty.value if found.duty else "",
    )


def _form_page(
    form: UnitForm,
    found: Unit | None,
    status: int = 200,
    refused: AccountRefused | None = None,
    spelling: SpellingForm | None = None,
) -> Response:
    page = draw(
        "administration/unit.html",
        form=form,
        found=found,
        spellings=spellings_of(db.session(), found.commune_id, found.id) if found else (),
        spelling_form=spelling or SpellingForm(formdata=None),
        refusal=account_refusal_text(refused) if refused else None,
    )
    return make_response(page, status)
