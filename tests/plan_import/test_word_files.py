"""Word files: merged cells, content controls, tracked changes, stacked paragraphs."""

import copy
import io
import zipfile
from datetime import date

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from app.plan_import import ProblemCode, Severity, read_plan
from tests.plan_import.refusals import refusal_of
from tests.plan_import.small_plans import HEADINGS, TASK, area, saved, tabbed, word

OTHER = ("2", "Rà soát văn bản", "Báo cáo", "Phòng Kinh tế", "Văn phòng", "Quý II/2026")


def test_word_and_text_give_the_same_draft() -> None:
    rows = (area("I", "CẢI CÁCH THỂ CHẾ"), TASK, OTHER)
    from_word = read_plan(word(*rows), "a.docx")
    from_text = read_plan(tabbed(*rows), "a.txt")
    assert len(from_word.tasks) == 2
    assert from_word.head == from_text.head
    assert from_word.sections == from_text.sections
    assert [(t.title, t.lead, t.deadline) for t in from_word.tasks] == [
        (t.title, t.lead, t.deadline) for t in from_text.tasks
    ]


def test_cells_merged_downwards_count_for_every_row_they_cover() -> None:
    document = Document()
    table = document.add_table(rows=3, cols=6)
    rows = (HEADINGS, TASK, ("2", "Rà soát văn bản", "Báo cáo", "", "", ""))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for column in (3, 4, 5):
        table.cell(1, column).merge(table.cell(2, column))
    first, second = read_plan(saved(document), "a.docx").tasks
    assert second.title == "Rà soát văn bản"
    assert (second.lead, second.supporting) == (first.lead, first.supporting) != ((), ())
    assert second.deadline_text == "Tháng 3/2026"


def test_several_products_of_one_merged_task_are_one_task() -> None:
    document = Document()
    table = document.add_table(rows=3, cols=6)
    rows = (HEADINGS, TASK, ("", "", "Báo cáo", "", "", "Tháng 9/2026"))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for column in (0, 1):
        table.cell(1, column).merge(table.cell(2, column))
    (task,) = read_plan(saved(document), "a.docx").tasks
    assert task.products == ("Kế hoạch", "Báo cáo")
    assert task.deadline_text == "Kế hoạch – Tháng 3/2026; Báo cáo – Tháng 9/2026"
    assert task.deadline.due == [date(2026, 3, 31), date(2026, 9, 30)]


def test_headings_printed_in_two_rows_are_understood() -> None:
    document = Document()
    table = document.add_table(rows=3, cols=6)
    rows = (
        ("STT", "Nhiệm vụ", "Sản phẩm", "Đơn vị thực hiện", "", "Thời gian"),
        ("", "", "", "Chủ trì", "Phối hợp", ""),
        TASK,
    )
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            if text:
                cell.text = text
    table.cell(0, 3).merge(table.cell(0, 4))
    for column in (0, 1, 2, 5):
        table.cell(0, column).merge(table.cell(1, column))
    (task,) = read_plan(saved(document), "a.docx").tasks
    assert (task.lead, task.supporting) == (("Văn phòng",), ("Phòng Kinh tế",))


def test_paragraphs_of_several_tasks_in_one_row_are_taken_apart() -> None:
    stacked = (
        "1",
        "Ban hành Kế hoạch\nTổ chức kiểm tra",
        "Kế hoạch\nBáo cáo",
        "Văn phòng\nPhòng Kinh tế",
        "Trạm Y tế",
        "Tháng 3/2026\nTháng 9/2026",
    )
    document = Document()
    table = document.add_table(rows=0, cols=6)
    for texts in (HEADINGS, stacked):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            first, *more = text.split("\n")
            cell.text = first
            for line in more:
                cell.add_paragraph(line)
    first, second = read_plan(saved(document), "a.docx").tasks
    assert (first.title, first.lead) == ("Ban hành Kế hoạch", ("Văn phòng",))
    assert (second.product, second.deadline_text) == ("Báo cáo", "Tháng 9/2026")
    assert first.supporting == second.supporting == ("Trạm Y tế",)
    assert [(p.code, p.severity) for p in second.problems] == [
        (ProblemCode.stacked_row_split, Severity.info)
    ]


def test_a_title_of_two_paragraphs_is_one_task() -> None:
    document = Document()
    table = document.add_table(rows=0, cols=6)
    for texts in (HEADINGS, TASK):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    table.cell(1, 1).add_paragraph("Gửi các đơn vị thực hiện")
    (task,) = read_plan(saved(document), "a.docx").tasks
    assert task.title == "Ban hành Kế hoạch Gửi các đơn vị thực hiện"


def test_deleted_text_of_tracked_changes_is_not_read() -> None:
    document = Document(io.BytesIO(word(TASK)))
    paragraph = document.tables[0].cell(1, 1).paragraphs[0]._p
    deleted = OxmlElement("w:del")
    run = copy.deepcopy(paragraph.r_lst[0])
    run.find(qn("w:t")).text = "Bỏ đi "
    deleted.append(run)
    paragraph.insert(0, deleted)
    (task,) = read_plan(saved(document), "a.docx").tasks
    assert task.title == "Ban hành Kế hoạch"


def test_rows_inside_a_content_control_are_read() -> None:
    document = Document(io.BytesIO(word(TASK, OTHER)))
    table = document.tables[0]._tbl
    row = table.tr_lst[2]
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    table.replace(row, control)
    control.append(content)
    content.append(row)
    assert [task.number for task in read_plan(saved(document), "a.docx").tasks] == ["1", "2"]


def test_a_row_that_begins_in_a_later_column_keeps_its_columns() -> None:
    document = Document(io.BytesIO(word(TASK)))
    row = document.tables[0]._tbl.tr_lst[1]
    row.remove(row.tc_lst[0])
    before = OxmlElement("w:gridBefore")
    before.set(qn("w:val"), "1")
    row.get_or_add_trPr().append(before)
    (task,) = read_plan(saved(document), "a.docx").tasks
    assert (task.number, task.title, task.deadline_text) == (
        "",
        "Ban hành Kế hoạch",
        "Tháng 3/2026",
    )


def test_numbered_paragraphs_of_word_become_bullets_of_the_product() -> None:
    document = Document(io.BytesIO(word(TASK)))
    cell = document.tables[0].cell(1, 2)
    cell.text = "Kế hoạch"
    cell.add_paragraph("Báo cáo")
    for paragraph in cell.paragraphs:
        properties = paragraph._p.get_or_add_pPr()
        properties.get_or_add_numPr().get_or_add_numId().val = 1
    (task,) = read_plan(saved(document), "a.docx").tasks
    assert task.products == ("Kế hoạch", "Báo cáo")


def test_entities_are_never_resolved() -> None:
    source = zipfile.ZipFile(io.BytesIO(word(TASK)))
    buffer = io.BytesIO()
    entity = b'<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in source.namelist():
            xml = source.read(name)
            if name == "word/document.xml":
                head, body = xml.split(b"?>", 1)
                body = body.replace("Ban hành".encode(), b"&x;", 1)
                xml = head + b"?>" + entity + body
            archive.writestr(name, xml)
    assert refusal_of(buffer.getvalue(), "a.docx") == "file_damaged"


def numbered(paragraph: object, number: int, level: int = 0) -> None:
    """Put a paragraph into one of the lists of the file."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # type: ignore[attr-defined]
    properties.get_or_add_numId().val = number
    properties.get_or_add_ilvl().val = level


def with_list(document: object, form: str, pattern: str) -> int:
    """Add a list to a file's numbering and return its number."""
    numbering = document.part.numbering_part.element  # type: ignore[attr-defined]
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", pattern)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        level.append(element)
    abstract.append(level)
    numbering.insert(0, abstract)
    return int(numbering.add_num(77).numId)


def test_numbers_that_word_counts_itself_are_the_numbers_of_the_tasks() -> None:
    document = Document(io.BytesIO(word(("", *TASK[1:]), ("", *OTHER[1:]))))
    number = with_list(document, "decimal", "%1.")
    for row in document.tables[0].rows[1:]:
        numbered(row.cells[0].paragraphs[0], number)
    assert [task.number for task in read_plan(saved(document), "a.docx").tasks] == ["1", "2"]


def test_an_area_that_word_numbers_itself_is_an_area() -> None:
    titles = (area("", "Cải cách thể chế"), TASK, area("", "Cải cách tài chính công"), OTHER)
    document = Document(io.BytesIO(word(*titles)))
    number = with_list(document, "upperRoman", "%1.")
    for row in (1, 3):
        numbered(document.tables[0].rows[row].cells[1].paragraphs[0], number)
    reading = read_plan(saved(document), "a.docx")
    assert [section.code for section in reading.sections] == ["I", "II"]
    assert [task.section for task in reading.tasks] == ["I", "II"]


def test_a_row_that_tracked_changes_take_out_is_not_read() -> None:
    document = Document(io.BytesIO(word(TASK, OTHER)))
    row = document.tables[0]._tbl.tr_lst[1]
    row.get_or_add_trPr().append(OxmlElement("w:del"))
    assert [task.number for task in read_plan(saved(document), "a.docx").tasks] == ["2"]


def test_hidden_text_is_not_read() -> None:
    document = Document(io.BytesIO(word(TASK)))
    run = document.tables[0].cell(1, 1).paragraphs[0].add_run(" (bản nháp)")
    run.font.hidden = True
    (task,) = read_plan(saved(document), "a.docx").tasks
    assert task.title == "Ban hành Kế hoạch"


def test_a_table_of_tasks_inside_a_table_that_only_places_it_is_read() -> None:
    document = Document(io.BytesIO(word(TASK, OTHER)))
    inner = document.tables[0]._tbl
    outer = document.add_table(rows=1, cols=1)
    outer.cell(0, 0)._tc.insert(1, inner)
    assert [task.number for task in read_plan(saved(document), "a.docx").tasks] == ["1", "2"]


def test_a_table_inside_a_cell_is_part_of_the_cell() -> None:
    document = Document(io.BytesIO(word(TASK)))
    inner = document.tables[0].cell(1, 2).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Báo cáo", "Danh mục"
    (task,) = read_plan(saved(document), "a.docx").tasks
    assert task.products == ("Kế hoạch", "Báo cáo", "Danh mục")


def test_a_tick_of_a_font_of_symbols_is_a_mark() -> None:
    document = Document()
    headings = ("STT", "Nhiệm vụ", "Chủ trì", "Quý I", "Quý II")
    table = document.add_table(rows=2, cols=5)
    for cell, text in zip(table.rows[0].cells, headings, strict=True):
        cell.text = text
    for cell, text in zip(table.rows[1].cells, ("1", "Rà soát", "Văn phòng", "", ""), strict=True):
        cell.text = text
    symbol = OxmlElement("w:sym")
    symbol.set(qn("w:font"), "Wingdings")
    symbol.set(qn("w:char"), "F0FC")
    table.cell(1, 4).paragraphs[0].add_run()._r.append(symbol)
    (task,) = read_plan(saved(document), "a.docx", year=2026).tasks
    assert task.deadline_text == "Quý II"
