"""The review page as its template takes it: one sentence, what needs a look, names, rows by
section.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext

from app.labels.deadlines import reading_words
from app.labels.drafts import draft_text
from app.labels.problems import problem_text
from app.models import DraftRow, Unit
from app.queries.drafts import (
    Blocker,
    DraftContent,
    Look,
    NameInDraft,
    Obstacle,
    looks,
    name_key,
    obstacles,
    place_in_plan,
    proposed_units,
)
from app.services.drafts import names_text

SURE = 90
"""A proposal from this likeness (0–100) on is not asked about again."""


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
    texts: Mapping[str, str]

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
    """A problem in the list: its sentence, its place, and where it is put right."""

    sentence: str
    place: str
    title: str
    printed: str
    reading: str
    href: str
    blocks: bool


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
    seen: int
    plan_looks: int
    names: Sequence[NameLine]
    sections: Sequence[SectionLines]
    left_out: int
    blocked: bool

    @property
    def sentence(self) -> str:
        rows, open_ = len(self.content.included), len(self.problems)
        read = ngettext("%(num)d nhiệm vụ đọc được", "%(num)d nhiệm vụ đọc được", rows)
        if not open_:
            return gettext("%(read)s, không còn chỗ nào cần xem", read=read)
        left = ngettext("còn %(num)d chỗ cần xem", "còn %(num)d chỗ cần xem", open_)
        return f"{read}, {left}"


def review_of(content: DraftContent) -> Review:
    """Put the page together; reads nothing that is not in `content`."""
    found = looks(content)
    barred = obstacles(content)
    open_looks = [look for look in found if not look.seen]
    unit_names = {unit.id: unit.name for unit in content.units}
    return Review(
        content=content,
        problems=[*_barriers(barred), *(_problem(look) for look in open_looks)],
        seen=len(found) - len(open_looks),
        plan_looks=sum(look.row is None for look in open_looks),
        names=[_name_line(name, content.units) for name in _names_in_order(content)],
        sections=_sections(content, unit_names, found),
        left_out=len(content.rows) - len(content.included),
        blocked=bool(barred),
    )


def _barriers(found: Sequence[Obstacle]) -> list[Problem]:
    """The obstacles as problems; names without a unit are one problem, for they are settled in
    one go.
    """
    names = [o.values["name"] for o in found if o.code is Blocker.name_unmapped]
    barriers = [
        Problem(draft_text(o.code, o.values), "", "", "", "", f"#{o.anchor}", True)
        for o in found
        if o.code is not Blocker.name_unmapped or len(names) == 1
    ]
    if len(names) > 1:
        sentence = ngettext(
            "Chưa rõ %(num)d tên là đơn vị nào; hãy chọn một lần cho mọi dòng.",
            "Chưa rõ %(num)d tên là đơn vị nào; hãy chọn một lần cho mọi dòng.",
            len(names),
        )
        place = "; ".join(f"“{name}”" for name in names)
        barriers.append(Problem(sentence, place, "", "", "", "#ten-don-vi", True))
    return barriers


def _problem(look: Look) -> Problem:
    sentence = problem_text(look.code, look.values)
    if look.row is None:
        return Problem(sentence, gettext("Cả kế hoạch"), "", "", "", "#ke-hoach", False)
    row = look.row
    about_time = look.code.startswith(("deadline", "due")) or look.code == "unit_in_deadline"
    return Problem(
        sentence=sentence,
        place=place_words(row),
        title=row.title,
        printed=row.deadline_text if about_time else "",
        reading=reading_words(row.reading["note"], row.deadline_text) if about_time else "",
        href=f"#dong-{row.id}",
        blocks=False,
    )


def place_words(row: DraftRow) -> str:
    """Where a row stands, in the plan and in its file: "Mục VI.2, dòng 45 của tệp"."""
    words = [gettext("Mục %(place)s", place=place_in_plan(row))]
    if page := row.source.get("page"):
        words.append(gettext("trang %(page)s", page=page))
    if line := row.source.get("line"):
        words.append(gettext("dòng %(line)s của tệp", line=line))
    elif number := row.source.get("row"):
        words.append(gettext("hàng %(row)s của bảng", row=number))
    return ", ".join(words)


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
    for row in content.rows:
        code = row.section_code if row.section_code in titles else ""
        rows[code].append(row_line(content, row, unit_names, problems.get(row.id, ())))
    return [
        SectionLines(code, titles.get(code, ""), lines) for code, lines in rows.items() if lines
    ]


def row_line(
    content: DraftContent,
    row: DraftRow,
    unit_names: Mapping[int, str],
    problems: Sequence[tuple[str, bool]],
) -> RowLine:
    """A row as its line and its form show it."""
    return RowLine(
        row=row,
        place=place_in_plan(row),
        lead=_units(content, row.lead, unit_names),
        supporting=_units(content, row.supporting, unit_names),
        note=reading_words(row.reading["note"], row.deadline_text),
        problems=problems,
        texts={
            "section_code": row.section_code,
            "number": row.number,
            "title": row.title,
            "objective": row.objective,
            "product": row.product,
            "lead": names_text(row.lead),
            "supporting": names_text(row.supporting),
            "follow_up": names_text(row.follow_up),
            "deadline_text": row.deadline_text,
        },
    )


def _units(
    content: DraftContent, written: Sequence[str], unit_names: Mapping[int, str]
) -> list[tuple[str, str]]:
    """(as written, the units it means) for each name of a cell; no unit where none is known."""
    found: list[tuple[str, str]] = []
    for text in written:
        name: Any = content.names.get(name_key(text))
        means = ", ".join(unit_names[u] for u in name.unit_ids if u in unit_names) if name else ""
        found.append((text, means))
    return found
