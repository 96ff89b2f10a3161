"""What is asked of documents only where they have it: lines of a bảng kê, who compared or looked
one up, the neighbour that shows a number out of date order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Document, DocumentKind, DocumentLine, FileInspection, Person
from app.queries.document_order import neighbours_out_of_order
from app.queries.inspections import inspections_of
from workflows.document_numbers import Numbered


@dataclass(frozen=True, slots=True)
class DocumentDetails:
    """Of one document: its lines, the names of who compared the original and who looked it up in
    the document system ("": nobody), a neighbour out of date order, what was read from its files
    by their ids."""

    lines: tuple[DocumentLine, ...] = ()
    compared_by: str = ""
    looked_up_by: str = ""
    neighbour: Numbered | None = None
    inspections: Mapping[int, FileInspection] = field(default_factory=dict)


NO_DETAILS = DocumentDetails()


def details_of(
    session: Session, commune_id: int, documents: Iterable[Document]
) -> Mapping[int, DocumentDetails]:
    """The details of `documents` by id. One query for each of three things that any of them
    has."""
    found = {document.id: document for document in documents}
    if not found:
        return {}
    counted = [d.id for d in found.values() if d.sequence is not None and d.issued_on is not None]
    neighbours = neighbours_out_of_order(session, commune_id, counted) if counted else {}
    listings = [d.id for d in found.values() if d.kind is DocumentKind.listing]
    lines = _lines(session, commune_id, listings) if listings else {}
    people = {d.compared_by for d in found.values()} | {d.looked_up_by for d in found.values()}
    names = _names(session, people - {None})
    inspections = inspections_of(session, commune_id, found)
    return {
        document.id: DocumentDetails(
            lines=tuple(lines.get(document.id, ())),
            compared_by=names.get(document.compared_by, ""),
            looked_up_by=names.get(document.looked_up_by, ""),
            neighbour=neighbours.get(document.id),
            inspections=inspections,
        )
        for document in found.values()
    }


def _lines(
    session: Session, commune_id: int, document_ids: Sequence[int]
) -> dict[int, list[DocumentLine]]:
    of_document: dict[int, list[DocumentLine]] = defaultdict(list)
    for line in session.scalars(
        select(DocumentLine)
        .where(DocumentLine.commune_id == commune_id, DocumentLine.document_id.in_(document_ids))
        .order_by(DocumentLine.document_id, DocumentLine.position)
    ):
        of_document[line.document_id].append(line)
    return of_document


def _names(session: Session, people: Iterable[int | None]) -> dict[int | None, str]:
    wanted = list(people)
    if not wanted:
        return {}
    rows = session.execute(select(Person.id, Person.full_name).where(Person.id.in_(wanted)))
    return {id_: name for id_, name in rows}
