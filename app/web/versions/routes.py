"""Pages of a plan's versions: recall, a file read against the running plan, its application."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.labels.drafts import draft_text
from app.labels.plan_versions import recall_text, version_text
from app.labels.refusals import http_status, refusal_text
from app.models import DraftStatus, Plan, PlanDraft, PlanStatus
from app.queries.drafts import DraftContent, load_content
from app.queries.plan_versions import amendment, compare, versions_of
from app.queries.plans import find_plan
from app.services import plan_recall, plan_versions, version_matching
from app.services.draft_claims import DraftRefusal, DraftRefused
from app.services.plan_recall import RecallRefusal, RecallRefused
from app.services.version_matching import VersionRefusal, VersionRefused
from app.web.access import access, current_actor
from app.web.chosen_file import UploadRefused
from app.web.drafts.forms import UploadForm, VersionForm
from app.web.drafts.incoming import read_given, upload_page
from app.web.drafts.upload import given_file_or_table
from app.web.versions.forms import ReasonForm, read_decisions, read_pair
from app.web.versions.pages import comparison_page, recall_words
from workflows.states import ActionRefused, Role

blueprint = Blueprint("versions", __name__)

STALE = frozenset(
    {
        VersionRefusal.changed_meanwhile,
        VersionRefusal.not_open,
        VersionRefusal.already_laid,
        VersionRefusal.plan_not_running,
        DraftRefusal.changed_meanwhile,
        DraftRefusal.not_open,
        RecallRefusal.changed_meanwhile,
        RecallRefusal.not_running,
    }
)
"""Somebody else was first: the page shows how things stand by now (409)."""


@blueprint.get("/ke-hoach/<int:plan_id>/thu-hoi")
@access(Role.standing_officer)
def recall(plan_id: int) -> ResponseReturnValue:
    """What a recall does, and the form that asks why."""
    plan = _plan(plan_id)
    if plan.status is not PlanStatus.running:
        return redirect(url_for("plans.show", plan_id=plan_id))
    if len(versions_of(db.session(), plan)) > 1:
        flash(recall_text(RecallRefusal.already_amended), "warning")
        return redirect(url_for("plans.show", plan_id=plan_id))
    form = ReasonForm(formdata=None)
    return _recall_page(plan, form)


@blueprint.post("/ke-hoach/<int:plan_id>/thu-hoi")
@access(Role.standing_officer)
def confirm_recall(plan_id: int) -> ResponseReturnValue:
    """Recall the plan that was just started."""
    plan, form, actor = _plan(plan_id), ReasonForm(), current_actor()
    if not form.validate_on_submit():
        return _recall_page(plan, form), HTTPStatus.UNPROCESSABLE_ENTITY
    version, reason = form.version.data or 0, form.reason.data or ""
    try:
        draft = plan_recall.recall_plan(
            db.session(), actor, plan, version=version, reason=reason, now=clock.now()
        )
    except RecallRefused as refused:
        return _recall_refused(plan_id, form, recall_words(refused), _status(refused.refusal))
    except ActionRefused as refused:
        return _recall_refused(plan_id, form, refusal_text(refused), http_status(refused))
    flash(gettext("Đã thu hồi kế hoạch và báo cho các đơn vị."))
    if draft is None:
        return redirect(url_for("plans.show", plan_id=plan_id))
    return redirect(url_for("drafts.show", draft_id=draft.id))


def _recall_refused(
    plan_id: int, form: ReasonForm, sentence: str, status: int
) -> ResponseReturnValue:
    db.session.rollback()
    return _recall_page(_plan(plan_id), form, sentence), status


def _recall_page(plan: Plan, form: ReasonForm, refusal: str | None = None) -> str:
    form.version.data, form.version.raw_data = plan.version, None
    return render_template("versions/recall.html", plan=plan, form=form, refusal=refusal)


@blueprint.get("/ke-hoach/<int:plan_id>/ban-moi")
@access(Role.standing_officer)
def upload(plan_id: int) -> ResponseReturnValue:
    """The form for a file that corrects, amends or takes the place of the plan."""
    plan = _plan(plan_id)
    if plan.status is not PlanStatus.running:
        return redirect(url_for("plans.show", plan_id=plan_id))
    return _upload_page(plan, UploadForm(formdata=None))


@blueprint.post("/ke-hoach/<int:plan_id>/ban-moi")
@access(Role.standing_officer)
def read(plan_id: int) -> ResponseReturnValue:
    """Read the file into a draft beside the running plan."""
    plan, form = _plan(plan_id), UploadForm()
    if not form.validate_on_submit():
        return _upload_page(plan, form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.rollback()  # Nobody waits for a file behind a lock.
    try:
        draft = _read(form)
        version_matching.begin_amendment(
            db.session(), current_actor(), _plan(plan_id), draft, clock.now()
        )
    except UploadRefused as refused:
        return _upload_page(_plan(plan_id), form, refused.sentence), refused.status
    except VersionRefused as refused:
        return _upload_page(plan, form, _words(refused)), _status(refused.refusal)
    page = "versions.show" if draft.status is DraftStatus.open else "drafts.show"
    return redirect(url_for(page, draft_id=draft.id))


def _read(form: UploadForm) -> PlanDraft:
    """What the form holds, read as every plan's file is. Raises UploadRefused."""
    given = given_file_or_table(form.file.data, form.pasted.data or "", form.pasted_html.data or "")
    return read_given(given, form.year.data)


def _upload_page(plan: Plan, form: UploadForm, refusal: str | None = None) -> str:
    return upload_page("versions/upload.html", form, refusal, plan=plan)


@blueprint.get("/ban-doc/<int:draft_id>/so-sanh")
@access(Role.standing_officer, Role.leader)
def show(draft_id: int) -> ResponseReturnValue:
    """The draft beside the plan it amends."""
    content, plan = _amendment(draft_id)
    if content.draft.status in (DraftStatus.reading, DraftStatus.unreadable):
        return redirect(url_for("drafts.show", draft_id=draft_id))
    return comparison_page(content, plan)


@blueprint.post("/ban-doc/<int:draft_id>/so-sanh/ghep")
@access(Role.standing_officer)
def pair(draft_id: int) -> ResponseReturnValue:
    """Say which row stands for a task."""
    _amendment(draft_id)
    chosen = read_pair(request.form)
    if chosen is None:
        abort(400)
    return _attempt(draft_id, version_matching.pair_by_hand, *chosen, version=_version()) or _done(
        draft_id, gettext("Đã ghép lại; các nhiệm vụ khác được đối chiếu theo.")
    )


@blueprint.post("/ban-doc/<int:draft_id>/so-sanh/quyet-dinh")
@access(Role.standing_officer)
def decide(draft_id: int) -> ResponseReturnValue:
    """Say what becomes of reported work."""
    content, plan = _amendment(draft_id)
    decisions = read_decisions(request.form, compare(db.session(), plan, content).lines)
    return _attempt(draft_id, version_matching.decide, decisions, version=_version()) or _done(
        draft_id, gettext("Đã lưu cách xử lý.")
    )


@blueprint.post("/ban-doc/<int:draft_id>/trinh-lanh-dao")
@access(Role.standing_officer)
def lay_before_leader(draft_id: int) -> ResponseReturnValue:
    """Tell the leaders that the new version waits for them."""
    _amendment(draft_id)
    return _attempt(draft_id, version_matching.lay_before_leader, version=_version()) or _done(
        draft_id, gettext("Đã trình; lãnh đạo UBND được báo để xem và áp dụng.")
    )


@blueprint.post("/ban-doc/<int:draft_id>/ap-dung")
@access(Role.leader)
def apply(draft_id: int) -> ResponseReturnValue:
    """Apply the new version: all of it, or nothing."""
    _, plan = _amendment(draft_id)
    form, plan_id = ReasonForm(), plan.id
    if not form.validate_on_submit():
        return comparison_page(*_amendment(draft_id), reason=form), HTTPStatus.UNPROCESSABLE_ENTITY
    version, reason = form.version.data or 0, form.reason.data or ""
    refusal = _attempt(
        draft_id, plan_versions.apply_version, version=version, typed=form, reason=reason
    )
    if refusal is not None:
        return refusal
    flash(gettext("Đã áp dụng bản mới của kế hoạch và báo cho các đơn vị liên quan."))
    return redirect(url_for("plans.show", plan_id=plan_id))


def _attempt(
    draft_id: int,
    change: Callable[..., Any],
    *arguments: Any,
    version: int,
    typed: ReasonForm | None = None,
    **named: Any,
) -> ResponseReturnValue | None:
    """Make a change. None where it was made, else the page that says why not."""
    try:
        change(
            db.session(),
            current_actor(),
            draft_id,
            *arguments,
            version=version,
            now=clock.now(),
            **named,
        )
    except VersionRefused as refused:
        return _refused(draft_id, _words(refused), _status(refused.refusal), typed)
    except DraftRefused as refused:
        return _refused(draft_id, draft_text(refused.refusal), _status(refused.refusal), typed)
    except ActionRefused as refused:
        return _refused(draft_id, refusal_text(refused), http_status(refused), typed)
    return None


def _refused(
    draft_id: int, sentence: str, status: int, typed: ReasonForm | None
) -> ResponseReturnValue:
    """The page as it stands by now, with the sentence on top and what was typed."""
    db.session.rollback()
    return comparison_page(*_amendment(draft_id), refusal=sentence, reason=typed), status


def _words(refused: VersionRefused) -> str:
    return version_text(refused.refusal, refused.values)


def _status(refusal: VersionRefusal | DraftRefusal | RecallRefusal) -> int:
    return HTTPStatus.CONFLICT if refusal in STALE else HTTPStatus.UNPROCESSABLE_ENTITY


def _done(draft_id: int, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("versions.show", draft_id=draft_id))


def _version() -> int:
    """The version the page was drawn with; a form without one is none of ours."""
    form = VersionForm()
    if not form.validate_on_submit():
        abort(400)
    version: int = form.version.data
    return version


def _plan(plan_id: int) -> Plan:
    return find_plan(db.session(), current_actor(), plan_id) or abort(404)


def _amendment(draft_id: int) -> tuple[DraftContent, Plan]:
    """The draft and the plan it amends, for whoever asks; 404 where there is none for him."""
    session, actor = db.session(), current_actor()
    found = amendment(session, actor, draft_id)
    content = load_content(session, actor, draft_id, clock.today()) if found else None
    if found is None or content is None:
        abort(404)
    return content, found[1]
