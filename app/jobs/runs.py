"""Run what is due, or one job by hand: claimed through the database, recorded however it ends."""

import logging
from dataclasses import dataclass, field
from datetime import date

from flask import Flask

from app import clock
from app.jobs.surroundings import Surroundings, surroundings_of
from app.jobs.work import WORK, Moment, Outcome
from app.queries.job_runs import ASKED, due_runs
from app.services import job_runs
from workflows.timetable import Job, job_named

KILL_POINTS = ("run_claimed", "work_done")
"""The moments between two durable steps of a run, by name."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ran:
    """A run as it ended: its outcome, or the error that ended it."""

    job: Job
    slot: str
    outcome: Outcome = field(default_factory=Outcome)
    error: str = ""


def run_due(app: Flask, owner: str) -> list[Ran]:
    """Ask the database what is due and run it, one job after the other. One failing stops no other.

    `owner` names this process in its claims (`job_runs.new_owner`). Needs an application context.
    """
    around = surroundings_of(app)
    with around.read() as session:
        due = due_runs(session, clock.now())
    ran = []
    for job, slot in due:
        asked = slot.startswith(ASKED)
        at = Moment(clock.today(), clock.now(), by_hand=asked, on_any_day=asked)
        done = _run(around, job, slot, owner, at)
        if done is not None:
            ran.append(done)
    return ran


def run_job(app: Flask, name: str, today: date | None = None) -> Ran:
    """Run one job by hand, as of `today` (default: the present day), beside its timetable.

    Raises KeyError for a name that is no job's. A failure is recorded and told in the answer's
    `error`.
    """
    job, now = job_named(name), clock.now()
    at = Moment(today or clock.today(), now, by_hand=True, on_any_day=today is None)
    slot = job_runs.slot_by_hand(now)
    done = _run(surroundings_of(app), job, slot, job_runs.new_owner(), at)
    if done is None:
        raise RuntimeError(f"nobody else can hold the slot {slot}")
    return done


def _run(around: Surroundings, job: Job, slot: str, owner: str, at: Moment) -> Ran | None:
    """Claim, work, record. None where another process was quicker, or is still at work on what
    this job tells: the next tick tries again.
    """
    with around.write() as session:
        if not at.by_hand and job_runs.must_wait(session, job, at.now):
            return None
        if not job_runs.claim(session, job, slot, at.now, owner):
            return None
    around.reached("run_claimed")
    try:
        outcome = WORK[job.name](around, at)
    except Exception as error:
        # Whatever went wrong is recorded and the other jobs go on. The run is taken again; one
        # that a person asked for is his to ask for again.
        log.exception("job %s, slot %s", job.name, slot)
        with around.write() as session:
            again = not at.by_hand
            job_runs.fail(session, job, slot, owner, repr(error), clock.now(), again=again)
        return Ran(job, slot, error=f"{type(error).__name__}: {error}")
    around.reached("work_done")
    with around.write() as session:
        if outcome.again_at is None or at.by_hand:
            job_runs.finish(session, job, slot, owner, outcome.counts, clock.now())
        else:
            job_runs.postpone(session, job, slot, owner, outcome.counts, outcome.again_at)
    return Ran(job, slot, outcome)
