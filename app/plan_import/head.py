"""Reads the head of a plan: number, date, issuer, title and period, and where they disagree."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from app.plan_import.plan import PlanHead
from app.plan_import.problems import Problem, ProblemCode, Severity
from app.plan_import.tables import one_line
from workflows.text import fold, format_date

_HEAD_LINES = 90
_TITLE_LINES = 6
# A plan is issued at most this many days before its period begins (the last quarter of
# the year before) without raising a question.
_EARLIEST_ISSUE = 120

_NUMBER = re.compile(r"^Số\s*:\s*(\d*)\s*/\s*([A-ZĐ][\wĐ.-]*(?:\s?-\s?[A-ZĐ]\w*)*)", re.IGNORECASE)
_PLACE_AND_DAY = re.compile(
    r"^[^,;:]{2,40},\s*ngày\s*(\d{0,2})\D{0,8}?tháng\s*(\d{0,2})\D{0,8}?năm\s*(\d{4})",
    re.IGNORECASE,
)
_ATTACHED = re.compile(
    r"kèm\s+theo\s+(?:Quyết\s+định|Kế\s+hoạch|Công\s+văn|Tờ\s+trình|Văn\s+bản)\s+số\s*:?"
    r"\s*(\d*)\s*/\s*([A-ZĐ]+(?:\s?-\s?[A-ZĐ]+)*)(.{0,60}?(?:\d{4}|$))",
    re.IGNORECASE,
)
_NUMERIC_DAY = re.compile(r"ngày\s*(\d{0,2})\s*/\s*(\d{1,2})\s*/\s*(\d{4})", re.IGNORECASE)
_WORDED_DAY = re.compile(r"ngày\s*(\d{0,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.IGNORECASE)
_COMMUNE = re.compile(
    r"(?:UBND|[UỦ][yỷ] ban nhân dân)\s+(xã|phường|đặc khu|thị trấn)\s+"
    r"((?:[A-ZÀ-ỸĐ][\wà-ỹ]*\s?){1,5})"
)
_COMMUNE_CAPITALS = re.compile(r"^(XÃ|PHƯỜNG|ĐẶC KHU|THỊ TRẤN)\s+([A-ZÀ-ỸĐ ]{2,40})$")
_COMMUNE_TITLE = re.compile(r"\b(xã|phường|đặc khu|thị trấn)\s+((?:[A-ZÀ-ỸĐ][\wà-ỹ]*\s?){1,5})")
_END_OF_TITLE = re.compile(
    r"(?:can cu|thuc hien (?:nghi|ke|quyet|chi|cong|chuong)|\(|[ivx]+\.|chu tich"
    r"|uy ban nhan dan|so:|phu luc|dieu \d|kinh gui|theo de nghi|quyet dinh\b)"
)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True, slots=True)
class _Day:
    """A printed date whose day, or day and month, may have been left blank."""

    day: int | None
    month: int | None
    year: int

    @property
    def date(self) -> date | None:
        if not self.day or not self.month:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None

    @property
    def month_text(self) -> str | None:
        return f"{self.year:04d}-{self.month:02d}" if self.month and self.month <= 12 else None

    def printed(self) -> str:
        """Return the date as an office writes it, as far as it is known."""
        if self.date:
            return format_date(self.date)
        return f"tháng {self.month}/{self.year}" if self.month else f"năm {self.year}"


def read_head(
    lines: Iterable[str], *, year: int | None = None, issued_on: date | None = None
) -> tuple[PlanHead, tuple[Problem, ...]]:
    """Read the head out of the document's lines.

    ``year`` and ``issued_on`` are what the caller knows better than the paper: they win,
    and a difference is said as a problem. The period comes from the title ("6 tháng cuối
    năm 2025" is 01/7 to 31/12/2025), else from ``year``.
    """
    printed = [one_line(line) for line in lines]
    printed = [line for line in printed if line]
    head_lines = printed[:_HEAD_LINES]
    title = _title(head_lines)
    number, days = _number_and_days(head_lines, printed)
    issued, problems = _issue_date(days, issued_on)
    start, end = period_of(title)
    if start is None:
        start, end = period_of(_first_naming_year(head_lines))
    if year is not None and (start is None or start.year != year):
        if start is not None:
            problems.append(_conflict(str(start.year), str(year)))
        start, end = date(year, 1, 1), date(year, 12, 31)
    problems.extend(_number_problems(number))
    problems.extend(_period_problems(start, end, issued))
    head = PlanHead(
        title=title,
        number=number,
        issuer=_issuer(title, printed),
        issued_on=issued.date if issued else None,
        issued_month=issued.month_text if issued else None,
        start=start,
        end=end,
    )
    return head, tuple(problems)


def period_of(title: str) -> tuple[date | None, date | None]:
    """Return first and last day of the period that a title names, (None, None) for none."""
    text = fold(title)
    half = re.search(r"(?:6|06|sau) thang (dau|cuoi) nam (\d{4})", text)
    if half:
        year = int(half[2])
        if half[1] == "dau":
            return date(year, 1, 1), date(year, 6, 30)
        return date(year, 7, 1), date(year, 12, 31)
    quarter = re.search(r"\bquy (iv|iii|ii|i|[1-4])\b(?:[ /,]*(?:nam )?)(\d{4})", text)
    if quarter:
        year, number = int(quarter[2]), _QUARTERS[quarter[1]]
        last = date(year, number * 3, 31 if number in (1, 4) else 30)
        return date(year, number * 3 - 2, 1), last
    years = re.search(r"giai doan (\d{4}) ?[-–] ?(\d{4})", text)
    single = re.search(r"nam (\d{4})\b", text)
    if single:
        return date(int(single[1]), 1, 1), date(int(single[1]), 12, 31)
    if years and int(years[1]) <= int(years[2]):
        return date(int(years[1]), 1, 1), date(int(years[2]), 12, 31)
    return None, None


def _title(lines: Sequence[str]) -> str:
    """Return the printed title: the lines below "KẾ HOẠCH", else those of the decision."""
    for opening in ("ke hoach", "quyet dinh"):
        for place, line in enumerate(lines):
            folded = fold(line)
            alone = folded == opening
            whole = (
                opening == "ke hoach"
                and folded.startswith("ke hoach ")
                and line.upper().startswith("KẾ HOẠCH ")
                and line[:8].isupper()
            )
            if alone or whole:
                title = _title_at(lines, place)
                if title:
                    return title
    return ""


def _title_at(lines: Sequence[str], place: int) -> str:
    words = [lines[place]]
    for line in lines[place + 1 : place + 1 + _TITLE_LINES]:
        if _END_OF_TITLE.match(fold(line)) or _NUMBER.match(line):
            break
        words.append(line)
    text = " ".join(words)
    # A title in capitals is shown in small letters; names of places keep theirs.
    if text.isupper():
        return _sentence_case(text)
    opening, rest = text[: text.find(" ", 5)], text[text.find(" ", 5) + 1 :]
    if opening.isupper() and rest:
        return f"{opening.capitalize()} {rest[0].lower()}{rest[1:]}"
    return text


def _sentence_case(text: str) -> str:
    lowered = text.lower()
    lowered = re.sub(
        r"\b((?:xã|phường|đặc khu|thị trấn) )(\w+(?: \w+)*?)(?= năm| 6 tháng| giai đoạn|$)",
        lambda match: match[1] + match[2].title(),
        lowered,
    )
    return lowered[:1].upper() + lowered[1:]


def _number_and_days(head_lines: Sequence[str], all_lines: Sequence[str]) -> tuple[str, list[_Day]]:
    """Return the plan's number, and the dates of issue in the order of their weight."""
    number = ""
    days: list[_Day] = []
    for line in head_lines:
        found = _NUMBER.match(line)
        if found and not number:
            number = _written_number(found[1], found[2])
        dated = _PLACE_AND_DAY.match(line)
        if dated:
            days.append(_day(dated[1], dated[2], dated[3]))
    # "(Kèm theo Quyết định số …)" stands above the plan and again above its appendix.
    for line, following in pairwise([*all_lines, ""]):
        found = _ATTACHED.search(f"{line} {following}")
        if not found or not (_ATTACHED.search(line) or line.startswith("(")):
            continue
        number = number or _written_number(found[1], found[2])
        dated = _NUMERIC_DAY.search(found[3]) or _WORDED_DAY.search(found[3])
        if dated:
            days.append(_day(dated[1], dated[2], dated[3]))
    return number, days


def _written_number(digits: str, symbol: str) -> str:
    return digits + "/" + re.sub(r"\s*-\s*", "-", symbol)


def _day(day: str, month: str, year: str) -> _Day:
    return _Day(int(day) if day else None, int(month) if month else None, int(year))


def _issue_date(days: Sequence[_Day], known: date | None) -> tuple[_Day | None, list[Problem]]:
    """Choose the date of issue and say where the printed ones contradict each other."""
    problems: list[Problem] = []
    given = [_Day(known.day, known.month, known.year)] if known else []
    candidates = [*given, *(day for day in days if day.month)]
    disagreeing = [day for day in candidates[1:] if _contradict(candidates[0], day)]
    if disagreeing:
        problems.append(
            Problem(
                ProblemCode.issue_dates_conflict,
                Severity.look,
                {"first": candidates[0].printed(), "second": disagreeing[0].printed()},
            )
        )
    if not candidates:
        problems.append(Problem(ProblemCode.issue_date_missing, Severity.look))
        return (days[0] if days else None), problems
    exact = next((day for day in candidates if day.date), None)
    chosen = exact if exact and not _contradict(candidates[0], exact) else candidates[0]
    if not chosen.date:
        problems.append(
            Problem(
                ProblemCode.issue_day_blank,
                Severity.look,
                {"month": f"{chosen.month}/{chosen.year}"},
            )
        )
    return chosen, problems


def _contradict(first: _Day, second: _Day) -> bool:
    if (first.year, first.month) != (second.year, second.month):
        return True
    return bool(first.day and second.day and first.day != second.day)


def _first_naming_year(lines: Sequence[str]) -> str:
    """Return the first line of the head that names the period of the plan itself."""
    for line in lines:
        folded = fold(line)
        named = "cai cach hanh chinh" in folded and re.search(r"nam \d{4}", folded)
        if named and not re.match(r"(?:can cu|thuc hien|theo|\()", folded):
            return line
    return ""


def _issuer(title: str, lines: Sequence[str]) -> str | None:
    for place, line in enumerate(lines[:_HEAD_LINES]):
        capitals = _COMMUNE_CAPITALS.match(line)
        if capitals and place and fold(lines[place - 1]) == "uy ban nhan dan":
            return f"Ủy ban nhân dân {capitals[1].lower()} {capitals[2].title().strip()}"
    for pattern, texts in ((_COMMUNE_TITLE, [title]), (_COMMUNE, lines)):
        for text in texts:
            named = pattern.search(text)
            if named:
                return f"Ủy ban nhân dân {named[1].lower()} {named[2].strip()}"
    return None


def _number_problems(number: str) -> list[Problem]:
    if number and not number.startswith("/"):
        return []
    return [Problem(ProblemCode.number_blank, Severity.info)]


def _period_problems(start: date | None, end: date | None, issued: _Day | None) -> list[Problem]:
    if start is None or end is None:
        return [Problem(ProblemCode.period_missing, Severity.look)]
    if issued is None or issued.date is None:
        return []
    early = (start - issued.date).days > _EARLIEST_ISSUE
    if early or issued.date > end:
        return [_conflict(str(start.year), format_date(issued.date))]
    return []


def _conflict(first: str, second: str) -> Problem:
    return Problem(
        ProblemCode.plan_years_conflict, Severity.look, {"first": first, "second": second}
    )
