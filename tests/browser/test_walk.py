"""The whole way through the product, as five people, in a browser: a real plan goes in, verified
work comes out."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Product
from tests.mail_sink import Sink
from tests.plans import plan_path

SignIn = Callable[..., Page]
LEADS_IV_2 = ("Phòng VH-XH", "Văn phòng", "Phòng KT-HT-ĐT")
AS_TEXT = "Giữ nguyên chữ, không giao cho đơn vị nào"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_real_plan_goes_in_and_verified_work_comes_out(
    product: Product, signed_in: SignIn, sink: Sink
) -> None:
    officer = signed_in("thu")
    _read_the_plan(product, officer)
    _name_the_units(product, officer)
    _start_the_plan(product, officer)
    head = signed_in("khang")
    _work(product, head)
    _verdicts(product, officer, head)
    _four_eyes(product, signed_in, officer)
    _leader_looks(product, signed_in)
    _time_passes(product, signed_in, sink)
    _phones(product, signed_in)
    assert product.pages > 20
    assert not product.violations


def _read_the_plan(product: Product, officer: Page) -> None:
    officer.get_by_role("link", name="Nhập kế hoạch").first.click()
    product.check(officer)
    officer.goto(f"{product.url}/ke-hoach/nhap")
    product.check(officer)
    officer.set_input_files("input[type=file]", plan_path("an-tuong-2025.txt"))
    officer.get_by_role("button").filter(has_text="Đọc").first.click()
    product.check(officer)
    title = officer.get_by_role("heading", level=1)
    expect(title).to_contain_text("32 nhiệm vụ đọc được")
    main = officer.locator("main")
    for words in (
        "Các ngày ban hành ghi trong kế hoạch không khớp nhau",
        "trước thời điểm ban hành kế hoạch",
        "vừa chủ trì vừa phối hợp",
        "Các phòng chuyên môn",
        "Theo kế hoạch của Sở Nội vụ",
    ):
        expect(main).to_contain_text(words)
    # Nothing is followed before the office says so.
    officer.goto(f"{product.url}/tong-quan")
    expect(officer.get_by_role("heading", level=1)).to_have_text(
        "Chưa có kế hoạch nào đang theo dõi"
    )
    product.check(officer)


def _name_the_units(product: Product, officer: Page) -> None:
    officer.goto(f"{product.url}/ban-doc/1")

    def meaning(words: str) -> Locator:
        return officer.get_by_role("group", name=f"“{words}” là những đơn vị nào", exact=True)

    for unit in LEADS_IV_2:
        meaning("Các phòng chuyên môn").get_by_label(unit, exact=True).check()
    meaning("cơ quan, đơn vị thuộc UBND phường").get_by_label("TT PVHCC", exact=True).check()
    for words in (
        "các cơ quan, đơn vị",
        "các cơ quan, đơn vị có liên quan",
        "các tổ chức chính trị - xã hội",
        "Các đơn vị SNCL",
    ):
        meaning(words).get_by_label(AS_TEXT).check()
    officer.get_by_label("“Ủy ban MTTQ” là đơn vị nào").select_option(
        label="Không phải đơn vị của xã, phường; giữ nguyên chữ"
    )
    officer.get_by_role("button", name="Lưu tên đơn vị").click()
    expect(officer.locator("main")).to_contain_text("Đã lưu tên đơn vị")


def _start_the_plan(product: Product, officer: Page) -> None:
    officer.get_by_role("link", name="Đưa vào theo dõi").first.click()
    product.check(officer)
    expect(officer.get_by_role("heading", level=1)).to_contain_text("41 việc cho 4 đơn vị")
    officer.get_by_role("button", name="Đưa vào theo dõi").click()
    expect(officer.locator("main")).to_contain_text("Đã đưa kế hoạch vào theo dõi")
    product.check(officer)


def _work(product: Product, head: Page) -> None:
    """Accept, write progress, be refused without evidence, attach it, and submit three items."""
    head.get_by_role("link", name="Thông báo").first.click()
    product.check(head)
    expect(head.get_by_role("heading", level=1)).to_have_text("1 thông báo chưa đọc")
    head.goto(f"{product.url}/viec-cua-toi")
    product.check(head)
    for number, title in enumerate(
        ("Xây dựng phương án tự chủ", "Tham mưu ban hành các văn bản", "Trình Ủy ban nhân dân"), 1
    ):
        head.goto(f"{product.url}/viec-cua-toi")
        head.get_by_role("link", name=title).first.click()
        head.get_by_role("button", name="Tiếp nhận").click()
        address = head.url.split("?")[0].split("#")[0]
        if number == 1:
            _submit(head, address)
            expect(head.get_by_role("alert")).to_contain_text("Chưa gửi được vì còn thiếu")
            product.check(head)
            _write_progress(head, address)
        _attach(head, address, f"{number}/QĐ-UBND", f"Văn bản thứ {number}")
        product.check(head)
        _submit(head, address)
        expect(head.locator("main")).to_contain_text("Phòng Văn hóa - Xã hội")
        expect(head.get_by_role("button", name="Rút lại")).to_be_visible()


def _form(page: Page, address: str, action: str) -> Locator:
    """The form of a page that goes to `action`, opened as its button opens it."""
    page.goto(address)
    page.locator(f"main a[href*='mo={action.strip('/')}#']").first.click()
    return page.locator(f"form[action$='{action}']").first


def _write_progress(page: Page, address: str) -> None:
    form = _form(page, address, "/tien-do")
    form.locator("[name=result]").fill("Đã lập dự thảo, gửi lấy ý kiến.")
    form.locator("[name=difficulties]").fill("Hai trường chưa gửi số liệu.")
    form.get_by_role("button").last.click()
    expect(page.locator("main")).to_contain_text("Đã lập dự thảo, gửi lấy ý kiến.")


def _attach(page: Page, address: str, number: str, subject: str) -> None:
    form = _form(page, address, "/tai-lieu")
    for box in form.locator("[name=products]").all():
        box.check()
    form.locator("[name=kind]").select_option(label="Quyết định")
    form.locator("[name=number]").fill(number)
    form.locator("[name=issued_on]").fill("8/8/2025")
    form.locator("[name=subject]").fill(subject)
    file = {"name": f"văn bản {number[0]}.pdf", "mimeType": "application/pdf"}
    form.locator("[name=files]").set_input_files([{**file, "buffer": PDF + number.encode()}])
    form.get_by_role("button").last.click()
    expect(page.locator("main")).to_contain_text(number)


def _submit(page: Page, address: str) -> None:
    form = _form(page, address, "/gui")
    form.get_by_role("button").last.click()


def _verdicts(product: Product, officer: Page, head: Page) -> None:
    """Open the evidence; verify one, ask to supplement one, return one with its reason."""
    officer.get_by_role("link", name="Chờ xác nhận").first.click()
    product.check(officer)
    expect(officer.get_by_role("heading", level=1)).to_contain_text("3")
    addresses = [
        link.get_attribute("href") or ""
        for link in officer.locator("main a[href^='/cho-xac-nhan/']").all()
    ]
    addresses = list(dict.fromkeys(address.split("?")[0] for address in addresses))
    addresses = [address for address in addresses if address[-1].isdigit()]  # No page of settings.
    assert len(addresses) == 3
    officer.goto(product.url + addresses[0])
    product.check(officer)
    with officer.expect_download() as download:
        officer.locator("a[href^='/tep/']:not([href$='/xem'])").first.click()
    assert download.value.suggested_filename.endswith(".pdf")
    officer.get_by_role("button", name="Xác nhận hoàn thành").click()
    for address, decision, reason in (
        (addresses[1], "Yêu cầu bổ sung", "Bản gửi chưa có chữ ký và dấu."),
        (addresses[2], "Trả lại", "Quyết định chưa kèm danh mục tài sản."),
    ):
        officer.goto(product.url + address)
        officer.locator("details > summary", has_text="Yêu cầu bổ sung hoặc trả lại").click()
        officer.get_by_role("radio", name=decision, exact=False).first.check()
        officer.get_by_role("button", name="Gửi lại đơn vị").click()
        expect(officer.get_by_role("alert")).to_contain_text("lý do", ignore_case=True)
        product.check(officer)
        officer.locator("[name=reason]").fill(reason)
        officer.get_by_role("radio", name=decision, exact=False).first.check()
        officer.get_by_role("button", name="Gửi lại đơn vị").click()
    head.goto(f"{product.url}/viec-cua-toi")
    product.check(head)
    expect(head.locator("main")).to_contain_text("Bản gửi chưa có chữ ký và dấu.")
    expect(head.locator("main")).to_contain_text("Quyết định chưa kèm danh mục tài sản.")


def _four_eyes(product: Product, signed_in: SignIn, officer: Page) -> None:
    """What the office's own unit hands in, its officer may not verify; the Văn phòng does."""
    own_head = signed_in("hoa")
    own_head.get_by_role("link", name="Việc của tôi").first.click()
    own_head.get_by_role("link", name="Xây dựng, ban hành và thực hiện Kế hoạch").first.click()
    address = own_head.url.split("?")[0].split("#")[0]
    number = address.rsplit("/", 1)[1]
    _attach(own_head, address, "9/KH-UBND", "Kế hoạch chuyển đổi số")
    _submit(own_head, address)
    officer.goto(f"{product.url}/cho-xac-nhan/{number}")
    product.check(officer)
    expect(officer.locator("main")).to_contain_text("Văn phòng HĐND và UBND")
    expect(officer.get_by_role("button", name="Xác nhận hoàn thành")).to_have_count(0)
    checker = signed_in("van")
    checker.goto(f"{product.url}/cho-xac-nhan/{number}")
    checker.get_by_role("button", name="Xác nhận hoàn thành").click()
    checker.goto(address)
    expect(checker.locator("main")).to_contain_text("Hoàn thành")
    product.check(checker)


def _leader_looks(product: Product, signed_in: SignIn) -> None:
    """The overview counts what happened, and each number opens its rows."""
    leader = signed_in("long")
    expect(leader.get_by_role("heading", level=1)).to_contain_text("1 trên 32 nhiệm vụ")
    product.check(leader)
    row = leader.locator("#units tr", has_text="Phòng Kinh tế, Hạ tầng và Đô thị")
    total = row.locator("td a").first
    count = re.match(r"\d+", total.inner_text())
    assert count is not None
    total.click()
    product.check(leader)
    expect(leader.locator("[data-task]")).to_have_count(int(count.group()))
    administrator = signed_in("anh")
    administrator.get_by_role("link", name="Nhật ký").first.click()
    product.check(administrator)
    expect(administrator.locator("main")).to_contain_text("Quyết định chưa kèm danh mục tài sản.")
    for name in ("Người dùng", "Đơn vị", "Ngày nghỉ"):
        administrator.get_by_role("link", name=name).first.click()
        product.check(administrator)


def _time_passes(product: Product, signed_in: SignIn, sink: Sink) -> None:
    """A quarter later: what became late is found once, and one digest goes to each person."""
    product.at("2025-10-06T00:35:00+00:00")
    day = ("--today", "2025-10-06")
    product.flask("jobs", "run", "open_periods", *day)
    product.flask("jobs", "run", "flag_late", *day)
    product.flask("jobs", "run", "flag_late", *day)
    product.flask("jobs", "run", "weekly_snapshot", *day)
    product.flask("jobs", "run", "weekly_digest", *day)
    product.flask("jobs", "run", "send_mail", *day)
    product.flask("jobs", "run", "send_mail", *day)
    by_person = [str(message["To"]) for message in sink.received]
    assert len(by_person) == len(set(by_person)) >= 5
    of_head = next(m for m in sink.received if "khang@" in str(m["To"]))
    assert "quá hạn" in str(of_head["Subject"])
    assert of_head.get_body(("plain",)) is not None
    assert of_head.get_body(("html",)) is not None
    head = signed_in("khang")
    expect(head.get_by_role("heading", level=1)).to_contain_text("quá hạn")
    product.check(head)
    assert "Đúng" in product.flask("audit", "verify")


def _phones(product: Product, signed_in: SignIn) -> None:
    """The same pages at 360 pixels: nothing runs out sideways, and axe is content."""
    for username, paths in (
        ("khang", ("/viec-cua-toi", "/thong-bao")),
        ("thu", ("/tong-quan", "/cho-xac-nhan", "/ke-hoach/1", "/ban-doc/1", "/ky-bao-cao")),
        ("anh", ("/quan-tri/nguoi-dung", "/quan-tri/ngay-nghi", "/nhat-ky")),
    ):
        page = signed_in(username, width=360)
        for path in paths:
            page.goto(product.url + path)
            product.check(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
