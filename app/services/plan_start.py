"""*Đưa vào theo dõi*: a draft becomes a plan with tasks and work items, all or nothing.

What will happen is worked out first, without writing (`prepare`); the page that asks for consent shows
it in numbers, and `start_plan` carries out the same.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    DraftRow,
    DraftStatus,
    Plan,
    PlanDraft,
    PlanVersion,
    Product,
    Relation,
    Task,
    TaskLead,
    TaskRevision,
    TaskSchedule,
    TaskUnit,
    Unit,
    UnitKind,
    UpdatePeriod,
)
from app.queries.drafts import DraftContent, load_content, obstacles
from app.services import events, generation, notices
from app.services.draft_claims import DraftRefusal, DraftRefused, changed, open_draft
from app.services.plan_sections import make_sections
from workflows import deadlines
from workflows.deadlines import PlannedItem, Reading, Span, reading_from_json
from workflows.permissions import Actor, deciding_unit_of
from workflows.states import Role
from workflows.text import fold

RESULT = "Kết quả thực hiện"
"""The one line of the checklist where the plan prints no product: something must exist at the end."""

TOLD = frozenset({Role.unit_head, Role.unit_officer})
"""Who in a unit is told that a plan was started."""


@dataclass(frozen=True, slots=True)
class PreparedTask:
    """A row of the draft as the task it becomes. Each slot's first unit leads and submits."""

    row: DraftRow
    reading: Reading
    slots: tuple[tuple[int, ...], ...]
    supporting: tuple[int, ...]
    follow_up: tuple[int, ...]
    follow_up_unit_id: int | None
    planned: tuple[PlannedItem, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan about to be started: its tasks, the update periods it needs, and who decides."""

    content: DraftContent
    span: Span
    standing_unit_id: int
    counter_checking_unit_id: int | None
    tasks: tuple[PreparedTask, ...]
    new_periods: tuple[deadlines.UpdatePeriod, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What starting would do, in numbers. `items` exist at once; `to_come` open on their own days."""

    tasks: int
    items: int
    to_come: int
    without_date: int
    dormant: int
    already_late: int
    lead_units: int
    notices: int
    deciding: tuple[tuple[str | None, int], ...]


def prepare(session: Session, content: DraftContent) -> Prepared:
    """Work out what the draft becomes. Raises DraftRefused(blocked) while something keeps it back."""
    if obstacles(content):
        raise DraftRefused(DraftRefusal.blocked)
    draft, standing = content.draft, content.standing_unit
    assert draft.starts_on and draft.ends_on and standing  # noqa: S101 - said by `obstacles`
    span = Span(draft.starts_on, draft.ends_on)
    known = generation.update_periods(session, draft.commune_id)
    new_periods = generation.missing_quarters(known, span)
    periods = generation.within([*known, *new_periods], span)
    checking = content.counter_checking_unit
    return Prepared(
        content=content,
        span=span,
        standing_unit_id=standing.id,
        counter_checking_unit_id=checking.id if checking else None,
        tasks=tuple(_prepared_task(content, row, span, periods) for row in content.included),
        new_periods=tuple(new_periods),
    )


def _prepared_task(
    content: DraftContent,
    row: DraftRow,
    span: Span,
    periods: Sequence[deadlines.UpdatePeriod],
) -> PreparedTask:
    draft = content.draft
    reading = reading_from_json(row.reading)
    issued = generation.issue_day(draft.issued_on, draft.issued_month)
    follow_up = content.units_of(row.follow_up)
    checkers = {u.id for u in content.units if u.kind is UnitKind.under_committee}
    return PreparedTask(
        row=row,
        reading=reading,
        slots=content.slots_of(row.lead),
        supporting=content.supporting_of(row),
        follow_up=follow_up,
        # Only a unit of the committee has people here who can verify.
        follow_up_unit_id=next((unit for unit in follow_up if unit in checkers), None),
        planned=tuple(generation.plan_items(reading, span, issued, periods)),
    )


def forecast(session: Session, prepared: Prepared, today: date) -> Forecast:
    """The numbers of the page that asks for consent."""
    items = [
        (task, slot, item)
        for task in prepared.tasks
        for slot in task.slots
        for item in task.planned
        if generation.exists_on(item, today)
    ]
    planned = sum(len(task.slots) * len(task.planned) for task in prepared.tasks)
    names = {unit.id: unit.name for unit in prepared.content.units}
    deciding = Counter(_deciding_unit(prepared, task, slot) for task, slot, _ in items)
    return Forecast(
        tasks=len(prepared.tasks),
        items=len(items),
        to_come=planned - len(items),
        without_date=sum(item.due is None for _, _, item in items),
        dormant=sum(item.kind is deadlines.ItemKind.DORMANT for _, _, item in items),
        already_late=sum(item.due is not None and item.due < today for _, _, item in items),
        lead_units=len({unit for task in prepared.tasks for slot in task.slots for unit in slot}),
        notices=sum(len(people) for people in _to_tell(session, prepared, today).values()),
        deciding=tuple(
            (names.get(unit) if unit else None, count) for unit, count in deciding.most_common()
        ),
    )


def _deciding_unit(prepared: Prepared, task: PreparedTask, slot: tuple[int, ...]) -> int | None:
    return deciding_unit_of(
        frozenset(slot),
        task.follow_up_unit_id,
        prepared.standing_unit_id,
        prepared.counter_checking_unit_id,
    )


def _parts_of_units(prepared: Prepared) -> dict[int, dict[str, int]]:
    """How many tasks each unit leads and supports; a unit that does both counts as leading."""
    parts: dict[int, dict[str, int]] = {}
    for task in prepared.tasks:
        leads = {unit for slot in task.slots for unit in slot}
        for unit in leads:
            parts.setdefault(unit, {"lead": 0, "supporting": 0})["lead"] += 1
        for unit in set(task.supporting) - leads:
            parts.setdefault(unit, {"lead": 0, "supporting": 0})["supporting"] += 1
    return parts


def _to_tell(session: Session, prepared: Prepared, today: date) -> dict[int, Sequence[int]]:
    """The people of each unit that leads or supports something."""
    commune_id = prepared.content.draft.commune_id
    return {
        unit: notices.people_with_role(session, commune_id, TOLD, today, in_units={unit})
        for unit in sorted(_parts_of_units(prepared))
    }


def start_plan(
    session: Session, actor: Actor, draft_id: int, *, version: int, now: datetime
) -> Plan:
    """Make the plan of a draft: version, sections, tasks, schedules, leads, products, items; record it and
    tell each unit once.

    `version` is the draft's as the person saw it on the page that asked him. Raises DraftRefused where it
    was changed since, is not open, or something still keeps it back; then nothing is kept.
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
    statement = insert(Task).returning(Task.id, sort_by_parameter_order=True)
    return list(session.scalars(statement, rows))


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
    """One schedule per part of the reading; a reading without parts (an empty cell) has one all the same,
    for its item must belong to something."""
    printed = task.row.deadline_text
    if not task.reading.parts:
        kind, note = task.reading.kind, task.reading.note
        return [{"part_index": 0, "kind": kind, "printed": printed, "note": note}]
    alone = len(task.reading.parts) == 1
    return [
        {
            "part_index": index,
            "kind": part.kind,
            "printed": printed if alone else part.text,
            "note": part.note or (task.reading.note if alone else ""),
        }
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
    statement = insert(TaskLead).returning(TaskLead.id, sort_by_parameter_order=True)
    lead_ids = session.scalars(
        statement,
        [{"commune_id": commune_id, "task_id": task, "slot": number} for task, number, _ in slots],
    ).all()
    leading = [
        (task_id, unit, Relation.lead, lead_id, position)
        for lead_id, (task_id, _, units) in zip(lead_ids, slots, strict=True)
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


def _tell(
    session: Session, prepared: Prepared, plan: Plan, today: date, now: datetime
) -> None:
    """One notice to each person of each unit that has a part in the plan."""
    parts = _parts_of_units(prepared)
    for unit_id, people in _to_tell(session, prepared, today).items():
        notices.notify(
            session,
            plan.commune_id,
            people,
            kind="plan.start",
            key=f"plan.start:{plan.id}:{unit_id}",
            data={"title": plan.title, "number": plan.number, **parts[unit_id]},
            path=f"/ke-hoach/{plan.id}",
            now=now,
        )
