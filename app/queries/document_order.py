"""Neighbours of documents in their registers: which show that a number is out of date order."""

from collections.abc import Collection

from sqlalchemy import and_, extract, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import Document
from workflows.document_numbers import Numbered, out_of_order


def neighbours_out_of_order(
    session: Session, commune_id: int, document_ids: Collection[int]
) -> dict[int, Numbered]:
    """By document id, the nearest document of the same symbol, issuer and year whose day does not
    fit: a higher number with an earlier day, a lower one with a later day. One query.

    What is restricted or classified is nobody's neighbour: it would show its number.
    """
    own, other = aliased(Document), aliased(Document)
    wrong = or_(
        and_(other.sequence > own.sequence, other.issued_on < own.issued_on),
        and_(other.sequence < own.sequence, other.issued_on > own.issued_on),
    )
    place = func.row_number().over(
        partition_by=own.id, order_by=(func.abs(other.sequence - own.sequence), other.id)
    )
    found = (
        select(
            own.id.label("id"),
            own.number.label("number"),
            own.sequence.label("sequence"),
            own.issued_on.label("issued_on"),
            other.number.label("other_number"),
            other.sequence.label("other_sequence"),
            other.issued_on.label("other_issued_on"),
            place.label("place"),
        )
        .join(
            other,
            and_(
                other.commune_id == own.commune_id,
                other.symbol == own.symbol,
                other.issuer == own.issuer,
                extract("year", other.issued_on) == extract("year", own.issued_on),
                other.is_restricted.is_(False),
                other.is_classified.is_(False),
                wrong,
            ),
        )
        .where(own.commune_id == commune_id, own.id.in_(document_ids), own.symbol != "")
        .subquery()
    )
    nearest = select(found).where(found.c.place == 1)
    neighbours = {}
    for row in session.execute(nearest):
        document = Numbered(row.number, row.sequence, row.issued_on)
        beside = Numbered(row.other_number, row.other_sequence, row.other_issued_on)
        if out_of_order(document, [beside]):
            neighbours[row.id] = beside
    return neighbours
