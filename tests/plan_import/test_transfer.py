"""A reading that goes to another process and back is the same reading; anything else is refused."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.plan_import import (
    PlanHead,
    PlanReading,
    Problem,
    ProblemCode,
    Proposal,
    ProposalKind,
    SectionReading,
    Severity,
    Source,
    TaskReading,
    read_plan,
)
from app.plan_import.isolation.transfer import BadTransfer, reading_from_plain, reading_to_plain
from tests.plan_import.small_plans import TASK, tabbed
from tests.plans import plan_path
from workflows.deadlines import Before, Span, read_deadline

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.none() | st.integers(1, 10**6)
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2100, 12, 31))
SOURCES = st.builds(Source, NUMBERS, NUMBERS, NUMBERS)
NAMES = st.lists(TEXTS, max_size=3).map(tuple)
PROBLEMS = st.lists(
    st.builds(
        Problem,
        st.sampled_from(ProblemCode),
        st.sampled_from(Severity),
        st.dictionaries(TEXTS, TEXTS, max_size=2),
    ),
    max_size=2,
).map(tuple)
TIMES = ("Quý III–IV/2025", "trước ngày 15 hằng tháng", "20 ngày sau khi có hướng dẫn", "", "xx")
DEADLINES = st.sampled_from(TIMES).map(
    lambda text: read_deadline(
        text, Span(date(2025, 1, 1), date(2025, 12, 31)), None, Before.EXCLUSIVE
    )
)
TASKS = st.builds(
    TaskReading,
    order=st.integers(1, 2000),
    section=st.none() | TEXTS,
    number=TEXTS,
    objective=TEXTS,
    duty=TEXTS,
    title=TEXTS,
    product=TEXTS,
    products=NAMES,
    lead=NAMES,
    supporting=NAMES,
    follow_up=NAMES,
    funding=TEXTS,
    deadline_text=TEXTS,
    deadline=DEADLINES,
    problems=PROBLEMS,
    source=SOURCES,
    printed=st.lists(st.tuples(TEXTS, TEXTS), max_size=2).map(tuple),
)
PROPOSALS = st.builds(
    Proposal,
    st.sampled_from(ProposalKind),
    TEXTS,
    SOURCES,
    NAMES,
    TEXTS,
    st.none() | TEXTS,
    TEXTS,
    st.dictionaries(TEXTS, TEXTS, max_size=2),
)
READINGS = st.builds(
    PlanReading,
    st.builds(PlanHead, TEXTS, TEXTS, st.none() | TEXTS, DAYS, st.none() | TEXTS, DAYS, DAYS),
    st.lists(st.builds(SectionReading, TEXTS, TEXTS), max_size=2).map(tuple),
    st.lists(TASKS, max_size=2).map(tuple),
    PROBLEMS,
    st.lists(PROPOSALS, max_size=2).map(tuple),
)


@given(READINGS)
@settings(max_examples=60, deadline=None)
def test_any_reading_comes_back_as_it_went(reading: PlanReading) -> None:
    assert reading_from_plain(reading_to_plain(reading)) == reading


@pytest.mark.parametrize("name", ["an-tuong-2025.txt", "minh-duc-2025.txt", "minh-son-2022.txt"])
def test_the_reading_of_a_real_plan_comes_back_as_it_went(name: str) -> None:
    reading = read_plan(plan_path(name).read_bytes(), name)
    assert reading_from_plain(reading_to_plain(reading)) == reading


def spoilt(plain: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The plain reading with the value at a dotted path replaced."""
    *way, last = (int(part) if part.isdigit() else part for part in path.split("."))
    place: Any = plain
    for part in way:
        place = place[part]
    place[last] = value
    return plain


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("tasks.0.title", 5),
        ("tasks.0.title", None),
        ("tasks.0.title", ["a"]),
        ("tasks.0.title", "\ud800"),
        ("tasks.0.order", "1"),
        ("tasks.0.order", True),
        ("tasks.0.order", 1.5),
        ("tasks.0.lead", "Văn phòng"),
        ("tasks.0.lead", [["Văn phòng"]]),
        ("tasks.0.printed", [["one"]]),
        ("tasks.0.deadline", {}),
        ("tasks.0.deadline.kind", "soon"),
        ("tasks.0.deadline.parts.0.due", "2026-02-30"),
        ("tasks.0.source", None),
        ("tasks.0.more", "x"),
        ("head.issued_on", 20260101),
        ("problems", {"code": "x"}),
        ("problems", [{"code": "no_such", "severity": "look", "values": {}}]),
        ("tasks", None),
        ("sections", [[]] * 20_000),
    ],
)
def test_values_of_another_kind_are_no_reading(path: str, value: Any) -> None:
    plain = reading_to_plain(read_plan(tabbed(TASK), "a.txt"))
    assert reading_from_plain(reading_to_plain(read_plan(tabbed(TASK), "a.txt"))).tasks
    with pytest.raises(BadTransfer):
        reading_from_plain(spoilt(plain, path, value))


@pytest.mark.parametrize("plain", [None, [], "x", {}, {"head": {}}, 5])
def test_what_has_not_the_shape_is_no_reading(plain: Any) -> None:
    with pytest.raises(BadTransfer):
        reading_from_plain(plain)


def test_more_tasks_than_a_plan_may_have_are_no_reading() -> None:
    plain = reading_to_plain(read_plan(tabbed(TASK), "a.txt"))
    plain["tasks"] *= 2_001
    with pytest.raises(BadTransfer):
        reading_from_plain(plain)
