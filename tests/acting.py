"""What many tests do: an action as somebody through the door, the evidence form, counting
queries."""

import io
from collections.abc import Callable

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.models import WorkItem, WorkItemProduct
from app.services.work_items import perform
from tests.cast import World
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Refusal

PDF = b"%PDF-1.7\n%%EOF"
EXPLAINED = "Gộp trong báo cáo quý của phòng."


def act(
    session: Session, world: World, who: str, item: WorkItem, action: Action, **request: object
) -> WorkItem:
    """One action as `who`, on the item as it stands; kept, as the edge would."""
    perform(
        session,
        world.actor(who, clock.today()),
        item,
        action,
        Request(**request),  # type: ignore[arg-type]
        version=item.version,
        now=clock.now(),
    )
    session.commit()
    return item


def refusal_of(
    session: Session, world: World, who: str, item: WorkItem, action: Action, **request: object
) -> Refusal:
    """The refusal that the action meets; nothing of it is kept."""
    with pytest.raises(ActionRefused) as refused:
        act(session, world, who, item, action, **request)
    session.rollback()
    return refused.value.refusal


def products_of(session: Session, item: WorkItem) -> list[WorkItemProduct]:
    """The lines of the item's checklist, in their order."""
    return list(
        session.scalars(
            select(WorkItemProduct)
            .where(WorkItemProduct.work_item_id == item.id)
            .order_by(WorkItemProduct.position)
        )
    )


def explain_products(session: Session, item: WorkItem) -> WorkItem:
    """Every product explained, so that the item may be handed in."""
    for line in products_of(session, item):
        line.explanation = EXPLAINED
    session.commit()
    return item


def evidence_form(lines: list[WorkItemProduct], **changed: object) -> dict[str, object]:
    """The evidence form as a browser sends it, with `changed` fields."""
    return {
        "products": [line.id for line in lines],
        "kind": "decision",
        "number": "203/QĐ-UBND",
        "issued_on": "7/9/2026",
        "subject": "Ban hành Quy chế",
        "files": (io.BytesIO(PDF), "Quyết định 203.pdf"),
        **changed,
    }


def queries_of(call: Callable[[], object]) -> int:
    """How many SELECTs `call` runs."""
    seen: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    call()
    event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
