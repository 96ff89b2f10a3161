"""A small plan printed to PDF by a browser in several layouts, and by LibreOffice from Word."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

HEADINGS = ("STT", "Nhiệm vụ", "Sản phẩm", "Đơn vị chủ trì", "Phối hợp", "Thời gian hoàn thành")
OFFICE, CULTURE = "Văn phòng HĐND và UBND", "Phòng Văn hóa - Xã hội"
SERVICE, ALL = "Trung tâm Phục vụ hành chính công", "Các phòng chuyên môn"

Row = tuple[str, ...]
AREAS: tuple[tuple[str, tuple[Row, ...]], ...] = (
    ("I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", (
        ("1", "Ban hành Kế hoạch cải cách hành chính năm 2026 của xã và phân công trách nhiệm cho"
         " từng đơn vị trực thuộc", "Kế hoạch", OFFICE, CULTURE, "Trước ngày 31/01/2026"),
        ("2", "Kiểm tra công tác cải cách hành chính tại các đơn vị", "Kế hoạch; Báo cáo kết quả",
         CULTURE, OFFICE, "Quý II, Quý III/2026"),
        ("3", "Tuyên truyền cải cách hành chính", "Tin, bài trên Trang thông tin điện tử", CULTURE,
         SERVICE, "Thường xuyên"),
    )),
    ("II. CẢI CÁCH THỂ CHẾ", (
        ("1", "Rà soát văn bản quy phạm pháp luật do xã ban hành", "Báo cáo kết quả rà soát",
         OFFICE, ALL, "Trước ngày 15/11/2026"),
        ("2", "Theo dõi tình hình thi hành pháp luật trong lĩnh vực trọng tâm, liên ngành trên địa"
         " bàn toàn xã", "Kế hoạch; Báo cáo", OFFICE, "Công an xã", "Tháng 3/2026"),
    )),
    ("III. CẢI CÁCH THỦ TỤC HÀNH CHÍNH", (
        ("1", "Niêm yết công khai thủ tục hành chính tại nơi tiếp nhận hồ sơ và trên Trang thông"
         " tin điện tử của xã", "Danh mục được niêm yết", SERVICE, ALL, "Thường xuyên"),
        ("2", "Đánh giá chất lượng phục vụ người dân, doanh nghiệp", "Báo cáo đánh giá", SERVICE,
         OFFICE, "Hằng tháng"),
        ("3", "Số hóa hồ sơ, kết quả giải quyết", "Hồ sơ được số hóa", SERVICE, "Phòng Kinh tế",
         "Quý IV/2026"),
    )),
    ("IV. CẢI CÁCH CHẾ ĐỘ CÔNG VỤ", (
        ("1", "Cử cán bộ, công chức tham gia các lớp đào tạo, bồi dưỡng", "Quyết định cử đi học",
         CULTURE, "Các đơn vị có liên quan", "Năm 2026"),
        ("2", "Thực hiện đánh giá, xếp loại cán bộ, công chức", "Quyết định công nhận", CULTURE,
         "Các đơn vị có liên quan", "Trước ngày 15/12/2026"),
    )),
)  # fmt: skip

HEAD = (
    "ỦY BAN NHÂN DÂN XÃ BÌNH AN",
    "Số: 12/KH-UBND",
    "Bình An, ngày 20 tháng 01 năm 2026",
    "KẾ HOẠCH",
    "Cải cách hành chính xã Bình An năm 2026",
    "Thực hiện Kế hoạch của tỉnh, Ủy ban nhân dân xã ban hành Kế hoạch như sau.",
)
TAIL = ("Nơi nhận:", "- Sở Nội vụ;", "- Lưu: VT.")

# The same plan in the layouts of different offices: borders, alignment, space between rows.
LAYOUTS = {
    "ruled": "td, th { border: 1px solid #000; padding: 3px }",
    "ruled at the top": "td, th { border: 1px solid #000; padding: 3px; vertical-align: top }",
    "double borders": "table { border-collapse: separate; border-spacing: 2px }"
    " td, th { border: 1px solid #888; padding: 3px }",
    "rules between rows": "td, th { border-bottom: 1px solid #555; padding: 3px 6px }",
    "rules between columns": "table { border: 1px solid #000 } th { border-bottom: 1px solid #000 }"
    " td, th { border-left: 1px solid #000; padding: 4px 6px; vertical-align: top }",
    "bare, at the top": "td, th { padding: 4px 6px; vertical-align: top; text-align: left }",
    "bare, half way down": "td, th { padding: 4px 6px; text-align: left }",
    "bare, centred": "td, th { padding: 4px 6px; text-align: center }",
    "bare and tight, at the top": "td, th { padding: 0 6px; vertical-align: top }"
    "td, th { text-align: left }",
    "bare and tight, half way down": "td, th { padding: 0 6px; text-align: left }",
}
_PAGE = """<html><style>
body {{ font: 13px "Liberation Serif", serif }}
table {{ width: 100%; border-collapse: collapse }}
td:first-child, th:first-child {{ width: 6%; text-align: center }}
p.break {{ page-break-after: always }}
{style}</style><body>{head}<p class="break"></p>
<table><thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table>{tail}</body></html>"""


def tasks() -> list[Row]:
    """Return what must be read: area and the cells of each task."""
    return [(title.partition(". ")[2], *row) for title, rows in AREAS for row in rows]


def page(layout: str) -> str:
    """Return the plan as a page for the browser in one of the LAYOUTS."""
    rows = []
    for title, tasks_of_area in AREAS:
        rows.append(f'<tr><td colspan="6" style="text-align: left"><b>{title}</b></td></tr>')
        rows += [_row("td", row) for row in tasks_of_area]
    return _PAGE.format(
        style=LAYOUTS[layout],
        head="".join(f"<p>{line}</p>" for line in HEAD),
        headings="".join(f"<th>{heading}</th>" for heading in HEADINGS),
        rows="".join(rows),
        tail="".join(f"<p>{line}</p>" for line in TAIL),
    )


def _row(tag: str, texts: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{text}</{tag}>" for text in texts) + "</tr>"


def missing(program: str, package: str) -> None:
    """Skip a test whose program is not here; where CI needs it, fail instead."""
    reason = f"no {program}: install Debian's {package}"
    if os.environ.get("CI") == "true" and program == "chromium":
        pytest.fail(reason)
    pytest.skip(reason)


def by_browser(pages: dict[str, str]) -> dict[str, bytes]:
    """Print pages by Chromium: A6 on its side, so that a small plan takes several pages."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CHROMIUM_PATH") or "/usr/bin/chromium"
    if not Path(program).exists():
        missing("chromium", "chromium")
    with sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        tab = browser.new_page()
        printed = {}
        for name, content in pages.items():
            tab.set_content(content)
            printed[name] = tab.pdf(
                width="210mm",
                height="160mm",
                margin={"top": "16mm", "bottom": "16mm", "left": "15mm", "right": "12mm"},
                display_header_footer=True,
                header_template="<span></span>",
                footer_template='<p style="font-size: 9px; width: 100%; text-align: center">'
                '<span class="pageNumber"></span></p>',
            )
        browser.close()
    return printed


def by_libreoffice(document: bytes, folder: Path) -> bytes:
    """Print a Word document by LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        missing("soffice", "libreoffice-writer")
    (folder / "plan.docx").write_bytes(document)
    subprocess.run(
        [
            str(program),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(folder / "plan.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return (folder / "plan.pdf").read_bytes()
