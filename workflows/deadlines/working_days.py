"""Working days: Monday to Friday, but for days off and the weekends worked in exchange for some."""

from dataclasses import dataclass
from datetime import date, timedelta

_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """A commune's days: `days_off` are holidays, `worked` are Saturdays and Sundays worked
    instead."""

    days_off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """True for a day on which the office is open."""
        if day in self.worked:
            return True
        return day.weekday() < 5 and day not in self.days_off

    def days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and with `last`; what came in today has waited 0
        days."""
        span = range(1, (last - first).days + 1)
        return sum(self.is_working(first + timedelta(days=n)) for n in span)

    def last_day_over(self, today: date, count: int) -> date:
        """The latest day for which more than `count` working days have passed by `today`: what came
        in then, or before, waits longer than that."""
        day, passed = today, 0
        while passed <= count:
            passed += self.is_working(day)
            day -= _ONE
        return day

    def day_after(self, first: date, count: int) -> date:
        """The day on which `count` working days after `first` have passed."""
        day = first
        while count > 0:
            day += _ONE
            count -= self.is_working(day)
        return day


def shifted(due: date, calendar: WorkingCalendar, *, before: bool) -> date:
    """Return the day to which a deadline moves that falls on a day off, else the deadline itself.

    It moves to the next working day (Civil Code 2015, art. 148(5)). One printed as "trước ngày X"
    (`before`) would then come to X or after it, so it moves to the last working day before X.
    Both ends of the calendar are working days (01/01/0001 is a Monday, 31/12/9999 a Friday).
    """
    day = due
    while not calendar.is_working(day):
        day += -_ONE if before else _ONE
    return day
