"""*Đưa vào theo dõi*: a draft becomes a plan with tasks and work items, all or nothing.

What will happen is worked out first (`app.services.plan_preparation`); here it is written.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    DraftRow,
    DraftStatus,
    Plan,
    PlanVersion,
    Product,
    Relation,
    Task,
    TaskLead,
    TaskRevision,
    TaskSchedule,
    TaskUnit,
    UpdatePeriod,
)
from app.queries.drafts import load_content
from app.services import events, generation, notices
from app.services.draft_claims import changed, open_draft
from app.services.plan_preparation import (
    Prepared,
    PreparedTask,
    parts_of_units,
    people_to_tell,
    prepare,
)
from app.services.plan_sections import make_sections
from workflows.permissions import Actor
from workflows.text import fold

RESULT = "Kết quả thực hiện"
"""The one line of the checklist where the plan prints no product: something must exist at the
end.
"""


def start_plan(
    session: Session, actor: Actor, draft_id: int, *, version: int, now: datetime
) -> Plan:
    """Make the plan of a draft: version, sections, tasks, schedules, leads, products, items; record
    it and tell each unit once.

    `version` is the draft's as the person saw it on the page that asked him. Raises DraftRefused
    where it was changed since, is not open, or something still keeps it back; then nothing is kept.
    """
    today = clock.local(now).date()
    draft = open_draft(session, actor, draft_id, version)
    content = load_content(session, actor, draft_id, today)
    assert content is not None  # noqa: S101 - `open_draft` has just found it
    prepared = prepare(session, content)
    plan, plan_version = _add_plan(session, actor, prepared, now)
    sections = make_sections(session, plan, draft.sections)
    task_ids = _add_tasks(session, prepared, plan, sections)
    _add_texts(session, prepared, task_ids, plan_version)
    _add_units(session, prepared, task_ids)
    session.add_all(
        UpdatePeriod(
            commune_id=plan.commune_id,
            key=period.key,
            label=period.label,
            starts_on=period.start,
            ends_on=period.end,
        )
        for period in prepared.new_periods
    )
    draft.status, draft.plan_id = DraftStatus.started, plan.id
    changed(session, actor, draft, "start", now)
    _record(session, actor, prepared, plan, task_ids, now)
    generation.make_items(session, actor, task_ids, today=today, now=now)
    _tell(session, prepared, plan, today, now)
    return plan


def _add_plan(
    session: Session, actor: Actor, prepared: Prepared, now: datetime
) -> tuple[Plan, PlanVersion]:
    draft = prepared.content.draft
    plan = Plan(
        commune_id=draft.commune_id,
        title=draft.title,
        number=draft.number,
        issuer=draft.issuer,
        issued_on=draft.issued_on,
        issued_month=draft.issued_month,
        starts_on=prepared.span.start,
        ends_on=prepared.span.end,
        standing_unit_id=prepared.standing_unit_id,
        counter_checking_unit_id=prepared.counter_checking_unit_id,
        before_is_inclusive=draft.before_is_inclusive,
        started_at=now,
        started_by=actor.person_id,
    )
    session.add(plan)
    session.flush()
    plan_version = PlanVersion(
        commune_id=plan.commune_id,
        plan_id=plan.id,
        number=1,
        file_id=draft.file_id,
        document=draft.number,
        started_at=now,
    )
    session.add(plan_version)
    session.flush()
    return plan, plan_version


def _add_tasks(
    session: Session, prepared: Prepared, plan: Plan, sections: dict[str, int]
) -> list[int]:
    """The tasks in the order of the plan; returns their ids in that order."""
    rows = [
        {
            "commune_id": plan.commune_id,
            "plan_id": plan.id,
            "section_id": sections.get(task.row.section_code),
            "follow_up_unit_id": task.follow_up_unit_id,
            "position": position,
            "number": task.row.number,
            "title": task.row.title,
            "objective": task.row.objective,
            "duty": task.row.duty,
            "funding": task.row.funding,
            "search_text": search_text(task.row),
        }
        for position, task in enumerate(prepared.tasks, 1)
    ]
    session.execute(insert(Task), rows)
    return list(
        session.scalars(select(Task.id).where(Task.plan_id == plan.id).order_by(Task.position))
    )


def search_text(row: DraftRow) -> str:
    """What a task is found by: its title, products, objective and duty, folded."""
    return fold(" ".join((row.title, row.product, row.objective, row.duty)))


def _add_texts(
    session: Session, prepared: Prepared, task_ids: Sequence[int], version: PlanVersion
) -> None:
    """What is printed: the revision of each task, its schedule parts, its products."""
    revisions: list[dict[str, Any]] = []
    schedules: list[dict[str, Any]] = []
    products: list[dict[str, Any]] = []
    for task_id, task in zip(task_ids, prepared.tasks, strict=True):
        of_task = {"commune_id": version.commune_id, "task_id": task_id}
        revisions.append(
            {
                **of_task,
                "plan_version_id": version.id,
                "printed": _printed(task.row),
                "reading": task.row.reading,
                "source": task.row.source,
            }
        )
        schedules.extend({**of_task, **part} for part in _schedule_parts(task))
        products.extend(
            {**of_task, "position": position, "title": title}
            for position, title in enumerate(task.row.products or [RESULT], 1)
        )
    session.execute(insert(TaskRevision), revisions)
    session.execute(insert(TaskSchedule), schedules)
    session.execute(insert(Product), products)


def _printed(row: DraftRow) -> dict[str, Any]:
    names = (
        "section_code",
        "number",
        "objective",
        "duty",
        "title",
        "product",
        "lead",
        "supporting",
        "follow_up",
        "funding",
        "deadline_text",
        "corrected",
    )
    return {name: getattr(row, name) for name in names}


def _schedule_parts(task: PreparedTask) -> list[dict[str, Any]]:
    """One schedule per part of the reading. Each keeps the whole cell as printed; the note says
    which words of it the part is.
    """
    printed = task.row.deadline_text
    return [
        {"part_index": index, "kind": part.kind, "printed": printed, "note": part.note}
        for index, part in enumerate(task.reading.parts)
    ]


def _add_units(session: Session, prepared: Prepared, task_ids: Sequence[int]) -> None:
    """The lead slots, and every unit's part in every task."""
    commune_id = prepared.content.draft.commune_id
    slots = [
        (task_id, number, units)
        for task_id, task in zip(task_ids, prepared.tasks, strict=True)
        for number, units in enumerate(task.slots, 1)
    ]
    session.execute(
        insert(TaskLead),
        [{"commune_id": commune_id, "task_id": task, "slot": number} for task, number, _ in slots],
    )
    leads = session.execute(
        select(TaskLead.task_id, TaskLead.slot, TaskLead.id).where(
            TaskLead.commune_id == commune_id, TaskLead.task_id.in_(task_ids)
        )
    )
    lead_ids = {(task_id, slot): lead_id for task_id, slot, lead_id in leads}
    leading = [
        (task_id, unit, Relation.lead, lead_ids[task_id, number], position)
        for task_id, number, units in slots
        for position, unit in enumerate(units)
    ]
    others = [
        (task_id, unit, relation, None, position)
        for task_id, task in zip(task_ids, prepared.tasks, strict=True)
        for relation, units in (
            (Relation.supporting, task.supporting),
            (Relation.follow_up, task.follow_up),
        )
        for position, unit in enumerate(units)
    ]
    columns = ("task_id", "unit_id", "relation", "lead_id", "position")
    session.execute(
        insert(TaskUnit),
        [
            {"commune_id": commune_id, **dict(zip(columns, row, strict=True))}
            for row in (*leading, *others)
        ],
    )


def _record(
    session: Session,
    actor: Actor,
    prepared: Prepared,
    plan: Plan,
    task_ids: Sequence[int],
    now: datetime,
) -> None:
    whole = events.Entry(
        kind="plan.start",
        subject="plan",
        subject_id=plan.id,
        plan_id=plan.id,
        new=plan.number,
        data={"title": plan.title, "tasks": len(task_ids), "draft_id": prepared.content.draft.id},
    )
    each = [
        events.Entry(
            kind="task.create",
            subject="task",
            subject_id=task_id,
            plan_id=plan.id,
            task_id=task_id,
            data={"deadline": task.row.deadline_text, "slots": [list(s) for s in task.slots]},
        )
        for task_id, task in zip(task_ids, prepared.tasks, strict=True)
    ]
    events.record(session, actor, [whole, *each], now)


def _tell(session: Session, prepared: Prepared, plan: Plan, today: date, now: datetime) -> None:
    """One notice to each person of each unit that has a part in the plan."""
    # A number that was left blank ("/QĐ-UBND") names no plan; the title does.
    number = plan.number if any(char.isdigit() for char in plan.number) else ""
    parts = parts_of_units(prepared)
    for unit_id, people in people_to_tell(session, prepared, today).items():
        notices.notify(
            session,
            plan.commune_id,
            people,
            kind="plan.start",
            key=f"plan.start:{plan.id}:{unit_id}",
            data={"title": plan.title, "number": number, **parts[unit_id]},
            path=f"/ke-hoach/{plan.id}",
            now=now,
        )
