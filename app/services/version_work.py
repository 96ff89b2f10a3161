"""What the application of one version goes by, and what is written down and told of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app import clock
from app.models import MatchKind, Plan, PlanVersion, Task, WorkItem
from app.queries.plan_versions import ComparedTask, Comparison
from app.services import events, notices
from app.services.plan_preparation import Prepared, PreparedTask
from app.services.version_items import Decree, Identity
from workflows.deadlines import PlannedItem
from workflows.reminders import TOLD

OUT = (MatchKind.gone, MatchKind.merged)
"""Tasks that the new version no longer prints."""


@dataclass(slots=True)
class Work:
    """What one application goes by: the plan before and after, its tasks and their items."""

    plan: Plan
    decree: Decree
    comparison: Comparison
    prepared: Prepared
    tasks: dict[int, Task]
    items: dict[int, list[WorkItem]]
    before: dict[int, dict[Identity, PlannedItem]]
    issued_on: date | None

    def lines(self, *kinds: MatchKind) -> list[ComparedTask]:
        return [line for line in self.comparison.lines if line.kind in kinds]

    def prepared_of(self, line: ComparedTask) -> PreparedTask:
        """The row that stands for the task, led as the comparison says: by a decision, others may
        lead than those it prints. Who leads supports no more."""
        row = line.row
        found = next(t for t in self.prepared.tasks if row and t.row.id == row.key)
        slots = row.slots if row else found.slots
        leading = {unit for slot in slots for unit in slot}
        supporting = tuple(unit for unit in found.supporting if unit not in leading)
        return replace(found, slots=slots, supporting=supporting)


VERBS: Mapping[MatchKind, str] = {
    MatchKind.changed: "task.change",
    MatchKind.merged: "task.merge",
    MatchKind.gone: "task.leave",
}
"""What the record calls it."""


def record_version(
    session: Session, work: Work, plan_version: PlanVersion, made: Sequence[int]
) -> None:
    """Write down the version, and every task that it changed, took out or brought."""
    plan, counts = work.plan, {kind.value: len(work.lines(kind)) for kind in MatchKind}
    whole = events.Entry(
        kind="plan.amend",
        subject="plan",
        subject_id=plan.id,
        plan_id=plan.id,
        new=plan_version.document,
        reason=work.decree.reason,
        data={
            "version": plan_version.number,
            "document": work.decree.document,
            "title": plan.title,
            "new": len(made),
            **counts,
        },
    )
    entries = [whole]
    for line in work.lines(*VERBS):
        words = {
            "aspects": sorted(aspect.value for aspect in line.aspects),
            "into": line.into,
            "decision": line.decision.value if line.decision else None,
            "document": work.decree.document,
        }
        entries.append(
            _entry(VERBS[line.kind], plan, line.task.key, {k: v for k, v in words.items() if v})
        )
    entries += [
        _entry("task.create", plan, id_, {"document": work.decree.document}) for id_ in made
    ]
    events.record(session, work.decree.actor, entries, work.decree.now)


def _entry(kind: str, plan: Plan, task_id: int, data: Mapping[str, object]) -> events.Entry:
    return events.Entry(
        kind=kind, subject="task", subject_id=task_id, plan_id=plan.id, task_id=task_id, data=data
    )


def tell_units(session: Session, work: Work, plan_version: PlanVersion) -> None:
    """One notice to each person of each unit that has a part in what changed, with its numbers."""
    parts: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for word, units in _touched(work):
        for unit_id in units:
            parts[unit_id][word] += 1
    plan, actor = work.plan, work.decree.actor
    today = clock.local(work.decree.now).date()
    for unit_id, numbers in sorted(parts.items()):
        people = notices.people_with_role(session, plan.commune_id, TOLD, today, in_units={unit_id})
        notices.notify(
            session,
            plan.commune_id,
            [person for person in people if person != actor.person_id],
            kind="plan.amend",
            key=f"plan.amend:{plan_version.id}:{unit_id}",
            data={"title": plan.title, "number": plan.number, **numbers},
            path=f"/ke-hoach/{plan.id}",
            now=work.decree.now,
        )


COUNTED = ("changed", "new", "gone")
"""What a unit is told of in numbers; a merged task is gone for the unit that had it."""


def _touched(work: Work) -> Iterable[tuple[str, set[int]]]:
    """(word of COUNTED, units concerned) of each task that changed, came or went."""
    for line in work.lines(MatchKind.changed, *OUT):
        word = "changed" if line.kind is MatchKind.changed else "gone"
        units = {*line.task.supports, *(unit for slot in line.task.slots for unit in slot)}
        if line.row is not None and line.kind is MatchKind.changed:
            units |= {*line.row.supports, *(unit for slot in line.row.slots for unit in slot)}
        yield word, units
    for row in work.comparison.new:
        yield "new", {*row.supports, *(unit for slot in row.slots for unit in slot)}
