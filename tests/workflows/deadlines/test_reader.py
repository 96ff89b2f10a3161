"""Printed times, read as a careful clerk reads them."""

from datetime import date

import pytest

from tests.plans import plan_path
from tests.workflows.deadlines.cases import (
    EVENTS,
    FIXED,
    ONGOING,
    RECURRING,
    SECOND_HALF,
    SEVERAL,
    UNREADABLE,
    WINDOWS,
    day,
)
from workflows.deadlines import Before, DeadlineKind, Rhythm, Span, read_deadline

YEAR_2025 = Span(date(2025, 1, 1), date(2025, 12, 31))
SCHOOL_YEAR = Span(date(2025, 7, 1), date(2026, 6, 30))


@pytest.mark.parametrize(("text", "opens", "due"), FIXED)
def test_a_fixed_time_has_one_date(text, opens, due):
    reading = read_deadline(text, SECOND_HALF)
    assert reading.kind is DeadlineKind.FIXED
    assert reading.due == [day(due)]
    assert reading.opens == (day(opens) if opens else None)


@pytest.mark.parametrize(("text", "opens", "due"), WINDOWS)
def test_a_list_without_a_gap_is_one_window(text, opens, due):
    reading = read_deadline(text, SECOND_HALF)
    assert reading.kind is DeadlineKind.WINDOW
    assert (reading.opens, reading.due) == (day(opens) if opens else None, [day(due)])


@pytest.mark.parametrize(("text", "due"), SEVERAL)
def test_milestones_are_parts_of_their_own(text, due):
    reading = read_deadline(text, SECOND_HALF)
    assert reading.kind is DeadlineKind.SEVERAL
    assert reading.due == [day(one) for one in due]
    assert len(reading.parts) > 1
    assert DeadlineKind.SEVERAL not in {part.kind for part in reading.parts}


@pytest.mark.parametrize(("text", "every", "due"), RECURRING)
def test_a_recurring_time_has_its_rhythms_and_its_days(text, every, due):
    reading = read_deadline(text, SECOND_HALF)
    assert reading.kind is DeadlineKind.RECURRING
    assert reading.every == every
    assert reading.due == [day(one) for one in due]


@pytest.mark.parametrize("text", ONGOING)
def test_work_without_end_is_ongoing(text):
    reading = read_deadline(text, SECOND_HALF)
    assert (reading.kind, reading.due, len(reading.parts)) == (DeadlineKind.ONGOING, [], 1)


@pytest.mark.parametrize("text", EVENTS)
def test_an_outside_event_has_no_date_and_keeps_its_words(text):
    reading = read_deadline(text, SECOND_HALF)
    assert (reading.kind, reading.due) == (DeadlineKind.EVENT, [])
    assert reading.parts[0].condition in text


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_time_or_no_day_is_said_to_be_unreadable(text):
    reading = read_deadline(text, SECOND_HALF)
    assert (reading.kind, reading.due) == (DeadlineKind.UNREADABLE, [])
    assert reading.note.startswith("Chưa đọc được thời hạn: ")


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "-", "…", "..."])
def test_an_empty_cell_is_missing(text):
    assert read_deadline(text, SECOND_HALF).kind is DeadlineKind.MISSING


def test_the_printed_text_is_kept_as_it_was():
    assert read_deadline("Trước ngày \n30/7/2025 ").text == "Trước ngày \n30/7/2025 "


@pytest.mark.parametrize(
    ("text", "exclusive", "inclusive"),
    [
        ("Trước ngày 30/7/2025", "2025-07-29", "2025-07-30"),
        ("từ 01/7 đến trước ngày 30/7/2025", "2025-07-29", "2025-07-30"),
        ("chậm nhất ngày 30/7/2025", "2025-07-30", "2025-07-30"),
        ("trước 17 giờ 00 ngày 30/7/2025", "2025-07-30", "2025-07-30"),
        ("trước tháng 12", "2025-11-30", "2025-11-30"),
        ("trước Quý IV/2025", "2025-09-30", "2025-09-30"),
        ("Trước ngày 15/12 hằng năm", "2025-12-14", "2025-12-15"),
    ],
)
def test_before_a_day_follows_the_convention_of_the_plan(text, exclusive, inclusive):
    assert read_deadline(text, SECOND_HALF, before=Before.EXCLUSIVE).due == [day(exclusive)]
    assert read_deadline(text, SECOND_HALF, before=Before.INCLUSIVE).due == [day(inclusive)]


@pytest.mark.parametrize(
    ("text", "span", "heading", "due"),
    [
        ("Quý III", None, 2026, ["2026-09-30"]),
        ("Quý III", YEAR_2025, 2026, ["2026-09-30"]),
        ("Quý III/2024", YEAR_2025, 2026, ["2024-09-30"]),
        ("Quý III", SCHOOL_YEAR, None, ["2025-09-30"]),
        ("Quý II", SCHOOL_YEAR, None, ["2026-06-30"]),
        ("15/3", SCHOOL_YEAR, None, ["2026-03-15"]),
        ("tháng 6; tháng 12/2025", None, None, ["2025-06-30", "2025-12-31"]),
        ("15/01 năm liền kề", None, 2025, ["2026-01-15"]),
        ("15/12 năm trước liền kề", YEAR_2025, None, ["2024-12-15"]),
    ],
)
def test_a_year_comes_from_the_cell_then_the_heading_then_the_plan(text, span, heading, due):
    reading = read_deadline(text, span, heading_year=heading)
    assert reading.due == [day(one) for one in due]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Quý III", None),
        ("15/9", None),
        ("15/9", Span(date(2025, 1, 1), date(2026, 12, 31))),
        ("15/01 năm sau", SCHOOL_YEAR),
    ],
)
def test_a_year_that_cannot_be_told_is_not_guessed(text, span):
    reading = read_deadline(text, span)
    assert (reading.kind, reading.due) == (DeadlineKind.UNREADABLE, [])
    assert "không rõ năm" in reading.note


def test_dates_outside_the_plan_are_named_and_recurring_ones_are_not():
    reading = read_deadline("Hằng quý; sơ kết trước ngày 15/3/2025", SECOND_HALF)
    assert reading.due == [day("2025-03-14"), day("2025-09-30"), day("2025-12-31")]
    assert read_deadline("Hằng quý").due == []


def test_a_date_beside_an_outside_event_keeps_the_event_as_its_condition():
    part = read_deadline("Khi có hướng dẫn, chậm nhất 30/9/2025").parts[0]
    assert part.condition == "Khi có hướng dẫn"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Quý III–IV/2025", "Quý III–IV/2025 → từ 01/7/2025 đến 31/12/2025"),
        ("Trước ngày 30/7/2025", "Trước ngày 30/7/2025 → hạn 29/7/2025"),
        ("Quý III", "Quý III → mở 01/7/2025, hạn 30/9/2025"),
        ("trước ngày 15 hằng tháng", "trước ngày 15 hằng tháng → hằng tháng, hạn ngày 14"),
        ("17h ngày 05/02/2026", "17h ngày 05/02/2026 → hạn 05/02/2026 (trước 17 giờ 00)"),
        ("tối thiểu 02 kỳ/tháng", "tối thiểu 02 kỳ/tháng → hằng tháng (2 lần mỗi kỳ)"),
        ("Theo quy định", "Theo quy định → chờ căn cứ: Theo quy định"),
        ("Quý V/2025", "Chưa đọc được thời hạn: không có quý 5."),
        ("31/02/2025", "Chưa đọc được thời hạn: ngày 31/02/2025 không có trong lịch."),
    ],
)
def test_every_reading_explains_itself(text, note):
    assert read_deadline(text, SECOND_HALF).note == note


@pytest.mark.parametrize("text", ["Hằng tháng", "Thường xuyên"])
def test_periods_ended_before_the_plan_was_issued_are_mentioned(text):
    late_issue = read_deadline(text, SECOND_HALF, issued_on=date(2025, 10, 8))
    assert "không lập kỳ đã kết thúc trước ngày ban hành 08/10/2025" in late_issue.note
    assert "ban hành" not in read_deadline(text, SECOND_HALF, issued_on=date(2025, 7, 1)).note


def test_parts_carry_the_words_they_were_read_from():
    text = "ban hành kế hoạch trong tháng 01, kiểm tra chậm nhất tháng 6, báo cáo tháng 8"
    assert [part.text for part in read_deadline(text, YEAR_2025).parts] == [
        "ban hành kế hoạch trong tháng 01", "kiểm tra chậm nhất tháng 6", "báo cáo tháng 8",
    ]  # fmt: skip


def test_a_rhythm_named_with_its_day_is_not_made_a_second_time_without_it():
    text = "định kỳ hằng quý và năm báo cáo (báo cáo quý, chậm nhất ngày 14 của tháng cuối quý)"
    parts = read_deadline(text, YEAR_2025).parts
    assert sorted(part.every for part in parts if part.every is Rhythm.QUARTER) == ["quarter"]


AN_TUONG_TIMES = {
    "Trước ngày 30/7/2025": "fixed",
    "Định kỳ hằng quý, 6 tháng, 1 năm": "recurring",
    "Định kỳ hàng tháng, quý, năm": "recurring",
    "Quý III–IV/2025": "window",
    "Quý III, IV/2025": "window",
    "Quý III/2025": "fixed",
    "Tháng 10/2025": "fixed",
    "Thường xuyên": "ongoing",
    "Theo kế hoạch của Sở Nội vụ": "event",
}


def test_every_time_printed_in_the_plan_of_an_tuong_is_read():
    printed = " ".join(plan_path("an-tuong-2025.txt").read_text("utf-8").split())
    for text, kind in AN_TUONG_TIMES.items():
        assert text in printed
        assert read_deadline(text, SECOND_HALF).kind == kind


MINH_DUC_KINDS = {
    "Thường xuyên": "ongoing",
    "Hàng năm": "recurring",
    "Định kỳ trong năm": "ongoing",
    "Theo Chương trình công tác đã phê duyệt": "event",
    "Chương trình công tác đã phê duyệt": "event",
    "Theo lộ trình phê duyệt": "event",
    "Theo đề án chuyển đổi số của tỉnh": "event",
    "Theo hướng dẫn của Bộ Nội vụ": "event",
    "Khi có quy định, hướng dẫn của Bộ ngành Trung ương": "event",
    "Quý III/2024": "fixed",
    "Quý IV//2025": "fixed",
    "Quý III-IV/2025": "window",
    "Các đơn vị, cơ quan liên quan": "unreadable",
    "Phòng VH-XH": "unreadable",
    "": "missing",
}


def test_the_cells_of_the_plan_of_minh_duc_are_read_and_foreign_ones_refused():
    printed = plan_path("minh-duc-2025.txt").read_text("utf-8")
    for text, kind in MINH_DUC_KINDS.items():
        assert text in printed
        assert read_deadline(text, SECOND_HALF).kind == kind
