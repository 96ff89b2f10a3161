"""Notices in the product: rows, written in the transaction of what they tell.

A notice is worded when it is shown (`app/labels/notices.py`), so the person's language decides.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, union, update
from sqlalchemy.orm import Session

from app import clock
from app.models import Appointment, Delegation, Notification, Person, Task, WorkItem
from app.queries.batches import batches
from workflows.permissions import Actor, Subject
from workflows.states import Action, Role


def people_with_role(
    session: Session,
    commune_id: int,
    roles: Collection[Role],
    today: date,
    *,
    in_units: Collection[int] | None = None,
) -> Sequence[int]:
    """The enabled people who hold one of `roles` on `today`, or stand in for somebody who does:
    anywhere in the commune, or in one of the units `in_units`."""
    in_force = [
        Appointment.commune_id == commune_id,
        Appointment.role.in_(roles),
        Appointment.valid_from <= today,
        or_(Appointment.valid_to.is_(None), Appointment.valid_to >= today),
        Person.disabled_at.is_(None),
    ]
    if in_units is not None:
        in_force.append(Appointment.unit_id.in_(in_units))
    own = select(Appointment.person_id.label("person_id")).join(
        Person, Person.id == Appointment.person_id
    )
    stood_in = (
        select(Delegation.deputy_id)
        .join(Appointment, Appointment.id == Delegation.appointment_id)
        .join(Person, Person.id == Delegation.deputy_id)
        .where(
            Delegation.valid_from <= today,
            Delegation.valid_to >= today,
            Delegation.ended_at.is_(None),
        )
    )
    everybody = union(own.where(*in_force), stood_in.where(*in_force)).order_by("person_id")
    return session.scalars(everybody).all()


def notify(
    session: Session,
    commune_id: int,
    people: Collection[int],
    *,
    kind: str,
    key: str,
    data: Mapping[str, Any],
    path: str,
    now: datetime,
    for_mail: bool = False,
) -> int:
    """Tell `people` once. `key` names the occasion; the same occasion is told nobody twice.

    Returns how many notices were new. `path` is where the notice leads. `for_mail`: it asks for
    action, and goes by mail too.
    """
    wanted = {f"{key}:{person_id}": person_id for person_id in people}
    known = set(session.scalars(select(Notification.key).where(Notification.key.in_(wanted))))
    fresh = [
        Notification(
            commune_id=commune_id,
            key=full_key,
            person_id=person_id,
            kind=kind,
            data=dict(data),
            path=path,
            created_at=now,
            is_for_mail=for_mail,
        )
        for full_key, person_id in wanted.items()
        if full_key not in known
    ]
    session.add_all(fresh)
    session.flush()
    return len(fresh)


@dataclass(frozen=True, slots=True)
class Note:
    """A notice of one person, with its whole key."""

    person_id: int
    key: str
    kind: str
    data: Mapping[str, Any]
    path: str
    is_for_mail: bool = False


_KNOWN = select(Notification.key).where(Notification.key.in_(bindparam("keys", expanding=True)))


def notify_each(session: Session, commune_id: int, notes: Sequence[Note], now: datetime) -> int:
    """Give each person a notice of his own, as `notify` does; two statements for a thousand.

    Returns how many were new.
    """
    made = 0
    for some in batches(notes):
        keys = [note.key for note in some]
        known = set(session.scalars(_KNOWN, {"keys": keys}))
        rows = [
            {
                "commune_id": commune_id,
                "key": note.key,
                "person_id": note.person_id,
                "kind": note.kind,
                "data": dict(note.data),
                "path": note.path,
                "created_at": now,
                "is_for_mail": note.is_for_mail,
            }
            for note in some
            if note.key not in known
        ]
        if rows:
            session.execute(insert(Notification), rows)
        made += len(rows)
    return made


_TO_THE_UNIT = frozenset(
    {
        Action.activate,
        Action.set_date,
        Action.verify,
        Action.ask_to_supplement,
        Action.send_back,
        Action.reopen,
        Action.drop,
        Action.bring_back,
    }
)


_BY_MAIL = frozenset({Action.ask_to_supplement, Action.send_back})
"""What asks the unit for action, and goes by mail too."""


def after_action(
    session: Session,
    item: WorkItem,
    subject: Subject,
    action: Action,
    reason: str,
    actor: Actor,
    now: datetime,
    *,
    moved_from: date | None = None,
) -> None:
    """Tell the other side what was done and why: the unit of a decision, the verifier of a
    submission. `moved_from` is the date that another one took the place of: that goes by mail too.
    """
    people = _people_to_tell(session, item, subject, action, clock.local(now).date())
    if not people:
        return
    title = session.scalar(select(Task.title).where(Task.id == item.task_id))
    notify(
        session,
        item.commune_id,
        [person for person in people if person != actor.person_id],
        kind=f"work_item.{action}",
        key=f"{item.id}:{action}:{item.version}",
        data={"title": title, "label": item.label, "reason": reason, **_dates(item, moved_from)},
        path=f"/viec/{item.id}",
        now=now,
        for_mail=action in _BY_MAIL or moved_from is not None,
    )


def _dates(item: WorkItem, moved_from: date | None) -> dict[str, str]:
    if moved_from is None or item.due_on is None:
        return {}
    return {"old_due_on": moved_from.isoformat(), "due_on": item.due_on.isoformat()}


def _people_to_tell(
    session: Session, item: WorkItem, subject: Subject, action: Action, today: date
) -> Sequence[int]:
    if action in _TO_THE_UNIT:
        unit_roles = {Role.unit_head, Role.unit_officer}
        return people_with_role(
            session, item.commune_id, unit_roles, today, in_units=subject.lead_units
        )
    if action is not Action.submit:
        return ()
    if item.deciding_unit_id is None:
        return people_with_role(session, item.commune_id, {Role.leader}, today)
    deciders = {Role.standing_officer, Role.unit_head}
    if subject.two_steps:
        deciders.add(Role.unit_officer)
    return people_with_role(
        session, item.commune_id, deciders, today, in_units={item.deciding_unit_id}
    )


def mark_read(
    session: Session, actor: Actor, now: datetime, *, notification_id: int | None = None
) -> int:
    """Note that the actor read one notice of his, or all of them; return how many were unread.

    A person's own housekeeping: it leaves no event.
    """
    mine = update(Notification).where(
        Notification.commune_id == actor.commune_id,
        Notification.person_id == actor.person_id,
        Notification.read_at.is_(None),
    )
    if notification_id is not None:
        mine = mine.where(Notification.id == notification_id)
    return session.execute(mine.values(read_at=now)).rowcount
