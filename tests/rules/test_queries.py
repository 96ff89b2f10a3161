"""List pages run the same number of queries for one row and for three hundred: at most twelve."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.models import Notification, Person, Plan, WorkItem
from app.services.events import Entry, record
from app.services.work_items import perform
from tests.cast import World, add_item, add_plan
from workflows.requirements import Request
from workflows.states import Action

MOST = 12

LISTS = [
    ("Khang", "/viec-cua-toi"),
    ("Khang", "/thong-bao"),
    ("Thư", "/tong-quan"),
    ("Thư", "/nhiem-vu"),
    ("Thư", "/nhiem-vu?unit_id={unit}&standing=open_late"),
    ("Thư", "/viec-qua-han"),
    ("Thư", "/cho-xac-nhan"),
    ("Thư", "/ke-hoach"),
    ("Thư", "/ke-hoach/{plan}"),
    ("Thư", "/ke-hoach/{plan}/bang-gui-lai"),
    ("Thư", "/ban-doc"),
    ("Ánh", "/nhat-ky"),
    ("Ánh", "/quan-tri/nguoi-dung"),
    ("Ánh", "/quan-tri/don-vi"),
]


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that ask or change something; beginnings and settings are not counted."""
    seen: list[str] = []

    def note(connection, cursor, statement, parameters, context, many) -> None:  # type: ignore[no-untyped-def]
        if statement.lstrip().split(None, 1)[0].upper() in ("SELECT", "INSERT", "UPDATE", "WITH"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _add_rows(session: Session, world: World, plan: Plan, number: int) -> None:
    """Late items of phường Mẫu, a tenth of them handed in; and as many notices for each person."""
    place, now = world.mau, clock.now()
    yesterday = clock.today() - timedelta(days=1)
    head = world.actor("Khang")
    for count in range(number):
        item = add_item(
            session, place, plan, lead="kt", title=f"Việc {count}", due_on=yesterday, now=now
        )
        if count % 10 == 0:
            request = Request(nothing_arose=True, reason="Không phát sinh trong kỳ này")
            perform(session, head, item, Action.submit, request, version=item.version, now=now)
    record(session, head, [Entry(kind="test.happened") for _ in range(number)], now)
    known = session.scalar(select(WorkItem.id).limit(1))
    session.execute(
        insert(Notification),
        [
            {
                "commune_id": place.commune.id,
                "key": f"test:{number}:{count}",
                "person_id": place.people["Khang"].id,
                "kind": "work_item.late",
                "data": {"title": "Việc", "days": 1},
                "path": f"/viec/{known}",
                "created_at": now,
            }
            for count in range(number)
        ],
    )
    session.commit()


def _measure(client: FlaskClient, address: str) -> int:
    client.get(address)  # whatever is worked out once per process is not the list's
    with counted() as seen:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(seen)


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    made = add_plan(session, world.mau, clock.now())
    session.commit()
    return made


def test_lists_run_a_fixed_number_of_queries(
    session: Session,
    world: World,
    plan: Plan,
    client_for: Callable[[Person], FlaskClient],
) -> None:
    addresses = [
        (name, address.format(plan=plan.id, unit=world.mau.units["kt"].id))
        for name, address in LISTS
    ]
    clients = {name: client_for(world.person(name)) for name, _ in addresses}
    _add_rows(session, world, plan, 1)
    one = {address: _measure(clients[name], address) for name, address in addresses}
    _add_rows(session, world, plan, 299)
    many = {address: _measure(clients[name], address) for name, address in addresses}
    assert one == many
    assert {address: count for address, count in many.items() if count > MOST} == {}
