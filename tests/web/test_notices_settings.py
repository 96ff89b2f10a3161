"""Thiết lập thư: a person's own choice of mails, and his next digest as it would be now."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Event, Person
from tests.cast import World, add_item, add_plan

Clients = Callable[[Person], FlaskClient]
PAGE = "/thong-bao/thiet-lap"
FILLED = {
    "topics": ["plan", "date"],
    "weekday": "fri",
    "at": "16:00",
    "paused_until": "20/9/2026",
}


def test_what_a_person_chooses_is_kept_with_an_event(
    world: World, session: Session, client_for: Clients
) -> None:
    khang = world.person("Khang")
    answer = client_for(khang).post(PAGE, data=FILLED, follow_redirects=True)
    assert "Đã lưu thiết lập thư." in answer.text
    session.expire_all()
    assert (khang.digest_weekday, khang.digest_at) == ("fri", "16:00")
    assert khang.digest_paused_until == date(2026, 9, 20)
    assert khang.muted_kinds == [
        "work_item.ask_to_supplement",
        "work_item.send_back",
        "update_sheet.decide",
        "work_item.late",
        "explanation.ask_cause",
        "explanation.demand",
        "urging_letter.issue",
    ]
    (event,) = session.scalars(select(Event).where(Event.kind == "person.choose_mails"))
    assert event.data["digest_at"] == "16:00"
    again = client_for(khang).post(PAGE, data=FILLED, follow_redirects=True)
    assert "Không có gì thay đổi." in again.text
    shown = client_for(khang).get(PAGE).text
    assert "Tổng hợp tuần tới: thứ Sáu 18/9/2026 16\xa0giờ\xa000." in shown


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"weekday": "sun"}, "Chọn một ngày trong danh sách."),
        ({"at": "07:45"}, "Chọn một giờ trong danh sách."),
        ({"paused_until": "13/9/2026"}, "Ngày này đã qua."),
        ({"paused_until": "mai"}, "Ghi ngày theo dạng 14/9/2026."),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    world: World, session: Session, client_for: Clients, changed: dict[str, str], words: str
) -> None:
    khang = world.person("Khang")
    answer = client_for(khang).post(PAGE, data=FILLED | changed)
    assert answer.status_code == 422
    assert words in answer.text
    session.expire_all()
    assert khang.digest_weekday == "mon"


def test_the_next_digest_is_shown_with_the_figures_of_now(
    world: World, session: Session, client_for: Clients
) -> None:
    earlier = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
    plan = add_plan(session, world.mau, earlier)
    add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Báo cáo tháng 8",
        due_on=date(2026, 9, 4),
        now=clock.now(),
    )
    session.commit()
    mine = client_for(world.person("Khang")).get("/thong-bao/tong-hop-toi").text
    assert "1 quá hạn" in mine
    assert "Báo cáo tháng 8: quá hạn 10 ngày" in mine
    other = client_for(world.person("Tâm")).get("/thong-bao/tong-hop-toi").text
    assert "Chưa có gì để gửi" in other
    assert "Báo cáo tháng 8" not in other
    viewer = client_for(world.person("Minh")).get("/thong-bao/tong-hop-toi").text
    assert "không nhận Tổng hợp tuần" in viewer
