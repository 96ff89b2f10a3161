"""What waits for somebody, as counts for the frame of every page, and whose page it is."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Select, and_, false, func, not_, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.models import Commune, Notification, VerdictProposal, WorkItem
from app.queries.lead_units import answers
from app.queries.standing import followed, submitted
from workflows.permissions import Actor
from workflows.states import Role


@dataclass(frozen=True, slots=True)
class Waiting:
    """The commune's name, and the numbers beside the navigation: verdicts this person may give or
    has yet to propose, notices not read."""

    commune: str
    verdicts: int
    notices: int


def may_decide(actor: Actor) -> ColumnElement[bool]:
    """SQL: the submitted items on which `actor` may decide. The same sentence as the rules of
    `Action.verify` in `workflows.permissions`; a test holds the two together."""
    return and_(_waits(actor), decides(actor))


def may_propose(actor: Actor) -> ColumnElement[bool]:
    """SQL: the submitted items on which `actor` may propose a verdict. The same sentence as the
    rules of `Right.propose_verdict`; a test holds the two together."""
    return and_(_waits(actor), _proposes(actor))


def waits_for(actor: Actor) -> ColumnElement[bool]:
    """SQL: the submitted items with which `actor` has the next step: those he decides on, and
    those on which nobody has proposed anything yet."""
    return and_(_waits(actor), or_(decides(actor), and_(_proposes(actor), ~has_proposal())))


def may_act(actor: Actor) -> ColumnElement[bool]:
    """SQL: the submitted items on which `actor` may decide or propose."""
    return and_(_waits(actor), or_(decides(actor), _proposes(actor)))


def has_proposal(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """SQL: a verdict is proposed on the work item (by `which`), and stands."""
    return (
        select(VerdictProposal.id)
        .where(
            VerdictProposal.work_item_id == WorkItem.id, VerdictProposal.ended_at.is_(None), *which
        )
        .correlate(WorkItem)
        .exists()
    )


def _waits(actor: Actor) -> ColumnElement[bool]:
    """SQL: handed in, in this commune, by others, and not of a unit to which the actor is bound."""
    return and_(
        WorkItem.commune_id == actor.commune_id,
        submitted(),
        followed(),
        ~answers(actor.units() | actor.other_units),
        _not_handed_in_by(actor.person_id),
    )


def decides(actor: Actor) -> ColumnElement[bool]:
    """SQL: of the items that wait for him: by an appointment that decides, unless its holder handed
    the item in."""
    turns = _turns(actor)
    if [holder for holder, _ in turns] == [actor.person_id]:
        found = turns[0][1]
    else:
        found = or_(false(), *(and_(turn, _not_handed_in_by(holder)) for holder, turn in turns))
    if not actor.units(Role.unit_head):
        return found
    # A head who came to it after he had proposed: two steps are two people's.
    own = has_proposal(VerdictProposal.proposed_by == actor.person_id)
    return and_(found, not_(and_(_two_steps(actor), own)))


def _proposes(actor: Actor) -> ColumnElement[bool]:
    officers = actor.units(Role.standing_officer, Role.unit_officer) - actor.units(Role.unit_head)
    if not officers:
        return false()
    return and_(_two_steps(actor), WorkItem.deciding_unit_id.in_(officers))


def _not_handed_in_by(person_id: int | None) -> ColumnElement[bool]:
    return and_(
        WorkItem.submitted_by.is_distinct_from(person_id),
        WorkItem.entered_by.is_distinct_from(person_id),
    )


def _turns(actor: Actor) -> list[tuple[int | None, ColumnElement[bool]]]:
    """By whose appointments (his own: the actor's id) he decides, and on which items by them."""
    heads, officers = defaultdict[int | None, set[int]](set), defaultdict[int | None, set[int]](set)
    leaders = set()
    for held in actor.appointments:
        holder = actor.person_id if held.holder_id is None else held.holder_id
        if held.role is Role.leader:
            leaders.add(holder)
        elif held.unit_id is not None and held.role is Role.unit_head:
            heads[holder].add(held.unit_id)
        elif held.unit_id is not None and held.role is Role.standing_officer:
            officers[holder].add(held.unit_id)
    return [
        (holder, _turn(actor, heads[holder], officers[holder], holder in leaders))
        for holder in {*heads, *officers, *leaders}
    ]


def _turn(actor: Actor, headed: set[int], served: set[int], leads: bool) -> ColumnElement[bool]:
    decided = WorkItem.deciding_unit_id.in_(headed | served)
    if served - headed:
        decided &= or_(WorkItem.deciding_unit_id.in_(headed), not_(_two_steps(actor)))
    found = [decided] if headed or served else []
    if leads:
        found.append(WorkItem.deciding_unit_id.is_(None))
    return or_(*found)


def _two_steps(actor: Actor) -> ColumnElement[bool]:
    return select(Commune.two_step_verdicts).where(Commune.id == actor.commune_id).scalar_subquery()


def count_waiting(session: Session, actor: Actor) -> Waiting:
    """Name and counts in one query."""
    return Waiting(*session.execute(_counts(actor)).one())


@lru_cache(maxsize=200)
def _counts(actor: Actor) -> Select[tuple[str, int, int]]:
    """The query, put together once for a person: every page asks it."""
    unread = (
        select(func.count())
        .select_from(Notification)
        .where(
            Notification.commune_id == actor.commune_id,
            Notification.person_id == actor.person_id,
            Notification.read_at.is_(None),
        )
        .scalar_subquery()
    )
    verdicts = select(func.count()).select_from(WorkItem).where(waits_for(actor)).scalar_subquery()
    return select(Commune.name, verdicts, unread).where(Commune.id == actor.commune_id)
