"""Bảng xác nhận kết quả: what was confirmed in a span of days put into the words of the paper, and
the paper kept with its rows. The paper is Vietnamese: whoever makes it asks for the words in that
language."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.labels.returns import document_text
from app.labels.words import STANDING, STATUS
from app.labels.work_items import completion, place_words, waiting_words
from app.models import Paper, PaperKind, Plan, Unit
from app.queries.confirmation_table import Confirmation, Span, TableRow, confirmation
from app.queries.late_by_unit import sender_of
from app.queries.overview import Counts, grid_of
from app.reports.confirmation_table import ConfirmationTable, Row, about
from app.services.papers import PaperContents, make
from app.services.stored_files import KeptFile
from workflows.deadlines.lateness import Standing, days_late
from workflows.permissions import Actor
from workflows.text import format_date, squeeze

MOST_ROWS = 2000
"""Rows of one paper: a document of more takes longer to write than a request may last."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A table, and the rows it came from."""

    table: ConfirmationTable
    found: Confirmation

    @property
    def rows(self) -> int:
        return len(self.found.verified) + len(self.found.open)


def gather(
    session: Session, actor: Actor, plan: Plan, span: Span, unit: Unit | None, today: date
) -> Gathered:
    """The table of a plan for these days, of all units or of one. A fixed number of queries."""
    found = confirmation(session, plan, span, today, unit.id if unit else None)
    sender = sender_of(session, actor, today)
    number = document_text(plan.number, plan.issued_on)
    title = squeeze(plan.title)
    table = ConfirmationTable(
        commune=sender.commune,
        office=sender.office,
        plan=f"{title} ({number})" if number else title,
        unit=unit.name if unit else "",
        from_on=span.first,
        to_on=span.last,
        made_on=today,
        verified=[_verified(n, row) for n, row in enumerate(found.verified, 1)],
        open=[_open(n, row, today) for n, row in enumerate(found.open, 1)],
        totals=_totals(found, _counts(session, plan, unit, today), today),
    )
    return Gathered(table, found)


def keep(
    session: Session,
    actor: Actor,
    plan: Plan,
    unit: Unit | None,
    gathered: Gathered,
    file: KeptFile,
    now: datetime,
) -> Paper:
    """Keep the table with its document, which lies in the store already."""
    table, found = gathered.table, gathered.found
    contents = PaperContents(
        kind=PaperKind.confirmation_table,
        title=about(table)[:200],
        facts=_facts(table, plan),
        rows=[
            *(
                {"item_id": row.id, "is_done": True, "completed_on": _iso(row.completed_on)}
                for row in found.verified
            ),
            *(
                {"item_id": row.id, "is_done": False, "due_on": _iso(row.due_on)}
                for row in found.open
            ),
        ],
        items=[(row.id, row.version) for row in (*found.verified, *found.open)],
        unit_id=unit.id if unit else None,
        from_on=table.from_on,
        to_on=table.to_on,
        about={"plan_id": plan.id},
    )
    return make(session, actor, contents, file, now)


def _facts(table: ConfirmationTable, plan: Plan) -> dict[str, Any]:
    days = {name: getattr(table, name).isoformat() for name in ("from_on", "to_on", "made_on")}
    return {**asdict(table), **days, "plan_id": plan.id}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _task(row: TableRow) -> str:
    title = squeeze(row.title)
    title = f"{title} – {row.label}" if row.label else title
    place = place_words(row.section, row.number)
    return f"{title}\n({place})" if place else title


def _is_on_time(row: TableRow) -> bool:
    return (
        row.completed_on is not None
        and completion(row.completed_on, row.due_on).mark == Standing.done_on_time
    )


def _verified(number: int, row: TableRow) -> Row:
    day = clock.local(row.verified_at).date() if row.verified_at else None
    return (
        str(number),
        _task(row),
        "\n".join(row.products),
        row.lead,
        _day(row.due_on),
        _day(row.completed_on),
        "Đúng hạn" if _is_on_time(row) else "Quá hạn",
        "\n".join(_documents(row)) or "–",
        "\n".join(part for part in (row.verified_by, _day(day)) if part),
    )


def _documents(row: TableRow) -> list[str]:
    """Numbers and days; a paper goes from hand to hand, so what is restricted is only there."""
    return [
        "Tài liệu hạn chế xem"
        if document.is_restricted
        else document_text(document.number, document.issued_on) or "Không số"
        for document in row.documents
    ]


def _open(number: int, row: TableRow, today: date) -> Row:
    state = str(STATUS[row.status])
    if row.is_late:
        state = f"{state}, quá hạn {days_late(row.status, row.due_on, today)} ngày"
    if row.waiting_on:
        state = f"{state}, {waiting_words(row.waiting_on, row.waiting_since)}"
    cells = (_task(row), "\n".join(row.products), row.lead, _day(row.due_on), state)
    return (str(number), *cells)


def _counts(session: Session, plan: Plan, unit: Unit | None, today: date) -> Counts:
    """The standing of the plan's tasks today, or of those the unit leads: the numbers of the
    overview."""
    grid = grid_of(session, plan, today)
    if unit is None:
        return grid.total
    return next((row.counts for row in grid.units if row.id == unit.id), Counts())


def _totals(found: Confirmation, counts: Counts, today: date) -> list[str]:
    on_time = sum(_is_on_time(row) for row in found.verified)
    late = sum(row.is_late for row in found.open)
    done = len(found.verified)
    parts = [f"{str(STANDING[one]).lower()} {counts[one]}" for one in Standing if counts[one]]
    return [
        f"Trong kỳ xác nhận {done} việc: {on_time} việc đúng hạn, {done - on_time} việc quá hạn.",
        f"Có thời hạn trong kỳ mà chưa hoàn thành {len(found.open)} việc, trong đó {late} việc quá"
        " hạn.",
        f"Nhiệm vụ tính đến ngày {format_date(today)}: tổng số {counts.total}"
        + (f", gồm {', '.join(parts)}." if parts else "."),
    ]


def _day(day: date | None) -> str:
    return format_date(day) if day is not None else ""


__all__ = ["MOST_ROWS", "Gathered", "gather", "keep"]
