"""Rows that people decide upon are taken by the version they saw: one of two who save wins."""

from collections.abc import Iterable

from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Commune,
    Document,
    DraftRow,
    DueDateRequest,
    Event,
    Explanation,
    LeadRequest,
    Paper,
    Plan,
    ReportDue,
    ReportingRegime,
    ReportingWindow,
    SupportRequest,
    Task,
    UpdateSheet,
    UrgingLetter,
    WorkItem,
)
from workflows.states import ActionRefused, Refusal

Decided = (
    DraftRow
    | Document
    | Plan
    | DueDateRequest
    | LeadRequest
    | Task
    | Explanation
    | ReportDue
    | ReportingRegime
    | ReportingWindow
    | Paper
    | SupportRequest
    | UpdateSheet
    | UrgingLetter
)


def take_version(session: Session, row: Decided, version: int) -> bool:
    """Take ``row`` for this transaction, move its version and read it anew.

    ``version`` is the row's as the person saw it; False, and nothing done, where it has another.
    """
    table = type(row)
    taken = session.execute(
        update(table)
        .where(table.id == row.id, table.version == version)
        .values(version=version + 1)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:
        return False
    session.refresh(row)
    return True


def stale(last: Event | None) -> ActionRefused:
    """The refusal of a stale page, which names who was first, and with what: `last` is the event
    of that step, None where it left none."""
    return ActionRefused(
        Refusal.changed_meanwhile,
        who=last.person_name if last else "",
        when=clock.local(last.happened_at).strftime("%H:%M") if last else "",
        kind=last.kind if last else "",
    )


def hold_commune(session: Session, commune_id: int) -> None:
    """One at a time makes what a commune has once; rows that only point to it are not held up."""
    session.execute(
        select(Commune.id).where(Commune.id == commune_id).with_for_update(key_share=True)
    )


def hold(session: Session, item: WorkItem) -> None:
    """Hold ``item`` for this transaction and read its columns anew; its version stays.

    For what stands beside an item and must not cross a change of it: a request that is asked
    while the result is handed in would stay open for ever.
    """
    columns = [column.key for column in inspect(WorkItem).column_attrs]
    session.refresh(item, columns, with_for_update=True)


def hold_all(session: Session, items: Iterable[WorkItem]) -> None:
    """Hold ``items`` of one commune for this transaction, in the order of their ids.

    To be called before the first event where several items change at once: whoever changes one of
    them holds it and then waits for the commune's chain, and would wait for ever for somebody who
    has the chain and comes for the item.
    """
    session.execute(
        select(WorkItem.id)
        .where(WorkItem.id.in_({item.id for item in items}))
        .order_by(WorkItem.id)
        .with_for_update()
    )
