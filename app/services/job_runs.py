"""Who runs which job for which slot: a unique row decides, however many processes there are.

A run is claimed for a lease. What has no end when its lease is over was left by a process that
died, was postponed, or failed: any process may take it again, by a conditional update that only
one can win. Only the one that holds the claim may write how it ended.
"""

import os
import secrets
import socket
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.models import JobRun
from app.queries.job_runs import ASKED, BY_HAND, NOBODY, RunState, asked_runs, state_of
from app.services import events
from workflows.permissions import Actor
from workflows.timetable import Job

RETRY_AFTER = timedelta(minutes=5)
"""When a failed run is tried again, unless the next slot comes first."""


def new_owner() -> str:
    """A name for this process in its claims, unlike any other's."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def slot_by_hand(now: datetime) -> str:
    """The slot of a run that a person asked for: it stands beside the timetable's slots."""
    return f"{BY_HAND}{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"


def ask_for(session: Session, actor: Actor, job: Job, now: datetime) -> bool:
    """Ask that a scheduler runs `job` at its next tick, beside its timetable; leave an event.

    False where one asked for is still open: it will do for both. The slot counts the runs that were
    asked for, so that of two who ask at the same moment only one makes a run.
    """
    if job.name in asked_runs(session):
        return False
    before = session.scalar(
        select(func.max(JobRun.id)).where(JobRun.job == job.name, JobRun.slot.startswith(ASKED))
    )
    slot = f"{ASKED}{before or 0}"
    if not _insert(session, job, slot, now, owner=NOBODY, until=now):
        return False
    entry = events.Entry("job.run_by_hand", "job", new=job.name, data={"slot": slot})
    events.record(session, actor, [entry], now)
    return True


def must_wait(session: Session, job: Job, now: datetime) -> bool:
    """True while a job whose figures `job` tells is under way in some process. One query."""
    if not job.after:
        return False
    open_runs = session.scalars(
        select(JobRun).where(JobRun.job.in_(job.after), JobRun.finished_at.is_(None))
    )
    return any(state_of(run, now, is_last=False) is RunState.running for run in open_runs)


def claim(session: Session, job: Job, slot: str, now: datetime, owner: str) -> bool:
    """Take the run of `job` for `slot`. False where another process has it, or it has been run."""
    if _insert(session, job, slot, now, owner=owner, until=now + job.lease):
        return True
    again = session.execute(
        update(JobRun)
        .where(
            JobRun.job == job.name,
            JobRun.slot == slot,
            JobRun.finished_at.is_(None),
            JobRun.claimed_until <= now,
        )
        .values(claimed_by=owner, claimed_until=now + job.lease, started_at=now, error="")
    )
    return again.rowcount == 1


def _insert(
    session: Session, job: Job, slot: str, now: datetime, *, owner: str, until: datetime
) -> bool:
    """Make the row of a run. False where there is one."""
    dialect = session.get_bind().dialect.name
    insert = (postgresql if dialect == "postgresql" else sqlite).insert
    made = session.execute(
        insert(JobRun)
        .values(
            job=job.name,
            slot=slot,
            claimed_by=owner,
            claimed_until=until,
            started_at=now,
            outcome={},
            error="",
        )
        .on_conflict_do_nothing(index_elements=["job", "slot"])
        .returning(JobRun.id)
    )
    return made.first() is not None


def finish(
    session: Session, job: Job, slot: str, owner: str, outcome: Mapping[str, Any], now: datetime
) -> None:
    """Record that the run is done and what it did; forget the runs of the job that are past
    keeping.
    """
    session.execute(
        update(JobRun)
        .where(*_held(job, slot, owner))
        .values(finished_at=now, claimed_until=now, outcome=dict(outcome))
    )
    session.execute(
        delete(JobRun).where(
            JobRun.job == job.name, JobRun.slot != slot, JobRun.started_at < now - job.kept
        )
    )


def postpone(
    session: Session,
    job: Job,
    slot: str,
    owner: str,
    outcome: Mapping[str, Any],
    until: datetime,
) -> None:
    """Leave the run open, to be taken again at `until`."""
    session.execute(
        update(JobRun)
        .where(*_held(job, slot, owner))
        .values(claimed_until=until, outcome=dict(outcome))
    )


def fail(
    session: Session,
    job: Job,
    slot: str,
    owner: str,
    error: str,
    now: datetime,
    *,
    again: bool = True,
) -> None:
    """Record why the run failed; leave it open, to be taken `again` soon, or end it."""
    session.execute(
        update(JobRun)
        .where(*_held(job, slot, owner))
        .values(
            claimed_until=now + RETRY_AFTER if again else now,
            finished_at=None if again else now,
            error=error[:2000],
        )
    )


def _held(job: Job, slot: str, owner: str) -> tuple[ColumnElement[bool], ...]:
    return (
        JobRun.job == job.name,
        JobRun.slot == slot,
        JobRun.claimed_by == owner,
        JobRun.finished_at.is_(None),
    )
