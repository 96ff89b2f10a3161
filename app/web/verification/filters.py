"""What of the queue is asked for, as the address says: ?don-vi=3&linh-vuc=7&tuoi=qua."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app import clock
from app.models import Commune
from app.queries.calendar import working_calendar
from app.queries.verification import QueueFilter
from app.web.fields import row_id

OVER, WITHIN = "qua", "trong"
"""Longer than the commune's own clock, or not yet."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter, the same as parts of an address, the commune's clock (`limit`, working days) and
    the instant that parts what waits longer."""

    filter: QueueFilter
    address: Mapping[str, Any]
    limit: int
    boundary: datetime

    @property
    def unit_id(self) -> int | None:
        return self.filter.unit_id

    @property
    def area_id(self) -> int | None:
        return self.filter.area_id

    @property
    def age(self) -> str:
        return str(self.address.get("tuoi", ""))


def read_filter(session: Session, commune_id: int, args: MultiDict[str, str]) -> Asked:
    """Read the address; what it cannot mean is left out. Two queries at most."""
    limit = session.get_one(Commune, commune_id).verification_working_days
    today = clock.today()
    # A clock of sixty working days is at most this many days of the calendar, holidays included.
    calendar = working_calendar(session, commune_id, today - timedelta(days=2 * limit + 30))
    boundary = clock.midnight(calendar.last_day_over(today, limit) + timedelta(days=1))
    unit_id, area_id = args.get("don-vi", type=row_id), args.get("linh-vuc", type=row_id)
    age = args.get("tuoi", "")
    asked = {
        "don-vi": unit_id,
        "linh-vuc": area_id,
        "tuoi": age if age in (OVER, WITHIN) else None,
    }
    return Asked(
        QueueFilter(
            unit_id=unit_id,
            area_id=area_id,
            came_before=boundary if age == OVER else None,
            came_since=boundary if age == WITHIN else None,
        ),
        {key: value for key, value in asked.items() if value is not None},
        limit,
        boundary,
    )
