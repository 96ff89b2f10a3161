"""Made-up printed times: any words at all, and times whose meaning is known when they are made.

A `Known` is built from its meaning, by rules of the calendar only, so it can be held against what
the grammar reads.
"""

import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from workflows.deadlines import DeadlineKind, Span

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
    "đợt", "trở đi", "nửa", "làm việc", "đã hoàn thành", "ít nhất", "sơ kết", "các",
    "Phòng", "VH", "→", ",", ";", ".", ":", "-", "–", "/", "+", "(", ")", "&", "<p>",
)  # fmt: skip
phrases = st.lists(numbers | romans | st.sampled_from(VOCABULARY), max_size=14).map(" ".join)
anything = st.text(max_size=120) | phrases


@dataclass(frozen=True)
class Known:
    """A printed time and what it means: its kind, first day, and last day."""

    text: str
    kind: DeadlineKind
    opens: date | None
    due: date


@dataclass(frozen=True)
class Whole:
    """A day, month, quarter or year as it may be written, and the days it covers."""

    texts: tuple[str, ...]
    first: date
    last: date


def _end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _day(day: date) -> Whole:
    d, m, y = day.day, day.month, day.year
    texts = (
        f"ngày {d}/{m}/{y}", f"{d:02d}/{m:02d}/{y}", f"{d}.{m}.{y}", f"{d}-{m}-{y}",
        f"ngày {d} tháng {m} năm {y}", f"ngày {d:02d}/{m} năm {y}", f"{d} / {m} / {y}",
        f"{y}-{m:02d}-{d:02d}",
    )  # fmt: skip
    return Whole(texts, day, day)


def _month(month: int, year: int) -> Whole:
    texts = (
        f"tháng {month}/{year}", f"tháng {month:02d} năm {year}", f"T{month:02d}/{year}",
        f"Tháng {month}-{year}", f"tháng {month} của năm {year}", f"tháng{month}/{year}",
    )  # fmt: skip
    return Whole(texts, date(year, month, 1), _end(year, month))


ROMANS = ("I", "II", "III", "IV")


def _quarter(number: int, year: int) -> Whole:
    roman = ROMANS[number - 1]
    texts = (
        f"Quý {roman}/{year}", f"Qúy {roman} năm {year}", f"quý {number}/{year}",
        f"Q{number}/{year}", f"Quý{roman}/{year}", f"Quí {roman}-{year}", f"Q.{roman}/{year}",
        f"quý {roman}, năm {year}", f"Quý {roman}//{year}", f"QUÝ {roman} NĂM {year}",
        f"Quý {roman} (năm {year})",
    )  # fmt: skip
    return Whole(texts, date(year, 3 * number - 2, 1), _end(year, 3 * number))


def _year(year: int) -> Whole:
    return Whole((f"năm {year}", f"Năm {year}"), date(year, 1, 1), date(year, 12, 31))


years = st.integers(2023, 2028)
days = st.dates(date(2023, 1, 1), date(2028, 12, 31)).map(_day)
months = st.builds(_month, st.integers(1, 12), years)
quarters = st.builds(_quarter, st.integers(1, 4), years)
periods = months | quarters | st.builds(_year, years)

# Words before a day or a period, and how they take its first or last day.
_ON = ("chậm nhất", "muộn nhất là", "đến hết", "hết", "không quá", "hạn", "chậm nhất lã")
_IN = ("trong", "", "Hoàn thành trong", "dự kiến", "thực hiện vào")


def _on(words: str, whole: Whole, text: str) -> Known:
    return Known(f"{words} {text}", DeadlineKind.FIXED, None, whole.last)


def _before(words: str, whole: Whole, text: str) -> Known:
    due = whole.first - timedelta(days=1)
    return Known(f"{words} {text}", DeadlineKind.FIXED, None, due)


def _within(words: str, whole: Whole, text: str) -> Known:
    return Known(f"{words} {text}".strip(), DeadlineKind.FIXED, whole.first, whole.last)


def _at_hour(hour: str, whole: Whole, text: str) -> Known:
    day = text if text.startswith("ngày") else f"ngày {text}"
    return Known(f"{hour} {day}", DeadlineKind.FIXED, None, whole.last)


def _written(whole: st.SearchStrategy[Whole]) -> st.SearchStrategy[tuple[Whole, str]]:
    return whole.flatmap(lambda one: st.tuples(st.just(one), st.sampled_from(one.texts)))


def _built(make, words, wholes) -> st.SearchStrategy[Known]:
    return st.builds(lambda word, pair: make(word, *pair), st.sampled_from(words), _written(wholes))


fixed = st.one_of(
    _built(_on, _ON, days | periods),
    _built(_before, ("trước", "Xong trước", "hoàn thành trước"), days | periods),
    _built(_within, _IN, periods),
    _built(_at_hour, ("17 giờ 00", "trước 17h00", "11h30'", "trước 8 giờ"), days),
)

_LINKS = (" - ", "–", " đến ", " → ", " đến hết ", "—", " ~ ")


def _range(pair: tuple[tuple[Whole, str], tuple[Whole, str]], link: str, led: bool) -> Known:
    (first, opening), (last, closing) = sorted(pair, key=lambda one: one[0].first)
    text = f"từ {opening} đến {closing}" if led else f"{opening}{link}{closing}"
    return Known(text, DeadlineKind.WINDOW, first.first, last.last)


def _short_range(first: int, last: int, year: int, link: str) -> Known:
    text = f"Quý {ROMANS[first - 1]}{link}{ROMANS[last - 1]}/{year}"
    opens, due = date(year, 3 * first - 2, 1), _end(year, 3 * last)
    return Known(text, DeadlineKind.WINDOW, opens, due)


def _months_of(first: int, count: int, year: int, link: str) -> Known:
    named = [str(month) for month in range(first, first + count)]
    text = f"tháng {link.join(named[:-1])} và {named[-1]} năm {year}"
    return Known(text, DeadlineKind.WINDOW, date(year, first, 1), _end(year, first + count - 1))


def _apart(pair: tuple[tuple[Whole, str], tuple[Whole, str]]) -> bool:
    first, last = sorted((one[0] for one in pair), key=lambda whole: whole.first)
    return first.last < last.first


def _within_year(opening: int, closing: str, year: int) -> Known:
    """From a month of the year to a part of it that ends later; only the end says the year."""
    ends = {"quý IV": 12, "cuối năm": 12, "hết năm": 12, "tháng 11": 11, "30/11": 11, "quý III": 9}
    named = f"/{year}" if closing[0] in "3qt" else f" {year}"
    month = min(opening, ends[closing])
    due = date(year, 11, 30) if closing == "30/11" else _end(year, ends[closing])
    text = f"từ tháng {month} đến {closing}{named}"
    return Known(text, DeadlineKind.WINDOW, date(year, month, 1), due)


def _of_the_plan(month: int, quarterly: bool, words: str) -> Known:
    """A month or quarter without a year: there is one of each in the days of `SPAN`."""
    year = SPAN.start.year if month >= SPAN.start.month else SPAN.end.year
    if quarterly:
        month = 3 * ((month - 1) // 3) + 1
        text, last = f"{words} quý {ROMANS[month // 3]}", _end(year, month + 2)
    else:
        text, last = f"{words} tháng {month}", _end(year, month)
    opens = date(year, month, 1) if words in ("trong", "dự kiến") else None
    due = date(year, month, 1) - timedelta(days=1) if words == "trước" else last
    return Known(text, DeadlineKind.FIXED, opens, due)


window = st.one_of(
    st.builds(_within_year, st.integers(1, 8), st.sampled_from(
        ("quý IV", "cuối năm", "hết năm", "tháng 11", "30/11", "quý III")), years),
    st.builds(_range, st.tuples(_written(quarters), _written(quarters)).filter(_apart),
              st.sampled_from(_LINKS), st.booleans()),
    st.builds(_range, st.tuples(_written(months), _written(months)).filter(_apart),
              st.sampled_from(_LINKS), st.booleans()),
    st.builds(_range, st.tuples(_written(days), _written(days)).filter(_apart),
              st.sampled_from((" - ", "–", " đến ")), st.just(True)),
    st.builds(lambda q, y, link: _short_range(q, q + 1, y, link), st.integers(1, 3), years,
              st.sampled_from(("-", " – ", ", ", " và ", "+", " & ", " đến ", "/", " ,"))),
    st.builds(lambda q, y, link: _short_range(q, 4, y, link), st.integers(1, 3), years,
              st.sampled_from(("-", " – ", " đến "))),
    st.builds(_months_of, st.integers(1, 9), st.integers(2, 4), years,
              st.sampled_from((", ", ",", " , "))),
)  # fmt: skip

_AROUND = ("trong", "dự kiến", "chậm nhất", "hết", "trước")
yearless = st.builds(_of_the_plan, st.integers(1, 12), st.booleans(), st.sampled_from(_AROUND))
known = fixed | window | yearless


@dataclass(frozen=True)
class KnownDays:
    """A recurring time and every day it is due within `SPAN`."""

    text: str
    due: tuple[date, ...]


def _in_span(found: list[date]) -> tuple[date, ...]:
    return tuple(sorted({day for day in found if SPAN.start <= day <= SPAN.end}))


def _nth(index: int, number: int, before: bool) -> date:
    """The day `number` of a month (counted from year 0), or its last; the day before it."""
    year, month = divmod(index, 12)
    first = date(year, month + 1, 1)
    if before and number == 1:
        return first - timedelta(days=1)
    number -= before
    return first.replace(day=min(number, monthrange(year, month + 1)[1]))


_EDGES = {"trước": True, "chậm nhất": False, "vào": False, "không quá": False}


def _monthly(edge: str, number: int, later: bool) -> KnownDays:
    text = (
        f"hằng tháng, {edge} ngày {number} tháng sau"
        if later
        else (f"{edge} ngày {number:02d} hằng tháng")
    )
    months = range(12 * 2024, 12 * 2028)
    return KnownDays(text, _in_span([_nth(month, number, _EDGES[edge]) for month in months]))


def _quarterly(edge: str, number: int, place: str, later: bool) -> KnownDays:
    text = f"{edge} ngày {number} của tháng {place} quý{' sau' if later else ''}"
    firsts = range(12 * 2024, 12 * 2028, 3)
    days = [_nth(month + 2 * (place == "cuối"), number, _EDGES[edge]) for month in firsts]
    return KnownDays(text, _in_span(days))


def _yearly(edge: str, day: date) -> KnownDays:
    text = f"{edge} ngày {day.day}/{day.month} hằng năm"
    days = [_nth(12 * year + day.month - 1, day.day, _EDGES[edge]) for year in range(2024, 2029)]
    return KnownDays(text, _in_span(days))


def _weekly(edge: str, weekday: int) -> KnownDays:
    monday = date(2024, 1, 1)
    days = [
        monday + timedelta(weeks=week, days=weekday - 2 - _EDGES[edge]) for week in range(52 * 4)
    ]
    return KnownDays(f"{edge} thứ {weekday} hằng tuần", _in_span(days))


known_days = st.one_of(
    st.builds(_monthly, st.sampled_from(tuple(_EDGES)), st.integers(1, 31), st.booleans()),
    st.builds(_quarterly, st.sampled_from(("trước", "chậm nhất")), st.integers(1, 31),
              st.sampled_from(("đầu", "cuối")), st.booleans()),
    st.builds(_yearly, st.sampled_from(("trước", "chậm nhất")), st.dates(date(2024, 1, 1))),
    st.builds(_weekly, st.sampled_from(("trước", "chậm nhất")), st.integers(2, 7)),
)  # fmt: skip

_RHYTHMS = ("tuần", "tháng", "quý", "6 tháng", "9 tháng", "năm")
recurring = st.one_of(
    st.builds(lambda units: f"định kỳ hằng {', '.join(units)}",
              st.lists(st.sampled_from(_RHYTHMS), min_size=1, max_size=4, unique=True)),
    known_days.map(lambda one: one.text),
)  # fmt: skip
well_formed = known.map(lambda one: one.text) | recurring
several = st.lists(well_formed | phrases, min_size=2, max_size=3).map("; ".join)
printed = well_formed | several | phrases

_DASHES = "-‐‑‒–—−"
SPELLINGS = (
    str.upper,
    str.title,
    str.lower,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: unicodedata.normalize("NFKC", text),
    lambda text: text.replace(" ", "  \n"),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace(" ", "\t\u200b "),
    lambda text: f"  {text} ",
    lambda text: text.replace("hằng", "hàng").replace("quý", "qúy").replace("Quý", "Qúy"),
    lambda text: text.replace("quý", "quí").replace("Quý", "QUÍ").replace("kỳ", "kì"),
    lambda text: text.replace("/", " / ").replace(",", " ,").replace("-", " – "),
    lambda text: text.replace("-", "–").replace("–", "—"),
    lambda text: text.replace("/", "⁄").replace(";", "；"),
)  # fmt: skip
