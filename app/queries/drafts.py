"""Drafts of plans, read: the file as it was read, what its names mean, and what still needs a
look.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.models import (
    DraftName,
    DraftNameUnit,
    DraftRow,
    DraftStatus,
    PlanDraft,
    StoredFile,
    Unit,
    UnitDuty,
    UnitKind,
)
from app.plan_import.problems import ProblemCode, Severity
from app.plan_import.units import unit_key
from app.queries.draft_duplicates import still_doubled
from workflows.permissions import Actor
from workflows.text import fold

KEY = 300
"""Characters of a name's key in a draft."""


def name_key(written: str) -> str:
    """The key under which a written name stands in a draft: equal for the usual spellings of a
    unit.
    """
    return unit_key(written)[:KEY]


class Blocker(StrEnum):
    """What keeps a draft from being started. Worded in `app/labels/drafts.py`."""

    no_rows = auto()
    plan_title_missing = auto()
    span_missing = auto()
    standing_office_missing = auto()
    title_missing = auto()
    lead_missing = auto()
    name_unmapped = auto()


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One blocker and the place to put it right. `anchor` is an id on the review page."""

    code: Blocker
    anchor: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Barrier:
    """What one visit to a place on the review page puts right: one obstacle, or all names whose
    units nobody has said, for they are settled in one form.
    """

    obstacles: Sequence[Obstacle]


@dataclass(frozen=True, slots=True)
class Look:
    """One problem the reader wants somebody to see; `row` is None for the plan as a whole."""

    code: str
    values: Mapping[str, str]
    row: DraftRow | None
    seen: bool


@dataclass(slots=True)
class NameInDraft:
    """A unit's name as written, in every spelling of one key, and the units it means.

    `confirmed` with no unit means: no unit of this commune, the printed words are kept.
    """

    id: int
    spellings: tuple[str, ...]
    is_collective: bool
    score: int
    confirmed: bool
    unit_ids: tuple[int, ...]
    as_lead: int
    as_supporting: int

    @property
    def is_mapped(self) -> bool:
        return self.confirmed or bool(self.unit_ids)


@dataclass(slots=True)
class DraftContent:
    """A draft with everything the review page and the start of the plan need. `is_doubled`: a plan
    or draft that its problems say it is the same as is still there.
    """

    draft: PlanDraft
    file: StoredFile
    rows: Sequence[DraftRow]
    names: Mapping[str, NameInDraft]
    units: Sequence[Unit]
    is_doubled: bool

    @property
    def included(self) -> list[DraftRow]:
        return [row for row in self.rows if row.included]

    @property
    def standing_unit(self) -> Unit | None:
        return next((u for u in self.units if u.duty is UnitDuty.standing_office), None)

    @property
    def counter_checking_unit(self) -> Unit | None:
        return next((u for u in self.units if u.duty is UnitDuty.counter_checking), None)

    def units_of(self, names: Iterable[str]) -> tuple[int, ...]:
        """The units that these written names mean, each once, in the order they are written."""
        found = (self.names.get(name_key(name)) for name in names)
        return tuple(dict.fromkeys(u for name in found if name for u in name.unit_ids))

    def slots_of(self, leads: Sequence[str]) -> tuple[tuple[int, ...], ...]:
        """The lead slots of a row: all named leads share the first, and each unit that only a
        collective name means has one of its own."""
        known = [name for text in leads if (name := self.names.get(name_key(text)))]
        shared = dict.fromkeys(u for n in known if not n.is_collective for u in n.unit_ids)
        each = dict.fromkeys(u for n in known if n.is_collective for u in n.unit_ids)
        slots = [tuple(shared)] if shared else []
        return (*slots, *((unit,) for unit in each if unit not in shared))

    def supporting_of(self, row: DraftRow) -> tuple[int, ...]:
        """The supporting units of a row. A unit that leads also supports only where it is named:
        "các phòng chuyên môn" beside a lead means the others."""
        leads = {unit for slot in self.slots_of(row.lead) for unit in slot}
        named = self.units_of(text for text in row.supporting if not self._is_collective(text))
        units = self.units_of(row.supporting)
        return tuple(unit for unit in units if unit in named or unit not in leads)

    def _is_collective(self, text: str) -> bool:
        name = self.names.get(name_key(text))
        return name is not None and name.is_collective


def find_row(session: Session, actor: Actor, draft_id: int, row_id: int) -> DraftRow | None:
    """A row of the draft for this actor, or None."""
    return session.scalars(
        select(DraftRow).where(
            DraftRow.commune_id == actor.commune_id,
            DraftRow.draft_id == draft_id,
            DraftRow.id == row_id,
        )
    ).first()


def load_content(session: Session, actor: Actor, draft_id: int, today: date) -> DraftContent | None:
    """The whole draft for this actor: six queries, whatever its length. None where there is
    none.
    """
    draft = session.scalars(
        select(PlanDraft)
        .options(joinedload(PlanDraft.file))
        .where(PlanDraft.commune_id == actor.commune_id, PlanDraft.id == draft_id)
        .execution_options(populate_existing=True)
    ).first()
    if draft is None:
        return None
    rows = session.scalars(
        select(DraftRow)
        .where(DraftRow.commune_id == actor.commune_id, DraftRow.draft_id == draft.id)
        .order_by(DraftRow.position)
        .execution_options(populate_existing=True)
    ).all()
    units = units_in_force(session, actor.commune_id, today)
    names, is_doubled = _names(session, draft, rows), still_doubled(session, draft)
    return DraftContent(draft, draft.file, rows, names, units, is_doubled)


def units_in_force(session: Session, commune_id: int, today: date) -> Sequence[Unit]:
    """The commune's units on `today`, in its own order."""
    return session.scalars(
        select(Unit)
        .where(
            Unit.commune_id == commune_id,
            or_(Unit.valid_from.is_(None), Unit.valid_from <= today),
            or_(Unit.valid_to.is_(None), Unit.valid_to >= today),
        )
        .order_by(Unit.position, Unit.id)
    ).all()


def _names(session: Session, draft: PlanDraft, rows: Sequence[DraftRow]) -> dict[str, NameInDraft]:
    """The names that included rows use, by key, those that lead most first."""
    spellings: dict[str, dict[str, None]] = {}
    leads: dict[str, int] = {}
    supports: dict[str, int] = {}
    for row in rows:
        if not row.included:
            continue
        for written, counted in ((row.lead, leads), (row.supporting, supports)):
            for key in {name_key(name): None for name in written}:
                counted[key] = counted.get(key, 0) + 1
        for name in (*row.lead, *row.supporting, *row.follow_up):
            spellings.setdefault(name_key(name), {})[name] = None
    units: dict[int, list[int]] = {}
    for name_id, unit_id in session.execute(
        select(DraftNameUnit.draft_name_id, DraftNameUnit.unit_id)
        .join(DraftName, DraftName.id == DraftNameUnit.draft_name_id)
        .where(DraftName.commune_id == draft.commune_id, DraftName.draft_id == draft.id)
        .order_by(DraftNameUnit.id)
    ):
        units.setdefault(name_id, []).append(unit_id)
    stored = session.scalars(
        select(DraftName)
        .where(DraftName.commune_id == draft.commune_id, DraftName.draft_id == draft.id)
        .order_by(DraftName.id)
        .execution_options(populate_existing=True)
    )
    return {
        name.folded: NameInDraft(
            id=name.id,
            spellings=tuple(spellings[name.folded]),
            is_collective=name.is_collective,
            score=name.score,
            confirmed=name.confirmed,
            unit_ids=tuple(units.get(name.id, ())),
            as_lead=leads.get(name.folded, 0),
            as_supporting=supports.get(name.folded, 0),
        )
        for name in stored
        if name.folded in spellings
    }


def obstacles(content: DraftContent) -> list[Obstacle]:
    """Everything that keeps the draft from being started, each with the place to put it right."""
    draft, found = content.draft, []
    if not content.included:
        found.append(Obstacle(Blocker.no_rows, "cac-dong"))
    if not draft.title:
        found.append(Obstacle(Blocker.plan_title_missing, "ke-hoach"))
    if draft.starts_on is None or draft.ends_on is None:
        found.append(Obstacle(Blocker.span_missing, "ke-hoach"))
    if content.standing_unit is None:
        found.append(Obstacle(Blocker.standing_office_missing, "ke-hoach"))
    for name in content.names.values():
        if not name.is_mapped:
            values = {"name": name.spellings[0], "count": str(name.as_lead + name.as_supporting)}
            found.append(Obstacle(Blocker.name_unmapped, f"ten-{name.id}", values))
    for row in content.included:
        found.extend(_obstacles_of_row(content, row))
    return found


def barriers(content: DraftContent) -> list[Barrier]:
    """Everything that keeps the draft from being started, as a person counts it: what every page
    says of how much is left.
    """
    found = obstacles(content)
    names = [one for one in found if one.code is Blocker.name_unmapped]
    others = [Barrier([one]) for one in found if one.code is not Blocker.name_unmapped]
    return [*others, Barrier(names)] if names else others


def _obstacles_of_row(content: DraftContent, row: DraftRow) -> list[Obstacle]:
    values = {"place": place_in_plan(row), "title": row.title}
    found = []
    if not row.title:
        found.append(Obstacle(Blocker.title_missing, f"dong-{row.id}", values))
    leads = [content.names.get(name_key(name)) for name in row.lead]
    to_be_mapped = any(name is not None and not name.is_mapped for name in leads)
    if not content.slots_of(row.lead) and not to_be_mapped:
        found.append(Obstacle(Blocker.lead_missing, f"dong-{row.id}", values))
    return found


def place_in_plan(row: DraftRow) -> str:
    """Where a row stands in the plan: "VI.2", "2", or its place in the order where nothing is
    printed.
    """
    parts = [part for part in (row.section_code, row.number) if part]
    return ".".join(parts) or str(row.position)


# What an obstacle says already, or what an empty field of the head says.
_SAID_BY_OBSTACLES = frozenset({ProblemCode.title_missing, ProblemCode.lead_missing})


def looks(content: DraftContent) -> list[Look]:
    """What the reader wants somebody to see, the plan's own problems first, then row by row.

    Left out is what an obstacle says already, what was put right in the head, and what is only for
    information.
    """
    draft = content.draft
    found = [
        _look(problem, None)
        for problem in draft.problems
        if problem["severity"] != Severity.info and not _settled(problem["code"], content)
    ]
    for row in content.included:
        found.extend(
            _look(problem, row)
            for problem in row.problems
            if problem["severity"] != Severity.info
            and problem["code"] not in _SAID_BY_OBSTACLES
            and not (
                problem["code"] == ProblemCode.lead_collective and _leads_settled(content, row)
            )
        )
    return found


def _leads_settled(content: DraftContent, row: DraftRow) -> bool:
    """True where somebody has said which units every collective lead of the row means."""
    leads = (content.names.get(name_key(name)) for name in row.lead)
    return all(name is not None and (name.confirmed or not name.is_collective) for name in leads)


def _look(problem: Mapping[str, Any], row: DraftRow | None) -> Look:
    return Look(problem["code"], problem["values"], row, bool(problem.get("seen")))


def _settled(code: str, content: DraftContent) -> bool:
    """True where the head says by now what was missing when the file was read, and where what the
    plan was said to be the same as is gone, or is what it is read against.
    """
    draft = content.draft
    if code == ProblemCode.period_missing:
        return True  # Said by the obstacle as long as it holds.
    if code in (ProblemCode.plan_already_followed, ProblemCode.plan_in_other_draft):
        return draft.amends_plan_id is not None or not content.is_doubled
    if code in (ProblemCode.issue_date_missing, ProblemCode.issue_day_blank):
        return draft.issued_on is not None
    if code == ProblemCode.number_blank:
        return any(char.isdigit() for char in draft.number)
    return False


# Collective names that mean no unit under the committee.
_NOT_OURS = re.compile(r"to chuc|doan the|hoi\b|su nghiep|sncl|truong|thon|to dan pho|ban, nganh")


def proposed_units(name: str, units: Sequence[Unit]) -> tuple[int, ...]:
    """The units that a collective name probably means: "các phòng chuyên môn" the phòng of the
    committee, "các cơ quan, đơn vị" all units under it, "các đoàn thể" none of them. A proposal to
    be ticked, never a mapping."""
    folded = fold(name)
    if _NOT_OURS.search(folded):
        return ()
    under = [unit for unit in units if unit.kind is UnitKind.under_committee]
    if folded.startswith(("cac phong", "phong")) and "don vi" not in folded:
        return tuple(unit.id for unit in under if fold(unit.name).startswith("phong"))
    return tuple(unit.id for unit in under)


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in the list: the draft, its file's name, how many rows are included."""

    draft: PlanDraft
    file_name: str
    rows: int


def list_drafts(session: Session, actor: Actor, limit: int = 50) -> list[DraftLine]:
    """The commune's latest drafts, those open or being read first. One query."""
    count = (
        select(func.count())
        .select_from(DraftRow)
        .where(
            DraftRow.commune_id == PlanDraft.commune_id,
            DraftRow.draft_id == PlanDraft.id,
            DraftRow.included,
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(PlanDraft, StoredFile.original_name, count)
        .join(StoredFile, StoredFile.id == PlanDraft.file_id)
        .where(PlanDraft.commune_id == actor.commune_id)
        .order_by(
            PlanDraft.status.in_([DraftStatus.open, DraftStatus.reading]).desc(),
            PlanDraft.id.desc(),
        )
        .limit(limit)
    )
    return [DraftLine(*row) for row in rows]
