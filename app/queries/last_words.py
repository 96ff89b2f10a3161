"""What was said last of work items: the progress note, and the cause of the delay."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, bindparam, cast, func, literal, null, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.models import Explanation, ProgressNote
from app.queries.batches import batches


@dataclass(frozen=True, slots=True)
class LastWords:
    """By item: the last progress note's first words and when they were written; the last cause or
    explanation, and the day by which the work is to be done. Items without one are not named."""

    heard: dict[int, tuple[str, datetime]] = field(default_factory=dict)
    causes: dict[int, tuple[str, date | None]] = field(default_factory=dict)


def _latest(table: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """SQL: the last row of `table` about each of the items asked for."""
    of_items = (
        select(func.max(table.id))
        .where(
            table.commune_id == bindparam("commune_id"),
            table.work_item_id.in_(bindparam("item_ids", expanding=True)),
            *conditions,
        )
        .group_by(table.work_item_id)
    )
    latest: ColumnElement[bool] = table.id.in_(of_items)
    return latest


_NOTE, _CAUSE = "note", "cause"
_LAST_WORDS = union_all(
    select(
        ProgressNote.work_item_id,
        literal(_NOTE),
        func.coalesce(
            func.nullif(ProgressNote.result, ""),
            func.nullif(ProgressNote.difficulties, ""),
            ProgressNote.proposals,
        ),
        ProgressNote.written_at,
        cast(null(), Date),
    ).where(_latest(ProgressNote)),
    select(
        Explanation.work_item_id,
        literal(_CAUSE),
        Explanation.answer,
        Explanation.answered_at,
        Explanation.expected_on,
    ).where(_latest(Explanation, Explanation.answered_at.is_not(None))),
)


def last_words(session: Session, commune_id: int, item_ids: Sequence[int]) -> LastWords:
    """What was said last of these items of a commune. One query, and one more for every further
    thousand items."""
    found = LastWords()
    for some in batches(item_ids):
        of_items = {"commune_id": commune_id, "item_ids": some}
        for item_id, kind, words, said_at, expected_on in session.execute(_LAST_WORDS, of_items):
            if kind == _NOTE:
                found.heard[item_id] = (words, said_at)
            else:
                found.causes[item_id] = (words, expected_on)
    return found
