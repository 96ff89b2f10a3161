"""One row of a draft: its cells corrected, left out or taken in again, looked at, written by hand.

Every change keeps in its event how the rows stood before, so that the latest one can be undone
(`app.services.draft_undo`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import clock
from app.models import DraftRow, PlanDraft
from app.models.base import LINE
from app.plan_import.products import split_products
from app.plan_import.units import split_units
from app.services.draft_checks import checked, read_time
from app.services.draft_claims import changed, claim_row, open_draft
from app.services.draft_names import add_names
from app.services.draft_spellings import learn_from_correction
from app.services.draft_undo import Snapshot
from workflows.permissions import Actor


@dataclass(frozen=True, slots=True)
class RowCorrection:
    """A row as somebody wants it. Names of units are parted by ";"."""

    section_code: str
    number: str
    title: str
    objective: str
    product: str
    lead: str
    supporting: str
    follow_up: str
    deadline_text: str


def correct_row(
    session: Session,
    actor: Actor,
    row: DraftRow,
    correction: RowCorrection,
    *,
    version: int,
    now: datetime,
) -> DraftRow:
    """Replace the texts of a row; the time is read again by the grammar, the row is checked again.

    What the reader was unsure of in this row counts as seen. Raises DraftRefused.
    """
    draft = open_draft(session, actor, row.draft_id)
    claim_row(session, row, version)
    before, printed_lead = Snapshot([row]), row.lead
    row.section_code, row.number = correction.section_code[:LINE], correction.number[:LINE]
    row.title, row.objective = correction.title, correction.objective
    set_product(row, correction.product)
    row.lead = split_names(correction.lead, row.lead)
    row.supporting = split_names(correction.supporting, row.supporting)
    row.follow_up = split_names(correction.follow_up, row.follow_up)
    set_time(row, correction.deadline_text, draft)
    taught = learn_from_correction(session, actor, draft, printed_lead, row.lead, now)
    settle(session, draft, [row], now)
    touched = before.differences([row])
    changed(session, actor, draft, "correct_row", now, row=row.position, taught=taught, **touched)
    return row


def set_included(
    session: Session, actor: Actor, row: DraftRow, included: bool, *, version: int, now: datetime
) -> None:
    """Take a row into the plan or leave it out; it stays in the draft either way."""
    draft = open_draft(session, actor, row.draft_id)
    claim_row(session, row, version)
    before = Snapshot([row])
    row.included = included
    verb = "include_row" if included else "exclude_row"
    changed(session, actor, draft, verb, now, row=row.position, **before.differences([row]))


def mark_seen(
    session: Session,
    actor: Actor,
    draft_id: int,
    row: DraftRow | None,
    *,
    version: int,
    now: datetime,
) -> None:
    """Note that somebody looked at the problems of a row (or, with None, of the plan) and keeps
    what was read. `version` is the row's, or the draft's."""
    draft = open_draft(session, actor, draft_id, version if row is None else None)
    if row is None:
        draft.problems = seen(draft.problems)
        changed(session, actor, draft, "mark_seen", now)
        return
    claim_row(session, row, version)
    before = Snapshot([row])
    row.problems = seen(row.problems)
    changed(session, actor, draft, "mark_seen", now, row=row.position, **before.differences([row]))


def add_row(
    session: Session,
    actor: Actor,
    draft_id: int,
    correction: RowCorrection,
    *,
    version: int,
    now: datetime,
) -> DraftRow:
    """Add a row written by hand at the end of its area. Raises DraftRefused."""
    draft = open_draft(session, actor, draft_id, version)
    row = insert_row(
        session,
        draft,
        new_row(
            draft,
            correction.section_code,
            number=correction.number[:LINE],
            objective=correction.objective,
            title=correction.title,
            product=correction.product,
            lead=list(split_units(correction.lead)),
            supporting=list(split_units(correction.supporting)),
            follow_up=list(split_units(correction.follow_up)),
            deadline_text=correction.deadline_text,
        ),
    )
    settle(session, draft, [row], now)
    changed(session, actor, draft, "add_row", now, row=row.position, made=[row.id])
    return row


def new_row(draft: PlanDraft, section_code: str, **cells: object) -> DraftRow:
    """A row that is not in the file, not stored yet: its cells are given, the rest is read from
    them.
    """
    texts = dict.fromkeys(
        ("number", "objective", "duty", "title", "product", "funding", "deadline_text"), ""
    )
    lists: dict[str, object] = {"lead": [], "supporting": [], "follow_up": [], "printed": []}
    row = DraftRow(
        commune_id=draft.commune_id,
        draft_id=draft.id,
        section_code=section_code[:LINE],
        **{**texts, **lists, "source": {}, **cells},
    )
    row.products = list(split_products(row.product))
    row.reading = read_time(row.deadline_text, draft)
    row.problems = []
    return row


def insert_row(session: Session, draft: PlanDraft, row: DraftRow) -> DraftRow:
    """Store `row` after the last row of its area, or at the end where the area has none."""
    last = session.scalar(
        select(func.max(DraftRow.position)).where(
            DraftRow.commune_id == draft.commune_id,
            DraftRow.draft_id == draft.id,
            DraftRow.section_code == row.section_code,
        )
    )
    if last is None:
        last = session.scalar(
            select(func.coalesce(func.max(DraftRow.position), 0)).where(
                DraftRow.commune_id == draft.commune_id, DraftRow.draft_id == draft.id
            )
        )
    make_room(session, draft, after=last or 0, count=1)
    row.position = (last or 0) + 1
    session.add(row)
    session.flush()
    return row


def make_room(session: Session, draft: PlanDraft, *, after: int, count: int) -> None:
    """Move every row behind `after` down by `count`.

    Positions are unique in a draft, and a database may look at each row as it is moved: they pass
    through negative numbers, where nothing stands.
    """
    of_draft = (DraftRow.commune_id == draft.commune_id, DraftRow.draft_id == draft.id)
    for behind, position in (
        (DraftRow.position > after, -(DraftRow.position + count)),
        (DraftRow.position < 0, -DraftRow.position),
    ):
        session.execute(
            update(DraftRow)
            .where(*of_draft, behind)
            .values(position=position)
            .execution_options(synchronize_session=False)
        )
    for row in session.identity_map.values():
        if isinstance(row, DraftRow):
            session.expire(row, ["position"])


def set_product(row: DraftRow, text: str) -> None:
    """Write the product's cell; what was not touched is not taken apart a second time."""
    if text != row.product:
        row.product = text
        row.products = list(split_products(text))


def set_time(row: DraftRow, text: str, draft: PlanDraft) -> None:
    """Write the printed time, and read it where it is another."""
    if text != row.deadline_text:
        row.deadline_text = text
        row.reading = read_time(text, draft)


def settle(session: Session, draft: PlanDraft, rows: Sequence[DraftRow], now: datetime) -> None:
    """After texts of these rows were changed: they count as corrected and seen, are checked again,
    and new names of units join the draft's.
    """
    for row in rows:
        row.corrected = True
        row.problems = checked(seen(row.problems), row, draft)
    session.flush()
    names = [name for row in rows for name in (*row.lead, *row.supporting, *row.follow_up)]
    add_names(session, draft, names, clock.local(now).date())


def seen(problems: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    """The same problems, looked at."""
    return [{**problem, "seen": True} for problem in problems]


def names_text(names: Iterable[str]) -> str:
    """Names as they stand in a form: parted by semicolons, which part names always."""
    return "; ".join(names)


def split_names(text: str, known: list[str]) -> list[str]:
    """The names in a form's text; what was not touched is not taken apart a second time."""
    return known if text == names_text(known) else list(split_units(text))
