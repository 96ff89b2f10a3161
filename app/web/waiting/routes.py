"""Chờ căn cứ, Chưa có thời hạn, Đang chờ: three lists with their ages, as tabs of one page."""

from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from app import clock
from app.extensions import db
from app.labels import work_items as words
from app.queries.sleeping import Stillness, StillRow, still_items
from app.queries.subjects import subjects_of
from app.web.access import EVERYBODY, access, current_actor
from app.web.fields import LARGEST_ID
from app.web.waiting.lists import LISTS, List, still_figures
from workflows.permissions import Subject, can

blueprint = Blueprint("waiting", __name__)


@blueprint.get("/cho-can-cu")
@access(*EVERYBODY)
def for_a_document() -> str:
    """Tasks that sleep until a document comes."""
    return _page(Stillness.for_a_document)


@blueprint.get("/chua-co-thoi-han")
@access(*EVERYBODY)
def without_a_date() -> str:
    """Work that nobody has given a date yet."""
    return _page(Stillness.without_a_date)


@blueprint.get("/dang-cho")
@access(*EVERYBODY)
def for_somebody() -> str:
    """Work that waits for a signature, the council, a superior, another unit."""
    return _page(Stillness.for_somebody)


def _page(why: Stillness) -> str:
    session, actor, today = db.session(), current_actor(), clock.today()
    found = still_items(session, actor, why, _after(request.args.get("after", ""), why))
    subjects = subjects_of(session, [row.item for row in found.rows])
    chosen = LISTS[why]
    following = None
    if found.next_after:
        since, id_ = found.next_after
        following = url_for(chosen.endpoint, after=f"{since}_{id_}")
    return render_template(
        "waiting/index.html",
        why=why,
        chosen=chosen,
        tabs=still_figures(session, actor, current=why),
        rows=[_row(row, subjects[row.item.id], chosen, today) for row in found.rows],
        following=following,
        words=words,
    )


def _row(row: StillRow, subject: Subject, chosen: List, today: date) -> dict[str, Any]:
    section = row.item.task.section
    return {
        "row": row,
        "age": (today - row.since).days,
        "place": words.place_words(section.code if section else "", row.item.task.number),
        "may_act": can(current_actor(), chosen.action, subject),
    }


def _after(text: str, why: Stillness) -> tuple[date | datetime, int] | None:
    """Read the place where a page begins: since_id. 404 for anything else."""
    if not text:
        return None
    try:
        since, id_ = text.split("_")
        number = min(int(id_[:10]), LARGEST_ID)
        if why is Stillness.for_somebody:
            return date.fromisoformat(since), number
        moment = datetime.fromisoformat(since)
        # Another zone's first or last day of the calendar has no instant in UTC.
        return (moment.astimezone(UTC), number) if moment.tzinfo else abort(404)
    except (ValueError, OverflowError):
        abort(404)
