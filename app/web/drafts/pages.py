"""What the views of a draft share: load it for this actor, make a change, show the review page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.labels.deadlines import reading_words
from app.labels.drafts import change_text, draft_text
from app.models import DraftRow, DraftStatus
from app.queries.draft_changes import LastChange, last_change
from app.queries.draft_files import DraftFiles, draft_files, proposals_of
from app.queries.drafts import DraftContent, find_row, load_content, place_in_plan
from app.services.draft_claims import DraftRefusal, DraftRefused
from app.services.draft_parts import proposed_parts
from app.services.draft_shape import MOST_PARTS, RowPart
from app.web.access import current_actor
from app.web.drafts.forms import HeadForm, VersionForm, WrongCells
from app.web.drafts.proposals import proposal_groups
from app.web.drafts.review import Review, cells_of, review_of
from app.web.drafts.source import SourceView, can_have_pictures, source_of
from app.web.fields import row_id
from workflows.states import Role


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into a form that was refused, to be shown again."""

    head: HeadForm | None = None
    names: dict[int, Any] = field(default_factory=dict)
    row: tuple[int, dict[str, str]] | None = None
    new_row: dict[str, str] | None = None
    parts: tuple[int, list[RowPart]] | None = None
    many: dict[str, str] = field(default_factory=dict)
    ticked: frozenset[int] = frozenset()
    wrong: WrongCells = field(default_factory=WrongCells)


@dataclass(frozen=True, slots=True)
class Opened:
    """What the address opens on the page: a row's form, its source, a row to be taken apart, a new
    row. `field` is the cell that takes the focus.
    """

    edit: int | None
    split: int | None
    source: int | None
    new_row: str | None
    parts: int
    field: str
    wide: bool

    @classmethod
    def from_address(cls, typed: Typed) -> "Opened":
        """As the address says; a form that was refused stands open by itself."""
        given = request.args
        return cls(
            edit=typed.row[0] if typed.row else given.get("sua", type=row_id),
            split=typed.parts[0] if typed.parts else given.get("tach", type=row_id),
            source=given.get("dong", type=row_id),
            new_row=typed.new_row["section_code"] if typed.new_row else given.get("them"),
            parts=min(MOST_PARTS, given.get("phan", default=0, type=int)),
            field=given.get("o", ""),
            wide="rong" in given,
        )


@dataclass(frozen=True, slots=True)
class Said:
    """The latest change that can be undone, in words, and the row it stands at (or None)."""

    words: str
    row_id: int | None


def content_or_404(draft_id: int) -> DraftContent:
    """The draft for this actor, else the answer 404."""
    content = load_content(db.session(), current_actor(), draft_id, clock.today())
    if content is None:
        abort(404)
    return content


def row_or_404(draft_id: int, draft_row_id: int) -> DraftRow:
    """A row of this draft for this actor, else the answer 404."""
    row = find_row(db.session(), current_actor(), draft_id, draft_row_id)
    if row is None:
        abort(404)
    return row


def version_on_page() -> int:
    """The version the page was drawn with; a form without one is none of ours."""
    form = VersionForm()
    if not form.validate_on_submit():
        abort(400)
    version: int = form.version.data
    return version


def attempt(
    draft_id: int,
    change: Callable[..., Any],
    arguments: tuple[Any, ...],
    version: int,
    typed: Typed | None = None,
) -> ResponseReturnValue | None:
    """Make a change. None where it was made, else the page that says why not, with what was
    typed.
    """
    try:
        change(db.session(), current_actor(), *arguments, version=version, now=clock.now())
    except DraftRefused as refused:
        return refused_page(draft_id, refused, typed)
    return None


def done(draft_id: int, anchor: str, **opened: Any) -> ResponseReturnValue:
    """Back to the page, at `anchor`; what was done stands there with the way to undo it."""
    return redirect(url_for("drafts.show", draft_id=draft_id, _anchor=anchor, **opened))


def refused_page(
    draft_id: int, refused: DraftRefused, typed: Typed | None = None
) -> ResponseReturnValue:
    """The page as it stands by now, with the sentence on top and what was typed in its place."""
    db.session.rollback()
    stale = refused.refusal in (
        DraftRefusal.changed_meanwhile,
        DraftRefusal.not_open,
        DraftRefusal.not_discarded,
    )
    sentence = draft_text(refused.refusal)
    return review_page(content_or_404(draft_id), sentence, typed), 409 if stale else 422


def review_page(
    content: DraftContent, refusal: str | None = None, typed: Typed | None = None
) -> str:
    """The review page; what was typed in a refused form is kept."""
    typed = typed or Typed()
    if typed.head is not None:
        typed.head.version.data = content.draft.version
        typed.head.version.raw_data = None
    session, draft, opened = db.session(), content.draft, Opened.from_address(typed)
    review, files = review_of(content), draft_files(session, draft)
    return render_template(
        "drafts/show.html",
        review=review,
        draft=draft,
        is_open=draft.status is DraftStatus.open,
        head=typed.head or HeadForm.of(draft),
        typed=typed,
        opened=opened,
        forms=_forms(content, opened, typed),
        source=_source(review, opened, files),
        can_have_pictures=can_have_pictures(files),
        proposals=proposal_groups(content, proposals_of(session, draft)),
        said=_said(content, last_change(session, draft)),
        may_add_units=current_actor().has_role(Role.administrator),
        refusal=refusal,
        DraftStatus=DraftStatus,
    )


def _source(review: Review, opened: Opened, files: DraftFiles) -> SourceView | None:
    """The place in the file of the row that is opened, else of the first that asks for a look."""
    rows = review.content.rows
    wanted = opened.source or opened.edit or opened.split
    asking = (problem.row for problem in review.problems if problem.row is not None)
    row = next((row for row in rows if row.id == wanted), None) or next(asking, None)
    row = row or next(iter(rows), None)
    if row is None:
        return None
    return source_of(rows, row, files, current_app.extensions["storage"])


def _forms(content: DraftContent, opened: Opened, typed: Typed) -> dict[str, Any]:
    """What stands in the forms that are open: cells of a row, of a new row, parts of a row."""
    rows = {row.id: row for row in content.rows}
    forms: dict[str, Any] = {"row": None, "parts": [], "new_row": None}
    if opened.edit in rows:
        forms["row"] = typed.row[1] if typed.row else cells_of(rows[opened.edit])
    if opened.split in rows:
        parts = typed.parts[1] if typed.parts else proposed_parts(rows[opened.split])
        wanted = max(opened.parts, len(parts))
        empty = RowPart("", "", parts[0].lead if parts else "", "")
        forms["parts"] = [*parts, *[empty] * (wanted - len(parts))]
    if opened.new_row is not None:
        forms["new_row"] = typed.new_row or {"section_code": opened.new_row}
    return forms


def _said(content: DraftContent, change: LastChange | None) -> Said | None:
    """The latest change in words, for changes that can be undone."""
    if change is None or not change.undoable or content.draft.status is not DraftStatus.open:
        return None
    rows = {row.id: row for row in content.rows}
    touched = [rows[number] for number in change.row_ids if number in rows]
    at = next((row for row in touched if row.position == change.position), None)
    count = len(change.proposals) or len(touched)
    words = change_text(change.verb, place=place_in_plan(at) if at else "", count=count)
    if at is not None and change.verb in ("correct_row", "merge_rows", "add_row"):
        words = f"{words} {_time_words(at)}".rstrip()
    return Said(words, at.id if at else None)


def _time_words(row: DraftRow) -> str:
    """How the time of a row is read now, as a sentence."""
    if not row.deadline_text:
        return ""
    reading = reading_words(row.reading["note"], row.deadline_text)
    return gettext(
        "Thời gian “%(text)s” đọc là: %(reading)s.", text=row.deadline_text, reading=reading
    )
