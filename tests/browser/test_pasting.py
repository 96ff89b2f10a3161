"""A table pasted into the upload page: its markup goes along as long as nobody types over it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Product
from tests.plan_import.pasted import EXCEL, WORD

SignIn = Callable[..., Page]

COPY = """async ([html, text]) => {
    const kinds = {"text/plain": text, "text/html": html};
    const blobs = Object.fromEntries(
        Object.entries(kinds).map(([kind, words]) => [kind, new Blob([words], {type: kind})]));
    await navigator.clipboard.write([new ClipboardItem(blobs)]);
}"""


@pytest.fixture(scope="module")
def page(product: Product, signed_in: SignIn) -> Page:
    """Thư's browser, which may use the clipboard."""
    page = signed_in("thu")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=product.url)
    return page


def paste(product: Product, page: Page, markup: str) -> None:
    page.goto(f"{product.url}/ke-hoach/nhap")
    # What was pasted before and not sent would be there again.
    page.evaluate("sessionStorage.clear()")
    page.reload()
    page.get_by_text("Không có tệp: dán bảng nhiệm vụ").click()
    page.evaluate(COPY, [markup, "STT\tNhiệm vụ"])
    page.get_by_label("Bảng chép từ Word hoặc Excel").focus()
    page.keyboard.press("Control+v")


def kept(page: Page) -> str:
    return page.locator("#pasted_html").input_value()


def test_the_markup_of_a_table_goes_along_with_its_text(product: Product, page: Page) -> None:
    paste(product, page, EXCEL)
    expect(page.get_by_label("Bảng chép từ Word hoặc Excel")).to_have_value("STT\tNhiệm vụ")
    assert "rowspan" in kept(page)
    page.get_by_label("Năm của kế hoạch").fill("2026")
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 nhiệm vụ đọc được")


def test_what_is_typed_afterwards_counts_and_not_the_markup(product: Product, page: Page) -> None:
    paste(product, page, WORD)
    assert "rowspan" in kept(page)
    page.keyboard.type("x")
    assert kept(page) == ""


def test_a_second_paste_beside_the_first_counts_as_text(product: Product, page: Page) -> None:
    paste(product, page, WORD)
    page.keyboard.press("Control+v")
    assert kept(page) == ""
    expect(page.get_by_label("Bảng chép từ Word hoặc Excel")).to_have_value(
        "STT\tNhiệm vụSTT\tNhiệm vụ"
    )


def test_words_that_are_no_table_have_no_markup(product: Product, page: Page) -> None:
    paste(product, page, "<p>Thực đơn</p>")
    assert kept(page) == ""
