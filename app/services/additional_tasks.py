"""*Nhiệm vụ giao thêm*: work from a thông báo kết luận or a công văn, outside any plan.

It has its own căn cứ and its own time, read as a plan's times are, and is tracked alike: made by
the same generation, decided by the same units, late by the same rule. No plan counts it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Commune,
    Product,
    Relation,
    Task,
    TaskLead,
    TaskRevision,
    TaskSchedule,
    TaskUnit,
    UpdatePeriod,
    WorkItem,
    WorkItemProduct,
)
from app.queries.calendar import shifting_calendar
from app.queries.reported import reported_items
from app.queries.subjects import deciders_outside
from app.queries.task_decisions import lead_choices, unit_names
from app.services import events, generation, notices
from app.services.plan_tasks import RESULT, unit_row
from app.services.reporting_periods import missing_periods
from app.services.row_versions import take_version
from workflows import deadlines
from workflows.deadlines import (
    Before,
    ItemKind,
    PlannedItem,
    Reading,
    read_deadline,
    reading_to_json,
)
from workflows.permissions import Actor
from workflows.reminders import TOLD
from workflows.states import ActionRefused, Refusal, Role
from workflows.text import fold

ASSIGNERS = (Role.standing_officer, Role.leader)
"""Who gives work outside a plan."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Work as it is given: by which paper (`basis`, of the day `basis_on`), what, by which units,
    by when as the paper prints it. `each_alone`: every lead answers with work of its own; else they
    share one, and the first leads and submits. Texts are cleaned; units are ids.
    """

    basis: str
    basis_on: date | None
    title: str
    products: tuple[str, ...]
    leads: tuple[int, ...]
    supporting: tuple[int, ...]
    deadline_text: str
    each_alone: bool = False

    @property
    def slots(self) -> tuple[tuple[int, ...], ...]:
        return tuple((unit,) for unit in self.leads) if self.each_alone else (self.leads,)

    @property
    def checklist(self) -> list[str]:
        return list(self.products) or [RESULT]


@dataclass(frozen=True, slots=True)
class Forecast:
    """How the printed time was read, the items it makes, and the update periods it needs."""

    reading: Reading
    planned: Sequence[PlannedItem]
    new_periods: Sequence[deadlines.UpdatePeriod]


def forecast(session: Session, commune_id: int, text: str, basis_on: date) -> Forecast:
    """Read the printed time `text` of a paper of the day `basis_on`, over the days for which work
    outside a plan is followed."""
    commune = session.get_one(Commune, commune_id)
    span = generation.span_outside(basis_on)
    before = Before.INCLUSIVE if commune.before_is_inclusive else Before.EXCLUSIVE
    reading = read_deadline(text, span, basis_on, before)
    known = generation.update_periods(session, commune_id)
    missing = missing_periods(session, commune_id, known, span)
    planned = generation.plan_items(
        reading,
        span,
        basis_on,
        generation.within([*known, *missing], span),
        shifting_calendar(session, commune_id),
    )
    needed = any(item.kind is ItemKind.CHECK_IN for item in planned)
    return Forecast(reading, planned, missing if needed else [])


def assign(session: Session, actor: Actor, given: Assignment, *, now: datetime) -> Task:
    """Give the work: task, checklist, leads and items, recorded, each unit told once.

    Raises ActionRefused for anybody but the standing office and a leader, without a căn cứ and its
    day or a lead unit, and where the commune has no standing office to decide.
    """
    if not actor.has_role(*ASSIGNERS):
        raise ActionRefused(Refusal.role_not_enough)
    today = clock.local(now).date()
    _check(session, actor.commune_id, given, today)
    assert given.basis_on is not None  # noqa: S101 - said by `_check`
    read = forecast(session, actor.commune_id, given.deadline_text, given.basis_on)
    task = Task(
        commune_id=actor.commune_id,
        basis=given.basis,
        basis_on=given.basis_on,
        position=_next_place(session, actor.commune_id),
        title=given.title,
        search_text=_search_text(given),
    )
    session.add(task)
    session.flush()
    _write_parts(session, task, given, read)
    _write_units(session, task, given)
    _record(session, actor, task, "task.create", {"deadline": given.deadline_text}, now)
    generation.make_items(session, actor, [task.id], today=today, now=now)
    _tell(session, actor, task, given, now)
    return task


def _next_place(session: Session, commune_id: int) -> int:
    """The place after the last of the commune's work outside plans."""
    outside = (Task.commune_id == commune_id, Task.plan_id.is_(None))
    return 1 + (session.scalar(select(func.max(Task.position)).where(*outside)) or 0)


def _check(session: Session, commune_id: int, given: Assignment, today: date) -> None:
    if not (given.basis and given.title):
        raise ActionRefused(Refusal.document_missing)
    if given.basis_on is None:
        raise ActionRefused(Refusal.document_day_missing)
    if given.basis_on > today:
        raise ActionRefused(Refusal.document_day_in_future)
    choices = dict(lead_choices(session, commune_id, today))
    if not given.leads or not choices.keys() >= {*given.leads, *given.supporting}:
        raise ActionRefused(Refusal.lead_missing)
    if deciders_outside(session, commune_id).standing_unit is None:
        raise ActionRefused(Refusal.standing_office_missing)


def _search_text(given: Assignment) -> str:
    return fold(" ".join((given.title, *given.products, given.basis)))


def _write_parts(session: Session, task: Task, given: Assignment, read: Forecast) -> None:
    """What the paper says, how its time was read, and the checklist."""
    names = unit_names(session, task.commune_id, {*given.leads, *given.supporting})
    printed = {
        "title": given.title,
        "product": "; ".join(given.products),
        "lead": [names[unit] for unit in given.leads],
        "supporting": [names[unit] for unit in given.supporting],
        "deadline_text": given.deadline_text,
    }
    reading = reading_to_json(read.reading)
    session.add(
        TaskRevision(
            commune_id=task.commune_id, task_id=task.id, printed=printed, reading=reading, source={}
        )
    )
    session.add_all(
        TaskSchedule(
            commune_id=task.commune_id,
            task_id=task.id,
            part_index=index,
            kind=part.kind,
            printed=given.deadline_text,
            note=part.note,
        )
        for index, part in enumerate(read.reading.parts)
    )
    session.add_all(
        Product(commune_id=task.commune_id, task_id=task.id, position=position, title=title)
        for position, title in enumerate(given.checklist, 1)
    )
    session.add_all(
        UpdatePeriod(
            commune_id=task.commune_id,
            key=period.key,
            label=period.label,
            starts_on=period.start,
            ends_on=period.end,
        )
        for period in read.new_periods
    )
    session.flush()


def _write_units(session: Session, task: Task, given: Assignment) -> None:
    rows = []
    for number, units in enumerate(given.slots, 1):
        slot = TaskLead(commune_id=task.commune_id, task_id=task.id, slot=number)
        session.add(slot)
        session.flush()
        rows += [
            unit_row(task.commune_id, task.id, unit, Relation.lead, position, slot.id)
            for position, unit in enumerate(units)
        ]
    session.execute(insert(TaskUnit), rows)
    _add_supporting(session, task, given)


def _add_supporting(session: Session, task: Task, given: Assignment) -> None:
    rows = [
        unit_row(task.commune_id, task.id, unit, Relation.supporting, position)
        for position, unit in enumerate(given.supporting)
        if unit not in given.leads
    ]
    if rows:
        session.execute(insert(TaskUnit), rows)


def reword(
    session: Session, actor: Actor, task: Task, given: Assignment, *, version: int, now: datetime
) -> None:
    """Correct căn cứ, title, products and supporting units before anybody reported anything. Lead
    and time change by their own decisions.

    `version` is the task's as the person saw it. Raises ActionRefused: not the office or a leader,
    stale, reported on.
    """
    if not actor.has_role(*ASSIGNERS):
        raise ActionRefused(Refusal.role_not_enough)
    if not take_version(session, task, version):
        raise ActionRefused(Refusal.changed_meanwhile, who="", when="", kind="")
    if not (given.basis and given.title):
        raise ActionRefused(Refusal.document_missing)
    item_ids = session.scalars(
        select(WorkItem.id)
        .where(WorkItem.commune_id == task.commune_id, WorkItem.task_id == task.id)
        .with_for_update()
    ).all()
    if reported_items(session, task.commune_id, item_ids):
        raise ActionRefused(Refusal.already_reported)
    old = {"basis": task.basis, "title": task.title}
    task.basis, task.title, task.search_text = given.basis, given.title, _search_text(given)
    _reword_products(session, task, given.checklist, item_ids)
    session.execute(
        delete(TaskUnit).where(
            TaskUnit.commune_id == task.commune_id,
            TaskUnit.task_id == task.id,
            TaskUnit.relation == Relation.supporting,
        )
    )
    _add_supporting(session, task, given)
    _reword_revision(session, task, given)
    _record(session, actor, task, "additional_task.change", {"old": old}, now)
    # Told once of this task: only units that support it since.
    _tell(session, actor, task, given, now)


def _reword_revision(session: Session, task: Task, given: Assignment) -> None:
    """What was typed wrong is not what the paper says."""
    revision = session.scalars(
        select(TaskRevision).where(
            TaskRevision.commune_id == task.commune_id, TaskRevision.task_id == task.id
        )
    ).one()
    names = unit_names(session, task.commune_id, given.supporting)
    revision.printed = {
        **revision.printed,
        "title": given.title,
        "product": "; ".join(given.products),
        "supporting": [names[unit] for unit in given.supporting],
    }


def _reword_products(
    session: Session, task: Task, titles: Sequence[str], item_ids: Sequence[int]
) -> None:
    """The lines of the checklist in order: a line keeps its place and takes its new words, further
    ones are added to every item, those left over leave the items and are retired."""
    lines = session.scalars(
        select(Product)
        .where(
            Product.commune_id == task.commune_id, Product.task_id == task.id, Product.position > 0
        )
        .order_by(Product.position)
    ).all()
    for line, title in zip(lines, titles, strict=False):
        line.title = title
        session.execute(
            update(WorkItemProduct)
            .where(WorkItemProduct.product_id == line.id)
            .values(title=title)
            .execution_options(synchronize_session=False)
        )
    for line in lines[len(titles) :]:
        session.execute(
            delete(WorkItemProduct)
            .where(WorkItemProduct.product_id == line.id)
            .execution_options(synchronize_session=False)
        )
        line.position = -line.id
    for position, title in enumerate(titles[len(lines) :], len(lines) + 1):
        line = Product(commune_id=task.commune_id, task_id=task.id, position=position, title=title)
        session.add(line)
        session.flush()
        session.add_all(
            WorkItemProduct(
                commune_id=task.commune_id,
                work_item_id=item_id,
                product_id=line.id,
                position=position,
                title=title,
            )
            for item_id in item_ids
        )
    session.flush()


def _record(
    session: Session,
    actor: Actor,
    task: Task,
    kind: str,
    data: Mapping[str, object],
    now: datetime,
) -> None:
    given = {"document": task.basis, **data}
    events.record(session, actor, [events.about_task(task, kind, given, new=task.title)], now)


def _tell(session: Session, actor: Actor, task: Task, given: Assignment, now: datetime) -> None:
    """One notice to each person of the units that lead or support."""
    today = clock.local(now).date()
    for part, units in (("lead", given.leads), ("supporting", given.supporting)):
        people = notices.people_with_role(session, task.commune_id, TOLD, today, in_units=units)
        notices.notify(
            session,
            task.commune_id,
            [person for person in people if person != actor.person_id],
            kind="task.create",
            key=f"task.create:{task.id}",
            data={"title": task.title, "document": task.basis, "part": part},
            path=f"/nhiem-vu/{task.id}",
            now=now,
        )


__all__ = ["ASSIGNERS", "Assignment", "Forecast", "assign", "forecast", "reword"]
