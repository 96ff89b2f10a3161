"""One plan printed in many layouts, with rules and without, is read the same from each."""

import io
from pathlib import Path

import pytest
from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as ALIGNMENT
from docx.shared import Pt

from app.plan_import import PlanReading, ProblemCode, read_plan
from tests.plan_import import printing


@pytest.fixture(scope="module")
def printed() -> dict[str, bytes]:
    return printing.by_browser({layout: printing.page(layout) for layout in printing.LAYOUTS})


def cells_of(reading: PlanReading) -> list[tuple[str, ...]]:
    titles = {section.code: section.title for section in reading.sections}
    return [
        (
            titles.get(task.section or "", ""),
            task.number,
            task.title,
            task.product,
            "; ".join(task.lead),
            "; ".join(task.supporting),
            task.deadline_text,
        )
        for task in reading.tasks
    ]


@pytest.mark.parametrize("layout", printing.LAYOUTS)
def test_a_plan_is_read_whatever_its_layout(layout: str, printed: dict[str, bytes]) -> None:
    assert cells_of(read_plan(printed[layout], "a.pdf")) == printing.tasks()


@pytest.mark.parametrize("layout", printing.LAYOUTS)
def test_head_and_tail_are_no_part_of_the_table(layout: str, printed: dict[str, bytes]) -> None:
    reading = read_plan(printed[layout], "a.pdf")
    assert reading.head.number == "12/KH-UBND"
    assert reading.head.title.endswith("cải cách hành chính xã Bình An năm 2026")
    assert reading.tasks[0].source.page == 2


def test_a_row_whose_columns_are_not_apart_is_unsure() -> None:
    """The second row's title runs into the column of products."""
    rows = [
        *(("1", "Ban hành Kế hoạch", "Kế hoạch", "Văn phòng", "Công an xã", "Quý I/2026"),) * 4,
    ]
    from tests.plan_import.drawn_pdf import Sheet, pdf

    sheet = Sheet()
    places = (40, 80, 260, 380, 520, 640)
    for x, text in zip(places, printing.HEADINGS, strict=True):
        sheet.text(x, 60, text)
    for number, row in enumerate(rows):
        for x, text in zip(places, row, strict=True):
            sheet.text(x, 90 + number * 30, text.replace("1", str(number + 1), 1))
    sheet.text(80, 90 + 4 * 30, "Kiểm tra trách nhiệm của người đứng đầu cơ quan")
    sheet.text(40, 90 + 4 * 30, "5")
    sheet.text(520, 90 + 4 * 30, "Văn phòng")
    unsure = [
        task.number
        for task in read_plan(pdf(sheet), "a.pdf").tasks
        if any(problem.code is ProblemCode.cells_unsure for problem in task.problems)
    ]
    assert unsure == ["5"]


@pytest.mark.parametrize("style", ["Table Grid", None])
@pytest.mark.parametrize("centred", [True, False])
def test_a_word_file_printed_by_libreoffice(
    style: str | None, centred: bool, tmp_path: Path
) -> None:
    document = Document()
    document.styles["Normal"].font.size = Pt(13)
    for line in printing.HEAD:
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=len(printing.HEADINGS), style=style)
    for row in (printing.HEADINGS, *_rows()):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
            if centred:
                cell.vertical_alignment = ALIGNMENT.CENTER
    buffer = io.BytesIO()
    document.save(buffer)
    printed = printing.by_libreoffice(buffer.getvalue(), tmp_path)
    assert cells_of(read_plan(printed, "a.pdf")) == [("", *row) for row in _rows()]


def _rows() -> list[tuple[str, ...]]:
    """Return the tasks without areas, numbered through."""
    return [(str(number), *task[2:]) for number, task in enumerate(printing.tasks(), 1)]
