"""The words of *trang giao ban*: what the office's edition tells, on one page."""

from collections.abc import Sequence

from flask_babel import get_locale, gettext, ngettext

from app.jobs import digest_words
from app.labels.dates import date_text
from app.queries.digest import DigestFacts, PlanStanding, Row
from app.reports.monday_page import MondayPage, PageTable
from app.services.digests import Part, parts_of
from workflows.deadlines.lateness import Standing
from workflows.reminders import Group

LINES = 12
"""Rows of the page, so that with the units it stays one sheet of A4 in most weeks."""

_ALL_WORDS = 5
"""The columns of a table of rows; none of them holds figures."""

_FIGURES = (
    Standing.done_on_time,
    Standing.done_late,
    Standing.open_in_time,
    Standing.open_late,
    Standing.no_date,
    Standing.cancelled,
)


def monday_page(facts: DigestFacts) -> MondayPage:
    """The page in the language in force."""
    difficulties = [
        f"{each.unit}, {digest_words.short(each.title, digest_words.SHORT_TITLE)}:"
        f" “{digest_words.short(each.words, digest_words.SHORT_NOTE)}”"
        for each in facts.difficulties
    ]
    return MondayPage(
        commune=facts.commune_name,
        title=gettext("Trang giao ban tuần %(week)s", week=facts.week),
        as_of=digest_words.as_of_words(facts.as_of),
        sums=digest_words.sum_words(facts),
        tables=[
            *(_rows_table(part, facts) for part in parts_of(facts.rows, tuple(Group), LINES)),
            *(_units_table(plan) for plan in facts.plans),
        ],
        notes=[
            (gettext("Khó khăn, vướng mắc mới"), difficulties),
            (gettext("Việc khác"), digest_words.other_words(facts)),
        ],
    )


def _rows_table(part: Part, facts: DigestFacts) -> PageTable:
    more = ""
    if part.more:
        more = ngettext(
            "Còn %(num)d việc nữa, xem trong Đôn Đốc.",
            "Còn %(num)d việc nữa, xem trong Đôn Đốc.",
            part.more,
        )
    locale = str(get_locale())
    said = [digest_words.row_words(row, facts.today, locale) for row in part.rows]
    return PageTable(
        title=f"{digest_words.heading(part.group)} ({part.count})",
        columns=(
            gettext("TT"),
            gettext("Việc"),
            gettext("Đơn vị"),
            gettext("Thời hạn"),
            gettext("Tình hình"),
        ),
        widths=(9, 64, 26, 22, 59),
        rows=[
            (
                str(place),
                words.title,
                row.unit_names,
                date_text(row.due_on),
                _standing_words(row, words),
            )
            for place, (row, words) in enumerate(zip(part.rows, said, strict=True), 1)
        ],
        lines=[f"{words.title}: {words.state}; {words.detail}" for words in said],
        numbers=_ALL_WORDS,
        more=more,
        item_ids=[row.id for row in part.rows],
    )


def _standing_words(row: Row, words: digest_words.RowWords) -> str:
    parts = [words.state]
    if row.group is Group.late:
        parts.append(digest_words.heard_words(row))
    elif row.reason:
        parts.append(f"“{digest_words.short(row.reason, digest_words.SHORT_NOTE)}”")
    return "; ".join(parts)


def _units_table(plan: PlanStanding) -> PageTable:
    figures: Sequence[str] = (
        gettext("Tổng số"),
        gettext("Đúng hạn"),
        gettext("Xong quá hạn"),
        gettext("Trong hạn"),
        gettext("Đang quá hạn"),
        gettext("Chưa có hạn"),
        gettext("Bị hủy"),
    )
    return PageTable(
        title=gettext("Theo đơn vị, %(plan)s", plan=plan.name),
        columns=(gettext("Đơn vị"), *figures),
        widths=(60, *(17 for _ in figures)),
        rows=[
            (unit.name, *(str(n) for n in (unit.counts.total, *(unit.counts[s] for s in _FIGURES))))
            for unit in plan.units
        ],
        lines=(),
        numbers=1,
    )


__all__ = ["LINES", "monday_page"]
