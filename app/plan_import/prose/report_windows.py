"""The reports of a year as the plan prints them one by one: their windows and their days."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.plan_import.prose.outline import Outline, Passage
from app.plan_import.prose.report_words import PARTING, is_of_reform, tells_regime
from app.plan_import.prose.sentences import Piece, clauses, sentences
from app.plan_import.prose.times import DUE
from app.plan_import.source import Source
from workflows.deadlines import Before, Rhythm, Span, read_deadline
from workflows.deadlines.periods import UpdatePeriod, periods_around

_NTH = (
    r"(?P<{0}_day>\d{{1,2}})(?: ?[/-] ?| thang )(?P<{0}_month>\d{{1,2}})"
    r"(?:(?: ?[/-] ?| nam )(?P<{0}_year>\d{{4}}))?"
)
WINDOW = re.compile(
    rf"tu (?:het )?(?:ngay )?{_NTH.format('from')}(?P<gap>[^.;:]{{0,50}}?)"
    rf"(?:den|toi) (?:het )?(?:ngay )?{_NTH.format('to')}"
)
_NAMED = re.compile(
    r"quy (?P<quarter>iv|iii|ii|i|[1-4])\b|(?P<half>0?6 thang(?! cuoi))|(?P<nine>0?9 thang)"
    r"|thang (?P<month>\d{1,2})\b|bao cao (?P<year>nam)\b|(?P<year2>ca nam|nam\b(?! truoc))"
)
_NAMED_DAY = re.compile(
    rf"(?P<named>quy (?:iv|iii|ii|i|[1-4])\b)[ :(]{{0,3}}(?:gui |la |trinh )?(?P<due>{DUE})"
)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass
class ReportingPeriod:
    """One report of the year: its period, its window, and the day it is sent, as far as known."""

    period: UpdatePeriod
    rhythm: Rhythm
    quote: str
    source: Source
    units: tuple[str, ...]
    start: date | None = None
    end: date | None = None
    send: date | None = None

    @property
    def key(self) -> str:
        """The period's key: "2025-Q1", "2025-H1", "2025-9M", "2025-Y", "2025-M03"."""
        if self.rhythm is Rhythm.YEAR:
            return f"{self.period.key}-Y"
        if self.rhythm is Rhythm.MONTH:
            return self.period.key.replace("-", "-M")
        return self.period.key

    def values(self) -> dict[str, str]:
        """Return what is known as a proposal's values; the cut-off is the window's last day."""
        days = {"from": self.start, "to": self.end, "cut_off": self.end, "send": self.send}
        return {"key": self.key} | {name: day.isoformat() for name, day in days.items() if day}


def named_days(outline: Outline, year: int) -> Iterator[ReportingPeriod]:
    """Yield reports named one by one: "quý I trước ngày 15/3, quý III trước ngày 15/9"."""
    for passage in outline.passages:
        if not is_of_reform(passage):
            continue
        for sentence in sentences(passage.text, passage.key):
            if "bao cao" not in sentence.key or not tells_regime(sentence, False, True):
                continue
            for found in _NAMED_DAY.finditer(sentence.key):
                named = _NAMED.search(found["named"])
                rhythm, period = _period(named, year) if named else (Rhythm.YEAR, None)
                send = _day(sentence.text[found.start("due") : found.end("due")], year)
                if period and send:
                    yield ReportingPeriod(
                        period,
                        rhythm,
                        sentence.text,
                        passage.source_at(sentence.start),
                        passage.units,
                        send=send,
                    )


def _day(printed: str, year: int) -> date | None:
    """Return the day that "trước ngày 15/3" names in a year."""
    span = Span(date(year, 1, 1), date(year, 12, 31))
    due = read_deadline(printed, span, None, Before.EXCLUSIVE, year).due
    return due[0] if len(due) == 1 and due[0].year == year else None


def printed_windows(outline: Outline, year: int) -> list[ReportingPeriod]:
    """Return the reports of a year whose window the plan prints."""
    found = []
    for passage in outline.passages:
        for sentence in sentences(passage.text, passage.key):
            for clause in clauses(sentence, PARTING):
                window = _window(clause, passage, year)
                if window:
                    found.append(window)
    return found


def _window(clause: Piece, passage: Passage, year: int) -> ReportingPeriod | None:
    """Read "Báo cáo quý I: … từ ngày 15/12 năm trước đến ngày 14/3"."""
    printed = WINDOW.search(clause.key)
    named = _NAMED.search(clause.key, 0, printed.start()) if printed else None
    about_reports = "bao cao" in clause.key or "so lieu" in clause.key
    if not printed or not named or not about_reports:
        return None
    rhythm, period = _period(named, year)
    end = _date(printed, "to", int(printed["to_year"] or year))
    if period is None or end is None:
        return None
    before = "truoc" in printed["gap"] or "lien ke" in printed["gap"]
    later = (int(printed["from_month"]), int(printed["from_day"])) > (end.month, end.day)
    start_year = int(printed["from_year"] or (end.year - 1 if before or later else end.year))
    start = _date(printed, "from", start_year)
    if start is None or start > end:
        return None
    return ReportingPeriod(
        period,
        rhythm,
        clause.text,
        passage.source_at(clause.start),
        passage.units,
        start=start,
        end=end,
    )


def _date(printed: re.Match[str], side: str, year: int) -> date | None:
    try:
        return date(year, int(printed[f"{side}_month"]), int(printed[f"{side}_day"]))
    except ValueError:
        return None


def _period(named: re.Match[str], year: int) -> tuple[Rhythm, UpdatePeriod | None]:
    if named["quarter"]:
        rhythm, suffix = Rhythm.QUARTER, f"-Q{_QUARTERS[named['quarter']]}"
    elif named["half"]:
        rhythm, suffix = Rhythm.HALF_YEAR, "-H1"
    elif named["nine"]:
        rhythm, suffix = Rhythm.NINE_MONTHS, "-9M"
    elif named["month"]:
        rhythm, suffix = Rhythm.MONTH, f"-{int(named['month']):02d}"
    else:
        rhythm, suffix = Rhythm.YEAR, ""
    span = Span(date(year, 1, 1), date(year, 12, 31))
    key = f"{year:04d}{suffix}"
    return rhythm, next((one for one in periods_around(rhythm, span) if one.key == key), None)
