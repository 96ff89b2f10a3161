"""Check the record: every hash again, every chain from its beginning to its head."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import ChainHead, Event
from app.services.events import chained_hash

BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class Broken:
    """The first event of a chain that is not what it was, or is not there."""

    commune_id: int | None
    seq: int
    what: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain that holds: how many events, and its head."""

    commune_id: int | None
    events: int
    head: str


def verify_chains(session: Session) -> Iterator[Chain | Broken]:
    """Yield a result for each chain: that of the installation first, then the communes by id."""
    heads = session.scalars(select(ChainHead).order_by(ChainHead.commune_id.nulls_first())).all()
    for head in heads:
        yield _verify(session, head)


def _verify(session: Session, head: ChainHead) -> Chain | Broken:
    columns = Event.__table__.columns
    expected, before = 1, BEGINNING
    with session.execute(
        select(*columns).where(Event.chain_id == head.id).order_by(Event.seq),
        execution_options={"yield_per": 1000},
    ) as rows:
        for row in rows:
            what = _fault(row._asdict(), head, expected, before)
            if what:
                return Broken(head.commune_id, expected, what)
            expected, before = expected + 1, row.hash
    if (expected - 1, before) != (head.seq, head.hash):
        return Broken(head.commune_id, expected, "missing")
    return Chain(head.commune_id, head.seq, head.hash)


def _fault(values: dict[str, Any], head: ChainHead, expected: int, before: str) -> str:
    """What is wrong with the event that should be number `expected`, in a word; "" if right."""
    if values["seq"] != expected:
        return "missing"
    if values["prev_hash"] != before:
        return "not_after_the_one_before"
    if values["hash"] != chained_hash(before, values):
        return "altered"
    return "" if values["commune_id"] == head.commune_id else "of_another_commune"
