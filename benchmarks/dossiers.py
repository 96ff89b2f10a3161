"""What gathers around an item: its events, progress notes, documents; and the notices of people."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from app.models import (
    Document,
    DocumentFile,
    DocumentKind,
    Evidence,
    Notification,
    ProgressNote,
    StoredFile,
)
from app.services.events import Entry
from benchmarks import wording
from benchmarks.rows import Filler
from workflows.states import Status


def add_event(
    filler: Filler, identity: dict[str, Any], item_id: int, verb: str, days_ago: int
) -> None:
    words = {"result": wording.note(filler.chance)} if verb == "record_progress" else {}
    filler.events[filler.now - timedelta(days=days_ago)].append(
        Entry(
            kind=f"work_item.{verb}",
            subject="work_item",
            subject_id=item_id,
            plan_id=identity["plan_id"],
            task_id=identity["task_id"],
            work_item_id=item_id,
            old="" if verb == "create" else Status.in_progress.value,
            new=Status.assigned.value if verb == "create" else Status.in_progress.value,
            data=words,
        )
    )


def add_progress(filler: Filler, identity: dict[str, Any], item_id: int) -> None:
    author = filler.office.heads[identity["lead_unit_id"]].person_id
    for days_ago in (40, 9):
        filler.add(
            ProgressNote,
            work_item_id=item_id,
            result=wording.note(filler.chance),
            written_by=author,
            written_at=filler.now - timedelta(days=days_ago),
        )


def add_document(filler: Filler, item_id: int, product_id: int, issued_on: date) -> None:
    sha256 = f"{item_id:064x}"
    file_id = filler.add(
        StoredFile,
        key=sha256,
        sha256=sha256,
        size=180_000 + item_id,
        media_type="application/pdf",
        original_name=f"bao-cao-{item_id}.pdf",
        uploaded_at=filler.now,
    )
    document_id = filler.add(
        Document,
        kind=DocumentKind.report,
        number=f"{item_id}/BC-UBND",
        folded_number=f"{item_id}/bc-ubnd",
        issued_on=issued_on,
        subject=wording.task_title(filler.chance),
        entered_at=filler.now,
    )
    filler.add(DocumentFile, document_id=document_id, file_id=file_id, version=1)
    filler.add(
        Evidence,
        work_item_id=item_id,
        document_id=document_id,
        product_id=product_id,
        linked_at=filler.now,
    )


def _people(filler: Filler) -> Iterator[int | None]:
    while True:
        yield filler.office.officer.person_id
        yield from (head.person_id for head in filler.office.heads.values())


def add_notices(filler: Filler, count: int) -> None:
    """Notices of everybody; each person has not read his last ones."""
    people = _people(filler)
    for n in range(count):
        filler.add(
            Notification,
            key=f"bench:{n}",
            person_id=next(people),
            kind="work_item.verify",
            data={"title": wording.task_title(filler.chance), "label": "", "reason": ""},
            path="/thong-bao",
            created_at=filler.now,
            read_at=filler.now if n < count - 60 else None,
        )
