"""What holds of every printed time, whatever it says."""

import re
import unicodedata
from datetime import date

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from workflows.deadlines import (
    Before,
    DeadlineKind,
    Span,
    read_deadline,
    reading_from_json,
    reading_to_json,
)

SPAN = Span(date(2025, 7, 1), date(2026, 6, 30))
ISSUED = date(2025, 8, 8)

numbers = st.integers(0, 40).map(str) | st.sampled_from(["01", "05", "2025", "2026", "202 6"])
romans = st.sampled_from(["I", "II", "III", "IV", "V"])
VOCABULARY = (
    "quý", "tháng", "năm", "ngày", "tuần", "kỳ", "giờ", "đầu", "giữa", "cuối", "hằng", "hàng",
    "mỗi", "định kỳ", "lần", "trước", "sau", "chậm nhất", "đến", "đến hết", "hết", "trong", "vào",
    "từ", "kể từ", "nay", "và", "hoặc", "của", "thường xuyên", "cả năm", "khi", "sau khi", "theo",
    "đột xuất", "kế hoạch", "phê duyệt", "báo cáo", "Quyết định", "số", "QĐ", "UBND", "không",
    "hoàn thành", "thứ", "sáu", "6 tháng", "liền kề", "giai đoạn", "mở", "hạn", "chờ căn cứ",
    "Phòng", "VH", "→", ",", ";", ".", ":", "-", "–", "/", "+", "(", ")", "&", "<p>",
)  # fmt: skip
words = st.sampled_from(VOCABULARY)
phrases = st.lists(numbers | romans | words, max_size=14).map(" ".join)
anything = st.text(max_size=120) | phrases

days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
years = st.integers(2024, 2027)


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


_QUARTERS = ("I", "II", "III", "IV")
fixed = st.one_of(
    st.builds(lambda d: f"Trước ngày {_day(d)}", days),
    st.builds(lambda d: f"chậm nhất {_day(d)}", days),
    st.builds(lambda d: f"17 giờ 00 ngày {_day(d)}", days),
    st.builds(lambda q, y: f"Quý {q}/{y}", st.sampled_from(_QUARTERS), years),
    st.builds(lambda m, y: f"tháng {m} năm {y}", st.integers(1, 12), years),
    st.builds(lambda m, y: f"trước tháng {m}/{y}", st.integers(1, 12), years),
    st.builds(lambda n, y: f"{n} tháng cuối năm {y}", st.integers(1, 11), years),
    st.builds(lambda p, m, y: f"{p} tháng {m}/{y}", st.sampled_from(["đầu", "giữa", "cuối"]),
              st.integers(1, 12), years),
)  # fmt: skip
window = st.one_of(
    st.builds(lambda pair: f"từ {_day(min(pair))} đến {_day(max(pair))}", st.tuples(days, days)),
    st.builds(lambda a, b, y: f"tháng {min(a, b)}-{max(a, b) + 1}/{y}",
              st.integers(1, 11), st.integers(1, 11), years),
    st.builds(lambda q, y: f"Quý {_QUARTERS[q]}, {_QUARTERS[q + 1]}/{y}",
              st.integers(0, 2), years),
)  # fmt: skip
_RHYTHMS = ("tuần", "tháng", "quý", "6 tháng", "9 tháng", "năm")
recurring = st.one_of(
    st.builds(lambda units: f"định kỳ hằng {', '.join(units)}",
              st.lists(st.sampled_from(_RHYTHMS), min_size=1, max_size=4, unique=True)),
    st.builds(lambda edge, n: f"{edge} ngày {n} hằng tháng",
              st.sampled_from(["trước", "chậm nhất", "vào"]), st.integers(1, 31)),
    st.builds(lambda edge, n: f"hằng tháng, {edge} ngày {n} tháng sau",
              st.sampled_from(["trước", "chậm nhất"]), st.integers(1, 31)),
    st.builds(lambda edge, n, place, unit: f"{edge} ngày {n} của tháng {place} {unit}",
              st.sampled_from(["trước", "chậm nhất"]), st.integers(1, 31),
              st.sampled_from(["đầu", "cuối"]), st.sampled_from(["quý", "quý sau"])),
    st.builds(lambda edge, d: f"{edge} ngày {d.day}/{d.month} hằng năm",
              st.sampled_from(["trước", "chậm nhất"]), days),
    st.builds(lambda edge, n: f"{edge} thứ {n} hằng tuần",
              st.sampled_from(["trước", "chậm nhất"]), st.integers(2, 7)),
)  # fmt: skip
well_formed = fixed | window | recurring


@settings(max_examples=400, deadline=None)
@given(anything, st.none() | st.just(SPAN), st.none() | st.just(ISSUED), st.sampled_from(Before))
def test_any_text_is_read_to_an_end_and_survives_its_json(text, span, issued, before):
    reading = read_deadline(text, span, issued, before)
    assert reading.text == text
    assert reading.parts
    assert DeadlineKind.SEVERAL not in {part.kind for part in reading.parts}
    assert reading_from_json(reading_to_json(reading)) == reading


@settings(max_examples=300, deadline=None)
@given(phrases)
def test_no_date_lies_in_a_year_nobody_named(text):
    # A year may be broken by a space, and two figures may stand for one.
    figures = re.findall(r"(?=(\d{4}))", text.replace(" ", ""))
    short = {2000 + n for n in range(20, 60) if str(n) in text}
    near = {year + step for year in {2025, 2026, *map(int, figures), *short} for step in (-1, 0, 1)}
    reading = read_deadline(text, SPAN)
    assert {day.year for day in reading.due} <= near


@settings(max_examples=300, deadline=None)
@given(phrases)
def test_dates_come_with_kinds_that_have_dates(text):
    for part in read_deadline(text, SPAN).parts:
        dated = part.kind in (DeadlineKind.FIXED, DeadlineKind.WINDOW)
        assert (part.due is not None) == dated or part.kind is DeadlineKind.ONGOING
        assert (part.every is not None) == (part.kind is DeadlineKind.RECURRING)
        assert part.opens is None or part.due is None or part.opens <= part.due


def _meaning(reading):
    return reading.kind, reading.opens, reading.due, reading.every


@settings(max_examples=300, deadline=None)
@given(well_formed)
def test_reading_the_explanation_gives_the_same_reading(text):
    reading = read_deadline(text, SPAN)
    again = read_deadline(reading.note, SPAN)
    assert reading.kind in (DeadlineKind.FIXED, DeadlineKind.WINDOW, DeadlineKind.RECURRING)
    assert _meaning(again) == _meaning(reading)
    said = read_deadline(reading.note.partition(" → ")[2], SPAN)
    assert [(p.every, p.day_rule, p.due) for p in said.parts] == [
        (p.every, p.day_rule, p.due) for p in again.parts
    ]


@settings(max_examples=200, deadline=None)
@given(phrases)
def test_the_explanation_of_any_dated_text_reads_back(text):
    reading = read_deadline(text, SPAN)
    if reading.kind in (DeadlineKind.FIXED, DeadlineKind.WINDOW, DeadlineKind.RECURRING):
        assert _meaning(read_deadline(reading.note, SPAN)) == _meaning(reading)


_SPELLINGS = (
    str.upper,
    str.title,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace(" ", "  \n"),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: f"  {text} ",
    lambda text: text.replace("hằng", "hàng").replace("quý", "qúy").replace("Quý", "Qúy"),
    lambda text: text.replace("/", " / ").replace(",", " ,").replace("-", " – "),
)


@settings(max_examples=300, deadline=None)
@given(well_formed | phrases, st.sampled_from(_SPELLINGS))
def test_spacing_case_and_spelling_do_not_matter(text, spelling):
    # Spaces inside a broken number or a tag are not the kind of spacing that may vary.
    assume("<" not in text and "202 6" not in text)
    assert _meaning(read_deadline(spelling(text), SPAN)) == _meaning(read_deadline(text, SPAN))
