"""Steps with a letter that was made: its return from the records office, the answers, taking it
back."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.labels.letters import (
    LetterRefusal,
    LetterRefused,
    letter_refusal_status,
    letter_refusal_text,
)
from app.labels.refusals import http_status, refusal_text
from app.services import urging_letters
from app.services.urging_letters import Issued, check_issue, unit_of_letter
from app.transactions import short_read
from app.web.access import access, current_actor
from app.web.letters.blueprint import blueprint
from app.web.letters.forms import AnswerForm, IssueForm, StepForm, WithdrawForm
from app.web.letters.pages import PDF, keep_upload, letter_page, load
from workflows.states import ActionRefused, Role


@blueprint.post("/don-doc/<int:urging_letter_id>/ban-hanh")
@access(Role.standing_officer)
def issue(urging_letter_id: int) -> ResponseReturnValue:
    """Number, day and the signed file; the file is looked at and stored before the transaction."""
    form = IssueForm()
    try:
        with short_read(db.engine) as glance:
            letter = load(glance, urging_letter_id)
            if not form.validate():
                return letter_page(urging_letter_id, form, status=422)
            check_issue(letter, form.issued_on.data, clock.today())
        file = keep_upload(form.file.data, PDF, LetterRefusal.not_pdf)
        session = db.session()
        urging_letters.issue(
            session,
            current_actor(),
            load(session, urging_letter_id),
            Issued(form.number.data or "", form.issued_on.data, file),
            version=form.version.data or 0,
            now=clock.now(),
        )
    except (LetterRefused, ActionRefused) as refused:
        return _refused(urging_letter_id, form, refused)
    flash(gettext("Đã ghi công văn ban hành và báo cho thủ trưởng các đơn vị."))
    return redirect(url_for("letters.show", urging_letter_id=urging_letter_id))


@blueprint.post("/don-doc/<int:urging_letter_id>/rut")
@access(Role.standing_officer)
def withdraw(urging_letter_id: int) -> ResponseReturnValue:
    """Take back a letter that was not issued."""
    form, session = WithdrawForm(), db.session()
    letter = load(session, urging_letter_id)
    if not form.validate():
        return letter_page(urging_letter_id, form, status=422)
    try:
        urging_letters.withdraw(
            session,
            current_actor(),
            letter,
            reason=form.reason.data or "",
            version=form.version.data or 0,
            now=clock.now(),
        )
    except LetterRefused as refused:
        return _refused(urging_letter_id, form, refused)
    flash(gettext("Đã rút công văn."))
    return redirect(url_for("letters.index"))


@blueprint.post("/don-doc/<int:urging_letter_id>/tra-loi")
@access(Role.standing_officer)
def answer(urging_letter_id: int) -> ResponseReturnValue:
    """The day a unit answered."""
    form, session = AnswerForm(), db.session()
    letter = load(session, urging_letter_id)
    if not form.validate():
        return letter_page(urging_letter_id, form, status=422)
    unit = unit_of_letter(session, letter, form.unit_id.data) or abort(404)
    try:
        urging_letters.answer(
            session,
            current_actor(),
            letter,
            unit,
            answered_on=form.answered_on.data,
            note=form.note.data or "",
            version=form.version.data or 0,
            now=clock.now(),
        )
    except LetterRefused as refused:
        return _refused(urging_letter_id, form, refused)
    flash(gettext("Đã ghi trả lời."))
    return redirect(url_for("letters.show", urging_letter_id=urging_letter_id))


def _refused(
    urging_letter_id: int, form: StepForm, refused: LetterRefused | ActionRefused
) -> ResponseReturnValue:
    """The page again with the sentence, and what was typed."""
    if isinstance(refused, LetterRefused):
        words, status = letter_refusal_text(refused), letter_refusal_status(refused)
    else:
        words, status = refusal_text(refused), http_status(refused)
    return letter_page(urging_letter_id, form, words, status)
