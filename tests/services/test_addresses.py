"""Addresses that take no mail: found out by sending, left alone, lifted by an administrator."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, transactions
from app.channels.mail import MailChannel, MailSettings
from app.extensions import db
from app.labels.mails import MailRefusal, MailRefused
from app.models import Event, OutboxMail, Person
from app.services.addresses import stop_address, use_address_again
from app.services.mail_again import send_again
from app.services.outbox import WEEKLY_DIGEST, Letter, Sending, enqueue, send_waiting
from app.services.people import change_person
from tests.cast import World
from tests.conftest import TestClock
from tests.mail_sink import Sink, running_sink

UNKNOWN = "550 5.1.1 Recipient address rejected: User unknown"


@pytest.fixture
def mail_sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


def put_in(session: Session, world: World, *names: str, key: str = "first") -> int:
    letters = [
        Letter(f"{key}:{name}", world.person(name).id, f"Thư của {name}", "Chữ.\n", "<p>Chữ.</p>\n")
        for name in names
    ]
    commune_id = world.mau.commune.id
    made = enqueue(
        session, commune_id, WEEKLY_DIGEST, letters, clock.now(), domain="mau.example.vn"
    )
    session.commit()
    return made


def send(session: Session, port: int) -> Sending:
    session.rollback()
    settings = MailSettings("127.0.0.1", port, "none", "", "", "cchc@mau.example.vn")
    return send_waiting(
        lambda: transactions.short_write(db.engine), MailChannel(settings), lambda point: None
    )


def mails(session: Session) -> list[OutboxMail]:
    session.rollback()
    return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def person(session: Session, world: World, name: str) -> Person:
    session.rollback()
    session.expire_all()
    return world.person(name)


def events(session: Session, kind: str) -> list[Event]:
    session.rollback()
    return list(session.scalars(select(Event).where(Event.kind == kind).order_by(Event.id)))


def test_a_permanent_refusal_of_the_recipient_stops_the_address_with_an_event(
    world: World, session: Session, mail_sink: Sink
) -> None:
    mail_sink.recipient_answer = UNKNOWN
    put_in(session, world, "Khang")
    assert send(session, mail_sink.port) == Sending(given_up=1)
    khang = person(session, world, "Khang")
    assert khang.email_stopped_at == clock.now()
    assert "5.1.1" in khang.email_stopped_reason
    (event,) = events(session, "mail.stop_address")
    assert (event.commune_id, event.person_id, event.subject_id, event.new) == (
        world.mau.commune.id,
        None,
        khang.id,
        khang.email,
    )


@pytest.mark.parametrize(
    "answer",
    ["450 4.2.1 busy", "554 5.7.1 Relay access denied", "550 relay not permitted", "554 no"],
)
def test_what_is_not_about_the_address_stops_none(
    world: World, session: Session, mail_sink: Sink, answer: str
) -> None:
    mail_sink.recipient_answer = answer
    put_in(session, world, "Khang", "Thư")
    send(session, mail_sink.port)
    assert person(session, world, "Khang").email_stopped_at is None
    assert events(session, "mail.stop_address") == []


def test_mail_that_is_refused_for_what_it_says_stops_no_address(
    world: World, session: Session, mail_sink: Sink
) -> None:
    mail_sink.data_answer = "554 5.6.0 message refused"
    put_in(session, world, "Khang")
    assert send(session, mail_sink.port).given_up == 1
    assert person(session, world, "Khang").email_stopped_at is None


def test_an_address_that_cannot_be_written_is_stopped_too(
    world: World, session: Session, mail_sink: Sink
) -> None:
    world.person("Khang").email = "không phải địa chỉ"
    put_in(session, world, "Khang")
    send(session, mail_sink.port)
    assert person(session, world, "Khang").email_stopped_at is not None


def test_nothing_more_is_made_or_sent_for_a_stopped_address(
    world: World, session: Session, mail_sink: Sink
) -> None:
    put_in(session, world, "Khang", "Thư")
    stop(session, world, "Khang")
    assert put_in(session, world, "Khang", "Thư", key="second") == 1
    assert send(session, mail_sink.port).given_up == 1
    assert {str(mail["To"]).split("<")[1] for mail in mail_sink.received} == {
        f"{world.person('Thư').email}>"
    }
    assert [mail.error for mail in mails(session)] == ["address_stopped", "superseded", ""]


def stop(session: Session, world: World, name: str) -> None:
    who = person(session, world, name)
    commune_id = world.mau.commune.id
    assert stop_address(session, commune_id, who.id, who.email or "", "gone", clock.now())
    session.commit()


def test_an_address_that_was_changed_meanwhile_is_not_stopped(
    world: World, session: Session
) -> None:
    who = person(session, world, "Khang")
    commune_id = world.mau.commune.id
    assert not stop_address(session, commune_id, who.id, "cu@mau.example.vn", "gone", clock.now())
    stop(session, world, "Khang")
    email = person(session, world, "Khang").email or ""
    assert not stop_address(session, commune_id, who.id, email, "again", clock.now())
    session.rollback()
    assert len(events(session, "mail.stop_address")) == 1


def test_a_new_address_begins_anew_and_a_new_name_does_not(world: World, session: Session) -> None:
    stop(session, world, "Khang")
    khang, admin = person(session, world, "Khang"), world.actor("Ánh")
    change_person(session, admin, khang, "Trần Khang", khang.email or "", clock.now())
    assert khang.email_stopped_at is not None
    change_person(session, admin, khang, "Trần Khang", "moi@mau.example.vn", clock.now())
    assert (khang.email_stopped_at, khang.email_stopped_reason) == (None, "")


def test_an_administrator_lifts_it_once(world: World, session: Session, mail_sink: Sink) -> None:
    stop(session, world, "Khang")
    khang, admin = person(session, world, "Khang"), world.actor("Ánh")
    assert use_address_again(session, admin, khang, clock.now())
    assert not use_address_again(session, admin, khang, clock.now())
    session.commit()
    (event,) = events(session, "mail.use_address_again")
    assert (event.person_name, event.data) == (world.person("Ánh").full_name, {"reason": "gone"})
    assert put_in(session, world, "Khang") == 1
    assert send(session, mail_sink.port).sent == 1


def failed_mail(session: Session, world: World, port: int) -> OutboxMail:
    put_in(session, world, "Khang")
    send(session, port)
    return mails(session)[0]


def test_a_mail_that_failed_goes_out_again_under_the_same_number(
    world: World, session: Session, mail_sink: Sink, test_clock: TestClock
) -> None:
    mail_sink.data_answer = "554 5.6.0 message refused"
    mail = failed_mail(session, world, mail_sink.port)
    assert mail.failed_at is not None
    mail_sink.data_answer = ""
    test_clock.move(hours=1)
    send_again(session, world.actor("Ánh"), mail, clock.now())
    session.commit()
    assert send(session, mail_sink.port).sent == 1
    assert mail_sink.message_ids == [mails(session)[0].message_id]
    assert mails(session)[0].attempts == 2
    (event,) = events(session, "mail.send_again")
    assert (event.subject_id, event.new) == (mail.id, world.person("Khang").full_name)
    assert "5.6.0" in event.data["error"]


def test_what_would_fail_again_or_did_not_fail_is_refused(
    world: World, session: Session, mail_sink: Sink
) -> None:
    def refusal() -> MailRefusal:
        mail = mails(session)[0]
        with pytest.raises(MailRefused) as refused:
            send_again(session, world.actor("Ánh"), mail, clock.now())
        session.rollback()
        return refused.value.refusal

    mail_sink.recipient_answer = UNKNOWN
    failed_mail(session, world, mail_sink.port)
    assert refusal() is MailRefusal.address_stopped
    person(session, world, "Khang").disabled_at = clock.now()
    session.commit()
    assert refusal() is MailRefusal.disabled
    khang = person(session, world, "Khang")
    khang.disabled_at, khang.email, khang.email_stopped_at = None, None, None
    session.commit()
    assert refusal() is MailRefusal.no_address
    person(session, world, "Khang").email = "khang@mau.example.vn"
    session.commit()
    mail = mails(session)[0]
    send_again(session, world.actor("Ánh"), mail, clock.now())
    session.commit()
    assert refusal() is MailRefusal.not_failed
    put_in(session, world, "Khang", key="newer")
    assert refusal() is MailRefusal.superseded
    assert len(events(session, "mail.send_again")) == 1
