"""Notices in the product: rows, written in the transaction of what they tell.

A notice is worded when it is shown (`app/labels/notices.py`), so the person's language decides.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock
from app.models import Appointment, Notification, Person, Task, WorkItem
from workflows.permissions import Actor, Subject
from workflows.states import Action, Role


def people_of_units(
    session: Session,
    commune_id: int,
    unit_ids: Collection[int],
    roles: Collection[Role],
    today: date,
) -> Sequence[int]:
    """The enabled people who hold one of `roles` in one of the units on `today`."""
    return session.scalars(
        select(Appointment.person_id)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            Appointment.commune_id == commune_id,
            Appointment.unit_id.in_(unit_ids),
            Appointment.role.in_(roles),
            Appointment.valid_from <= today,
            or_(Appointment.valid_to.is_(None), Appointment.valid_to >= today),
            Person.disabled_at.is_(None),
        )
        .distinct()
        .order_by(Appointment.person_id)
    ).all()


def people_with_role(
    session: Session, commune_id: int, roles: Collection[Role], today: date
) -> Sequence[int]:
    """The enabled people who hold one of `roles` anywhere in the commune on `today`."""
    return session.scalars(
        select(Appointment.person_id)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            Appointment.commune_id == commune_id,
            Appointment.role.in_(roles),
            Appointment.valid_from <= today,
            or_(Appointment.valid_to.is_(None), Appointment.valid_to >= today),
            Person.disabled_at.is_(None),
        )
        .distinct()
        .order_by(Appointment.person_id)
    ).all()


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
) -> int:
    """Tell `people` once. `key` names the occasion; the same occasion is told nobody twice.

    Returns how many notices were new. `path` is where the notice leads.
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
        )
        for full_key, person_id in wanted.items()
        if full_key not in known
    ]
    session.add_all(fresh)
    session.flush()
    return len(fresh)


_TO_THE_UNIT = frozenset(
    {
        Action.activate,
        Action.verify,
        Action.ask_to_supplement,
        Action.send_back,
        Action.reopen,
        Action.drop,
        Action.bring_back,
    }
)


def after_action(
    session: Session,
    item: WorkItem,
    subject: Subject,
    action: Action,
    actor: Actor,
    now: datetime,
) -> None:
    """Tell the other side what was done: the unit of a decision, the verifier of a submission."""
    today = clock.local(now).date()
    if action in _TO_THE_UNIT:
        people = people_of_units(
            session, item.commune_id, subject.lead_units, {Role.unit_head, Role.unit_officer}, today
        )
    elif action is Action.submit and item.deciding_unit_id is not None:
        people = people_of_units(
            session,
            item.commune_id,
            {item.deciding_unit_id},
            {Role.standing_officer, Role.unit_head},
            today,
        )
    elif action is Action.submit:
        people = people_with_role(session, item.commune_id, {Role.leader}, today)
    else:
        return
    title = session.scalar(select(Task.title).where(Task.id == item.task_id))
    notify(
        session,
        item.commune_id,
        [person for person in people if person != actor.person_id],
        kind=f"work_item.{action}",
        key=f"{item.id}:{action}:{item.version}",
        data={"title": title, "label": item.label, "reason": item.returned_reason},
        path=f"/viec/{item.id}",
        now=now,
    )
