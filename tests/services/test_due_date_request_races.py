"""A request and a submission at once: whoever comes first, no request stays open for ever."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import DueDateRequest, RequestStatus, WorkItem
from app.services import due_date_requests
from app.services.work_items import perform
from app.web.edge import DonDoc
from tests.acting import explain_products
from tests.cast import World, add_item, add_plan
from tests.services.test_version_races import beside
from workflows.permissions import Actor
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Refusal, Status

CAUSE = "Chờ Sở Tài chính hướng dẫn định mức mới."


@pytest.fixture
def item(session: Session, world: World) -> WorkItem:
    """A report of Phòng Kinh tế, ready to be handed in."""
    plan = add_plan(session, world.mau, clock.now())
    due = date(2026, 9, 30)
    made = add_item(
        session, world.mau, plan, lead="kt", title="Báo cáo quý", due_on=due, now=clock.now()
    )
    return explain_products(session, made)


def ask(session: Session, actor: Actor, number: int, version: int) -> None:
    due_date_requests.ask(
        session,
        actor,
        session.get_one(WorkItem, number),
        cause=CAUSE,
        wished_on=date(2026, 10, 31),
        version=version,
        now=clock.now(),
    )


def submit(session: Session, actor: Actor, number: int, version: int) -> None:
    found = session.get_one(WorkItem, number)
    perform(session, actor, found, Action.submit, Request(), version=version, now=clock.now())


def test_a_request_that_comes_while_the_result_is_handed_in_is_refused(
    app: DonDoc, session: Session, world: World, item: WorkItem
) -> None:
    number, version, khang = item.id, item.version, world.actor("Khang")
    session.commit()
    submit(session, khang, number, version)
    ended = beside(app, lambda other: ask(other, khang, number, version))
    session.commit()
    (refused,) = ended()
    assert isinstance(refused, ActionRefused)
    assert refused.refusal is Refusal.changed_meanwhile
    assert session.scalars(select(DueDateRequest)).all() == []


def test_a_result_handed_in_while_a_request_is_made_closes_it(
    app: DonDoc, session: Session, world: World, item: WorkItem
) -> None:
    number, version, khang = item.id, item.version, world.actor("Khang")
    session.commit()
    ask(session, khang, number, version)
    ended = beside(app, lambda other: submit(other, khang, number, version))
    session.commit()
    assert ended() == []
    session.expire_all()
    assert session.get_one(WorkItem, number).status is Status.submitted
    request = session.scalars(select(DueDateRequest)).one()
    assert request.status is RequestStatus.withdrawn


def test_of_two_requests_at_once_one_is_open(
    app: DonDoc, session: Session, world: World, item: WorkItem
) -> None:
    number, version, khang = item.id, item.version, world.actor("Khang")
    session.commit()
    ask(session, khang, number, version)
    ended = beside(app, lambda other: ask(other, khang, number, version))
    session.commit()
    (refused,) = ended()
    assert isinstance(refused, ActionRefused)
    assert refused.refusal is Refusal.request_open
