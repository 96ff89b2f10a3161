"""The rows of a draft: corrected, looked at, left out, joined, taken apart, many at once, undone;
and what the prose proposes.
"""

from dataclasses import replace

from flask import abort, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.queries.drafts import DraftContent, place_in_plan
from app.services import draft_proposals, draft_rows, draft_shape, draft_undo
from app.services.draft_claims import DraftRefused
from app.services.draft_rows import RowCorrection
from app.web.access import access, current_actor
from app.web.drafts.blueprint import blueprint
from app.web.drafts.forms import ManyRowsForm, PartsForm, RowForm, WrongCells, ticked_ids
from app.web.drafts.pages import (
    Typed,
    attempt,
    content_or_404,
    done,
    refused_page,
    review_page,
    row_or_404,
    version_on_page,
)
from app.web.drafts.review import cells_of
from workflows.states import Role


@blueprint.post("/ban-doc/<int:draft_id>/dong/<int:draft_row_id>")
@access(Role.standing_officer)
def correct_row(draft_id: int, draft_row_id: int) -> ResponseReturnValue:
    """Correct the cells of one row; the time is read again."""
    row, form = row_or_404(draft_id, draft_row_id), RowForm()
    typed = Typed(row=(draft_row_id, form.typed()))
    if not form.validate_on_submit():
        where = gettext("Mục %(place)s", place=place_in_plan(row))
        return _shown_again(draft_id, typed, form.wrong_cells(draft_row_id, where))
    arguments = (row, form.correction())
    return attempt(draft_id, draft_rows.correct_row, arguments, form.version.data, typed) or done(
        draft_id, f"dong-{draft_row_id}", dong=draft_row_id
    )


@blueprint.post("/ban-doc/<int:draft_id>/dong/<int:draft_row_id>/thoi-gian")
@access(Role.standing_officer)
def correct_time(draft_id: int, draft_row_id: int) -> ResponseReturnValue:
    """Take the time that the page proposes for a row; its other cells stay."""
    row, version = row_or_404(draft_id, draft_row_id), version_on_page()
    form = RowForm()
    correction = RowCorrection(**{**cells_of(row), "deadline_text": form.deadline_text.data or ""})
    return attempt(draft_id, draft_rows.correct_row, (row, correction), version) or done(
        draft_id, f"dong-{draft_row_id}", dong=draft_row_id
    )


@blueprint.post("/ban-doc/<int:draft_id>/dong")
@access(Role.standing_officer)
def add_row(draft_id: int) -> ResponseReturnValue:
    """Add a row written by hand."""
    content_or_404(draft_id)
    form = RowForm()
    typed = Typed(new_row=form.typed())
    if not form.validate_on_submit():
        return _shown_again(draft_id, typed, form.wrong_cells("moi"))
    try:
        row = draft_rows.add_row(
            db.session(),
            current_actor(),
            draft_id,
            form.correction(),
            version=form.version.data,
            now=clock.now(),
        )
    except DraftRefused as refused:
        return refused_page(draft_id, refused, typed)
    return done(draft_id, f"dong-{row.id}")


@blueprint.post("/ban-doc/<int:draft_id>/dong/<int:draft_row_id>/chon")
@access(Role.standing_officer)
def include_row(draft_id: int, draft_row_id: int) -> ResponseReturnValue:
    """Leave a row out of the plan, or take it in again."""
    arguments = (row_or_404(draft_id, draft_row_id), request.values.get("included") == "yes")
    return attempt(draft_id, draft_rows.set_included, arguments, version_on_page()) or done(
        draft_id, f"dong-{draft_row_id}"
    )


@blueprint.post("/ban-doc/<int:draft_id>/dong/<int:draft_row_id>/da-xem")
@access(Role.standing_officer)
def see_row(draft_id: int, draft_row_id: int) -> ResponseReturnValue:
    """Keep a row as it was read, although the reader was unsure."""
    arguments = (draft_id, row_or_404(draft_id, draft_row_id))
    return attempt(draft_id, draft_rows.mark_seen, arguments, version_on_page()) or done(
        draft_id, "can-xem"
    )


@blueprint.post("/ban-doc/<int:draft_id>/dong/<int:draft_row_id>/gop")
@access(Role.standing_officer)
def merge_row(draft_id: int, draft_row_id: int) -> ResponseReturnValue:
    """Join a row to the one above it."""
    row = row_or_404(draft_id, draft_row_id)
    try:
        upper = draft_shape.merge_with_row_above(
            db.session(), current_actor(), row, version=version_on_page(), now=clock.now()
        )
    except DraftRefused as refused:
        return refused_page(draft_id, refused)
    return done(draft_id, f"dong-{upper.id}", dong=upper.id)


@blueprint.post("/ban-doc/<int:draft_id>/dong/<int:draft_row_id>/tach")
@access(Role.standing_officer)
def split_row(draft_id: int, draft_row_id: int) -> ResponseReturnValue:
    """Take a row apart into several."""
    row, form = row_or_404(draft_id, draft_row_id), PartsForm()
    typed = Typed(parts=(draft_row_id, form.parts()))
    if not form.validate_on_submit():
        return _shown_again(draft_id, typed, form.wrong_cells())
    arguments = (row, form.parts())
    return attempt(draft_id, draft_shape.split_row, arguments, form.version.data, typed) or done(
        draft_id, f"dong-{draft_row_id}", dong=draft_row_id
    )


@blueprint.post("/ban-doc/<int:draft_id>/cac-dong")
@access(Role.standing_officer)
def change_rows(draft_id: int) -> ResponseReturnValue:
    """Give the ticked rows the same lead, time, area …, leave them out, or mark them as seen."""
    content, form = content_or_404(draft_id), ManyRowsForm()
    rows = _ticked_rows(content)
    typed = Typed(many=form.typed(), ticked=frozenset(rows))
    if not form.validate_on_submit():
        return _shown_again(draft_id, typed, form.wrong_cells())
    arguments = (draft_id, rows, form.wanted(request.form.get("decision", "set")))
    return attempt(draft_id, draft_shape.change_rows, arguments, form.version.data, typed) or done(
        draft_id, "sua-nhieu"
    )


@blueprint.post("/ban-doc/<int:draft_id>/de-xuat")
@access(Role.standing_officer)
def decide_proposals(draft_id: int) -> ResponseReturnValue:
    """Take over the ticked proposals of the prose, or pass them by."""
    content_or_404(draft_id)
    dismissed = request.form.get("decision") == "dismiss"
    change = draft_proposals.dismiss_proposals if dismissed else draft_proposals.accept_proposals
    arguments = (draft_id, ticked_ids(request.form, "proposal"))
    return attempt(draft_id, change, arguments, version_on_page()) or done(draft_id, "phan-loi")


@blueprint.post("/ban-doc/<int:draft_id>/hoan-tac")
@access(Role.standing_officer)
def undo(draft_id: int) -> ResponseReturnValue:
    """Take back the latest change to the rows."""
    content_or_404(draft_id)
    refusal = attempt(draft_id, draft_undo.undo, (draft_id,), version_on_page())
    if refusal is not None:
        return refusal
    flash(gettext("Đã hoàn tác."))
    at = request.values.get("dong", "")
    return done(draft_id, f"dong-{at}" if at.isdecimal() else "cac-dong")


def _ticked_rows(content: DraftContent) -> list[int]:
    """The rows whose boxes are ticked, and every row of an area whose box is."""
    areas = set(request.form.getlist("area"))
    known = {section["code"] for section in content.draft.sections}
    ticked = set(ticked_ids(request.form, "row"))
    return [
        row.id
        for row in content.rows
        if row.id in ticked or (row.section_code if row.section_code in known else "") in areas
    ]


def _shown_again(draft_id: int, typed: Typed, wrong: WrongCells) -> ResponseReturnValue:
    """The page with the form as typed and, on top, a way to each cell that was refused. A form
    whose cells are all right lacks its version, and is none of ours."""
    if not wrong.cells:
        abort(400)
    return review_page(content_or_404(draft_id), typed=replace(typed, wrong=wrong)), 422
