"""The date an outside event brings, counted as the Civil Code counts."""

from datetime import date

import pytest

from workflows.deadlines import Offset, OffsetUnit, due_after
from workflows.deadlines.working_days import WorkingCalendar

FRIDAY = date(2025, 8, 29)
NATIONAL_DAY = WorkingCalendar(days_off=frozenset({date(2025, 9, 1), date(2025, 9, 2)}))


@pytest.mark.parametrize(
    ("count", "unit", "event", "due"),
    [
        (20, OffsetUnit.DAY, FRIDAY, date(2025, 9, 18)),
        (5, OffsetUnit.WORKING_DAY, FRIDAY, date(2025, 9, 9)),
        (1, OffsetUnit.WORKING_DAY, FRIDAY, date(2025, 9, 3)),
        (2, OffsetUnit.WEEK, FRIDAY, date(2025, 9, 12)),
        (1, OffsetUnit.MONTH, date(2025, 1, 31), date(2025, 2, 28)),
        (1, OffsetUnit.MONTH, date(2025, 12, 15), date(2026, 1, 15)),
        (6, OffsetUnit.MONTH, FRIDAY, date(2026, 2, 28)),
        (1, OffsetUnit.QUARTER, date(2025, 11, 10), date(2026, 2, 10)),
        (1, OffsetUnit.YEAR, date(2024, 2, 29), date(2025, 2, 28)),
    ],
)
def test_an_offset_is_counted_from_the_day_after_the_event(count, unit, event, due):
    assert due_after(Offset(count, unit), event, NATIONAL_DAY) == due
