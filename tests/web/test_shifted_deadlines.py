"""Where deadlines move off days off, the printed day stays to be seen."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.models import DayOff, Person, WorkItem
from tests.amending import items_named, running_plan
from tests.cast import World
from tests.plan_texts import KT

ClientFor = Callable[[Person], FlaskClient]
AREA = ("I", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "", "", "", "")
TITLE = "Rà soát quy trình"
AFTER = "20 ngày sau khi có văn bản của Sở"
TYPED = {"version": 1, "document": "15/KH-SNV", "document_on": "5/9/2026", "new_due": ""}


@pytest.fixture
def moving(world: World, session: Session) -> World:
    """Phường Mẫu moves deadlines; Friday 25/9/2026 is off, 31/10/2026 is a Saturday."""
    world.mau.commune.shift_from_days_off = True
    session.add(DayOff(commune_id=world.mau.commune.id, day=date(2026, 9, 25), title="Nghỉ"))
    session.commit()
    return world


def only_item(session: Session, world: World, time: str) -> WorkItem:
    plan = running_plan(world, [AREA, ("1", TITLE, KT, "", "Báo cáo", time)])
    (item,) = items_named(session, plan, TITLE)
    return item


def test_the_item_says_which_day_the_plan_gives_and_why_it_is_another(
    session: Session, moving: World, client_for: ClientFor
) -> None:
    item = only_item(session, moving, "Tháng 10/2026")
    assert item.due_on == date(2026, 11, 2)
    page = client_for(moving.person("Khang")).get(f"/viec/{item.id}").text
    assert "theo kế hoạch 31/10/2026, trùng ngày nghỉ" in page
    words = "Theo kế hoạch là 31/10/2026, trùng ngày nghỉ; thời hạn của việc là 02/11/2026."
    assert words in page
    assert words in client_for(moving.person("Khang")).get(f"/nhiem-vu/{item.task_id}").text


def test_a_deadline_on_a_working_day_is_said_to_be_no_other(
    session: Session, moving: World, client_for: ClientFor
) -> None:
    item = only_item(session, moving, "Chậm nhất 30/10/2026")
    assert item.due_on == date(2026, 10, 30)
    assert "trùng ngày nghỉ" not in client_for(moving.person("Khang")).get(f"/viec/{item.id}").text


def test_a_date_counted_from_a_document_moves_as_the_form_showed_it(
    session: Session, moving: World, client_for: ClientFor
) -> None:
    item, thu = only_item(session, moving, AFTER), client_for(moving.person("Thư"))
    path, counted = f"/viec/{item.id}/can-cu", "20 ngày sau 05/9/2026 → 25/9/2026"
    moved = "thời hạn của việc là 28/9/2026."
    shown = thu.post(path, data={**TYPED, "preview": "1"}).text
    assert counted in shown and moved in shown
    assert thu.post(path, data=TYPED).status_code == 302
    session.refresh(item)
    assert item.due_on == date(2026, 9, 28)
    page = thu.get(f"/viec/{item.id}").text
    assert counted in page and moved in page
