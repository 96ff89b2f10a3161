"""What the standing office is told at once: units that nobody heads, units that say nothing."""

from collections.abc import Callable
from datetime import date

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import clock
from app.models import Person
from tests.beside import add_delegation
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock

HEADLESS = "Đơn vị chưa có người đứng đầu đang dùng tài khoản"
SILENT = "Lâu chưa có thông tin"
ClientFor = Callable[[Person], FlaskClient]


def _plan(session: Session, world: World) -> None:
    plan = add_plan(session, world.mau, clock.now())
    add_item(
        session,
        world.mau,
        plan,
        lead="hcc",
        title="Công khai kết quả",
        due_on=date(2026, 12, 31),
        now=clock.now(),
    )
    session.commit()


def test_a_unit_without_an_active_head_is_named_to_the_office_and_the_administrator_at_once(
    session: Session, world: World, client_for: ClientFor
) -> None:
    _plan(session, world)
    thu, anh = client_for(world.person("Thư")), client_for(world.person("Ánh"))
    assert HEADLESS not in thu.get("/tong-quan").text
    assert "chưa có người đứng đầu" not in anh.get("/quan-tri/nguoi-dung").text
    world.person("Tâm").disabled_at = clock.now()
    session.commit()
    page = thu.get("/tong-quan").text
    assert HEADLESS in page and "TT PVHCC" in page
    assert "1 đơn vị chưa có người đứng đầu" in anh.get("/quan-tri/nguoi-dung").text
    assert HEADLESS not in client_for(world.person("Khang")).get("/tong-quan").text


def test_a_deputy_of_the_head_is_enough(
    session: Session, world: World, client_for: ClientFor
) -> None:
    """The head's account is still open, and he is away: his deputy stands in for him."""
    _plan(session, world)
    add_delegation(session, world, "Tâm", "Kiên")
    session.commit()
    thu = client_for(world.person("Thư"))
    assert HEADLESS not in thu.get("/tong-quan").text


def test_a_unit_silent_for_longer_than_the_rule_is_named_with_what_to_do(
    session: Session,
    world: World,
    client_for: ClientFor,
    test_clock: TestClock,
) -> None:
    _plan(session, world)
    test_clock.move(days=29)
    assert SILENT not in client_for(world.person("Thư")).get("/tong-quan").text
    test_clock.move(days=2)
    page = client_for(world.person("Thư")).get("/tong-quan").text
    assert SILENT in page and "từ khi giao việc" in page
    world.mau.commune.silence_days = 60
    session.commit()
    assert SILENT not in client_for(world.person("Thư")).get("/tong-quan").text
