"""Everything that is known of one work item, for the sheet an inspector reads.

It is read from the tables of the item itself, never from the record: events older than a year lie
in an archive, and the sheet is whole all the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.models import (
    Commune,
    Decision,
    DueDateRequest,
    Explanation,
    Paper,
    Person,
    ProgressNote,
    SupportRequest,
    Unit,
    WorkItem,
)
from app.queries.evidence import ItemEvidence, evidence_of_item
from app.queries.record import record_head
from app.queries.requests import explanations_of_item, names_of, requests_of_item
from app.queries.subjects import subject_of
from app.queries.support import support_of_item
from app.queries.verdict_documents import SeenDocument, documents_seen
from app.queries.work_items import (
    PrintedTime,
    TaskUnits,
    printed_row,
    printed_time,
    units_of_task,
)
from workflows.permissions import Actor, Subject, can
from workflows.states import Right, Role


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision on the item with the names beside it: who had handed in, the unit that leads from
    then on, the sheet a leader signed, and who entered that for him."""

    decision: Decision
    submitter: str
    new_lead: str
    paper: Paper | None
    entered_by: str


@dataclass(frozen=True, slots=True)
class KnownOfItem:
    """All there is about an item. `seen` is what each verdict saw by the decision's id; `names`
    are full names by person; `may_read_restricted`: documents marked *hạn chế xem* may be shown to
    who asks, `may_read` the others; `head` is the head of the record at this moment."""

    item: WorkItem
    commune: str
    units: TaskUnits
    time: PrintedTime
    printed: Mapping[str, str]
    proofs: ItemEvidence
    notes: Sequence[tuple[ProgressNote, str]]
    decisions: Sequence[Decided]
    seen: Mapping[int, Sequence[SeenDocument]]
    requests: Sequence[DueDateRequest]
    explanations: Sequence[Explanation]
    support: Sequence[SupportRequest]
    names: Mapping[int, str]
    may_read: bool
    may_read_restricted: bool
    head: str


def may_make(actor: Actor, subject: Subject) -> bool:
    """True for the standing office, leaders and administrators, and for the heads of the units
    that lead the item."""
    if actor.has_role(Role.standing_officer, Role.leader, Role.administrator):
        return True
    return bool(actor.units(Role.unit_head) & subject.lead_units)


def known_of_item(session: Session, actor: Actor, item: WorkItem) -> KnownOfItem:
    """All there is about an item that was loaded with its names (`load_work_item`), as `actor` may
    read it. A fixed number of queries."""
    subject = subject_of(session, item)
    decisions = _decisions(session, item)
    requests = list(reversed(requests_of_item(session, item)))
    explanations = list(reversed(explanations_of_item(session, item)))
    proofs = evidence_of_item(session, actor, item, subject)
    people = {
        item.submitted_by,
        item.entered_by,
        item.verified_by,
        *(line.product.accepted_by for line in proofs.products),
        *(person for one in requests for person in (one.asked_by, one.opinion_by, one.decided_by)),
        *(person for one in explanations for person in (one.asked_by, one.answered_by)),
    }
    return KnownOfItem(
        item=item,
        commune=session.get_one(Commune, item.commune_id).name,
        units=units_of_task(session, item.task, item.lead_id),
        time=printed_time(session, item),
        printed=printed_row(session, item.task),
        proofs=proofs,
        notes=_notes(session, item),
        decisions=decisions,
        seen=documents_seen(session, item),
        requests=requests,
        explanations=explanations,
        support=support_of_item(session, item),
        names=names_of(session, list(people - {None})),
        may_read=can(actor, Right.view_evidence, subject),
        may_read_restricted=can(actor, Right.view_evidence, replace(subject, restricted=True)),
        head=record_head(session, item.commune_id),
    )


def _decisions(session: Session, item: WorkItem) -> list[Decided]:
    """The decisions on the item in their order. One query."""
    submitter, entering = aliased(Person), aliased(Person)
    rows = session.execute(
        select(
            Decision,
            submitter.full_name,
            Unit.name,
            Paper,
            entering.full_name,
        )
        .outerjoin(submitter, submitter.id == Decision.submitted_by)
        .outerjoin(Unit, Unit.id == Decision.new_lead_unit_id)
        .outerjoin(Paper, Paper.id == Decision.paper_id)
        .outerjoin(entering, entering.id == Decision.entered_by)
        .where(Decision.commune_id == item.commune_id, Decision.work_item_id == item.id)
        .order_by(Decision.id)
    )
    return [
        Decided(decision, sent or "", lead or "", paper, entered or "")
        for decision, sent, lead, paper, entered in rows
    ]


def _notes(session: Session, item: WorkItem) -> list[tuple[ProgressNote, str]]:
    """The progress notes with the names of who wrote them, the oldest first. One query."""
    rows = session.execute(
        select(ProgressNote, Person.full_name)
        .outerjoin(Person, Person.id == ProgressNote.written_by)
        .where(ProgressNote.commune_id == item.commune_id, ProgressNote.work_item_id == item.id)
        .order_by(ProgressNote.id)
    )
    return [(note, name or "") for note, name in rows]


__all__ = ["Decided", "KnownOfItem", "known_of_item", "may_make"]
