"""Papers that are printed and signed: made with what they say frozen, taken back, or finished when
their number and signed file come back.

What a paper changes beside itself (a verdict on a sheet, an appointment at a handover) is done by
the service of that kind, in the same transaction, after `take_back` or `make`. A paper that came
back signed is a document of the commune: nothing in it changes any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.labels.papers import PaperRefusal, PaperRefused
from app.models import Paper, PaperItem, PaperKind, StoredFile
from app.services import events
from app.services.row_versions import take_version
from app.services.stored_files import KeptFile, add_stored_file
from workflows.permissions import Actor
from workflows.states import MINIMUM_REASON

NUMBERED = frozenset({PaperKind.leader_sheet, PaperKind.confirmation_table})
"""Papers that the records office numbers; the others may have a number."""
COMES_BACK_AS_FILE = frozenset(PaperKind) - {PaperKind.leader_sheet}
"""Papers of which the signed file is wanted; of a leader's sheet the number is enough."""


@dataclass(frozen=True, slots=True)
class PaperContents:
    """What a paper says, before it is kept. `facts` and `rows` are JSON: days as ISO text.

    `items` are (work item, its version as printed) in the order of the paper; `from_on` and
    `to_on` the days it is about.
    """

    kind: PaperKind
    title: str
    facts: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]] = ()
    items: Sequence[tuple[int, int]] = ()
    unit_id: int | None = None
    work_item_id: int | None = None
    from_on: date | None = None
    to_on: date | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
    """What the event says beside kind and number of rows."""


def make(
    session: Session, actor: Actor, contents: PaperContents, file: KeptFile, now: datetime
) -> Paper:
    """Keep a paper with its document, which lies in the store already. Leaves an
    event, which stands in the item's history where the paper is about one item."""
    paper = Paper(
        commune_id=actor.commune_id,
        kind=contents.kind,
        unit_id=contents.unit_id,
        work_item_id=contents.work_item_id,
        from_on=contents.from_on,
        to_on=contents.to_on,
        title=contents.title,
        facts=dict(contents.facts),
        rows=[dict(row) for row in contents.rows],
        file_id=add_stored_file(session, actor, file, now).id,
        made_by=actor.person_id,
        made_at=now,
    )
    session.add(paper)
    session.flush()
    session.add_all(
        PaperItem(
            commune_id=actor.commune_id,
            paper_id=paper.id,
            work_item_id=work_item_id,
            item_version=version,
            position=position,
        )
        for position, (work_item_id, version) in enumerate(contents.items, 1)
    )
    facts = {"rows": len(contents.rows), "sha256": file.written.sha256, **contents.about}
    _record(session, actor, paper, "make", now, data=facts)
    return paper


@dataclass(frozen=True, slots=True)
class Returned:
    """What comes back signed: number, day, the file in the store, the signer where he is one of
    the commune's people."""

    number: str
    issued_on: date | None
    file: KeptFile | None = None
    signer_id: int | None = None


def check_return(paper: Paper, returned: Returned, today: date, *, with_file: bool = True) -> None:
    """Raise PaperRefused where the paper cannot come back like this. `with_file`: False before
    the file is in the store."""
    _require_open(paper)
    if paper.kind in NUMBERED and not returned.number:
        raise PaperRefused(PaperRefusal.number_missing)
    if returned.issued_on is None:
        raise PaperRefused(PaperRefusal.day_missing)
    if returned.issued_on > today:
        raise PaperRefused(PaperRefusal.day_in_future)
    if returned.issued_on < clock.local(paper.made_at).date():
        raise PaperRefused(PaperRefusal.day_before_made)
    if with_file and paper.kind in COMES_BACK_AS_FILE and returned.file is None:
        raise PaperRefused(PaperRefusal.file_missing)


def take_back(
    session: Session,
    actor: Actor,
    paper: Paper,
    returned: Returned,
    *,
    version: int,
    now: datetime,
) -> None:
    """Note that the paper came back signed: fixed with its number, day and file from here on.
    Raises PaperRefused."""
    _take(session, paper, version)
    check_return(paper, returned, clock.local(now).date())
    paper.number, paper.issued_on = returned.number, returned.issued_on
    paper.signer_id = returned.signer_id
    paper.returned_by, paper.returned_at = actor.person_id, now
    facts: dict[str, Any] = {"issued_on": returned.issued_on and returned.issued_on.isoformat()}
    if returned.file is not None:
        paper.signed_file_id = add_stored_file(session, actor, returned.file, now).id
        facts["sha256"] = returned.file.written.sha256
    _record(session, actor, paper, "take_back", now, data=facts)


def withdraw(
    session: Session, actor: Actor, paper: Paper, *, reason: str, version: int, now: datetime
) -> None:
    """Take back a paper that was not signed. Raises PaperRefused."""
    _take(session, paper, version)
    _require_open(paper)
    if len(reason) < MINIMUM_REASON:
        raise PaperRefused(PaperRefusal.reason_missing)
    paper.withdrawn_at = now
    _record(session, actor, paper, "withdraw", now, reason=reason)


def record_download(
    session: Session, actor: Actor, paper_id: int, file: StoredFile, now: datetime
) -> None:
    """Leave in the record who took which file of a paper."""
    entry = events.Entry(
        kind="file.download",
        subject="paper",
        subject_id=paper_id,
        new=file.original_name,
        data={"sha256": file.sha256},
    )
    events.record(session, actor, [entry], now)


def _take(session: Session, paper: Paper, version: int) -> None:
    if not take_version(session, paper, version):
        raise PaperRefused(PaperRefusal.changed_meanwhile)


def _require_open(paper: Paper) -> None:
    if paper.withdrawn_at is not None:
        raise PaperRefused(PaperRefusal.withdrawn)
    if paper.returned_at is not None:
        raise PaperRefused(PaperRefusal.returned_already)


def _record(
    session: Session,
    actor: Actor,
    paper: Paper,
    verb: str,
    now: datetime,
    *,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    """One event of the paper; a paper about one item stands in that item's history."""
    session.flush()
    entry = events.Entry(
        kind=f"paper.{verb}",
        subject="paper",
        subject_id=paper.id,
        work_item_id=paper.work_item_id,
        new=paper.number or paper.title,
        reason=reason,
        data={"kind": paper.kind.value, **(data or {})},
    )
    events.record(session, actor, [entry], now)


__all__ = [
    "COMES_BACK_AS_FILE",
    "NUMBERED",
    "PaperContents",
    "Returned",
    "check_return",
    "make",
    "record_download",
    "take_back",
    "withdraw",
]
