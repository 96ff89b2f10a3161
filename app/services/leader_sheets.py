"""Phiếu trình on paper: the standing office makes it, a leader signs it, and somebody who answers
for none of the work on it records what he decided.

Each row goes through the one door as the leader's verdict, under the guards of both: the leader's
for the verdict, the recorder's for the right to record it. What changed since it was printed, and
what the leader struck out, stays as it is.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.models import Commune, Paper, PaperKind, Person, Unit
from app.queries.actors import load_actor
from app.queries.leader_sheets import PrintedItem, SheetRow, items_of_sheet, sheet_to_print
from app.reports.leader_sheet import LeaderSheet, LeaderSheetRow
from app.services import papers
from app.services.notices import notify
from app.services.papers import PaperContents, Returned
from app.services.row_versions import hold_all
from app.services.verdict_batches import RowResult, RowVerdict, decide_rows
from app.services.work_items import SignedSheet
from workflows.permissions import Actor, refusal_of
from workflows.states import Action, ActionRefused, Refusal, Right, Role
from workflows.text import format_date

TITLE = "Trình lãnh đạo xác nhận kết quả"
"""What the record calls the paper; it is kept in Vietnamese, whatever language its maker reads."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A sheet before it is kept: what is printed, and what the paper keeps."""

    sheet: LeaderSheet
    contents: PaperContents


def gather(session: Session, actor: Actor, item_ids: Collection[int], today: date) -> Gathered:
    """The chosen items, as they stand, as a sheet; what does not wait for a leader is passed over.

    Raises ActionRefused: role_not_enough for anybody but the standing office, rows_missing.
    """
    offices = sorted(actor.units(Role.standing_officer))
    if not offices:
        raise ActionRefused(Refusal.role_not_enough)
    rows = [
        row for row in sheet_to_print(session, actor, today).rows if row.item.id in set(item_ids)
    ]
    if not rows:
        raise ActionRefused(Refusal.rows_missing)
    office = session.get_one(Unit, offices[0])
    sheet = LeaderSheet(
        session.get_one(Commune, actor.commune_id).name,
        office.name,
        actor.name,
        today,
        [_printed_row(row) for row in rows],
    )
    contents = PaperContents(
        kind=PaperKind.leader_sheet,
        title=TITLE,
        facts={"office": office.name, "as_of": today.isoformat()},
        rows=[_kept_row(row) for row in rows],
        items=[(row.item.id, row.item.version) for row in rows],
        unit_id=office.id,
        to_on=today,
    )
    return Gathered(sheet, contents)


def _printed_row(row: SheetRow) -> LeaderSheetRow:
    item = row.item
    section = item.task.section
    place = ".".join(part for part in (section.code if section else "", item.task.number) if part)
    return LeaderSheetRow(
        task=f"{item.task.title}, {item.label}" if item.label else item.task.title,
        place=f"Mục {place}" if place else "",
        unit=item.lead_unit.short_name,
        proofs=_proof_words(row),
        said=_said(row),
        due_on=item.due_on,
        product_on=row.product_on,
    )


def _said(row: SheetRow) -> str:
    nothing = "Kỳ này không phát sinh." if row.item.nothing_arose else ""
    return "\n".join(part for part in (nothing, row.note.result if row.note else "") if part)


def _proof_words(row: SheetRow) -> str:
    """Each product with the numbers and days of what proves it; nothing of what is restricted."""
    lines = [
        f"{line.product.title}: "
        + (
            "; ".join(_document_words(shown) for shown in line.documents)
            or (f"giải trình: {line.product.explanation}" if line.product.explanation else "–")
        )
        for line in row.proofs.products
    ]
    return "\n".join([*lines, *(_document_words(shown) for shown in row.proofs.others)])


def _document_words(shown: Any) -> str:
    document = shown.document
    if document.is_restricted or not shown.may_read:
        return "một tài liệu hạn chế xem"
    day = f"ngày {format_date(document.issued_on)}" if document.issued_on else ""
    words = " ".join(part for part in (document.number, day) if part)
    return words or document.subject or "một tài liệu"


def _kept_row(row: SheetRow) -> dict[str, Any]:
    return {
        "item_id": row.item.id,
        "task": row.item.task.title,
        "label": row.item.label,
        "unit": row.item.lead_unit.short_name,
        "product_on": row.product_on.isoformat() if row.product_on else None,
    }


def refusal_to_record(actor: Actor, items: Sequence[PrintedItem]) -> Refusal | None:
    """Why the actor may not record this sheet, or None: he answers for none of the work on it, and
    handed in none of it. What an item became since it was printed does not matter here."""
    for printed in items:
        subject = replace(printed.subject, deciding_unit=None)
        if refusal := refusal_of(actor, Right.record_leader_sheet, subject):
            return refusal
    return None


def record(
    session: Session,
    actor: Actor,
    paper: Paper,
    signed: Returned,
    verdicts: Sequence[RowVerdict],
    *,
    version: int,
    now: datetime,
) -> list[RowResult]:
    """Record the signed sheet: its number, day and signer, and his verdict on each row of
    `verdicts`; return what became of each. The signer is told, and may reopen.

    A row's version is the one that was printed, whatever the form says; a verified item gets the
    product's day that was printed. Raises PaperRefused as `papers.take_back`, and ActionRefused
    where the actor, or the signer, may not: then nothing is recorded.
    """
    items = items_of_sheet(session, paper)
    if refusal := refusal_to_record(actor, items):
        raise ActionRefused(refusal)
    chosen = _as_printed(paper, items, verdicts)
    if not chosen:
        raise ActionRefused(Refusal.rows_missing)
    papers.check_return(paper, signed, clock.local(now).date())
    hold_all(session, [printed.item for printed in items])
    leader = _signer(session, actor, signed)
    _require_may_decide(leader, items, chosen)
    papers.take_back(session, actor, paper, signed, version=version, now=now)
    by_sheet = SignedSheet(paper.id, leader)
    with_document = [
        replace(row, request=replace(row.request, document=_words_of(paper))) for row in chosen
    ]
    results = decide_rows(session, actor, with_document, now=now, by_sheet=by_sheet)
    done = sum(row.refused is None for row in results)
    notify(
        session,
        actor.commune_id,
        [person for person in (leader.person_id,) if person is not None],
        kind="leader_sheet.record",
        key=f"leader_sheet:{paper.id}",
        data={
            "number": paper.number,
            "issued_on": signed.issued_on.isoformat() if signed.issued_on else "",
            "who": actor.name,
            "count": done,
        },
        path=f"/phieu-trinh/{paper.id}",
        now=now,
        for_mail=True,
    )
    return results


def _signer(session: Session, actor: Actor, signed: Returned) -> Actor:
    """The leader who signed, with what he held on the day he did."""
    person = session.get(Person, signed.signer_id) if signed.signer_id else None
    day = signed.issued_on
    leader = load_actor(session, person, actor.commune_id, day) if person and day else None
    if leader is None or not leader.has_role(Role.leader):
        raise ActionRefused(Refusal.signer_missing)
    return leader


def _as_printed(
    paper: Paper, items: Sequence[PrintedItem], verdicts: Sequence[RowVerdict]
) -> list[RowVerdict]:
    """The verdicts on items of the sheet, each on the version and with the product's day that
    were printed."""
    versions = {printed.item.id: printed.printed_version for printed in items}
    days = {row["item_id"]: row.get("product_on") for row in paper.rows}
    found = []
    for row in verdicts:
        if row.work_item_id not in versions:
            continue
        day = days.get(row.work_item_id) if row.action is Action.verify else None
        request = replace(row.request, product_on=date.fromisoformat(day) if day else None)
        found.append(replace(row, version=versions[row.work_item_id], request=request))
    return found


def _require_may_decide(
    leader: Actor, items: Sequence[PrintedItem], chosen: Sequence[RowVerdict]
) -> None:
    """A wrong signer would be refused row by row, and the paper be closed for nothing."""
    actions = {row.work_item_id: row.action for row in chosen}
    for printed in items:
        action = actions.get(printed.item.id)
        if action is None or not printed.is_open or printed.subject.plan_recalled:
            continue
        if refusal_of(leader, action, printed.subject) is not None:
            raise ActionRefused(
                Refusal.sheet_signer_bound,
                signer=leader.name,
                task=printed.item.task.title,
            )


def _words_of(paper: Paper) -> str:
    """The sheet as the record names it: kind, number, day; in Vietnamese."""
    day = f" ngày {format_date(paper.issued_on)}" if paper.issued_on else ""
    return f"Phiếu trình số {paper.number}{day}"


__all__ = ["Gathered", "gather", "record", "refusal_to_record"]
