"""*Đưa ra khỏi kế hoạch* of a task or a part of it, and *đưa trở lại*."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.labels.dates import date_text
from app.labels.refusals import http_status, refusal_text
from app.labels.words import OUTCOME
from app.models import Task, WorkItem
from app.queries.subjects import subject_of
from app.queries.task_decisions import TakenOut, items_of, merge_choices, slots_of_task, taken_out
from app.queries.work_items import load_task
from app.services.outcomes import Figures, bring_back, figures_after, take_out
from app.transactions import reading
from app.web.access import access, current_actor
from app.web.decisions.blueprint import blueprint
from app.web.decisions.forms import (
    BringBackForm,
    OutcomeForm,
    Targets,
    versions_of,
    versions_text,
)
from app.web.decisions.leads import DECIDERS
from app.web.fields import options
from workflows.permissions import require
from workflows.states import OPEN, Action, ActionRefused, Status
from workflows.text import fold

LONGEST = 90
"""Characters of a task's title in a list of choices."""

OFFERED = 100
"""Tasks in one list of choices; among more one looks by words."""


@blueprint.get("/nhiem-vu/<int:task_id>/dua-ra")
@access(*DECIDERS)
def show_take_out(task_id: int) -> ResponseReturnValue:
    """What leaves the plan, and what that does to its figures."""
    return _take_out_page(task_id, OutcomeForm(formdata=None), "", 200)


@blueprint.post("/nhiem-vu/<int:task_id>/dua-ra")
@access(*DECIDERS)
def take_task_out(task_id: int) -> ResponseReturnValue:
    """Take the task, or one unit's part of it, out."""
    session, form = db.session(), OutcomeForm()
    task = _load(session, task_id)
    _offer(session, form, task)
    if form.search.data:
        return _again(lambda: _take_out_page(task_id, form, "", 200))
    if not form.validate_on_submit():
        return _again(lambda: _take_out_page(task_id, form, "", 422))
    departure = form.to_departure()
    shown = versions_of(form.seen.data)
    if departure.lead_id is not None:
        # Of what the page showed, what belongs to the part; an item made since is not among it.
        part = {item.id for item in items_of(session, task, frozenset(Status), departure.lead_id)}
        shown = {id_: version for id_, version in shown.items() if id_ in part}
    try:
        items = take_out(session, current_actor(), task, departure, seen=shown, now=clock.now())
    except ActionRefused as refused:
        sentence, status = refusal_text(refused), http_status(refused)
        return _again(lambda: _take_out_page(task_id, form, sentence, status))
    flash(
        ngettext("Đã đưa ra %(num)d việc.", "Đã đưa ra %(num)d việc.", len(items)),
        "success",
    )
    return redirect(url_for("work_items.task", task_id=task_id))


@blueprint.get("/nhiem-vu/<int:task_id>/dua-lai")
@access(*DECIDERS)
def show_bring_back(task_id: int) -> ResponseReturnValue:
    """What earlier decisions took out."""
    return _bring_back_page(task_id, BringBackForm(formdata=None), "", 200)


@blueprint.post("/nhiem-vu/<int:task_id>/dua-lai")
@access(*DECIDERS)
def bring_task_back(task_id: int) -> ResponseReturnValue:
    """Bring back everything one decision took out."""
    session, form = db.session(), BringBackForm()
    task = _load(session, task_id)
    groups = taken_out(session, task)
    _offer_groups(form, groups)
    if not form.validate_on_submit():
        return _again(lambda: _bring_back_page(task_id, form, "", 422))
    moment, _, versions = str(form.decided_at.data).partition(" ")
    try:
        items = bring_back(
            session,
            current_actor(),
            task,
            datetime.fromisoformat(moment),
            document=form.document.data or "",
            reason=form.reason.data or "",
            seen=versions_of(versions),
            now=clock.now(),
        )
    except ActionRefused as refused:
        sentence, status = refusal_text(refused), http_status(refused)
        return _again(lambda: _bring_back_page(task_id, form, sentence, status))
    flash(
        ngettext("Đã đưa trở lại %(num)d việc.", "Đã đưa trở lại %(num)d việc.", len(items)),
        "success",
    )
    return redirect(url_for("work_items.task", task_id=task_id))


def _load(session: Session, task_id: int) -> Task:
    return load_task(session, current_actor(), task_id) or abort(404)


def _again(page: Any) -> Response:
    db.session.rollback()
    with reading():
        answer: Response = page()
        return answer


def _require(session: Session, action: Action, items: list[WorkItem]) -> None:
    """Who may not decide is told so before anything is filled in."""
    if items:
        require(current_actor(), action, subject_of(session, items[0]))


def _offer(session: Session, form: OutcomeForm, task: Task) -> None:
    slots = [(slot.lead_id, ", ".join(slot.names)) for slot in slots_of_task(session, task)]
    every = [
        (id_, f"{'.'.join(part for part in (code, number) if part)} {title}".strip())
        for id_, code, number, title in merge_choices(session, task)
    ]
    targets = targets_found(every, form.find.data or "", form.merged_into.data)
    form.offer(slots, targets, gettext("Cả nhiệm vụ"))


def targets_found(every: Sequence[tuple[int, str]], words: str, chosen: int | None) -> Targets:
    """Of all tasks (id, place and title) the first whose text has each of `words`, without regard
    to case and diacritics. What was chosen before stays among them."""
    wanted = fold(words).split()
    folded = ((id_, text, fold(text)) for id_, text in every)
    fitting = [(id_, text) for id_, text, name in folded if all(word in name for word in wanted)]
    shown = fitting[:OFFERED]
    shown += [(id_, text) for id_, text in every if id_ == chosen and (id_, text) not in shown]
    return Targets([(id_, _short(text)) for id_, text in shown], len(fitting[OFFERED:]), len(every))


def _short(title: str) -> str:
    return title if len(title) <= LONGEST else title[: LONGEST - 1].rstrip() + "…"


def _take_out_page(task_id: int, form: OutcomeForm, refusal: str, status: int) -> Response:
    session = db.session()
    task = _load(session, task_id)
    items = list(items_of(session, task, OPEN))
    _require(session, Action.drop, items)
    _offer(session, form, task)
    form.seen.data = versions_text(items)
    figures = figures_after(session, task, clock.today())
    page = render_template(
        "decisions/take_out.html",
        task=task,
        items=items,
        form=form,
        figures={str(lead_id or 0): figures_text(found) for lead_id, found in figures.items()},
        refusal=refusal,
    )
    return make_response(page, status)


def figures_text(figures: Figures) -> str:
    """What the outcome does to the plan's figures, in one line."""
    return gettext(
        "Nhiệm vụ trong kế hoạch: %(before)s → %(after)s;"
        " hoàn thành %(done)s/%(before)s → %(done_after)s/%(after)s",
        before=figures.counted,
        after=figures.counted_after,
        done=figures.done,
        done_after=figures.done_after,
    )


def _offer_groups(form: BringBackForm, groups: list[TakenOut]) -> None:
    form.decided_at.choices = options((_key(group), _group_words(group)) for group in groups)
    if groups and form.decided_at.data is None:
        form.decided_at.data = _key(groups[0])


def _key(group: TakenOut) -> str:
    return f"{group.decided_at.isoformat()} {versions_text(group.items)}"


def _group_words(group: TakenOut) -> str:
    outcome = str(OUTCOME[group.outcome]) if group.outcome else ""
    return ngettext(
        "%(num)d việc, %(outcome)s ngày %(day)s theo %(document)s",
        "%(num)d việc, %(outcome)s ngày %(day)s theo %(document)s",
        len(group.items),
        outcome=outcome.lower(),
        day=date_text(clock.local(group.decided_at).date()),
        document=group.document,
    )


def _bring_back_page(task_id: int, form: BringBackForm, refusal: str, status: int) -> Response:
    session = db.session()
    task = _load(session, task_id)
    groups = taken_out(session, task)
    if not groups and not refusal:
        abort(404)
    _require(session, Action.bring_back, list(groups[0].items) if groups else [])
    _offer_groups(form, groups)
    page = render_template(
        "decisions/bring_back.html",
        task=task,
        groups=groups,
        form=form,
        hints={_key(group): _hint(group) for group in groups},
        refusal=refusal,
    )
    return make_response(page, status)


def _hint(group: TakenOut) -> str:
    names = ", ".join(item.label for item in group.items if item.label)
    return f"{group.reason} ({names})" if names else group.reason
