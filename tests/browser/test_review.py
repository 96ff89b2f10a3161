"""The review page in a browser: by keyboard alone, without leaving the place one works at, and
without any script.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Product
from tests.plans import plan_path

SignIn = Callable[..., Page]


@pytest.fixture(scope="module")
def officer(product: Product, signed_in: SignIn) -> Page:
    """Thư, with the plan of An Tường read."""
    page = signed_in("thu")
    page.goto(f"{product.url}/ke-hoach/nhap")
    page.set_input_files("input[type=file]", plan_path("an-tuong-2025.txt"))
    page.get_by_role("button").filter(has_text="Đọc").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("32 nhiệm vụ đọc được")
    return page


def review(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/ban-doc/1")


def focus(page: Page) -> str:
    """The id of what has the focus."""
    return str(page.evaluate("document.activeElement.id"))


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_row_is_found_corrected_and_given_back_by_keys_alone(
    product: Product, officer: Page
) -> None:
    review(product, officer)
    press(officer, "j", "j")
    row = focus(officer)
    assert row.startswith("dong-")
    press(officer, "e")
    number = row.removeprefix("dong-")
    title = officer.locator(f"#title-{number}")
    expect(title).to_be_focused()
    press(officer, "End", "x", "n")  # Letters are letters while somebody types.
    assert title.input_value().endswith("xn")
    officer.locator(f"#deadline_text-{number}").fill("Tháng 11/2025")
    top = officer.locator(f"#{row}").bounding_box()
    officer.locator(f"#deadline_text-{number}").press("Tab")
    officer.get_by_role("button", name="Lưu dòng này").press("Enter")
    said = officer.locator(".just-done").first
    expect(said).to_contain_text("“Tháng 11/2025” đọc là")
    expect(officer.locator(f"#{row}")).to_be_focused()
    after = officer.locator(f"#{row}").bounding_box()
    assert top is not None
    assert after is not None
    assert abs(top["y"] - after["y"]) < 40
    product.check(officer)
    press(officer, "u")
    expect(officer.locator(".messages")).to_contain_text("Đã hoàn tác")
    expect(officer.locator(f"#{row}")).not_to_contain_text("Tháng 11/2025")


def test_problems_are_gone_through_and_accepted_by_keys_alone(
    product: Product, officer: Page
) -> None:
    review(product, officer)
    heading = officer.get_by_role("heading", level=1)
    before = heading.inner_text()
    for _ in range(20):
        press(officer, "n")
        if officer.locator("[data-stop=problem]:focus [data-key=a]").count():
            break
    press(officer, "a")
    expect(heading).not_to_have_text(before)
    expect(officer.locator("[data-stop=problem]:focus")).to_have_count(1)
    press(officer, "u")
    expect(heading).to_have_text(before)


def test_rows_are_joined_taken_apart_and_left_out_by_keys(product: Product, officer: Page) -> None:
    review(product, officer)
    press(officer, "j", "j", "m")
    expect(officer.locator(".just-done").first).to_contain_text("Đã gộp")
    product.check(officer)
    press(officer, "u")
    expect(officer.locator(".messages")).to_contain_text("Đã hoàn tác")
    press(officer, "t")
    expect(officer.locator("#phan-1-title")).to_be_focused()
    product.check(officer)
    press(officer, "Escape")
    expect(officer.get_by_role("button", name="Tách dòng")).to_have_count(0)
    press(officer, "x")
    expect(officer.locator(".just-done").first).to_contain_text("Đã bỏ mục")
    press(officer, "x")
    expect(officer.locator(".just-done").first).to_contain_text("vào lại")


def test_the_letters_are_switched_off_and_stay_off(product: Product, officer: Page) -> None:
    review(product, officer)
    press(officer, "?", "Tab")
    assert focus(officer) == "dung-phim-tat"
    product.check(officer)
    press(officer, " ", "j")
    assert focus(officer) == "dung-phim-tat"
    review(product, officer)
    press(officer, "j")
    assert not focus(officer)
    officer.get_by_text("Các phím tắt").click()
    switch = officer.get_by_label("Dùng phím tắt")
    expect(switch).not_to_be_checked()
    switch.check()
    press(officer, "j")
    assert focus(officer).startswith("dong-")


def test_a_pressed_cell_opens_its_row_at_that_cell(product: Product, officer: Page) -> None:
    review(product, officer)
    officer.locator("[data-cell=deadline_text]").nth(4).click()
    expect(officer.get_by_label("Thời gian, như in trong phụ lục")).to_be_focused()
    product.check(officer)


def test_words_that_were_typed_are_not_lost_by_going_on(product: Product, officer: Page) -> None:
    review(product, officer)
    press(officer, "j", "e")
    field = officer.get_by_label("Thời gian, như in trong phụ lục")
    field.fill("Chữ chưa lưu")
    officer.locator("[data-cell=title]").nth(3).click()
    expect(officer.locator(".warning")).to_contain_text("chưa lưu")
    officer.get_by_role("link", name="Xem trong tệp").last.click()
    expect(field).to_have_value("Chữ chưa lưu")
    officer.get_by_role("link", name="Đóng, không lưu").click()
    expect(field).to_have_count(0)
    officer.locator("[data-cell=title]").nth(3).click()
    expect(field).to_have_count(1)


def test_an_area_ticked_is_changed_at_once(product: Product, officer: Page) -> None:
    review(product, officer)
    officer.get_by_text("Sửa cùng lúc các dòng đã chọn").click()
    product.check(officer)
    officer.locator("[data-area]").first.check()
    expect(officer.locator("[data-ticked]")).to_have_text("6")
    officer.locator("#nhieu-deadline_text").fill("Quý IV/2025")
    officer.get_by_role("button", name="Đặt cho các dòng đã chọn").click()
    expect(officer.locator(".just-done").first).to_contain_text("Đã sửa cùng lúc 6 dòng.")
    press(officer, "u")
    expect(officer.locator(".messages")).to_contain_text("Đã hoàn tác")


def test_the_place_in_the_file_moves_with_the_row(product: Product, officer: Page) -> None:
    review(product, officer)
    press(officer, "j", "j", "j", "s")
    row = focus(officer)
    title = officer.locator(f"#{row} .title").inner_text()
    expect(officer.locator("#nguon .of-row").filter(has_text=title[:12]).first).to_be_visible()
    officer.set_viewport_size({"width": 360, "height": 800})
    officer.goto(f"{product.url}/ban-doc/1?dong={row.removeprefix('dong-')}#{row}")
    expect(officer.locator("#nguon")).to_be_hidden()
    expect(officer.locator(".row-below .of-row").first).to_be_visible()
    product.check(officer)
    assert officer.evaluate("document.documentElement.scrollWidth") <= 360
    officer.set_viewport_size({"width": 1366, "height": 900})


def test_everything_works_without_a_script(
    product: Product, officer: Page, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="vi-VN")
    context.add_cookies(officer.context.cookies())
    page = context.new_page()
    review(product, page)
    row = page.locator("[data-stop=row]").nth(2)
    row.get_by_role("link", name="Xem trong tệp").click()
    expect(page.locator("#nguon .of-row").first).to_be_visible()
    row.get_by_role("link", name="Sửa").click()
    page.get_by_label("Thời gian, như in trong phụ lục").fill("Tháng 12/2025")
    page.get_by_role("button", name="Lưu dòng này").click()
    expect(page.locator(".just-done").first).to_contain_text("Tháng 12/2025")
    page.get_by_role("button", name="Hoàn tác").first.click()
    expect(page.locator(".messages")).to_contain_text("Đã hoàn tác")
    row.locator("summary", has_text="Thêm").click()
    row.get_by_role("button", name="Gộp với dòng trên").click()
    expect(page.locator(".just-done").first).to_contain_text("Đã gộp")
    page.get_by_role("button", name="Hoàn tác").first.click()
    row.get_by_role("checkbox").check()
    page.get_by_text("Sửa cùng lúc các dòng đã chọn").click()
    page.get_by_role("button", name="Bỏ các dòng").click()
    expect(page.locator(".just-done").first).to_contain_text("Đã sửa cùng lúc 1 dòng.")
    page.get_by_role("button", name="Hoàn tác").first.click()
    context.close()


def test_axe_and_the_browser_had_no_complaint(product: Product) -> None:
    assert product.pages > 5
    assert not product.violations
