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
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Job:
    """A job: its name for commands and records, when it runs, and what for.

    `at` is the time of day, None for every minute; with `every` it runs again and again from `at`
    to `until`. `weekdays` are names out of WEEKDAYS. `lease` is how long a run may be silent before
    another process takes it again; `kept` how long its runs are recorded. `after` names the jobs
    whose figures it tells: while one of them is under way, in whatever process, it does not begin.
    """

    name: str
    at: time | None
    weekdays: tuple[str, ...]
    purpose: str
    lease: timedelta = timedelta(minutes=10)
    kept: timedelta = timedelta(days=400)
    every: timedelta | None = None
    until: time | None = None
    after: tuple[str, ...] = ()


DIGEST_EVERY = timedelta(minutes=30)
DIGEST_HOURS: tuple[str, ...] = tuple(
    f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in range(6 * 60, 18 * 60 + 1, 30)
)
"""The hours at which a person may have his digest: every half hour from 06:00 to 18:00."""
DIGEST_WEEKDAYS = WEEKDAYS[:5]
"""The days on which a person may have his digest; a day off is made good on the next working day.
"""
DIGEST_AT = time(7, 30)
"""The hour of the digest where nobody chose another; its day is Monday."""


JOBS: tuple[Job, ...] = (
    Job(
        "prepare_days_off",
        time(0, 5),
        WEEKDAYS,
        "have the days off of the year in the calendar, of the next one from December on",
    ),
    Job(
        "open_periods",
        time(0, 10),
        WEEKDAYS,
        "make the work items of the periods that open",
        after=("prepare_days_off",),
    ),
    Job(
        "flag_late",
        time(0, 20),
        WEEKDAYS,
        "find what became late: an event and a mark, once for each due date",
        after=("open_periods",),
    ),
    Job(
        "remind",
        time(6, 0),
        WEEKDAYS,
        "tell the units what falls due and what is late, one notice a person and day",
        after=("open_periods", "flag_late"),
    ),
    Job(
        "ask_sleeping",
        time(6, 30),
        WEEKDAYS,
        "ask the office about what waits for a document, on the first working day of a quarter",
    ),
    Job(
        "weekly_snapshot",
        time(0, 30),
        ("mon",),
        "keep the standing of every plan, unit and section",
        after=("open_periods", "flag_late"),
    ),
    Job(
        "weekly_digest",
        time.fromisoformat(DIGEST_HOURS[0]),
        WEEKDAYS,
        "compose and send the weekly digests at the day and hour that each person chose, Monday"
        " 07:30 unless he did; where it is a day off, on the next working day",
        kept=timedelta(days=30),
        every=DIGEST_EVERY,
        until=time.fromisoformat(DIGEST_HOURS[-1]),
        after=("open_periods", "flag_late", "weekly_snapshot"),
    ),
    Job(
        "mail_notices",
        None,
        WEEKDAYS,
        "make mails of the notices that ask for action, one a person",
        kept=timedelta(days=2),
    ),
    Job(
        "send_mail",
        None,
        WEEKDAYS,
        "send the mails that wait in the outbox",
        kept=timedelta(days=2),
    ),
    Job(
        "scan_files",
        time(0, 0),
        WEEKDAYS,
        "scan the files that came in while the scanner did not answer",
        kept=timedelta(days=2),
        every=timedelta(minutes=5),
        until=time(23, 55),
    ),
    Job(
        "sweep_files",
        time(2, 0),
        WEEKDAYS,
        "remove files that a crash left in the store without a row",
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
    day = here.date()
    while (slot := _last_of_day(job, job.at, day, here)) is None:
        day -= timedelta(days=1)
    return slot


def next_slot(job: Job, now: datetime) -> datetime:
    """The first slot of `job` after `now` (aware)."""
    latest = latest_slot(job, now)
    if job.at is None:
        return latest + _MINUTE
    if job.every is not None and latest + job.every <= _on(latest.date(), job.until or job.at):
        return latest + job.every
    slot = _on(latest.date() + timedelta(days=1), job.at)
    while WEEKDAYS[slot.weekday()] not in job.weekdays:
        slot += timedelta(days=1)
    return slot


def _last_of_day(job: Job, at: time, day: date, here: datetime) -> datetime | None:
    first = _on(day, at)
    if here < first or WEEKDAYS[day.weekday()] not in job.weekdays:
        return None
    if job.every is None:
        return first
    return first + (min(here, _on(day, job.until or at)) - first) // job.every * job.every


def weekly_slot(weekday: str, at: time, now: datetime) -> datetime:
    """The last time at or before `now` that it was `at` on that day of the week."""
    return latest_slot(Job("", at, (weekday,), ""), now)


def next_weekly(
    weekday: str, at: time, now: datetime, is_working: Callable[[date], bool]
) -> datetime:
    """When it is next `at` on that day of the week, or on the working day that makes it good."""
    slot = weekly_slot(weekday, at, now)
    made_good = office_opens(at, slot, is_working)
    return made_good if made_good > now else office_opens(at, slot + _WEEK, is_working)


def half_hours_since(last: datetime, now: datetime) -> frozenset[tuple[str, str]] | None:
    """The (weekday, hour) pairs of DIGEST_HOURS that came after `last`, up to and with `now`.

    None where a week or more lies between: then it was every one of them.
    """
    if now - last >= _WEEK:
        return None
    here, since = now.astimezone(ZONE), last.astimezone(ZONE)
    days = [since.date() + timedelta(days=n) for n in range((here.date() - since.date()).days + 1)]
    return frozenset(
        (WEEKDAYS[day.weekday()], hour)
        for day in days
        for hour in DIGEST_HOURS
        if since < _on(day, time.fromisoformat(hour)) <= here
    )


def due_slot(job: Job, last: datetime | None, now: datetime) -> datetime | None:
    """The slot that is to be run at `now`, given the last one that was (None: none ever was).

    However many slots lie between, the latest stands for all of them. None where nothing is due,
    also when the clock was set back behind the last slot.
    """
    slot = latest_slot(job, now)
    return slot if last is None or slot > last else None


def office_opens(at: time, now: datetime, is_working: Callable[[date], bool]) -> datetime:
    """The first instant from `now` on that lies on a working day, not before the hour `at`.

    It is `now` itself where the office is open and the hour has come.
    """
    here = now.astimezone(ZONE)
    day = here.date()
    while not is_working(day):
        day += timedelta(days=1)
    return max(here, _on(day, at))


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
