"""Update periods between those that stay, and how a task stood on the day the figures closed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.deadlines import Span, UpdatePeriod, calendar_quarters
from workflows.deadlines.lateness import ItemDates, Standing, standing_of
from workflows.reporting import PRESETS, DatedItem, fitted_periods, kept_as_of, update_periods
from workflows.states import Status

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))


def test_a_plan_that_begins_where_another_ended_in_a_quarter_gets_what_is_left_of_it():
    first = calendar_quarters(Span(date(2026, 1, 1), date(2026, 8, 15)))
    second = calendar_quarters(Span(date(2026, 8, 16), date(2026, 12, 31)))
    made = fitted_periods(second, first)
    assert [(p.key, p.label, p.start, p.end) for p in made] == [
        ("2026-Q3-2", "Quý III/2026", date(2026, 8, 16), date(2026, 9, 30)),
        ("2026-Q4", "Quý IV/2026", date(2026, 10, 1), date(2026, 12, 31)),
    ]
    assert fitted_periods(second, [*first, *made]) == []


def test_a_period_that_lost_days_says_which_are_left():
    stays = [UpdatePeriod("2026-Q3", "Quý III/2026", date(2026, 7, 1), date(2026, 9, 30))]
    wanted = update_periods(PRESETS["lien-minh"], Span(date(2026, 6, 15), date(2026, 12, 14)))
    assert [(p.key, p.label) for p in fitted_periods(wanted, stays)] == [
        ("2026-Q3-2", "Quý III/2026 (15/6/2026–30/6/2026)"),
        ("2026-Q4", "Quý IV/2026 (01/10/2026–14/12/2026)"),
    ]


@given(st.data())
def test_every_day_is_in_exactly_one_period_and_every_key_is_used_once(data: st.DataObject):
    days = sorted(data.draw(st.sets(st.dates(YEAR.start, YEAR.end), max_size=8)))
    known = [
        UpdatePeriod(f"2026-Q{n}", "Kỳ", start, end)
        for n, (start, end) in enumerate(zip(days[::2], days[1::2], strict=False), 1)
    ]
    regime = data.draw(st.sampled_from(list(PRESETS.values())))
    wanted = update_periods(regime, YEAR)
    made = fitted_periods(wanted, known)
    every = [*known, *made]
    assert len({period.key for period in every}) == len(every)
    for offset in range(365):
        day = YEAR.start + timedelta(days=offset)
        assert sum(period.start <= day <= period.end for period in every) == 1, day


def item(
    status: Status,
    due: date | None,
    done: date | None = None,
    sent: date | None = None,
    opens: date | None = None,
) -> DatedItem:
    return DatedItem(ItemDates(status, due, done, due), sent, opens)


CUT_OFF, BEFORE, AFTER = date(2026, 9, 14), date(2026, 9, 1), date(2026, 9, 20)
CASES = [
    ([], False, Standing.no_date),
    ([item(Status.verified, BEFORE, BEFORE)], False, Standing.done_on_time),
    ([item(Status.verified, BEFORE, CUT_OFF)], False, Standing.done_late),
    ([item(Status.verified, AFTER, AFTER)], False, Standing.open_in_time),
    ([item(Status.verified, BEFORE, AFTER)], False, Standing.open_late),
    ([item(Status.verified, CUT_OFF, AFTER)], False, Standing.open_in_time),
    ([item(Status.verified, BEFORE, BEFORE)], True, Standing.open_in_time),
    ([item(Status.submitted, BEFORE, sent=BEFORE)], False, Standing.open_in_time),
    ([item(Status.submitted, BEFORE, sent=AFTER)], False, Standing.open_late),
    ([item(Status.returned, BEFORE)], False, Standing.open_late),
    ([item(Status.cancelled, BEFORE)], False, Standing.cancelled),
    ([item(Status.cancelled, BEFORE)], True, Standing.no_date),
    ([item(Status.dormant, None)], False, Standing.no_date),
    (
        [item(Status.verified, BEFORE, BEFORE), item(Status.assigned, AFTER, opens=AFTER)],
        False,
        Standing.open_in_time,
    ),
    ([item(Status.assigned, AFTER, opens=AFTER)], False, Standing.no_date),
    (
        [item(Status.verified, BEFORE, BEFORE), item(Status.verified, AFTER, AFTER)],
        False,
        Standing.open_in_time,
    ),
    (
        [item(Status.verified, BEFORE, BEFORE), item(Status.cancelled, BEFORE)],
        False,
        Standing.done_on_time,
    ),
]


@pytest.mark.parametrize(("items", "to_come", "standing"), CASES)
def test_a_result_counts_in_the_window_in_which_its_own_day_falls(
    items: list[DatedItem], to_come: bool, standing: Standing
):
    assert standing_of(kept_as_of(items, CUT_OFF, periods_to_come=to_come), CUT_OFF) is standing
