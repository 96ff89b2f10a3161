"""The jobs, each thin: take the day and the instant, open sessions, call services, say what was
done.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from app.jobs.surroundings import Surroundings
from app.models import Commune
from app.queries.calendar import working_calendar
from app.queries.digest import digest_facts
from app.queries.recipients import recipients
from app.services import digests, outbox
from app.services.generation import open_due_periods
from app.services.late_flags import flag_late_items
from app.services.snapshots import take_snapshots
from workflows.reminders import Week
from workflows.timetable import instant_for, job_named, office_opens

KILL_POINTS = ("digest_worded", "digest_stored")
"""The moments between two durable steps of the digest, by name; those of sending are the
outbox's.
"""


@dataclass(slots=True)
class Outcome:
    """What a job did, as counts by word. `again_at`: it is not done, and to be taken again then."""

    counts: dict[str, int] = field(default_factory=dict)
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """The day a job takes for today, and the present instant, which is what records say.

    `by_hand`: a person asked for the run, so no hour is awaited; `on_any_day`: he asked for it
    now, so no day is awaited either.
    """

    today: date
    now: datetime
    by_hand: bool = False
    on_any_day: bool = False


Work = Callable[[Surroundings, Moment], Outcome]


def open_periods(around: Surroundings, at: Moment) -> Outcome:
    """Make the work items of the periods that have opened."""
    with around.write() as session:
        return Outcome({"items_made": open_due_periods(session, at.today, at.now)})


def flag_late(around: Surroundings, at: Moment) -> Outcome:
    """Flag what became late, commune by commune, so that no office waits long for another's
    flags.
    """
    counts = {"items_flagged": 0, "people_told": 0}
    for commune in _communes(around):
        with around.write() as session:
            flagged = flag_late_items(session, commune.id, at.today, at.now)
        counts["items_flagged"] += flagged.items
        counts["people_told"] += flagged.people
    return Outcome(counts)


def weekly_snapshot(around: Surroundings, at: Moment) -> Outcome:
    """Keep the standing of every running plan."""
    plans = 0
    for commune in _communes(around):
        with around.write() as session:
            plans += take_snapshots(session, commune.id, at.today, at.now)
    return Outcome({"plans_kept": plans})


def weekly_digest(around: Surroundings, at: Moment) -> Outcome:
    """Compose the digests of the communes whose office is open, and send what waits.

    Where the office is closed (a day off, or before the hour of the digest, when a missed one is
    made good) the run asks to be taken again once it opens.
    """
    made, without_address = 0, 0
    closed_until: list[datetime] = []
    for commune in _communes(around):
        found = _digest_of(around, commune, at)
        if isinstance(found, datetime):
            closed_until.append(found)
        if not isinstance(found, digests.Composed):
            continue
        around.reached("digest_worded")
        with around.write() as session:
            made += digests.store(session, commune.id, found, at.now, domain=around.mail_domain)
        around.reached("digest_stored")
        without_address += found.without_address
    outcome = send_mail(around, at)
    outcome.counts = {
        "mails_made": made,
        "without_address": without_address,
        "communes_closed": len(closed_until),
        **outcome.counts,
    }
    outcome.again_at = min(closed_until, default=None)
    return outcome


def _digest_of(
    around: Surroundings, commune: Commune, at: Moment
) -> digests.Composed | datetime | None:
    """The commune's letters of this week; when its office opens, where it is closed; None where
    there is nothing to compose: no plan is running, or the week was composed already."""
    as_of = instant_for(at.today, at.now)
    with around.read() as session:
        if digests.was_composed(session, commune.id, Week.of(at.today)):
            return None
        calendar = working_calendar(session, commune.id, at.today)
        opens = office_opens(job_named("weekly_digest"), as_of, calendar.is_working)
        closed = opens.date() > at.today or (opens > as_of and not at.by_hand)
        if closed and not at.on_any_day:
            return opens
        facts = digest_facts(session, commune, as_of)
        if facts is None:
            return None
        people = recipients(session, commune.id, digests.READERS, at.today)
    return digests.compose(commune.id, facts, people, around.render_digest)


def send_mail(around: Surroundings, at: Moment) -> Outcome:
    """Send the mails that wait. Without a mail server they go on waiting."""
    channel = around.channel()
    if not channel.is_configured:
        return Outcome({"no_mail_server": 1})
    done = outbox.send_waiting(around.write, channel, around.reached)
    return Outcome(
        {
            "mails_sent": done.sent,
            "mails_put_off": done.put_off,
            "mails_given_up": done.given_up,
        }
    )


def _communes(around: Surroundings) -> Sequence[Commune]:
    with around.read() as session:
        return session.scalars(select(Commune).order_by(Commune.id)).all()


WORK: Mapping[str, Work] = {
    "open_periods": open_periods,
    "flag_late": flag_late,
    "weekly_snapshot": weekly_snapshot,
    "weekly_digest": weekly_digest,
    "send_mail": send_mail,
}
"""Every job of the timetable by its name."""
