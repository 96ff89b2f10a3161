"""Once a quarter the standing office is asked about what waits for a document: does it still, or
did nothing come of it?
"""

from datetime import date, datetime, time

from sqlalchemy.orm import Session

from app import clock
from app.queries.calendar import working_calendar
from app.queries.sleeping import Asleep, asleep_since_before
from app.services import notices
from workflows.deadlines.working_days import WorkingCalendar
from workflows.states import Role
from workflows.timetable import ZONE


def quarter_start(day: date) -> date:
    """The first day of the calendar quarter in which `day` lies."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def is_asked_on(today: date, calendar: WorkingCalendar) -> bool:
    """True from the first working day of the quarter on: a question that was slept through is asked
    later."""
    first = quarter_start(today)
    while not calendar.is_working(first):
        first = calendar.day_after(first, 1)
    return today >= first


def question(session: Session, commune_id: int, today: date) -> Asleep | None:
    """What the office is to be asked about on `today`: what slept before the quarter began; None
    where nothing did, or the first working day is still to come."""
    first = quarter_start(today)
    if not is_asked_on(today, working_calendar(session, commune_id, first)):
        return None
    return asleep_since_before(session, commune_id, datetime.combine(first, time(), tzinfo=ZONE))


def ask(session: Session, commune_id: int, asleep: Asleep, today: date, now: datetime) -> int:
    """Ask everybody of the standing office, once a quarter; return how many were asked now."""
    people = notices.people_with_role(session, commune_id, {Role.standing_officer}, today)
    return notices.notify(
        session,
        commune_id,
        people,
        kind="sleeping.ask",
        key=f"sleeping:{commune_id}:{quarter_start(today).isoformat()}",
        data={
            "count": asleep.count,
            "since": clock.local(asleep.since).date().isoformat(),
        },
        path="/cho-can-cu",
        now=now,
    )
