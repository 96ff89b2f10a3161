"""Kênh gửi: webhooks and chats are registered, tried, stopped, used again, removed."""

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.channels import chat
from app.channels.webhook import LOOPBACK_ALLOWED
from app.extensions import db
from app.labels.endpoints import (
    EndpointRefused,
    endpoint_refusal_text,
    shown_address,
    stopped_words,
)
from app.labels.mails import endpoint_failure_words
from app.models import ChannelEndpoint
from app.queries.endpoints import endpoint_of, endpoint_rows
from app.queries.people import people_in_office
from app.services import endpoints as service
from app.web.access import access, current_actor
from app.web.channels.forms import EndpointForm
from app.web.schedule.forms import STATE
from workflows.states import Role

blueprint = Blueprint("channels", __name__, url_prefix="/quan-tri/kenh")


@blueprint.get("")
@access(Role.administrator)
def index() -> ResponseReturnValue:
    """The endpoints, how their last message went, and the form of a new one."""
    return _page(EndpointForm(formdata=None))


@blueprint.post("")
@access(Role.administrator)
def register() -> ResponseReturnValue:
    """Register one; the secret of a webhook is shown on the page that answers, and never again."""
    form, session, actor = EndpointForm(), db.session(), current_actor()
    _offer(form)
    if not form.validate():
        return _page(form, 422)
    allowed = bool(current_app.config.get(LOOPBACK_ALLOWED))
    try:
        made = service.register(
            session, actor, form.endpoint(), clock.now(), loopback_allowed=allowed
        )
    except EndpointRefused as refused:
        session.rollback()
        return _page(form, 422, endpoint_refusal_text(refused))
    if made.secret:
        return _secret_page(made.title, made.secret)
    flash(gettext("Đã thêm kênh %(title)s. Bấm Gửi thử để kiểm tra.", title=made.title))
    return redirect(url_for("channels.index"))


@blueprint.post("/<int:channel_endpoint_id>/khoa-moi")
@access(Role.administrator)
def renew_secret(channel_endpoint_id: int) -> ResponseReturnValue:
    """Another secret, shown once."""
    endpoint = _endpoint(channel_endpoint_id)
    try:
        secret = service.renew_secret(db.session(), current_actor(), endpoint, clock.now())
    except EndpointRefused as refused:
        return _refused(refused)
    return _secret_page(endpoint.title, secret)


@blueprint.post("/<int:channel_endpoint_id>/gui-thu")
@access(Role.administrator)
def try_out(channel_endpoint_id: int) -> ResponseReturnValue:
    """Put a message into the outbox that only shows that the endpoint works."""
    endpoint = _endpoint(channel_endpoint_id)
    words = gettext("Đôn Đốc gửi thử"), gettext("Kênh %(title)s đã nối.", title=endpoint.title)
    try:
        service.try_out(db.session(), current_actor(), endpoint, words, clock.now())
    except EndpointRefused as refused:
        return _refused(refused)
    flash(gettext("Sẽ gửi thử trong vòng một phút. Kết quả hiện ở dòng của kênh."))
    return redirect(url_for("channels.index"))


@blueprint.post("/<int:channel_endpoint_id>/tam-ngung")
@access(Role.administrator)
def switch_off(channel_endpoint_id: int) -> ResponseReturnValue:
    """Send nothing more until it is used again."""
    endpoint = _endpoint(channel_endpoint_id)
    service.switch_off(db.session(), current_actor(), endpoint, clock.now())
    flash(gettext("Tạm ngừng kênh %(title)s.", title=endpoint.title))
    return redirect(url_for("channels.index"))


@blueprint.post("/<int:channel_endpoint_id>/dung-lai")
@access(Role.administrator)
def use_again(channel_endpoint_id: int) -> ResponseReturnValue:
    """Send to it again."""
    endpoint = _endpoint(channel_endpoint_id)
    service.use_again(db.session(), current_actor(), endpoint, clock.now())
    flash(gettext("Dùng lại kênh %(title)s.", title=endpoint.title))
    return redirect(url_for("channels.index"))


@blueprint.post("/<int:channel_endpoint_id>/bo")
@access(Role.administrator)
def remove(channel_endpoint_id: int) -> ResponseReturnValue:
    """Take it away, its address and its secret with it."""
    endpoint = _endpoint(channel_endpoint_id)
    service.remove(db.session(), current_actor(), endpoint, clock.now())
    flash(gettext("Đã bỏ kênh %(title)s.", title=endpoint.title))
    return redirect(url_for("channels.index"))


def _endpoint(endpoint_id: int) -> ChannelEndpoint:
    return endpoint_of(db.session(), current_actor(), endpoint_id) or abort(404)


def _offer(form: EndpointForm) -> None:
    people = people_in_office(db.session(), current_actor().commune_id, clock.today())
    form.offer(list(people), chats=chat.is_installed())


def _refused(refused: EndpointRefused) -> ResponseReturnValue:
    db.session.rollback()
    return _page(EndpointForm(formdata=None), 409, endpoint_refusal_text(refused))


def _secret_page(title: str, secret: str) -> ResponseReturnValue:
    return make_response(render_template("channels/secret.html", title=title, secret=secret))


def _page(form: EndpointForm, status: int = 200, refusal: str = "") -> ResponseReturnValue:
    _offer(form)
    drawn = render_template(
        "channels/index.html",
        form=form,
        refusal=refusal if status == 422 else None,
        not_done=refusal if status == 409 else "",
        rows=endpoint_rows(db.session(), current_actor().commune_id),
        has_chats=chat.is_installed(),
        states=STATE,
        failure_words=endpoint_failure_words,
        shown_address=shown_address,
        stopped_words=stopped_words,
    )
    return make_response(drawn, status)
