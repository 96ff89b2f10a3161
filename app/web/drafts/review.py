"""The review page as its template takes it: one sentence, what needs a look, names, rows by
section.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from app.labels.deadlines import reading_words
from app.labels.drafts import draft_text
from app.labels.problems import problem_text
from app.models import DraftRow, PlanDraft, Unit
from app.plan_import.problems import ProblemCode
from app.queries.drafts import (
    Barrier,
    DraftContent,
    Look,
    NameInDraft,
    Obstacle,
    barriers,
    looks,
    name_key,
    place_in_plan,
    proposed_units,
)
from app.services.draft_checks import read_time
from app.services.draft_rows import names_text

SURE = 90
"""A proposal from this likeness (0–100) on is not asked about again."""
_ABOUT_THE_FILE = frozenset({ProblemCode.appendix_not_in_file, ProblemCode.no_task_table})
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row with what its line shows: place, units as mapped, explanation of the time, open
    problems.
    """

    row: DraftRow
    place: str
    lead: Sequence[tuple[str, str]]
    supporting: Sequence[tuple[str, str]]
    note: str
    problems: Sequence[tuple[str, bool]]

    @property
    def asks(self) -> bool:
        return any(not seen for _, seen in self.problems)


@dataclass(frozen=True, slots=True)
class SectionLines:
    """A section's heading and its rows."""

    code: str
    title: str
    lines: Sequence[RowLine]


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem in the list: its sentence, its place, and where it is put right.

    `better` is a printed time that the plan probably means, with its reading, or None; `ways` are
    (words, address) of other pages where it may be settled.
    """

    sentence: str
    place: str
    title: str
    href: str
    blocks: bool
    row: DraftRow | None = None
    printed: str = ""
    reading: str = ""
    better: tuple[str, str] | None = None
    ways: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one kind under one heading, those that must be settled first."""

    title: str
    problems: Sequence[Problem]
    first_number: int

    @property
    def of_plan(self) -> bool:
        """True for what the reader noticed about the plan as a whole."""
        return all(problem.row is None and not problem.blocks for problem in self.problems)

    @property
    def rows(self) -> list[int]:
        """The rows that could be marked as seen together; none where something blocks."""
        found = {p.row.id: None for p in self.problems if p.row is not None and not p.blocks}
        return list(found)


@dataclass(frozen=True, slots=True)
class NameLine:
    """A written name with the choice of units; `ticked` are those the form shows as chosen."""

    name: NameInDraft
    ticked: tuple[int, ...]
    asks: bool
    hint: str


@dataclass(frozen=True, slots=True)
class Review:
    """Everything on the page."""

    content: DraftContent
    problems: Sequence[Problem]
    groups: Sequence[ProblemGroup]
    seen: int
    names: Sequence[NameLine]
    sections: Sequence[SectionLines]
    left_out: int
    blocked: bool

    @property
    def sentence(self) -> str:
        rows, open_ = len(self.content.included), len(self.problems)
        if not self.content.rows:
            return gettext("Chưa có nhiệm vụ nào trong bản đọc")
        read = ngettext("%(num)d nhiệm vụ đọc được", "%(num)d nhiệm vụ đọc được", rows)
        if not open_:
            return gettext("%(read)s, không còn chỗ nào cần xem", read=read)
        left = ngettext("còn %(num)d chỗ cần xem", "còn %(num)d chỗ cần xem", open_)
        return f"{read}, {left}"

    @property
    def clear(self) -> int:
        """Included rows in which nothing asks for a look."""
        lines = (line for section in self.sections for line in section.lines)
        return sum(line.row.included and not line.asks for line in lines)


def review_of(content: DraftContent) -> Review:
    """Put the page together; reads nothing that is not in `content`."""
    found = looks(content)
    barred = barriers(content)
    open_looks = [look for look in found if not look.seen]
    groups = list(_groups(content, barred, open_looks))
    return Review(
        content=content,
        problems=[problem for group in groups for problem in group.problems],
        groups=groups,
        seen=len(found) - len(open_looks),
        names=[_name_line(name, content.units) for name in _names_in_order(content)],
        sections=_sections(content, {unit.id: unit.short_name for unit in content.units}, found),
        left_out=len(content.rows) - len(content.included),
        blocked=bool(barred),
    )


def _groups(
    content: DraftContent, barred: Sequence[Barrier], open_looks: Sequence[Look]
) -> Iterator[ProblemGroup]:
    """What keeps the plan back first, then the plan itself, then its rows by kind of problem."""
    rows = {f"dong-{row.id}": row for row in content.rows}
    by_kind: dict[str, list[Problem]] = {
        gettext("Phải xong trước khi đưa vào theo dõi"): _barriers(barred, rows),
        gettext("Cả kế hoạch"): [],
        gettext("Thời gian"): [],
        gettext("Đơn vị chủ trì, phối hợp"): [],
        gettext("Nhiệm vụ, sản phẩm, cách đọc bảng"): [],
    }
    _, whole, time, units, others = by_kind.values()
    for look in open_looks:
        kind = others
        if look.row is None:
            kind = whole
        elif _about_time(look.code):
            kind = time
        elif look.code.startswith(("lead", "several_leads", "province_only")):
            kind = units
        kind.append(_problem(look, content.draft))
    number = 1
    for title, problems in by_kind.items():
        if problems:
            yield ProblemGroup(title, problems, number)
            number += len(problems)


def _barriers(found: Sequence[Barrier], rows: Mapping[str, DraftRow]) -> list[Problem]:
    """The barriers as problems. `rows` are the draft's by their places on the page."""
    return [_barrier(barrier.obstacles, rows) for barrier in found]


def _barrier(found: Sequence[Obstacle], rows: Mapping[str, DraftRow]) -> Problem:
    one = found[0]
    if len(found) == 1:
        sentence, title = draft_text(one.code, one.values), one.values.get("title", "")
        return Problem(sentence, "", title, f"#{one.anchor}", True, row=rows.get(one.anchor))
    sentence = ngettext(
        "Chưa rõ %(num)d tên là đơn vị nào; hãy chọn một lần cho mọi dòng.",
        "Chưa rõ %(num)d tên là đơn vị nào; hãy chọn một lần cho mọi dòng.",
        len(found),
    )
    names = "; ".join(f"“{obstacle.values['name']}”" for obstacle in found)
    return Problem(sentence, names, "", "#ten-don-vi", True)


def _about_time(code: str) -> bool:
    return code.startswith(("deadline", "due")) or code == "unit_in_deadline"


def _problem(look: Look, draft: PlanDraft) -> Problem:
    sentence = problem_text(look.code, look.values)
    if look.row is None:
        place = "#chua-co" if look.code in _ABOUT_THE_FILE else "#ke-hoach"
        return Problem(sentence, "", "", place, False, ways=_ways(look))
    row, about_time = look.row, _about_time(look.code)
    return Problem(
        sentence=sentence,
        place=place_words(row),
        title=row.title,
        href=f"#dong-{row.id}",
        blocks=False,
        row=row,
        printed=row.deadline_text if about_time else "",
        reading=reading_words(row.reading["note"], row.deadline_text) if about_time else "",
        better=in_plan_year(row.deadline_text, draft)
        if look.code == ProblemCode.due_in_other_year
        else None,
    )


def _ways(look: Look) -> list[tuple[str, str]]:
    """Where a plan that came in twice is to be found."""
    if look.code == ProblemCode.plan_already_followed:
        plan_id = int(look.values["plan_id"])
        return [
            (gettext("Xem kế hoạch"), url_for("plans.show", plan_id=plan_id)),
            (gettext("Đọc bản sửa đổi, thay thế"), url_for("versions.upload", plan_id=plan_id)),
        ]
    if look.code == ProblemCode.plan_in_other_draft:
        draft_id = int(look.values["draft_id"])
        return [(gettext("Mở bản đọc kia"), url_for("drafts.show", draft_id=draft_id))]
    return []


def in_plan_year(printed: str, draft: PlanDraft) -> tuple[str, str] | None:
    """(the printed time with the plan's year in place of another, how it is read), or None where
    the plan has more than one year, no year is printed, or what comes out is no day of the plan.
    """
    start, end = draft.starts_on, draft.ends_on
    if start is None or end is None or start.year != end.year:
        return None
    better = _YEAR.sub(str(start.year), printed)
    reading = read_time(better, draft)
    inside = all(start.isoformat() <= day <= end.isoformat() for day in reading["due"])
    if better == printed or not reading["due"] or not inside:
        return None
    return better, reading_words(reading["note"], better)


def place_words(row: DraftRow) -> str:
    """Where a row stands, in the plan and in its file: "Mục VI.2, dòng 45 của tệp"."""
    place = gettext("Mục %(place)s", place=place_in_plan(row))
    return ", ".join((place, *source_words(row)))


def source_words(row: DraftRow) -> list[str]:
    """Where a row stands in its file: page, and line or row of the table; [] where not known."""
    words = []
    if page := row.source.get("page"):
        words.append(gettext("trang %(page)s", page=page))
    if line := row.source.get("line"):
        words.append(gettext("dòng %(line)s của tệp", line=line))
    elif number := row.source.get("row"):
        words.append(gettext("hàng %(row)s của bảng", row=number))
    return words


def _names_in_order(content: DraftContent) -> list[NameInDraft]:
    """Names that nobody has settled come first, then by how many rows they lead."""
    return sorted(
        content.names.values(),
        key=lambda name: (name.is_mapped, name.confirmed, -name.as_lead, -name.as_supporting),
    )


def _name_line(name: NameInDraft, units: Sequence[Unit]) -> NameLine:
    asks = not name.is_mapped or (not name.confirmed and name.score < SURE)
    if name.is_mapped:
        ticked = name.unit_ids
        hint = "" if name.confirmed else gettext("giống %(score)d%%", score=name.score)
    else:
        ticked = proposed_units(name.spellings[0], units) if name.is_collective else ()
        hint = (
            gettext("tên gọi chung: chọn các đơn vị được giao, mỗi đơn vị một phần")
            if name.is_collective
            else gettext("chưa rõ là đơn vị nào")
        )
    return NameLine(name, ticked, asks, hint)


def _sections(
    content: DraftContent, unit_names: Mapping[int, str], found: Sequence[Look]
) -> list[SectionLines]:
    """The sections in the plan's order; rows of no known section stand first."""
    problems: dict[int, list[tuple[str, bool]]] = {}
    for look in found:
        if look.row is not None:
            sentence = problem_text(look.code, look.values)
            problems.setdefault(look.row.id, []).append((sentence, look.seen))
    titles = {s["code"]: s["title"] for s in content.draft.sections}
    rows: dict[str, list[RowLine]] = {code: [] for code in ("", *titles)}
    units = _Units(content, unit_names)
    for row in content.rows:
        code = row.section_code if row.section_code in titles else ""
        rows[code].append(_row_line(row, units, problems.get(row.id, ())))
    return [
        SectionLines(code, titles.get(code, ""), lines) for code, lines in rows.items() if lines
    ]


class _Units:
    """Written names with the units they mean; each name is looked up once for all rows."""

    def __init__(self, content: DraftContent, unit_names: Mapping[int, str]) -> None:
        self._names, self._units = content.names, unit_names
        self._known: dict[str, tuple[str, str]] = {}

    def of(self, written: Sequence[str]) -> list[tuple[str, str]]:
        """(as written, the units it means) for each name of a cell; "" where none is known."""
        return [self._known.get(text) or self._learn(text) for text in written]

    def _learn(self, text: str) -> tuple[str, str]:
        name: Any = self._names.get(name_key(text))
        units = name.unit_ids if name else ()
        means = ", ".join(self._units[unit] for unit in units if unit in self._units)
        return self._known.setdefault(text, (text, means))


def _row_line(row: DraftRow, units: _Units, problems: Sequence[tuple[str, bool]]) -> RowLine:
    return RowLine(
        row=row,
        place=place_in_plan(row),
        lead=units.of(row.lead),
        supporting=units.of(row.supporting),
        note=reading_words(row.reading["note"], row.deadline_text),
        problems=problems,
    )


def cells_of(row: DraftRow) -> dict[str, str]:
    """The cells of a row as its form shows them."""
    return {
        "section_code": row.section_code,
        "number": row.number,
        "title": row.title,
        "objective": row.objective,
        "product": row.product,
        "lead": names_text(row.lead),
        "supporting": names_text(row.supporting),
        "follow_up": names_text(row.follow_up),
        "deadline_text": row.deadline_text,
    }
