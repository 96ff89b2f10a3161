"""What holds of every printed time, whatever it says."""

import re
import time
from datetime import date

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.workflows.deadlines.strategies import (
    ISSUED,
    SPAN,
    SPELLINGS,
    anything,
    known,
    known_days,
    printed,
    well_formed,
)
from workflows.deadlines import (
    Before,
    DeadlineKind,
    Reading,
    read_deadline,
    reading_from_json,
    reading_to_json,
)

_DATED = (DeadlineKind.FIXED, DeadlineKind.WINDOW)


@settings(max_examples=400, deadline=None)
@given(anything, st.none() | st.just(SPAN), st.none() | st.just(ISSUED), st.sampled_from(Before))
def test_any_text_is_read_to_an_end_and_survives_its_json(text, span, issued, before):
    reading = read_deadline(text, span, issued, before)
    assert reading.text == text
    assert reading.parts
    assert DeadlineKind.SEVERAL not in {part.kind for part in reading.parts}
    assert reading_from_json(reading_to_json(reading)) == reading


@pytest.mark.parametrize(
    "piece",
    [
        "quý ", "1/", "theo ", "(", "ngày 1 và ", "khi, ", "→ hạn ", "Quý I, ", "1 - ", "; ",
        "trước ngày 15 hằng tháng, ", "Quyết định số ", "từ nay đến ", "<p>", "đã hoàn thành ",
        "chờ căn cứ: ", "Ế\u0301", "\u200b", "0", "Q", "T1,", "tháng 1, ",
    ],
)  # fmt: skip
@pytest.mark.parametrize("length", [999, 100_000])
def test_a_cell_of_any_length_is_read_within_a_second(piece, length):
    begun = time.process_time()
    read_deadline((piece * length)[:length], SPAN, ISSUED)
    assert time.process_time() - begun < 1.0


@settings(max_examples=400, deadline=None)
@given(known)
def test_a_time_made_from_its_meaning_is_read_as_that_meaning(made):
    reading = read_deadline(made.text, SPAN)
    assert (reading.kind, reading.opens, reading.due) == (made.kind, made.opens, [made.due])


@settings(max_examples=300, deadline=None)
@given(known_days)
def test_a_recurring_time_falls_due_on_the_days_a_calendar_gives(made):
    reading = read_deadline(made.text, SPAN)
    assert (reading.kind, tuple(reading.due)) == (DeadlineKind.RECURRING, made.due)


@settings(max_examples=300, deadline=None)
@given(printed)
def test_no_date_lies_in_a_year_nobody_named(text):
    # A year may be broken by a space, and two figures may stand for one.
    figures = re.findall(r"(?=(\d{4}))", text.replace(" ", ""))
    short = {2000 + n for n in range(20, 60) if str(n) in text}
    named = {2025, 2026, *map(int, figures), *short}
    # Only words that lead out of a year, and lists that cross its turn, reach the next one.
    leads_out = re.search(r"sau|trước|liền kề|kể từ|[-–,;+&/]|đến|và", text)
    steps = (-1, 0, 1) if leads_out else (0,)
    reading = read_deadline(text, SPAN)
    assert {day.year for day in reading.due} <= {year + step for year in named for step in steps}


@settings(max_examples=300, deadline=None)
@given(printed)
def test_dates_come_with_kinds_that_have_dates(text):
    for part in read_deadline(text, SPAN).parts:
        assert (part.due is not None) == (part.kind in _DATED) or part.kind is DeadlineKind.ONGOING
        assert (part.every is not None) == (part.kind is DeadlineKind.RECURRING)
        assert part.offset is None or part.kind is DeadlineKind.EVENT
        assert part.opens is None or part.due is None or part.opens <= part.due


@settings(max_examples=300, deadline=None)
@given(printed)
def test_periods_of_a_recurring_time_fall_due_within_the_plan(text):
    reading = read_deadline(text, SPAN)
    assert all(SPAN.start <= day <= SPAN.end for day in reading.periods_due)


_DOCUMENTS = (
    "Quyết định số 12/QĐ-UBND ngày {}", "Kế hoạch 15/KH-UBND ngày {}", "CV 1234/SNV-CCHC ngày {}",
    "Nghị quyết số 57-NQ/TW, ngày {}", "Luật Ban hành văn bản quy phạm pháp luật ngày {}",
    "Nghị định số 118/2025/NĐ-CP ngày {}", "văn bản ngày {} của Sở Nội vụ",
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(_DOCUMENTS), st.dates(date(2020, 1, 1), date(2029, 12, 31)))
def test_the_day_of_another_document_is_never_a_deadline(document, day):
    cited = document.format(f"{day.day:02d}/{day.month:02d}/{day.year}")
    for whole in (f"theo {cited}", cited, f"thực hiện {cited}; hoàn thành trong quý IV/2031"):
        assert day not in read_deadline(whole, SPAN).due
    assert read_deadline(f"{cited}, chậm nhất 30/9/2031", SPAN).due == [date(2031, 9, 30)]


def _parts(reading: Reading):
    """What a reading comes to, without the words it was read from."""
    said = ((p.kind, p.opens, p.due, p.every, p.day_rule, p.offset) for p in reading.parts)
    # The explanation says what two parts have in common once.
    return reading.kind, set(said), reading.due, reading.every


@settings(max_examples=400, deadline=None)
@given(printed)
@example("Sau khi có kế hoạch của tỉnh (chậm nhất 10 ngày)")
@example("tối thiểu 02 kỳ/tháng; đột xuất")
@example("31/02/2025; Quý V")
@example("Hằng tuần trong tháng 8")
@example("định kỳ hằng tuần, tháng; trước ngày 1 của tháng đầu quý")
@example("")
def test_reading_the_explanation_gives_the_same_reading(text):
    reading = read_deadline(text, SPAN)
    assert _parts(read_deadline(reading.note, SPAN)) == _parts(reading)


@settings(max_examples=200, deadline=None)
@given(well_formed)
def test_the_explanation_says_it_all_without_the_printed_words(text):
    reading = read_deadline(text, SPAN)
    assert reading.kind in (*_DATED, DeadlineKind.RECURRING)
    said = read_deadline(reading.note.rpartition(" → ")[2], SPAN)
    assert _parts(said) == _parts(reading)


@settings(max_examples=400, deadline=None)
@given(printed, st.sampled_from(SPELLINGS))
def test_spacing_case_and_spelling_do_not_matter(text, spelling):
    # Spaces inside a broken number or a tag are not the kind of spacing that may vary.
    assume("<" not in text and "202 6" not in text)
    assert _parts(read_deadline(spelling(text), SPAN)) == _parts(read_deadline(text, SPAN))
