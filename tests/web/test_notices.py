"""Thông báo: worded when shown, read when opened, a person's own."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.labels.notices import notice_words
from app.models import Notification, Person
from app.services.notices import _TO_THE_UNIT, notify
from tests.acting import queries_of
from tests.cast import World
from workflows.states import Action

ClientFor = Callable[[Person], FlaskClient]
REASON = "Quyết định chưa kèm danh mục tài sản."


def tell(
    session: Session,
    world: World,
    who: str,
    kind: str = "work_item.send_back",
    key: str = "1",
    **data: object,
) -> Notification:
    words: dict[str, Any] = {"title": "Quy chế", "label": "Tháng 8", "reason": REASON, **data}
    notify(
        session,
        world.mau.commune.id,
        [world.person(who).id],
        kind=kind,
        key=key,
        data=words,
        path="/viec/7",
        now=clock.now(),
    )
    session.commit()
    return session.scalars(select(Notification).order_by(Notification.id.desc())).first()  # type: ignore[return-value]


SENTENCES = [
    ("work_item.submit", {}, "“Quy chế” (Tháng 8) đã gửi kết quả, chờ xác nhận."),
    ("work_item.verify", {}, "“Quy chế” (Tháng 8) đã được xác nhận hoàn thành."),
    ("work_item.ask_to_supplement", {}, "“Quy chế” (Tháng 8) phải bổ sung."),
    ("work_item.send_back", {"label": ""}, "“Quy chế” bị trả lại."),
    (
        "work_item.late",
        {"count": 1, "items": [{"title": "Quy chế", "label": "", "due_on": "2026-09-05"}]},
        "“Quy chế” đã quá hạn, thời hạn là 05/9/2026.",
    ),
    ("work_item.late", {"count": 3}, "3 việc vừa quá hạn, trước hết là “Quy chế” (Tháng 8)."),
    (
        "opening_results.enter",
        {"number": "12/KH-UBND", "count": 4},
        "4 kết quả đã có của kế hoạch 12/KH-UBND chờ xác nhận.",
    ),
    (
        "plan.start",
        {"number": "12/KH-UBND", "lead": 7},
        "12/KH-UBND đã đưa vào theo dõi; đơn vị chủ trì 7 nhiệm vụ.",
    ),
]


@pytest.mark.parametrize(("kind", "data", "sentence"), SENTENCES)
def test_each_kind_is_a_sentence(
    session: Session,
    world: World,
    client_for: ClientFor,
    kind: str,
    data: dict[str, object],
    sentence: str,
) -> None:
    tell(session, world, "Khang", kind, **data)
    page = client_for(world.person("Khang")).get("/thong-bao").text
    assert sentence in page
    assert "1 thông báo chưa đọc" in page


def test_every_action_that_tells_somebody_has_words_of_its_own(
    session: Session, world: World
) -> None:
    for action in _TO_THE_UNIT | {Action.submit}:
        notice = tell(session, world, "Khang", f"work_item.{action}", key=action)
        assert "“Quy chế” (Tháng 8)" in notice_words(notice).sentence


def test_a_kind_without_words_is_named_and_never_hidden(
    session: Session, world: World, client_for: ClientFor
) -> None:
    tell(session, world, "Khang", "comet.pass")
    assert "comet.pass" in client_for(world.person("Khang")).get("/thong-bao").text


def test_the_reason_stands_with_the_notice_and_a_script_in_it_is_only_text(
    session: Session, world: World, client_for: ClientFor
) -> None:
    tell(session, world, "Khang", reason="<script>alert(1)</script>")
    page = client_for(world.person("Khang")).get("/thong-bao").text
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_opening_one_notes_that_it_was_read_and_goes_where_it_leads(
    session: Session, world: World, client_for: ClientFor
) -> None:
    notice = tell(session, world, "Khang")
    tell(session, world, "Khang", key="2")
    khang = client_for(world.person("Khang"))
    answer = khang.post(f"/thong-bao/{notice.id}/mo")
    assert answer.location == "/viec/7"
    assert "1 thông báo chưa đọc" in khang.get("/thong-bao").text
    khang.post("/thong-bao/da-doc")
    assert "Đã đọc hết thông báo" in khang.get("/thong-bao").text


def test_the_same_occasion_is_told_once(session: Session, world: World) -> None:
    tell(session, world, "Khang")
    tell(session, world, "Khang")
    assert len(session.scalars(select(Notification)).all()) == 1


def test_nobody_reads_or_opens_the_notices_of_others(
    session: Session, world: World, client_for: ClientFor
) -> None:
    notice = tell(session, world, "Khang")
    for other in (world.person("Kiên"), world.ben.people["Khang"]):
        client = client_for(other)
        assert "Chưa có thông báo nào." in client.get("/thong-bao").text
        assert client.post(f"/thong-bao/{notice.id}/mo").status_code == 404
        client.post("/thong-bao/da-doc")
    session.expire_all()
    assert session.get_one(Notification, notice.id).read_at is None


def test_a_long_list_is_paged_and_runs_a_fixed_number_of_queries(
    session: Session, world: World, client_for: ClientFor
) -> None:
    khang, counted = client_for(world.person("Khang")), []
    for amount in (1, 54):
        for number in range(amount):
            tell(session, world, "Khang", key=f"{amount}-{number}", title=f"việc {number}")
        counted.append(queries_of(lambda: khang.get("/thong-bao")))
    assert counted[0] == counted[1] <= 12
    oldest = session.scalars(select(Notification.id).order_by(Notification.id)).all()[5]
    second = khang.get("/thong-bao", query_string={"before": oldest}).text
    assert second.count('class="row-title"') == 5
