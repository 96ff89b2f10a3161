"""Đề nghị điều chỉnh thời hạn: the lead unit asks, the office says what it thinks, a leader decides
by document, or the office where that was delegated to it.

Each step holds the item first and then takes the request by the version the person saw, so that a
submission, which closes the request, and a decision never cross.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import DueDateRequest, RequestStatus, Task, WorkItem
from app.queries.subjects import subject_of
from app.services import events, notices
from app.services.open_requests import request_entry, take_open
from app.services.row_versions import hold
from app.services.work_item_claims import changed_meanwhile
from app.services.work_items import perform
from workflows.permissions import Actor, Subject, capacity, require
from workflows.requests import (
    NextHand,
    check_cause,
    check_new_date,
    check_opinion,
    check_with_lead,
    decision_refusal,
    next_hand,
    opinion_refusal,
)
from workflows.requirements import Request, check_reason
from workflows.states import Action, ActionRefused, Refusal, Right, Role


def ask(
    session: Session,
    actor: Actor,
    item: WorkItem,
    *,
    cause: str,
    wished_on: date | None,
    version: int,
    now: datetime,
) -> DueDateRequest:
    """Ask for the day `wished_on` in the place of the item's date, because of `cause`.

    `version` is the item's as the person saw it. Raises ActionRefused: not his unit's, stale,
    handed in already, a date that is not later, no cause, one request open already.
    """
    hold(session, item)
    if item.version != version:
        raise changed_meanwhile(session, item)
    subject = subject_of(session, item)
    require(actor, Right.ask_for_date, subject)
    check_with_lead(item.status)
    check_new_date(wished_on, item.due_on, clock.local(now).date())
    check_cause(cause)
    if _has_open_request(session, item):
        raise ActionRefused(Refusal.request_open)
    request = DueDateRequest(
        commune_id=item.commune_id,
        work_item_id=item.id,
        # Who heads several of the lead units asks in the name of the first.
        unit_id=min(actor.units(Role.unit_head) & subject.lead_units),
        status=RequestStatus.open,
        asked_by=actor.person_id,
        asked_at=now,
        cause=cause,
        old_due_on=item.due_on,
        wished_on=wished_on,
    )
    session.add(request)
    step = _Step(session, actor, request, item, subject, now)
    step.record("ask", Right.ask_for_date, cause)
    step.tell_next("ask", cause)
    return request


def withdraw(
    session: Session, actor: Actor, request: DueDateRequest, *, version: int, now: datetime
) -> None:
    """Take an open request back. Any head of the lead unit may. Raises ActionRefused."""
    step = _begin(session, actor, request, version, now)
    require(actor, Right.ask_for_date, step.subject)
    request.status = RequestStatus.withdrawn
    step.record("withdraw", Right.ask_for_date)


def give_opinion(
    session: Session,
    actor: Actor,
    request: DueDateRequest,
    *,
    is_supported: bool,
    opinion: str,
    version: int,
    now: datetime,
) -> None:
    """The standing office's opinion, with words where it is against; a later one takes the place
    of the first. Never on its own unit's work. Raises ActionRefused."""
    step = _begin(session, actor, request, version, now)
    _raise(opinion_refusal(actor, step.subject, request.asked_by))
    check_opinion(opinion, is_supported=is_supported)
    request.is_supported, request.opinion = is_supported, opinion
    request.opinion_by, request.opinion_at = actor.person_id, now
    step.record("give_opinion", Right.give_opinion, opinion)
    step.tell_next("give_opinion", opinion)


def grant(
    session: Session,
    actor: Actor,
    request: DueDateRequest,
    *,
    due_on: date | None,
    document: str,
    version: int,
    now: datetime,
) -> None:
    """Set `due_on`, the wished day or another, by `document`, through the one door. Raises
    ActionRefused."""
    step = _begin(session, actor, request, version, now)
    _raise(decision_refusal(actor, step.subject, request.asked_by))
    check_new_date(due_on, step.item.due_on, clock.local(now).date())
    perform(
        session,
        actor,
        step.item,
        Action.set_date,
        Request(new_due=due_on, document=document, replaces_date=True),
        version=step.item.version,
        now=now,
        tell=False,
    )
    request.status = RequestStatus.granted
    request.decided_by, request.decided_at = actor.person_id, now
    request.decided_due_on, request.document = due_on, document
    step.record("grant", Right.replace_date)
    step.tell_unit("grant")


def refuse(
    session: Session,
    actor: Actor,
    request: DueDateRequest,
    *,
    reason: str,
    version: int,
    now: datetime,
) -> None:
    """Refuse the request for a reason that the unit reads; the date stays. Raises
    ActionRefused."""
    step = _begin(session, actor, request, version, now)
    _raise(decision_refusal(actor, step.subject, request.asked_by))
    check_reason(reason)
    request.status, request.reason = RequestStatus.refused, reason
    request.decided_by, request.decided_at = actor.person_id, now
    step.record("refuse", Right.replace_date, reason)
    step.tell_unit("refuse")


def _has_open_request(session: Session, item: WorkItem) -> bool:
    found = session.scalar(
        select(DueDateRequest.id).where(
            DueDateRequest.commune_id == item.commune_id,
            DueDateRequest.work_item_id == item.id,
            DueDateRequest.status == RequestStatus.open,
        )
    )
    return found is not None


def _raise(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise ActionRefused(refusal)


_NEXT_ROLE = {
    NextHand.office_opinion: Role.standing_officer,
    NextHand.office_decision: Role.standing_officer,
    NextHand.leader_decision: Role.leader,
}


@dataclass(frozen=True, slots=True)
class _Step:
    """One step with a request: who takes it, and the item as the rules see it."""

    session: Session
    actor: Actor
    request: DueDateRequest
    item: WorkItem
    subject: Subject
    now: datetime

    def record(self, verb: str, right: Right, reason: str = "") -> None:
        """Write the event, with the appointment by which he took the step."""
        self.session.flush()
        held = capacity(self.actor, right, self.subject)
        entry = request_entry(
            self.request, self.item, verb, reason=reason, in_stead_of=held and held.in_stead_of
        )
        events.record(self.session, self.actor, [entry], self.now, capacity=held)

    def tell_next(self, verb: str, reason: str) -> None:
        """Tell those who have the next step with the request."""
        hand = next_hand(self.subject, has_opinion=self.request.is_supported is not None)
        role, office = _NEXT_ROLE[hand], self.subject.standing_unit
        units = {office} if role is Role.standing_officer and office is not None else None
        people = notices.people_with_role(
            self.session, self.item.commune_id, {role}, self._today(), in_units=units
        )
        self._tell(people, verb, {"hand": hand.value, "reason": reason})

    def tell_unit(self, verb: str) -> None:
        """Tell the lead units what was decided; by mail too."""
        people = notices.people_with_role(
            self.session,
            self.item.commune_id,
            {Role.unit_head, Role.unit_officer},
            self._today(),
            in_units=self.subject.lead_units,
        )
        decided = self.request.decided_due_on
        data = {"due_on": decided.isoformat() if decided else "", "reason": self.request.reason}
        self._tell(people, verb, data, for_mail=True)

    def _today(self) -> date:
        return clock.local(self.now).date()

    def _tell(
        self, people: Collection[int], verb: str, data: dict[str, str], *, for_mail: bool = False
    ) -> None:
        title = self.session.scalar(select(Task.title).where(Task.id == self.item.task_id))
        notices.notify(
            self.session,
            self.item.commune_id,
            [person for person in people if person != self.actor.person_id],
            kind=f"due_date_request.{verb}",
            key=f"due_date_request:{self.request.id}:{verb}:{self.request.version}",
            data={
                "title": title,
                "label": self.item.label,
                "wished_on": self.request.wished_on.isoformat(),
                **data,
            },
            path=f"/de-nghi/{self.request.id}",
            now=self.now,
            for_mail=for_mail,
        )


def _begin(
    session: Session, actor: Actor, request: DueDateRequest, version: int, now: datetime
) -> _Step:
    item = take_open(session, request, version)
    return _Step(session, actor, request, item, subject_of(session, item), now)
