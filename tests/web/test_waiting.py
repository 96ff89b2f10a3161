"""The lists of what stands still, with their ages, and the strip of periods of a task."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import clock
from app.models import Person, Task, TaskRevision, TaskSchedule, WorkItem
from tests.acting import act
from tests.cast import World, add_item, add_plan
from tests.ongoing import add_check_in, add_period_before
from workflows.deadlines import Span, read_deadline, reading_to_json
from workflows.states import Action, Status

ClientFor = Callable[[Person], FlaskClient]
PRINTED = "Theo kế hoạch của Sở Nội vụ"


@pytest.fixture
def still(session: Session, world: World) -> dict[str, WorkItem]:
    """One item of each kind, made forty days ago."""
    then = clock.now() - timedelta(days=40)
    plan = add_plan(session, world.mau, then)
    place = world.mau
    sleeping = add_item(
        session,
        place,
        plan,
        lead="kt",
        title="Tự đánh giá chỉ số",
        due_on=None,
        now=then,
        status=Status.dormant,
    )
    reading = read_deadline(PRINTED, Span(plan.starts_on, plan.ends_on), None, "exclusive")
    schedule = session.get_one(TaskSchedule, sleeping.schedule_id)
    schedule.printed, schedule.note = PRINTED, reading.parts[0].note
    session.add(
        TaskRevision(
            commune_id=place.commune.id,
            task_id=sleeping.task_id,
            printed={},
            reading=reading_to_json(reading),
            source={},
        )
    )
    undated = add_item(
        session,
        place,
        plan,
        lead="kt",
        title="Sắp xếp hồ sơ",
        due_on=None,
        now=then,
        status=Status.assigned,
    )
    waiting = add_item(
        session, place, plan, lead="kt", title="Trình đề án", due_on=date(2026, 10, 5), now=then
    )
    act(
        session,
        world,
        "Khang",
        waiting,
        Action.mark_waiting,
        waiting_on="HĐND phường",
        waiting_since=date(2026, 9, 4),
        document="12/TTr-KT",
    )
    session.commit()
    return {"sleeping": sleeping, "undated": undated, "waiting": waiting}


def test_each_list_says_since_when_and_leads_to_the_step_that_ends_it(
    still: dict[str, WorkItem], client_for: ClientFor, world: World
) -> None:
    office = client_for(world.person("Thư"))
    html = office.get("/cho-can-cu").get_data(as_text=True)
    assert "Tự đánh giá chỉ số" in html
    assert "Sắp xếp hồ sơ" not in html
    assert "Đã 40 ngày" in html
    assert "từ 05/8/2026" in html
    assert f"chờ: {PRINTED}" in html
    assert f'href="/viec/{still["sleeping"].id}?mo=can-cu#can-cu"' in html
    html = office.get("/chua-co-thoi-han").get_data(as_text=True)
    assert "Sắp xếp hồ sơ" in html
    assert "Tự đánh giá chỉ số" not in html
    assert f'href="/viec/{still["undated"].id}?mo=thoi-han#thoi-han"' in html
    html = office.get("/dang-cho").get_data(as_text=True)
    assert "đang chờ HĐND phường từ 04/9/2026 (12/TTr-KT)" in html
    assert "Đã 10 ngày" in html


def test_a_unit_sees_the_lists_without_steps_that_are_not_its_own(
    still: dict[str, WorkItem], client_for: ClientFor, world: World
) -> None:
    html = client_for(world.person("Khang")).get("/cho-can-cu").get_data(as_text=True)
    assert "Tự đánh giá chỉ số" in html
    assert "mo=can-cu" not in html


def test_the_overview_counts_what_the_lists_hold(
    still: dict[str, WorkItem], client_for: ClientFor, world: World
) -> None:
    html = client_for(world.person("Long")).get("/tong-quan").get_data(as_text=True)
    for address in ("/cho-can-cu", "/chua-co-thoi-han", "/dang-cho"):
        assert f'<a href="{address}">' in html
    assert html[html.index('href="/cho-can-cu"') :].split("</li>")[0].endswith("1 việc")


def test_a_list_goes_on_where_its_page_ended(
    still: dict[str, WorkItem], client_for: ClientFor, world: World, session: Session
) -> None:
    plan = add_plan(session, world.mau, clock.now())
    for number in range(50):
        add_item(
            session,
            world.mau,
            plan,
            lead="kt",
            title=f"Chờ {number:02d}",
            due_on=None,
            now=clock.now(),
            status=Status.dormant,
        )
    session.commit()
    office = client_for(world.person("Thư"))
    first = office.get("/cho-can-cu").get_data(as_text=True)
    assert "Chờ 48" in first
    assert "Chờ 49" not in first
    address = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = office.get(address).get_data(as_text=True)
    assert "Chờ 49" in second
    assert "Chờ 48" not in second
    assert office.get("/cho-can-cu?after=hôm_qua").status_code == 404


def test_the_task_page_shows_its_periods_from_old_to_new_and_the_one_to_come(
    session: Session, world: World, client_for: ClientFor
) -> None:
    plan = add_plan(session, world.mau, clock.now())
    item = add_check_in(session, world.mau, plan, "Tuyên truyền", clock.now())
    old = add_period_before(session, item, clock.now())
    old.is_catch_up = True
    session.get_one(Task, item.task_id).next_opens_on = date(2026, 10, 1)
    session.commit()
    page = client_for(world.person("Khang")).get(f"/nhiem-vu/{item.task_id}")
    html = page.get_data(as_text=True)
    strip = html[html.index('<ul class="periods"') :].split("</ul>")[0]
    first, second, third = (
        strip.index("Quý II/2026</a><span>chưa thực hiện, quá hạn (kỳ cũ)"),
        strip.index("Quý III/2026</a><span>chưa thực hiện"),
        strip.index("Kỳ tới mở 01/10/2026"),
    )
    assert first < second < third
    assert 'class="period is-next"' in strip
