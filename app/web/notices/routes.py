"""Thông báo: what a person was told, and that he read it."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.extensions import db
from app.labels.notices import notice_words
from app.queries.notices import load_notice, notices_of
from app.queries.waiting import count_waiting
from app.services.notices import mark_read
from app.web.access import EVERYBODY, access, current_actor
from app.web.fields import row_id
from app.web.notices import settings
from app.web.notices.blueprint import blueprint

__all__ = ["blueprint", "settings"]


@blueprint.get("/thong-bao")
@access(*EVERYBODY)
def index() -> str:
    """The notices, newest first; `before` is the last one seen."""
    session, actor = db.session(), current_actor()
    found = notices_of(session, actor, request.args.get("before", type=row_id))
    following = None
    if found.next_before is not None:
        following = url_for("notices.index", before=found.next_before)
    return render_template(
        "notices/index.html",
        rows=[(notice, notice_words(notice)) for notice in found.rows],
        unread=count_waiting(session, actor).notices,
        following=following,
    )


@blueprint.post("/thong-bao/da-doc")
@access(*EVERYBODY)
def read_all() -> ResponseReturnValue:
    """Note that all were read."""
    mark_read(db.session(), current_actor(), clock.now())
    return redirect(url_for("notices.index"))


@blueprint.post("/thong-bao/<int:notification_id>/mo")
@access(*EVERYBODY)
def open_one(notification_id: int) -> ResponseReturnValue:
    """Note that one was read, and go where it leads. The path is our own, written with the
    notice."""
    session, actor = db.session(), current_actor()
    notice = load_notice(session, actor, notification_id) or abort(404)
    path = notice.path or url_for("notices.index")
    mark_read(session, actor, clock.now(), notification_id=notice.id)
    return redirect(path)
