"""The dates kept with a task move with its items, and are written only when they move."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.models import Task, TaskLead
from app.services.work_items import perform
from tests.cast import World, add_item, add_plan
from workflows.requirements import Request
from workflows.states import Action

DUE = date(2026, 9, 30)


@pytest.mark.parametrize(
    ("action", "request_", "written"),
    [
        (Action.accept, Request(), False),
        (Action.record_progress, Request(result="Đã họp"), False),
        (Action.submit, Request(nothing_arose=True, reason="Kỳ này không có hồ sơ."), True),
    ],
)
def test_an_action_that_moves_no_date_writes_none(
    session: Session, world: World, action: Action, request_: Request, written: bool
) -> None:
    plan = add_plan(session, world.mau, clock.now())
    item = add_item(
        session, world.mau, plan, lead="kt", title="Báo cáo", due_on=DUE, now=clock.now()
    )
    session.commit()
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    perform(session, world.actor("Khang"), item, action, request_, version=1, now=clock.now())
    event.remove(db.engine, "before_cursor_execute", note)

    updated = {text.split()[1] for text in statements if text.startswith("UPDATE")}
    assert ({"task", "task_lead"} <= updated) is written
    assert updated.isdisjoint({"task", "task_lead"}) is not written
    task, lead = session.get_one(Task, item.task_id), session.get_one(TaskLead, item.lead_id)
    session.refresh(task)
    session.refresh(lead)
    # What is handed in cannot be late: it no longer gives the earliest open date.
    expected = None if written else DUE
    assert task.earliest_open_due_on == lead.earliest_open_due_on == expected
    assert task.due_on == lead.due_on == DUE
