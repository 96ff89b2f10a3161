"""The runs of jobs, read: what ran last, and what is due now."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import JobRun
from workflows.timetable import JOBS, Job, due_slot, slot_text

BY_HAND = "by-hand-"
"""How the slots of runs asked for by a person begin."""


def due_runs(session: Session, now: datetime) -> list[tuple[Job, str]]:
    """The (job, slot) pairs that nobody has run or is running at `now`, in the timetable's order.

    For each job at most one: its latest slot, when it was never claimed, or when its claim is over
    and it has no end (a process that died, a run that failed or was postponed). One query.
    """
    last = _last_slots(session)
    due: list[tuple[Job, str]] = []
    for job in JOBS:
        run = last.get(job.name)
        slot = due_slot(job, datetime.fromisoformat(run.slot) if run else None, now)
        if slot is not None:
            due.append((job, slot_text(slot)))
        elif run is not None and run.finished_at is None and run.claimed_until <= now:
            due.append((job, run.slot))
    return due


def _last_slots(session: Session) -> Mapping[str, JobRun]:
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


def last_runs(session: Session) -> Mapping[str, JobRun]:
    """The run of each job that started last, by timetable or by hand."""
    latest = select(func.max(JobRun.id).label("id")).group_by(JobRun.job).subquery()
    runs = session.scalars(select(JobRun).join(latest, latest.c.id == JobRun.id))
    return {run.job: run for run in runs}
