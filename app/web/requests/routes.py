"""The pages of the area, gathered; the list of what is open."""

from datetime import date

from flask import abort, render_template, request, url_for
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.labels import work_items as words
from app.queries.lead_requests import count_open_lead_requests
from app.queries.requests import open_counts, open_requests, unanswered_questions
from app.web.access import access, current_actor
from app.web.fields import row_id
from app.web.requests import due_dates, questions
from app.web.requests.blueprint import CONCERNED, blueprint
from app.web.requests.pages import question_rows, request_rows

__all__ = ["blueprint", "due_dates", "index", "index_questions", "questions", "request_tabs"]


@blueprint.get("/de-nghi")
@access(*CONCERNED)
def index() -> str:
    """Open requests for another date: whose turn it is, the oldest first."""
    session, actor = db.session(), current_actor()
    after = request.args.get("after", default=0, type=row_id)
    rows, following = open_requests(session, actor, after)
    return render_template(
        "requests/index.html",
        rows=request_rows(actor, rows),
        words=words,
        tabs=request_tabs(),
        first_page=not after,
        following=url_for("requests.index", after=following) if following else None,
    )


@blueprint.get("/giai-trinh")
@access(*CONCERNED)
def index_questions() -> str:
    """Questions about delays that wait for an answer, the earliest day first."""
    session, actor = db.session(), current_actor()
    after = _after(request.args.get("after", ""))
    rows, following = unanswered_questions(session, actor, after)
    place = f"{following[0].isoformat()}_{following[1]}" if following else None
    return render_template(
        "requests/questions.html",
        rows=question_rows(actor, rows, clock.today()),
        tabs=request_tabs(),
        first_page=after is None,
        following=url_for("requests.index_questions", after=place) if place else None,
    )


def request_tabs() -> list[dict[str, object]]:
    """The lists of what is asked, with how much is open in each. Two queries."""
    session, actor = db.session(), current_actor()
    counts = open_counts(session, actor)
    tabs = (
        ("requests.index", gettext("Điều chỉnh thời hạn"), counts.requests),
        ("requests.index_questions", gettext("Nguyên nhân, giải trình"), counts.questions),
        (
            "decisions.lead_requests_open",
            gettext("Xác định chủ trì"),
            count_open_lead_requests(session, actor),
        ),
    )
    return [
        {
            "words": said,
            "href": url_for(endpoint),
            "count": count,
            "current": request.endpoint == endpoint,
        }
        for endpoint, said, count in tabs
    ]


def _after(text: str) -> tuple[date, int] | None:
    """Read the place where a page begins: day_id. 404 for anything else."""
    if not text:
        return None
    day, _, id_ = text.partition("_")
    try:
        return date.fromisoformat(day), row_id(id_)
    except ValueError:
        abort(404)
