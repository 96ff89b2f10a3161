"""The truth files say what a clerk reads, and the score tells a right reading from a wrong one."""

import json
import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from lxml import html

from app.plan_import import ProblemCode, read_plan
from benchmarks.reading import cases, command, pages, renderings, variants
from benchmarks.reading.grid import as_printed, first_tasks, grid
from benchmarks.reading.score import COLUMNS, Score, letters, match, score
from benchmarks.reading.truth import FOLDER, Truth, TruthTask, load, names
from tests.plans import plan_path
from workflows.deadlines import DeadlineKind

TABLES = ("an-tuong-2025", "minh-duc-2025")
CODES = {code.value for code in ProblemCode}
WITHOUT_DAY = {"ongoing", "event", "missing", "unreadable"}


def small_plan() -> Truth:
    """Two areas, five tasks, an objective and a duty over several rows, a row without its lead."""

    def task(order: int, section: str, number: str, title: str, **values: object) -> TruthTask:
        plain = TruthTask(
            order=order,
            section=section,
            number=number,
            objective="Nâng cao chất lượng phục vụ người dân",
            duty="",
            title=title,
            product="Báo cáo",
            lead=("Phòng Văn hóa - Xã hội",),
            supporting=("Các phòng chuyên môn",),
            follow_up=(),
            deadline_text="Thường xuyên",
            kind="ongoing",
            due=(),
        )
        return replace(plain, **values)  # type: ignore[arg-type]

    return Truth(
        file="mau-2025.txt",
        head={
            "title": "Kế hoạch cải cách hành chính xã Mẫu năm 2025",
            "number": "05/KH-UBND",
            "issuer": "Ủy ban nhân dân xã Mẫu",
            "issued_on": "2025-02-03",
            "issued_month": "2025-02",
            "from": "2025-01-01",
            "to": "2025-12-31",
        },
        sections=(("I", "CẢI CÁCH THỂ CHẾ"), ("II", "CẢI CÁCH TÀI CHÍNH CÔNG")),
        tasks=(
            task(1, "I", "1", "Ban hành quy chế làm việc", lead=("Phòng Kinh tế",)),
            task(
                2, "I", "2", "Rà soát văn bản đã hết hiệu lực thi hành",
                deadline_text="Quý III/2025", kind="fixed", due=(date(2025, 9, 30),),
            ),
            task(
                3, "I", "3", "Tổ chức đối thoại với doanh nghiệp trên địa bàn",
                product="- Kế hoạch đối thoại;\n- Biên bản đối thoại",
            ),
            task(
                4, "II", "1", "Công khai dự toán ngân sách của xã", objective="Minh bạch ngân sách",
                deadline_text="Tháng 10/2025", kind="fixed", due=(date(2025, 10, 31),),
            ),
            task(
                5, "II", "2", "Kiểm tra việc sử dụng tài sản công", objective="Minh bạch ngân sách",
                lead=(), damaged={"cells_missing": ("lead_missing",)},
            ),
        ),
    )  # fmt: skip


def scored(truth: Truth, content: bytes | None = None, name: str = "a.docx") -> Score:
    """Read a file (the plan in Word unless told) and score it against a truth."""
    return score(read_plan(content or renderings.word(small_plan()), name), truth)


@pytest.mark.parametrize("name", names())
def test_a_truth_file_is_composed_unicode_of_one_value_a_line(name: str) -> None:
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize(
    ("name", "per_area"),
    [
        ("an-tuong-2025", [6, 5, 9, 3, 3, 2, 4]),
        ("minh-duc-2025", [8, 32, 10, 6, 10, 11, 7]),
        ("hop-tien-2025", []),
        ("lien-minh-2025", []),
        ("minh-son-2022", []),
    ],
)
def test_a_truth_file_counts_what_a_clerk_counts(name: str, per_area: list[int]) -> None:
    truth = load(name)
    counted = Counter(task.section for task in truth.tasks)
    assert [counted.pop(code) for code, _ in truth.sections] == per_area
    assert not counted
    assert [task.order for task in truth.tasks] == list(range(1, sum(per_area) + 1))
    assert truth.name == name
    assert set(truth.plan_problems) <= CODES


def test_the_clerk_lists_the_duties_and_the_reporting_days_of_the_plans_without_a_table() -> None:
    duties = load("minh-son-2022").proposals["duty"]
    assert len(duties) == 31
    assert len({duty["post"] for duty in duties}) == 11
    windows = load("lien-minh-2025").proposals["reporting_window"]
    assert [window["values"]["send"] for window in windows] == [
        "2025-03-14", "2025-06-14", "2025-09-14", "2025-12-14",
    ]  # fmt: skip
    assert len(load("lien-minh-2025").proposals["area_lead"]) == 7


@pytest.mark.parametrize("name", TABLES)
def test_every_task_of_a_truth_file_is_whole(name: str) -> None:
    kinds = {kind.value for kind in DeadlineKind}
    for task in load(name).tasks:
        assert task.title and task.line
        assert set(task.accepted("kind")) <= kinds
        assert bool(task.due) is (task.kind not in WITHOUT_DAY)
        assert list(task.due) == sorted(set(task.due))
        assert (task.kind == "missing") is (not task.deadline_text)
        for codes in (*task.damaged.values(), task.remarks):
            assert set(codes) <= CODES
        assert all(codes for codes in task.damaged.values())
        if not task.lead:
            assert "lead_missing" in {code for codes in task.damaged.values() for code in codes}


@pytest.mark.parametrize("name", TABLES)
def test_every_task_stands_in_the_printed_text_on_its_line_and_none_in_the_copied_pages(
    name: str,
) -> None:
    truth = load(name)
    lines = plan_path(truth.file).read_text(encoding="utf-8").split("\n")
    printed = letters("".join(lines))
    data = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    copies = data.get("copies", {"first_line": len(lines), "last_line": len(lines)})
    for task, below in zip(truth.tasks, [*truth.tasks[1:], None], strict=True):
        assert task.line is not None
        assert not copies["first_line"] <= task.line <= copies["last_line"]
        end = below.line if below and below.line and below.line > task.line else task.line + 60
        row = letters("".join(lines[task.line - 1 : end]))
        start = letters(task.title)[:30]
        # A title stacked in the row above stands on the line of that row.
        assert start in row or (task.damaged and start in printed)
        assert all(letters(unit) in printed for unit in (*task.lead, *task.supporting))
        assert letters(task.deadline_text) in printed


@pytest.mark.parametrize(
    ("ending", "write"),
    [
        ("docx", renderings.word),
        ("xlsx", renderings.workbook),
        ("txt", renderings.tabbed_text),
    ],
)
def test_a_small_plan_is_written_read_and_scored_whole(ending: str, write: object) -> None:
    truth = small_plan()
    assert callable(write)
    result = scored(truth, write(truth), f"a.{ending}")
    assert result.differences == []
    assert (result.found, result.wrongly_found, result.missed) == (5, 0, 0)
    assert dict(result.right) == dict.fromkeys(COLUMNS, 5)
    assert (result.damaged, result.flagged, result.false_alarms) == (1, 1, 0)


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("title", {"title": "Ban hành quy chế làm việc mới"}),
        ("section", {"section": "II"}),
        ("number", {"number": "1.1"}),
        ("objective", {"objective": "Nâng cao năng lực"}),
        ("lead", {"lead": ("Phòng Kinh tế", "Công an")}),
        ("supporting", {"supporting": ()}),
        ("product", {"product": "Quy chế"}),
        ("time", {"kind": "event"}),
        ("time", {"due": (date(2025, 9, 29),)}),
    ],
)
def test_a_cell_that_differs_is_counted_as_wrong(column: str, values: dict[str, object]) -> None:
    truth = small_plan()
    first, *others = truth.tasks
    other = replace(truth, tasks=(replace(first, **values), *others))  # type: ignore[arg-type]
    result = scored(other)
    assert result.found == 5
    assert dict(result.right) == {**dict.fromkeys(COLUMNS, 5), column: 4}
    assert [(one.what, one.order) for one in result.differences] == [(column, 1)]


def test_a_further_reading_that_the_print_leaves_open_counts_as_right() -> None:
    truth = small_plan()
    first, *others = truth.tasks
    open_to_both = replace(first, product="Quy chế", also={"product": ("Báo cáo",)})
    assert scored(replace(truth, tasks=(open_to_both, *others))).right["product"] == 5


def test_a_task_too_many_is_wrongly_found_and_one_too_few_is_missed() -> None:
    truth = small_plan()
    fewer = scored(replace(truth, tasks=truth.tasks[1:]))
    assert (fewer.found, fewer.wrongly_found, fewer.missed) == (4, 1, 0)
    one_more = replace(truth.tasks[-1], order=6, title="Tập huấn chữ ký số cho công chức")
    more = scored(replace(truth, tasks=(*truth.tasks, one_more)))
    assert (more.found, more.wrongly_found, more.missed) == (5, 0, 1)


def test_a_damaged_row_without_a_flag_and_an_alarm_on_a_sound_row_are_told_apart() -> None:
    truth = small_plan()
    *others, last = truth.tasks
    stacked = replace(last, damaged={"stacked": ("stacked_row_split", "stacked_row_unsure")})
    unflagged = scored(replace(truth, tasks=(*others, stacked)))
    assert (unflagged.damaged, unflagged.flagged, unflagged.false_alarms) == (1, 0, 0)
    sound = scored(replace(truth, tasks=(*others, replace(last, damaged={}))))
    assert (sound.damaged, sound.flagged, sound.false_alarms) == (0, 0, 1)
    remarked = replace(last, damaged={}, remarks=("lead_missing",))
    assert scored(replace(truth, tasks=(*others, remarked))).false_alarms == 0


def test_titles_are_matched_each_once_and_in_order() -> None:
    report, survey, both = "Báo cáo định kỳ hằng quý", "Khảo sát sự hài lòng", "Kiểm tra công vụ"
    assert match([report, survey], [report, survey]) == {0: 0, 1: 1}
    assert match([report, report], [report]) in ({0: 0}, {1: 0})
    assert len(match([report, survey], [survey, report])) == 1
    assert match([report], [both]) == {}
    # Two tasks run together are one of them, not both.
    assert len(match([report, survey], [f"{report} {survey}"])) == 1
    # The whole title wins over the part of a longer one.
    assert match([survey], [f"{report} {survey}", survey]) == {0: 1}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("merged", [True, False])
def test_the_boxes_of_a_grid_cover_every_place_once(name: str, merged: bool) -> None:
    rows = grid(as_printed(load(name)), heading_every=7, merged=merged)
    width = len(rows[0].boxes)
    covered = Counter(
        (number + down, column + across)
        for number, row in enumerate(rows)
        for column, box in enumerate(row.boxes)
        if box
        for down in range(box.rows)
        for across in range(box.columns)
    )
    assert set(covered.values()) == {1}
    assert len(covered) == len(rows) * width


def test_the_clipboard_holds_the_table_as_word_copies_it() -> None:
    content = renderings.clipboard(small_plan()).decode()
    table = html.document_fromstring(content).find(".//table")
    assert content.index("<!--StartFragment-->") < content.index("<table")
    assert "mso-" in content
    assert [cell.get("rowspan") for cell in table.iter("td") if cell.get("rowspan")] == ["3", "2"]
    assert [cell.get("colspan") for cell in table.iter("td") if cell.get("colspan")] == ["6", "6"]
    text = letters(table.text_content())
    assert all(letters(task.title) in text for task in small_plan().tasks)


def test_the_pages_hold_every_title_and_the_scan_of_them_no_text() -> None:
    plan = small_plan()
    try:
        ruled, scanned = pages.ruled_pdf(plan), pages.scan(plan)
    except pages.NoBrowser:
        pytest.skip("no browser here that prints pages")
    assert all(letters(task.title) in letters(text_of(ruled)) for task in plan.tasks)
    assert letters(text_of(scanned)) == ""
    assert page_count(scanned) == page_count(ruled) == 2
    assert page_count(pages.first_pages(ruled, 1)) == 1


def page_count(content: bytes) -> int:
    return len(pypdfium2.PdfDocument(content))


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_a_rendering_keeps_only_the_damage_that_lies_in_the_words() -> None:
    printed = as_printed(load("minh-duc-2025"))
    assert {word for task in printed.tasks for word in task.damaged} == {
        "cells_missing", "time_missing", "unit_in_deadline", "other_year", "number_of_an_area",
        "row_before_its_area",
    }  # fmt: skip
    assert [area for area, _ in first_tasks(printed, 9).sections] == ["I", "II"]


def test_a_stacked_row_holds_a_line_for_each_of_its_tasks_in_every_cell() -> None:
    printed, expected = variants.stacked(small_plan())
    # The third task has a product of two lines, the last one no lead: both stand alone.
    assert [task.number for task in printed.tasks] == ["1\n2", "3", "1", "2"]
    first = printed.tasks[0]
    assert first.title.split("\n") == [task.title for task in small_plan().tasks[:2]]
    assert first.lead == ("Phòng Kinh tế\nPhòng Văn hóa - Xã hội",)
    assert [sorted(task.damaged) for task in expected.tasks] == [
        ["stacked"], ["stacked"], [], [], ["cells_missing"],
    ]  # fmt: skip


def test_a_plan_without_a_table_is_written_as_a_block_for_each_task() -> None:
    text, expected = variants.blocks(small_plan())
    lines = text.decode().split("\n")
    at = lines.index("2. Rà soát văn bản đã hết hiệu lực thi hành")
    assert lines[at + 1 : at + 5] == [
        "- Thời gian hoàn thành: Quý III/2025.",
        "- Đơn vị chủ trì: Phòng Văn hóa - Xã hội.",
        "- Đơn vị phối hợp: Các phòng chuyên môn.",
        "- Kết quả: Báo cáo",
    ]
    assert {task.objective for task in expected.tasks} == {""}


def test_the_command_prints_a_line_for_each_file_and_says_what_is_not_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cases, "PLANS", tmp_path)
    monkeypatch.setattr(pages.shutil, "which", lambda name: None)
    assert command.main(["an-tuong-2025.txt", "an-tuong-2025.docx", "an-tuong-2025.ruled"]) == 0
    _, published, written, printed = capsys.readouterr().out.splitlines()
    assert published.split() == ["an-tuong-2025.txt", "not", "here"]
    assert written.split()[:5] == ["an-tuong-2025.docx", "32", "32", "0", "0"]
    assert printed.split()[1:] == ["no", "browser", "here", "that", "prints", "pages"]
