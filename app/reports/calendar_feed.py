"""Writes deadlines as an iCalendar file (RFC 5545): one all-day event for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vDuration

MEDIA_TYPE = "text/calendar"

ASK_AGAIN_AFTER = timedelta(hours=6)
"""How often a calendar is advised to look for changes."""


@dataclass(frozen=True, slots=True)
class DeadlineEntry:
    """A deadline as one event. `uid` stays the same for good; `sequence` grows with each change;
    `is_off`: it was called off.
    """

    uid: str
    day: date
    summary: str
    description: str
    url: str
    sequence: int
    changed_at: datetime
    is_off: bool = False


def calendar_file(name: str, language: str, entries: Sequence[DeadlineEntry]) -> bytes:
    """The file of a calendar called `name`. The same entries give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Don Doc//Calendar//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("name", name)
    # What programs older than RFC 7986 read.
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(ASK_AGAIN_AFTER), {"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN_AFTER))
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: DeadlineEntry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("url", entry.url)
    event.add("status", "CANCELLED" if entry.is_off else "CONFIRMED")
    # A deadline keeps nobody busy for the day.
    event.add("transp", "TRANSPARENT")
    return event


__all__ = ["MEDIA_TYPE", "DeadlineEntry", "calendar_file"]
