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
from app.models import Commune, VerdictProposal, WorkItem
from app.queries import verification as queue
from app.queries.calendar import working_calendar
from app.queries.evidence import ItemEvidence, evidence_of_item
from app.queries.history import last_change
from app.queries.return_reasons import reason_words
from app.queries.subjects import subject_of
from app.queries.support import support_of_item
from app.queries.verdict_documents import documents_seen
from app.queries.verdict_proposals import open_proposal
from app.queries.verification import (
    QueueRow,
    last_notes,
    next_in_queue,
    queue_of,
    returns_of,
)
from app.queries.work_items import printed_row, printed_time, units_of_task
from app.services.work_item_changes import completion_day
from app.web.verification.filters import Asked
from app.web.verification.forms import ProposalForm, SendBackForm, VerifyForm
from app.web.work_items.forms import StepForm
from workflows.permissions import Actor, Subject, can, refusal_of
from workflows.states import Action, ActionRefused, Right

BESIDE = 20
"""How many of the queue stand beside a decision."""


def with_age(
    session: Session, actor: Actor, rows: Sequence[QueueRow], asked: Asked
) -> list[dict[str, Any]]:
    """Each row with the working days it has waited; `over` where that is more than the commune's
    clock. One query."""
    if not rows:
        return []
    came = [clock.local(row.submitted_at).date() for row in rows]
    calendar, today = working_calendar(session, actor.commune_id, min(came)), clock.today()
    ages = [calendar.days_between(day, today) for day in came]
    return [
        {
            "row": row,
            "title": _line_title(row),
            "href": _line_href(row, asked),
            "came": day,
            "age": age,
            "over": age > asked.limit,
        }
        for row, day, age in zip(rows, came, ages, strict=True)
    ]


def _line_title(row: QueueRow) -> str:
    if not row.is_sheet:
        return row.title
    name = gettext("Phiếu kỳ cập nhật %(label)s", label=period_name(row.label))
    lines = ngettext("%(num)d dòng", "%(num)d dòng", row.rows)
    return f"{name} – {row.unit} ({lines})"


def _line_href(row: QueueRow, asked: Asked) -> str:
    if not row.is_sheet:
        return url_for("verification.show", work_item_id=row.id, **asked.address)
    return url_for("update_sheets.mirror", unit_id=row.unit_id, period_key=row.period_key)


def decision_page(
    session: Session,
    actor: Actor,
    item: WorkItem,
    asked: Asked,
    *,
    bound: StepForm | None = None,
    refusal: str = "",
) -> dict[str, Any]:
    """The context of `verification/show.html`; `bound` is a form that was refused."""
    subject = subject_of(session, item)
    proofs = evidence_of_item(session, actor, item, subject)
    why_not = refusal_of(actor, Action.verify, subject)
    beside = queue_of(session, actor, limit=BESIDE, asked=asked.filter)
    following = next_in_queue(session, actor, asked.filter, after=item)
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
        "support": support_of_item(session, item) if can(actor, Right.comment, subject) else (),
        "returns": returns_of(session, item),
        "seen": documents_seen(session, item),
        "nothing_arose_reason": _nothing_arose_reason(session, item),
        "why_not": refusal_text(ActionRefused(why_not)) if why_not else "",
        "set_date": can(actor, Action.set_date, subject) and item.due_on is None,
        "bound": bound,
        "refusal": refusal,
        "queue": with_age(session, actor, beside.rows, asked),
        "following": url_for("verification.show", work_item_id=following, **asked.address)
        if following
        else None,
        "asked": asked,
        **_verdict_forms(session, actor, item, subject, proofs, bound),
    }


def _verdict_forms(
    session: Session,
    actor: Actor,
    item: WorkItem,
    subject: Subject,
    proofs: ItemEvidence,
    bound: StepForm | None,
) -> dict[str, Any]:
    """The forms of the verdict, and what it would count as."""
    commune = session.get_one(Commune, actor.commune_id)
    offered = default_product_day(item, proofs)
    proposal = open_proposal(session, item)
    verify = bound if isinstance(bound, VerifyForm) else _unbound(VerifyForm, offered)
    send_back = bound if isinstance(bound, SendBackForm) else _unbound(SendBackForm)
    propose = bound if isinstance(bound, ProposalForm) else _proposal_form(proposal, offered)
    listed = reason_words(session, actor.commune_id)
    send_back.ticked.offer(listed)
    propose.ticked.offer(listed)
    counted = completion_day(item, commune, verify.product_on.data)
    return {
        "verify": verify,
        "send_back": send_back,
        "propose": propose,
        "may_propose": can(actor, Right.propose_verdict, subject),
        "may_accept": can(actor, Right.accept_product, subject),
        "product_days": _product_days(proofs),
        "proposal": proposal,
        "counts_as": _counts_as(item, counted),
    }


def _nothing_arose_reason(session: Session, item: WorkItem) -> str:
    sent = last_change(session, item, Action.submit) if item.nothing_arose else None
    return sent.reason if sent else ""


def _unbound(kind: type[Any], product_on: date | None = None) -> Any:
    form = kind(formdata=None)
    if product_on is not None:
        form.product_on.data = product_on
    return form


def _proposal_form(proposal: VerdictProposal | None, offered: date | None) -> ProposalForm:
    """What was proposed already, to be changed; else empty with the day that is offered."""
    form = ProposalForm(formdata=None)
    form.product_on.data = (proposal.product_on if proposal else None) or offered
    if proposal is not None:
        form.decision.data, form.reason.data = proposal.action.value, proposal.reason
    return form


def default_product_day(item: WorkItem, proofs: ItemEvidence) -> date | None:
    """The day of the product that is offered today (`app.queries.verification`)."""
    return queue.default_product_day(item, proofs, clock.today())


def _product_days(proofs: ItemEvidence) -> dict[int, date | None]:
    """The day offered for each line of the checklist: the latest of its documents."""
    days = {}
    for line in proofs.products:
        issued = [shown.document.issued_on for shown in line.documents if shown.document.issued_on]
        latest = min(max(issued), clock.today()) if issued else None
        days[line.product.id] = line.product.accepted_on or latest
    return days


def _counts_as(item: WorkItem, counted: date | None) -> Completion | None:
    if counted is None or item.due_on is None:
        return None
    return words.completion(counted, item.due_on)
