"""What the page of a decision shows: printed task, products, evidence, what was returned before."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from app import clock
from app.labels import work_items as words
from app.labels.periods import period_name
from app.labels.refusals import refusal_text
from app.labels.work_items import Completion
from app.models import Commune, WorkItem
from app.queries.calendar import working_calendar
from app.queries.evidence import ItemEvidence, evidence_of_item
from app.queries.history import last_change
from app.queries.subjects import subject_of
from app.queries.verification import QueueRow, last_notes, queue_of, returns_of
from app.queries.work_items import printed_row, printed_time, units_of_task
from app.services.work_item_changes import completion_day
from app.web.verification.forms import SendBackForm, VerifyForm
from app.web.work_items.forms import StepForm
from workflows.permissions import Actor, can, refusal_of
from workflows.states import Action, ActionRefused, Right

BESIDE = 20
"""How many of the queue stand beside a decision."""


def with_age(
    session: Session, actor: Actor, rows: Sequence[QueueRow], limit: int
) -> list[dict[str, Any]]:
    """Each row with the working days it has waited; `over` where that is more than the commune's
    `limit`. One query."""
    if not rows:
        return []
    came = [clock.local(row.submitted_at).date() for row in rows]
    calendar, today = working_calendar(session, actor.commune_id, min(came)), clock.today()
    ages = [calendar.days_between(day, today) for day in came]
    return [
        {
            "row": row,
            "title": _line_title(row),
            "href": _line_href(row),
            "came": day,
            "age": age,
            "over": age > limit,
        }
        for row, day, age in zip(rows, came, ages, strict=True)
    ]


def _line_title(row: QueueRow) -> str:
    if not row.is_sheet:
        return row.title
    name = gettext("Phiếu kỳ cập nhật %(label)s", label=period_name(row.label))
    lines = ngettext("%(num)d dòng", "%(num)d dòng", row.rows)
    return f"{name} – {row.unit} ({lines})"


def _line_href(row: QueueRow) -> str:
    if not row.is_sheet:
        return url_for("verification.show", work_item_id=row.id)
    return url_for("update_sheets.mirror", unit_id=row.unit_id, period_key=row.period_key)


def decision_page(
    session: Session,
    actor: Actor,
    item: WorkItem,
    *,
    bound: StepForm | None = None,
    refusal: str = "",
) -> dict[str, Any]:
    """The context of `verification/show.html`; `bound` is a form that was refused."""
    subject = subject_of(session, item)
    proofs = evidence_of_item(session, actor, item, subject)
    commune = session.get_one(Commune, actor.commune_id)
    why_not = refusal_of(actor, Action.verify, subject)
    verify = bound if isinstance(bound, VerifyForm) else _verify_form(item, proofs)
    counted = completion_day(item, commune, verify.product_on.data)
    queue = queue_of(session, actor, limit=BESIDE)
    limit = commune.verification_working_days
    return {
        "item": item,
        "words": words,
        "place": words.place_words(
            item.task.section.code if item.task.section else "", item.task.number
        ),
        "printed_row": printed_row(session, item.task),
        "time": printed_time(session, item),
        "units": units_of_task(session, item.task, item.lead_id),
        "proofs": proofs,
        "may_read": can(actor, Right.view_evidence, subject),
        "notes": last_notes(session, item),
        "returns": returns_of(session, item),
        "nothing_arose_reason": _nothing_arose_reason(session, item),
        "why_not": refusal_text(ActionRefused(why_not)) if why_not else "",
        "counts_as": _counts_as(item, counted),
        "verify": verify,
        "send_back": bound if isinstance(bound, SendBackForm) else _unbound(SendBackForm),
        "set_date": can(actor, Action.set_date, subject) and item.due_on is None,
        "bound": bound,
        "refusal": refusal,
        "queue": with_age(session, actor, queue.rows, limit),
        "limit": limit,
    }


def _nothing_arose_reason(session: Session, item: WorkItem) -> str:
    sent = last_change(session, item, Action.submit) if item.nothing_arose else None
    return sent.reason if sent else ""


def _unbound(kind: type[StepForm]) -> StepForm:
    return kind(formdata=None)


def _verify_form(item: WorkItem, proofs: ItemEvidence) -> VerifyForm:
    form = VerifyForm(formdata=None)
    form.product_on.data = default_product_day(item, proofs)
    return form


def default_product_day(item: WorkItem, proofs: ItemEvidence) -> date | None:
    """The day of the product as the unit named it, else the latest issue day among the documents;
    nothing where nothing arose."""
    if item.product_on is not None:
        return item.product_on
    if item.nothing_arose:
        return None
    days = [shown.document.issued_on for shown in proofs.documents if shown.document.issued_on]
    return min(max(days), clock.today()) if days else None


def _counts_as(item: WorkItem, counted: date | None) -> Completion | None:
    if counted is None or item.due_on is None:
        return None
    return words.completion(counted, item.due_on)
