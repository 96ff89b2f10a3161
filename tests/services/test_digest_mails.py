"""What every digest carries: links that lead somewhere, when it comes, the head of the record."""

import re

import pytest
from sqlalchemy.orm import Session
from werkzeug.routing import MapAdapter

from app import clock
from app.services.audit import Chain, Head, verify_chains
from app.web.edge import DonDoc
from tests.cast import World
from tests.digesting import known_world, mail_to, mails, run


@pytest.fixture
def known(world: World, session: Session) -> World:
    return known_world(world, session)


def test_every_page_a_digest_leads_to_is_a_page_of_the_product(
    known: World, app: DonDoc, session: Session
) -> None:
    run(app, session, "weekly_digest")
    pages: MapAdapter = app.url_map.bind("127.0.0.1:8000")
    for mail in mails(session).values():
        for part in mail.html.split('href="http://127.0.0.1:8000')[1:]:
            path, _, _ = part.split('"')[0].partition("?")
            pages.match(path)


def test_every_mail_says_when_it_comes_and_where_to_change_that(
    known: World, app: DonDoc, session: Session
) -> None:
    known.person("Kiên").digest_at = "16:00"
    session.commit()
    run(app, session, "weekly_digest")
    mail = mail_to(session, known, "Kiên")
    for body in (mail.text, mail.html):
        assert "Đôn Đốc gửi lúc 16 giờ 00 thứ Hai hằng tuần" in body
        assert "http://127.0.0.1:8000/thong-bao/thiet-lap" in body


def test_a_unit_of_one_row_gets_two_buttons_to_its_forms(
    known: World, app: DonDoc, session: Session
) -> None:
    run(app, session, "weekly_digest")
    text = mail_to(session, known, "Tâm").text
    assert "Gửi kết quả: http://127.0.0.1:8000/viec/2?mo=gui#gui" in text
    assert "Báo nguyên nhân: http://127.0.0.1:8000/viec/2/bao-nguyen-nhan" in text
    assert "Gửi kết quả: http://127.0.0.1:8000/viec-cua-toi" in mail_to(session, known, "Kiên").text


def test_a_unit_without_an_active_head_is_in_the_office_s_edition(
    known: World, app: DonDoc, session: Session
) -> None:
    known.person("Khang").disabled_at = clock.now()
    session.commit()
    run(app, session, "weekly_digest")
    said = "nên không ai ở đơn vị nhận thư: Phòng KT-HT-ĐT (3 việc).\n"
    assert said in mail_to(session, known, "Thư").text


def test_the_office_s_edition_carries_the_head_of_the_record_out_of_the_house(
    known: World, app: DonDoc, session: Session
) -> None:
    run(app, session, "weekly_digest")
    mail = mail_to(session, known, "Thư")
    found = re.search(r"\d+:[0-9a-f]{64}", mail.text)
    assert found is not None
    assert found.group() in mail.html
    head = Head.read(found.group())
    chains = [chain for chain in verify_chains(session, heads=[head]) if isinstance(chain, Chain)]
    assert [chain.commune_id for chain in chains if chain.held] == [known.mau.commune.id]
    assert str(head) not in mail_to(session, known, "Khang").text
