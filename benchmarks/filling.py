"""Fill the scratch database: plans of 80 tasks, five items each, in every state and against time.

Of a hundred items about fifty are verified, six late, one waits for a verdict, nine have no date
and three were dropped; the rest is open and in time. Statuses, dates and words come from a seeded
generator, so that two runs measure the same rows. Kept dates and events are made by the product's
own services.
"""

import random
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import (
    Plan,
    PlanStatus,
    Product,
    Relation,
    Section,
    Task,
    TaskLead,
    TaskSchedule,
    TaskUnit,
    WorkItem,
    WorkItemProduct,
)
from app.services.events import record
from app.services.standing import refresh_dates
from benchmarks import wording
from benchmarks.commune import Office, make_office
from benchmarks.dossiers import add_document, add_event, add_notices, add_progress
from benchmarks.rows import Filler
from workflows.deadlines import DeadlineKind, ItemKind
from workflows.permissions import deciding_unit_of
from workflows.states import Outcome, Status

TASKS = 80
PERIODS = ("2026Q1", "2026Q2", "2026Q3", "2026Q4", "2026")
PER_PLAN = TASKS * len(PERIODS)
STEPS = 10
"""Events beside the first in the history of an item in progress with the measured unit."""

FATES = {"verified": 50, "late": 6, "open": 31, "submitted": 1, "undated": 9, "dropped": 3}


def fill(session: Session, items: int, now: datetime) -> Office:
    """Fill an empty, migrated database with at least `items` work items, in whole plans; commit."""
    office = make_office(session, now)
    filler = Filler(office, now, random.Random(items))
    for number in range(-(-items // PER_PLAN)):
        _add_plan(filler, number)
        filler.rows.store(session)
        for happened_at in sorted(filler.events):
            record(session, office.officer, filler.events[happened_at], happened_at)
        filler.events.clear()
        session.commit()
    add_notices(filler, items // 50)
    filler.rows.store(session)
    refresh_all(session, office.commune_id)
    filler.rows.settle(session)
    session.commit()
    return office


def refresh_all(session: Session, commune_id: int) -> None:
    """Work out the kept dates of every task, some hundred at a time."""
    last = session.scalar(select(func.max(Task.id))) or 0
    for first in range(1, last + 1, 500):
        refresh_dates(session, commune_id, range(first, min(first + 500, last + 1)))


def _add_plan(filler: Filler, number: int) -> None:
    office, chance = filler.office, filler.chance
    plan_id = filler.add(
        Plan,
        title=f"Kế hoạch cải cách hành chính năm 2026, đợt {number + 1}",
        number=f"{number + 1}/KH-UBND",
        issuer="UBND phường Đo",
        issued_on=date(2026, 1, 15),
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        standing_unit_id=office.standing_unit,
        counter_checking_unit_id=office.counter_checking_unit,
        status=PlanStatus.running,
        started_at=filler.now - timedelta(days=240),
    )
    sections = [
        filler.add(
            Section, plan_id=plan_id, area_id=area, code=code, title=title, position=position
        )
        for position, (area, (code, title)) in enumerate(
            zip(office.areas, wording.SECTIONS, strict=True), 1
        )
    ]
    units = list(office.heads)
    for position in range(1, TASKS + 1):
        # The measured unit leads a third, so that there are always enough items to accept.
        lead = office.measured_unit if chance.random() < 0.33 else chance.choice(units)
        _add_task(filler, plan_id, chance.choice(sections), position, lead)


def _add_task(filler: Filler, plan_id: int, section_id: int, position: int, lead: int) -> None:
    chance = filler.chance
    title = wording.task_title(chance)
    task_id = filler.add(
        Task,
        plan_id=plan_id,
        section_id=section_id,
        position=position,
        number=str(position),
        title=title,
        duty=wording.duty(chance),
        search_text=title.lower(),
    )
    products = [
        filler.add(Product, task_id=task_id, position=n, title=wording.PRODUCTS[n])
        for n in range(chance.choice((1, 2)))
    ]
    schedule_id = filler.add(
        TaskSchedule,
        task_id=task_id,
        part_index=0,
        kind=DeadlineKind.RECURRING,
        printed="Hằng quý, hằng năm",
        note="Mỗi quý một kỳ và cả năm một kỳ, hạn là ngày cuối kỳ.",
    )
    lead_id = filler.add(TaskLead, task_id=task_id, slot=1)
    supporting = [u for u in chance.sample(list(filler.office.heads), 2) if u != lead]
    for place, unit_id in enumerate([lead, *supporting]):
        filler.add(
            TaskUnit,
            task_id=task_id,
            unit_id=unit_id,
            relation=Relation.supporting if place else Relation.lead,
            lead_id=None if place else lead_id,
            position=place,
        )
    for period in PERIODS:
        identity = {
            "plan_id": plan_id,
            "task_id": task_id,
            "schedule_id": schedule_id,
            "lead_id": lead_id,
            "lead_unit_id": lead,
            "period_key": period,
            "label": wording.PERIOD_LABELS[period],
        }
        _add_item(filler, identity, products)


def _add_item(filler: Filler, identity: dict[str, Any], products: list[int]) -> None:
    office, fate = filler.office, filler.chance.choices(list(FATES), list(FATES.values()))[0]
    state = _state(filler, fate, office.heads[identity["lead_unit_id"]].person_id)
    item_id = filler.add(
        WorkItem,
        **identity,
        **state,
        deciding_unit_id=deciding_unit_of(
            frozenset({identity["lead_unit_id"]}),
            None,
            office.standing_unit,
            office.counter_checking_unit,
        ),
        kind=ItemKind.DORMANT if fate == "undated" else ItemKind.PERIOD,
        original_due_on=state["due_on"],
        created_at=filler.now - timedelta(days=240),
    )
    checklist = [
        filler.add(
            WorkItemProduct,
            work_item_id=item_id,
            product_id=product_id,
            position=n,
            title=wording.PRODUCTS[n],
        )
        for n, product_id in enumerate(products)
    ]
    add_event(filler, identity, item_id, "create", 240)
    status = state["status"]
    if status in (Status.verified, Status.submitted):
        add_document(filler, item_id, checklist[0], state["product_on"])
    elif status is Status.in_progress:
        add_progress(filler, identity, item_id)
        if identity["lead_unit_id"] == office.measured_unit:
            add_document(filler, item_id, checklist[0], filler.today)
            for step in range(STEPS):
                add_event(filler, identity, item_id, "record_progress", 200 - 15 * step)


def _state(filler: Filler, fate: str, submitter: int | None) -> dict[str, Any]:
    """The columns of an item that say how it fared."""
    chance, today = filler.chance, filler.today
    status, due_on, handed_in = Status.dormant, None, None
    if fate in ("verified", "submitted"):
        status = Status[fate]
        due_on = today - timedelta(days=chance.randint(0, 240))
        handed_in = min(today, due_on + timedelta(days=chance.randint(-20, 4)))
    elif fate in ("late", "open"):
        status = chance.choice((Status.assigned, Status.assigned, Status.in_progress))
        days = chance.randint(1, 120)
        due_on = today + timedelta(days=-days if fate == "late" else days)
    elif fate == "dropped":
        status = Status.cancelled
    verified = fate == "verified"
    return {
        "status": status,
        "outcome": Outcome.dropped if fate == "dropped" else None,
        "due_on": due_on,
        "product_on": handed_in,
        "submitted_on": handed_in,
        "submitted_at": filler.now if handed_in else None,
        "submitted_by": submitter if handed_in else None,
        "completed_on": handed_in if verified else None,
        "verified_at": filler.now if verified else None,
        "verified_by": filler.office.officer.person_id if verified else None,
    }
