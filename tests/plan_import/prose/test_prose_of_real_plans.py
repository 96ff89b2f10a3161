"""What the prose of five published plans says, as a careful clerk reads it."""

import re
import textwrap
from collections import Counter

import pytest

from app.plan_import import PlanReading, ProblemCode, ProposalKind, read_plan
from tests.plan_import.prose.prose_plans import proposals
from tests.plans import plan_path
from workflows.text import fold


def read(name: str) -> PlanReading:
    return read_plan(plan_path(name).read_bytes(), name)


def leads(reading: PlanReading) -> list[tuple[str, str]]:
    return [
        (fold(one.title), "; ".join(one.units))
        for one in proposals(reading, ProposalKind.area_lead)
    ]


def test_minh_son_gives_its_duties_by_post() -> None:
    reading = read("minh-son-2022.txt")
    assert list(Counter("; ".join(task.lead) for task in reading.tasks).items()) == [
        ("Chủ tịch, các PCT UBND xã", 8),
        ("Văn phòng UBND xã", 6),
        ("Tư pháp", 1),
        ("Địa chính", 2),
        ("Kế toán - Ngân sách", 5),
        ("Văn hóa – Thông tin, TDTT", 3),
        ("Chính sách - xã hội", 2),
        ("Công an xã", 1),
        ("Ban chỉ huy quan sự xã", 1),
        ("Trạm Y tế xã", 1),
        ("Các đơn vị trường học: Trung học cơ sở, Tiểu học, Mầm non trên địa bàn", 1),
    ]
    timed = {task.source.line: task.deadline_text for task in reading.tasks if task.deadline_text}
    assert timed == {401: "định kỳ hàng tháng, quý, 6 tháng và hàng năm"}
    assert all("\n" not in task.title and not task.title.endswith(".") for task in reading.tasks)


def test_minh_son_reports_every_month_and_no_day_is_invented() -> None:
    found = proposals(read("minh-son-2022.txt"), ProposalKind.reporting_window)
    assert len(found) == 12
    assert all(list(one.values) == ["key"] for one in found)
    assert {one.source.line for one in found} == {401}


def test_lien_minh_names_a_lead_for_each_area() -> None:
    assert leads(read("lien-minh-2025.txt")) == [
        ("cong tac chi dao, dieu hanh", "Phòng Văn hóa – Xã hội xã"),
        ("cai cach to chuc bo may", "Phòng Văn hóa – Xã hội xã"),
        ("cai cach che do cong vu", "Phòng Văn hóa – Xã hội xã"),
        (
            "xay dung, phat trien chinh quyen dien tu, chinh quyen so",
            "Phòng Văn hóa – Xã hội xã",
        ),
        ("cai cach the che", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã"),
        ("cai cach thu tuc hanh chinh", "Trung tâm Phục vụ hành chính công xã"),
        ("cai cach tai chinh cong", "Phòng Kinh tế xã"),
    ]


def test_lien_minh_prints_its_windows_and_days() -> None:
    reading = read("lien-minh-2025.txt")
    found = {
        one.values["key"]: tuple(one.values.get(name) for name in ("from", "to", "send"))
        for one in proposals(reading, ProposalKind.reporting_window)
    }
    assert found == {
        "2025-Q1": ("2024-12-15", "2025-03-14", "2025-03-14"),
        "2025-H1": ("2024-12-15", "2025-06-14", "2025-06-14"),
        "2025-Q3": ("2025-06-15", "2025-09-14", "2025-09-14"),
        "2025-9M": (None, None, "2025-09-14"),
        "2025-Y": ("2024-12-15", "2025-12-14", "2025-12-14"),
    }


def test_lien_minh_wants_a_thematic_report_on_each_area() -> None:
    found = proposals(read("lien-minh-2025.txt"), ProposalKind.thematic_report)
    assert len(found) == 6
    assert {len(one.units) for one in found} == {4}
    assert {one.deadline_text for one in found} == {
        "Định kỳ (6 tháng, 9 tháng và năm), chậm nhất là ngày 14 của tháng cuối kỳ báo cáo"
    }


@pytest.mark.parametrize(
    ("name", "measures"),
    [
        (
            "lien-minh-2025.txt",
            "100%|tối thiểu là 80%|100%|100%|tối thiểu 80%|100%|100%|100%|100%|65%|tối thiểu 90%",
        ),
        ("hop-tien-2025.txt", "100 %|100%|90% trở lên"),
        (
            "minh-son-2022.txt",
            "tối thiểu 90%|100%|Tối thiểu 90%|100%|100%|100%|từ 98% trở lên|100%|95%|100%"
            "|tối thiểu 02 kỳ/tháng",
        ),
    ],
)
def test_targets_are_read_with_their_measures(name: str, measures: str) -> None:
    found = proposals(read(name), ProposalKind.target)
    assert [one.values["measure"] for one in found] == measures.split("|")


def test_hop_tien_names_its_leads_and_its_day() -> None:
    reading = read("hop-tien-2025.txt")
    assert Counter(unit for _, unit in leads(reading)) == {
        "Phòng Văn hóa - Xã hội": 4,
        "Phòng Kinh tế": 1,
        "Trung tâm Phục vụ hành chính công": 2,
    }
    found = {
        one.values["key"]: (one.values["from"], one.values["cut_off"])
        for one in proposals(reading, ProposalKind.reporting_window)
    }
    # The plan begins in July: the reports of the first two quarters are over.
    assert found == {
        "2025-Q3": ("2025-06-10", "2025-09-09"),
        "2025-Y": ("2024-12-10", "2025-12-09"),
    }


@pytest.mark.parametrize("width", [60, 72, 85, 100])
def test_hop_tien_says_the_same_however_its_lines_are_broken(width: int) -> None:
    text = plan_path("hop-tien-2025.txt").read_text(encoding="utf-8")
    broken: list[str] = []
    for line in text.split("\n"):
        broken += textwrap.wrap(line, width, break_on_hyphens=False)
        if len(broken) % 7 == 0:
            broken += [str(len(broken)), ""]
    again = read_plan("\n".join(broken).encode(), "hop-tien.txt")

    def said(reading: PlanReading) -> list[tuple[object, ...]]:
        return [
            (one.kind, one.title, one.units, one.deadline_text, sorted(one.values.items()))
            for one in reading.proposals
        ]

    assert said(again) == said(read("hop-tien-2025.txt"))


def test_minh_duc_names_each_area_of_its_table() -> None:
    reading = read("minh-duc-2025.txt")
    found = proposals(reading, ProposalKind.area_lead)
    assert sorted(one.section or "" for one in found) == sorted(
        section.code for section in reading.sections
    )


@pytest.mark.parametrize("name", ["lien-minh-2025.txt", "hop-tien-2025.txt", "an-tuong-2025.txt"])
def test_every_proposal_quotes_the_file_and_its_line(name: str) -> None:
    whole = re.sub(r"\s+", " ", plan_path(name).read_text(encoding="utf-8"))
    found = read(name).proposals
    assert found
    for proposal in found:
        assert proposal.source.line
        assert proposal.quote[:40] in whole


def test_the_plans_whose_appendix_is_in_the_file_are_not_asked_for_it() -> None:
    for name in ("an-tuong-2025.txt", "minh-duc-2025.txt", "minh-son-2022.txt"):
        codes = {problem.code for problem in read(name).problems}
        assert ProblemCode.appendix_not_in_file not in codes
