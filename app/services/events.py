"""The record of everything: one event per change, in the same transaction, chained by hashes.

Canonical form of an event: the JSON object of every column but `id` and `hash`, keys sorted, no
spaces, no escapes for letters, instants in ISO form in UTC with microseconds. Its hash is SHA-256
over the previous hash (64 hex digits), a line feed, and that text in UTF-8. A chain begins with
64 zeros.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import ChainHead, Event, Task
from workflows.permissions import Actor, HeldAppointment

BEGINNING = "0" * 64
"""What the first event of a chain follows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened, before it is chained. `kind` has the form noun.verb ("work_item.submit")."""

    kind: str
    subject: str = ""
    subject_id: int | None = None
    plan_id: int | None = None
    task_id: int | None = None
    work_item_id: int | None = None
    old: str = ""
    new: str = ""
    reason: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


# Into the table itself: what the mapper does beside it takes as long again for a batch.
_INSERT = insert(Event.__table__)


def about_task(
    task: Task, kind: str, data: Mapping[str, Any], *, new: str = "", reason: str = ""
) -> Entry:
    """What happened to a task as a whole; what of `data` says nothing is left out."""
    return Entry(
        kind=kind,
        subject="task",
        subject_id=task.id,
        plan_id=task.plan_id,
        task_id=task.id,
        new=new,
        reason=reason,
        data={key: value for key, value in data.items() if value},
    )


def canonical(values: Mapping[str, Any]) -> bytes:
    """The canonical form of an event's columns, as bytes."""
    kept = {
        key: _instant(value) if isinstance(value, datetime) else value
        for key, value in values.items()
        if key not in ("id", "hash")
    }
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8")


def chained_hash(prev_hash: str, values: Mapping[str, Any]) -> str:
    """The hash of an event with these columns, standing after `prev_hash`."""
    return hashlib.sha256(prev_hash.encode("ascii") + b"\n" + canonical(values)).hexdigest()


def record(
    session: Session,
    actor: Actor | None,
    entries: Sequence[Entry],
    now: datetime,
    *,
    capacity: HeldAppointment | None = None,
) -> None:
    """Append `entries` to the chain of the actor's commune; without an actor, to the
    installation's own.

    `capacity` is the appointment acted by, whose title and unit are frozen; otherwise the actor's
    first. Takes the head of the chain for itself until the transaction ends, so that nobody
    chains beside.
    """
    if not entries:
        return
    head = _locked_head(session, actor.commune_id if actor else None)
    person = _frozen_person(actor, capacity)
    rows = []
    for entry in entries:
        values: dict[str, Any] = {
            "chain_id": head.id,
            "seq": head.seq + 1,
            "commune_id": head.commune_id,
            "happened_at": now,
            **person,
            "kind": entry.kind,
            "subject": entry.subject,
            "subject_id": entry.subject_id,
            "plan_id": entry.plan_id,
            "task_id": entry.task_id,
            "work_item_id": entry.work_item_id,
            "old": entry.old[:200],
            "new": entry.new[:200],
            "reason": entry.reason,
            "data": {**_stead(capacity), **entry.data},
            "prev_hash": head.hash,
        }
        values["hash"] = chained_hash(head.hash, values)
        head.seq, head.hash = values["seq"], values["hash"]
        rows.append(values)
    session.flush()
    session.execute(_INSERT, rows)


def _stead(capacity: HeldAppointment | None) -> dict[str, Any]:
    """Whom the person stood in for, and by which document."""
    if capacity is None or capacity.in_stead_of is None:
        return {}
    by = {"by_document": capacity.by_document} if capacity.by_document else {}
    return {"in_stead_of": capacity.in_stead_of, **by}


def _frozen_person(actor: Actor | None, capacity: HeldAppointment | None) -> dict[str, Any]:
    if actor is None:
        return {
            "person_id": None,
            "person_name": "",
            "person_title": "",
            "person_unit": "",
            "address": "",
        }
    return {
        "person_id": actor.person_id,
        "person_name": actor.name,
        "person_title": capacity.title if capacity else actor.title,
        "person_unit": capacity.unit_name if capacity else actor.unit_name,
        "address": actor.address or "",
    }


_HEAD = (
    select(ChainHead)
    .where(ChainHead.name == bindparam("name"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def _locked_head(session: Session, commune_id: int | None) -> ChainHead:
    head = _find_head(session, commune_id)
    if head is None:
        # Where another transaction begins the same chain at this moment, its head is ours too.
        with suppress(IntegrityError), session.begin_nested():
            session.add(ChainHead(name=_chain_name(commune_id), commune_id=commune_id))
        head = _find_head(session, commune_id)
        assert head is not None  # noqa: S101 - somebody has just made it
    return head


def _find_head(session: Session, commune_id: int | None) -> ChainHead | None:
    return session.scalars(_HEAD, {"name": _chain_name(commune_id)}).first()


def _chain_name(commune_id: int | None) -> str:
    return "installation" if commune_id is None else f"commune-{commune_id}"


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")
