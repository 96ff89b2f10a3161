"""What the pages of comments show: worked out here, drawn by the templates."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, abort, make_response, render_template
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.models import Comment, WorkItem
from app.queries.comments import LATEST, MOST, ShownComment, people_concerned, thread_of
from app.queries.requests import names_of
from app.queries.subjects import subject_of
from app.queries.work_items import load_work_item
from app.services.comments import is_editable
from app.transactions import reading
from app.web.access import current_actor
from app.web.comments.forms import CommentForm
from app.web.requests.pages import about_item
from workflows.mentions import parts
from workflows.permissions import Actor, Subject, can, require
from workflows.states import Right


def load_item(session: Session, work_item_id: int) -> tuple[WorkItem, Subject]:
    """The item, which must concern the actor; else 404, or the refusal in words."""
    item = load_work_item(session, current_actor(), work_item_id) or abort(404)
    subject = subject_of(session, item)
    require(current_actor(), Right.comment, subject)
    return item, subject


def talk_beside(
    session: Session, actor: Actor, item: WorkItem, subject: Subject
) -> dict[str, Any] | None:
    """The latest comments for the item's own page; None for whom the item does not concern."""
    if not can(actor, Right.comment, subject):
        return None
    thread = thread_of(session, item, LATEST)
    called = {id_ for shown in thread.comments for id_ in shown.comment.mentions}
    names = names_of(session, sorted(called)) if called else {}
    rows = [_row(actor, shown, names) for shown in thread.comments]
    return {"rows": rows, "more": thread.has_earlier}


def talk_page(
    work_item_id: int,
    form: CommentForm,
    refusal: str = "",
    status: int = 200,
    *,
    editing: Comment | None = None,
) -> Response:
    """The whole thread with the form; `editing` is the comment that the form changes."""
    editing_id = editing.id if editing is not None else None
    db.session.rollback()
    with reading():
        session, actor = db.session(), current_actor()
        item, subject = load_item(session, work_item_id)
        people = people_concerned(session, subject, clock.today())
        form.offer([person for person in people if person[0] != actor.person_id])
        names = {id_: name for id_, name, _ in people}
        thread = thread_of(session, item, MOST)
        drawn = render_template(
            "comments/thread.html",
            form=form,
            refusal=refusal,
            rows=[_row(actor, shown, names) for shown in thread.comments],
            names=[person for person in people if person[0] != actor.person_id],
            editing_id=editing_id,
            **about_item(item),
        )
        return make_response(drawn, status)


def _row(actor: Actor, shown: ShownComment, names: Mapping[int, str]) -> dict[str, Any]:
    comment = shown.comment
    called = [names[id_] for id_ in comment.mentions if id_ in names]
    return {
        "comment": comment,
        "files": shown.files,
        "parts": list(parts(comment.words, called)),
        "called": _not_in_text(comment.words, called),
        "editable": is_editable(comment, actor.person_id, clock.now()),
    }


def _not_in_text(words: str, called: Sequence[str]) -> list[str]:
    """Who is mentioned by the list alone."""
    said = {piece.casefold() for piece, is_name in parts(words, called) if is_name}
    return [name for name in called if f"@{name}".casefold() not in said]
