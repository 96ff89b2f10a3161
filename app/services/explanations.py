"""Why something is late: the office asks for the cause (*nguyên nhân chậm*), a leader demands an
explanation (*giải trình*), each with a day; the unit answers, or reports a cause unasked.

The answers stay with the item. Each step holds the item, so that two questions of one kind are
never open beside each other.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Explanation, ExplanationKind, Task, WorkItem
from app.queries.subjects import subject_of
from app.services import events, notices
from app.services.row_versions import hold, take_version
from workflows.permissions import Actor, Subject, capacity, require
from workflows.requests import (
    check_answer_day,
    check_cause,
    check_expected_day,
    check_with_lead,
)
from workflows.requirements import check_reason
from workflows.states import ActionRefused, Refusal, Right, Role, Status

_RIGHT = {
    ExplanationKind.cause: Right.ask_for_cause,
    ExplanationKind.explanation: Right.demand_explanation,
}
_ASKED = {ExplanationKind.cause: "ask_cause", ExplanationKind.explanation: "demand"}
_ANSWERED = {ExplanationKind.cause: "report_cause", ExplanationKind.explanation: "answer"}
_ASLEEP_OR_OUT = frozenset({Status.dormant, Status.cancelled})


def ask(
    session: Session,
    actor: Actor,
    item: WorkItem,
    kind: ExplanationKind,
    *,
    question: str,
    answer_by: date | None,
    now: datetime,
) -> Explanation:
    """Ask the lead unit, to be answered by the day `answer_by`.

    A cause is asked for while the item is open with the unit, and needs no words; an explanation
    may be demanded of what was finished too, and says what for. Raises ActionRefused.
    """
    step = _begin(session, actor, item, now)
    require(actor, _RIGHT[kind], step.subject)
    if kind is ExplanationKind.cause:
        check_with_lead(item.status)
    elif item.status in _ASLEEP_OR_OUT:
        raise ActionRefused(Refusal.not_with_lead)
    else:
        check_reason(question)
    check_answer_day(answer_by, step.today)
    if step.open_question(kind) is not None:
        raise ActionRefused(Refusal.question_open)
    asked = Explanation(
        commune_id=item.commune_id,
        work_item_id=item.id,
        kind=kind,
        asked_by=actor.person_id,
        asked_at=now,
        question=question,
        answer_by=answer_by,
    )
    step.record(asked, _ASKED[kind], _RIGHT[kind])
    told = {Role.unit_head, Role.unit_officer}
    step.tell(asked, step.people(told, step.subject.lead_units), _ASKED[kind], for_mail=True)
    return asked


def report_cause(
    session: Session,
    actor: Actor,
    item: WorkItem,
    *,
    cause: str,
    expected_on: date | None,
    now: datetime,
) -> Explanation:
    """Báo nguyên nhân: answers the office's question where one is open, and stands for itself
    where nobody asked. `expected_on` is when the unit means to be done. Raises ActionRefused."""
    step = _begin(session, actor, item, now)
    require(actor, Right.explain_delay, step.subject)
    asked = step.open_question(ExplanationKind.cause)
    if asked is not None:
        step.answer(asked, cause, expected_on)
        return asked
    check_with_lead(item.status)
    said = Explanation(commune_id=item.commune_id, work_item_id=item.id, kind=ExplanationKind.cause)
    step.answer(said, cause, expected_on)
    return said


def answer(
    session: Session,
    actor: Actor,
    asked: Explanation,
    *,
    words: str,
    expected_on: date | None,
    version: int,
    now: datetime,
) -> None:
    """Answer a question by the version the person saw; an answer stays as it was given. Raises
    ActionRefused."""
    step = _begin(session, actor, session.get_one(WorkItem, asked.work_item_id), now)
    require(actor, Right.explain_delay, step.subject)
    if not take_version(session, asked, version) or asked.answered_at is not None:
        raise ActionRefused(Refusal.question_answered)
    step.answer(asked, words, expected_on)


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of a question or an answer: who takes it, and the item as the rules see it."""

    session: Session
    actor: Actor
    item: WorkItem
    subject: Subject
    now: datetime

    @property
    def today(self) -> date:
        return clock.local(self.now).date()

    def open_question(self, kind: ExplanationKind) -> Explanation | None:
        """The question of this kind that nobody answered yet."""
        return self.session.scalars(
            select(Explanation).where(
                Explanation.commune_id == self.item.commune_id,
                Explanation.work_item_id == self.item.id,
                Explanation.kind == kind,
                Explanation.answered_at.is_(None),
            )
        ).first()

    def answer(self, about: Explanation, words: str, expected_on: date | None) -> None:
        """Write the answer and tell who asked, or the standing office where nobody did."""
        check_cause(words)
        check_expected_day(expected_on, self.today)
        about.answer, about.expected_on = words, expected_on
        about.answered_by, about.answered_at = self.actor.person_id, self.now
        self.item.last_heard_at = self.now
        verb = _ANSWERED[about.kind]
        self.record(about, verb, Right.explain_delay)
        office = {self.subject.standing_unit} - {None}
        asked_by = about.asked_by
        people = (
            [asked_by] if asked_by is not None else self.people({Role.standing_officer}, office)
        )
        self.tell(about, people, verb)

    def people(self, roles: Collection[Role], units: Collection[int | None]) -> Collection[int]:
        """The people with one of the roles in one of the units."""
        return notices.people_with_role(
            self.session,
            self.item.commune_id,
            roles,
            self.today,
            in_units=[unit for unit in units if unit is not None],
        )

    def record(self, about: Explanation, verb: str, right: Right) -> None:
        """Store what is new, and write the event with the appointment by which it was done."""
        self.session.add(about)
        self.session.flush()
        held = capacity(self.actor, right, self.subject)
        words = {
            "answer_by": about.answer_by.isoformat() if about.answer_by else None,
            "expected_on": about.expected_on.isoformat() if about.expected_on else None,
            "in_stead_of": held.in_stead_of if held else None,
        }
        entry = events.Entry(
            kind=f"explanation.{verb}",
            subject="explanation",
            subject_id=about.id,
            plan_id=self.item.plan_id,
            task_id=self.item.task_id,
            work_item_id=self.item.id,
            reason=about.answer or about.question,
            data={key: value for key, value in words.items() if value},
        )
        events.record(self.session, self.actor, [entry], self.now, capacity=held)

    def tell(
        self, about: Explanation, people: Collection[int], verb: str, *, for_mail: bool = False
    ) -> None:
        """Tell `people`, but for who did it himself."""
        title = self.session.scalar(select(Task.title).where(Task.id == self.item.task_id))
        notices.notify(
            self.session,
            self.item.commune_id,
            [person for person in people if person != self.actor.person_id],
            kind=f"explanation.{verb}",
            key=f"explanation:{about.id}:{verb}",
            data={
                "title": title,
                "label": self.item.label,
                "answer_by": about.answer_by.isoformat() if about.answer_by else "",
                "reason": about.answer or about.question,
            },
            path=f"/giai-trinh/{about.id}",
            now=self.now,
            for_mail=for_mail,
        )


def _begin(session: Session, actor: Actor, item: WorkItem, now: datetime) -> _Step:
    hold(session, item)
    return _Step(session, actor, item, subject_of(session, item), now)
