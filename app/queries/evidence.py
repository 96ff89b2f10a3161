"""Evidence of work items: what covers which product, and which files somebody may see."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.models import Evidence, WorkItem, WorkItemProduct


def uncovered_products(session: Session, item: WorkItem) -> Sequence[str]:
    """The products of the item's checklist that have neither evidence nor a written explanation.

    Evidence covers the product it was linked to; one document may be linked to several.
    """
    proven = exists().where(
        Evidence.work_item_id == item.id,
        Evidence.removed_at.is_(None),
        Evidence.product_id == WorkItemProduct.id,
    )
    return session.scalars(
        select(WorkItemProduct.title)
        .where(
            WorkItemProduct.work_item_id == item.id,
            WorkItemProduct.explanation == "",
            ~proven,
        )
        .order_by(WorkItemProduct.position)
    ).all()
