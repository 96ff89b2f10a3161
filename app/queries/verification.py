"""The queue of submitted items, and what a decision on one of them stands on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Subquery,
    and_,
    case,
    func,
    literal_column,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Session, joinedload

from app.models import Area, Decision, ProgressNote, Section, Task, Unit, WorkItem
from app.queries.evidence import ItemEvidence
from app.queries.standing import followed
from app.queries.waiting import decides, has_proposal, may_act
from app.queries.work_items import PAGE, led_by
from workflows.permissions import Actor
from workflows.states import Action

_SUBMITTED = literal_column("work_item.status = 'submitted'")
_CHECK_IN = literal_column("work_item.kind = 'check_in'", Boolean)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What of the queue is asked for: a unit's, an area's, what came before or since an instant."""

    unit_id: int | None = None
    area_id: int | None = None
    came_before: datetime | None = None
    came_since: datetime | None = None

    def holds(self) -> ColumnElement[bool]:
        """SQL: the work item is one of those."""
        asked = [true()]
        if self.unit_id is not None:
            asked.append(WorkItem.lead_unit_id == self.unit_id)
        if self.area_id is not None:
            asked.append(
                select(Section.id)
                .join(Task, Task.section_id == Section.id)
                .where(Task.id == WorkItem.task_id, Section.area_id == self.area_id)
                .correlate(WorkItem)
                .exists()
            )
        if self.came_before is not None:
            asked.append(WorkItem.submitted_at < self.came_before)
        if self.came_since is not None:
            asked.append(WorkItem.submitted_at >= self.came_since)
        return and_(*asked)


EVERYTHING = QueueFilter()


@dataclass(frozen=True, slots=True)
class Facets:
    """What there is to filter by: (id, name, items) of units and areas, and how many items came
    before an instant, of all."""

    units: Sequence[tuple[int, str, int]]
    areas: Sequence[tuple[int, str, int]]
    before: int
    total: int


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A submitted item as a line of the queue; `place` and `area` are those of the appendix.

    The items of one *phiếu kỳ cập nhật* are one line: the first of them, and how many they are.
    `version` is the item's as listed; `is_proposed`: a verdict on it is proposed;
    `may_decide`: the person gives the verdict himself, and does not only propose it.
    """

    id: int
    title: str
    label: str
    section_code: str
    number: str
    area: str
    unit: str
    submitted_at: datetime
    rows: int
    is_sheet: bool
    unit_id: int
    period_key: str
    version: int
    is_proposed: bool
    may_decide: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue, the longest waiting first, and where the next one begins."""

    rows: Sequence[QueueRow]
    next_after: tuple[datetime, int] | None


def queue_of(
    session: Session,
    actor: Actor,
    after: tuple[datetime, int] | None = None,
    limit: int = PAGE,
    asked: QueueFilter = EVERYTHING,
) -> Queue:
    """The items on which `actor` may decide or propose, those of one sheet as one line, as far as
    `asked`. One query.

    `after` is (submitted at, id), of a sheet those of its first item.
    """
    lines = _lines(actor, asked)
    place = (lines.c.submitted_at, lines.c.first_id)
    query = (
        select(
            WorkItem.id,
            Task.title,
            WorkItem.label,
            func.coalesce(Section.code, ""),
            Task.number,
            func.coalesce(Section.title, ""),
            Unit.short_name,
            lines.c.submitted_at,
            lines.c.rows,
            _CHECK_IN,
            WorkItem.lead_unit_id,
            WorkItem.period_key,
            WorkItem.version,
            has_proposal(),
            decides(actor),
        )
        .join(lines, lines.c.first_id == WorkItem.id)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Unit, Unit.id == WorkItem.lead_unit_id)
        .outerjoin(Section, Section.id == Task.section_id)
        .order_by(*place)
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(tuple_(*place) > after)
    found = [QueueRow(*row) for row in session.execute(query)]
    shown = found[:limit]
    more = len(found) > limit
    return Queue(shown, (shown[-1].submitted_at, shown[-1].id) if more else None)


def _lines(actor: Actor, asked: QueueFilter) -> Subquery:
    """SQL: the lines of the queue: an item by itself, the items of one unit and update period
    together."""
    of_sheet = case((_CHECK_IN, WorkItem.lead_unit_id))
    return (
        select(
            func.min(WorkItem.id).label("first_id"),
            func.min(WorkItem.submitted_at).label("submitted_at"),
            func.count().label("rows"),
        )
        .where(may_act(actor), asked.holds())
        .group_by(
            of_sheet,
            case((_CHECK_IN, WorkItem.period_key)),
            case((_CHECK_IN, None), else_=WorkItem.id),
        )
        .subquery("line")
    )


def facets_of(session: Session, actor: Actor, boundary: datetime) -> Facets:
    """What the whole queue of `actor` can be filtered by; `boundary` parts what came before it from
    what came since. One query."""
    rows = session.execute(
        select(
            Unit.id,
            Unit.short_name,
            Area.id,
            Area.title,
            func.count(),
            func.coalesce(func.sum(case((WorkItem.submitted_at < boundary, 1), else_=0)), 0),
        )
        .select_from(WorkItem)
        .join(Unit, Unit.id == WorkItem.lead_unit_id)
        .join(Task, Task.id == WorkItem.task_id)
        .outerjoin(Section, Section.id == Task.section_id)
        .outerjoin(Area, Area.id == Section.area_id)
        .where(may_act(actor))
        .group_by(Unit.id, Unit.short_name, Unit.position, Area.id, Area.title, Area.position)
        .order_by(Unit.position, Area.position, Area.id)
    ).all()
    units: dict[int, tuple[str, int]] = {}
    areas: dict[int, tuple[str, int]] = {}
    for unit_id, unit, area_id, area, count, _ in rows:
        units[unit_id] = (unit, units.get(unit_id, (unit, 0))[1] + count)
        if area_id is not None:
            areas[area_id] = (area, areas.get(area_id, (area, 0))[1] + count)
    return Facets(
        [(key, *named) for key, named in units.items()],
        [(key, *named) for key, named in sorted(areas.items())],
        sum(row[-1] for row in rows),
        sum(row[-2] for row in rows),
    )


def next_in_queue(
    session: Session,
    actor: Actor,
    asked: QueueFilter = EVERYTHING,
    *,
    after: WorkItem | None = None,
) -> int | None:
    """The id of the item that has waited longest for a verdict or proposal of `actor`, as far as
    `asked`; with `after` the one that follows that item, and after the last the first. None where
    there is no other."""
    waiting = (
        select(WorkItem.id)
        .where(may_act(actor), asked.holds())
        .order_by(WorkItem.submitted_at, WorkItem.id)
        .limit(1)
    )
    if after is None:
        return session.scalar(waiting)
    place = tuple_(WorkItem.submitted_at, WorkItem.id)
    later = session.scalar(waiting.where(place > (after.submitted_at, after.id)))
    return later or session.scalar(waiting.where(WorkItem.id != after.id))


def default_product_day(item: WorkItem, proofs: ItemEvidence, today: date) -> date | None:
    """The day of the product that is offered to the verifier, and taken where he sets none.

    The latest day of the products he has accepted; while some are not, the day the unit named
    counts as well, else the latest issue day among their documents. Nothing where nothing arose,
    and never a day ahead.
    """
    if item.nothing_arose:
        return item.product_on
    accepted = [
        line.product.accepted_on for line in proofs.products if line.product.accepted_on is not None
    ]
    if accepted and all(line.product.accepted_by is not None for line in proofs.products):
        return max(accepted)
    documents = [shown.document for line in proofs.open_products for shown in line.documents]
    documents += [shown.document for shown in proofs.others]
    issued = [document.issued_on for document in documents if document.issued_on is not None]
    named = [item.product_on] if item.product_on is not None else issued
    days = [*accepted, *named]
    return min(max(days), today) if days else None


def own_waiting(session: Session, actor: Actor) -> Sequence[tuple[str, int]]:
    """What the actor's own units handed in and others decide on: (who, how many); "" is a
    leader."""
    units = actor.units()
    if not units:
        return ()
    rows = session.execute(
        select(func.coalesce(Unit.name, ""), func.count())
        .select_from(WorkItem)
        .outerjoin(Unit, Unit.id == WorkItem.deciding_unit_id)
        .where(WorkItem.commune_id == actor.commune_id, _SUBMITTED, followed(), led_by(units))
        .group_by(Unit.name)
        .order_by(Unit.name)
    )
    return [(name, count) for name, count in rows]


def returns_of(session: Session, item: WorkItem) -> Sequence[Decision]:
    """What was sent back before, by whom and why, newest first. One query."""
    return session.scalars(
        select(Decision)
        .where(
            Decision.commune_id == item.commune_id,
            Decision.work_item_id == item.id,
            Decision.action.in_([Action.ask_to_supplement, Action.send_back, Action.reopen]),
        )
        .options(joinedload(Decision.person))
        .order_by(Decision.id.desc())
    ).all()


def last_notes(session: Session, item: WorkItem, limit: int = 3) -> Sequence[ProgressNote]:
    """The latest progress notes of the item, newest first, with their authors. One query."""
    return session.scalars(
        select(ProgressNote)
        .where(ProgressNote.commune_id == item.commune_id, ProgressNote.work_item_id == item.id)
        .options(joinedload(ProgressNote.author))
        .order_by(ProgressNote.id.desc())
        .limit(limit)
    ).all()
