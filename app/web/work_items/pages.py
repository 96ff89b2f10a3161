"""What the page of a work item, and that of a task, shows: worked out here, drawn by the
templates."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.labels import work_items as words
from app.labels.deadlines import counted_text, moved_text
from app.labels.history import history_entries
from app.labels.work_items import Going
from app.models import Commune, Event, Task, WorkItem
from app.queries import evidence as evidence_queries
from app.queries.calendar import working_calendar
from app.queries.evidence import ItemEvidence
from app.queries.history import history_of_item, history_of_task
from app.queries.plan_versions import earlier_texts
from app.queries.subjects import subject_of
from app.queries.support import support_of_item
from app.queries.task_sheet import may_make
from app.queries.work_items import (
    awaited_part,
    items_of_task,
    printed_row,
    printed_time,
    units_of_task,
)
from app.web.comments.pages import talk_beside
from app.web.decisions.pages import decisions_of_task
from app.web.work_items.beside import beside_item
from app.web.work_items.forms import (
    ActivateForm,
    BringBackForm,
    DropForm,
    EvidenceForm,
    ExplanationForm,
    InternalDateForm,
    ProgressForm,
    ReopenForm,
    SetDateForm,
    StepForm,
    SubmitForm,
    WaitingForm,
)
from workflows.deadlines import Part, due_after, shifted
from workflows.permissions import Actor, Subject, can, refusal_of
from workflows.states import VERDICTS, WITH_LEAD, Action, Right, Status
from workflows.work_items import possible_actions

FORMS: Mapping[Action, type[StepForm]] = {
    Action.record_progress: ProgressForm,
    Action.submit: SubmitForm,
    Action.set_date: SetDateForm,
    Action.activate: ActivateForm,
    Action.set_internal_date: InternalDateForm,
    Action.mark_waiting: WaitingForm,
    Action.reopen: ReopenForm,
    Action.drop: DropForm,
    Action.bring_back: BringBackForm,
}
"""Steps that ask for words; the others are a button."""


def steps_open_to(actor: Actor, item: WorkItem, subject: Subject) -> set[Action]:
    """The steps `actor` may take on the item now, as far as person and moment go."""
    steps = {action for action in possible_actions(item.status) if can(actor, action, subject)}
    if item.due_on is not None:
        steps.discard(Action.set_date)
    # One who waits may say that it is over; before, there is nothing to end.
    steps.discard(Action.mark_waiting if item.waiting_on else Action.end_waiting)
    return steps


def item_page(
    session: Session,
    actor: Actor,
    item: WorkItem,
    *,
    bound: StepForm | None = None,
    refusal: str = "",
    opened: str = "",
) -> dict[str, Any]:
    """The context of `work_items/show.html`. `bound` is a form that was refused, with what was
    typed; `opened` the anchor of a form to be shown open."""
    subject = subject_of(session, item)
    proofs = evidence_queries.evidence_of_item(session, actor, item, subject)
    history = history_of_item(session, item)
    units = units_of_task(session, item.task, item.lead_id)
    steps = steps_open_to(actor, item, subject)
    may_attach = item.status in WITH_LEAD and can(actor, Right.attach_evidence, subject)
    may_read = can(actor, Right.view_evidence, subject)
    forms = _forms(steps, proofs, may_attach, bound, opened, item.internal_due_on)
    activation = forms.get(ActivateForm.anchor)
    awaited = awaited_part(session, item) if activation else None
    return {
        "item": item,
        "words": words,
        "place": words.place_words(
            item.task.section.code if item.task.section else "", item.task.number
        ),
        "proofs": proofs,
        "units": units,
        "time": printed_time(session, item),
        "steps": {step.value for step in steps},
        "stepper_steps": words.steps(item, _started_at(history)),
        "sentence": words.next_step(item, _going(session, item, units.lead, proofs)),
        "may_attach": may_attach,
        "may_enter": item.status in WITH_LEAD and can(actor, Right.enter_result, subject),
        "may_decide": not VERDICTS.isdisjoint(steps),
        "decided_elsewhere": item.status is Status.submitted
        and refusal_of(actor, Action.verify, subject) is not None,
        "forms": forms,
        "awaited": awaited,
        "counted": _counted_words(session, item, awaited, activation),
        "bound": bound,
        "refusal": refusal,
        # A form that the page no longer offers cannot carry its refusal: then it stands on top.
        "bound_is_shown": bound is not None
        and (bound.anchor in forms or (may_attach and isinstance(bound, ExplanationForm))),
        "may_read": may_read,
        "opened": bound.anchor if bound else opened,
        "explanation_form": bound if isinstance(bound, ExplanationForm) else None,
        "history": history_entries(history, with_words=may_read),
        "printed_due": _printed_due(history),
        "beside": beside_item(session, actor, item, subject, may_read=may_read),
        "talk": talk_beside(session, actor, item, subject),
        "support": support_of_item(session, item) if can(actor, Right.comment, subject) else (),
        "may_print": may_make(actor, subject),
        "may_ask_support": item.status in WITH_LEAD and can(actor, Right.ask_for_support, subject),
    }


def _printed_due(history: Sequence[Event]) -> date | None:
    """The day the plan gives, where the item's first deadline was moved from it: a day off."""
    days = (event.data.get("printed_due_on") for event in history)
    return next((date.fromisoformat(day) for day in days if day), None)


def _started_at(history: Sequence[Event]) -> Any:
    """When the work began: the last event that brought the item from *chưa thực hiện*."""
    return next(
        (
            event.happened_at
            for event in history
            if event.old == Status.assigned and event.new == Status.in_progress
        ),
        None,
    )


def _going(session: Session, item: WorkItem, leads: Sequence[str], proofs: ItemEvidence) -> Going:
    commune = session.get_one(Commune, item.commune_id)
    decide_by = None
    if item.status is Status.submitted and item.submitted_at is not None:
        came = clock.local(item.submitted_at).date()
        calendar = working_calendar(session, item.commune_id, came)
        decide_by = calendar.day_after(came, commune.verification_working_days)
    return Going(
        leads=", ".join(leads) or item.lead_unit.name,
        decider=words.decider_words(item),
        working_days=commune.verification_working_days,
        decide_by=decide_by,
        uncovered=proofs.uncovered_titles,
    )


def _forms(
    steps: set[Action],
    proofs: ItemEvidence,
    may_attach: bool,
    bound: StepForm | None,
    opened: str,
    internal_on: date | None,
) -> dict[str, StepForm]:
    """The form that is open, by its anchor: the refused one, else the one asked for. The others are
    a button each; drawn on every page they were a third of its time."""
    kinds: list[type[StepForm]] = [FORMS[step] for step in steps & set(FORMS)]
    if may_attach:
        kinds.append(EvidenceForm)
    wanted = bound.anchor if bound is not None else opened
    kind = next((kind for kind in kinds if kind.anchor == wanted), None)
    if kind is None:
        return {}
    form = bound if bound is not None else kind(formdata=None)
    if isinstance(form, EvidenceForm):
        offer_products(form, proofs)
    elif isinstance(form, SubmitForm) and form is not bound:
        form.product_on.data = _latest_day(proofs)
    elif isinstance(form, InternalDateForm) and form is not bound:
        form.internal_on.data = internal_on
    return {wanted: form}


def _counted_words(
    session: Session, item: WorkItem, awaited: Part | None, form: StepForm | None
) -> str:
    """The date that the day typed in the form brings as the plan prints, and how it is counted."""
    day = form.document_on.data if isinstance(form, ActivateForm) else None
    if awaited is None or awaited.offset is None or day is None or day > clock.today():
        return ""
    calendar = working_calendar(session, item.commune_id, day)
    printed = due_after(awaited.offset, day, calendar)
    said = counted_text(awaited.offset, day, printed)
    due = shifted(printed, calendar, before=False)
    if due == printed or not session.get_one(Commune, item.commune_id).shift_from_days_off:
        return said
    return f"{said}. {moved_text(printed, due)}"


def offer_products(form: EvidenceForm, proofs: ItemEvidence) -> None:
    """Fill the choices of an evidence form with the item's checklist."""
    form.offer(
        [line.product for line in proofs.open_products],
        [line.product.id for line in proofs.products if not line.is_covered],
    )


def _latest_day(proofs: ItemEvidence) -> Any:
    """The latest issue day among the documents: what the product's day most likely is."""
    days = [shown.document.issued_on for shown in proofs.documents if shown.may_read]
    return max((day for day in days if day is not None), default=None)


def task_page(session: Session, actor: Actor, task: Task) -> dict[str, Any]:
    """The context of `work_items/task.html`."""
    items = items_of_task(session, task)
    today = clock.today()
    slots: dict[int, list[WorkItem]] = {}
    for item in items:
        slots.setdefault(item.lead_id, []).append(item)
    return {
        "task": task,
        "words": words,
        "place": words.place_words(task.section.code if task.section else "", task.number),
        "printed_row": printed_row(session, task),
        "earlier": earlier_texts(session, task),
        "units": units_of_task(session, task),
        "items": items,
        "slots": [_slot(of_slot, today) for of_slot in slots.values()],
        "next_opens_on": task.next_opens_on,
        **decisions_of_task(session, actor, task, items, today),
        # Words between a unit and its verifier stay on the pages of the items.
        "history": history_entries(history_of_task(session, task), with_words=False),
    }


def _slot(items: Sequence[WorkItem], today: Any) -> dict[str, Any]:
    return {
        "unit": items[0].lead_unit.name,
        "entries": [
            {
                "item": item,
                "mark": _chip_mark(item, today),
                "words": words.status_words(item),
            }
            for item in items
        ],
    }


def _chip_mark(item: WorkItem, today: Any) -> str:
    if item.completed_on is not None:
        return words.completion(item.completed_on, item.due_on).mark
    return words.time_mark(item, today)
