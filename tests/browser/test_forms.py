"""Forms over a line that breaks: nothing typed is lost, and a file is sent again at a press."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Product
from tests.plans import plan_path

SignIn = Callable[..., Page]

UPLOAD = "**/ke-hoach/nhap"


@pytest.fixture(scope="module")
def page(signed_in: SignIn) -> Page:
    """Thư's browser."""
    return signed_in("thu")


def _cut(route: Route) -> None:
    if route.request.method == "POST":
        route.abort("connectionreset")
    else:
        route.continue_()


def test_a_file_is_sent_again_after_the_line_broke(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/ke-hoach/nhap")
    page.set_input_files("input[type=file]", plan_path("an-tuong-2025.txt"))
    page.get_by_label("Năm của kế hoạch").fill("2025")
    page.route(UPLOAD, _cut)
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.locator("main")).to_contain_text("Mất kết nối, chưa gửi được")
    product.check(page)
    assert page.get_by_label("Năm của kế hoạch").input_value() == "2025"

    page.unroute(UPLOAD)
    page.get_by_role("button", name="Thử lại").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("32 nhiệm vụ đọc được")
    assert page.url.endswith("/ban-doc/1")


def test_what_is_wrong_with_a_file_is_said_as_without_a_script(
    product: Product, page: Page
) -> None:
    page.goto(f"{product.url}/ke-hoach/nhap")
    nothing = {"name": "kế hoạch.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}
    page.set_input_files("input[type=file]", [nothing])  # type: ignore[list-item]
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.locator("main")).to_contain_text("Không phải là kế hoạch")
    expect(page.get_by_role("button", name="Đọc tệp")).to_be_enabled()


def test_what_was_typed_and_not_sent_is_there_again(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/ke-hoach/nhap")
    page.get_by_label("Năm của kế hoạch").fill("2031")
    page.goto(f"{product.url}/tong-quan")
    page.goto(f"{product.url}/ke-hoach/nhap")
    expect(page.get_by_label("Năm của kế hoạch")).to_have_value("2031")
    expect(page.locator("main")).to_contain_text("Đã lấy lại chữ nhập lần trước")
    product.check(page)

    page.get_by_label("Năm của kế hoạch").fill("")
    page.reload()
    expect(page.get_by_label("Năm của kế hoạch")).to_have_value("")


def test_what_was_typed_outlives_a_session_that_ended_and_not_what_was_sent(
    product: Product, page: Page
) -> None:
    page.goto(f"{product.url}/ke-hoach/nhap")
    page.get_by_label("Năm của kế hoạch").fill("2031")
    signed_in = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.locator("main")).to_contain_text("biểu mẫu không còn hiệu lực")
    page.context.add_cookies(signed_in)  # type: ignore[arg-type]
    page.goto(f"{product.url}/ke-hoach/nhap")
    expect(page.get_by_label("Năm của kế hoạch")).to_have_value("2031")

    page.get_by_role("button", name="Đọc tệp").click()  # Refused: there is no file. It was sent.
    expect(page.locator("main")).to_contain_text("Chọn tệp")
    page.goto(f"{product.url}/tong-quan")
    page.goto(f"{product.url}/ke-hoach/nhap")
    expect(page.get_by_label("Năm của kế hoạch")).to_have_value("")


def test_a_file_dropped_on_its_field_is_the_file_chosen(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/ke-hoach/nhap")
    dropped = page.evaluate_handle(
        "() => { const data = new DataTransfer();"
        " data.items.add(new File(['x'], 'kế hoạch.txt')); return data; }"
    )
    page.locator("input[type=file]").dispatch_event("drop", {"dataTransfer": dropped})
    name = page.locator("input[type=file]").evaluate("input => input.files[0].name")
    assert name == "kế hoạch.txt"


def test_nothing_was_found_by_axe_and_nothing_refused_by_the_browser(product: Product) -> None:
    # That the line broke is what the first test did.
    assert [found for found in product.violations if "ERR_CONNECTION_RESET" not in found] == []
