"""Items over two centuries, held against the calendar: each comes from its rule's anchor.

The expected days are worked out here from the year and the month alone, never from the period
before, so a rule that drifts (29/02, the 31st, the turn of the year) is found out.
"""

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.deadlines import ItemKind, Rhythm, Span, planned_items, read_deadline
from workflows.deadlines.periods import months_as_period, periods_around, whole_quarters
from workflows.reporting import PRESETS, update_periods

first_days = st.dates(date(1950, 1, 1), date(2147, 12, 31))
lengths = st.integers(0, 800)


def spans():
    """Draw plans of up to two years and more that begin on any day."""
    return st.builds(lambda first, more: Span(first, first + timedelta(more)), first_days, lengths)


def day_of(year, month, day):
    """Return a day of a month counted from January of `year`, its last where it is too short."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day, monthrange(year, month)[1]))


def expected(span, months, day, later):
    """Return (opens, due) of periods of some months, due `later` months after their last one."""
    periods = [
        (date(year, month, 1), day_of(year, month + months - 1 + later, day))
        for year in range(span.start.year - 1, span.end.year + 1)
        for month in range(1, 13, months)
    ]
    return [(opens, due) for opens, due in periods if span.start <= due <= span.end]


_ANCHORED = (
    ("hằng tháng, chậm nhất ngày {}", 1, 0),
    ("hằng tháng, chậm nhất ngày {} tháng sau", 1, 1),
    ("hằng quý, chậm nhất ngày {} của tháng cuối quý", 3, 0),
    ("hằng quý, chậm nhất ngày {} tháng đầu quý sau", 3, 1),
    ("hằng năm, chậm nhất ngày {}/12", 12, 0),
    ("hằng năm, chậm nhất ngày {}/01 năm liền kề", 12, 1),
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_ANCHORED), st.integers(1, 31), spans())
def test_each_period_is_due_on_the_day_its_rule_names(anchored, day, span):
    text, months, later = anchored
    items = planned_items(read_deadline(text.format(day), span), span, None, [])
    assert [(item.opens, item.due) for item in items] == expected(span, months, day, later)


@settings(max_examples=60, deadline=None)
@given(first_days.map(lambda day: day.year))
def test_the_29th_of_february_falls_in_every_year(year):
    span = Span(date(year, 1, 1), date(year + 1, 12, 31))
    items = planned_items(read_deadline("ngày 29/02 hằng năm", span), span, None, [])
    ends = [date(one, 2, monthrange(one, 2)[1]) for one in (year, year + 1)]
    assert [item.due for item in items] == ends


@settings(max_examples=60, deadline=None)
@given(first_days.map(lambda day: day.year))
def test_rhythms_that_end_on_one_day_are_one_item_named_by_the_widest(year):
    span = Span(date(year, 1, 1), date(year, 12, 31))
    text = "định kỳ hằng tháng, quý, 6 tháng, 9 tháng, năm"
    keys = [i.period_key for i in planned_items(read_deadline(text, span), span, None, [])]
    months = [f"{year}-{month:02d}" for month in range(1, 13) if month % 3]
    wide = [f"{year}-Q1", f"{year}-H1", f"{year}-9M", f"{year}"]
    assert sorted(keys) == sorted(months + wide)


def test_a_period_that_ended_before_the_issue_is_not_made_though_it_is_due_after_it():
    span = Span(date(2025, 7, 1), date(2026, 1, 31))
    text = "hằng quý, chậm nhất ngày 10 tháng đầu quý sau"
    issued_on = date(2025, 10, 5)
    items = planned_items(read_deadline(text, span, issued_on), span, issued_on, [])
    assert [(item.period_key, item.due) for item in items] == [("2025-Q4", date(2026, 1, 10))]


def test_no_note_is_asked_for_on_a_quarter_that_was_over_at_the_issue():
    span = Span(date(2025, 1, 1), date(2025, 12, 31))
    issued_on = date(2025, 7, 1)
    items = planned_items(read_deadline("Quý I–IV/2025", span), span, issued_on, [])
    assert [(item.kind, item.opens) for item in items] == [
        (ItemKind.CHECKPOINT, date(2025, 9, 30)),
        (ItemKind.ONCE, date(2025, 1, 1)),
    ]


# Work that is due before its period begins is done in the period before.


@pytest.mark.parametrize(
    ("text", "label", "opens", "due"),
    [
        ("hằng tháng, trước ngày 01", "Tháng 3/2024", date(2024, 2, 1), date(2024, 2, 29)),
        (
            "hằng quý, trước ngày 01 của tháng đầu quý",
            "Quý II/2024", date(2024, 1, 1), date(2024, 3, 31),
        ),
        ("hằng năm, trước ngày 01/01", "Năm 2024", date(2023, 1, 1), date(2023, 12, 31)),
    ],
)  # fmt: skip
def test_what_is_due_before_its_period_opens_with_the_period_before(text, label, opens, due):
    span = Span(due, due)
    (item,) = planned_items(read_deadline(text, span), span, None, [])
    assert (item.label, item.opens, item.due) == (label, opens, due)


def test_nothing_is_due_before_the_work_begins():
    span = Span(date(2025, 7, 1), date(2025, 12, 31))
    text = "hằng tháng, chậm nhất ngày 10, từ 15/8/2025"
    items = planned_items(read_deadline(text, span), span, None, [])
    assert [item.period_key for item in items] == ["2025-09", "2025-10", "2025-11", "2025-12"]


@pytest.mark.parametrize("text", ["Thường xuyên từ 15/8/2025", "hằng quý từ 15/8/2025"])
def test_work_that_begins_inside_a_period_opens_on_its_first_day(text):
    span = Span(date(2025, 7, 1), date(2025, 12, 31))
    items = planned_items(read_deadline(text, span), span, None, whole_quarters(span))
    assert [(item.opens, item.due) for item in items] == [
        (date(2025, 8, 15), date(2025, 9, 30)),
        (date(2025, 10, 1), date(2025, 12, 31)),
    ]


# Every kind of printed time, with and without the update periods of a commune.

TEXTS = (
    "Thường xuyên", "Thường xuyên, hằng quý", "Hằng tháng, quý, 6 tháng, 9 tháng, năm",
    "Hằng tuần", "trước ngày 01 hằng tháng", "hằng quý, trước ngày 01 của tháng đầu quý",
    "hằng năm, trước ngày 15/01 năm liền kề", "ngày 29/02 hằng năm", "ngày 31 hằng tháng",
    "Hằng quý và đột xuất", "ngày 01 và ngày 15 hằng tháng", "Thường xuyên từ 15/8/2025",
    "Quý III–IV/2025", "Quý III/2025; Quý IV/2025", "khi có hướng dẫn", "",
)  # fmt: skip


def made(text, span, issued_on, preset):
    """Return the items of a text over a plan, with a preset's update periods or the quarters."""
    periods = update_periods(PRESETS[preset], span) if preset else whole_quarters(span)
    return planned_items(read_deadline(text, span, issued_on), span, issued_on, periods)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(TEXTS),
    spans() | st.just(Span(date(2025, 8, 15), date(2026, 2, 10))),
    st.none() | st.integers(-100, 500),
    st.sampled_from([None, "lien-minh", "hop-tien", "minh-duc"]),
    st.integers(1, 700),
)
def test_items_are_known_by_part_and_period_and_a_longer_plan_only_adds(
    text, span, issued, preset, more
):
    issued_on = None if issued is None else span.start + timedelta(days=issued)
    items = made(text, span, issued_on, preset)
    identities = [(i.part_index, i.period_key) for i in items if i.kind != ItemKind.CHECKPOINT]
    assert len(set(identities)) == len(identities)
    for item in items:
        assert item.opens is None or item.due is None or item.opens <= item.due
        if item.kind in (ItemKind.PERIOD, ItemKind.CHECK_IN):
            assert item.opens and item.due
            assert span.start <= item.due <= span.end
            assert issued_on is None or item.due >= issued_on
    assert made(text, span, issued_on, preset) == items
    longer = made(text, Span(span.start, span.end + timedelta(days=more)), issued_on, preset)
    rhythmic = (ItemKind.PERIOD, ItemKind.CHECK_IN)
    kept = [i for i in longer if i.kind not in rhythmic or (i.due and i.due <= span.end)]
    assert kept == items


@settings(max_examples=100, deadline=None)
@given(spans(), st.integers(-200, 200))
def test_what_ended_before_the_issue_is_all_that_the_issue_takes_away(span, issue):
    issued_on = span.start + timedelta(days=issue)
    for text in ("Hằng quý", "Thường xuyên"):
        every = made(text, span, None, "lien-minh")
        since = made(text, span, issued_on, "lien-minh")
        assert since == [item for item in every if item.due and item.due >= issued_on]


@settings(max_examples=100, deadline=None)
@given(spans())
def test_whole_quarters_cover_a_plan_without_gap_or_overlap(span):
    quarters = whole_quarters(span)
    assert quarters[0].start <= span.start and span.end <= quarters[-1].end
    for before, after in pairwise(quarters):
        assert after.start == before.end + timedelta(days=1)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([one for one in Rhythm if one is not Rhythm.WEEK]), first_days)
def test_months_have_the_name_the_calendar_gives_them(rhythm, day):
    for period in periods_around(rhythm, Span(day, day)):
        assert months_as_period(period.start, period.end) == period
