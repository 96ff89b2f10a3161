"""The words of the weekly digest, for its text and its HTML alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from flask_babel import format_percent, gettext, ngettext
from flask_babel import lazy_gettext as _l

from app import clock
from app.labels.jobs import WEEKDAY
from app.labels.words import label
from app.queries.digest import DigestFacts, PlanStanding, Row
from app.queries.overview import Counts
from app.queries.recipients import Recipient
from app.queries.reporting_digest import RunningReport
from app.queries.silence import SilentUnit
from workflows.deadlines import format_date
from workflows.deadlines.lateness import Standing
from workflows.reminders import Edition, Group
from workflows.timetable import WEEKDAYS

SHORT_TITLE = 110
SHORT_NOTE = 140
"""Characters of a title and of a quoted note; the rest is one link away."""

HEADING: Mapping[Group, Any] = {
    Group.late: _l("Quá hạn"),
    Group.due: _l("Đến hạn tuần này"),
    Group.waiting: _l("Chờ xác nhận"),
    Group.returned: _l("Phải bổ sung"),
}

EDITION: Mapping[Edition, Any] = {
    Edition.unit: _l("Bản gửi đơn vị"),
    Edition.leaders: _l("Bản gửi lãnh đạo UBND"),
    Edition.office: _l("Bản gửi cơ quan thường trực"),
}


def heading(group: Group) -> str:
    """The heading over a group's rows."""
    return str(HEADING[group])


def edition_words(edition: Edition) -> str:
    """Which edition this is."""
    return str(EDITION[edition])


def standing_words(name: str) -> str:
    """The words of a group of the grid."""
    return label(Standing(name))


def grid_words(counts: Counts) -> str:
    """A line of the grid as a sentence, for the plain text."""
    return gettext(
        "%(total)d nhiệm vụ; hoàn thành đúng hạn %(on_time)d, quá hạn %(done_late)d;"
        " đang thực hiện trong hạn %(open)d, quá hạn %(late)d; chưa có thời hạn %(none)d;"
        " bị hủy %(cancelled)d",
        total=counts.total,
        on_time=counts[Standing.done_on_time],
        done_late=counts[Standing.done_late],
        open=counts[Standing.open_in_time],
        late=counts[Standing.open_late],
        none=counts[Standing.no_date],
        cancelled=counts[Standing.cancelled],
    )


def other_words(facts: DigestFacts) -> list[str]:
    """What the office is to know besides: what sleeps, what has no date, which figures close
    next.
    """
    words = []
    if facts.dormant:
        words.append(
            ngettext("Chờ căn cứ: %(num)d việc.", "Chờ căn cứ: %(num)d việc.", facts.dormant)
        )
    if facts.without_date:
        words.append(
            ngettext(
                "Chưa có thời hạn: %(num)d việc; đặt thời hạn để đếm được đúng hay quá.",
                "Chưa có thời hạn: %(num)d việc; đặt thời hạn để đếm được đúng hay quá.",
                facts.without_date,
            )
        )
    if facts.without_head:
        words.append(_headless_words(facts.without_head))
    if facts.silent:
        words.append(silence_words(facts.silent))
    if facts.running_report:
        words += _report_words(facts.running_report, facts.today)
    return words


def _headless_words(units: Sequence[tuple[str, int]]) -> str:
    """The units whose work nobody at their head is told of."""
    named = [
        ngettext("%(unit)s (%(num)d việc)", "%(unit)s (%(num)d việc)", number, unit=name)
        for name, number in units
    ]
    return gettext(
        "Chưa có trưởng, phó đơn vị dùng tài khoản, nên không ai ở đơn vị nhận thư: %(units)s.",
        units=", ".join(named),
    )


def silence_words(units: Sequence[SilentUnit]) -> str:
    """The units of which nothing was heard for longer than the commune's rule."""
    named = [
        gettext(
            "%(unit)s (từ %(day)s)",
            unit=unit.short_name,
            day=format_date(clock.local(unit.last_heard_at).date()),
        )
        if unit.last_heard_at is not None
        else gettext("%(unit)s (từ khi giao việc)", unit=unit.short_name)
        for unit in units
    ]
    return gettext("Chưa có thông tin từ %(units)s.", units=", ".join(named))


def _report_words(report: RunningReport, today: date) -> list[str]:
    """When the figures of the report close, who has sent and who is late."""
    name, day = report.label, report.cut_off_on
    if day is None:
        words = gettext("%(window)s chưa có ngày chốt số liệu; ghi ngày chốt.", window=name)
    elif day < today:
        words = gettext(
            "%(window)s tính số liệu hết %(day)s và chưa chốt; bấm Chốt số liệu.",
            window=name,
            day=format_date(day),
        )
    else:
        words = gettext("%(window)s chốt số liệu ngày %(day)s.", window=name, day=format_date(day))
    if not report.sent and not report.late:
        return [words]
    sent = ngettext(
        "%(sent)s trên %(num)d đơn vị đã gửi báo cáo",
        "%(sent)s trên %(num)d đơn vị đã gửi báo cáo",
        report.total,
        sent=report.sent,
    )
    if not report.late:
        return [words, f"{sent}."]
    late = gettext("quá hạn: %(units)s", units=", ".join(report.late))
    return [words, f"{sent}; {late}."]


def number_words(group: Group, number: int) -> str:
    """A number of the subject line: "5 quá hạn"."""
    if group is Group.late:
        return ngettext("%(num)d quá hạn", "%(num)d quá hạn", number)
    if group is Group.due:
        return ngettext("%(num)d đến hạn", "%(num)d đến hạn", number)
    if group is Group.waiting:
        return ngettext("%(num)d chờ xác nhận", "%(num)d chờ xác nhận", number)
    return ngettext("%(num)d phải bổ sung", "%(num)d phải bổ sung", number)


def numbers_text(numbers: Mapping[Group, int], separator: str = " · ") -> str:
    """The four numbers of a digest in their order."""
    return separator.join(number_words(group, numbers[group]) for group in Group)


def sent_words(reader: Recipient) -> str:
    """When this reader has his digest: "Gửi anh, chị lúc 07 giờ 30 thứ Hai hằng tuần; …"."""
    hour, _, minute = reader.digest_at.partition(":")
    return gettext(
        "Đôn Đốc gửi lúc %(hour)s giờ %(minute)s %(weekday)s hằng tuần;"
        " ngày nghỉ thì gửi ngày làm việc kế tiếp.",
        hour=hour,
        minute=minute,
        weekday=str(WEEKDAY[reader.digest_weekday]),
    )


def as_of_words(instant: datetime) -> str:
    """The moment of the figures: "số liệu đến 07 giờ 30 ngày 05/10/2026"."""
    there = clock.local(instant)
    return gettext(
        "số liệu đến %(hour)s giờ %(minute)s ngày %(day)s",
        hour=there.strftime("%H"),
        minute=there.strftime("%M"),
        day=format_date(there.date()),
    )


def plan_words(plan: PlanStanding, as_of: datetime) -> str:
    """The first line: how much of the plan is done, this week and last, on time and late."""
    counts = plan.counts
    share = counts.done / counts.counted if counts.counted else 0
    return gettext(
        "%(plan)s: đã hoàn thành %(done)d trên %(all)d nhiệm vụ (%(share)s)%(change)s;"
        " đúng hạn %(on_time)d, quá hạn %(late)d; %(as_of)s.",
        plan=plan.name,
        done=counts.done,
        all=counts.counted,
        share=format_percent(share, "#,##0.##%"),
        change=_change_words(plan),
        on_time=counts[Standing.done_on_time],
        late=counts[Standing.done_late],
        as_of=as_of_words(as_of),
    )


def sum_words(facts: DigestFacts) -> list[str]:
    """The first lines: a line for each plan, and one for what was given outside of any."""
    lines = [plan_words(plan, facts.as_of) for plan in facts.plans]
    return [*lines, outside_words(facts)] if facts.outside.counted else lines


def outside_words(facts: DigestFacts) -> str:
    """How much of the work given outside plans is done, and how much of it is late."""
    counts = facts.outside
    return gettext(
        "Nhiệm vụ giao thêm: đã hoàn thành %(done)d trên %(all)d nhiệm vụ;"
        " đang quá hạn %(late)d; %(as_of)s.",
        done=counts.done,
        all=counts.counted,
        late=counts[Standing.open_late],
        as_of=as_of_words(facts.as_of),
    )


def _change_words(plan: PlanStanding) -> str:
    if plan.done_last_week is None:
        return ""
    change = plan.counts.done - plan.done_last_week
    if change > 0:
        return gettext(", thêm %(num)d so với tuần trước", num=change)
    if change < 0:
        return gettext(", bớt %(num)d so với tuần trước", num=-change)
    return gettext(", bằng tuần trước")


def unit_words(units: Sequence[str], numbers: Mapping[Group, int], as_of: datetime) -> str:
    """The one sentence of a unit's edition."""
    said = numbers_text(numbers, ", ")
    who = ", ".join(units) or gettext("Đơn vị")
    return gettext(
        "%(who)s: %(numbers)s; %(as_of)s.", who=who, numbers=said, as_of=as_of_words(as_of)
    )


@dataclass(frozen=True, slots=True)
class RowWords:
    """A row in words: its name, how it stands, and what stands under the name."""

    title: str
    state: str
    detail: str


# The same row is told to its unit, the leaders and the office, in three forms to each.
@lru_cache(maxsize=500)
def row_words(row: Row, today: date, locale: str) -> RowWords:
    """The row in the language in force, which is `locale`."""
    return RowWords(title_words(row), state_words(row, today), detail_words(row))


def title_words(row: Row) -> str:
    """Place in the plan, short name, period: "III.2 Phân cấp, ủy quyền…, kỳ quý III"."""
    name = " ".join(part for part in (row.place, short(row.title, SHORT_TITLE)) if part)
    return f"{name}, {row.label}" if row.label else name


def state_words(row: Row, today: date) -> str:
    """How the row stands: "quá hạn 12 ngày", "hạn hôm nay", "chờ 6 ngày làm việc"."""
    if row.group is Group.late:
        return ngettext("quá hạn %(num)d ngày", "quá hạn %(num)d ngày", row.days_late)
    if row.group is Group.waiting:
        if not row.waited:
            return gettext("mới gửi")
        words = ngettext("chờ %(num)d ngày làm việc", "chờ %(num)d ngày làm việc", row.waited)
        return gettext("%(words)s, quá hạn xác nhận", words=words) if row.over_clock else words
    if row.due_on is None:
        return gettext("chưa có thời hạn")
    if row.due_on == today:
        return gettext("hạn hôm nay")
    if row.group is Group.due:
        return gettext(
            "hạn %(weekday)s %(day)s",
            weekday=str(WEEKDAY[WEEKDAYS[row.due_on.weekday()]]),
            day=format_date(row.due_on),
        )
    return gettext("hạn %(day)s", day=format_date(row.due_on))


def detail_words(row: Row) -> str:
    """Who, by when, and the last word heard: what stands under a row's name."""
    parts = [row.unit_names]
    if row.group is Group.late and row.due_on is not None:
        parts.append(gettext("hạn %(day)s", day=format_date(row.due_on)))
    if row.group is Group.waiting:
        who = row.decided_by or gettext("lãnh đạo UBND")
        parts.append(gettext("%(who)s xác nhận", who=who))
    elif row.reason:
        parts.append(gettext("phải bổ sung: “%(reason)s”", reason=short(row.reason, SHORT_NOTE)))
    elif row.group is Group.late:
        parts.append(heard_words(row))
    return "; ".join(part for part in parts if part)


def heard_words(row: Row) -> str:
    """The last word of the unit, what it waits for, or since when nothing was heard."""
    if row.waiting_on:
        words = gettext("đang chờ %(what)s", what=row.waiting_on)
        if row.waiting_since:
            words = gettext("%(words)s từ %(day)s", words=words, day=format_date(row.waiting_since))
        return f"{words} ({row.waiting_document})" if row.waiting_document else words
    if row.heard:
        return gettext(
            "%(day)s báo: “%(note)s”",
            day=format_date(row.heard_on),
            note=short(row.heard, SHORT_NOTE),
        )
    return gettext("chưa có thông tin từ %(day)s", day=format_date(row.heard_on))


def short(text: str, length: int) -> str:
    """`text` on one line, cut between words where it is longer than `length` characters."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.-–") + "…"
