"""Tasks known again in a file that corrects, amends or replaces their plan."""

import unicodedata
from dataclasses import replace

import pytest

from app.plan_import import read_plan
from app.plan_import.matching import Aspect, Pair, TaskText, differences, match_tasks
from app.plan_import.wording import Change, Piece, word_changes
from tests.plans import plan_path

PLAN = TaskText(
    1,
    "Công tác chỉ đạo, điều hành",
    "1",
    "Ban hành kế hoạch kiểm tra công vụ",
    "Kế hoạch; Báo cáo",
    ("Phòng Văn hóa - Xã hội",),
    ("Văn phòng HĐND và UBND",),
    "Quý III/2026",
    "Quý III/2026 → 30/9/2026",
    ((1,),),
    frozenset({2}),
)
PRAISE = replace(
    PLAN,
    key=2,
    number="2",
    title="Tuyên truyền cải cách hành chính trên hệ thống truyền thanh",
    product="Tin, bài",
    time="Thường xuyên",
    reading="Thường xuyên",
)
REVIEW = replace(
    PLAN,
    key=3,
    area="Cải cách thủ tục hành chính",
    number="1",
    title="Rà soát quy trình nội bộ giải quyết thủ tục hành chính",
    product="Quyết định",
    lead=("Phòng Kinh tế, Hạ tầng và Đô thị",),
    slots=((3,),),
)
SPEED = replace(
    REVIEW,
    key=4,
    number="2",
    title="Rút ngắn thời gian giải quyết hồ sơ đất đai",
    product="Báo cáo",
)
TASKS = (PLAN, PRAISE, REVIEW, SPEED)


def as_row(task: TaskText, key: int, **changed: object) -> TaskText:
    return replace(task, key=key, **changed)  # type: ignore[arg-type]


def rows_of(*rows: TaskText) -> list[TaskText]:
    return [replace(row, key=100 + place) for place, row in enumerate(rows, 1)]


def paired(rows: list[TaskText], by_hand: dict[int, int | None] | None = None) -> dict[int, Pair]:
    return {pair.task: pair for pair in match_tasks(TASKS, rows, by_hand)}


def row_of(rows: list[TaskText], by_hand: dict[int, int | None] | None = None) -> dict[int, object]:
    return {task: pair.row for task, pair in paired(rows, by_hand).items()}


ALL = {1: 101, 2: 102, 3: 103, 4: 104}


@pytest.mark.parametrize(
    ("what", "changed"),
    [
        ("nothing", {}),
        ("numbered anew", {"number": "7"}),
        ("moved to another area", {"area": "Cải cách tài chính công"}),
        ("decomposed letters", {"title": unicodedata.normalize("NFD", REVIEW.title)}),
        ("other tone marks", {"title": REVIEW.title.replace("thủ tục", "thủ tuc")}),
        ("capitals and spaces", {"title": f"  {REVIEW.title.upper()} "}),
        ("another product", {"product": "Báo cáo kết quả rà soát; Tờ trình"}),
        ("another lead", {"lead": ("Công an",), "slots": ((5,),)}),
        ("another time", {"time": "Tháng 11/2026", "reading": "30/11/2026"}),
        ("a few words more", {"title": f"{REVIEW.title} trong lĩnh vực đất đai"}),
        ("a few words less", {"title": "Rà soát quy trình nội bộ"}),
        (
            "the words turned round",
            {"title": "Quy trình nội bộ giải quyết thủ tục hành chính: rà soát"},
        ),
    ],
)  # fmt: skip
def test_a_task_is_known_again_whatever_was_done_to_its_row(
    what: str, changed: dict[str, object]
) -> None:
    rows = rows_of(PLAN, PRAISE, as_row(REVIEW, 0, **changed), SPEED)
    assert row_of(rows) == ALL, what
    backwards = {row.key: row for row in reversed(rows)}
    assert row_of(list(backwards.values())) == ALL, what


def test_a_row_about_something_else_is_new_and_the_task_is_gone() -> None:
    other = as_row(SPEED, 0, title="Tổ chức hội nghị đối thoại với doanh nghiệp", product="Báo cáo")
    pairs = paired(rows_of(PLAN, PRAISE, REVIEW, other))
    assert pairs[4].row is None and not pairs[4].merged
    assert 104 not in {pair.row for pair in pairs.values()}


@pytest.mark.parametrize("longer_first", [True, False])
def test_two_tasks_in_one_row_are_merged_and_the_likest_keeps_the_row(longer_first: bool) -> None:
    both = (REVIEW.title, SPEED.title) if longer_first else (SPEED.title, REVIEW.title)
    merged = as_row(REVIEW, 0, title="; ".join(both), product="Quyết định; Báo cáo")
    pairs = paired(rows_of(PLAN, PRAISE, merged))
    assert {pairs[3].row, pairs[4].row} == {103}
    assert sorted(pairs[task].merged for task in (3, 4)) == [False, True]


def test_a_task_whose_words_stand_in_a_row_that_did_not_grow_is_gone_not_merged() -> None:
    short = as_row(PLAN, 5, title="Ban hành kế hoạch kiểm tra")
    pairs = {pair.task: pair for pair in match_tasks((PLAN, short), rows_of(PLAN))}
    assert (pairs[1].row, pairs[5].row) == (101, None)


def test_each_row_stands_for_one_task_though_several_say_the_same() -> None:
    again = as_row(PLAN, 5, number="9", area="Cải cách tài chính công")
    pairs = match_tasks((PLAN, again), rows_of(again, PLAN))
    assert [(pair.task, pair.row) for pair in pairs] == [(1, 102), (5, 101)]


def test_a_pair_made_by_hand_is_kept_and_its_row_is_nobody_elses() -> None:
    rows = rows_of(PLAN, PRAISE, REVIEW, SPEED)
    found = paired(rows, {3: 104, 1: None})
    assert (found[3].row, found[1].row, found[2].row) == (104, None, 102)
    assert found[4].row is None
    assert (found[3].likeness, found[1].likeness) == (0, 0)


def test_two_tasks_put_on_one_row_by_hand_are_merged_into_it() -> None:
    found = paired(rows_of(PLAN, PRAISE, REVIEW), {3: 103, 4: 103})
    assert (found[3].merged, found[4].merged, found[4].row) == (False, True, 103)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, set()),
        ({"number": "9", "area": "Cải cách thể chế"}, set()),
        ({"title": PLAN.title.upper()}, set()),
        ({"title": unicodedata.normalize("NFD", PLAN.title)}, set()),
        ({"lead": ("Phòng VH-XH",)}, set()),
        ({"title": "Ban hành kế hoạch kiểm tra nội vụ"}, {Aspect.title}),
        ({"product": "Kế hoạch"}, {Aspect.product}),
        ({"lead": ("Công an",), "slots": ((5,),)}, {Aspect.lead}),
        ({"slots": ((1, 2),)}, {Aspect.lead}),
        ({"lead": ("Công an",), "slots": ()}, {Aspect.lead}),
        ({"supporting": ("Công an",), "supports": frozenset({5})}, {Aspect.supporting}),
        ({"time": "Quý IV/2026", "reading": "31/12/2026"}, {Aspect.time}),
        ({"reading": "Quý III/2026 → 29/9/2026"}, {Aspect.time}),
    ],
)  # fmt: skip
def test_only_what_means_something_else_is_a_difference(
    changed: dict[str, object], expected: set[Aspect]
) -> None:
    assert differences(PLAN, as_row(PLAN, 101, **changed)) == expected


def test_a_real_plan_is_known_again_task_by_task_and_so_are_its_amendments() -> None:
    path = plan_path("an-tuong-2025.txt")
    plan = read_plan(path.read_bytes(), path.name)
    titles = {section.code: section.title for section in plan.sections}
    tasks = [
        TaskText(
            task.order,
            titles.get(task.section or "", ""),
            task.number,
            task.title,
            task.product,
            task.lead,
            task.supporting,
            task.deadline_text,
        )
        for task in plan.tasks
    ]
    assert [(p.task, p.row) for p in match_tasks(tasks, tasks)] == [(t.key, t.key) for t in tasks]
    rows = amended(tasks)
    pairs = {pair.task: pair for pair in match_tasks(tasks, rows)}
    assert pairs[3].row is None
    assert (pairs[8].row, pairs[9].row, pairs[9].merged) == (8, 8, True)
    others = {key: pair.row for key, pair in pairs.items() if key not in (3, 8, 9)}
    assert others == {key: key for key in others}
    assert 33 not in {pair.row for pair in pairs.values()}


def amended(tasks: list[TaskText]) -> list[TaskText]:
    """Row 3 gone, 9 merged into 8, 1 and 16 changed, 20 moved and numbered anew, 33 new."""
    changed = {
        1: {
            "title": "Ban hành và tổ chức thực hiện Kế hoạch CCHC năm 2025 của phường",
            "time": "Tháng 9/2025",
        },
        8: {"title": f"{tasks[7].title}; {tasks[8].title}"},
        16: {"product": "Quyết định ban hành Quy chế; Báo cáo đánh giá"},
        20: {"number": "1", "area": tasks[0].area},
    }  # fmt: skip
    survey = "Khảo sát mức độ hài lòng của người dân"
    new = replace(tasks[0], key=33, title=survey, product="Báo cáo")
    kept = [replace(t, **changed.get(t.key, {})) for t in tasks if t.key not in (3, 9)]  # type: ignore[arg-type]
    return [*reversed(kept), new]


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("Báo cáo quý", "Báo cáo quý", [("same", "Báo cáo quý")]),
        ("Báo cáo quý", "Báo cáo năm", [("same", "Báo cáo"), ("removed", "quý"), ("added", "năm")]),
        ("", "Kế hoạch", [("added", "Kế hoạch")]),
        ("Kế hoạch", "", [("removed", "Kế hoạch")]),
        (unicodedata.normalize("NFD", "Kế hoạch"), "Kế hoạch", [("same", "Kế hoạch")]),
        ("", "", []),
    ],
)
def test_wordings_are_compared_word_by_word(
    old: str, new: str, pieces: list[tuple[str, str]]
) -> None:
    assert word_changes(old, new) == [Piece(Change(change), words) for change, words in pieces]
