"""From what is late today to a letter: what the office chose, checked; the figures; the rows that
are kept as they were."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import clock
from app.labels.letters import LetterRefusal, LetterRefused
from app.models import Plan, Signer
from app.queries.late_by_unit import LateItem, LateToday, LateUnit, Sender
from app.reports.letter_words import Letter, LetterRow, plan_basis
from workflows.deadlines.working_days import WorkingCalendar
from workflows.states import Status
from workflows.text import format_date, squeeze

FINISH_WORKING_DAYS = 5
EXPLAIN_WORKING_DAYS = 3
FINISH_HOUR = "17 giờ 00"
LONGEST_SITUATION = 160
"""Characters of a cell; the whole stands with the item."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the office chose for a letter; an empty `signer_name` is the name of the post's
    holder."""

    unit_ids: Collection[int]
    signer: Signer
    signer_name: str
    symbol: str
    finish_by: date
    finish_hour: str
    explain_by: date
    basis: Sequence[str]


def suggested(
    late: LateToday, sender: Sender, today: date, calendar: WorkingCalendar, *, unit_id: int | None
) -> Choice:
    """A letter as it is usually sent: to every unit under the committee that is late (or to one),
    five working days, signed by a vice chairman."""
    urged = {unit.id for unit in late.units if unit.is_urged and unit.items}
    return Choice(
        unit_ids={unit_id} if unit_id is not None else urged,
        signer=Signer.vice_chairman,
        signer_name="",
        symbol=f"UBND-{sender.office_code}" if sender.office_code else "UBND",
        finish_by=calendar.day_after(today, FINISH_WORKING_DAYS),
        finish_hour=FINISH_HOUR,
        explain_by=calendar.day_after(today, EXPLAIN_WORKING_DAYS),
        basis=[_basis_of(plan) for plan in late.plans.values()] + _other_bases(late),
    )


def _basis_of(plan: Plan) -> str:
    return plan_basis(plan.number, plan.issued_on, plan.issuer, plan.title)


def _other_bases(late: LateToday) -> list[str]:
    """The documents of work given outside plans, each once."""
    items = (item for unit in late.units for item in unit.items if item.plan_id is None)
    return list(dict.fromkeys(squeeze(item.basis) for item in items))


def check(choice: Choice, late: LateToday, sender: Sender, today: date) -> None:
    """Raise LetterRefused for a letter that cannot be sent as chosen."""
    may_go_to = {unit.id for unit in late.units if unit.items}
    refusals = (
        (sender.office_id is None, LetterRefusal.no_office),
        (not choice.unit_ids, LetterRefusal.no_units),
        (not may_go_to.issuperset(choice.unit_ids), LetterRefusal.unit_not_late),
        (choice.finish_by < today, LetterRefusal.finish_past),
        (choice.explain_by < today, LetterRefusal.explain_past),
        (choice.explain_by > choice.finish_by, LetterRefusal.explain_after_finish),
    )
    for is_so, refusal in refusals:
        if is_so:
            raise LetterRefused(refusal)


def compose(choice: Choice, late: LateToday, sender: Sender, today: date) -> Letter:
    """The figures of the letter; who is urged stands before who is asked."""
    units = chosen_units(choice, late)
    post, name = sender.signers[choice.signer]
    asked = [unit for unit in units if not unit.is_urged]
    return Letter(
        commune=sender.commune,
        office=sender.office,
        office_code=sender.office_code,
        post=post,
        signer=choice.signer,
        signer_name=choice.signer_name or name,
        symbol=choice.symbol,
        as_of=today,
        finish_by=choice.finish_by,
        finish_hour=choice.finish_hour,
        explain_by=choice.explain_by,
        basis=choice.basis,
        urged=[unit.name for unit in units if unit.is_urged],
        asked=[unit.name for unit in asked],
        rows=[_row(item, late, today) for unit in units for item in unit.items],
        asked_rows=sum(len(unit.items) for unit in asked),
        waiting=sum(len(unit.waiting) for unit in units),
    )


def chosen_units(choice: Choice, late: LateToday) -> list[LateUnit]:
    """The units of the letter in their order, those that are asked at the end."""
    chosen = [unit for unit in late.units if unit.id in choice.unit_ids and unit.items]
    return sorted(chosen, key=lambda unit: not unit.is_urged)


def frozen_rows(choice: Choice, late: LateToday, today: date) -> list[dict[str, Any]]:
    """The rows as they are kept with the letter, in the order of its table; those that wait for a
    signature have `waiting_on` and stand in no table."""
    units = chosen_units(choice, late)
    told = [(unit, item) for unit in units for item in unit.items]
    untold = [(unit, item) for unit in units for item in unit.waiting]
    return [_frozen(unit, item, late, today) for unit, item in (*told, *untold)]


def _frozen(unit: LateUnit, item: LateItem, late: LateToday, today: date) -> dict[str, Any]:
    row = _row(item, late, today)
    return {
        "item_id": item.id,
        "task_id": item.task_id,
        "plan_id": item.plan_id,
        "unit_id": unit.id,
        "task": row.task,
        "place": row.place,
        "product": row.product,
        "lead": row.lead,
        "due_on": row.due_on.isoformat(),
        "days_late": row.days_late,
        "situation": row.situation,
        "waiting_on": item.waiting_on,
    }


def _row(item: LateItem, late: LateToday, today: date) -> LetterRow:
    title = squeeze(item.title)
    return LetterRow(
        task=f"{title} – {item.label}" if item.label else title,
        place=_place(item, late),
        product=squeeze(item.products),
        lead=item.lead,
        due_on=item.due_on,
        days_late=(today - item.due_on).days,
        situation=_situation(item),
    )


def _place(item: LateItem, late: LateToday) -> str:
    """Where the task is printed: "Mục II, số 3 Phụ lục", with the plan where there are several;
    of work given outside a plan the document."""
    if item.plan_id is None:
        return squeeze(item.basis)
    parts = [f"Mục {item.section}"] if item.section else []
    parts += [f"số {item.number}"] if item.number else []
    if not parts:
        return ""
    plan = late.plans[item.plan_id]
    which = f" Kế hoạch số {plan.number}" if len(late.plans) > 1 and plan.number else ""
    return f"{', '.join(parts)} Phụ lục{which}"


def _situation(item: LateItem) -> str:
    """What is known of a late item: the cause the unit gave, else its last word."""
    if item.cause:
        until = f"; dự kiến xong {format_date(item.expected_on)}" if item.expected_on else ""
        return f"{_cut(item.cause)}{until}"
    if item.status is Status.returned:
        return "Phải bổ sung"
    if item.heard and item.heard_at:
        return f"{format_date(clock.local(item.heard_at).date())}: {_cut(item.heard)}"
    return "Chưa có thông tin"


def _cut(words: str) -> str:
    line = squeeze(words)
    if len(line) <= LONGEST_SITUATION:
        return line
    return line[:LONGEST_SITUATION].rsplit(" ", 1)[0].rstrip(" ,;.") + "…"


__all__ = ["Choice", "check", "chosen_units", "compose", "frozen_rows", "suggested"]
