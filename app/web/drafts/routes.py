"""Pages of the drafts: list, upload, review, corrections, and the start of the plan."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.labels.drafts import draft_text
from app.models import DraftStatus
from app.queries.draft_duplicates import followed_plan
from app.queries.drafts import DraftContent, list_drafts
from app.services import (
    draft_names,
    draft_rows,
    drafts,
    plan_preparation,
    plan_start,
)
from app.services.draft_claims import DraftRefusal, DraftRefused
from app.web.access import access, current_actor
from app.web.drafts import incoming, pictures, rows
from app.web.drafts.blueprint import blueprint
from app.web.drafts.forms import HeadForm, name_mappings
from app.web.drafts.pages import (
    Typed,
    attempt,
    content_or_404,
    done,
    refused_page,
    review_page,
    version_on_page,
)
from app.web.drafts.review import review_of
from workflows.states import Role


@blueprint.get("/ban-doc")
@access(Role.standing_officer)
def index() -> str:
    """The files that were read, those still open first."""
    lines = list_drafts(db.session(), current_actor())
    return render_template("drafts/index.html", lines=lines, DraftStatus=DraftStatus)


@blueprint.get("/ban-doc/<int:draft_id>")
@access(Role.standing_officer)
def show(draft_id: int) -> ResponseReturnValue:
    """What was read, and what needs a look; or how far the reading is."""
    content = content_or_404(draft_id)
    if incoming.is_not_read(content.draft):
        return incoming.reading_page(content)
    return review_page(content)


@blueprint.post("/ban-doc/<int:draft_id>/ke-hoach")
@access(Role.standing_officer)
def correct_head(draft_id: int) -> ResponseReturnValue:
    """Correct title, number, days and span of the plan."""
    content, form = content_or_404(draft_id), HeadForm()
    if not form.validate_on_submit():
        return review_page(content, typed=Typed(head=form)), 422
    arguments = (draft_id, form.correction())
    refusal = attempt(draft_id, drafts.correct_head, arguments, form.version.data, Typed(head=form))
    if refusal is not None:
        return refusal
    flash(gettext("Đã lưu thông tin kế hoạch."))
    return done(draft_id, "ke-hoach")


@blueprint.post("/ban-doc/<int:draft_id>/ten-don-vi")
@access(Role.standing_officer)
def map_names(draft_id: int) -> ResponseReturnValue:
    """Say once for all rows what each written name means."""
    content, version = content_or_404(draft_id), version_on_page()
    mappings = name_mappings(request.form, content.names.values())
    refusal = attempt(
        draft_id, draft_names.map_names, (draft_id, mappings), version, Typed(names=mappings)
    )
    if refusal is not None:
        return refusal
    flash(gettext("Đã lưu tên đơn vị cho mọi dòng, và nhớ cách viết cho lần sau."))
    return done(draft_id, "ten-don-vi")


@blueprint.post("/ban-doc/<int:draft_id>/da-xem")
@access(Role.standing_officer)
def see_plan(draft_id: int) -> ResponseReturnValue:
    """Keep the plan's own facts as they were read."""
    arguments = (content_or_404(draft_id).draft.id, None)
    return attempt(draft_id, draft_rows.mark_seen, arguments, version_on_page()) or done(
        draft_id, "can-xem"
    )


@blueprint.get("/ban-doc/<int:draft_id>/dua-vao-theo-doi")
@access(Role.standing_officer)
def start(draft_id: int) -> ResponseReturnValue:
    """What starting would do, in numbers; or what still keeps the plan back."""
    content = content_or_404(draft_id)
    if content.draft.status is not DraftStatus.open:
        return redirect(url_for("drafts.show", draft_id=draft_id))
    if content.draft.amends_plan_id is not None:
        return redirect(url_for("versions.show", draft_id=draft_id))
    return _start_page(content)


@blueprint.post("/ban-doc/<int:draft_id>/dua-vao-theo-doi")
@access(Role.standing_officer)
def confirm_start(draft_id: int) -> ResponseReturnValue:
    """Start the plan: all of it, or nothing."""
    draft = content_or_404(draft_id).draft
    try:
        plan = plan_start.start_plan(
            db.session(), current_actor(), draft.id, version=version_on_page(), now=clock.now()
        )
    except DraftRefused as refused:
        if refused.refusal is not DraftRefusal.blocked:
            return refused_page(draft_id, refused)
        db.session.rollback()
        return _start_page(content_or_404(draft_id), draft_text(refused.refusal)), 422
    flash(gettext("Đã đưa kế hoạch vào theo dõi và báo cho các đơn vị."))
    return redirect(url_for("plans.show", plan_id=plan.id))


@blueprint.get("/ban-doc/<int:draft_id>/bo")
@access(Role.standing_officer)
def ask_discard(draft_id: int) -> ResponseReturnValue:
    """What putting the draft aside does, and the button that does it."""
    content = content_or_404(draft_id)
    if content.draft.status is not DraftStatus.open:
        return redirect(url_for("drafts.show", draft_id=draft_id))
    return render_template(
        "drafts/discard.html",
        draft=content.draft,
        file_name=content.file.original_name,
        rows=len(content.included),
        corrected=sum(row.corrected for row in content.rows),
    )


@blueprint.post("/ban-doc/<int:draft_id>/bo")
@access(Role.standing_officer)
def discard(draft_id: int) -> ResponseReturnValue:
    """Put a draft aside."""
    arguments = (content_or_404(draft_id).draft.id,)
    refusal = attempt(draft_id, drafts.discard, arguments, version_on_page())
    if refusal is not None:
        return refusal
    flash(gettext("Đã bỏ bản đọc; lấy lại được ở mục Đã xong."))
    return redirect(url_for("drafts.index"))


@blueprint.post("/ban-doc/<int:draft_id>/lay-lai")
@access(Role.standing_officer)
def bring_back(draft_id: int) -> ResponseReturnValue:
    """Open a draft again that was put aside."""
    arguments = (content_or_404(draft_id).draft.id,)
    refusal = attempt(draft_id, drafts.bring_back, arguments, version_on_page())
    if refusal is not None:
        return refusal
    flash(gettext("Đã lấy lại bản đọc, nguyên như lúc bỏ."))
    return redirect(url_for("drafts.show", draft_id=draft_id))


def _start_page(content: DraftContent, refusal: str | None = None) -> str:
    session, today = db.session(), clock.today()
    try:
        prepared = plan_preparation.prepare(session, content)
    except DraftRefused:
        numbers = None
    else:
        numbers = plan_preparation.forecast(session, prepared, today)
    return render_template(
        "drafts/start.html",
        review=review_of(content),
        draft=content.draft,
        numbers=numbers,
        followed=followed_plan(session, content.draft),
        refusal=refusal,
    )


__all__ = ["blueprint", "pictures", "rows"]
