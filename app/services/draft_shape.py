"""Rows of a draft joined and taken apart, and many of them changed at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import DraftRow, PlanDraft
from app.models.base import LINE
from app.plan_import.products import split_products
from app.plan_import.units import split_units
from app.services.draft_checks import read_time
from app.services.draft_claims import DraftRefusal, DraftRefused, changed, open_draft
from app.services.draft_rows import (
    make_room,
    new_row,
    seen,
    set_product,
    set_time,
    settle,
    split_names,
)
from app.services.draft_undo import Snapshot
from workflows.permissions import Actor

MOST_PARTS = 6
"""A row is taken apart into at most so many."""


@dataclass(frozen=True, slots=True)
class RowPart:
    """One of the rows that a row is taken apart into. Names of units are parted by ";"."""

    title: str
    product: str
    lead: str
    deadline_text: str


@dataclass(frozen=True, slots=True)
class ManyRows:
    """What several rows get at once; None leaves a cell as it is in each of them."""

    lead: str | None = None
    supporting: str | None = None
    deadline_text: str | None = None
    section_code: str | None = None
    included: bool | None = None
    seen: bool = False

    @property
    def says_nothing(self) -> bool:
        return self == ManyRows()


def merge_with_row_above(
    session: Session, actor: Actor, row: DraftRow, *, version: int, now: datetime
) -> DraftRow:
    """Join `row` to the nearest included row above it in its area, cell by cell; returns the upper
    one.

    The upper row keeps its number and place; the lower one is left out, with its own texts, so
    that taking it in again gives back what was read. `version` is the draft's. Raises
    DraftRefused, also where no row stands above.
    """
    draft = open_draft(session, actor, row.draft_id, version)
    upper = session.scalars(
        select(DraftRow)
        .where(
            DraftRow.commune_id == draft.commune_id,
            DraftRow.draft_id == draft.id,
            DraftRow.included,
            DraftRow.section_code == row.section_code,
            DraftRow.position < row.position,
        )
        .order_by(DraftRow.position.desc())
        .limit(1)
    ).first()
    if upper is None:
        raise DraftRefused(DraftRefusal.no_row_above)
    before = Snapshot([upper, row])
    _join(upper, row)
    upper.reading = read_time(upper.deadline_text, draft)
    row.included = False
    upper.version, row.version = upper.version + 1, row.version + 1
    settle(session, draft, [upper], now)
    kept = before.differences([upper, row])
    changed(session, actor, draft, "merge_rows", now, row=upper.position, **kept)
    return upper


def _join(upper: DraftRow, lower: DraftRow) -> None:
    """Write the cells of both into the upper row. A text that both hold stands there once."""
    upper.title = _joined((upper.title, lower.title), " ")
    upper.product = _joined((upper.product, lower.product), "\n")
    upper.products = list(dict.fromkeys((*upper.products, *lower.products)))
    upper.deadline_text = _joined((upper.deadline_text, lower.deadline_text), "; ")
    upper.funding = _joined((upper.funding, lower.funding), "; ")
    upper.objective = upper.objective or lower.objective
    upper.duty = upper.duty or lower.duty
    upper.lead = list(dict.fromkeys((*upper.lead, *lower.lead)))
    upper.supporting = list(dict.fromkeys((*upper.supporting, *lower.supporting)))
    upper.follow_up = list(dict.fromkeys((*upper.follow_up, *lower.follow_up)))


def _joined(texts: Iterable[str], between: str) -> str:
    return between.join(dict.fromkeys(text for text in texts if text))


def split_row(
    session: Session,
    actor: Actor,
    row: DraftRow,
    parts: Sequence[RowPart],
    *,
    version: int,
    now: datetime,
) -> list[DraftRow]:
    """Take a row apart: it becomes the first of `parts`, the others stand behind it.

    A part without a title is left out. Area, objective, supporting units and the place in the file
    are those of the row. `version` is the draft's. Raises DraftRefused, also for fewer than two
    parts.
    """
    draft = open_draft(session, actor, row.draft_id, version)
    wanted = [part for part in parts if part.title][:MOST_PARTS]
    if len(wanted) < 2:
        raise DraftRefused(DraftRefusal.too_few_parts)
    before, position = Snapshot([row]), row.position
    make_room(session, draft, after=position, count=len(wanted) - 1)
    made = [
        _part(draft, row, part, position + place) for place, part in enumerate(wanted[1:], start=1)
    ]
    row.title = wanted[0].title
    set_product(row, wanted[0].product)
    row.lead = split_names(wanted[0].lead, row.lead)
    set_time(row, wanted[0].deadline_text, draft)
    row.version += 1
    session.add_all(made)
    settle(session, draft, [row, *made], now)
    kept = before.differences([row])
    ids = [new.id for new in made]
    changed(session, actor, draft, "split_row", now, row=position, made=ids, **kept)
    return [row, *made]


def _part(draft: PlanDraft, row: DraftRow, part: RowPart, position: int) -> DraftRow:
    made = new_row(
        draft,
        row.section_code,
        objective=row.objective,
        duty=row.duty,
        funding=row.funding,
        title=part.title,
        product=part.product,
        lead=split_names(part.lead, list(row.lead)),
        supporting=list(row.supporting),
        follow_up=list(row.follow_up),
        deadline_text=part.deadline_text,
        source=dict(row.source),
        printed=list(row.printed),
    )
    made.products = list(split_products(part.product))
    made.position = position
    return made


def change_rows(
    session: Session,
    actor: Actor,
    draft_id: int,
    row_ids: Sequence[int],
    wanted: ManyRows,
    *,
    version: int,
    now: datetime,
) -> int:
    """Give several rows the same lead, time, area … at once; returns how many there were.

    `version` is the draft's. Raises DraftRefused, also where nothing is ticked or nothing is said.
    """
    draft = open_draft(session, actor, draft_id, version)
    rows = session.scalars(
        select(DraftRow)
        .where(
            DraftRow.commune_id == draft.commune_id,
            DraftRow.draft_id == draft.id,
            DraftRow.id.in_(row_ids),
        )
        .order_by(DraftRow.position)
    ).all()
    if not rows:
        raise DraftRefused(DraftRefusal.nothing_ticked)
    if wanted.says_nothing:
        raise DraftRefused(DraftRefusal.nothing_to_set)
    before = Snapshot(rows)
    for row in rows:
        _set(row, wanted, draft)
        row.version += 1
    if any(text is not None for text in (wanted.lead, wanted.supporting, wanted.deadline_text)):
        settle(session, draft, rows, now)
    kept = before.differences(rows)
    changed(session, actor, draft, "change_rows", now, count=len(rows), **kept)
    return len(rows)


def _set(row: DraftRow, wanted: ManyRows, draft: PlanDraft) -> None:
    if wanted.lead is not None:
        row.lead = list(split_units(wanted.lead))
    if wanted.supporting is not None:
        row.supporting = list(split_units(wanted.supporting))
    if wanted.deadline_text is not None:
        set_time(row, wanted.deadline_text, draft)
    if wanted.section_code is not None:
        row.section_code = wanted.section_code[:LINE]
    if wanted.included is not None:
        row.included = wanted.included
    if wanted.seen:
        row.problems = seen(row.problems)
