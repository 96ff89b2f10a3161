"""Pages of accounts. A password is checked before the request's own transaction begins."""

from collections.abc import Mapping
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    request,
    session,
    url_for,
)
from flask import render_template as draw
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import NotFound

from app import clock
from app.extensions import db, login_manager
from app.labels.accounts import AccountRefusal, AccountRefused, account_refusal_text, account_status
from app.models import LinkPurpose, Person
from app.queries.actors import communes_of
from app.queries.people import commune_names
from app.services import accounts
from app.services import sign_in as signing
from app.services.links import find_link
from app.services.passwords import words_of_commune
from app.transactions import short_read
from app.web import errors
from app.web.access import PUBLIC, SIGNED_IN, access
from app.web.accounts import entrance
from app.web.accounts.forms import (
    ChangePasswordForm,
    ChosenPasswordForm,
    FirstAdministratorForm,
    SignInForm,
)
from app.web.fields import row_id

blueprint = Blueprint("accounts", __name__)

THEMES: Mapping[str, str | None] = {"light": "light", "dark": "dark", "system": None}


@login_manager.unauthorized_handler
def ask_to_sign_in() -> ResponseReturnValue:
    """Somebody unknown wants a page: he signs in first, then gets it. A lost form cannot be
    replayed.
    """
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=wanted if wanted != "/" else None))


@blueprint.errorhandler(CSRFError)
def form_too_old(error: CSRFError) -> ResponseReturnValue:
    """On the sign-in page a stale form is shown again, fresh, with the name kept."""
    if request.endpoint != "accounts.sign_in":
        return errors.stale_form(error)
    refusal = gettext(
        "Trang này mở đã lâu nên biểu mẫu hết hiệu lực. Gõ lại mật khẩu rồi đăng nhập."
    )
    return _sign_in_page(SignInForm(), 400, refusal)


@blueprint.route("/dang-nhap", methods=["GET", "POST"])
@access(rule=PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Name and password, and in."""
    form = SignInForm()
    if request.method == "GET":
        return redirect(url_for("my_work.home")) if _signed_in() else _sign_in_page(form)
    if not form.validate():
        return _sign_in_page(form, 422)
    try:
        proven = signing.prove(
            db.engine, form.username.data, form.password.data, entrance.address(), clock.now()
        )
        token = signing.enter(
            db.session(),
            proven,
            entrance.browser(),
            clock.now(),
            instead_of=current_user.session_id if _signed_in() else None,
        )
    except AccountRefused as refused:
        return _sign_in_page(form, account_status(refused), account_refusal_text(refused))
    person = db.session.get_one(Person, proven.person_id)
    entrance.admit_browser(person, token)
    return redirect(entrance.first_page(person))


@blueprint.post("/dang-xuat")
@access(rule=PUBLIC)
def sign_out() -> ResponseReturnValue:
    """End the session. Pressed twice, it does no harm."""
    if _signed_in():
        signing.leave(
            db.session(),
            db.session.get_one(Person, current_user.person_id),
            current_user.session_id,
            current_user.actor.commune_id if current_user.actor else None,
            entrance.address(),
            clock.now(),
        )
    entrance.dismiss_browser()
    flash(gettext("Đã đăng xuất."))
    return redirect(url_for("accounts.sign_in"))


@blueprint.route("/mat-khau", methods=["GET", "POST"])
@access(rule=SIGNED_IN)
def change_password() -> ResponseReturnValue:
    """One's own account: a new password; the communes one may act in."""
    form = ChangePasswordForm()
    if request.method == "GET" or not form.validate():
        return _password_page(form, 200 if request.method == "GET" else 422)
    commune_id = current_user.actor.commune_id if current_user.actor else None
    try:
        token = _changed_password(form, commune_id)
    except AccountRefused as refused:
        db.session.rollback()
        return _password_page(form, account_status(refused), account_refusal_text(refused))
    person = db.session.get_one(Person, current_user.person_id)
    entrance.admit_browser(person, token)
    flash(
        gettext(
            "Đã đổi mật khẩu. Các máy khác đang đăng nhập bằng tài khoản này đã được đăng xuất."
        )
    )
    return redirect(entrance.next_page() or entrance.start_of(person, commune_id))


@blueprint.route("/lien-ket/<token>", methods=["GET", "POST"])
@access(rule=PUBLIC)
def link(token: str) -> ResponseReturnValue:
    """A one-time link: looking at it uses nothing up, choosing the password does."""
    try:
        facts = _link_facts(token)
    except AccountRefused as refused:
        return make_response(draw("accounts/link_over.html"), account_status(refused))
    first = facts["purpose"] is LinkPurpose.first_administrator
    form = FirstAdministratorForm(data=facts) if first else ChosenPasswordForm()
    if request.method == "GET" or not form.validate():
        return _link_page(form, facts, 200 if request.method == "GET" else 422)
    try:
        person, session_token = _used_link(token, form, facts["words"])
    except AccountRefused as refused:
        db.session.rollback()
        return _link_page(form, facts, account_status(refused), refused)
    entrance.admit_browser(person, session_token)
    if first:
        flash(
            gettext("Đã lập xã và tài khoản quản trị. Tiếp theo: thêm các đơn vị, rồi thêm người.")
        )
        return redirect(url_for("administration.units"))
    flash(gettext("Đã đặt mật khẩu. Lần sau đăng nhập bằng tên %(name)s.", name=person.username))
    return redirect(entrance.first_page(person))


@blueprint.get("/chua-co-vai-tro")
@access(rule=SIGNED_IN)
def no_role() -> ResponseReturnValue:
    """Signed in, and nothing to do here today."""
    if current_user.actor is not None:
        return redirect(url_for("my_work.home"))
    return draw("accounts/no_role.html", communes=_own_communes())


@blueprint.route("/chon-xa", methods=["GET", "POST"])
@access(rule=SIGNED_IN)
def choose_commune() -> ResponseReturnValue:
    """Which commune this session acts in, for people who work in several."""
    if request.method == "GET":
        return draw(
            "accounts/choose_commune.html", communes=_own_communes(), next_url=entrance.next_page()
        )
    person = db.session.get_one(Person, current_user.person_id)
    commune_id = request.form.get("commune", type=row_id) or 0
    entered = signing.enter_commune(
        db.session(), person, current_user.session_id, commune_id, entrance.address(), clock.now()
    )
    if not entered:
        raise NotFound()
    return redirect(entrance.next_page() or entrance.start_of(person, commune_id))


@blueprint.post("/giao-dien")
@access(rule=SIGNED_IN)
def choose_theme() -> ResponseReturnValue:
    """Light, dark, or as the system does; kept with the person."""
    theme = request.form.get("theme", "")
    if theme in THEMES:
        accounts.choose_theme(db.session(), current_user.person_id, THEMES[theme])
    return redirect(entrance.came_from() or url_for("my_work.home"))


@blueprint.post("/ngon-ngu")
@access(rule=PUBLIC)
def choose_language() -> ResponseReturnValue:
    """Vietnamese or English; kept with the person, before signing in with the browser."""
    locale = request.form.get("locale", "")
    if locale in current_app.config["LANGUAGES"]:
        session["locale"] = locale
        if _signed_in():
            accounts.choose_language(db.session(), current_user.person_id, locale)
    return redirect(entrance.came_from() or url_for("accounts.sign_in"))


def _signed_in() -> bool:
    return bool(current_user.is_authenticated)


def _own_communes() -> list[tuple[int, str]]:
    communes = communes_of(db.session(), current_user.person_id, clock.today())
    return commune_names(db.session(), communes)


def _sign_in_page(form: SignInForm, status: int = 200, refusal: str | None = None) -> Response:
    known = current_app.config.get("DEMO_ACCOUNTS") if current_app.config["DEMO"] else None
    page = draw(
        "accounts/sign_in.html",
        form=form,
        refusal=refusal,
        next_url=entrance.next_page(),
        demo_accounts=known or (),
    )
    return make_response(page, status)


def _password_page(
    form: ChangePasswordForm, status: int = 200, refusal: str | None = None
) -> Response:
    framed = current_user.actor is not None and not current_user.must_change_password
    page = draw(
        "accounts/change_password.html",
        shell="base/page.html" if framed else "base/plain.html",
        form=form,
        refusal=refusal,
        forced=current_user.must_change_password,
        communes=() if current_user.must_change_password else _own_communes(),
        next_url=entrance.next_page(),
    )
    return make_response(page, status)


def _changed_password(form: ChangePasswordForm, commune_id: int | None) -> str:
    """The token of the session that begins with the new password. Raises AccountRefused."""
    prepared = accounts.prepare_password(
        db.engine,
        current_user.person_id,
        commune_id,
        form.current.data or "",
        form.chosen.data or "",
        entrance.address(),
        clock.now(),
    )
    return accounts.change_password(
        db.session(),
        current_user.person_id,
        prepared,
        entrance.browser(),
        clock.now(),
        commune_id=commune_id,
    )


def _link_facts(token: str) -> dict[str, Any]:
    """What the link's page shows, read in a transaction that is over before anything is hashed."""
    with short_read(db.engine) as reading:
        found, person = find_link(reading, token, clock.now())
        communes = communes_of(reading, person.id, clock.today())
        names = [name for _, name in commune_names(reading, communes)]
        return {
            "purpose": found.purpose,
            "expires_at": found.expires_at,
            "username": person.username,
            "full_name": person.full_name,
            "commune": names[0] if names else "",
            "words": accounts.local_words(reading, person),
        }


def _used_link(token: str, form: ChosenPasswordForm, words: tuple[str, ...]) -> tuple[Person, str]:
    """The person and his session's token. Hashes before the transaction begins. Raises."""
    names = None
    if isinstance(form, FirstAdministratorForm):
        names = _first_names(form)
        words += (names.username, names.full_name, names.province)
        words += words_of_commune(names.commune)
    password_hash = accounts.new_hash(form.chosen.data or "", words)
    return accounts.use_link(
        db.session(), token, password_hash, entrance.browser(), clock.now(), names=names
    )


def _link_page(
    form: ChosenPasswordForm,
    facts: Mapping[str, Any],
    status: int = 200,
    refused: AccountRefused | None = None,
) -> Response:
    if refused is not None and refused.refusal is AccountRefusal.link_not_valid:
        return make_response(draw("accounts/link_over.html"), status)
    page = draw(
        "accounts/link.html",
        form=form,
        facts=facts,
        first=facts["purpose"] is LinkPurpose.first_administrator,
        refusal=account_refusal_text(refused) if refused else None,
    )
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _first_names(form: FirstAdministratorForm) -> accounts.FirstNames:
    return accounts.FirstNames(
        commune=form.commune.data or "",
        province=form.province.data or "",
        full_name=form.full_name.data or "",
        username=form.username.data or "",
    )
