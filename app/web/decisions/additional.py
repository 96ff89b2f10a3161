"""*Nhiệm vụ giao thêm*: the list, giving work by a paper, correcting its words."""

from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.labels.deadlines import reading_words
from app.labels.refusals import http_status, refusal_text
from app.models import Relation, Task
from app.queries.additional_tasks import additional_tasks, counts_outside, products_of, units_of
from app.queries.task_decisions import lead_choices
from app.queries.work_items import load_task
from app.services.additional_tasks import Forecast, assign, forecast, reword
from app.transactions import reading
from app.web.access import EVERYBODY, access, current_actor
from app.web.decisions.blueprint import blueprint
from app.web.decisions.forms import AssignForm, WordsForm
from app.web.fields import row_id
from workflows.deadlines import ItemKind
from workflows.deadlines.lateness import Standing
from workflows.states import ActionRefused, Role

ASSIGNERS = (Role.standing_officer, Role.leader)


@blueprint.get("/nhiem-vu/giao-them")
@access(*EVERYBODY)
def additional_index() -> str:
    """Work given outside plans, the newest first, with its own counts."""
    session, actor, today = db.session(), current_actor(), clock.today()
    after = request.args.get("after", type=row_id)
    page = additional_tasks(session, actor, today, after)
    counts = counts_outside(session, actor, today)
    following = None
    if page.next_after:
        following = url_for("decisions.additional_index", after=page.next_after)
    return render_template(
        "decisions/additional.html",
        page=page,
        counts=counts,
        late=counts[Standing.open_late],
        following=following,
        may_assign=actor.has_role(*ASSIGNERS),
    )


@blueprint.get("/nhiem-vu/giao-them/moi")
@access(*ASSIGNERS)
def show_assign() -> ResponseReturnValue:
    """The empty form."""
    return _assign_page(AssignForm(formdata=None), "", 200)


@blueprint.post("/nhiem-vu/giao-them/moi")
@access(*ASSIGNERS)
def give_task() -> ResponseReturnValue:
    """Show how the time is read; once it was shown as it stands, give the work."""
    session, form = db.session(), AssignForm()
    form.offer(lead_choices(session, current_actor().commune_id, clock.today()))
    if not form.validate_on_submit():
        return _assign_again(form, "", 422)
    if not form.assign.data or form.read_back.data != form.read_key:
        return _assign_again(form, "", 200)
    try:
        task = assign(session, current_actor(), form.to_assignment(), now=clock.now())
    except ActionRefused as refused:
        return _assign_again(form, refusal_text(refused), http_status(refused))
    flash(gettext("Đã giao nhiệm vụ. Các đơn vị đã được báo."), "success")
    return redirect(url_for("work_items.task", task_id=task.id))


@blueprint.get("/nhiem-vu/giao-them/<int:task_id>/sua")
@access(*ASSIGNERS)
def show_reword(task_id: int) -> ResponseReturnValue:
    """The words as they stand."""
    session = db.session()
    task = _load_outside(session, task_id)
    form = WordsForm(formdata=None)
    form.basis.data, form.title.data = task.basis, task.title
    form.products.data = "\n".join(products_of(session, task))
    form.supporting.data = units_of(session, task, Relation.supporting)
    return _reword_page(task_id, form, "", 200)


@blueprint.post("/nhiem-vu/giao-them/<int:task_id>/sua")
@access(*ASSIGNERS)
def change_words(task_id: int) -> ResponseReturnValue:
    """Correct the words before anybody reported."""
    session, form = db.session(), WordsForm()
    task = _load_outside(session, task_id)
    form.offer(lead_choices(session, task.commune_id, clock.today()))
    if not form.validate_on_submit():
        return _reword_again(task_id, form, "", 422)
    try:
        reword(
            session,
            current_actor(),
            task,
            form.to_assignment(),
            version=form.version.data or 0,
            now=clock.now(),
        )
    except ActionRefused as refused:
        return _reword_again(task_id, form, refusal_text(refused), http_status(refused))
    flash(gettext("Đã sửa nhiệm vụ."), "success")
    return redirect(url_for("work_items.task", task_id=task_id))


def _load_outside(session: Session, task_id: int) -> Task:
    task = load_task(session, current_actor(), task_id)
    return task if task is not None and task.plan_id is None else abort(404)


def _assign_again(form: AssignForm, refusal: str, status: int) -> Response:
    db.session.rollback()
    with reading():
        return _assign_page(form, refusal, status)


def _assign_page(form: AssignForm, refusal: str, status: int) -> Response:
    session, actor = db.session(), current_actor()
    form.offer(lead_choices(session, actor.commune_id, clock.today()))
    read = None
    if form.basis_on.data is not None and not form.errors:
        read = forecast(session, actor.commune_id, form.time_text, form.basis_on.data)
        form.read_back.data = form.read_key
    page = render_template(
        "decisions/assign.html",
        form=form,
        read=_read_words(read) if read else None,
        refusal=refusal,
    )
    return make_response(page, status)


def _read_words(read: Forecast) -> dict[str, Any]:
    """How the time was read, and the first items it makes."""
    printed = read.reading.text
    return {
        "printed": printed,
        "words": reading_words(read.reading.note, printed),
        "planned": [
            (item.label, item.due) for item in read.planned if item.kind is not ItemKind.DORMANT
        ],
    }


def _reword_again(task_id: int, form: WordsForm, refusal: str, status: int) -> Response:
    db.session.rollback()
    with reading():
        return _reword_page(task_id, form, refusal, status)


def _reword_page(task_id: int, form: WordsForm, refusal: str, status: int) -> Response:
    session = db.session()
    task = _load_outside(session, task_id)
    form.offer(lead_choices(session, task.commune_id, clock.today()))
    form.version.data = task.version
    page = render_template("decisions/reword.html", form=form, task=task, refusal=refusal)
    return make_response(page, status)
