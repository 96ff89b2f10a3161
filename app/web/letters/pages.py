"""What the views of the letters share: loading, drawing anew, sending a file."""

import logging
from http import HTTPStatus

from flask import Response, abort, current_app, make_response, render_template, send_file
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app import clock
from app.extensions import db
from app.labels.letters import ANSWER, LetterRefusal, LetterRefused
from app.models import StoredFile, UrgingLetter
from app.queries.people import person_of_commune
from app.queries.urging_letters import (
    find_letter,
    item_ids,
    may_read_letter,
    named_items,
    units_of_letter,
    withdrawal_reason,
)
from app.services.documents import store
from app.services.stored_files import KeptFile
from app.services.uploads import accept
from app.services.urging_letters import record_download
from app.storage import Storage
from app.transactions import reading, short_write
from app.web.access import current_actor
from app.web.errors import page
from app.web.letters.forms import AnswerForm, IssueForm, StepForm, WithdrawForm
from workflows.states import Role

logger = logging.getLogger("dondoc.letters")

PDF = "application/pdf"


def load(session: Session, urging_letter_id: int) -> UrgingLetter:
    """The letter for this actor, else 404."""
    return find_letter(session, current_actor(), urging_letter_id) or abort(404)


def letter_page(
    urging_letter_id: int, bound: StepForm | None = None, refusal: str = "", status: int = 200
) -> Response:
    """A letter's page, with the form that was sent and why it was refused."""
    db.session.rollback()
    with reading():
        session, actor, today = db.session(), current_actor(), clock.today()
        letter = load(session, urging_letter_id)
        named = named_items(session, letter.commune_id, item_ids(letter))
        maker = person_of_commune(session, letter.commune_id, letter.made_by)
        drawn = render_template(
            "letters/show.html",
            letter=letter,
            units=units_of_letter(session, letter, named, today),
            rows=[row for row in letter.rows if not row["waiting_on"]],
            waiting=[row for row in letter.rows if row["waiting_on"]],
            named=named,
            withdrawn_because=withdrawal_reason(session, letter) if letter.withdrawn_at else "",
            maker=maker.full_name if maker else "",
            may_change=actor.has_role(Role.standing_officer),
            may_read_signed=may_read_letter(session, actor, letter),
            may_read_draft=actor.has_role(Role.standing_officer, Role.leader),
            answer_words=lambda answer: str(ANSWER[answer.value]),
            refusal=refusal,
            **_forms(letter, bound),
        )
        return make_response(drawn, status)


def _forms(letter: UrgingLetter, bound: StepForm | None) -> dict[str, object]:
    """The forms of the page; the one that was sent keeps what was typed, but not the version."""
    forms: dict[str, object] = {"bound": bound, "version": letter.version}
    for name, kind in (("issue_form", IssueForm), ("withdraw_form", WithdrawForm)):
        forms[name] = bound if isinstance(bound, kind) else kind(formdata=None)
    forms["answer_form"] = bound if isinstance(bound, AnswerForm) else AnswerForm(formdata=None)
    return forms


def keep_upload(chosen: FileStorage | None, media_type: str, differs: LetterRefusal) -> KeptFile:
    """Look at the chosen file, which must have this media type, and put it in the store. Raises
    LetterRefused(file_missing) or with `differs`, and ActionRefused as `accept` does."""
    if chosen is None or not chosen.filename:
        raise LetterRefused(LetterRefusal.file_missing)
    upload = accept(chosen.stream, chosen.filename, current_app.config["UPLOAD_LIMIT"])
    if upload.media_type != media_type:
        raise LetterRefused(differs)
    return store(storage(), upload)


def storage() -> Storage:
    """The store of files."""
    found: Storage = current_app.extensions["storage"]
    return found


def send(letter_id: int, file: StoredFile | None) -> Response:
    """A file of a letter as an attachment. Who took it is recorded before a byte leaves."""
    found = file or abort(404)
    actor = current_actor()
    # The reading transaction ends here: the record is written in a short one of its own.
    db.session.rollback()
    path = storage().path(found.key)
    if not path.is_file():
        logger.error("file %s of the store is lost (letter %s)", found.key, letter_id)
        lost = gettext("Tệp không còn trong kho. Báo quản trị để lấy từ bản sao lưu.")
        return page(HTTPStatus.NOT_FOUND, refusal=lost)
    with short_write(db.engine) as session:
        record_download(session, actor, letter_id, found, clock.now())
    return send_file(
        path,
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.original_name,
        conditional=False,
        etag=False,
    )
