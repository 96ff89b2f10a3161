"""The jobs, each thin: take the day and the instant, open sessions, call services, say what was done."""

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
from workflows.timetable import instant_for, job_named, slot_on

KILL_POINTS = ("digest_worded", "digest_stored")
"""The moments between two durable steps of the digest, by name; those of sending are the outbox's."""


@dataclass(slots=True)
class Outcome:
    """What a job did, as counts by word. `again_at`: it is not done, and to be taken again then."""

    counts: dict[str, int] = field(default_factory=dict)
    again_at: datetime | None = None


Work = Callable[[Surroundings, date, datetime], Outcome]


def open_periods(around: Surroundings, today: date, now: datetime) -> Outcome:
    """Make the work items of the periods that have opened."""
    with around.write() as session:
        return Outcome({"items_made": open_due_periods(session, today, now)})


def flag_late(around: Surroundings, today: date, now: datetime) -> Outcome:
    """Flag what became late, commune by commune, so that no office waits long for another's flags."""
    counts = {"items_flagged": 0, "people_told": 0}
    for commune in _communes(around):
        with around.write() as session:
            flagged = flag_late_items(session, commune.id, today, now)
        counts["items_flagged"] += flagged.items
        counts["people_told"] += flagged.people
    return Outcome(counts)


def weekly_snapshot(around: Surroundings, today: date, now: datetime) -> Outcome:
    """Keep the standing of every running plan."""
    plans = 0
    for commune in _communes(around):
        with around.write() as session:
            plans += take_snapshots(session, commune.id, today, now)
    return Outcome({"plans_kept": plans})


def weekly_digest(around: Surroundings, today: date, now: datetime) -> Outcome:
    """Compose the digests of the communes whose office is open today, and send what waits.

    Where today is a day off, the run asks to be taken again on the next working day at the same hour.
    """
    made, without_address = 0, 0
    later: list[date] = []
    for commune in _communes(around):
        with around.read() as session:
            if digests.was_composed(session, commune.id, Week.of(today)):
                continue
            calendar = working_calendar(session, commune.id, today)
            if not calendar.is_working(today):
                later.append(calendar.day_after(today, 1))
                continue
            facts = digest_facts(session, commune, instant_for(today, now))
            if facts is None:
                continue
            people = recipients(session, commune.id, digests.READERS, today)
        composed = digests.compose(commune.id, facts, people, around.render_digest)
        around.reached("digest_worded")
        with around.write() as session:
            made += digests.store(
                session, commune.id, composed, now, domain=around.mail_domain
            )
        around.reached("digest_stored")
        without_address += composed.without_address
    outcome = send_mail(around, today, now)
    outcome.counts = {
        "mails_made": made,
        "without_address": without_address,
        "communes_off": len(later),
        **outcome.counts,
    }
    if later:
        outcome.again_at = slot_on(job_named("weekly_digest"), min(later))
    return outcome


def send_mail(around: Surroundings, today: date, now: datetime) -> Outcome:
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
