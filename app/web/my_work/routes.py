"""Việc của tôi: the start page of a unit."""

from datetime import date
from itertools import groupby

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.extensions import db
from app.labels import work_items as work_item_words
from app.queries.evidence import Coverage, coverage_of
from app.queries.subjects import subjects_of
from app.queries.support import asked_of
from app.queries.update_sheets import open_sheets
from app.queries.work_items import MyWork, Turn, my_work
from app.web.access import SIGNED_IN, access, current_actor
from app.web.my_work.groups import GROUPS, sentence_parts
from app.web.my_work.rows import row_of
from app.web.navigation import start_page
from workflows.states import Role

blueprint = Blueprint("my_work", __name__)


@blueprint.get("/")
@access(rule=SIGNED_IN)
def home() -> ResponseReturnValue:
    """On to the page a person starts at."""
    return redirect(url_for(start_page(current_user.actor)))


@blueprint.get("/viec-cua-toi")
@access(Role.unit_head, Role.unit_officer)
def index() -> str | Response:
    """The open items of one's units: late, returned, due soon, the rest."""
    session, actor, today = db.session(), current_actor(), clock.today()
    found = my_work(session, actor, today, _after(request.args.get("after", "")))
    items = [item for item, _ in found.rows]
    subjects = subjects_of(session, items)
    coverage = coverage_of(session, [item.id for item in items])
    rows = [
        row_of(actor, item, turn, subjects[item.id], coverage.get(item.id, Coverage()), today)
        for item, turn in found.rows
    ]
    return render_template(
        "my_work/index.html",
        groups=[
            (group, list(of_group))
            for group, of_group in groupby(rows, key=lambda row: GROUPS[row.turn])
        ],
        counts=found.counts,
        asked=asked_of(session, actor) if "after" not in request.args else (),
        sheets=open_sheets(session, actor, today) if "after" not in request.args else (),
        parts=sentence_parts(found.counts),
        labels=work_item_words,
        first_page="after" not in request.args,
        following=_following(found),
    )


def _after(text: str) -> tuple[int, date, int] | None:
    """Read the place where a page begins: turn_date_id. 404 for anything else."""
    if not text:
        return None
    try:
        turn, day, id_ = text.split("_")
        return int(Turn(int(turn))), date.fromisoformat(day), int(id_[:10])
    except ValueError:
        abort(404)


def _following(found: MyWork) -> str | None:
    if found.next_after is None:
        return None
    turn, day, id_ = found.next_after
    return url_for("my_work.index", after=f"{turn}_{day.isoformat()}_{id_}")
