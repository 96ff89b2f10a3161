"""People of the commune: who works where, and who may sign in."""

from flask import Response, current_app, flash, make_response, redirect, request, url_for
from flask import render_template as draw
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from app import clock
from app.extensions import db
from app.labels.accounts import AccountRefusal, AccountRefused, account_refusal_text, account_status
from app.models import Person
from app.queries.headless import headless_units
from app.queries.people import (
    appointment_of_commune,
    appointments_of,
    count_people,
    people_of_commune,
    person_of_commune,
    works_elsewhere,
)
from app.queries.units import units_with_accounts
from app.services import accounts
from app.services import people as staff
from app.services.links import LASTS
from app.transactions import short_read
from app.web.access import access, current_actor
from app.web.accounts.entrance import dismiss_browser
from app.web.administration.blueprint import blueprint, or_404
from app.web.administration.forms import (
    AppointmentForm,
    EndAppointmentForm,
    KnownPersonForm,
    NewPersonForm,
    PersonForm,
    TemporaryPasswordForm,
)
from app.web.fields import row_id
from workflows.states import Role


@blueprint.get("/nguoi-dung")
@access(Role.administrator)
def people() -> ResponseReturnValue:
    """Everybody who holds or held a role in the commune, by name."""
    actor, session = current_actor(), db.session()
    start = request.args.get("after", type=row_id)
    rows, after = people_of_commune(session, actor.commune_id, start)
    return draw(
        "administration/people.html",
        rows=rows,
        counts=count_people(session, actor.commune_id),
        headless=headless_units(session, actor.commune_id, clock.today()),
        has_units=bool(units_with_accounts(session, actor.commune_id)),
        next_href=url_for("administration.people", after=after) if after else None,
        paged=start is not None,
    )


@blueprint.route("/nguoi-dung/them", methods=["GET", "POST"])
@access(Role.administrator)
def add_person() -> ResponseReturnValue:
    """Somebody new, with a first role and a one-time link at once."""
    form = NewPersonForm(valid_from=clock.today())
    form.offer_units(_units())
    if request.method == "GET" or not form.validate():
        return _add_page(form, _known_form(sent=False), form)
    actor, session, now = current_actor(), db.session(), clock.now()
    try:
        person = staff.add_person(
            session,
            actor,
            form.username.data or "",
            form.full_name.data or "",
            form.email.data or "",
            form.appointment(),
            now,
        )
        token = staff.give_link(session, actor, person, now)
    except AccountRefused as refused:
        return _add_page(form, _known_form(sent=False), form, refused)
    return _link_page(person, token)


@blueprint.post("/nguoi-dung/da-co")
@access(Role.administrator)
def add_known_person() -> ResponseReturnValue:
    """A role for somebody who has an account from another commune."""
    form = _known_form(sent=True)
    form.offer_units(_units())
    new = NewPersonForm(formdata=None, valid_from=clock.today())
    if not form.validate():
        return _add_page(new, form, form)
    try:
        person = staff.appoint_known(
            db.session(),
            current_actor(),
            form.username.data or "",
            form.appointment(),
            clock.now(),
        )
    except AccountRefused as refused:
        return _add_page(new, form, form, refused)
    flash(gettext("Đã giao vai trò cho %(name)s.", name=person.full_name))
    return redirect(url_for("administration.person", person_id=person.id))


@blueprint.get("/nguoi-dung/<int:person_id>")
@access(Role.administrator)
def person(person_id: int) -> ResponseReturnValue:
    """One person: roles now and before, the account, and what can be done about them."""
    return _person_page(_person(person_id))


@blueprint.post("/nguoi-dung/<int:person_id>/sua")
@access(Role.administrator)
def change_person(person_id: int) -> ResponseReturnValue:
    """Correct the name or the mail address."""
    found, form = _person(person_id), PersonForm()
    if not form.validate():
        return _person_page(found, 422, failed=form)
    try:
        staff.change_person(
            db.session(),
            current_actor(),
            found,
            form.full_name.data or "",
            form.email.data or "",
            clock.now(),
        )
    except AccountRefused as refused:
        return _refused(person_id, refused, form)
    flash(gettext("Đã lưu."))
    return _back_to(found)


@blueprint.post("/nguoi-dung/<int:person_id>/vai-tro")
@access(Role.administrator)
def add_appointment(person_id: int) -> ResponseReturnValue:
    """One more role."""
    found, form = _person(person_id), AppointmentForm()
    form.offer_units(_units())
    if not form.validate():
        return _person_page(found, 422, failed=form)
    try:
        staff.appoint(db.session(), current_actor(), found, form.appointment(), clock.now())
    except AccountRefused as refused:
        return _refused(person_id, refused, form)
    return _after_role_change(found, gettext("Đã giao vai trò."))


@blueprint.post("/vai-tro/<int:appointment_id>/ket-thuc")
@access(Role.administrator)
def end_appointment(appointment_id: int) -> ResponseReturnValue:
    """A role is held no more from a day on; the work stays with the unit."""
    actor, session = current_actor(), db.session()
    appointment = or_404(appointment_of_commune(session, actor.commune_id, appointment_id))
    found, form = _person(appointment.person_id), EndAppointmentForm()
    if not form.validate():
        return _person_page(found, 422, failed=form)
    try:
        staff.end_appointment(session, actor, appointment, form.from_day.data, clock.now())
    except AccountRefused as refused:
        return _refused(found.id, refused, form)
    if person_of_commune(session, actor.commune_id, found.id) is None:
        flash(gettext("Đã bỏ vai trò; %(name)s không còn ở xã này.", name=found.full_name))
        return redirect(url_for("administration.people"))
    return _after_role_change(found, gettext("Đã kết thúc vai trò."))


@blueprint.post("/nguoi-dung/<int:person_id>/khoa")
@access(Role.administrator)
def disable(person_id: int) -> ResponseReturnValue:
    """Nobody gets in by this account from now on."""
    found = _person(person_id)
    try:
        staff.disable(db.session(), current_actor(), found, clock.now())
    except AccountRefused as refused:
        return _refused(person_id, refused)
    return _after_role_change(found, gettext("Đã khóa tài khoản và đăng xuất mọi máy."))


@blueprint.post("/nguoi-dung/<int:person_id>/mo")
@access(Role.administrator)
def enable(person_id: int) -> ResponseReturnValue:
    """The account opens again, with the password it had."""
    found = _person(person_id)
    try:
        staff.enable(db.session(), current_actor(), found, clock.now())
    except AccountRefused as refused:
        return _refused(person_id, refused)
    flash(gettext("Đã mở lại tài khoản."))
    return _back_to(found)


@blueprint.post("/nguoi-dung/<int:person_id>/duong-dan")
@access(Role.administrator)
def give_link(person_id: int) -> ResponseReturnValue:
    """A one-time link, shown once: to copy, or to print and hand over."""
    found = _person(person_id)
    try:
        token = staff.give_link(db.session(), current_actor(), found, clock.now())
    except AccountRefused as refused:
        return _refused(person_id, refused)
    return _link_page(found, token)


@blueprint.post("/nguoi-dung/<int:person_id>/mat-khau-tam")
@access(Role.administrator)
def set_password(person_id: int) -> ResponseReturnValue:
    """A password to be told by telephone; its owner changes it before anything else."""
    actor, form = current_actor(), TemporaryPasswordForm()
    with short_read(db.engine) as reading:
        named = or_404(person_of_commune(reading, actor.commune_id, person_id))
        words = accounts.local_words(reading, named)
    if not form.validate():
        return _person_page(_person(person_id), 422, failed=form)
    try:
        hashed = accounts.new_hash(form.password.data or "", words)
        found = _person(person_id)
        staff.set_password_for(db.session(), actor, found, hashed, clock.now())
    except AccountRefused as refused:
        return _refused(person_id, refused, form)
    return _after_role_change(
        found, gettext("Đã đặt mật khẩu tạm; lần đăng nhập tới phải đổi mật khẩu.")
    )


def _person(person_id: int) -> Person:
    return or_404(person_of_commune(db.session(), current_actor().commune_id, person_id))


def _known_form(*, sent: bool) -> KnownPersonForm:
    """The second form of the page; its names are its own, for labels point to them."""
    if sent:
        return KnownPersonForm(prefix="known-")
    return KnownPersonForm(formdata=None, prefix="known-", valid_from=clock.today())


def _units() -> list[tuple[int, str]]:
    return units_with_accounts(db.session(), current_actor().commune_id)


def _back_to(found: Person) -> Response:
    answer = redirect(url_for("administration.person", person_id=found.id))
    return make_response(answer)


def _after_role_change(found: Person, words: str) -> Response:
    """Rights that change end the sessions; who changed his own signs in again."""
    if found.id != current_actor().person_id:
        flash(words)
        return _back_to(found)
    dismiss_browser()
    flash(words + " " + gettext("Tài khoản của chính anh, chị vừa thay đổi nên cần đăng nhập lại."))
    return make_response(redirect(url_for("accounts.sign_in")))


def _refused(person_id: int, refused: AccountRefused, form: FlaskForm | None = None) -> Response:
    """Nothing of what was begun stays; the page is drawn from what is stored."""
    db.session.rollback()
    if refused.refusal is AccountRefusal.works_elsewhere:
        form = None  # The page has no such form then; the sentence stands on top.
    return _person_page(_person(person_id), account_status(refused), refused, form)


def _person_page(
    found: Person,
    status: int = 200,
    refused: AccountRefused | None = None,
    failed: FlaskForm | None = None,
) -> Response:
    actor, session = current_actor(), db.session()
    forms: dict[type[FlaskForm], FlaskForm] = {
        PersonForm: PersonForm(formdata=None, obj=found),
        AppointmentForm: AppointmentForm(formdata=None, valid_from=clock.today()),
        TemporaryPasswordForm: TemporaryPasswordForm(formdata=None),
    }
    if failed is not None:
        forms[type(failed)] = failed
    forms[AppointmentForm].offer_units(_units())
    page = draw(
        "administration/person.html",
        found=found,
        held=appointments_of(session, actor.commune_id, [found.id])[found.id],
        elsewhere=works_elsewhere(session, found.id, actor.commune_id, clock.today()),
        person_form=forms[PersonForm],
        appointment_form=forms[AppointmentForm],
        password_form=forms[TemporaryPasswordForm],
        failed=failed,
        refusal=account_refusal_text(refused) if refused else None,
    )
    return make_response(page, status)


def _add_page(
    form: NewPersonForm,
    known: KnownPersonForm,
    tried: FlaskForm,
    refused: AccountRefused | None = None,
) -> Response:
    db.session.rollback()
    units = _units()
    form.offer_units(units)
    known.offer_units(units)
    page = draw(
        "administration/add_person.html",
        form=form,
        known=known,
        tried=tried,
        has_units=bool(units),
        refusal=account_refusal_text(refused) if refused else None,
    )
    status = account_status(refused) if refused else 422 if tried.errors else 200
    return make_response(page, status)


def _link_page(found: Person, token: str) -> Response:
    path = url_for("accounts.link", token=token)
    base = current_app.config["PUBLIC_URL"] or request.host_url.rstrip("/")
    page = draw(
        "administration/link.html",
        found=found,
        address=base + path,
        until=clock.now() + LASTS,
    )
    return make_response(page)
