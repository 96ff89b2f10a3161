"""The runs of jobs, read: what ran last, and what is due now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models import JobRun
from workflows.timetable import JOBS, Job, due_slot, job_named, slot_text

BY_HAND = "by-hand-"
"""How the slots of runs asked for by a person begin."""

ASKED = f"{BY_HAND}asked-"
"""How the slots of those begin that a scheduler is to take at its next tick."""

NOBODY = ""
"""Who holds a run that was asked for and not yet taken."""

PAGE = 30
"""Runs of a page."""


def due_runs(session: Session, now: datetime) -> list[tuple[Job, str]]:
    """The (job, slot) pairs that nobody has run or is running at `now`, in the timetable's order.

    For each job its latest slot, when it was never claimed, or when its claim is over and it has
    no end (a process that died, a run that failed or was postponed); and the run that a person
    asked for. Two queries.
    """
    last, asked = last_slots(session), asked_runs(session)
    due: list[tuple[Job, str]] = []
    for job in JOBS:
        run = last.get(job.name)
        slot = due_slot(job, datetime.fromisoformat(run.slot) if run else None, now)
        if slot is not None:
            due.append((job, slot_text(slot)))
        elif run is not None and run.finished_at is None and run.claimed_until <= now:
            due.append((job, run.slot))
        wanted = asked.get(job.name)
        if wanted is not None and wanted.claimed_until <= now:
            due.append((job, wanted.slot))
    return due


def asked_runs(session: Session) -> Mapping[str, JobRun]:
    """The run of each job that a person asked for and that has no end yet: one a job at most."""
    runs = session.scalars(
        select(JobRun)
        .where(JobRun.slot.startswith(ASKED), JobRun.finished_at.is_(None))
        .order_by(JobRun.id.desc())
    )
    return {run.job: run for run in runs}


def last_slots(session: Session) -> Mapping[str, JobRun]:
    """The run of each job's latest slot of the timetable, whatever became of it."""
    latest = (
        select(JobRun.job, func.max(JobRun.slot).label("slot"))
        .where(~JobRun.slot.startswith(BY_HAND))
        .group_by(JobRun.job)
        .subquery()
    )
    runs = session.scalars(
        select(JobRun).join(latest, (latest.c.job == JobRun.job) & (latest.c.slot == JobRun.slot))
    )
    return {run.job: run for run in runs}


def last_finished(session: Session, job: Job) -> datetime | None:
    """When the last run of the timetable that came to an end was taken; None where none did.

    What a job had to say up to that instant is said. One query.
    """
    return session.scalar(
        select(func.max(JobRun.started_at)).where(
            JobRun.job == job.name,
            JobRun.finished_at.is_not(None),
            ~JobRun.slot.startswith(BY_HAND),
        )
    )


def last_runs(session: Session) -> Mapping[str, JobRun]:
    """The run of each job that was taken last, by timetable or by hand."""
    latest = (
        select(func.max(JobRun.id).label("id"))
        .where(JobRun.claimed_by != NOBODY)
        .group_by(JobRun.job)
        .subquery()
    )
    runs = session.scalars(select(JobRun).join(latest, latest.c.id == JobRun.id))
    return {run.job: run for run in runs}


@dataclass(frozen=True, slots=True)
class RunPage:
    """A page of runs of one job, the newest first, and the id before which the next begins."""

    runs: Sequence[JobRun]
    next_before: int | None


def runs_of(session: Session, job: Job, before: int | None = None) -> RunPage:
    """A page of the runs of `job`. One query. `before` is the id of the last one seen."""
    query = select(JobRun).where(JobRun.job == job.name)
    if before is not None:
        query = query.where(JobRun.id < before)
    found = session.scalars(query.order_by(JobRun.id.desc()).limit(PAGE + 1)).all()
    shown = found[:PAGE]
    return RunPage(shown, shown[-1].id if len(found) > PAGE else None)


class RunState(StrEnum):
    """How a run stands, for people."""

    asked = auto()
    running = auto()
    done = auto()
    failed = auto()
    postponed = auto()
    broken_off = auto()
    replaced = auto()


def state_of(run: JobRun, now: datetime, *, is_last: bool) -> RunState:
    """How `run` stands at `now`; `is_last`: no later slot of its timetable was taken.

    `failed` may still be tried again, at `claimed_until`: where it has no end. `broken_off` is a
    run whose process is gone; it is taken again at the next tick. An open run that a later slot
    stands for is `replaced`, or stays failed.
    """
    if run.finished_at is not None:
        return RunState.failed if run.error else RunState.done
    if run.claimed_by == NOBODY:
        return RunState.asked
    if run.error:
        return RunState.failed
    held_until = run.started_at + job_named(run.job).lease
    if run.claimed_until == held_until and now < held_until:
        return RunState.running
    if not is_last:
        return RunState.replaced
    return RunState.broken_off if run.claimed_until <= now else RunState.postponed


def last_sign_of_life(session: Session, now: datetime) -> datetime | None:
    """When a scheduler last took a run; `now` where one may still be at work on it.

    A long run keeps its process from ticking, so its claim counts for the length of a lease. None
    where none was ever taken. One query.
    """
    by_scheduler = or_(~JobRun.slot.startswith(BY_HAND), JobRun.slot.startswith(ASKED))
    taken = select(JobRun).where(JobRun.claimed_by != NOBODY, by_scheduler)
    last = session.scalars(
        taken.order_by(JobRun.started_at.desc(), JobRun.id.desc()).limit(1)
    ).first()
    if last is None:
        return None
    is_running = state_of(last, now, is_last=True) is RunState.running
    return now if is_running else last.started_at
