"""Mails of notices: one a person, each notice in one mail, none that he does not want."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, transactions
from app.extensions import db
from app.jobs import run_job
from app.labels.notices import notice_words
from app.models import DayOff, Notification, OutboxMail
from app.services import notice_mails
from app.services.notices import notify
from app.services.outbox import Rendered
from app.services.work_items import perform
from app.web.edge import DonDoc
from tests.acting import act
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock
from tests.mail_sink import Sink, running_sink
from tests.scheduling import mail_settings
from workflows.requirements import Request
from workflows.states import Action, Status


@pytest.fixture
def mail_sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


@pytest.fixture
def told(app: DonDoc, world: World, session: Session, mail_sink: Sink) -> World:
    """Khang has two notices that ask for action and one that does not; Tâm has one."""
    app.config.update(mail_settings(mail_sink.port))
    tell(session, world, "Khang", Action.send_back, reason="Thiếu chữ ký của lãnh đạo")
    tell(session, world, "Khang", Action.ask_to_supplement)
    tell(session, world, "Khang", Action.verify, for_mail=False)
    tell(session, world, "Tâm", Action.send_back)
    session.commit()
    return world


def tell(
    session: Session,
    world: World,
    name: str,
    action: Action,
    *,
    reason: str = "",
    for_mail: bool = True,
) -> None:
    notify(
        session,
        world.mau.commune.id,
        [world.person(name).id],
        kind=f"work_item.{action}",
        key=f"test:{action}",
        data={"title": "Báo cáo quý", "label": "", "reason": reason},
        path="/viec/1",
        now=clock.now(),
        for_mail=for_mail,
    )


def make(app: DonDoc, session: Session) -> int:
    session.rollback()
    ran = run_job(app, "mail_notices")
    assert not ran.error
    return ran.outcome.counts["mails_made"]


def mails(session: Session) -> dict[int, OutboxMail]:
    session.rollback()
    return {mail.person_id: mail for mail in session.scalars(select(OutboxMail))}


def test_one_mail_holds_what_asks_for_action_and_nothing_else(
    told: World, app: DonDoc, session: Session
) -> None:
    assert make(app, session) == 2
    mail = mails(session)[told.person("Khang").id]
    assert mail.subject == "[CCHC Phường Mẫu] 2 thông báo cần xử lý"
    assert mail.text.splitlines() == [
        "- “Báo cáo quý” bị trả lại.",
        "  Lý do: “Thiếu chữ ký của lãnh đạo”",
        "  http://127.0.0.1:8000/viec/1",
        "",
        "- “Báo cáo quý” phải bổ sung.",
        "  http://127.0.0.1:8000/viec/1",
        "",
        "--",
        "Đôn Đốc, Phường Mẫu",
        "Chọn thư muốn nhận, giờ nhận Tổng hợp tuần, tạm dừng:"
        " http://127.0.0.1:8000/thong-bao/thiet-lap",
    ]
    assert "http://127.0.0.1:8000/thong-bao/thiet-lap" in mail.html
    other = mails(session)[told.person("Tâm").id]
    assert other.subject == "[CCHC Phường Mẫu] “Báo cáo quý” bị trả lại."
    assert make(app, session) == 0


def test_who_wants_no_mail_of_a_kind_or_none_at_all_gets_none_later_either(
    told: World, app: DonDoc, session: Session
) -> None:
    khang, tam = told.person("Khang"), told.person("Tâm")
    khang.muted_kinds = ["work_item.send_back"]
    tam.digest_paused_until = clock.today()
    session.commit()
    assert make(app, session) == 1
    assert "bị trả lại" not in mails(session)[khang.id].text
    tam.digest_paused_until = None
    khang.muted_kinds = []
    session.commit()
    assert make(app, session) == 0
    assert len(list(session.scalars(select(Notification)))) == 4


@pytest.mark.parametrize("field", ["email", "email_stopped_at", "disabled_at"])
def test_who_cannot_be_reached_by_mail_gets_none(
    told: World, app: DonDoc, session: Session, field: str
) -> None:
    setattr(told.person("Khang"), field, None if field == "email" else clock.now())
    session.commit()
    assert make(app, session) == 1


def test_without_a_mail_server_notices_wait_and_come_as_one_mail(
    told: World, app: DonDoc, session: Session, mail_sink: Sink, test_clock: TestClock
) -> None:
    app.config["SMTP_HOST"] = ""
    session.rollback()
    assert run_job(app, "mail_notices").outcome.counts == {"no_mail_server": 1}
    assert mails(session) == {}
    test_clock.move(days=30)
    app.config["SMTP_HOST"] = "127.0.0.1"
    assert make(app, session) == 2


def test_of_two_that_worded_the_same_notices_one_keeps_its_mail(
    told: World, session: Session
) -> None:
    session.rollback()
    words = Rendered("Thư", "Chữ.", "<p>Chữ.</p>")
    with transactions.short_read(db.engine) as reader:
        first = notice_mails.bundles(reader, clock.now())
        second = notice_mails.bundles(reader, clock.now())
    made = []
    for bundle in (first[0], second[0]):
        with transactions.short_write(db.engine) as writer:
            later = clock.now() + timedelta(minutes=len(made))
            made.append(notice_mails.store(writer, bundle, words, later, domain="example.vn"))
    assert made == [1, 0]
    assert len(mails(session)) == 1


def test_a_notice_taken_meanwhile_leaves_the_rest_for_the_next_look(
    told: World, app: DonDoc, session: Session
) -> None:
    session.rollback()
    with transactions.short_read(db.engine) as reader:
        worded = notice_mails.bundles(reader, clock.now())[0]
    taken = session.get_one(Notification, worded.wanted[0].id)
    taken.mailed_at = clock.now()
    session.commit()
    with transactions.short_write(db.engine) as writer:
        words = Rendered("Thư", "Chữ.", "<p>Chữ.</p>")
        assert notice_mails.store(writer, worded, words, clock.now(), domain="example.vn") == 0
    assert make(app, session) == 2
    assert mails(session)[told.person("Khang").id].subject.endswith("phải bổ sung.")


def test_of_what_is_done_with_a_result_only_what_comes_back_goes_by_mail(
    world: World, session: Session
) -> None:
    plan = add_plan(session, world.mau, clock.now())
    item = add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Việc",
        due_on=date(2026, 9, 30),
        now=clock.now(),
        status=Status.in_progress,
    )
    session.commit()
    nothing = Request(nothing_arose=True, reason="Trong kỳ không phát sinh nội dung này")
    why = Request(reason="Chưa có chữ ký và dấu của lãnh đạo")
    for name, action, request in (
        ("Khang", Action.submit, nothing),
        ("Thư", Action.ask_to_supplement, why),
        ("Khang", Action.submit, nothing),
        ("Thư", Action.send_back, why),
        ("Khang", Action.submit, nothing),
        ("Thư", Action.verify, Request()),
    ):
        actor = world.actor(name)
        perform(session, actor, item, action, request, version=item.version, now=clock.now())
    session.commit()
    rows = session.execute(select(Notification.kind, Notification.is_for_mail)).all()
    assert {kind for kind, is_for_mail in rows if is_for_mail} == {
        "work_item.ask_to_supplement",
        "work_item.send_back",
    }
    assert {kind for kind, is_for_mail in rows if not is_for_mail} == {
        "work_item.submit",
        "work_item.verify",
    }


def test_another_date_in_the_place_of_one_goes_by_mail_and_a_first_date_does_not(
    world: World, session: Session
) -> None:
    plan = add_plan(session, world.mau, clock.now())
    first, moved = (
        add_item(session, world.mau, plan, lead="kt", title=title, due_on=due, now=clock.now())
        for title, due in (("Một", None), ("Hai", date(2026, 9, 30)))
    )
    session.commit()
    new = date(2026, 10, 15)
    paper = "Công văn số 12/UBND ngày 14/9/2026"
    act(session, world, "Thư", first, Action.set_date, new_due=new)
    more = {"new_due": new, "document": paper, "replaces_date": True}
    act(session, world, "Long", moved, Action.set_date, **more)
    khang = Notification.person_id == world.person("Khang").id
    told = list(session.scalars(select(Notification).where(khang).order_by(Notification.id)))
    assert [(one.kind, one.is_for_mail) for one in told] == [
        ("work_item.set_date", False),
        ("work_item.set_date", True),
    ]
    assert [notice_words(one).sentence for one in told] == [
        "“Một” đã có thời hạn.",
        "Thời hạn của “Hai” được điều chỉnh từ ngày 30/9/2026 sang ngày 15/10/2026.",
    ]


@pytest.mark.parametrize(
    ("moment", "made"),
    [
        (datetime(2026, 9, 12, 2, 0, tzinfo=UTC), 1),  # A Saturday.
        (datetime(2026, 9, 19, 2, 0, tzinfo=UTC), 2),  # A Saturday that is worked.
        (datetime(2026, 9, 14, 2, 0, tzinfo=UTC), 1),  # A Monday off.
        (datetime(2026, 9, 14, 22, 0, tzinfo=UTC), 1),  # Tuesday, 05:00.
        (datetime(2026, 9, 15, 2, 0, tzinfo=UTC), 2),  # Tuesday, 09:00.
    ],
)
def test_the_mail_of_a_reminder_waits_until_the_office_is_open_and_no_other_does(
    app: DonDoc,
    world: World,
    session: Session,
    mail_sink: Sink,
    test_clock: TestClock,
    moment: datetime,
    made: int,
) -> None:
    app.config.update(mail_settings(mail_sink.port))
    commune_id = world.mau.commune.id
    session.add(DayOff(commune_id=commune_id, day=date(2026, 9, 14), title="Nghỉ"))
    session.add(DayOff(commune_id=commune_id, day=date(2026, 9, 19), is_working=True))
    test_clock.set(moment)
    tell(session, world, "Khang", Action.send_back)
    remind_of_late(session, world, "Kiên")
    session.commit()
    assert make(app, session) == made
    test_clock.set(datetime(2026, 9, 21, 2, 0, tzinfo=UTC))
    assert made + make(app, session) == 2


def remind_of_late(session: Session, world: World, name: str) -> None:
    """A notice of what became late, as the reminders make it."""
    notify(
        session,
        world.mau.commune.id,
        [world.person(name).id],
        kind="work_item.late",
        key="remind:test",
        data={"title": "Báo cáo quý", "label": "", "late": 1, "count": 1, "items": []},
        path="/viec/1",
        now=clock.now(),
        for_mail=True,
    )


def test_a_reminder_that_a_digest_names_needs_no_mail_of_its_own(
    app: DonDoc, world: World, session: Session, mail_sink: Sink
) -> None:
    app.config.update(mail_settings(mail_sink.port))
    plan = add_plan(session, world.mau, clock.now())
    late = date(2026, 9, 11)
    add_item(session, world.mau, plan, lead="kt", title="Việc", due_on=late, now=clock.now())
    for name in ("Khang", "Tâm"):
        remind_of_late(session, world, name)
    tell(session, world, "Khang", Action.send_back)
    session.commit()
    assert not run_job(app, "weekly_digest").error
    # Tâm's centre has nothing to read this week, so nothing else tells him.
    assert make(app, session) == 2
    of_notices = select(OutboxMail).where(OutboxMail.kind == notice_mails.KIND)
    told = {mail.person_id: mail.text for mail in session.scalars(of_notices)}
    khang, tam = world.person("Khang").id, world.person("Tâm").id
    assert told.keys() == {khang, tam}
    assert "bị trả lại" in told[khang] and "quá hạn" not in told[khang]
    assert "quá hạn" in told[tam]
