"""The mails on Lịch chạy: what went out, what did not and why; sent again, addresses lifted."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Event, OutboxMail, Person
from app.services.outbox import Letter, enqueue
from app.web.edge import DonDoc
from tests.cast import Place, World

REFUSED = "SMTPRecipientsRefused: {'a@b.vn': (550, b'5.1.1 User unknown')}"
OUT_OF_REACH = "ConnectionRefusedError: [Errno 111] Connection refused"


def put_in(session: Session, place: Place, subject: str, to: str, **fields: object) -> OutboxMail:
    """A mail of `place`, standing as `fields` say."""
    letter = Letter(f"test:{subject}", place.people[to].id, subject, "Chữ.", "<p>Chữ.</p>")
    now = clock.now()
    enqueue(session, place.commune.id, subject, [letter], now, domain="mau.example.vn")
    mail = session.scalars(select(OutboxMail).where(OutboxMail.key == letter.key)).one()
    for name, value in fields.items():
        setattr(mail, name, value)
    session.commit()
    return mail


@pytest.fixture
def mails(session: Session, world: World) -> dict[str, OutboxMail]:
    """One mail of each kind of standing, and one of another commune."""
    now = clock.now()
    later = now + timedelta(minutes=15)
    mau = world.mau
    return {
        "waiting": put_in(session, mau, "Thư đang chờ", "Khang"),
        "tried": put_in(
            session, mau, "Thư thử dở", "Vân", attempts=3, not_before=later, error=OUT_OF_REACH
        ),
        "sent": put_in(session, mau, "Thư đã đi", "Khang", attempts=1, sent_at=now),
        "failed": put_in(session, mau, "Thư hỏng", "Thư", attempts=2, failed_at=now, error=REFUSED),
        "replaced": put_in(session, mau, "Thư cũ", "Hoa", failed_at=now, error="superseded"),
        "elsewhere": put_in(
            session,
            world.ben,
            "Thư nơi khác",
            next(iter(world.ben.people)),
            failed_at=now,
            error=REFUSED,
        ),
    }


def row_of(page: str, subject: str) -> str:
    rows = [row for row in re.findall(r"<tr.*?</tr>", page, re.S) if subject in row]
    assert len(rows) == 1, subject
    return " ".join(re.sub(r"<[^>]+>", " ", rows[0]).split())


def shown(page: str) -> set[str]:
    """The subjects of the page's mails."""
    return set(re.findall(r"Thư (?:đang chờ|thử dở|đã đi|hỏng|cũ|nơi khác)", page))


def stop(session: Session, person: Person) -> None:
    person.email_stopped_at, person.email_stopped_reason = clock.now(), REFUSED
    session.commit()


def test_every_mail_says_how_it_stands_and_why(
    admin: FlaskClient, mails: dict[str, OutboxMail]
) -> None:
    page = admin.get("/lich-chay/thu").text
    assert "1 thư không gửi được, 2 thư đang chờ gửi" in page
    assert "Đang chờ gửi" in row_of(page, "Thư đang chờ")
    tried = row_of(page, "Thư thử dở")
    assert "Không kết nối được máy chủ thư." in tried
    assert "Đã thử 3 lần, thử tiếp 08:15 ngày 14/9/2026." in tried
    assert "Đã gửi 08:00 ngày 14/9/2026" in row_of(page, "Thư đã đi")
    failed = row_of(page, "Thư hỏng")
    assert "Máy chủ thư không nhận địa chỉ này (mã 550)." in failed
    assert "Đã thử 2 lần" in failed
    assert "User unknown" in failed
    assert "Gửi lại" in failed
    replaced = row_of(page, "Thư cũ")
    assert "Đã có bản mới hơn" in replaced
    assert "Gửi lại" not in replaced


FILTERS = (
    ("", {"Thư đang chờ", "Thư thử dở", "Thư đã đi", "Thư hỏng", "Thư cũ"}),
    ("state=waiting", {"Thư đang chờ", "Thư thử dở"}),
    ("state=sent", {"Thư đã đi"}),
    ("state=failed", {"Thư hỏng"}),
    ("state=put_aside", {"Thư cũ"}),
    ("state=nothing&person=x", {"Thư đang chờ", "Thư thử dở", "Thư đã đi", "Thư hỏng", "Thư cũ"}),
    ("state=waiting&person={khang}", {"Thư đang chờ"}),
    ("person={khang}", {"Thư đang chờ", "Thư đã đi"}),
    ("state=sent&person={van}", set()),
)


def test_the_list_is_filtered_and_shows_no_other_commune(
    admin: FlaskClient, mails: dict[str, OutboxMail], world: World
) -> None:
    ids = {"khang": world.person("Khang").id, "van": world.person("Vân").id}
    for query, subjects in FILTERS:
        page = admin.get(f"/lich-chay/thu?{query.format(**ids)}").text
        assert shown(page) == subjects, query
    assert "Không có thư nào khớp với bộ lọc." in page


def test_fifty_mails_a_page_the_newest_first_and_the_filter_is_kept(
    admin: FlaskClient, world: World, session: Session
) -> None:
    for number in range(51):
        put_in(session, world.mau, f"Số {number:02}.", "Khang")
    page = admin.get("/lich-chay/thu?state=waiting").text
    assert re.findall(r"Số (\d\d)\.<span", page) == [f"{number:02}" for number in range(50, 0, -1)]
    following = re.search(r'href="([^"]+)" rel="next"', page)
    assert following is not None
    assert "state=waiting" in following[1]
    second = admin.get(following[1].replace("&amp;", "&")).text
    assert re.findall(r"Số (\d\d)\.<span", second) == ["00"]


def test_a_mail_that_failed_is_put_back_with_an_event(
    admin: FlaskClient, mails: dict[str, OutboxMail], session: Session
) -> None:
    address = f"/lich-chay/thu/{mails['failed'].id}/gui-lai"
    answer = admin.post(address, follow_redirects=True)
    assert "Thư sẽ được gửi lại" in answer.text
    assert shown(answer.text) == {"Thư đang chờ", "Thư thử dở", "Thư hỏng"}
    assert admin.post(address).status_code == 409
    session.rollback()
    assert len(session.scalars(select(Event).where(Event.kind == "mail.send_again")).all()) == 1
    assert "Gửi lại thư" in admin.get("/nhat-ky?kind=mail.").text


def test_a_stopped_address_is_shown_refused_and_used_again(
    admin: FlaskClient, mails: dict[str, OutboxMail], world: World, session: Session
) -> None:
    who = world.person("Thư")
    stop(session, who)
    page = admin.get("/lich-chay/thu").text
    assert "Địa chỉ đang ngừng" in page
    assert str(who.email) in page
    again = f"/lich-chay/thu/{mails['failed'].id}/gui-lai"
    refused = admin.post(again)
    assert refused.status_code == 409
    assert "bấm Dùng lại địa chỉ nếu địa chỉ đúng" in refused.text
    lifted = admin.post(f"/lich-chay/dia-chi/{who.id}/dung-lai", follow_redirects=True)
    assert f"Dùng lại địa chỉ của {who.full_name}." in lifted.text
    assert "Địa chỉ đang ngừng" not in lifted.text
    assert admin.post(again).status_code == 302
    twice = admin.post(f"/lich-chay/dia-chi/{who.id}/dung-lai", follow_redirects=True)
    assert "đang dùng bình thường" in twice.text
    session.rollback()
    kinds = select(Event.kind).where(Event.kind.startswith("mail.")).order_by(Event.id)
    assert list(session.scalars(kinds)) == ["mail.use_address_again", "mail.send_again"]


def test_the_standing_office_sees_and_sends_nothing(
    office: FlaskClient, mails: dict[str, OutboxMail], world: World, session: Session
) -> None:
    stop(session, world.person("Hoa"))
    page = office.get("/lich-chay/thu")
    assert page.status_code == 200
    assert "Gửi lại" not in page.text
    assert "Dùng lại địa chỉ<" not in page.text
    for path in (
        f"/lich-chay/thu/{mails['failed'].id}/gui-lai",
        f"/lich-chay/dia-chi/{world.person('Hoa').id}/dung-lai",
    ):
        assert office.post(path).status_code == 403


def test_an_administrator_reaches_no_mail_and_no_person_of_another_commune(
    client_for: Callable[[Person], FlaskClient],
    admin: FlaskClient,
    mails: dict[str, OutboxMail],
    world: World,
    session: Session,
) -> None:
    stranger = next(iter(world.ben.people.values()))
    stop(session, stranger)
    assert "Địa chỉ đang ngừng" not in admin.get("/lich-chay/thu").text
    assert admin.post(f"/lich-chay/thu/{mails['elsewhere'].id}/gui-lai").status_code == 404
    assert admin.post(f"/lich-chay/dia-chi/{stranger.id}/dung-lai").status_code == 404
    session.rollback()
    session.refresh(stranger)
    assert stranger.email_stopped_at is not None


def test_it_says_where_there_is_no_mail_server_and_where_there_is_no_mail(
    app: DonDoc, admin: FlaskClient, world: World
) -> None:
    page = admin.get("/lich-chay/thu").text
    assert "Chưa đặt máy chủ thư" in page
    assert "Không có thư nào bị lỗi" in page
    assert "Chưa có thư nào." in page
    app.config.update(SMTP_HOST="127.0.0.1", MAIL_FROM="cchc@mau.example.vn")
    assert "Chưa đặt máy chủ thư" not in admin.get("/lich-chay/thu").text
