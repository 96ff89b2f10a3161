"""Ghi nhận căn cứ: the date that the plan prints is shown before it is kept."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import DayOff, Event, Person, WorkItem
from tests.amending import items_named, running_plan
from tests.cast import World
from tests.plan_texts import KT
from workflows.states import Status

ClientFor = Callable[[Person], FlaskClient]
TITLE = "Tự đánh giá chỉ số"
AFTER = "20 ngày sau khi có văn bản của Sở"
WORKING = "Trong 05 ngày làm việc kể từ ngày nhận được văn bản của Sở"
COUNTED = "20 ngày sau 05/9/2026 → 25/9/2026"
TYPED = {"version": 1, "document": "15/KH-SNV", "document_on": "5/9/2026", "new_due": ""}


def asleep(session: Session, world: World, time: str = AFTER) -> WorkItem:
    area = ("I", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "", "", "", "")
    plan = running_plan(world, [area, ("1", TITLE, KT, "", "Báo cáo", time)])
    (item,) = items_named(session, plan, TITLE)
    return item


def fresh(session: Session, item: WorkItem) -> WorkItem:
    session.expire_all()
    return session.get_one(WorkItem, item.id)


def test_the_form_shows_what_the_plan_prints_and_asks_for_the_documents_day(
    session: Session, world: World, client_for: ClientFor
) -> None:
    item = asleep(session, world)
    page = client_for(world.person("Thư")).get(f"/viec/{item.id}?mo=can-cu").text
    form = page.partition('id="can-cu"')[2].partition("</form>")[0]
    assert AFTER in form
    assert 'name="document_on"' in form
    assert "Để trống thì tính từ ngày của văn bản như kế hoạch ghi." in form
    assert 'name="preview"' in form


def test_without_a_count_in_the_plan_the_date_is_asked_for_as_ever(
    session: Session, world: World, client_for: ClientFor
) -> None:
    item, thu = asleep(session, world, "Khi có văn bản của Sở"), client_for(world.person("Thư"))
    page = thu.get(f"/viec/{item.id}?mo=can-cu").text
    form = page.partition('id="can-cu"')[2].partition("</form>")[0]
    assert "Khi có văn bản của Sở" in form
    assert 'name="document_on"' not in form
    assert 'name="preview"' not in form
    refused = thu.post(f"/viec/{item.id}/can-cu", data={"version": 1, "document": "15/KH-SNV"})
    assert (refused.status_code, "Đặt thời hạn trước" in refused.text) == (422, True)


def test_looking_shows_the_date_and_keeps_nothing_but_what_was_typed(
    session: Session, world: World, client_for: ClientFor
) -> None:
    item, thu = asleep(session, world), client_for(world.person("Thư"))
    before = session.scalar(select(func.count()).select_from(Event))
    answer = thu.post(f"/viec/{item.id}/can-cu", data={**TYPED, "preview": "1"})
    assert answer.status_code == 200
    assert COUNTED in answer.text
    assert 'value="15/KH-SNV"' in answer.text
    assert (fresh(session, item).status, item.version) == (Status.dormant, 1)
    assert session.scalar(select(func.count()).select_from(Event)) == before


def test_the_days_off_of_the_commune_are_not_counted_in_what_is_shown(
    session: Session, world: World, client_for: ClientFor
) -> None:
    session.add(DayOff(commune_id=world.mau.commune.id, day=date(2026, 9, 7), title="Nghỉ"))
    item = asleep(session, world, WORKING)
    answer = client_for(world.person("Thư")).post(
        f"/viec/{item.id}/can-cu", data={**TYPED, "preview": "1"}
    )
    assert "5 ngày làm việc sau 05/9/2026 → 14/9/2026" in answer.text


def test_the_date_left_empty_is_kept_as_printed_and_the_history_says_how_it_came(
    session: Session, world: World, client_for: ClientFor
) -> None:
    item, thu = asleep(session, world), client_for(world.person("Thư"))
    assert thu.post(f"/viec/{item.id}/can-cu", data=TYPED).status_code == 302
    assert fresh(session, item).due_on == date(2026, 9, 25)
    page = client_for(world.person("Minh")).get(f"/viec/{item.id}").text
    for words in ("Căn cứ: 15/KH-SNV", f"Kế hoạch ghi: {AFTER}", COUNTED):
        assert words in page


def test_a_typed_date_is_kept_instead(
    session: Session, world: World, client_for: ClientFor
) -> None:
    item, thu = asleep(session, world), client_for(world.person("Thư"))
    typed = {**TYPED, "new_due": "15/10/2026"}
    assert thu.post(f"/viec/{item.id}/can-cu", data=typed).status_code == 302
    assert fresh(session, item).due_on == date(2026, 10, 15)
    page = thu.get(f"/viec/{item.id}").text
    assert "Ngày của văn bản: 05/9/2026" in page
    assert COUNTED not in page


@pytest.mark.parametrize("button", [{}, {"preview": "1"}])
@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("", "Ghi ngày của văn bản để tính thời hạn như kế hoạch ghi, hoặc ghi thời hạn."),
        ("15/9/2026", "Ngày của văn bản chưa đến."),
        ("31/9/2026", "Ghi ngày theo dạng 14/9/2026."),
        ("31/12/9999", "Ngày của văn bản chưa đến."),
    ],
)
def test_a_day_nothing_can_be_counted_from_is_refused_in_words(
    session: Session,
    world: World,
    client_for: ClientFor,
    day: str,
    words: str,
    button: dict[str, str],
) -> None:
    item = asleep(session, world)
    answer = client_for(world.person("Thư")).post(
        f"/viec/{item.id}/can-cu", data={**TYPED, "document_on": day, **button}
    )
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="15/KH-SNV"' in answer.text
    assert fresh(session, item).status is Status.dormant


def test_looking_is_for_those_who_may_wake_the_item(
    session: Session, world: World, client_for: ClientFor
) -> None:
    item, typed = asleep(session, world), {**TYPED, "preview": "1"}
    url = f"/viec/{item.id}/can-cu"
    assert client_for(world.person("Kiên")).post(url, data=typed).status_code == 403
    assert COUNTED not in client_for(world.person("Khang")).post(url, data=typed).text
    assert client_for(world.ben.people["Thư"]).post(url, data=typed).status_code == 404
