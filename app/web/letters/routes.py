"""Công văn đôn đốc: the list, one letter, its files."""

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.extensions import db
from app.queries import urging_letters
from app.queries.urging_letters import Answer, may_read_letter, stored_file
from app.web.access import EVERYBODY, access, current_actor
from app.web.fields import row_id
from app.web.letters import making, steps, template
from app.web.letters.blueprint import blueprint
from app.web.letters.pages import letter_page, load, send
from workflows.states import Role


@blueprint.get("/don-doc")
@access(*EVERYBODY)
def index() -> str:
    """The letters, the newest first; who has answered."""
    before = request.args.get("before", type=row_id)
    page = urging_letters.letter_page(db.session(), current_actor(), clock.today(), before)
    following = None
    if page.next_before is not None:
        following = url_for("letters.index", before=page.next_before)
    return render_template(
        "letters/index.html",
        page=page,
        following=following,
        Answer=Answer,
        may_make=current_actor().has_role(Role.standing_officer),
    )


@blueprint.get("/don-doc/<int:urging_letter_id>")
@access(*EVERYBODY)
def show(urging_letter_id: int) -> ResponseReturnValue:
    """One letter: how it stands, unit by unit, and its rows as they were."""
    return letter_page(urging_letter_id)


@blueprint.get("/don-doc/<int:urging_letter_id>/cong-van.docx")
@access(Role.standing_officer, Role.leader)
def document(urging_letter_id: int) -> Response:
    """The letter as it was made, to be printed or signed."""
    session = db.session()
    letter = load(session, urging_letter_id)
    return send(letter.id, stored_file(session, current_actor(), letter.file_id))


@blueprint.get("/don-doc/<int:urging_letter_id>/ban-ky.pdf")
@access(*EVERYBODY)
def signed(urging_letter_id: int) -> Response:
    """The signed letter, for those it goes to, the office and the leaders: it quotes what units
    noted."""
    session = db.session()
    letter = load(session, urging_letter_id)
    if letter.signed_file_id is None or not may_read_letter(session, current_actor(), letter):
        abort(404)
    return send(letter.id, stored_file(session, current_actor(), letter.signed_file_id))


__all__ = ["blueprint", "making", "steps", "template"]
