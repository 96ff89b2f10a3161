"""Several items decided on at once while somebody changes one of them: the two take turns."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.models import WorkItem
from app.services import update_sheets
from app.services.update_sheets import FilledRow, Place
from app.services.work_items import perform
from app.web.edge import DonDoc
from tests.cast import World, add_plan
from tests.ongoing import add_check_in
from tests.services.test_version_races import beside
from workflows.answers import Answer
from workflows.permissions import Actor
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Refusal, Status


@pytest.fixture
def items(session: Session, world: World) -> list[WorkItem]:
    """Two rows of the sheet of Phòng Kinh tế."""
    plan = add_plan(session, world.mau, clock.now())
    made = [
        add_check_in(session, world.mau, plan, title, clock.now())
        for title in ("Công khai thủ tục", "Tuyên truyền")
    ]
    session.commit()
    return made


def accept(actor: Actor, number: int, version: int) -> Callable[[Session], object]:
    return lambda other: perform(
        other,
        actor,
        other.get_one(WorkItem, number),
        Action.accept,
        Request(),
        version=version,
        now=clock.now(),
    )


def test_a_row_that_is_taken_while_its_sheet_is_sent_waits_for_the_sheet(
    app: DonDoc, session: Session, world: World, items: list[WorkItem]
) -> None:
    khang, place = world.actor("Khang"), Place(items[0].lead_unit_id, "2026-Q3", "Quý III/2026")
    answers = {item.id: Answer(result="Đã làm") for item in items}
    rows = [FilledRow(item, item.version, answers[item.id]) for item in items]
    last, version = items[1].id, items[1].version
    session.commit()
    sheet = update_sheets.save(session, khang, place, items, answers, version=0, now=clock.now())
    ended = beside(app, accept(khang, last, version))
    update_sheets.send(session, khang, place, sheet, rows, now=clock.now())
    session.commit()
    (refused,) = ended()
    assert isinstance(refused, ActionRefused)
    assert refused.refusal is Refusal.changed_meanwhile
    session.expire_all()
    assert {item.status for item in items} == {Status.submitted}
