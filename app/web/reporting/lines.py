"""Periods and lines of the register as the pages show them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext

from app.labels.dates import date_text
from app.labels.reporting import STEP, against_due_words
from app.models import ReportDue, ReportingWindow
from app.queries.reporting_register import Tally
from app.queries.reporting_windows import LadderDay, ladder_of, last_day_of
from workflows.reporting import LadderStep


@dataclass(frozen=True, slots=True)
class WindowLine:
    """A period: its days, its ladder as steps, how its reports stand, what is late with it."""

    window: ReportingWindow
    steps: Sequence[Mapping[str, Any]]
    tally: Tally
    moved: Sequence[LadderDay]
    waits_for_freezing: bool


@dataclass(frozen=True, slots=True)
class Periods:
    """The periods of a year by their place in time; what is past begins with the latest."""

    now: Sequence[WindowLine]
    to_come: Sequence[WindowLine]
    past: Sequence[WindowLine]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line of the register, its state in words, and whether the reader may enter it."""

    report: ReportDue
    mark: str
    words: str
    is_own: bool
    may_enter: bool


def window_line(window: ReportingWindow, tally: Tally, today: date) -> WindowLine:
    """One period on `today`."""
    ladder = ladder_of(window)
    return WindowLine(
        window=window,
        steps=ladder_steps(window, _with_cut_off(window, ladder), tally, today),
        tally=tally,
        moved=[day for day in ladder if day.was],
        waits_for_freezing=_waits_for_freezing(window, today),
    )


def periods(
    windows: Sequence[ReportingWindow], tallies: Mapping[int, Tally], today: date
) -> Periods:
    """The periods of a year, in their order: those whose report is made next, the others."""
    lines = [window_line(one, tallies.get(one.id, Tally()), today) for one in windows]
    ahead = [line for line in lines if last_day_of(line.window) >= today]
    nearest = min((last_day_of(line.window) for line in ahead), default=today)
    return Periods(
        now=[line for line in ahead if last_day_of(line.window) == nearest],
        to_come=[line for line in ahead if last_day_of(line.window) > nearest],
        past=[line for line in reversed(lines) if last_day_of(line.window) < today],
    )


def _with_cut_off(window: ReportingWindow, ladder: Sequence[LadderDay]) -> Sequence[LadderDay]:
    """The ladder with the day figures close, also where only the cut-off is known."""
    if window.cut_off_on is None or any(d.step is LadderStep.FIGURES_CLOSE for d in ladder):
        return ladder
    closing = LadderDay(LadderStep.FIGURES_CLOSE, window.cut_off_on)
    return sorted([*ladder, closing], key=lambda day: list(LadderStep).index(day.step))


def _waits_for_freezing(window: ReportingWindow, today: date) -> bool:
    closed = window.cut_off_on is not None and window.cut_off_on < today
    return closed and window.frozen_at is None


def ladder_steps(
    window: ReportingWindow, ladder: Sequence[LadderDay], tally: Tally, today: date
) -> list[dict[str, Any]]:
    """The ladder for the stepper: past, the step that is next (or today's), and what follows."""
    coming = next((day.on for day in ladder if day.on >= today), None)
    return [_step(window, day, tally, today, coming) for day in ladder]


def _step(
    window: ReportingWindow, day: LadderDay, tally: Tally, today: date, coming: date | None
) -> dict[str, Any]:
    late = day.on < today and _late_words(window, day, tally)
    if day.on < today:
        place, mark = "past", "late" if late else "verified"
    else:
        place = "now" if day.on == coming else "next"
        waits = "open" if place == "now" else "assigned"
        mark = "due_soon" if day.on == today else waits
    words = [date_text(day.on)]
    if day.at:
        words = [gettext("%(time)s ngày %(day)s", time=day.at.strftime("%H:%M"), day=words[0])]
    if day.on == today:
        words.append(gettext("hôm nay"))
    if day.was:
        words.append(gettext("trước là %(day)s", day=date_text(day.was)))
    if late:
        words.append(late)
    return {"mark": mark, "words": STEP[day.step], "note": ", ".join(words), "place": place}


def _late_words(window: ReportingWindow, day: LadderDay, tally: Tally) -> str:
    """What of a step that has passed is not done; nothing where it is, or nobody can tell."""
    if day.step is LadderStep.UNITS_SEND and tally.late:
        return ngettext("%(num)d báo cáo chưa gửi", "%(num)d báo cáo chưa gửi", tally.late)
    if day.step is LadderStep.FIGURES_CLOSE and window.frozen_at is None:
        return gettext("chưa chốt")
    return ""


def report_lines(
    reports: Sequence[ReportDue], own_units: Collection[int], is_office: bool, today: date
) -> list[ReportLine]:
    """The lines of the register for a reader of these units, or of the office."""
    return [
        ReportLine(
            report,
            *against_due_words(report.due_on, report.sent_on, today),
            is_own=report.unit_id in own_units,
            may_enter=is_office or report.unit_id in own_units,
        )
        for report in reports
    ]
