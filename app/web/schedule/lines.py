"""Jobs and runs as lines of a page: every word is chosen here, the templates only set them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext
from sqlalchemy.orm import Session

from app.labels.jobs import (
    NAME,
    PURPOSE,
    duration_words,
    error_words,
    outcome_words,
    timetable_words,
    when_words,
)
from app.models import JobRun
from app.queries.job_runs import (
    BY_HAND,
    NOBODY,
    RunState,
    asked_runs,
    last_runs,
    last_sign_of_life,
    last_slots,
    state_of,
)
from workflows.timetable import JOBS, Job, next_slot

SILENT_AFTER = timedelta(minutes=5)
"""A scheduler that has not ticked for so long is not running: mails alone bring a run a minute."""

MARK: Mapping[RunState, str] = {
    RunState.asked: "waiting",
    RunState.running: "in_progress",
    RunState.done: "verified",
    RunState.failed: "late",
    RunState.postponed: "dormant",
    RunState.broken_off: "due_soon",
    RunState.replaced: "cancelled",
}


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run: when it began, how long it took, how it stands (a mark and a word), what it did."""

    began: str
    took: str
    mark: str
    state: str
    said: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job: what it is for, its last run, the next one. `is_asked`: a run that was asked for has
    no end yet; `is_waiting`: no scheduler has taken it so far."""

    name: str
    title: str
    purpose: str
    timetable: str
    next_run: str
    last: RunLine | None
    is_asked: bool
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """All jobs. `silent_since`: no scheduler has ticked since then; `is_silent` also where none
    ever did. `is_moving`: something that was asked for has no end yet."""

    jobs: Sequence[JobLine]
    is_silent: bool
    silent_since: datetime | None

    @property
    def is_moving(self) -> bool:
        """True where looking again soon shows something new."""
        return not self.is_silent and any(job.is_asked for job in self.jobs)


def schedule(session: Session, now: datetime) -> Schedule:
    """The jobs of the timetable in their order. Four queries."""
    last, slots, asked = last_runs(session), last_slots(session), asked_runs(session)
    ticked_at = last_sign_of_life(session, now)
    jobs = [
        _job_line(job, last.get(job.name), slots.get(job.name), asked.get(job.name), now)
        for job in JOBS
    ]
    is_silent = ticked_at is None or now - ticked_at > SILENT_AFTER
    return Schedule(jobs, is_silent, ticked_at if is_silent else None)


def run_lines(session: Session, runs: Sequence[JobRun], now: datetime) -> list[RunLine]:
    """Runs of one job as lines. One query."""
    slots = last_slots(session)
    return [_run_line(run, slots.get(run.job), now) for run in runs]


def sentence(words: str) -> str:
    """Words that stand by themselves: the first letter large, the rest as it is."""
    return words[:1].upper() + words[1:]


def _job_line(
    job: Job,
    run: JobRun | None,
    last_slot: JobRun | None,
    asked: JobRun | None,
    now: datetime,
) -> JobLine:
    return JobLine(
        name=job.name,
        title=str(NAME[job.name]),
        purpose=sentence(str(PURPOSE[job.name])),
        timetable=timetable_words(job),
        next_run=when_words(next_slot(job, now), now),
        last=_run_line(run, last_slot, now) if run is not None else None,
        is_asked=asked is not None,
        is_waiting=asked is not None and asked.claimed_by == NOBODY,
    )


def _run_line(run: JobRun, last_slot: JobRun | None, now: datetime) -> RunLine:
    is_last = last_slot is not None and last_slot.slot == run.slot
    by_hand = run.slot.startswith(BY_HAND)
    state = state_of(run, now, is_last=is_last or by_hand)
    took = run.finished_at - run.started_at if run.finished_at is not None else None
    return RunLine(
        began=when_words(run.started_at, now),
        took=duration_words(took) if took is not None else "",
        mark=MARK[state],
        state=_state_words(state),
        said=_said(run, state, now, is_last=is_last),
        by_hand=by_hand,
    )


def _state_words(state: RunState) -> str:
    return {
        RunState.asked: gettext("Đang chờ chạy"),
        RunState.running: gettext("Đang chạy"),
        RunState.done: gettext("Chạy xong"),
        RunState.failed: gettext("Lỗi"),
        RunState.postponed: gettext("Chưa xong"),
        RunState.broken_off: gettext("Bị ngắt giữa chừng"),
        RunState.replaced: gettext("Không chạy nữa"),
    }[state]


def _said(run: JobRun, state: RunState, now: datetime, *, is_last: bool) -> str:
    """What the run did, or why it did not and what happens next."""
    if state is RunState.done:
        return sentence(outcome_words(run.outcome))
    if state is RunState.failed:
        return f"{error_words(run.error)} {_after_failure(run, now, is_last=is_last)}".strip()
    again = when_words(run.claimed_until, now)
    return {
        RunState.asked: gettext("Bộ lập lịch sẽ chạy trong vòng một phút."),
        RunState.running: "",
        RunState.postponed: gettext("Chưa đến giờ làm việc; chạy tiếp %(when)s.", when=again),
        RunState.broken_off: gettext("Tiến trình đã dừng khi đang chạy; sẽ tự chạy lại."),
        RunState.replaced: gettext("Lần chạy theo lịch sau đó đã làm thay."),
    }[state]


def _after_failure(run: JobRun, now: datetime, *, is_last: bool) -> str:
    if run.finished_at is not None:
        return gettext("Sửa xong thì bấm Chạy ngay lần nữa.")
    if not is_last:
        return gettext("Lần chạy theo lịch sau đó đã làm thay.")
    if run.claimed_until <= now:
        return gettext("Sẽ chạy lại trong phút tới.")
    return gettext("Sẽ chạy lại %(when)s.", when=when_words(run.claimed_until, now))
