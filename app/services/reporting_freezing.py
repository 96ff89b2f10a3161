"""*Chốt số liệu*: how every task stood on the cut-off, kept for good.

A result counts in the window in which its own day falls. What comes later, or is entered later,
shows as a difference in the next.
"""

from datetime import date, datetime

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from app import clock
from app.labels.reporting import ReportingRefusal, ReportingRefused
from app.models import FrozenStanding, ReportingWindow, Task, TaskLead
from app.queries.reporting_standing import standings_as_of
from app.services.events import Entry, record
from app.services.row_versions import take_version
from workflows.permissions import Actor


def freeze(
    session: Session, actor: Actor, window: ReportingWindow, *, version: int, now: datetime
) -> int:
    """Freeze the figures of a window as of its cut-off; return of how many tasks.

    `version` is the window's as the person saw it. Raises ReportingRefused (`frozen_already`,
    `cut_off_missing`, `cut_off_not_past`, `nothing_followed`, `changed_meanwhile`). One event; a
    fixed number of statements, whatever the number of tasks.
    """
    refuse_to_freeze(window, clock.local(now).date())
    if not take_version(session, window, version):
        raise ReportingRefused(ReportingRefusal.changed_meanwhile)
    day = window.cut_off_on
    assert day is not None  # noqa: S101 - refused above
    tasks = _insert(session, window, day, Task)
    if not tasks:
        raise ReportingRefused(ReportingRefusal.nothing_followed)
    leads = _insert(session, window, day, TaskLead)
    window.frozen_at, window.frozen_by = now, actor.person_id
    entry = Entry(
        "reporting_window.freeze",
        "reporting_window",
        window.id,
        new=window.label,
        data={"cut_off": day.isoformat(), "tasks": tasks, "leads": leads},
    )
    record(session, actor, [entry], now)
    return tasks


def refuse_to_freeze(window: ReportingWindow, today: date) -> None:
    """Raise ReportingRefused where the figures of the window are not to be frozen on `today`."""
    if window.frozen_at is not None:
        raise ReportingRefused(ReportingRefusal.frozen_already)
    if window.cut_off_on is None:
        raise ReportingRefused(ReportingRefusal.cut_off_missing)
    if today <= window.cut_off_on:
        raise ReportingRefused(ReportingRefusal.cut_off_not_past, day=window.cut_off_on)


def _insert(
    session: Session, window: ReportingWindow, day: date, of: type[Task] | type[TaskLead]
) -> int:
    found = standings_as_of(day, of, window.commune_id).subquery()
    columns = {
        "commune_id": literal(window.commune_id),
        "window_id": literal(window.id),
        **{column.name: column for column in found.c},
    }
    statement = insert(FrozenStanding.__table__).from_select(
        list(columns), select(*columns.values())
    )
    # The number of rows outlives the cursor of an INSERT only where it is asked to.
    return session.execute(statement, execution_options={"preserve_rowcount": True}).rowcount
