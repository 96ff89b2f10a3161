"""Reporting regimes as five plans print them: what a commune starts from and then edits.

"Trước ngày X" is the day before X. Where only the day of sending is printed, the figures close
on that day and the window opens the day after the cut-off before it. Where a plan prints no day
at all, the windows are the periods of the calendar, without a cut-off and without a ladder.
Reports of one rule that end on the same day are one report, named by the widest: who reports
every quarter, half-year and year writes on quarter I, the half-year, quarter III and the year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from workflows.deadlines.months import last_day
from workflows.deadlines.periods import ROMAN_QUARTERS
from workflows.reporting.windows import (
    LadderStep,
    ReportArea,
    ReportingRegime,
    ReportRule,
    Rung,
    YearDay,
)

_REPORT = "Báo cáo CCHC"
_LABELS = {
    (1, 6): "6 tháng đầu năm {year}",
    (1, 9): "9 tháng năm {year}",
    (1, 12): "năm {year}",
} | {(3 * n + 1, 3 * n + 3): f"quý {roman}/{{year}}" for n, roman in enumerate(ROMAN_QUARTERS)}


def _rule(
    key: str,
    months: tuple[int, int],
    window: tuple[YearDay, YearDay],
    cut_off: YearDay | None = None,
    steps: tuple[LadderStep, ...] = (),
) -> ReportRule:
    """Return a rule whose ladder has these steps, all on the window's last day."""
    label = f"{_REPORT} {_LABELS.get(months, f'tháng {months[1]}/{{year}}')}"
    ladder = tuple(Rung(step, window[1]) for step in steps)
    return ReportRule(key, label, months, *window, cut_off, ladder)


def _of_calendar(key: str, first_month: int, last_month: int) -> ReportRule:
    """Return a report on months of the calendar, of which the plan prints no day."""
    # February ends on its 29th: a year that lacks it takes the last day it has.
    end = YearDay(last_month, last_day(2024, last_month).day)
    return _rule(key, (first_month, last_month), (YearDay(first_month, 1), end))


_CALENDAR_REPORTS = (
    _of_calendar("q1", 1, 3),
    _of_calendar("half_year", 1, 6),
    _of_calendar("q3", 7, 9),
    _of_calendar("year", 1, 12),
)

CALENDAR_RULES: Mapping[str, ReportRule] = {
    rule.key: rule
    for rule in (
        *(_of_calendar(f"month_{month:02d}", month, month) for month in range(1, 13)),
        *(_of_calendar(f"q{n}", 3 * n - 2, 3 * n) for n in range(1, 5)),
        _of_calendar("half_year", 1, 6),
        _of_calendar("nine_months", 1, 9),
        _of_calendar("year", 1, 12),
    )
}
"""The reports a regime can be given, each on its months of the calendar, by key."""

CALENDAR = ReportingRegime(
    "calendar", "Theo quý, 6 tháng và năm của lịch, không ghi ngày chốt", _CALENDAR_REPORTS
)
"""What a commune starts from whose plan prints nothing of its reports."""


def _lien_minh() -> ReportingRegime:
    """Liên Minh, plan of the second half of 2025.

    Section VI.1: units send "chậm nhất là ngày 14 của tháng cuối kỳ báo cáo"; figures run "từ
    ngày 15 tháng 12 của năm trước kỳ báo cáo đến ngày 14 tháng 3" (quarter I), "đến ngày 14
    tháng 6" (half-year), "từ ngày 15 tháng 6 đến ngày 14 tháng 9" (quarter III), "từ ngày 15
    tháng 12 năm trước kỳ báo cáo đến ngày 14 tháng 12" (year). Section V.2 point k: the drafts go
    to the committee by 14 of the quarter's last month, 14/6 and 14/12; for the Department it says
    only "theo quy định". The title of VI.1 names a report on nine months, but no cut-off is
    printed for it: its window runs from 15/12, as that of every report counted from the year's
    beginning, to the units' day, and the office is asked for the cut-off. Section VI.2: thematic
    reports on six areas for the half-year, nine months and the year, sent by 14 of the last month.
    """
    turn = YearDay(12, 15, -1)
    made = (LadderStep.UNITS_SEND, LadderStep.FIGURES_CLOSE, LadderStep.TO_COMMITTEE)
    march, june, september = YearDay(3, 14), YearDay(6, 14), YearDay(9, 14)
    december = YearDay(12, 14)
    half_year = _rule("half_year", (1, 6), (turn, june), june, made)
    nine_months = _rule("nine_months", (1, 9), (turn, september), None, made[:1])
    year = _rule("year", (1, 12), (turn, december), december, made)
    return ReportingRegime(
        "lien-minh",
        "Xã Liên Minh, Kế hoạch CCHC 6 tháng cuối năm 2025",
        (
            _rule("q1", (1, 3), (turn, march), march, made),
            half_year,
            _rule("q3", (7, 9), (YearDay(6, 15), september), september, made),
            nine_months,
            year,
            *(_thematic(rule) for rule in (half_year, nine_months, year)),
        ),
    )


_AREAS_OF_LIEN_MINH = (
    ReportArea("institutions", "cải cách thể chế"),
    ReportArea("procedures", "cải cách TTHC và thực hiện cơ chế một cửa, một cửa liên thông"),
    ReportArea("apparatus", "cải cách tổ chức bộ máy"),
    ReportArea("civil_service", "cải cách chế độ công vụ"),
    ReportArea("public_finance", "cải cách tài chính công"),
    ReportArea("digital", "xây dựng và phát triển chính quyền điện tử, chính quyền số"),
)


def _thematic(rule: ReportRule) -> ReportRule:
    """Return the thematic reports beside a report: its window, and the day the units send."""
    return replace(
        rule,
        key=f"{rule.key}_thematic",
        label=f"Báo cáo chuyên đề {{area}}, {rule.label.removeprefix(_REPORT).strip()}",
        cut_off=None,
        ladder=rule.ladder[:1],
        areas=_AREAS_OF_LIEN_MINH,
    )


def _hop_tien() -> ReportingRegime:
    """Hợp Tiến, plan of the second half of 2025.

    Section III.1: "báo cáo hàng quý và báo cáo năm gửi trước ngày 10 của tháng cuối quý" to the
    commune, so 09/3, 09/6, 09/9 and 09/12, where the report on quarter IV is that on the year. No
    window is printed: the figures close on the day of sending.
    """
    march, june, september = YearDay(3, 9), YearDay(6, 9), YearDay(9, 9)
    december, turn = YearDay(12, 9), YearDay(12, 10, -1)
    made = (LadderStep.UNITS_SEND, LadderStep.FIGURES_CLOSE)
    return ReportingRegime(
        "hop-tien",
        "Xã Hợp Tiến, Kế hoạch CCHC 6 tháng cuối năm 2025",
        (
            _rule("q1", (1, 3), (turn, march), march, made),
            _rule("q2", (4, 6), (YearDay(3, 10), june), june, made),
            _rule("q3", (7, 9), (YearDay(6, 10), september), september, made),
            _rule("year", (1, 12), (turn, december), december, made),
        ),
    )


def _minh_son() -> ReportingRegime:
    """Minh Sơn, plan of 2022.

    "Văn phòng UBND xã", point b: "các báo cáo về CCHC theo định kỳ hàng tháng, quý, 6 tháng và
    hàng năm hoặc đột xuất". No day is printed: the calendar's months, quarters and year.
    """
    months = [
        _of_calendar(f"month_{month:02d}", month, month) for month in range(1, 13) if month % 3
    ]
    rules = sorted((*months, *_CALENDAR_REPORTS), key=lambda rule: rule.months[1])
    return ReportingRegime("minh-son", "Xã Minh Sơn, Kế hoạch CCHC năm 2022", tuple(rules))


def _minh_duc() -> ReportingRegime:
    """Minh Đức, plan of 2025.

    Section IV.2: "Hàng quý, 06 tháng, cuối năm tổng hợp, xây dựng, trình UBND xã ban hành báo cáo
    kết quả công tác cải cách hành chính gửi Sở Nội vụ theo quy định". No day is printed: the
    calendar's quarters, half-year and year.
    """
    title = "Xã Minh Đức, Kế hoạch CCHC năm 2025"
    return ReportingRegime("minh-duc", title, _CALENDAR_REPORTS)


def _an_tuong() -> ReportingRegime:
    """An Tường, plan of the second half of 2025.

    Section V.1: "Định kỳ báo cáo kết quả, tiến độ thực hiện … theo quy định"; the list of tasks,
    I.2: "Định kỳ hằng quý, 6 tháng, 1 năm". No day is printed: the calendar's quarters, half-year
    and year.
    """
    title = "Phường An Tường, Kế hoạch CCHC 6 tháng cuối năm 2025"
    return ReportingRegime("an-tuong", title, _CALENDAR_REPORTS)


PRESETS: Mapping[str, ReportingRegime] = {
    regime.key: regime
    for regime in (_lien_minh(), _hop_tien(), _minh_son(), _minh_duc(), _an_tuong())
}
"""The regimes of the five plans by their key."""
