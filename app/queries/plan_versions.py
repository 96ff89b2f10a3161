"""The versions of a plan, and a file read against the running one: what it keeps, changes, merges,
drops and adds.

Pairs are worked out anew whenever they are asked for, so that a corrected row is compared as it
stands; what is stored (`DraftMatch`) are the pairs that somebody made by hand (likeness 0: no text
was weighed) and what was decided on reported work.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, joinedload

from app.models import (
    DraftMatch,
    DraftRow,
    DraftStatus,
    Event,
    MatchDecision,
    MatchKind,
    Plan,
    PlanDraft,
    PlanVersion,
    Relation,
    StoredFile,
    Task,
    TaskLead,
    TaskRevision,
    TaskUnit,
    WorkItem,
)
from app.plan_import.matching import Aspect, TaskText, differences, match_tasks, prints_same_lead
from app.queries.decided_leads import tasks_led_by_decision
from app.queries.drafts import DraftContent
from app.queries.reported import reported_items
from workflows.permissions import Actor
from workflows.states import CLOSED, Status

TOUCHES_WORK = frozenset({Aspect.time, Aspect.lead, Aspect.product})
"""Differences that bear on work items; another title or supporting unit does not."""


@dataclass(frozen=True, slots=True)
class ReportedItem:
    """An open item on which its unit has reported something."""

    id: int
    label: str
    status: Status
    due_on: date | None


@dataclass(slots=True)
class ComparedTask:
    """A task of the running plan and the row that stands for it; `row` is None for one that is
    gone, and for a merged one the row it went into, which stands for the task `into`.
    """

    task: TaskText
    row: TaskText | None
    kind: MatchKind
    likeness: int
    aspects: frozenset[Aspect] = frozenset()
    into: int | None = None
    reported: list[ReportedItem] = field(default_factory=list)
    decision: MatchDecision | None = None
    by_hand: bool = False

    @property
    def asks(self) -> bool:
        """True where somebody decides what becomes of the reported items."""
        touched = self.kind is MatchKind.gone or bool(self.aspects & TOUCHES_WORK)
        return bool(self.reported) and touched and self.kind is not MatchKind.merged

    @property
    def undecided(self) -> bool:
        return self.asks and self.decision is None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A draft beside the plan it amends. `new` are the rows that no task stands behind."""

    plan: Plan
    lines: Sequence[ComparedTask]
    new: Sequence[TaskText]
    rows: Sequence[TaskText]

    def of_kind(self, kind: MatchKind) -> list[ComparedTask]:
        return [line for line in self.lines if line.kind is kind]

    @property
    def undecided(self) -> list[ComparedTask]:
        return [line for line in self.lines if line.undecided]


def compare(session: Session, plan: Plan, content: DraftContent) -> Comparison:
    """The draft against the plan as it runs. A fixed number of queries."""
    tasks, rows = running_texts(session, plan), row_texts(content)
    stored = _stored_matches(session, content.draft)
    known = {row.key for row in rows} | {None}
    by_hand = {
        match.task_id: match.row_id
        for match in stored.values()
        if match.likeness == 0 and match.row_id in known
    }
    pairs = match_tasks(tasks, rows, by_hand)
    texts, by_row = {task.key: task for task in tasks}, {row.key: row for row in rows}
    keeper = {pair.row: pair.task for pair in pairs if pair.row and not pair.merged}
    reported, decided = _reported(session, plan), tasks_led_by_decision(session, plan)
    lines = []
    for pair in pairs:
        row = by_row[pair.row] if pair.row else None
        if row and pair.task in decided and prints_same_lead(texts[pair.task], row):
            # What the plan prints has not changed, so the decision that named others holds.
            row = replace(row, slots=texts[pair.task].slots)
        aspects = differences(texts[pair.task], row) if row and not pair.merged else frozenset()
        match = stored.get(pair.task)
        lines.append(
            ComparedTask(
                task=texts[pair.task],
                row=row,
                kind=_kind(row, pair.merged, aspects),
                likeness=pair.likeness,
                aspects=aspects,
                into=keeper.get(pair.row) if pair.merged else None,
                reported=reported.get(pair.task, []),
                decision=match.decision if match else None,
                by_hand=pair.task in by_hand,
            )
        )
    return Comparison(plan, lines, [row for row in rows if row.key not in keeper], rows)


def _kind(row: TaskText | None, merged: bool, aspects: frozenset[Aspect]) -> MatchKind:
    if row is None:
        return MatchKind.gone
    if merged:
        return MatchKind.merged
    return MatchKind.changed if aspects else MatchKind.kept


def running_texts(session: Session, plan: Plan) -> list[TaskText]:
    """The tasks of the plan's latest version as it prints them, in order. Two queries."""
    latest = (
        select(func.max(PlanVersion.id))
        .where(PlanVersion.commune_id == plan.commune_id, PlanVersion.plan_id == plan.id)
        .scalar_subquery()
    )
    found = session.execute(
        select(Task, TaskRevision.printed, TaskRevision.reading)
        .join(TaskRevision, TaskRevision.task_id == Task.id)
        .where(
            Task.commune_id == plan.commune_id,
            Task.plan_id == plan.id,
            TaskRevision.plan_version_id == latest,
        )
        .options(joinedload(Task.section))
        .order_by(Task.position, Task.id)
    ).all()
    slots, supporting = _units(session, plan)
    return [
        TaskText(
            key=task.id,
            area=task.section.title if task.section else "",
            number=printed["number"],
            title=printed["title"],
            product=printed["product"],
            lead=tuple(printed["lead"]),
            supporting=tuple(printed["supporting"]),
            time=printed["deadline_text"],
            reading=reading_key(reading),
            slots=tuple(tuple(units) for units in slots[task.id].values()),
            supports=frozenset(supporting[task.id]),
            section=task.section.code if task.section else "",
        )
        for task, printed, reading in found
    ]


def _units(
    session: Session, plan: Plan
) -> tuple[dict[int, dict[int, list[int]]], dict[int, set[int]]]:
    """By task: the units of each lead slot in force, and the supporting ones."""
    slots: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    supporting: dict[int, set[int]] = defaultdict(set)
    for task_id, unit_id, relation, slot in session.execute(
        select(TaskUnit.task_id, TaskUnit.unit_id, TaskUnit.relation, TaskLead.slot)
        .join(Task, Task.id == TaskUnit.task_id)
        .outerjoin(TaskLead, TaskLead.id == TaskUnit.lead_id)
        .where(Task.commune_id == plan.commune_id, Task.plan_id == plan.id)
        .order_by(TaskLead.slot, TaskUnit.position)
    ):
        if relation is Relation.supporting:
            supporting[task_id].add(unit_id)
        elif relation is Relation.lead and slot is not None and slot > 0:
            slots[task_id][slot].append(unit_id)
    return slots, supporting


def row_texts(content: DraftContent) -> list[TaskText]:
    """The rows that the draft takes into the plan."""
    titles = {section["code"]: section["title"] for section in content.draft.sections}
    return [_row_text(content, row, titles) for row in content.included]


def _row_text(content: DraftContent, row: DraftRow, titles: Mapping[str, str]) -> TaskText:
    return TaskText(
        key=row.id,
        area=titles.get(row.section_code, ""),
        number=row.number,
        title=row.title,
        product=row.product,
        lead=tuple(row.lead),
        supporting=tuple(row.supporting),
        time=row.deadline_text,
        reading=reading_key(row.reading),
        slots=content.slots_of(row.lead),
        supports=frozenset(content.supporting_of(row)),
        section=row.section_code,
    )


MEANT = ("kind", "opens", "due", "every", "day_rule", "offset")
"""What of a part of a stored reading says when; the rest are the words it explains itself by."""


def reading_key(stored: Mapping[str, Any]) -> str:
    """What a stored reading means, as a text to compare."""
    meant = [{name: part.get(name) for name in MEANT} for part in stored["parts"]]
    return json.dumps(meant, sort_keys=True)


def _stored_matches(session: Session, draft: PlanDraft) -> dict[int, DraftMatch]:
    found = session.scalars(
        select(DraftMatch)
        .where(DraftMatch.commune_id == draft.commune_id, DraftMatch.draft_id == draft.id)
        .execution_options(populate_existing=True)
    )
    return {match.task_id: match for match in found}


def _reported(session: Session, plan: Plan) -> dict[int, list[ReportedItem]]:
    """The open items that were reported on, by task."""
    items = session.execute(
        select(WorkItem.task_id, WorkItem.id, WorkItem.label, WorkItem.status, WorkItem.due_on)
        .where(
            WorkItem.commune_id == plan.commune_id,
            WorkItem.plan_id == plan.id,
            WorkItem.status.not_in(CLOSED),
        )
        .order_by(WorkItem.due_on, WorkItem.id)
    ).all()
    reported = reported_items(session, plan.commune_id, [row[1] for row in items])
    found: dict[int, list[ReportedItem]] = defaultdict(list)
    for task_id, *values in items:
        if values[0] in reported:
            found[task_id].append(ReportedItem(*values))
    return found


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version of a plan as a line of its page; `person` put it into force."""

    number: int
    document: str
    title: str
    issued_on: date | None
    file_name: str
    started_at: datetime
    person: str
    recalled_at: datetime | None


def versions_of(session: Session, plan: Plan) -> list[VersionLine]:
    """The versions of a plan, the latest first. One query."""
    rows = session.execute(
        select(PlanVersion, StoredFile.original_name, Event.person_name)
        .outerjoin(StoredFile, StoredFile.id == PlanVersion.file_id)
        .outerjoin(
            Event,
            and_(
                Event.commune_id == PlanVersion.commune_id,
                Event.kind.in_(["plan.start", "plan.amend"]),
                Event.plan_id == PlanVersion.plan_id,
                # The event of a start names no version: it is the first.
                func.coalesce(Event.data["version"].as_integer(), 1) == PlanVersion.number,
            ),
        )
        .where(PlanVersion.commune_id == plan.commune_id, PlanVersion.plan_id == plan.id)
        .order_by(PlanVersion.number.desc())
    )
    return [
        VersionLine(
            number=version.number,
            document=version.document,
            title=version.title or plan.title,
            issued_on=version.issued_on,
            file_name=name or "",
            started_at=version.started_at,
            person=person or "",
            recalled_at=version.recalled_at,
        )
        for version, name, person in rows
    ]


def open_amendments(session: Session, plan: Plan) -> Sequence[PlanDraft]:
    """Drafts that are being read against the plan, the newest first. One query."""
    return session.scalars(
        select(PlanDraft)
        .where(
            PlanDraft.commune_id == plan.commune_id,
            PlanDraft.amends_plan_id == plan.id,
            PlanDraft.status.in_([DraftStatus.open, DraftStatus.reading]),
        )
        .options(joinedload(PlanDraft.file))
        .order_by(PlanDraft.id.desc())
    ).all()


def amendment(session: Session, actor: Actor, draft_id: int) -> tuple[PlanDraft, Plan] | None:
    """A draft that amends a plan, and that plan, for this actor; None where there is none."""
    row = session.execute(
        select(PlanDraft, Plan)
        .join(Plan, Plan.id == PlanDraft.amends_plan_id)
        .where(PlanDraft.commune_id == actor.commune_id, PlanDraft.id == draft_id)
    ).first()
    return None if row is None else (row[0], row[1])


@dataclass(frozen=True, slots=True)
class Laying:
    """When a draft was last laid before the leaders, by whom; `is_current` while neither the draft
    nor its plan has changed since."""

    person: str
    at: datetime
    is_current: bool


LAYING = "plan_draft.lay_before_leader"
"""What the record and the notices call it."""


def last_laying(session: Session, draft: PlanDraft) -> Laying | None:
    """The last time the draft was laid before the leaders, as the record tells it; None where it
    never was. One query."""
    row = session.execute(
        select(Event, Plan.version)
        .join(Plan, Plan.id == draft.amends_plan_id)
        .where(
            Event.commune_id == draft.commune_id,
            Event.kind == LAYING,
            Event.subject == "plan_draft",
            Event.subject_id == draft.id,
        )
        .order_by(Event.seq.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    event, plan_version = row
    seen = (event.data["version"], event.data.get("plan_version", plan_version))
    return Laying(event.person_name, event.happened_at, seen == (draft.version, plan_version))


def earlier_texts(session: Session, task: Task) -> list[tuple[PlanVersion, Mapping[str, Any]]]:
    """What earlier versions printed of the task, the latest of them first, where it reads otherwise
    than the version after it. One query."""
    rows: Iterable[Any] = session.execute(
        select(PlanVersion, TaskRevision.printed)
        .select_from(TaskRevision)
        .join(PlanVersion, PlanVersion.id == TaskRevision.plan_version_id)
        .where(TaskRevision.commune_id == task.commune_id, TaskRevision.task_id == task.id)
        .order_by(PlanVersion.number.desc())
    ).all()
    found: list[tuple[PlanVersion, Mapping[str, Any]]] = []
    later: Mapping[str, Any] | None = None
    for version, printed in rows:
        if later is not None and any(printed.get(k) != later.get(k) for k in SHOWN_OF_TEXT):
            found.append((version, printed))
        later = printed
    return found


SHOWN_OF_TEXT = ("title", "product", "lead", "supporting", "deadline_text")
"""The cells that the page of a task shows of an earlier version."""
