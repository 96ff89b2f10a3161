"""The digest at everybody's own day and hour: once a week each, late where an office was closed."""

import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from docx import Document
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import transactions
from app.extensions import db
from app.labels.mails import failure_words
from app.models import DayOff, Event, OutboxMail
from app.services.outbox import WEEKLY_DIGEST
from app.web.edge import DonDoc
from tests.cast import World
from tests.conftest import TestClock
from tests.mail_sink import Sink, running_sink
from tests.scheduling import MONDAY_MORNING, READERS, due, is_digest, start_plan
from workflows.timetable import ZONE

FRIDAY = datetime(2026, 9, 18, 16, 0, tzinfo=ZONE)


@pytest.fixture
def mail_sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


@pytest.fixture
def started(
    app: DonDoc, world: World, session: Session, mail_sink: Sink, test_clock: TestClock
) -> World:
    """The first digest went on Monday 14/9; since then Khang has it on Fridays at 16:00."""
    start_plan(app, world, session, mail_sink.port)
    test_clock.set(MONDAY_MORNING)
    due(app, session)
    khang = world.person("Khang")
    khang.digest_weekday, khang.digest_at = "fri", "16:00"
    session.commit()
    return world


def got(session: Session, world: World, since: datetime) -> list[str]:
    """Who had a digest made after `since`, by short name, one for each mail."""
    session.rollback()
    names = {person.id: name for name, person in world.mau.people.items()}
    rows = session.scalars(
        select(OutboxMail.person_id).where(
            OutboxMail.kind == WEEKLY_DIGEST, OutboxMail.created_at > since
        )
    )
    return sorted(names[person_id] for person_id in rows)


def tick_at(app: DonDoc, session: Session, test_clock: TestClock, instant: datetime) -> None:
    test_clock.set(instant)
    due(app, session)


def test_each_has_it_once_a_week_at_his_own_day_and_hour(
    started: World, app: DonDoc, session: Session, test_clock: TestClock
) -> None:
    # He had this week's on Monday already: his first Friday is the one after.
    for days in (0, 1, 2, 3):
        tick_at(app, session, test_clock, FRIDAY - timedelta(days=3 - days))
    assert got(session, started, MONDAY_MORNING) == []
    next_monday = MONDAY_MORNING + timedelta(days=7)
    tick_at(app, session, test_clock, next_monday)
    assert got(session, started, MONDAY_MORNING) == sorted(READERS - {"Khang"})
    tick_at(app, session, test_clock, FRIDAY + timedelta(days=7, minutes=-1))
    assert got(session, started, next_monday) == []
    for minutes in (0, 1, 30, 60):
        tick_at(app, session, test_clock, FRIDAY + timedelta(days=7, minutes=minutes))
    assert got(session, started, next_monday) == ["Khang"]


def test_on_a_day_off_it_waits_for_the_next_working_day_at_his_hour(
    started: World, app: DonDoc, session: Session, test_clock: TestClock
) -> None:
    friday = FRIDAY + timedelta(days=7)
    tick_at(app, session, test_clock, friday - timedelta(hours=1))
    since = friday - timedelta(minutes=1)
    session.add(DayOff(commune_id=started.mau.commune.id, day=friday.date(), title="Nghỉ"))
    session.commit()
    monday = friday + timedelta(days=3)
    for instant in (
        friday,
        friday + timedelta(days=1),
        monday.replace(hour=7, minute=0),
    ):
        tick_at(app, session, test_clock, instant)
        assert got(session, started, since) == []
    tick_at(app, session, test_clock, monday.replace(hour=7, minute=31))
    assert got(session, started, since) == sorted(READERS - {"Khang"})
    tick_at(app, session, test_clock, monday.replace(hour=16, minute=1))
    assert got(session, started, since) == sorted(READERS)


def test_who_pauses_his_mails_gets_none_and_none_is_made_good(
    started: World, app: DonDoc, session: Session, test_clock: TestClock
) -> None:
    friday = FRIDAY + timedelta(days=7)
    started.person("Khang").digest_paused_until = friday.date()
    session.commit()
    tick_at(app, session, test_clock, friday - timedelta(minutes=1))
    since = friday - timedelta(minutes=1)
    tick_at(app, session, test_clock, friday)
    tick_at(app, session, test_clock, friday + timedelta(days=2))
    assert got(session, started, since) == []
    tick_at(app, session, test_clock, friday + timedelta(days=7))
    assert "Khang" in got(session, started, since)


def test_a_half_hour_at_which_nobody_has_it_costs_next_to_nothing(
    started: World, app: DonDoc, session: Session, test_clock: TestClock
) -> None:
    from sqlalchemy import event

    tick_at(app, session, test_clock, FRIDAY - timedelta(hours=1))
    seen: list[str] = []

    def note(connection, cursor, statement, *_) -> None:  # type: ignore[no-untyped-def]
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        tick_at(app, session, test_clock, FRIDAY - timedelta(minutes=29))
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert [statement for statement in seen if "FROM appointment" in statement][1:] == []
    assert not [statement for statement in seen if "standing_snapshot" in statement]


def test_the_event_names_for_whom_it_was_composed(
    started: World, app: DonDoc, session: Session
) -> None:
    with transactions.short_read(db.engine) as reader:
        (event,) = reader.scalars(select(Event).where(Event.kind == "job.compose_digest"))
    everybody = {"Thư", "Hoa", "Khang", "Kiên", "Vân", "Tâm", "Long", "Quý"}
    assert set(event.data["people"]) == {started.person(name).id for name in everybody}
    assert (event.new, event.data["mails"]) == (date(2026, 9, 14).isoformat(), len(READERS))


def test_the_page_for_the_meeting_goes_with_the_office_s_edition_alone(
    started: World, mail_sink: Sink
) -> None:
    with_page = {}
    for message in filter(is_digest, mail_sink.received):
        names = [part.get_filename() for part in message.iter_attachments()]
        with_page[str(message["To"]).rpartition("<")[2].rstrip(">")] = names
    office = {started.person(name).email for name in ("Thư", "Hoa")}
    assert {address for address, names in with_page.items() if names} == office
    assert all(with_page[address] == ["Trang giao ban 2026-09-14.docx"] for address in office)
    (whole,) = [
        part.get_content()
        for message in filter(is_digest, mail_sink.received)
        if started.person("Thư").email in str(message["To"])
        for part in message.iter_attachments()
    ]
    words = [paragraph.text for paragraph in Document(io.BytesIO(whole)).paragraphs]
    assert "TRANG GIAO BAN TUẦN 14–20/9/2026" in words


def test_a_mail_whose_file_is_lost_is_not_sent_without_it(
    app: DonDoc, world: World, session: Session, mail_sink: Sink, test_clock: TestClock
) -> None:
    start_plan(app, world, session, mail_sink.port)
    app.config["SMTP_HOST"] = ""
    test_clock.set(MONDAY_MORNING)
    due(app, session)
    storage = app.extensions["storage"]
    kept = storage.keys()
    for key in kept:
        storage.remove(key)
    app.config["SMTP_HOST"] = "127.0.0.1"
    test_clock.move(minutes=1)
    due(app, session)
    session.rollback()
    lost = session.scalars(select(OutboxMail).where(OutboxMail.failed_at.is_not(None))).all()
    assert {mail.person_id for mail in lost} == {world.person(name).id for name in ("Thư", "Hoa")}
    assert all(mail.error.startswith("FileNotFoundError: Trang giao ban") for mail in lost)
    assert failure_words(lost[0].error).startswith("Tệp kèm theo thư không còn trong kho.")
