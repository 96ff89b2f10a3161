"""Ủy quyền, phụ trách: one's own posts, what a decision says, and ending early."""

from collections.abc import Sequence

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.labels.accounts import AccountRefused, account_refusal_text, account_status
from app.labels.delegations import (
    DelegationRefused,
    delegation_refusal_status,
    delegation_refusal_text,
)
from app.queries.delegations import colleagues, find_delegation, held_posts, stand_ins
from app.queries.headless import headless_units
from app.queries.people import appointment_of_commune
from app.queries.units import unit_of_commune
from app.services import delegations
from app.services.delegations import DELEGABLE
from app.transactions import reading
from app.web.access import EVERYBODY, access, current_actor
from app.web.delegations.forms import CHARGE, POST, UNIT, InChargeForm, OwnForm
from workflows.states import Role

blueprint = Blueprint("delegations", __name__)


@blueprint.get("/uy-quyen")
@access(*EVERYBODY)
def index() -> ResponseReturnValue:
    """Who stands in for me, for whom I stand in; all of the commune for an administrator."""
    return _page()


@blueprint.post("/uy-quyen")
@access(*DELEGABLE)
def delegate() -> ResponseReturnValue:
    """Give a post of one's own to a deputy."""
    form, session, actor = OwnForm(), db.session(), current_actor()
    if not form.validate():
        return _page(own=form, status=422)
    appointment = appointment_of_commune(session, actor.commune_id, _number(form.post.data))
    if appointment is None:
        abort(404)
    try:
        delegations.delegate(session, actor, appointment, form.span(), clock.now())
    except DelegationRefused as refused:
        return _refused(refused, own=form)
    flash(gettext("Đã ghi. Người thay làm được ngay từ ngày bắt đầu; hết hạn thì tự kết thúc."))
    return redirect(url_for("delegations.index"))


@blueprint.post("/uy-quyen/phu-trach")
@access(Role.administrator)
def put_in_charge() -> ResponseReturnValue:
    """Record that a decision names somebody in charge."""
    form, session = InChargeForm(prefix=CHARGE), db.session()
    if not form.validate():
        return _page(charge=form, status=422)
    try:
        _record_charge(form)
    except DelegationRefused as refused:
        return _refused(refused, charge=form)
    except AccountRefused as refused:
        session.rollback()
        return _page(
            charge=form, refusal=account_refusal_text(refused), status=account_status(refused)
        )
    flash(gettext("Đã ghi người phụ trách theo quyết định."))
    return redirect(url_for("delegations.index"))


def _record_charge(form: InChargeForm) -> None:
    session, actor, now = db.session(), current_actor(), clock.now()
    chosen = form.post.data or ""
    number = _number(chosen[1:])
    if chosen[:1] == UNIT:
        unit = unit_of_commune(session, actor.commune_id, number) or abort(404)
        title = form.title.data or gettext("Phụ trách %(unit)s", unit=unit.name)
        delegations.put_in_charge_of_unit(session, actor, unit, form.span(), title[:200], now)
        return
    found = None
    if chosen[:1] == POST:
        found = appointment_of_commune(session, actor.commune_id, number)
    delegations.put_in_charge(session, actor, found or abort(404), form.span(), now)


@blueprint.post("/uy-quyen/<int:delegation_id>/ket-thuc")
@access(*EVERYBODY)
def end(delegation_id: int) -> ResponseReturnValue:
    """End a stand-in early."""
    session, actor = db.session(), current_actor()
    found = find_delegation(session, actor, delegation_id) or abort(404)
    try:
        delegations.end(session, actor, found, clock.now())
    except DelegationRefused as refused:
        return _refused(refused)
    flash(gettext("Đã kết thúc; người thay không còn quyền ấy kể từ lúc này."))
    return redirect(url_for("delegations.index"))


def _number(text: str | None) -> int:
    """An id out of a list; what is none belongs to nobody."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _refused(
    refused: DelegationRefused, own: OwnForm | None = None, charge: InChargeForm | None = None
) -> Response:
    db.session.rollback()
    words, status = delegation_refusal_text(refused), delegation_refusal_status(refused)
    return _page(own, charge, words, status)


def _page(
    own: OwnForm | None = None,
    charge: InChargeForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> Response:
    """The page with the form that was sent and why it was refused."""
    db.session.rollback()
    with reading():
        session, actor, today = db.session(), current_actor(), clock.today()
        people = colleagues(session, actor.commune_id, today)
        mine = held_posts(session, actor.commune_id, DELEGABLE, today, person_id=actor.person_id)
        own_form = own or OwnForm(formdata=None, valid_from=today)
        own_form.offer_posts(mine)
        own_form.offer_people([pair for pair in people if pair[0] != actor.person_id])
        drawn = render_template(
            "delegations/index.html",
            rows=stand_ins(session, actor, today),
            person_id=actor.person_id,
            mine=mine,
            own_form=own_form,
            charge_form=_charge_form(charge, people),
            bound=own or charge,
            refusal=refusal,
        )
        return make_response(drawn, status)


def _charge_form(
    sent: InChargeForm | None, people: Sequence[tuple[int, str]]
) -> InChargeForm | None:
    """The administrator's form; None for everybody else."""
    session, actor, today = db.session(), current_actor(), clock.today()
    if not actor.has_role(Role.administrator):
        return None
    form = sent or InChargeForm(formdata=None, prefix=CHARGE, valid_from=today)
    others = held_posts(session, actor.commune_id, DELEGABLE, today)
    form.offer_posts(others, headless_units(session, actor.commune_id, today))
    form.offer_people([pair for pair in people if pair[0] != actor.person_id])
    return form
