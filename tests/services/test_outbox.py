"""The outbox against a real mail server: once each, tried again, looked at when claimed."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, transactions
from app.channels.mail import MailChannel, MailSettings
from app.extensions import db
from app.models import OutboxMail
from app.services.outbox import (
    AT_MOST,
    KILL_POINTS,
    Letter,
    Sending,
    enqueue,
    message_id,
    send_waiting,
)
from app.services.outbox_claims import BACK_OFF
from tests.cast import World
from tests.conftest import TestClock
from tests.mail_sink import Sink, free_port, running_sink


@pytest.fixture
def mail_sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


def letters(world: World, *names: str, period: str = "2026-09-14") -> list[Letter]:
    return [
        Letter(
            key=f"weekly_digest:{world.mau.commune.id}:{world.person(name).id}:{period}",
            person_id=world.person(name).id,
            subject=f"Thư của {name}",
            text="Chữ.\n",
            html="<p>Chữ.</p>\n",
        )
        for name in names
    ]


def put_in(session: Session, world: World, *names: str, period: str = "2026-09-14") -> int:
    made = enqueue(
        session,
        world.mau.commune.id,
        "weekly_digest",
        letters(world, *names, period=period),
        clock.now(),
        domain="mau.example.vn",
    )
    session.commit()
    return made


def write() -> AbstractContextManager[Session]:
    return transactions.short_write(db.engine)


def send(session: Session, port: int, reached: list[str] | None = None) -> Sending:
    session.rollback()
    settings = MailSettings("127.0.0.1", port, "none", "", "", "cchc@mau.example.vn")
    points = reached if reached is not None else []
    return send_waiting(write, MailChannel(settings), points.append)


def rows(session: Session) -> list[OutboxMail]:
    session.rollback()
    return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def test_each_mail_goes_out_once(world: World, session: Session, mail_sink: Sink) -> None:
    put_in(session, world, "Thư", "Khang", "Vân")
    assert send(session, mail_sink.port).sent == 3
    assert send(session, mail_sink.port) == Sending()
    assert [str(message["Subject"]) for message in mail_sink.received] == [
        "Thư của Thư",
        "Thư của Khang",
        "Thư của Vân",
    ]
    assert all(row.sent_at == clock.now() and row.attempts == 1 for row in rows(session))


def test_the_same_key_goes_in_once(world: World, session: Session) -> None:
    assert put_in(session, world, "Thư", "Khang") == 2
    assert put_in(session, world, "Thư", "Khang") == 0
    assert put_in(session, world, "Thư", "Vân") == 1
    assert len(rows(session)) == 3


def test_the_message_id_comes_from_the_key_alone(world: World, session: Session) -> None:
    put_in(session, world, "Thư", "Khang")
    first, second = rows(session)
    assert first.message_id == message_id(first.key, "mau.example.vn")
    assert first.message_id != second.message_id
    assert first.message_id.endswith("@mau.example.vn>")


def test_the_kill_points_are_passed_in_their_order(
    world: World, session: Session, mail_sink: Sink
) -> None:
    put_in(session, world, "Thư")
    passed: list[str] = []
    send(session, mail_sink.port, passed)
    assert tuple(passed) == KILL_POINTS


def test_a_claim_that_came_to_nothing_is_taken_again_after_ten_minutes(
    world: World, session: Session, mail_sink: Sink, test_clock: TestClock
) -> None:
    put_in(session, world, "Thư")
    (row,) = rows(session)
    row.claimed_at = clock.now()
    session.commit()
    test_clock.move(minutes=9)
    assert send(session, mail_sink.port).sent == 0
    test_clock.move(minutes=1)
    assert send(session, mail_sink.port).sent == 1


def test_a_server_that_is_down_is_asked_once_and_the_mails_go_out_later(
    world: World, session: Session, mail_sink: Sink, test_clock: TestClock
) -> None:
    put_in(session, world, "Thư", "Khang", "Vân")
    down = free_port()
    assert send(session, down) == Sending(put_off=1)
    for _ in range(24):
        test_clock.move(hours=1)
        assert send(session, down).sent == 0
    test_clock.move(hours=1)
    assert send(session, mail_sink.port).sent == 3
    assert len(set(mail_sink.message_ids)) == len(mail_sink.received) == 3
    # The mail still bears the day it was composed for.
    assert mail_sink.received[0]["Date"].datetime == rows(session)[0].created_at


def test_one_that_is_refused_for_now_waits_longer_each_time(
    world: World, session: Session, mail_sink: Sink, test_clock: TestClock
) -> None:
    put_in(session, world, "Thư")
    mail_sink.recipient_answer = "451 try again later"
    for wait in (*BACK_OFF, BACK_OFF[-1]):
        assert send(session, mail_sink.port).put_off == 1
        (row,) = rows(session)
        assert row.not_before == clock.now() + wait
        assert "451" in row.error
        test_clock.set(row.not_before - timedelta(seconds=1))
        assert send(session, mail_sink.port) == Sending()
        test_clock.move(seconds=1)
    mail_sink.recipient_answer = ""
    assert send(session, mail_sink.port).sent == 1


def test_a_permanent_refusal_stops_that_mail_and_no_other(
    world: World, session: Session, mail_sink: Sink, test_clock: TestClock
) -> None:
    world.person("Thư").email = "không phải địa chỉ"
    put_in(session, world, "Thư", "Khang")
    assert send(session, mail_sink.port) == Sending(sent=1, given_up=1)
    test_clock.move(days=1)
    assert send(session, mail_sink.port) == Sending()
    assert rows(session)[0].failed_at is not None
    assert rows(session)[0].sent_at is None


def test_after_five_days_of_trying_a_mail_is_given_up(
    world: World, session: Session, mail_sink: Sink, test_clock: TestClock
) -> None:
    put_in(session, world, "Thư")
    mail_sink.recipient_answer = "451 try again later"
    test_clock.move(days=4)
    assert send(session, mail_sink.port).put_off == 1
    test_clock.move(days=1)
    assert send(session, mail_sink.port).given_up == 1


def test_address_disabling_and_pause_are_looked_at_when_it_is_claimed(
    world: World, session: Session, mail_sink: Sink
) -> None:
    put_in(session, world, "Thư", "Khang", "Vân", "Long", "Tâm")
    world.person("Thư").email = "moi@mau.example.vn"
    world.person("Khang").disabled_at = clock.now()
    world.person("Vân").digest_paused_until = date(2026, 9, 14)
    world.person("Long").email = None
    world.person("Tâm").digest_paused_until = date(2026, 9, 13)
    session.commit()
    assert send(session, mail_sink.port) == Sending(sent=2, given_up=3)
    assert "moi@mau.example.vn" in str(mail_sink.received[0]["To"])
    assert [row.error for row in rows(session)] == ["", "disabled", "paused", "no_address", ""]


def test_a_run_sends_no_more_than_its_share(
    world: World, session: Session, mail_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert AT_MOST >= 100
    monkeypatch.setattr("app.services.outbox.AT_MOST", 2)
    put_in(session, world, "Thư", "Khang", "Vân")
    assert send(session, mail_sink.port).sent == 2
    assert send(session, mail_sink.port).sent == 1


def test_a_newer_digest_drops_the_older_one_that_waits_but_none_that_was_sent(
    world: World, session: Session, mail_sink: Sink, test_clock: TestClock
) -> None:
    put_in(session, world, "Thư")
    send(session, mail_sink.port)
    put_in(session, world, "Thư", "Khang", period="2026-09-21")
    put_in(session, world, "Thư", period="2026-09-28")
    assert [(row.sent_at is not None, row.error) for row in rows(session)] == [
        (True, ""),
        (False, "superseded"),
        (False, ""),
        (False, ""),
    ]
