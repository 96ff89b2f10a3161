"""The verifier's page of a sheet: what the unit sent, and a decision for each row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import ngettext
from sqlalchemy.orm import Session

from app import clock
from app.labels import work_items as words
from app.labels.periods import period_name
from app.labels.refusals import refusal_text
from app.models import WorkItem
from app.queries.evidence import ItemEvidence, evidence_of_items
from app.queries.subjects import subjects_of
from app.queries.update_sheets import items_before, last_said, sheet_items
from app.services.update_sheets import Place
from app.web.update_sheets.typed import TypedVerdicts
from app.web.verification.pages import default_product_day
from workflows.answers import Answer
from workflows.permissions import Actor, can, refusal_of
from workflows.states import Action, ActionRefused, Right, Status


@dataclass(frozen=True, slots=True)
class MirrorRow:
    """An item as the unit sent it. `why_not` says why this person does not decide on it; `chosen`,
    `reason` and `product_on` are what its boxes show."""

    item: WorkItem
    answer: Answer
    before: Answer | None
    before_label: str
    proofs: ItemEvidence
    may_read: bool
    why_not: str
    chosen: str = ""
    reason: str = ""
    product_on: date | None = None

    @property
    def is_waiting(self) -> bool:
        return self.item.status is Status.submitted

    @property
    def is_to_decide(self) -> bool:
        return self.is_waiting and not self.why_not

    @property
    def place(self) -> str:
        section = self.item.task.section
        return words.place_words(section.code if section else "", self.item.task.number)


@dataclass(frozen=True, slots=True)
class Mirror:
    """A sheet for somebody who decides."""

    place: Place
    unit: str
    rows: Sequence[MirrorRow]

    @property
    def to_decide(self) -> list[WorkItem]:
        return [row.item for row in self.rows if row.is_to_decide]


def load_mirror(
    session: Session,
    actor: Actor,
    unit_id: int,
    period_key: str,
    typed: TypedVerdicts | None = None,
) -> Mirror | None:
    """The sheet as it was sent, with what was typed of the decisions; None where there is none."""
    items = sheet_items(session, actor.commune_id, unit_id, period_key)
    if not items:
        return None
    subjects = subjects_of(session, items)
    proofs = evidence_of_items(session, actor, items, subjects)
    before = items_before(session, items)
    said = last_said(session, [*items, *before.values()])
    rows = []
    for item in items:
        why_not = refusal_of(actor, Action.verify, subjects[item.id])
        older = before.get(item.id)
        rows.append(
            MirrorRow(
                item=item,
                answer=said[item.id],
                before=said[older.id] if older and said[older.id].says_what_was_done else None,
                before_label=period_name(older.label) if older else "",
                proofs=proofs[item.id],
                may_read=can(actor, Right.view_evidence, subjects[item.id]),
                why_not=refusal_text(ActionRefused(why_not)) if why_not else "",
                chosen=typed.chosen.get(item.id, "") if typed else "",
                reason=typed.reasons.get(item.id, "") if typed else "",
                product_on=_product_day(item, proofs[item.id], typed),
            )
        )
    return Mirror(
        Place(unit_id, period_key, period_name(items[0].label)), items[0].lead_unit.name, rows
    )


def _product_day(item: WorkItem, proofs: ItemEvidence, typed: TypedVerdicts | None) -> date | None:
    if typed is not None and item.id in typed.product_days:
        return typed.product_days[item.id]
    return default_product_day(item, proofs)


def mirror_summary(mirror: Mirror) -> str:
    """How many rows wait for this person, and since when the first of them was sent."""
    waiting = [row for row in mirror.rows if row.is_to_decide]
    if not waiting:
        return ""
    came = min(
        clock.local(row.item.submitted_at).date() for row in waiting if row.item.submitted_at
    )
    return ngettext(
        "%(num)d dòng chờ anh, chị xác nhận, gửi %(day)s.",
        "%(num)d dòng chờ anh, chị xác nhận, gửi %(day)s.",
        len(waiting),
        day=words.date_text(came),
    )
