"""Hundreds of cells as offices type them, each against what a careful clerk reads in it."""

from datetime import date

import pytest

from tests.workflows.deadlines.dated_cells import FIXED, WINDOWS
from tests.workflows.deadlines.milestone_cells import SEVERAL
from tests.workflows.deadlines.undated_cells import EVENTS, ONGOING, RECURRING, UNREADABLE
from workflows.deadlines import DeadlineKind, Offset, OffsetUnit, Reading, Span, read_deadline
from workflows.deadlines.explanation import meaning

YEAR_2025 = Span(date(2025, 1, 1), date(2025, 12, 31))


def _rows(table):
    return [(text, said) for said, texts in table.items() for text in texts]


def _said(reading: Reading) -> str:
    return reading.note.rpartition(" → ")[2]


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (kind, text, said)
        for kind, table in (
            (DeadlineKind.FIXED, FIXED),
            (DeadlineKind.WINDOW, WINDOWS),
            (DeadlineKind.RECURRING, RECURRING),
            (DeadlineKind.ONGOING, ONGOING),
        )
        for text, said in _rows(table)
    ],
)
def test_a_cell_is_read_as_a_careful_clerk_reads_it(kind, text, said):
    reading = read_deadline(text, YEAR_2025)
    assert (reading.kind, _said(reading)) == (kind, said)


@pytest.mark.parametrize(("text", "parts"), SEVERAL)
def test_milestones_of_one_cell_keep_what_each_is_for(text, parts):
    reading = read_deadline(text, YEAR_2025)
    assert [(part.text, meaning(part)) for part in reading.parts] == parts
    assert reading.kind is DeadlineKind.SEVERAL


@pytest.mark.parametrize(("text", "offset"), _rows(EVENTS))
def test_an_outside_event_keeps_how_long_after_it_the_deadline_comes(text, offset):
    reading = read_deadline(text, YEAR_2025)
    assert (reading.kind, reading.due, len(reading.parts)) == (DeadlineKind.EVENT, [], 1)
    kept = reading.parts[0].offset
    assert kept == (Offset(offset[0], OffsetUnit(offset[1])) if offset else None)


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_would_have_to_be_guessed_is_said_to_be_unreadable(text):
    reading = read_deadline(text, YEAR_2025)
    assert (reading.kind, reading.due) == (DeadlineKind.UNREADABLE, [])


def test_two_milestones_of_one_day_keep_both_purposes():
    reading = read_deadline("Kế hoạch: Quý IV; Báo cáo: Quý IV; Sơ kết: Quý II", YEAR_2025)
    assert [part.text for part in reading.parts] == [
        "Kế hoạch: Quý IV; Báo cáo: Quý IV", "Sơ kết: Quý II",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["hằng tháng, từ tháng 3 đến tháng 9/2025", "Hằng tuần trong tháng 8", "hằng quý đến 30/9"],
)
def test_a_rhythm_that_ends_before_the_plan_does_is_not_made_for_the_whole_of_it(text):
    reading = read_deadline(text, YEAR_2025)
    assert reading.kind is DeadlineKind.UNREADABLE
    assert "chu kỳ chỉ đến" in reading.note
