"""The one clock of the product: instants are UTC, days are days in Vietnam.

`DONDOC_CLOCK` exists in the test configuration only (see `config.py`): a file that holds an
instant, so that several processes of a test share one moving clock. Nothing else in the product
reads the time.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def _system_now() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_now


def use_source(source: Callable[[], datetime] | None) -> None:
    """Replace the source of time (a test configuration), or put the system's back with None."""
    global _source
    _source = source or _system_now


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _source()


def local(instant: datetime) -> datetime:
    """The same instant on a clock in Vietnam."""
    return instant.astimezone(VIETNAM)


def midnight(day: date) -> datetime:
    """The instant at which a day begins in Vietnam, in UTC."""
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)


def today() -> date:
    """The present day in Vietnam, whatever zone the server is in."""
    return local(now()).date()
