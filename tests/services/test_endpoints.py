"""What goes to webhooks and chats: copies of mails, the office's week, failures, stops; against a
real server."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, transactions
from app.channels.interface import ChannelError
from app.extensions import db
from app.jobs.surroundings import endpoint_opener
from app.labels.endpoints import EndpointRefusal, EndpointRefused
from app.labels.mails import MailRefusal, MailRefused
from app.models import ChannelEndpoint, EndpointKind, Event, OutboxMail
from app.services import endpoints
from app.services.endpoint_sending import Way, send_to_endpoints
from app.services.endpoints import NewEndpoint, register
from app.services.mail_again import send_again
from app.services.outbox import KILL_POINTS, Letter, enqueue
from app.services.outbox_claims import BACK_OFF, Sending
from tests.cast import World
from tests.conftest import TestClock
from tests.http_sink import HttpSink, running_http_sink


@pytest.fixture
def sink() -> Iterator[HttpSink]:
    with running_http_sink() as running:
        yield running


def webhook(
    session: Session, world: World, address: str, whose: str | None, path: str = "/nhan"
) -> ChannelEndpoint:
    new = NewEndpoint(
        EndpointKind.webhook,
        f"Webhook của {whose or 'cơ quan'}",
        address + path,
        world.person(whose).id if whose else None,
    )
    made = register(session, world.actor("Ánh"), new, clock.now(), loopback_allowed=True)
    session.commit()
    return made


def put_in(
    session: Session,
    world: World,
    *names: str,
    period: str = "1",
    short: str = "1 việc quá hạn.\nhttps://cchc.example.vn/viec-cua-toi",
    office_key: str = "",
    kind: str = "weekly_digest",
) -> int:
    letters = [
        Letter(
            f"weekly_digest:{world.person(name).id}:{period}",
            world.person(name).id,
            f"Tổng hợp tuần {period} của {name}",
            "Khó khăn: điều chỉ thư mới nói.\n",
            "<p>Khó khăn: điều chỉ thư mới nói.</p>\n",
            short=short,
            office_key=office_key,
        )
        for name in names
    ]
    commune_id, now = world.mau.commune.id, clock.now()
    made = enqueue(session, commune_id, kind, letters, now, domain="mau.example.vn")
    session.commit()
    return made


def write() -> AbstractContextManager[Session]:
    return transactions.short_write(db.engine)


def send(session: Session, reached: list[str] | None = None) -> Sending:
    session.rollback()
    points = reached if reached is not None else []
    return send_to_endpoints(write, endpoint_opener(loopback_allowed=True), points.append)


def rows(session: Session) -> list[OutboxMail]:
    session.rollback()
    session.expire_all()
    query = select(OutboxMail).where(OutboxMail.endpoint_id.is_not(None)).order_by(OutboxMail.id)
    return list(session.scalars(query))


def bodies(sink: HttpSink) -> list[dict[str, Any]]:
    return [json.loads(body) for _, _, body in sink.requests]


def test_a_person_s_webhook_gets_the_short_text_once_and_nobody_else_s(
    session: Session, world: World, sink: HttpSink
) -> None:
    webhook(session, world, sink.address, "Khang")
    assert put_in(session, world, "Khang", "Thư") == 3
    assert put_in(session, world, "Khang", "Thư") == 0
    points: list[str] = []
    assert send(session, points) == Sending(sent=1)
    assert send(session) == Sending()
    assert tuple(points) == KILL_POINTS
    (said,) = bodies(sink)
    assert said["kind"] == "weekly_digest"
    assert said["subject"] == "Tổng hợp tuần 1 của Khang"
    assert said["text"] == "1 việc quá hạn."
    assert said["link"] == "https://cchc.example.vn/viec-cua-toi"
    assert "điều chỉ thư mới nói" not in json.dumps(said, ensure_ascii=False)
    (row,) = rows(session)
    assert said["key"] == row.key == sink.requests[0][1]["Idempotency-Key"]
    assert (row.attempts, row.error, row.sent_at) == (1, "", clock.now())


def test_it_is_sent_although_the_person_has_no_mail_address(
    session: Session, world: World, sink: HttpSink
) -> None:
    world.person("Khang").email = None
    webhook(session, world, sink.address, "Khang")
    assert put_in(session, world, "Khang") == 1
    assert send(session) == Sending(sent=1)


def test_the_office_gets_the_numbers_of_a_week_once_whoever_got_them_first(
    session: Session, world: World, sink: HttpSink
) -> None:
    webhook(session, world, sink.address, None)
    put_in(session, world, "Thư", office_key="weekly_digest:office:1")
    put_in(session, world, "Hoa", office_key="weekly_digest:office:1")
    put_in(session, world, "Khang")
    assert send(session) == Sending(sent=1)
    assert [said["subject"] for said in bodies(sink)] == ["Tổng hợp tuần 1 của Thư"]


def test_an_endpoint_that_is_down_rests_and_keeps_no_other_waiting(
    session: Session, world: World, sink: HttpSink, test_clock: TestClock
) -> None:
    tried: list[int] = []
    down = webhook(session, world, "https://hook.example.vn", "Thư").id
    webhook(session, world, sink.address, "Khang")
    for period in ("1", "2", "3"):
        put_in(session, world, "Thư", period=period, kind="notices")
    put_in(session, world, "Khang")

    class Down:
        def __enter__(self) -> "Down":
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def send(self, message: object) -> None:
            tried.append(down)
            raise ChannelError("TimeoutError: timed out", permanent=False)

    opener = endpoint_opener(loopback_allowed=True)

    def open_channel(way: Way) -> Any:
        return Down() if way.endpoint_id == down else opener(way)

    def run() -> Sending:
        session.rollback()
        return send_to_endpoints(write, open_channel, lambda point: None)

    assert run() == Sending(sent=1, put_off=1)
    assert tried == [down]
    first = rows(session)[0]
    assert first.not_before == clock.now() + BACK_OFF[0]
    assert first.error.startswith("TimeoutError")
    test_clock.move(days=5)
    assert run().given_up == 1


def test_an_address_that_is_gone_is_stopped_until_it_is_used_again(
    session: Session, world: World, sink: HttpSink
) -> None:
    made = webhook(session, world, sink.address, "Khang")
    put_in(session, world, "Khang")
    sink.status = 410
    assert send(session) == Sending(given_up=1)
    session.refresh(made)
    assert made.stopped_reason == "HTTPStatus: 410"
    # None is made for it, and none is sent again, until somebody says so.
    put_in(session, world, "Khang", period="2")
    (failed,) = rows(session)
    with pytest.raises(MailRefused) as caught:
        send_again(session, world.actor("Ánh"), failed, clock.now())
    assert caught.value.refusal is MailRefusal.endpoint_stopped
    sink.status = 200
    assert endpoints.use_again(session, world.actor("Ánh"), made, clock.now())
    send_again(session, world.actor("Ánh"), failed, clock.now())
    session.commit()
    assert send(session) == Sending(sent=1)
    kinds = session.scalars(
        select(Event.kind).where(Event.kind.startswith("endpoint.")).order_by(Event.id)
    )
    assert list(kinds) == ["endpoint.register", "endpoint.stop", "endpoint.use_again"]


def test_what_is_off_removed_or_somebody_s_who_is_gone_gets_nothing(
    session: Session, world: World, sink: HttpSink
) -> None:
    of = {name: webhook(session, world, sink.address, name) for name in ("Khang", "Thư", "Vân")}
    put_in(session, world, *of)
    endpoints.switch_off(session, world.actor("Khang"), of["Khang"], clock.now())
    endpoints.remove(session, world.actor("Ánh"), of["Thư"], clock.now())
    world.person("Vân").disabled_at = clock.now()
    session.commit()
    assert send(session) == Sending(given_up=3)
    assert sink.requests == []
    assert [row.error for row in rows(session)] == [
        "endpoint_stopped",
        "endpoint_removed",
        "disabled",
    ]
    session.refresh(of["Thư"])
    assert (of["Thư"].address, of["Thư"].secret) == ("", "")


def test_a_try_goes_out_by_itself_and_not_to_one_that_is_stopped(
    session: Session, world: World, sink: HttpSink
) -> None:
    made = webhook(session, world, sink.address, None)
    admin = world.actor("Ánh")
    endpoints.try_out(session, admin, made, ("Đôn Đốc gửi thử", "Đã nối."), clock.now())
    session.commit()
    assert send(session) == Sending(sent=1)
    assert bodies(sink)[0]["kind"] == "endpoint_test"
    endpoints.switch_off(session, admin, made, clock.now())
    with pytest.raises(EndpointRefused) as caught:
        endpoints.try_out(session, admin, made, ("Thử", "Thử"), clock.now())
    assert caught.value.refusal is EndpointRefusal.stopped


def test_addresses_and_secrets_are_not_in_the_record(
    session: Session, world: World, sink: HttpSink
) -> None:
    made = webhook(session, world, sink.address, "Khang", "/duong-bi-mat")
    old = made.secret
    new = endpoints.renew_secret(session, world.actor("Ánh"), made, clock.now())
    session.commit()
    assert old != new
    assert len(new) >= 43
    for event in session.scalars(select(Event)):
        written = json.dumps(event.data) + event.new + event.old + event.reason
        assert not any(key in written for key in (old, new, "duong-bi-mat"))


@pytest.mark.parametrize(
    ("kind", "address", "refusal"),
    [
        (EndpointKind.webhook, "http://hook.example.vn/", EndpointRefusal.not_a_webhook),
        (EndpointKind.webhook, "https://10.0.0.8/", EndpointRefusal.not_a_webhook),
        (EndpointKind.webhook, "tgram://1:x/2", EndpointRefusal.not_a_webhook),
        (EndpointKind.chat, "json://127.0.0.1/", EndpointRefusal.not_a_chat),
        (EndpointKind.chat, "file:///etc/passwd", EndpointRefusal.not_a_chat),
        (EndpointKind.chat, "https://hook.example.vn/", EndpointRefusal.not_a_chat),
    ],
)
def test_an_address_that_is_none_of_its_kind_is_refused(
    session: Session, world: World, kind: EndpointKind, address: str, refusal: EndpointRefusal
) -> None:
    new = NewEndpoint(kind, "Kênh", address, None)
    with pytest.raises(EndpointRefused) as caught:
        register(session, world.actor("Ánh"), new, clock.now(), loopback_allowed=False)
    assert caught.value.refusal is refusal
