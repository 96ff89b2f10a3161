"""The list of reasons for sending something back, kept by the standing office."""

from collections.abc import Callable

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.labels.refusals import http_status, refusal_text
from app.models import ReturnReason
from app.queries.return_reasons import listed_reasons, reason_words
from app.services import return_reasons
from app.transactions import reading
from app.web.access import access, current_actor
from app.web.verification.blueprint import blueprint
from app.web.verification.forms import ReasonForm
from workflows.permissions import Actor
from workflows.states import ActionRefused, Role


@blueprint.get("/cho-xac-nhan/ly-do")
@access(Role.standing_officer)
def reasons() -> str:
    """The list, each with what can be done to it."""
    return _page(ReasonForm(formdata=None))


@blueprint.post("/cho-xac-nhan/ly-do/cua-xa")
@access(Role.standing_officer)
def own_reasons() -> ResponseReturnValue:
    """Make the list every commune begins with this commune's own, to be changed."""
    return_reasons.begin_list(db.session(), current_actor(), now=clock.now())
    return redirect(url_for("verification.reasons"))


@blueprint.post("/cho-xac-nhan/ly-do")
@access(Role.standing_officer)
def add_reason() -> ResponseReturnValue:
    """Thêm lý do."""
    form = ReasonForm()
    return _keep(
        form,
        lambda session, actor: return_reasons.add_reason(
            session, actor, form.words.data or "", now=clock.now()
        ),
        gettext("Đã thêm lý do."),
    )


@blueprint.post("/cho-xac-nhan/ly-do/<int:return_reason_id>/ten")
@access(Role.standing_officer)
def rename_reason(return_reason_id: int) -> ResponseReturnValue:
    """Other words for a reason."""
    form, reason = ReasonForm(), _load(return_reason_id)
    return _keep(
        form,
        lambda session, actor: return_reasons.rename_reason(
            session, actor, reason, form.words.data or "", now=clock.now()
        ),
        gettext("Đã sửa lý do."),
        return_reason_id,
    )


@blueprint.post("/cho-xac-nhan/ly-do/<int:return_reason_id>/bo")
@access(Role.standing_officer)
def remove_reason(return_reason_id: int) -> ResponseReturnValue:
    """Take a reason off the list."""
    reason = _load(return_reason_id)
    return_reasons.remove_reason(db.session(), current_actor(), reason, now=clock.now())
    flash(gettext("Đã bỏ lý do khỏi danh sách; quyết định cũ giữ nguyên chữ."), "success")
    return redirect(url_for("verification.reasons"))


@blueprint.post("/cho-xac-nhan/ly-do/<int:return_reason_id>/len")
@access(Role.standing_officer)
def move_reason_up(return_reason_id: int) -> ResponseReturnValue:
    """One place up."""
    reason = _load(return_reason_id)
    return_reasons.move_reason_up(db.session(), current_actor(), reason, now=clock.now())
    return redirect(url_for("verification.reasons"))


def _load(return_reason_id: int) -> ReturnReason:
    found = db.session.scalar(
        select(ReturnReason).where(
            ReturnReason.commune_id == current_actor().commune_id,
            ReturnReason.id == return_reason_id,
            ReturnReason.removed_at.is_(None),
        )
    )
    return found or abort(404)


def _keep(
    form: FlaskForm,
    step: Callable[[Session, Actor], object],
    said: str,
    renamed: int | None = None,
) -> ResponseReturnValue:
    if not form.validate_on_submit():
        return _again(form, "", 422, renamed)
    try:
        step(db.session(), current_actor())
    except ActionRefused as refused:
        return _again(form, refusal_text(refused), http_status(refused), renamed)
    flash(said, "success")
    return redirect(url_for("verification.reasons"))


def _again(form: FlaskForm, refusal: str, status: int, renamed: int | None) -> Response:
    db.session.rollback()
    with reading():
        return make_response(_page(form, refusal, renamed), status)


def _page(form: FlaskForm, refusal: str = "", renamed: int | None = None) -> str:
    """The list; `renamed` is the reason whose words `form` holds, None for a new one."""
    session, commune_id = db.session(), current_actor().commune_id
    return render_template(
        "verification/reasons.html",
        own=listed_reasons(session, commune_id),
        words=reason_words(session, commune_id),
        form=form,
        refusal=refusal,
        renamed=renamed,
    )
