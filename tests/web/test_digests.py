"""The archive of digests, their preview, and trang giao ban."""

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape

import pytest
from docx import Document
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.jobs import run_job
from app.models import Event, Explanation, OutboxMail, Person, WorkItem
from app.web.edge import DonDoc
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock

Clients = Callable[[Person], FlaskClient]


@pytest.fixture
def known(world: World, session: Session) -> World:
    earlier = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
    plan = add_plan(session, world.mau, earlier)
    for number in range(20):
        add_item(
            session,
            world.mau,
            plan,
            lead="kt",
            title=f"Báo cáo số {number}",
            due_on=date(2026, 9, 4),
            now=clock.now(),
        )
    add_item(
        session,
        world.mau,
        plan,
        lead="hcc",
        title="Kết quả ký số <quý III>",
        due_on=date(2026, 9, 18),
        now=clock.now(),
    )
    session.commit()
    return world


@pytest.fixture
def sent(known: World, app: DonDoc, session: Session) -> World:
    run_job(app, "weekly_digest")
    for mail in session.scalars(select(OutboxMail)):
        mail.sent_at = clock.now()
    session.commit()
    return known


def mail_to(session: Session, world: World, name: str) -> OutboxMail:
    session.expire_all()
    (mail,) = session.scalars(
        select(OutboxMail).where(OutboxMail.person_id == world.person(name).id)
    )
    return mail


def test_the_archive_tells_who_got_what_when_and_shows_a_mail_as_sent(
    sent: World, session: Session, client_for: Clients
) -> None:
    client = client_for(sent.person("Thư"))
    page = client.get("/tong-hop").text
    assert "Tổng hợp tuần 14–20/9/2026" in page
    for name in ("Lê Thị Thư", "Trần Văn Khang", "Vũ Minh Tâm"):
        assert name in page
    shown = client.get(f"/tong-hop/thu/{mail_to(session, sent, 'Khang').id}").text
    assert "Báo cáo số 3: quá hạn 10 ngày" in shown
    for week in ("2026-09-01", "0001-01-01", "9999-12-31", "x"):
        assert client.get(f"/tong-hop?tuan={week}").status_code == 200
    assert client_for(sent.person("Khang")).get("/tong-hop").status_code == 403


FRAME = re.compile(r'<iframe [^>]*src="([^"]+)"[^>]*>')


def frame_of(page: str) -> tuple[str, str]:
    """The frame of a page, and the address it shows."""
    found = FRAME.search(page)
    assert found is not None, "no frame on the page"
    return found[0], unescape(found[1])


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Thư", "/tong-hop/thu/{mail}"),
        ("Thư", "/tong-hop/xem-truoc?person={person}&day=14/9/2026"),
        ("Khang", "/thong-bao/tong-hop-toi"),
    ],
)
def test_a_mail_is_shown_as_it_looks_in_a_frame_that_can_do_nothing(
    sent: World, session: Session, client_for: Clients, name: str, address: str
) -> None:
    mail = mail_to(session, sent, "Khang")
    ids = {"mail": mail.id, "person": sent.person("Khang").id}
    client = client_for(sent.person(name))
    frame, source = frame_of(client.get(address.format(**ids)).text)
    assert 'sandbox="allow-top-navigation-by-user-activation"' in frame
    shown = client.get(source)
    assert shown.content_type == "text/html; charset=utf-8"
    policy = dict(
        directive.strip().partition(" ")[::2]
        for directive in shown.headers["Content-Security-Policy"].split(";")
    )
    assert policy == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
        "sandbox": "allow-top-navigation-by-user-activation",
    }
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.text.replace('<base target="_top">', "") == mail.html
    assert "Báo cáo số 3" in shown.text and "<script" not in shown.text


def test_who_may_not_read_a_digest_may_not_read_its_frame(
    sent: World, session: Session, client_for: Clients
) -> None:
    mail = mail_to(session, sent, "Thư")
    for name in ("Khang", "Long", "Ánh"):
        client = client_for(sent.person(name))
        assert client.get(f"/tong-hop/thu/{mail.id}/noi-dung").status_code == 403
        assert client.get("/tong-hop/xem-truoc/thu").status_code == 403
    assert client_for(sent.person("Minh")).get("/thong-bao/tong-hop-toi/thu").status_code == 404


def test_the_button_of_a_late_row_leads_to_the_page_where_its_cause_is_given(
    sent: World, session: Session, client_for: Clients
) -> None:
    mail = mail_to(session, sent, "Khang")
    late = select(WorkItem.id).where(WorkItem.due_on == date(2026, 9, 4)).order_by(WorkItem.id)
    pages = [f"/viec/{item_id}/bao-nguyen-nhan" for item_id in session.scalars(late)]
    named = r'href="http://[^/]+(/viec/[^"]+)"[^>]*>Báo nguyên nhân<'
    assert re.findall(named, mail.html) == pages
    client = client_for(sent.person("Khang"))
    for page in pages:
        assert f'action="{page}"' in client.get(page).text
    typed = {"words": "Chờ hướng dẫn của Sở Nội vụ.", "expected_on": "30/9/2026"}
    assert client.post(pages[3], data=typed).status_code == 302
    session.rollback()
    answered = session.scalars(select(Explanation)).one()
    assert (f"/viec/{answered.work_item_id}/bao-nguyen-nhan", answered.expected_on) == (
        pages[3],
        date(2026, 9, 30),
    )


def test_a_digest_goes_once_more_under_a_key_of_its_own(
    sent: World, session: Session, client_for: Clients
) -> None:
    client, mail = client_for(sent.person("Thư")), mail_to(session, sent, "Khang")
    first = (mail.id, mail.key, mail.message_id, mail.subject)
    address = f"/tong-hop/thu/{mail.id}/gui-them"
    assert client.post(address).status_code == 302
    session.expire_all()
    *_, again = session.scalars(
        select(OutboxMail).where(OutboxMail.person_id == mail.person_id).order_by(OutboxMail.id)
    )
    assert (again.key, again.subject) == (f"{first[1]}:again:1", first[3])
    assert again.message_id not in ("", first[2])
    assert again.sent_at is None
    refused = client.post(address)
    assert refused.status_code == 409
    assert "không cần gửi lại" in refused.text
    again = session.get_one(OutboxMail, again.id)
    again.sent_at = clock.now()
    session.commit()
    assert client.post(address).status_code == 302
    events = session.scalars(select(Event).where(Event.kind == "mail.send_once_more")).all()
    assert [event.data["of"] for event in events] == [first[0], first[0]]


def test_the_preview_shows_anybody_s_digest_as_of_a_day(
    known: World, session: Session, client_for: Clients
) -> None:
    client = client_for(known.person("Thư"))
    assert "20 quá hạn · 1 đến hạn" in client.get("/tong-hop/xem-truoc").text
    tam = known.person("Tâm").id
    later = client.get(f"/tong-hop/xem-truoc?person={tam}&day=21/9/2026").text
    assert "1 quá hạn" in later
    assert "số liệu đến 07 giờ 30 ngày 21/9/2026" in later
    assert "Báo cáo số 1" not in later
    assert "trong vòng một năm" in client.get("/tong-hop/xem-truoc?day=1/1/2020").text
    assert session.scalar(select(OutboxMail.id)) is None


def test_the_page_for_the_meeting_is_one_sheet_and_the_same_for_a_chat(
    known: World, client_for: Clients
) -> None:
    page = client_for(known.person("Long")).get("/giao-ban").text
    assert "Trang giao ban tuần 14–20/9/2026" in page
    assert "Quá hạn (20)" in page
    assert "Còn 9 việc nữa, xem trong Đôn Đốc." in page
    assert "Kết quả ký số &lt;quý III&gt;" in page
    text = page.split("<textarea", 1)[1].split("</textarea>", 1)[0]
    assert "TRANG GIAO BAN TUẦN 14–20/9/2026" in text
    assert "- 1 Báo cáo số 0: quá hạn 10 ngày; Phòng KT-HT-ĐT; hạn 04/9/2026" in text
    assert client_for(known.person("Khang")).get("/giao-ban").status_code == 403
    assert client_for(known.person("Hoa")).get("/giao-ban").status_code == 200


def test_the_page_for_the_meeting_is_a_word_file_too(known: World, client_for: Clients) -> None:
    answer = client_for(known.person("Thư")).get("/giao-ban/tai-ve")
    assert "attachment" in answer.headers["Content-Disposition"]
    document = Document(io.BytesIO(answer.data))
    assert round(document.sections[0].page_width.mm) == 210
    assert round(document.sections[0].page_height.mm) == 297
    late, due, units = document.tables
    assert [len(table.rows) for table in (late, due)] == [1 + 11, 1 + 1]
    assert [cell.text for cell in due.rows[1].cells] == [
        "1",
        "1 Kết quả ký số <quý III>",
        "TT PVHCC",
        "18/9/2026",
        "hạn thứ Sáu 18/9/2026",
    ]
    assert units.rows[0].cells[0].text == "Đơn vị"
    assert all(row._tr.trPr is not None for row in (late.rows[0], due.rows[0]))


def test_other_weeks_are_a_step_away(
    sent: World, app: DonDoc, session: Session, client_for: Clients, test_clock: TestClock
) -> None:
    test_clock.move(days=14)
    session.rollback()
    run_job(app, "weekly_digest")
    page = client_for(sent.person("Thư")).get("/tong-hop").text
    assert "Tổng hợp tuần 28/9–04/10/2026" in page
    assert "/tong-hop?tuan=2026-09-14" in page
