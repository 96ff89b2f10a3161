"""*Đề xuất*: where a commune wants two steps, an officer of the deciding unit proposes a verdict
and its head decides. A proposal moves neither the item's status nor its version.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app import clock
from app.models import Task, VerdictProposal, WorkItem
from app.queries.subjects import subject_of
from app.queries.verdict_proposals import open_proposal
from app.services import events, notices
from app.services.row_versions import hold
from app.services.work_item_claims import changed_meanwhile
from workflows.permissions import Actor, capacity, require
from workflows.requirements import Facts, Request, check_requirements
from workflows.states import VERDICTS, Action, ActionRefused, Refusal, Right, Role
from workflows.work_items import next_status


def propose(
    session: Session,
    actor: Actor,
    item: WorkItem,
    action: Action,
    request: Request,
    *,
    version: int,
    now: datetime,
) -> VerdictProposal:
    """Propose the verdict `action` with its reason or product's day; an earlier proposal ends.

    `version` is the item's as the officer saw it. The head of the deciding unit is told. Raises
    ActionRefused: what the verdict itself would lack is lacking here too.
    """
    if action not in VERDICTS:
        raise ValueError(f"{action} is no verdict")
    hold(session, item)
    if item.version != version:
        raise changed_meanwhile(session, item)
    subject = subject_of(session, item)
    require(actor, Right.propose_verdict, subject)
    next_status(item.status, action)
    today = clock.local(now).date()
    check_requirements(action, Facts(request, today, due_on=item.due_on))
    end_proposal(session, item, now)
    proposal = VerdictProposal(
        commune_id=item.commune_id,
        work_item_id=item.id,
        item_version=item.version,
        action=action,
        reason=request.reason,
        product_on=request.product_on,
        proposed_by=actor.person_id,
        proposed_at=now,
    )
    session.add(proposal)
    session.flush()
    _record(session, actor, item, proposal, now)
    heads = notices.people_with_role(
        session,
        item.commune_id,
        {Role.unit_head},
        today,
        in_units={item.deciding_unit_id} if item.deciding_unit_id is not None else (),
    )
    _tell(session, item, proposal, [person for person in heads if person != actor.person_id], now)
    return proposal


def proposal_to_follow(session: Session, item: WorkItem, proposal_id: int) -> VerdictProposal:
    """The open proposal, if it still is the one the head saw; else ActionRefused(proposal_over)."""
    proposal = open_proposal(session, item)
    if proposal is None or proposal.id != proposal_id:
        raise ActionRefused(Refusal.proposal_over)
    return proposal


_END = (
    update(VerdictProposal)
    .where(VerdictProposal.work_item_id == bindparam("item_id"), VerdictProposal.ended_at.is_(None))
    .values(ended_at=bindparam("moment"))
    .execution_options(synchronize_session=False)
)


def end_proposal(session: Session, item: WorkItem, now: datetime) -> None:
    """End what is proposed on the item: it was decided on, moved on, or is proposed anew."""
    session.execute(_END, {"item_id": item.id, "moment": now})


def _record(
    session: Session, actor: Actor, item: WorkItem, proposal: VerdictProposal, now: datetime
) -> None:
    held = capacity(actor, Right.propose_verdict, subject_of(session, item))
    data = {"proposed": proposal.action.value}
    if proposal.product_on is not None:
        data["product_on"] = proposal.product_on.isoformat()
    entry = events.Entry(
        kind="verdict.propose",
        subject="verdict_proposal",
        subject_id=proposal.id,
        plan_id=item.plan_id,
        task_id=item.task_id,
        work_item_id=item.id,
        new=proposal.action.value,
        reason=proposal.reason,
        data=data,
    )
    events.record(session, actor, [entry], now, capacity=held)


def _tell(
    session: Session,
    item: WorkItem,
    proposal: VerdictProposal,
    people: Sequence[int],
    now: datetime,
) -> None:
    title = session.scalar(select(Task.title).where(Task.id == item.task_id))
    notices.notify(
        session,
        item.commune_id,
        people,
        kind="verdict.propose",
        key=f"{item.id}:propose:{proposal.id}",
        data={
            "title": title,
            "label": item.label,
            "reason": proposal.reason,
            "proposed": proposal.action.value,
        },
        path=f"/cho-xac-nhan/{item.id}",
        now=now,
    )
