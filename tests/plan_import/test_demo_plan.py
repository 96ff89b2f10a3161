"""The plan of the demo commune: the committed Word file says what its table says."""

import io
from collections import Counter
from datetime import date

import pytest

from app.demo.make_plan import PLAN_FILE, build
from app.demo.plan_rows import AREAS
from app.plan_import import PlanReading, ProblemCode, read_plan

EXPECTED = [
    (code, number, task)
    for code, (_, tasks) in zip(("I", "II", "III", "IV", "V", "VI", "VII"), AREAS, strict=True)
    for number, task in enumerate(tasks, 1)
]


@pytest.fixture(scope="module")
def demo() -> PlanReading:
    return read_plan(PLAN_FILE.read_bytes(), PLAN_FILE.name)


def test_it_reads_the_table_exactly(demo: PlanReading) -> None:
    objective = ""
    expected = []
    for code, number, task in EXPECTED:
        objective = task.objective or objective
        expected.append(
            (code, str(number), objective, task.title, task.product, task.lead, task.supporting,
             task.deadline)
        )  # fmt: skip
    found = [
        (task.section, task.number, task.objective, task.title, task.products, task.lead,
         task.supporting, task.deadline_text)
        for task in demo.tasks
    ]  # fmt: skip
    assert found == expected


def test_it_reads_the_head(demo: PlanReading) -> None:
    head = demo.head
    assert head.title == "Kế hoạch cải cách hành chính phường Mẫu năm 2026"
    assert (head.number, head.issuer) == ("05/KH-UBND", "Ủy ban nhân dân phường Mẫu")
    assert (head.issued_on, head.issued_month) == (date(2026, 1, 15), "2026-01")
    assert (head.start, head.end) == (date(2026, 1, 1), date(2026, 12, 31))
    assert demo.problems == ()


def test_it_holds_every_kind_of_time(demo: PlanReading) -> None:
    kinds = Counter(task.deadline.kind.value for task in demo.tasks)
    assert kinds == {
        "fixed": 10,
        "window": 3,
        "several": 4,
        "recurring": 6,
        "ongoing": 3,
        "event": 3,
        "missing": 1,
    }


def test_it_has_the_problems_that_a_demo_should_show(demo: PlanReading) -> None:
    found = Counter(problem.code for task in demo.tasks for problem in task.problems)
    assert found == {
        ProblemCode.several_leads: 2,
        ProblemCode.deadline_waits: 3,
        ProblemCode.lead_collective: 1,
        ProblemCode.deadline_missing: 1,
    }


def test_the_committed_file_is_what_the_script_writes(demo: PlanReading) -> None:
    buffer = io.BytesIO()
    build().save(buffer)
    assert read_plan(buffer.getvalue(), PLAN_FILE.name) == demo
