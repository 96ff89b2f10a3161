"""Đề nghị phối hợp: the lead of an item asks other units; they confirm, contribute, or say why not.

What the plan calls "các cơ quan, đơn vị có liên quan" is nobody until the lead names somebody here.
A part that was asked for never holds up the lead's submission: nothing of it is asked by the door.
What comes of it is shown beside the item, and a document that came is evidence only once the lead
uses it so.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Document, SupportRequest, SupportStatus, Task, Unit, UnitKind, WorkItem
from app.queries.subjects import subject_of
from app.services import documents, events, evidence, notices
from app.services.documents import DocumentFacts
from app.services.row_versions import hold, take_version
from app.services.stored_files import KeptFile
from workflows.permissions import Actor, Subject, capacity, require
from workflows.requests import check_answer_day, check_with_lead
from workflows.requirements import check_reason
from workflows.states import MINIMUM_REASON, OPEN, ActionRefused, Refusal, Right, Role

WAITING = frozenset({SupportStatus.asked, SupportStatus.agreed})
"""Requests that still wait for the asked unit."""

CAN_BE_ASKED = (UnitKind.under_committee, UnitKind.coordinating)


def ask(
    session: Session,
    actor: Actor,
    item: WorkItem,
    unit_ids: Collection[int],
    *,
    words: str,
    wanted_by: date | None,
    now: datetime,
) -> Sequence[SupportRequest]:
    """Ask each of the units for `words`, by the day `wanted_by` where there is one; a notice to
    its people. Raises ActionRefused."""
    hold(session, item)
    subject = subject_of(session, item)
    require(actor, Right.ask_for_support, subject)
    check_with_lead(item.status)
    check_reason(words)
    if wanted_by is not None:
        check_answer_day(wanted_by, clock.local(now).date())
    units = _units(session, item, subject, unit_ids)
    _check_not_asked(session, item, units)
    made = [
        SupportRequest(
            commune_id=item.commune_id,
            work_item_id=item.id,
            unit_id=unit.id,
            words=words,
            wanted_by=wanted_by,
            status=SupportStatus.asked,
            asked_by=actor.person_id,
            asked_at=now,
        )
        for unit in units
    ]
    session.add_all(made)
    session.flush()
    day = {"wanted_by": wanted_by.isoformat()} if wanted_by else {}
    entries = [
        _entry(item, request, "ask", unit.name, reason=words, data=day)
        for request, unit in zip(made, units, strict=True)
    ]
    held = capacity(actor, Right.ask_for_support, subject)
    events.record(session, actor, entries, now, capacity=held)
    said = {"unit": _name(session, item.lead_unit_id), "reason": words, **day}
    for request in made:
        _tell(session, actor, item, request, "ask", [request.unit_id], said, now)
    return made


def agree(
    session: Session,
    actor: Actor,
    request: SupportRequest,
    *,
    note: str,
    version: int,
    now: datetime,
) -> None:
    """The asked unit confirms that it takes part. Raises ActionRefused."""
    item = _begin_answer(session, actor, request, version)
    if request.status is not SupportStatus.asked:
        raise ActionRefused(Refusal.request_over)
    _answer(session, actor, item, request, SupportStatus.agreed, note, now)


def contribute(
    session: Session,
    actor: Actor,
    request: SupportRequest,
    facts: DocumentFacts | None,
    files: Sequence[KeptFile],
    *,
    sha256s: Collection[str] = (),
    note: str,
    version: int,
    now: datetime,
) -> None:
    """The asked unit gives its part: a document, entered once in its own name, or words where
    there is none (`facts` None). Raises ActionRefused."""
    item = _begin_answer(session, actor, request, version)
    if facts is None and len(note) < MINIMUM_REASON:
        raise ActionRefused(Refusal.contribution_empty, minimum=str(MINIMUM_REASON))
    if facts is not None:
        enough = evidence.number_suffices(session, item.commune_id)
        documents.check(facts, bool(sha256s), number_suffices=enough)
        known = documents.find_known(session, actor, facts, sha256s)
        document = known or documents.register(
            session, actor, facts, files, unit_id=request.unit_id, now=now
        )
        request.document_id = document.id
    _answer(session, actor, item, request, SupportStatus.contributed, note, now)


def decline(
    session: Session,
    actor: Actor,
    request: SupportRequest,
    *,
    reason: str,
    version: int,
    now: datetime,
) -> None:
    """The asked unit says why it cannot. Raises ActionRefused."""
    item = _begin_answer(session, actor, request, version)
    check_reason(reason)
    _answer(session, actor, item, request, SupportStatus.declined, reason, now)


def withdraw(
    session: Session, actor: Actor, request: SupportRequest, *, version: int, now: datetime
) -> None:
    """The lead takes its request back while nothing has come. Raises ActionRefused."""
    item = _item(session, request)
    hold(session, item)
    subject = subject_of(session, item)
    require(actor, Right.ask_for_support, subject)
    _take(session, request, version)
    request.status = SupportStatus.withdrawn
    session.flush()
    entry = _entry(item, request, "withdraw", _name(session, request.unit_id))
    held = capacity(actor, Right.ask_for_support, subject)
    events.record(session, actor, [entry], now, capacity=held)
    said = {"unit": _name(session, item.lead_unit_id)}
    _tell(session, actor, item, request, "withdraw", [request.unit_id], said, now)


def use_as_evidence(
    session: Session,
    actor: Actor,
    request: SupportRequest,
    product_ids: Collection[int],
    now: datetime,
) -> None:
    """The lead takes the contributed document for evidence of these products. Raises ActionRefused
    as `evidence.link` does."""
    item = _item(session, request)
    document = request.document_id and session.get(Document, request.document_id)
    if request.status is not SupportStatus.contributed or not document:
        raise ActionRefused(Refusal.document_missing)
    evidence.link(session, actor, item, document, (), product_ids, now=now)


def _units(
    session: Session, item: WorkItem, subject: Subject, unit_ids: Collection[int]
) -> Sequence[Unit]:
    """The units that can be asked: of the commune, with people in the product, not leads."""
    units = session.scalars(
        select(Unit)
        .where(
            Unit.commune_id == item.commune_id,
            Unit.id.in_(set(unit_ids) - subject.lead_units),
            Unit.kind.in_(CAN_BE_ASKED),
        )
        .order_by(Unit.position, Unit.id)
    ).all()
    if not units:
        raise ActionRefused(Refusal.support_unit_missing)
    return units


def _check_not_asked(session: Session, item: WorkItem, units: Sequence[Unit]) -> None:
    asked = set(
        session.scalars(
            select(SupportRequest.unit_id).where(
                SupportRequest.commune_id == item.commune_id,
                SupportRequest.work_item_id == item.id,
                SupportRequest.status.in_(WAITING),
            )
        )
    )
    names = [unit.short_name for unit in units if unit.id in asked]
    if names:
        raise ActionRefused(Refusal.support_asked_already, unit=", ".join(names))


def _begin_answer(
    session: Session, actor: Actor, request: SupportRequest, version: int
) -> WorkItem:
    """Take item and request for this transaction, and ask whether the actor answers for the unit
    that was asked, and whether there is still something to answer."""
    item = _item(session, request)
    hold(session, item)
    subject = replace(subject_of(session, item), asked_units=frozenset({request.unit_id}))
    require(actor, Right.answer_support, subject)
    _take(session, request, version)
    if item.status not in OPEN:
        raise ActionRefused(Refusal.request_over)
    return item


def _take(session: Session, request: SupportRequest, version: int) -> None:
    if not take_version(session, request, version) or request.status not in WAITING:
        raise ActionRefused(Refusal.request_over)


def _answer(
    session: Session,
    actor: Actor,
    item: WorkItem,
    request: SupportRequest,
    status: SupportStatus,
    note: str,
    now: datetime,
) -> None:
    request.status, request.note = status, note
    request.answered_by, request.answered_at = actor.person_id, now
    session.flush()
    verb, name = _VERB[status], _name(session, request.unit_id)
    subject = replace(subject_of(session, item), asked_units=frozenset({request.unit_id}))
    data = {"document_id": request.document_id} if request.document_id else {}
    entry = _entry(item, request, verb, name, reason=note, data=data)
    held = capacity(actor, Right.answer_support, subject)
    events.record(session, actor, [entry], now, capacity=held)
    said = {"unit": name, "reason": note}
    _tell(session, actor, item, request, verb, list(subject.lead_units), said, now)


_VERB: Mapping[SupportStatus, str] = {
    SupportStatus.agreed: "agree",
    SupportStatus.contributed: "contribute",
    SupportStatus.declined: "decline",
}


def _item(session: Session, request: SupportRequest) -> WorkItem:
    return session.get_one(WorkItem, request.work_item_id)


def _name(session: Session, unit_id: int) -> str:
    return session.get_one(Unit, unit_id).name


def _entry(
    item: WorkItem,
    request: SupportRequest,
    verb: str,
    unit: str,
    *,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> events.Entry:
    return events.Entry(
        kind=f"support_request.{verb}",
        subject="support_request",
        subject_id=request.id,
        plan_id=item.plan_id,
        task_id=item.task_id,
        work_item_id=item.id,
        new=unit,
        reason=reason,
        data={"asked_unit": unit, **(data or {})},
    )


def _tell(
    session: Session,
    actor: Actor,
    item: WorkItem,
    request: SupportRequest,
    verb: str,
    unit_ids: Sequence[int],
    said: Mapping[str, Any],
    now: datetime,
) -> None:
    """Tell the people of these units; what asks for something goes by mail too."""
    people = notices.people_with_role(
        session,
        item.commune_id,
        {Role.unit_head, Role.unit_officer},
        clock.local(now).date(),
        in_units=unit_ids,
    )
    title = session.scalar(select(Task.title).where(Task.id == item.task_id))
    notices.notify(
        session,
        item.commune_id,
        [person for person in people if person != actor.person_id],
        kind=f"support_request.{verb}",
        key=f"support_request:{request.id}:{verb}",
        data={"title": title, "label": item.label, **said},
        path=f"/phoi-hop/{request.id}",
        now=now,
        for_mail=verb in ("ask", "decline"),
    )


__all__ = [
    "CAN_BE_ASKED",
    "WAITING",
    "agree",
    "ask",
    "contribute",
    "decline",
    "use_as_evidence",
    "withdraw",
]
