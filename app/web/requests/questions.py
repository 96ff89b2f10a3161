"""Nguyên nhân chậm and giải trình: asked for by the office or a leader, answered by the unit."""

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.labels.refusals import http_status, refusal_text
from app.models import Explanation, ExplanationKind
from app.queries.requests import explanations_of_item, find_explanation
from app.queries.work_items import load_work_item
from app.services import explanations
from app.transactions import reading
from app.web.access import access, current_actor
from app.web.requests.blueprint import CONCERNED, UNIT, blueprint
from app.web.requests.forms import AnswerForm, QuestionForm
from app.web.requests.pages import about_item, load_item, question_page
from app.web.work_items.forms import StepForm
from workflows.permissions import require
from workflows.requests import check_with_lead
from workflows.states import ActionRefused, Right, Role

FOLLOWING_UP = (Role.standing_officer, Role.leader)
_RIGHT = {
    ExplanationKind.cause: Right.ask_for_cause,
    ExplanationKind.explanation: Right.demand_explanation,
}


@blueprint.get("/viec/<int:work_item_id>/hoi-nguyen-nhan")
@access(*FOLLOWING_UP)
def ask_cause(work_item_id: int) -> ResponseReturnValue:
    """The form of the office's question."""
    return _question_form(work_item_id, ExplanationKind.cause)


@blueprint.post("/viec/<int:work_item_id>/hoi-nguyen-nhan")
@access(*FOLLOWING_UP)
def send_cause_question(work_item_id: int) -> ResponseReturnValue:
    """Hỏi nguyên nhân chậm."""
    return _ask(work_item_id, ExplanationKind.cause)


@blueprint.get("/viec/<int:work_item_id>/yeu-cau-giai-trinh")
@access(Role.leader)
def demand(work_item_id: int) -> ResponseReturnValue:
    """The form of a leader's demand."""
    return _question_form(work_item_id, ExplanationKind.explanation)


@blueprint.post("/viec/<int:work_item_id>/yeu-cau-giai-trinh")
@access(Role.leader)
def send_demand(work_item_id: int) -> ResponseReturnValue:
    """Yêu cầu giải trình."""
    return _ask(work_item_id, ExplanationKind.explanation)


def _question_form(work_item_id: int, kind: ExplanationKind) -> ResponseReturnValue:
    item, subject = load_item(db.session(), current_actor(), work_item_id)
    require(current_actor(), _RIGHT[kind], subject)
    return render_template(
        "requests/ask_question.html",
        **about_item(item),
        kind=kind.value,
        form=QuestionForm(formdata=None),
        refusal="",
    )


def _ask(work_item_id: int, kind: ExplanationKind) -> ResponseReturnValue:
    session, form = db.session(), QuestionForm()
    item = load_work_item(session, current_actor(), work_item_id) or abort(404)
    if not form.validate_on_submit():
        return _again("requests/ask_question.html", work_item_id, form, "", 422, kind=kind.value)
    try:
        explanations.ask(
            session,
            current_actor(),
            item,
            kind,
            question=form.question.data or "",
            answer_by=form.answer_by.data,
            now=clock.now(),
        )
    except ActionRefused as refused:
        said, status = refusal_text(refused), http_status(refused)
        template = "requests/ask_question.html"
        return _again(template, work_item_id, form, said, status, kind=kind.value)
    flash(gettext("Đã gửi câu hỏi đến đơn vị."), "success")
    return redirect(url_for("work_items.show", work_item_id=work_item_id))


@blueprint.get("/viec/<int:work_item_id>/bao-nguyen-nhan")
@access(*UNIT)
def report_cause(work_item_id: int) -> ResponseReturnValue:
    """The form of Báo nguyên nhân; where the office asked, its question stands above."""
    session, actor = db.session(), current_actor()
    item, subject = load_item(session, actor, work_item_id)
    require(actor, Right.explain_delay, subject)
    for asked in explanations_of_item(session, item):
        if asked.kind is ExplanationKind.cause and asked.answered_at is None:
            return redirect(url_for("requests.show_question", explanation_id=asked.id))
    try:
        check_with_lead(item.status)
    except ActionRefused as refused:
        flash(refusal_text(refused), "error")
        return redirect(url_for("work_items.show", work_item_id=item.id))
    form = AnswerForm(formdata=None)
    return render_template("requests/report.html", **about_item(item), form=form, refusal="")


@blueprint.post("/viec/<int:work_item_id>/bao-nguyen-nhan")
@access(*UNIT)
def send_cause(work_item_id: int) -> ResponseReturnValue:
    """Báo nguyên nhân."""
    session, form = db.session(), AnswerForm()
    item = load_work_item(session, current_actor(), work_item_id) or abort(404)
    if not form.validate_on_submit():
        return _again("requests/report.html", work_item_id, form, "", 422)
    try:
        explanations.report_cause(
            session,
            current_actor(),
            item,
            cause=form.words.data or "",
            expected_on=form.expected_on.data,
            now=clock.now(),
        )
    except ActionRefused as refused:
        said, status = refusal_text(refused), http_status(refused)
        return _again("requests/report.html", work_item_id, form, said, status)
    flash(gettext("Đã báo nguyên nhân."), "success")
    return redirect(url_for("work_items.show", work_item_id=work_item_id))


def _again(
    template: str, work_item_id: int, form: StepForm, refusal: str, status: int, **more: str
) -> Response:
    """The form again with the sentence on top and what was typed."""
    db.session.rollback()
    with reading():
        item, _ = load_item(db.session(), current_actor(), work_item_id)
        context = {**about_item(item), "form": form, "refusal": refusal, **more}
        return make_response(render_template(template, **context), status)


@blueprint.get("/giai-trinh/<int:explanation_id>")
@access(*CONCERNED)
def show_question(explanation_id: int) -> str:
    """A question and its answer, or the form for one."""
    context = question_page(db.session(), current_actor(), _load(explanation_id))
    return render_template("requests/question.html", **context)


@blueprint.post("/giai-trinh/<int:explanation_id>")
@access(*UNIT)
def answer(explanation_id: int) -> ResponseReturnValue:
    """Answer a question."""
    session, form = db.session(), AnswerForm()
    asked = _load(explanation_id)
    work_item_id = asked.work_item_id
    if not form.validate_on_submit():
        return _question_again(explanation_id, form, "", 422)
    try:
        explanations.answer(
            session,
            current_actor(),
            asked,
            words=form.words.data or "",
            expected_on=form.expected_on.data,
            version=form.version.data or 0,
            now=clock.now(),
        )
    except ActionRefused as refused:
        said, status = refusal_text(refused), http_status(refused)
        return _question_again(explanation_id, form, said, status)
    flash(gettext("Đã gửi trả lời."), "success")
    return redirect(url_for("work_items.show", work_item_id=work_item_id))


def _load(explanation_id: int) -> Explanation:
    return find_explanation(db.session(), current_actor(), explanation_id) or abort(404)


def _question_again(explanation_id: int, form: AnswerForm, refusal: str, status: int) -> Response:
    db.session.rollback()
    with reading():
        context = question_page(
            db.session(), current_actor(), _load(explanation_id), bound=form, refusal=refusal
        )
        return make_response(render_template("requests/question.html", **context), status)
