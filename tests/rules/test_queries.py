"""List pages run the same number of queries for one row and for three hundred: at most twelve."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.models import (
    Document,
    DocumentKind,
    DueDateRequest,
    Explanation,
    ExplanationKind,
    Notification,
    Person,
    Plan,
    ReportingWindow,
    WorkItem,
)
from app.services.events import Entry, record
from app.services.job_runs import claim, finish
from app.services.outbox import WEEKLY_DIGEST, Letter, enqueue
from app.services.reporting_freezing import freeze
from app.services.reporting_regimes import start_year
from app.services.work_items import perform
from tests.cast import World, add_item, add_plan
from workflows.requirements import Request
from workflows.states import Action
from workflows.timetable import job_named, slot_text

MOST = 12

DIGESTS = [
    ("Thư", "/giao-ban"),
    ("Thư", "/tong-hop/xem-truoc"),
    ("Khang", "/thong-bao/tong-hop-toi"),
]
"""Pages that show a whole digest ask all that it asks: a fixed number, but not a small one."""

MORE = {"/tong-quan": MOST + 3}
"""The overview tells the standing office besides which units nobody heads, and which are silent."""

LISTS = [
    ("Khang", "/viec-cua-toi"),
    ("Khang", "/thong-bao"),
    ("Khang", "/thong-bao/thiet-lap"),
    ("Thư", "/tong-hop"),
    ("Thư", "/tong-quan"),
    ("Thư", "/nhiem-vu"),
    ("Thư", "/nhiem-vu?unit_id={unit}&standing=open_late"),
    ("Thư", "/viec-qua-han"),
    ("Thư", "/nhiem-vu/giao-them"),
    ("Thư", "/de-nghi/chu-tri"),
    ("Thư", "/so-van-ban"),
    ("Khang", "/so-van-ban?q=12&missing=y"),
    ("Thư", "/don-doc"),
    ("Thư", "/don-doc/moi"),
    ("Thư", "/cho-xac-nhan"),
    ("Thư", "/cho-xac-nhan?don-vi={unit}&tuoi=trong"),
    ("Thư", "/cho-xac-nhan/ly-do"),
    ("Long", "/phieu-trinh"),
    ("Thư", "/phieu-trinh"),
    ("Thư", "/nhap-thay"),
    ("Thư", "/nhap-thay?don-vi={unit}"),
    ("Thư", "/phieu"),
    ("Thư", "/cho-can-cu"),
    ("Thư", "/chua-co-thoi-han"),
    ("Thư", "/dang-cho"),
    ("Thư", "/de-nghi"),
    ("Thư", "/giai-trinh"),
    ("Khang", "/de-nghi"),
    ("Khang", "/giai-trinh"),
    ("Thư", "/giay-to"),
    ("Thư", "/bang-xac-nhan"),
    ("Ánh", "/uy-quyen"),
    ("Thư", "/ke-hoach"),
    ("Thư", "/ke-hoach/{plan}"),
    ("Thư", "/ke-hoach/{plan}/bang-gui-lai"),
    ("Thư", "/ban-doc"),
    ("Ánh", "/nhat-ky"),
    ("Ánh", "/lich-chay"),
    ("Ánh", "/lich-chay/viec/send_mail"),
    ("Ánh", "/lich-chay/thu"),
    ("Ánh", "/quan-tri/nguoi-dung"),
    ("Ánh", "/quan-tri/don-vi"),
    ("Ánh", "/quan-tri/ngay-nghi"),
    ("Ánh", "/quan-tri/kenh"),
    ("Khang", "/thong-bao/lich"),
    ("Khang", "/ky-bao-cao"),
    ("Thư", "/ky-bao-cao"),
    ("Thư", "/ky-bao-cao/{window}"),
    ("Thư", "/ky-bao-cao/{window}/so-lieu"),
    ("Thư", "/ky-bao-cao/che-do"),
    *DIGESTS,
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
    """Late items of phường Mẫu, a tenth of them handed in and as many asked about; and as many
    notices for each person."""
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
            laid_before_leader = add_item(
                session, place, plan, lead="kt", title="Việc", due_on=yesterday, now=now
            )
            laid_before_leader.deciding_unit_id = None
            perform(session, head, laid_before_leader, Action.submit, request, version=1, now=now)
            asked = add_item(
                session, place, plan, lead="kt", title="Việc", due_on=yesterday, now=now
            )
            _ask_about(session, world, asked)
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
    _add_mails_and_runs(session, world, number)
    session.execute(
        insert(Document),
        [
            {
                "commune_id": place.commune.id,
                "kind": DocumentKind.report,
                "number": f"12/BC-{number}-{count}",
                "folded_number": f"12/bc-{number}-{count}",
                "entered_at": now,
            }
            for count in range(number)
        ],
    )
    session.commit()


def _ask_about(session: Session, world: World, item: WorkItem) -> None:
    """A request for another date of the item, and a question about it."""
    people, today = world.mau.people, clock.today()
    session.add_all(
        [
            DueDateRequest(
                commune_id=item.commune_id,
                work_item_id=item.id,
                unit_id=item.lead_unit_id,
                asked_by=people["Khang"].id,
                asked_at=clock.now(),
                cause="Chờ văn bản của Sở.",
                old_due_on=item.due_on,
                wished_on=today + timedelta(days=30),
            ),
            Explanation(
                commune_id=item.commune_id,
                work_item_id=item.id,
                kind=ExplanationKind.cause,
                asked_by=people["Thư"].id,
                asked_at=clock.now(),
                answer_by=today,
            ),
        ]
    )


def _add_mails_and_runs(session: Session, world: World, number: int) -> None:
    """As many mails of phường Mẫu, and runs of the job that sends them."""
    place, now = world.mau, clock.now()
    to = place.people["Khang"].id
    letters = [Letter(f"mail:{number}:{n}", to, "Thư", "Chữ.", "<p/>") for n in range(number)]
    enqueue(session, place.commune.id, "test", letters, now, domain="mau.example.vn")
    weekly = [replace(letter, key=f"digest:{letter.key}") for letter in letters]
    enqueue(session, place.commune.id, WEEKLY_DIGEST, weekly, now, domain="mau.example.vn")
    job = job_named("send_mail")
    for n in range(number):
        slot = slot_text(now - timedelta(minutes=number + n))
        claim(session, job, slot, now, "nobody")
        finish(session, job, slot, "nobody", {"mails_sent": 1}, now)


def _frozen(session: Session, world: World) -> int:
    """A reporting window whose figures were frozen, of a commune with a regime."""
    office, now = world.actor("Thư"), clock.now()
    start_year(session, office, 2026, "lien-minh", "", now)
    window = session.scalars(select(ReportingWindow).where(ReportingWindow.key == "2026-H1")).one()
    freeze(session, office, window, version=window.version, now=now)
    session.commit()
    return window.id


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
    _add_rows(session, world, plan, 1)
    ids = {"plan": plan.id, "unit": world.mau.units["kt"].id, "window": _frozen(session, world)}
    addresses = [(name, address.format(**ids)) for name, address in LISTS]
    clients = {name: client_for(world.person(name)) for name, _ in addresses}
    one = {address: _measure(clients[name], address) for name, address in addresses}
    _add_rows(session, world, plan, 299)
    many = {address: _measure(clients[name], address) for name, address in addresses}
    assert one == many
    whole = {address for _, address in DIGESTS}
    allowed = {**dict.fromkeys(many, MOST), **MORE}
    assert {a: n for a, n in many.items() if n > allowed[a] and a not in whole} == {}
