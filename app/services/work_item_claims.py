"""Taking a work item as it was seen: who acts on a page that is out of date is told who was
first."""

from sqlalchemy import bindparam, inspect, update
from sqlalchemy.orm import Session

from app.models import WorkItem
from app.queries.history import last_change
from app.services.row_versions import stale
from workflows.states import ActionRefused

_CLAIM = (
    update(WorkItem)
    .where(WorkItem.id == bindparam("work_item_id"), WorkItem.version == bindparam("seen"))
    .values(version=bindparam("following"))
    .returning(WorkItem.id)
    .execution_options(synchronize_session=False)
)
_COLUMNS = [column.key for column in inspect(WorkItem).column_attrs]


def claim(session: Session, item: WorkItem, version: int) -> None:
    """Take the row for this transaction and move its version, if it still is what the person saw.

    Raises ActionRefused(changed_meanwhile), which names who was first.
    """
    taken = {"work_item_id": item.id, "seen": version, "following": version + 1}
    if session.scalar(_CLAIM, taken) is not None:
        # Others may have written what the person did not look at. The names loaded beside it stay.
        session.refresh(item, _COLUMNS)
        return
    raise changed_meanwhile(session, item)


def changed_meanwhile(session: Session, item: WorkItem) -> ActionRefused:
    """The refusal of a stale page: it names who was first, and with what."""
    return stale(last_change(session, item))
