"""Reads the head of a plan: number, date, issuer, title and period, and where they disagree."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, takewhile

from app.plan_import.plan import PlanHead
from app.plan_import.problems import Problem, ProblemCode, Severity
from app.plan_import.tables import one_line
from workflows.deadlines.months import first_day, last_day
from workflows.text import fold, format_date

_HEAD_LINES = 90
_TITLE_LINES = 6
# A plan is issued at most this many days before its period begins (the last quarter of
# the year before) without raising a question.
_EARLIEST_ISSUE = 120

_SYMBOL = r"([A-ZĐ][\wĐ.]*(?:\s?-\s?[A-ZĐ][\wĐ.]*)*)"
_NUMBER = re.compile(rf"^Số\s*:?[\s.…_]*(\d*)[\s.…_]*/\s*{_SYMBOL}", re.IGNORECASE)
_DAY_IN_WORDS = r"ngày[\s.…_]*(\d{0,2})\D{0,8}?tháng[\s.…_]*(\d{0,2})\D{0,8}?năm\s*(\d{4})"
_PLACE_AND_DAY = re.compile(rf"^[^,;:]{{1,40}},\s*{_DAY_IN_WORDS}", re.IGNORECASE)
_PLACE_AND_NUMERIC_DAY = re.compile(
    r"^[^,;:]{1,40},\s*ngày\s*(\d{1,2})/(\d{1,2})/(\d{4})", re.IGNORECASE
)
# In a letterhead of two columns number and day stand behind other words of the line.
_NUMBER_INSIDE = re.compile(rf"\sSố\s*:[\s.…_]*(\d*)[\s.…_]*/\s*{_SYMBOL}")
_DAY_INSIDE = re.compile(rf"\s[A-ZÀ-ỸĐ][^,;:]{{1,40}},\s*{_DAY_IN_WORDS}")
_ATTACHED = re.compile(
    r"kèm\s+theo\s+(?:Quyết\s+định|Kế\s+hoạch|Công\s+văn|Tờ\s+trình|Văn\s+bản)\s+số\s*:?"
    r"\s*(\d*)\s*/\s*([A-ZĐ]+(?:\s?-\s?[A-ZĐ]+)*)(.{0,60}?(?:\d{4}|$))",
    re.IGNORECASE,
)
_NUMERIC_DAY = re.compile(r"ngày\s*(\d{0,2})\s*/\s*(\d{1,2})\s*/\s*(\d{4})", re.IGNORECASE)
_WORDED_DAY = re.compile(r"ngày\s*(\d{0,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.IGNORECASE)
_BROKEN_DAY = re.compile(
    r"^[^,;:]{1,40},\s*ngày[\s.…_\d]*(?:tháng[\s.…_\d]*(?:năm\s*)?)?$", re.IGNORECASE
)
_REST_OF_DAY = re.compile(r"^(?:tháng\b|năm\b|\d{1,2}\s*(?:tháng|năm)\b|\d{4}$)", re.IGNORECASE)
_COMMUNE = re.compile(
    r"(?:UBND|[UỦ][yỷ] ban nhân dân)\s+(xã|phường|đặc khu|thị trấn)\s+"
    r"((?:[A-ZÀ-ỸĐ][\wà-ỹ]*\s?){1,5})"
)
_COMMUNE_CAPITALS = re.compile(r"^(XÃ|PHƯỜNG|ĐẶC KHU|THỊ TRẤN)\s+([A-ZÀ-ỸĐ ]{2,40})$")
_COMMUNE_LINE = re.compile(
    r"(?:UBND|[UỦ][YỶ] BAN NHÂN DÂN) (XÃ|PHƯỜNG|ĐẶC KHU|THỊ TRẤN)"
    r" ([A-ZÀ-ỸĐ]+(?: (?!CỘNG\b)[A-ZÀ-ỸĐ]+){0,4})(?= Số\b| CỘNG\b|$)"
)
_COMMUNE_TITLE = re.compile(r"\b(xã|phường|đặc khu|thị trấn)\s+((?:[A-ZÀ-ỸĐ][\wà-ỹ]*\s?){1,5})")
_ABOUT = re.compile(r"^(?:V/v|Về việc)\s+", re.IGNORECASE)
_END_OF_TITLE = re.compile(
    r"(?:can cu|thuc hien (?:nghi|ke|quyet|chi|cong (?:van|dien)|chuong)|\(|[ivx]+\.|chu tich"
    r"|uy ban nhan dan|noi nhan|tm\.|so:|phu luc|dieu \d|kinh gui|theo de nghi|quyet dinh\b)"
)
# What stays in capitals in a title shown in small letters.
_ABBREVIATION = re.compile(
    r"\b(?:ubnd|hđnd|hdnd|cchc|tthc|cntt|mttq|ubmttq|pvhcc|cđs|iso|(?<=quý )(?:i{1,3}|iv))\b"
)
_APPENDIX = re.compile(r"phu luc(?: so)?(?: [ivx]+| \d{1,2})?\s*:?$")
_QUARTER, _OF_YEAR = r"(iv|iii|ii|i|[1-4])\b", r"[ /,]*(?:nam )?(\d{4})"
_TO = r" ?(?:,|-|–|va|den het|den) ?"
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
    head_lines = list(_with_whole_days(printed[:_HEAD_LINES]))
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
    problems.extend(_number_problems(number, printed))
    problems.extend(_period_problems(start, end, issued))
    problems.extend(_appendix_problems(printed, start, end))
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
    months = _months_of(text)
    if months and months[0] <= months[1]:
        first, last, year = months
        return first_day(year, first), last_day(year, last)
    years = re.search(r"giai doan (\d{4}) ?[-–] ?(\d{4})", text)
    single = re.search(r"nam (\d{4})\b", text)
    if single:
        return date(int(single[1]), 1, 1), date(int(single[1]), 12, 31)
    if years and int(years[1]) <= int(years[2]):
        return date(int(years[1]), 1, 1), date(int(years[2]), 12, 31)
    return None, None


def _months_of(text: str) -> tuple[int, int, int] | None:
    """Return first month, last month and year of the quarters or months a folded title names."""
    quarters = re.search(rf"\bquy {_QUARTER}(?:{_TO}(?:quy )?{_QUARTER})?{_OF_YEAR}", text)
    if quarters:
        first = _QUARTERS[quarters[1]]
        last = _QUARTERS[quarters[2]] if quarters[2] else first
        return first * 3 - 2, last * 3, int(quarters[3])
    months = re.search(rf"\btu thang (\d{{1,2}}){_TO}(?:thang )?(\d{{1,2}}){_OF_YEAR}", text)
    if months and 1 <= int(months[1]) <= 12 and 1 <= int(months[2]) <= 12:
        return int(months[1]), int(months[2]), int(months[3])
    return None


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
        # Below "KẾ HOẠCH" alone "Thực hiện Nghị quyết số …" is the title, not its basis.
        named = len(words) == 1 and fold(words[0]) == "ke hoach"
        carries_out = named and fold(line).startswith("thuc hien ")
        if not carries_out and (_NUMBER.match(line) or _END_OF_TITLE.match(fold(line))):
            break
        words.append(_ABOUT.sub("", line) if len(words) == 1 else line)
    text = " ".join(words)
    # A title in capitals is shown in small letters; names of places keep theirs.
    if text.isupper():
        return sentence_case(text)
    opening, rest = text[: text.find(" ", 5)], text[text.find(" ", 5) + 1 :]
    if opening.isupper() and rest:
        return f"{opening.capitalize()} {rest[0].lower()}{rest[1:]}"
    return text


def sentence_case(text: str) -> str:
    """Return a title in capitals as it is written in a sentence: names of communes and the usual
    abbreviations keep their capitals.
    """
    lowered = text.lower()
    lowered = re.sub(
        r"\b((?:xã|phường|đặc khu|thị trấn) )(\w+(?: \w+)*?)(?= năm| 6 tháng| giai đoạn|$)",
        lambda match: match[1] + match[2].title(),
        lowered,
    )
    lowered = _ABBREVIATION.sub(lambda match: match[0].upper(), lowered)
    return lowered[:1].upper() + lowered[1:]


def _with_whole_days(lines: Sequence[str]) -> Iterable[str]:
    """Yield the lines, "ngày 15 tháng 01 năm" joined with the "2026" that stands below it.

    A line of the letterhead's other column may stand between the two.
    """
    rests: set[int] = set()
    for place, line in enumerate(lines):
        if place in rests:
            continue
        below = enumerate(lines[place + 1 : place + 3], place + 1)
        rest = next((at for at, other in below if _REST_OF_DAY.match(other)), None)
        if rest is not None and _BROKEN_DAY.match(line):
            rests.add(rest)
            line = f"{line} {lines[rest]}"
        yield line


def _number_and_days(head_lines: Sequence[str], all_lines: Sequence[str]) -> tuple[str, list[_Day]]:
    """Return the plan's number, and the dates of issue in the order of their weight."""
    number = ""
    days: list[_Day] = []
    above_title = True
    for line in head_lines:
        above_title = above_title and not fold(line).startswith("ke hoach")
        found = _NUMBER.match(line) or (_NUMBER_INSIDE.search(line) if above_title else None)
        if found and not number:
            number = _written_number(found[1], found[2])
        dated = _PLACE_AND_DAY.match(line) or _PLACE_AND_NUMERIC_DAY.match(line)
        dated = dated or (_DAY_INSIDE.search(line) if above_title else None)
        if dated:
            days.append(_day(dated[1], dated[2], dated[3]))
    # "(Kèm theo Quyết định số …)" stands above the plan and again above its appendix.
    for found in _attached(all_lines):
        number = number or _written_number(found[1], found[2])
        dated = _NUMERIC_DAY.search(found[3]) or _WORDED_DAY.search(found[3])
        if dated:
            days.append(_day(dated[1], dated[2], dated[3]))
    return number, days


def _attached(lines: Sequence[str]) -> Iterable[re.Match[str]]:
    """Yield every "kèm theo Quyết định số …" of the document, also one broken over two lines."""
    for line, following in pairwise([*lines, ""]):
        found = _ATTACHED.search(f"{line} {following}")
        if found and (_ATTACHED.search(line) or line.startswith("(")):
            yield found


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
        about = "cai cach hanh chinh" in folded or "cchc" in folded
        named = about and re.search(r"nam \d{4}", folded)
        if named and not re.match(r"(?:can cu|thuc hien|theo|\()", folded):
            return line
    return ""


def _issuer(title: str, lines: Sequence[str]) -> str | None:
    for place, line in enumerate(lines[:_HEAD_LINES]):
        capitals = _COMMUNE_CAPITALS.match(line)
        if capitals and place and fold(lines[place - 1]) == "uy ban nhan dan":
            return f"Ủy ban nhân dân {capitals[1].lower()} {capitals[2].title().strip()}"
        if whole := _COMMUNE_LINE.match(line):
            return f"Ủy ban nhân dân {whole[1].lower()} {whole[2].title()}"
    for pattern, texts in ((_COMMUNE_TITLE, [title]), (_COMMUNE, lines)):
        for text in texts:
            named = pattern.search(text)
            if named:
                return f"Ủy ban nhân dân {named[1].lower()} {named[2].strip()}"
    return None


def _number_problems(number: str, lines: Sequence[str]) -> list[Problem]:
    """Say that the number was left blank, or that the appendix names another one."""
    if not number or number.startswith("/"):
        return [Problem(ProblemCode.number_blank, Severity.info)]
    symbol = number.partition("/")[2]
    attached = (_written_number(found[1], found[2]) for found in _attached(lines))
    for other in attached:
        digits, _, kind = other.partition("/")
        if digits and kind == symbol and int(digits) != int(number.partition("/")[0]):
            values = {"first": number, "second": other}
            return [Problem(ProblemCode.plan_numbers_conflict, Severity.look, values)]
    return []


def _appendix_problems(lines: Sequence[str], start: date | None, end: date | None) -> list[Problem]:
    """Say that the heading of the appendix names another period than the plan's title."""
    for place, line in enumerate(lines):
        if not _APPENDIX.match(fold(line)) or start is None or end is None:
            continue
        heading = [
            line,
            *takewhile(lambda below: not below.startswith("("), lines[place + 1 :][:3]),
        ]
        first, last = period_of(" ".join(heading))
        if first and last and (first > end or last < start):
            return [_conflict(str(start.year), str(first.year))]
    return []


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
