"""Requests for another date, questions about delays and their answers: one, those of an item, and
the lists of what is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, false, func, select
from sqlalchemy.orm import Session, aliased, joinedload
from sqlalchemy.sql.elements import ColumnElement

from app.models import (
    DueDateRequest,
    Event,
    Explanation,
    ExplanationKind,
    LeadRequest,
    Person,
    RequestStatus,
    Section,
    Task,
    Unit,
    WorkItem,
)
from app.queries.standing import followed
from app.queries.subjects import subjects_of
from app.queries.work_items import PAGE, led_by
from workflows.permissions import Actor, Subject
from workflows.states import Role, Status


def find_request(session: Session, actor: Actor, due_date_request_id: int) -> DueDateRequest | None:
    """The request for this actor with its unit, or None. One query."""
    return session.scalars(
        select(DueDateRequest)
        .where(DueDateRequest.id == due_date_request_id, _of_commune(actor, DueDateRequest))
        .options(joinedload(DueDateRequest.unit))
    ).first()


def find_explanation(session: Session, actor: Actor, explanation_id: int) -> Explanation | None:
    """The question (or reported cause) for this actor, or None. One query."""
    return session.scalars(
        select(Explanation).where(Explanation.id == explanation_id, _of_commune(actor, Explanation))
    ).first()


def _of_commune(actor: Actor, table: Any) -> ColumnElement[bool]:
    return table.commune_id == actor.commune_id if actor.appointments else false()


def last_step(session: Session, request: DueDateRequest | LeadRequest) -> Event | None:
    """The latest event of a request; every step of it leaves one."""
    return session.scalars(
        select(Event)
        .where(
            Event.commune_id == request.commune_id,
            Event.work_item_id == request.work_item_id,
            Event.subject == request.__tablename__,
            Event.subject_id == request.id,
        )
        .order_by(Event.seq.desc())
        .limit(1)
    ).first()


def names_of(session: Session, people: Sequence[int | None]) -> dict[int, str]:
    """Full names by person. One query."""
    rows = session.execute(select(Person.id, Person.full_name).where(Person.id.in_(set(people))))
    return {id_: name for id_, name in rows}


_REQUESTS = (
    select(DueDateRequest)
    .where(
        DueDateRequest.commune_id == bindparam("commune_id"),
        DueDateRequest.work_item_id == bindparam("work_item_id"),
    )
    .order_by(DueDateRequest.id.desc())
)
_EXPLANATIONS = (
    select(Explanation)
    .where(
        Explanation.commune_id == bindparam("commune_id"),
        Explanation.work_item_id == bindparam("work_item_id"),
    )
    .order_by(Explanation.id.desc())
)


def requests_of_item(session: Session, item: WorkItem) -> Sequence[DueDateRequest]:
    """Every request for another date of the item, newest first. One query."""
    of_item = {"commune_id": item.commune_id, "work_item_id": item.id}
    return session.scalars(_REQUESTS, of_item).all()


def explanations_of_item(session: Session, item: WorkItem) -> Sequence[Explanation]:
    """Every question about the item and every cause told, newest first. One query."""
    of_item = {"commune_id": item.commune_id, "work_item_id": item.id}
    return session.scalars(_EXPLANATIONS, of_item).all()


def _concerned(actor: Actor) -> ColumnElement[bool]:
    """SQL: whose open requests and questions somebody is shown: the office and the leaders all of
    the commune's, a unit those of the items it leads."""
    if actor.has_role(Role.standing_officer, Role.leader):
        return WorkItem.commune_id == actor.commune_id
    units = actor.units(Role.unit_head, Role.unit_officer)
    return (WorkItem.commune_id == actor.commune_id) & led_by(units) if units else false()


@dataclass(frozen=True, slots=True)
class OpenCounts:
    """How many requests for another date wait for a decision, and how many questions for an
    answer."""

    requests: int
    questions: int


def open_counts(session: Session, actor: Actor) -> OpenCounts:
    """The counts for the actor's lists. One query."""
    requests = _open_requests(actor).with_only_columns(func.count()).scalar_subquery()
    questions = _unanswered(actor).with_only_columns(func.count()).scalar_subquery()
    return OpenCounts(*session.execute(select(requests, questions)).one())


@dataclass(frozen=True, slots=True)
class RequestRow:
    """An open request as a line of the list, with its item's subject for the question whose turn
    it is."""

    request: DueDateRequest
    subject: Subject
    title: str
    label: str
    place: str
    unit: str
    times_moved: int


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """An unanswered question as a line of the list; `asked_by` is who asked."""

    id: int
    kind: ExplanationKind
    question: str
    answer_by: date
    asked_by: str
    work_item_id: int
    title: str
    label: str
    place: str
    unit: str


def _open_requests(actor: Actor) -> Select[Any]:
    return (
        select(DueDateRequest, WorkItem)
        .join(WorkItem, WorkItem.id == DueDateRequest.work_item_id)
        .where(
            DueDateRequest.commune_id == actor.commune_id,
            DueDateRequest.status == RequestStatus.open,
            _concerned(actor),
            followed(),
        )
    )


def open_requests(
    session: Session, actor: Actor, after: int = 0, limit: int = PAGE
) -> tuple[Sequence[RequestRow], int | None]:
    """A page of what waits for a decision, the oldest first, and where the next one begins.
    Three queries. `after` is the id of the last row seen."""
    found = session.execute(
        _open_requests(actor)
        .add_columns(Task.title, func.coalesce(Section.code, ""), Task.number, Unit.short_name)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Unit, Unit.id == WorkItem.lead_unit_id)
        .outerjoin(Section, Section.id == Task.section_id)
        .where(DueDateRequest.id > after)
        .order_by(DueDateRequest.id)
        .limit(limit + 1)
    ).all()
    shown = found[:limit]
    subjects = subjects_of(session, [row[1] for row in shown])
    rows = [
        RequestRow(
            request=request,
            subject=subjects[item.id],
            title=title,
            label=item.label,
            place=".".join(part for part in (code, number) if part),
            unit=unit,
            times_moved=item.times_moved,
        )
        for request, item, title, code, number, unit in shown
    ]
    return rows, shown[-1][0].id if len(found) > limit else None


def _unanswered(actor: Actor) -> Select[Any]:
    return (
        select(Explanation.id)
        .join(WorkItem, WorkItem.id == Explanation.work_item_id)
        .where(
            Explanation.commune_id == actor.commune_id,
            Explanation.answered_at.is_(None),
            WorkItem.status != Status.cancelled,
            _concerned(actor),
            followed(),
        )
    )


def unanswered_questions(
    session: Session,
    actor: Actor,
    after: tuple[date, int] | None = None,
    limit: int = PAGE,
) -> tuple[Sequence[QuestionRow], tuple[date, int] | None]:
    """A page of what waits for an answer, the earliest day first, and where the next one begins.
    One query. `after` is (day, id) of the last row seen."""
    asker = aliased(Person)
    query = (
        _unanswered(actor)
        .add_columns(
            Explanation.kind,
            Explanation.question,
            Explanation.answer_by,
            asker.full_name,
            WorkItem.id,
            Task.title,
            WorkItem.label,
            func.coalesce(Section.code, ""),
            Task.number,
            Unit.short_name,
        )
        .join(asker, asker.id == Explanation.asked_by)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Unit, Unit.id == WorkItem.lead_unit_id)
        .outerjoin(Section, Section.id == Task.section_id)
        .order_by(Explanation.answer_by, Explanation.id)
        .limit(limit + 1)
    )
    if after is not None:
        day, id_ = after
        query = query.where(
            (Explanation.answer_by > day)
            | ((Explanation.answer_by == day) & (Explanation.id > id_))
        )
    found = session.execute(query).all()
    rows = [
        QuestionRow(*row[:8], ".".join(part for part in row[8:10] if part), row[10])
        for row in found[:limit]
    ]
    last = rows[-1] if len(found) > limit else None
    return rows, (last.answer_by, last.id) if last else None
