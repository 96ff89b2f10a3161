"""Calendar addresses, and a person's own webhooks and chats; the calendars themselves."""

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from app import clock
from app.extensions import db
from app.labels.calendar_feed import entry_description, entry_summary, feed_name
from app.labels.endpoints import shown_address, stopped_words
from app.models import CalendarFeed, ChannelEndpoint
from app.queries.calendar_feeds import (
    Feed,
    FeedItem,
    feed_by_hash,
    feed_items,
    feed_of,
    feeds_of,
    units_with_feeds,
)
from app.queries.endpoints import endpoint_of, endpoint_rows
from app.reports.calendar_feed import MEDIA_TYPE, DeadlineEntry, calendar_file
from app.services import endpoints
from app.services.calendar_feeds import READINGS, make_feed, note_reading, revoke_feed
from app.services.sessions import token_hash
from app.transactions import short_write
from app.web.access import EVERYBODY, PUBLIC, access, current_actor
from workflows.reminders import TOLD
from workflows.states import Status

blueprint = Blueprint("subscriptions", __name__)


@blueprint.get("/lich/<token>.ics")
@access(rule=PUBLIC)
def calendar(token: str) -> Response:
    """The deadlines behind a secret address. One that never was, was revoked, or has nobody behind
    it any more is not there: nobody can tell which.

    The only GET that writes beside the log of downloads: it counts the reading, in a short
    transaction of its own.
    """
    now, session = clock.now(), db.session()
    feed = feed_by_hash(session, token_hash(token), clock.today()) or abort(404)
    # The reading transaction ends here: a writer inside it would wait for itself.
    session.rollback()
    with short_write(db.engine) as writing:
        allowed = note_reading(writing, feed.id, now)
    if not allowed:
        wait = int(READINGS.window.total_seconds())
        return Response("", 429, {"Retry-After": str(wait)}, mimetype="text/plain")
    answer = Response(_file(feed, feed_items(session, feed, now)), content_type=_CONTENT_TYPE)
    answer.headers["Cache-Control"] = "private, max-age=900"
    answer.headers["Content-Disposition"] = 'inline; filename="don-doc.ics"'
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.add_etag()
    return answer.make_conditional(request)


_CONTENT_TYPE = f"{MEDIA_TYPE}; charset=utf-8"


@blueprint.get("/thong-bao/lich")
@access(*EVERYBODY)
def index() -> ResponseReturnValue:
    """The addresses of one's own calendar and of one's units', one's own webhooks and chats."""
    session, actor = db.session(), current_actor()
    today = clock.today()
    units = units_with_feeds(session, actor, today)
    feeds = feeds_of(session, actor, [id_ for id_, _ in units], today)
    found = {row.unit_id: row for row in feeds}
    return make_response(
        render_template(
            "subscriptions/index.html",
            has_own=bool(actor.units(*TOLD)),
            own=found.get(None),
            units=[(id_, name, found.get(id_)) for id_, name in units],
            endpoints=endpoint_rows(session, actor.commune_id, person_id=actor.person_id),
            shown_address=shown_address,
            stopped_words=stopped_words,
        )
    )


@blueprint.post("/thong-bao/lich/cua-toi")
@access(*EVERYBODY)
def make_own() -> ResponseReturnValue:
    """An address of one's own calendar, shown once; the one before it ends."""
    actor = current_actor()
    if not actor.units(*TOLD):
        abort(404)
    return _address_page(actor.name, make_feed(db.session(), actor, None, "", clock.now()))


@blueprint.post("/thong-bao/lich/don-vi/<int:unit_id>")
@access(*EVERYBODY)
def make_of_unit(unit_id: int) -> ResponseReturnValue:
    """An address of a unit's calendar, shown once; the one before it ends."""
    session, actor = db.session(), current_actor()
    name = dict(units_with_feeds(session, actor, clock.today())).get(unit_id) or abort(404)
    return _address_page(name, make_feed(session, actor, unit_id, name, clock.now()))


@blueprint.post("/thong-bao/lich/<int:calendar_feed_id>/thu-hoi")
@access(*EVERYBODY)
def revoke(calendar_feed_id: int) -> ResponseReturnValue:
    """An address opens nothing any more."""
    session, actor = db.session(), current_actor()
    revoke_feed(session, actor, _feed(calendar_feed_id), clock.now())
    flash(gettext("Đã thu hồi địa chỉ lịch. Lịch đã thêm trên máy sẽ không cập nhật nữa."))
    return redirect(url_for("subscriptions.index"))


@blueprint.post("/thong-bao/lich/kenh/<int:channel_endpoint_id>/tam-ngung")
@access(*EVERYBODY)
def switch_off(channel_endpoint_id: int) -> ResponseReturnValue:
    """Receive nothing by a webhook or chat of one's own until it is used again."""
    endpoint = _own_endpoint(channel_endpoint_id)
    endpoints.switch_off(db.session(), current_actor(), endpoint, clock.now())
    flash(gettext("Tạm ngừng kênh %(title)s.", title=endpoint.title))
    return redirect(url_for("subscriptions.index"))


@blueprint.post("/thong-bao/lich/kenh/<int:channel_endpoint_id>/dung-lai")
@access(*EVERYBODY)
def use_again(channel_endpoint_id: int) -> ResponseReturnValue:
    """Receive by it again. One that was stopped because its address was refused is the
    administrator's to look at first, but trying costs no more than one message."""
    endpoint = _own_endpoint(channel_endpoint_id)
    endpoints.use_again(db.session(), current_actor(), endpoint, clock.now())
    flash(gettext("Dùng lại kênh %(title)s.", title=endpoint.title))
    return redirect(url_for("subscriptions.index"))


def _feed(feed_id: int) -> CalendarFeed:
    session, actor = db.session(), current_actor()
    units = [id_ for id_, _ in units_with_feeds(session, actor, clock.today())]
    return feed_of(session, actor, units, feed_id) or abort(404)


def _own_endpoint(endpoint_id: int) -> ChannelEndpoint:
    actor = current_actor()
    endpoint = endpoint_of(db.session(), actor, endpoint_id)
    if endpoint is None or endpoint.person_id != actor.person_id:
        abort(404)
    return endpoint


def _address_page(whose: str, token: str) -> ResponseReturnValue:
    address = _base() + url_for("subscriptions.calendar", token=token)
    return make_response(render_template("subscriptions/made.html", whose=whose, address=address))


def _base() -> str:
    return str(current_app.config["PUBLIC_URL"] or request.host_url.rstrip("/"))


def _file(feed: Feed, items: list[FeedItem]) -> bytes:
    """The calendar in its owner's language. Pages it links to are for who may open them."""
    base = _base()
    with force_locale(feed.locale):
        entries = [_entry(feed, item, base) for item in items]
        return calendar_file(feed_name(feed.owner, feed.commune_name), feed.locale, entries)


def _entry(feed: Feed, item: FeedItem, base: str) -> DeadlineEntry:
    address = base + url_for("work_items.show", work_item_id=item.id)
    return DeadlineEntry(
        uid=f"work-item-{item.id}@{feed.commune_code}.dondoc",
        day=item.due_on,
        summary=entry_summary(item.title, item.label, item.units),
        description=entry_description(item.status, item.products, address),
        url=address,
        sequence=item.version,
        changed_at=item.changed_at,
        is_off=item.status is Status.cancelled,
    )
