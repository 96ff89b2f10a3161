"""What is known of the results of work items: the last words on each, and its documents."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import Document, Evidence, ProgressNote
from app.queries.batches import batches
from workflows.text import fold, squeeze


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document that proves an item now: its number and day."""

    number: str
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class KnownResult:
    """The last result and difficulty that were written of an item, and its documents, the latest
    entered last."""

    result: str = ""
    difficulty: str = ""
    documents: tuple[KnownDocument, ...] = ()

    @property
    def document(self) -> KnownDocument | None:
        """The document to be shown where there is room for one."""
        return self.documents[-1] if self.documents else None

    def has(self, number: str, issued_on: date | None) -> bool:
        """True where the item has this document already."""
        return any(
            fold(known.number) == fold(number) and known.issued_on == issued_on
            for known in self.documents
        )

    def says(self, result: str, difficulty: str) -> bool:
        """True where these words (empty ones say nothing) are no news."""
        return all(
            not new or squeeze(new) == squeeze(old)
            for new, old in ((result, self.result), (difficulty, self.difficulty))
        )


NOTHING_KNOWN = KnownResult()


def known_results(
    session: Session, commune_id: int, item_ids: Collection[int]
) -> dict[int, KnownResult]:
    """What is known of each item; items of which nothing is are left out. Two queries per batch
    of items."""
    results: dict[int, str] = {}
    difficulties: dict[int, str] = {}
    documents: dict[int, dict[KnownDocument, None]] = defaultdict(dict)
    for some in batches(sorted(set(item_ids))):
        for item_id, result, difficulty in session.execute(
            select(ProgressNote.work_item_id, ProgressNote.result, ProgressNote.difficulties)
            .where(
                ProgressNote.commune_id == commune_id,
                ProgressNote.work_item_id.in_(some),
                or_(ProgressNote.result != "", ProgressNote.difficulties != ""),
            )
            .order_by(ProgressNote.id)
        ):
            results[item_id] = result or results.get(item_id, "")
            difficulties[item_id] = difficulty or difficulties.get(item_id, "")
        for item_id, number, issued_on in session.execute(
            select(Evidence.work_item_id, Document.number, Document.issued_on)
            .join(Document, Document.id == Evidence.document_id)
            .where(
                Evidence.commune_id == commune_id,
                Evidence.work_item_id.in_(some),
                Evidence.removed_at.is_(None),
                Document.number != "",
            )
            .order_by(Evidence.id)
        ):
            documents[item_id][KnownDocument(number, issued_on)] = None
    return {
        item_id: KnownResult(
            results.get(item_id, ""), difficulties.get(item_id, ""), tuple(documents[item_id])
        )
        for item_id in results.keys() | documents.keys()
    }
