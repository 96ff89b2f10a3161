"""Deciding by keys, and ticking rows, in a real browser."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, create_app
from app.extensions import db
from app.models import Area, Commune, Person, Unit, WorkItem
from app.queries.actors import load_actor
from app.services.work_items import perform
from tests.acting import explain_products
from tests.browser.conftest import STARTED, Product
from tests.cast import AREAS, Place, add_item, add_plan
from workflows.requirements import Request
from workflows.states import Action

SignIn = Callable[..., Page]
NOW = datetime.fromisoformat(STARTED)
TITLES = ("Quy chế tài sản công", "Công khai ngân sách", "Rà soát quy trình", "Báo cáo tự kiểm tra")


@pytest.fixture(scope="module")
def office(product: Product, signed_in: SignIn) -> Page:
    """Thư, for whom four results of Phòng Kinh tế wait."""
    made = create_app(
        {"HOME": product.home, "DATABASE_URL": f"sqlite:///{product.home / 'dondoc.sqlite3'}"}
    )
    clock.use_source(lambda: NOW)
    with made.app_context():
        _hand_in(db.session())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    clock.use_source(None)
    return signed_in("thu")


def _hand_in(session: Session) -> None:
    commune = session.scalars(select(Commune)).one()
    place = Place(commune, {unit.code: unit for unit in session.scalars(select(Unit))})
    place.areas = [
        Area(commune_id=commune.id, year=2025, code=str(n), title=title, position=n)
        for n, title in enumerate(AREAS, 1)
    ]
    session.add_all(place.areas)
    session.flush()
    plan = add_plan(session, place, NOW)
    head = session.scalars(select(Person).where(Person.username == "khang")).one()
    khang = load_actor(session, head, commune.id, NOW.date())
    for title in TITLES:
        item = add_item(
            session, place, plan, lead="kt", title=title, due_on=date(2025, 8, 29), now=NOW
        )
        explain_products(session, item)
        item = session.get_one(WorkItem, item.id)
        perform(session, khang, item, Action.submit, Request(), version=item.version, now=NOW)


def press(page: Page, title: str, key: str) -> None:
    """Press a key on the page of the item `title`, once the page listens to keys."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    expect(page.locator("kbd", has_text="S")).to_be_visible()
    page.keyboard.press(key)


def test_results_are_decided_on_one_after_another_by_keys_alone(
    product: Product, office: Page
) -> None:
    office.goto(f"{product.url}/cho-xac-nhan")
    product.check(office)
    office.get_by_role("link", name=TITLES[0]).first.click()
    expect(office.locator("kbd", has_text="X")).to_be_visible()
    product.check(office)
    press(office, TITLES[0], "s")
    press(office, TITLES[1], "x")
    expect(office.get_by_text(f"Xác nhận hoàn thành: “{TITLES[1]}”.")).to_be_visible()
    press(office, TITLES[2], "t")
    expect(office.get_by_label("Trả lại")).to_be_checked()
    expect(office.locator("[name=ticked]").first).to_be_focused()
    office.keyboard.press("Space")
    office.keyboard.press("Enter")
    expect(office.get_by_text(f"Trả lại: “{TITLES[2]}”.")).to_be_visible()


def test_no_key_fires_while_somebody_types_or_has_switched_them_off(
    product: Product, office: Page
) -> None:
    office.goto(f"{product.url}/cho-xac-nhan")
    office.get_by_role("link", name=TITLES[0]).first.click()
    address = office.url
    press(office, TITLES[0], "b")
    box = office.locator("#gui-tra-reason")
    box.focus()
    office.keyboard.type("xbts")
    expect(box).to_have_value("xbts")
    office.get_by_role("button", name="Tắt phím tắt").click()
    expect(office.locator("kbd[data-for-keys]:visible")).to_have_count(0)
    office.locator("h1").click()
    office.keyboard.press("s")
    office.keyboard.press("x")
    assert office.url == address
    office.get_by_role("button", name="Bật phím tắt").click()
    office.locator("h1").click()
    press(office, TITLES[0], "s")
    expect(office.get_by_role("heading", level=1)).to_contain_text(TITLES[3])


def test_all_rows_of_the_page_are_ticked_at_once_and_enter_on_a_box_decides_nothing(
    product: Product, office: Page
) -> None:
    office.goto(f"{product.url}/cho-xac-nhan")
    office.get_by_label("Chọn tất cả việc trên trang").check()
    expect(office.locator("[data-ticked]")).to_have_text("đã chọn 2")
    office.locator("[name=row]").first.focus()
    office.keyboard.press("Enter")
    expect(office.get_by_role("heading", level=1)).to_have_text("2 việc chờ xác nhận")
    office.get_by_role("button", name="Xác nhận các việc đã chọn").click()
    expect(office.get_by_role("heading", level=1)).to_have_text("Đã ghi 2 việc")
    product.check(office)
    assert product.violations == []
