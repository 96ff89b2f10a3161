"""The jobs, each thin: take the day and the instant, open sessions, call services, say what was
done.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from app.channels.clamd import FileNotScanned, ScannerDown
from app.jobs.meeting_file import keep_meeting_file
from app.jobs.surroundings import Surroundings
from app.models import Commune
from app.queries.calendar import working_calendar
from app.queries.digest import digest_facts
from app.queries.endpoints import any_endpoint
from app.queries.job_runs import last_finished
from app.queries.recipients import Recipient, communes_of_slots, recipients
from app.services import days_off, digests, notice_mails, outbox, scanning, sleeping
from app.services.endpoint_sending import send_to_endpoints
from app.services.generation import START, Place, open_next_periods
from app.services.late_flags import flag_late_items
from app.services.outbox_claims import Sending
from app.services.reminders import remind as remind_people
from app.services.snapshots import take_snapshots
from app.services.stored_files import SETTLED, unnamed_files
from workflows.reminders import Week
from workflows.timetable import (
    DIGEST_AT,
    half_hours_since,
    instant_for,
    job_named,
    office_opens,
)

_log = logging.getLogger(__name__)

KILL_POINTS = ("digest_worded", "digest_stored", "notices_worded", "notices_stored")
"""The moments between two durable steps of the digest, and of the mails of notices, by name; those
of sending are the outbox's.
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


def prepare_days_off(around: Surroundings, at: Moment) -> Outcome:
    """Have the days off by law in each calendar before its year begins."""
    days = people = 0
    for commune in _communes(around):
        with around.write() as session:
            prepared = days_off.prepare_years(session, commune.id, at.today, at.now)
        days, people = days + prepared.days, people + prepared.people
    return Outcome({"days_added": days, "people_told": people})


def open_periods(around: Surroundings, at: Moment) -> Outcome:
    """Make the work items of the periods that have opened, some hundred tasks at a time, so that
    no office waits long and no memory holds a country.
    """
    made = 0
    place: Place | None = START
    while place is not None:
        with around.write() as session:
            more, place = open_next_periods(session, at.today, at.now, place)
        made += more
    return Outcome({"items_made": made})


def flag_late(around: Surroundings, at: Moment) -> Outcome:
    """Flag what became late, commune by commune, so that no office waits long for another's
    flags.
    """
    items = 0
    for commune in _communes(around):
        with around.write() as session:
            items += flag_late_items(session, commune.id, at.today, at.now)
    return Outcome({"items_flagged": items})


def remind(around: Surroundings, at: Moment) -> Outcome:
    """Tell the units what has come due to be said since reminders were last given."""
    with around.read() as session:
        last = last_finished(session, job_named("remind"))
    people = 0
    for commune in _communes(around):
        with around.write() as session:
            people += remind_people(session, commune.id, last, at.today, at.now)
    return Outcome({"people_told": people})


def ask_sleeping(around: Surroundings, at: Moment) -> Outcome:
    """Ask each office, once a quarter, about what waits for a document."""
    people = 0
    for commune in _communes(around):
        with around.read() as session:
            asleep = sleeping.question(session, commune.id, at.today)
        if asleep is not None:
            with around.write() as session:
                people += sleeping.ask(session, commune.id, asleep, at.today, at.now)
    return Outcome({"people_told": people})


def weekly_snapshot(around: Surroundings, at: Moment) -> Outcome:
    """Keep the standing of every running plan."""
    plans = 0
    for commune in _communes(around):
        with around.write() as session:
            plans += take_snapshots(session, commune.id, at.today, at.now)
    return Outcome({"plans_kept": plans})


def weekly_digest(around: Surroundings, at: Moment) -> Outcome:
    """Compose the digests whose day and hour have come, and send what waits.

    Where an office is closed (a day off, or before the hour of the digest, when a missed one is
    made good) the run asks to be taken again once it opens. Asked for by hand, it composes the
    digest of this week for everybody who has had none.
    """
    counts = {"mails_made": 0, "without_address": 0, "communes_closed": 0}
    opens: list[datetime] = []
    with around.read() as session:
        last = None if at.by_hand else last_finished(session, job_named("weekly_digest"))
    for commune in _communes_with_slots(around, last, at):
        found, closed_until = _digests_of(around, commune, last, at)
        opens.extend(closed_until)
        counts["communes_closed"] += bool(closed_until)
        for composed in found:
            file = None
            if composed.is_for_office:
                file = keep_meeting_file(around.storage, composed.facts)
            around.reached("digest_worded")
            with around.write() as session:
                counts["mails_made"] += digests.store(
                    session, commune.id, composed, at.now, domain=around.mail_domain, file=file
                )
            around.reached("digest_stored")
            counts["without_address"] += composed.without_address
    outcome = send_mail(around, at)
    outcome.counts = {**counts, **outcome.counts}
    outcome.again_at = min(opens, default=None)
    return outcome


def _communes_with_slots(
    around: Surroundings, last: datetime | None, at: Moment
) -> Sequence[Commune]:
    """Those in which somebody's day and hour came since `last`: a run in between costs little."""
    communes = _communes(around)
    slots = half_hours_since(last, at.now) if last else None
    if slots is None:
        return communes
    with around.read() as session:
        wanted = communes_of_slots(session, slots, at.today) if slots else frozenset()
    return [commune for commune in communes if commune.id in wanted]


def _digests_of(
    around: Surroundings, commune: Commune, last: datetime | None, at: Moment
) -> tuple[list[digests.Composed], Sequence[datetime]]:
    """The letters of the commune that are due, by week; and when the office opens for those whose
    letters wait for it."""
    as_of = instant_for(at.today, at.now)
    with around.read() as session:
        people = recipients(session, commune.id, digests.READERS, at.today)
        is_working = working_calendar(session, commune.id, at.today).is_working
        if at.by_hand:
            due = _by_hand(people, as_of, at, is_working)
        else:
            due = digests.due_people(people, last, as_of, is_working)
        known = digests.composed_for(session, commune.id, due.of_weeks)
        wanted = {
            week: [p for p in some if (week.monday.isoformat(), p.person_id) not in known]
            for week, some in due.of_weeks.items()
        }
        facts = digest_facts(session, commune, as_of) if any(wanted.values()) else None
    if facts is None:
        return [], due.opens
    composed = [
        digests.compose(commune.id, facts, week, some, around.render_digest)
        for week, some in wanted.items()
        if some
    ]
    return composed, due.opens


def _by_hand(
    people: Sequence[Recipient],
    as_of: datetime,
    at: Moment,
    is_working: Callable[[date], bool],
) -> digests.Due:
    """Everybody's digest of this week; as of another day only where the office was open on it."""
    opens = office_opens(DIGEST_AT, as_of, is_working)
    if opens.date() > at.today and not at.on_any_day:
        return digests.Due({}, [opens])
    return digests.Due({Week.of(at.today): people})


def mail_notices(around: Surroundings, at: Moment) -> Outcome:
    """Make the mails of the notices that ask for action, and send what waits. Without a mail
    server, and any webhook or chat, they go on waiting."""
    with around.read() as session:
        can_tell = around.channel().is_configured or any_endpoint(session)
    if not can_tell:
        return Outcome({"no_mail_server": 1})
    made = 0
    while True:
        with around.read() as session:
            found = notice_mails.bundles(session, instant_for(at.today, at.now))
        if not found:
            break
        worded = [(each, around.render_notices(each) if each.wanted else None) for each in found]
        around.reached("notices_worded")
        with around.write() as session:
            made += sum(
                notice_mails.store(session, each, words, at.now, domain=around.mail_domain)
                for each, words in worded
            )
        around.reached("notices_stored")
    if not made:
        return Outcome({"mails_made": 0})
    outcome = send_mail(around, at)
    outcome.counts = {"mails_made": made, **outcome.counts}
    return outcome


def send_mail(around: Surroundings, at: Moment) -> Outcome:
    """Send what waits: the mails, then the messages to webhooks and chats. Without a mail server
    the mails go on waiting."""
    channel = around.channel()
    has_server = channel.is_configured
    done = Sending()
    if has_server:
        done = outbox.send_waiting(around.write, channel, around.reached, around.storage.read)
    done += send_to_endpoints(around.write, around.open_endpoint, around.reached)
    counts = {
        "mails_sent": done.sent,
        "mails_put_off": done.put_off,
        "mails_given_up": done.given_up,
    }
    if has_server:
        return Outcome(counts)
    return Outcome({"no_mail_server": 1, **{name: n for name, n in counts.items() if n}})


def scan_files(around: Surroundings, at: Moment) -> Outcome:
    """Scan what waits in quarantine; each file is free or barred by itself. Nothing is scanned
    inside a transaction."""
    with around.read() as session:
        waiting = scanning.waiting_files(session)
    scanner = around.storage.scanner
    if scanner is None:
        return Outcome({"files_without_scanner": len(waiting)})
    counts = {"files_released": 0, "files_barred": 0, "files_waiting": len(waiting)}
    for file in waiting:
        try:
            with around.storage.open(file.key) as stream:
                found = scanner.scan(stream)
        except (FileNotScanned, FileNotFoundError) as error:
            # The one file is too large for the scanner, or lost; the others need not wait for it.
            _log.error("file %s is not scanned: %s", file.key, error)
            continue
        except ScannerDown as down:
            _log.warning("the scanner gives no answer: %s", down)
            break
        with around.write() as session:
            if found:
                scanning.bar(session, file, found, at.now)
            else:
                scanning.release(session, file, at.now)
        counts["files_barred" if found else "files_released"] += 1
        counts["files_waiting"] -= 1
    return Outcome(counts)


def sweep_files(around: Surroundings, at: Moment) -> Outcome:
    """Remove what crashes left in the store: files that no row names, and unfinished ones.

    Where they are too many for crashes, none is removed: the store and the database may not belong
    together.
    """
    with around.read() as session:
        found = unnamed_files(session, around.storage, at.now)
    if found.is_doubtful:
        return Outcome({"files_doubtful": len(found.keys)})
    for key in found.keys:
        around.storage.remove(key)
    unfinished = around.storage.remove_unfinished(at.now - SETTLED)
    around.previews.throw_away(at.now)
    return Outcome({"files_removed": len(found.keys) + unfinished})


def _communes(around: Surroundings) -> Sequence[Commune]:
    with around.read() as session:
        return session.scalars(select(Commune).order_by(Commune.id)).all()


WORK: Mapping[str, Work] = {
    "prepare_days_off": prepare_days_off,
    "open_periods": open_periods,
    "flag_late": flag_late,
    "remind": remind,
    "ask_sleeping": ask_sleeping,
    "weekly_snapshot": weekly_snapshot,
    "weekly_digest": weekly_digest,
    "mail_notices": mail_notices,
    "send_mail": send_mail,
    "scan_files": scan_files,
    "sweep_files": sweep_files,
}
"""Every job of the timetable by its name."""
