"""Calendar addresses: what they show, to whom they open, and what reading them leaves behind."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import icalendar
import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.models import Appointment, CalendarFeed, Event, Person, Plan, Throttle, WorkItem
from app.services.calendar_feeds import READINGS
from app.services.work_items import perform
from app.web.edge import DonDoc
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock
from workflows.requirements import Request
from workflows.states import Action, Outcome, Role

TITLE = (
    "Rà soát, cập nhật, công khai thủ tục hành chính; đề xuất đơn giản hóa, cắt giảm thời gian"
    " giải quyết hồ sơ trong lĩnh vực đất đai, xây dựng"
)


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    return add_plan(session, world.mau, clock.now())


def item(session: Session, world: World, plan: Plan, title: str, lead: str = "kt") -> WorkItem:
    made = add_item(
        session,
        world.mau,
        plan,
        lead=lead,
        title=title,
        due_on=date(2026, 9, 30),
        now=clock.now(),
        products=("Báo cáo kết quả", "Quyết định công bố"),
    )
    session.commit()
    return made


def address_from(answer: str) -> str:
    found = re.search(r"http://localhost(/lich/[\w-]{43}\.ics)", answer)
    assert found is not None, "no address on the page"
    return found[1]


def make_own(client: FlaskClient) -> str:
    return address_from(client.post("/thong-bao/lich/cua-toi").text)


def entries(app: DonDoc, address: str) -> dict[str, icalendar.Event]:
    """The events of the calendar by their summary, read by a stranger without a session."""
    answer = app.test_client().get(address)
    assert answer.status_code == 200
    read = icalendar.Calendar.from_ical(answer.data)
    return {str(found["SUMMARY"]): found for found in read.walk("VEVENT")}


def test_open_items_are_all_day_entries_that_a_calendar_can_read(
    app: DonDoc,
    session: Session,
    world: World,
    plan: Plan,
    client_for: Callable[[Person], FlaskClient],
) -> None:
    made = item(session, world, plan, TITLE)
    item(session, world, plan, "Việc của Văn phòng", lead="vp")
    address = make_own(client_for(world.person("Khang")))
    answer = app.test_client().get(address)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"].startswith("private")
    assert "Set-Cookie" not in answer.headers
    lines = answer.data.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in b"".join(lines)
    assert len([line for line in lines if line.startswith(b" ")]) >= 2
    assert answer.data.decode().startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    found = entries(app, address)
    assert list(found) == [f"Hạn: {TITLE} (Phòng KT-HT-ĐT)"]
    (one,) = found.values()
    assert one["DTSTART"].params["VALUE"] == "DATE"
    assert one.decoded("DTSTART") == date(2026, 9, 30)
    assert one.decoded("DTEND") == date(2026, 10, 1)
    assert one["UID"] == f"work-item-{made.id}@mau.dondoc"
    assert one["STATUS"] == "CONFIRMED"
    assert one["TRANSP"] == "TRANSPARENT"
    assert str(one["DESCRIPTION"]).split("\n") == [
        "Chưa thực hiện",
        "Sản phẩm: Báo cáo kết quả; Quyết định công bố",
        f"http://localhost/viec/{made.id}",
    ]


def test_a_change_keeps_the_entry_and_raises_its_sequence(
    app: DonDoc,
    session: Session,
    world: World,
    plan: Plan,
    client_for: Callable[[Person], FlaskClient],
    test_clock: TestClock,
) -> None:
    made = item(session, world, plan, "Báo cáo quý")
    address = make_own(client_for(world.person("Khang")))
    (before,) = entries(app, address).values()
    test_clock.move(hours=3)
    start = Request(result="Đang tổng hợp.")
    khang = world.actor("Khang")
    perform(
        session, khang, made, Action.record_progress, start, version=made.version, now=clock.now()
    )
    session.commit()
    (after,) = entries(app, address).values()
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("LAST-MODIFIED") == clock.now().replace(microsecond=0)
    assert after.decoded("LAST-MODIFIED") > before.decoded("LAST-MODIFIED")


def test_what_is_done_drops_out_and_what_was_taken_out_is_struck_out_for_a_month(
    app: DonDoc,
    session: Session,
    world: World,
    plan: Plan,
    client_for: Callable[[Person], FlaskClient],
    test_clock: TestClock,
) -> None:
    done, gone = (item(session, world, plan, title) for title in ("Việc xong", "Việc bỏ"))
    address = make_own(client_for(world.person("Khang")))
    nothing = Request(nothing_arose=True, reason="Không phát sinh trong kỳ này")
    dropping = Request(
        outcome=Outcome.dropped, reason="Không còn căn cứ", document="15/QĐ-UBND ngày 10/9/2026"
    )
    for name, what, action, request in (
        ("Khang", done, Action.submit, nothing),
        ("Thư", done, Action.verify, Request()),
        ("Quý", gone, Action.drop, dropping),
    ):
        actor, now = world.actor(name), clock.now()
        perform(session, actor, what, action, request, version=what.version, now=now)
    session.commit()
    (left,) = entries(app, address).values()
    assert "Việc bỏ" in left["SUMMARY"]
    assert left["STATUS"] == "CANCELLED"
    test_clock.move(days=31)
    assert entries(app, address) == {}


def test_an_address_that_was_renewed_revoked_or_never_was_answers_alike(
    app: DonDoc, session: Session, world: World, client_for: Callable[[Person], FlaskClient]
) -> None:
    khang, stranger = client_for(world.person("Khang")), app.test_client()
    first = make_own(khang)
    second = make_own(khang)
    assert first != second
    assert stranger.get(second).status_code == 200
    feed = session.scalars(select(CalendarFeed).where(CalendarFeed.revoked_at.is_(None))).one()
    assert second[6:-4] not in (feed.token_hash, str(feed.id))
    khang.post(f"/thong-bao/lich/{feed.id}/thu-hoi")
    answers = {
        (answer.status_code, answer.data)
        for answer in map(stranger.get, (first, second, f"/lich/{'x' * 43}.ics"))
    }
    assert {status for status, _ in answers} == {404}
    assert len(answers) == 1
    session.rollback()
    kinds = select(Event.kind).where(Event.kind.startswith("calendar_feed.")).order_by(Event.id)
    assert list(session.scalars(kinds)) == [
        "calendar_feed.make",
        "calendar_feed.renew",
        "calendar_feed.revoke",
    ]


def test_it_closes_for_who_lost_his_appointment_or_his_account(
    app: DonDoc, session: Session, world: World, client_for: Callable[[Person], FlaskClient]
) -> None:
    addresses = {name: make_own(client_for(world.person(name))) for name in ("Khang", "Vân")}
    unit_name = world.mau.units["kt"]
    of_unit = address_from(
        client_for(world.person("Kiên")).post(f"/thong-bao/lich/don-vi/{unit_name.id}").text
    )
    yesterday = clock.today() - timedelta(days=1)
    held = select(Appointment).where(Appointment.person_id == world.person("Khang").id)
    session.scalars(held).one().valid_to = yesterday
    world.person("Vân").disabled_at = clock.now()
    session.commit()
    for address in addresses.values():
        assert app.test_client().get(address).status_code == 404
    assert app.test_client().get(of_unit).status_code == 200
    unit_name.valid_to = yesterday
    session.commit()
    assert app.test_client().get(of_unit).status_code == 404


@pytest.mark.parametrize("maker", ["Khang", "Thư"])
def test_a_unit_s_address_closes_with_its_maker_and_the_present_head_makes_another(
    app: DonDoc,
    session: Session,
    world: World,
    client_for: Callable[[Person], FlaskClient],
    maker: str,
) -> None:
    stranger, unit = app.test_client(), world.mau.units["kt"]
    make = f"/thong-bao/lich/don-vi/{unit.id}"
    address = address_from(client_for(world.person(maker)).post(make).text)
    assert stranger.get(address).status_code == 200
    held = select(Appointment).where(Appointment.person_id == world.person(maker).id)
    appointment = session.scalars(held).one()
    appointment.unit_id, appointment.role = world.mau.units["hcc"].id, Role.unit_head
    session.commit()
    assert stranger.get(address).status_code == 404
    present = client_for(world.person("Kiên"))
    assert "người tạo không còn ở đơn vị;" in present.get("/thong-bao/lich").text
    another = address_from(present.post(make).text)
    assert stranger.get(another).status_code == 200
    assert stranger.get(address).status_code == 404
    assert "người tạo không còn ở đơn vị;" not in present.get("/thong-bao/lich").text


def test_units_belong_to_their_own_people_and_to_the_standing_office(
    session: Session, world: World, client_for: Callable[[Person], FlaskClient]
) -> None:
    unit = world.mau.units["kt"].id
    expected = {"Khang": 200, "Kiên": 200, "Thư": 200, "Vân": 404, "Long": 404, "Ánh": 404}
    answers = {
        name: client_for(world.person(name)).post(f"/thong-bao/lich/don-vi/{unit}").status_code
        for name in expected
    }
    assert answers == expected
    feed = session.scalars(select(CalendarFeed).where(CalendarFeed.revoked_at.is_(None))).one()
    for name, status in (("Vân", 404), ("Long", 404), ("Khang", 302)):
        client = client_for(world.person(name))
        assert client.post(f"/thong-bao/lich/{feed.id}/thu-hoi").status_code == status, name


def test_nobody_revokes_another_person_s_address(
    session: Session, world: World, client_for: Callable[[Person], FlaskClient]
) -> None:
    make_own(client_for(world.person("Khang")))
    feed = session.scalars(select(CalendarFeed)).one()
    for name in ("Kiên", "Thư", "Ánh"):
        answer = client_for(world.person(name)).post(f"/thong-bao/lich/{feed.id}/thu-hoi")
        assert answer.status_code == 404, name


def test_a_reading_is_noted_once_an_hour_and_changes_nothing_else(
    app: DonDoc,
    session: Session,
    world: World,
    client_for: Callable[[Person], FlaskClient],
    test_clock: TestClock,
) -> None:
    khang = client_for(world.person("Khang"))
    address = make_own(khang)

    def read_at() -> object:
        session.rollback()
        session.expire_all()
        return session.scalars(select(CalendarFeed)).one().last_read_at

    events = session.scalar(select(func.count()).select_from(Event))
    assert read_at() is None
    first = clock.now()
    for _ in range(3):
        app.test_client().get(address)
        assert read_at() == first
        test_clock.move(minutes=20)
    app.test_client().get(address)
    assert read_at() == clock.now()
    assert session.scalar(select(func.count()).select_from(Event)) == events
    assert "đọc lần cuối" in khang.get("/thong-bao/lich").text


def test_an_address_has_its_share_of_the_hour(
    app: DonDoc,
    session: Session,
    world: World,
    client_for: Callable[[Person], FlaskClient],
    test_clock: TestClock,
) -> None:
    address, other = (make_own(client_for(world.person(name))) for name in ("Khang", "Vân"))
    stranger = app.test_client()
    stranger.get(address)
    session.rollback()
    session.execute(Throttle.__table__.update().values(count=READINGS.allowed))
    session.commit()
    refused = stranger.get(address)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) == 3600
    assert stranger.get(other).status_code == 200
    test_clock.move(hours=1)
    assert stranger.get(address).status_code == 200


def test_a_calendar_that_has_not_changed_is_not_sent_again(
    app: DonDoc,
    session: Session,
    world: World,
    plan: Plan,
    client_for: Callable[[Person], FlaskClient],
    test_clock: TestClock,
) -> None:
    item(session, world, plan, "Báo cáo quý")
    address = make_own(client_for(world.person("Khang")))
    first = app.test_client().get(address)
    test_clock.move(hours=2)
    again = app.test_client().get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    item(session, world, plan, "Báo cáo năm")
    again = app.test_client().get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200


def test_a_calendar_asks_as_much_for_one_item_as_for_two_hundred(
    app: DonDoc,
    session: Session,
    world: World,
    plan: Plan,
    client_for: Callable[[Person], FlaskClient],
) -> None:
    address = make_own(client_for(world.person("Khang")))

    def asked() -> int:
        seen: list[str] = []

        def note(connection, cursor, statement, parameters, context, many) -> None:  # type: ignore[no-untyped-def]
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            assert app.test_client().get(address).status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return sum(statement.startswith("SELECT") for statement in seen)

    item(session, world, plan, "Việc 0")
    one = asked()
    for number in range(1, 200):
        add_item(
            session,
            world.mau,
            plan,
            lead="kt",
            title=f"Việc {number}",
            due_on=date(2026, 9, 30),
            now=clock.now(),
        )
    session.commit()
    assert asked() == one <= 8
    assert len(entries(app, address)) == 200
