"""The scheduled jobs as data, and which slot of a job is due. All times are those of Vietnam.

A slot is the instant a timetable names. Jobs ask the database what is due, so slots that were slept
through need no run of their own: the latest one stands for all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Days by name: by number, cron and Python disagree about which day comes first."""

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Job:
    """A job: its name for commands and records, when it runs, and what for.

    `at` is the time of day, None for every minute; `weekdays` are names out of WEEKDAYS. `lease`
    is how long a run may be silent before another process takes it again; `kept` how long its runs
    are recorded.
    """

    name: str
    at: time | None
    weekdays: tuple[str, ...]
    purpose: str
    lease: timedelta = timedelta(minutes=10)
    kept: timedelta = timedelta(days=400)


JOBS: tuple[Job, ...] = (
    Job(
        "open_periods",
        time(0, 10),
        WEEKDAYS,
        "make the work items of the periods that open",
    ),
    Job(
        "flag_late",
        time(0, 20),
        WEEKDAYS,
        "find what became late: an event, a mark, a notice, once for each due date",
    ),
    Job(
        "weekly_snapshot",
        time(0, 30),
        ("mon",),
        "keep the standing of every plan, unit and section",
    ),
    Job(
        "weekly_digest",
        time(7, 30),
        ("mon",),
        "compose and send the weekly digest; where Monday is a day off, on the next working day",
    ),
    Job(
        "send_mail",
        None,
        WEEKDAYS,
        "send the mails that wait in the outbox",
        kept=timedelta(days=2),
    ),
)
"""In the order in which they run when several are due at once: figures before the mails that tell
them.
"""


def job_named(name: str) -> Job:
    """Return the job of that name. Raises KeyError where there is none."""
    for job in JOBS:
        if job.name == name:
            return job
    raise KeyError(name)


def latest_slot(job: Job, now: datetime) -> datetime:
    """The last slot of `job` at or before `now` (aware)."""
    here = now.astimezone(ZONE)
    if job.at is None:
        return here.replace(second=0, microsecond=0)
    slot = _on(here.date(), job.at)
    while slot > here or WEEKDAYS[slot.weekday()] not in job.weekdays:
        slot -= timedelta(days=1)
    return slot


def next_slot(job: Job, now: datetime) -> datetime:
    """The first slot of `job` after `now` (aware)."""
    if job.at is None:
        return latest_slot(job, now) + _MINUTE
    slot = latest_slot(job, now) + timedelta(days=1)
    while WEEKDAYS[slot.weekday()] not in job.weekdays:
        slot += timedelta(days=1)
    return slot


def due_slot(job: Job, last: datetime | None, now: datetime) -> datetime | None:
    """The slot that is to be run at `now`, given the last one that was (None: none ever was).

    However many slots lie between, the latest stands for all of them. None where nothing is due,
    also when the clock was set back behind the last slot.
    """
    slot = latest_slot(job, now)
    return slot if last is None or slot > last else None


def office_opens(job: Job, now: datetime, is_working: Callable[[date], bool]) -> datetime:
    """The first instant from `now` on that lies on a working day, not before the job's hour.

    It is `now` itself where the office is open and the hour has come.
    """
    here = now.astimezone(ZONE)
    day = here.date()
    while not is_working(day):
        day += timedelta(days=1)
    return max(here, _on(day, job.at or time()))


def slot_text(slot: datetime) -> str:
    """A slot as it is stored: ISO to the minute, in Vietnam, so that later texts sort later."""
    return slot.astimezone(ZONE).isoformat(timespec="minutes")


def instant_for(day: date, now: datetime) -> datetime:
    """The instant at which a run "as of `day`" looks at the world, in UTC.

    Today it is `now`; for any other day, 07:30 of that day, the hour at which offices read figures.
    """
    if day == now.astimezone(ZONE).date():
        return now
    return _on(day, time(7, 30)).astimezone(UTC)


def _on(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=ZONE)
