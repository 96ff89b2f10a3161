"""What the prose proposes counts when it is ticked, never before, and can be taken back."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import DraftProposal, DraftRow, Event, PlanDraft, ReportingWindow
from app.queries.draft_files import proposals_of
from app.queries.drafts import load_content
from app.services import draft_proposals, draft_undo, plan_start
from app.services.draft_claims import DraftRefusal, DraftRefused
from tests.cast import World
from tests.drafting import confirm_names, store_plan
from tests.plan_texts import HCC, KT, VHXH, VP, plan_text

ROWS = (
    ("I", "CHỈ ĐẠO, ĐIỀU HÀNH", "", "", "", ""),
    ("1", "Ban hành kế hoạch", VHXH, VP, "Kế hoạch", "Quý III/2026"),
    ("2", "Kiểm tra công vụ", "", "", "Báo cáo", "Tháng 10/2026"),
    ("II", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "", "", "", ""),
    ("1", "Công khai kết quả", HCC, "", "Văn bản", "Hằng tháng"),
)
DAYS = {"from": "2025-12-15", "to": "2026-03-14", "cut_off": "2026-03-14", "send": "2026-03-16"}
PROPOSED = (
    ("area_lead", "Chỉ đạo, điều hành", [KT], "", "I", {}),
    ("duty", "Tuyên truyền trên loa truyền thanh", [VHXH], "Hằng tháng", "I", {}),
    ("target", "Hồ sơ trực tuyến toàn trình", [], "", "II", {"measure": "tối thiểu 80%"}),
    ("thematic_report", "Báo cáo chuyên đề", [VP], "trước ngày 15/11/2026", "", {}),
    ("reporting_window", "Báo cáo quý I/2026", [], "", "", {"key": "2026-Q1", **DAYS}),
    ("reporting_window", "Báo cáo quý II/2026", [], "", "", {"key": "2026-Q2"}),
)


@pytest.fixture
def draft(world: World) -> PlanDraft:
    draft = store_plan(world, plan_text(ROWS))
    world.session.add_all(
        DraftProposal(
            commune_id=draft.commune_id,
            draft_id=draft.id,
            position=100 + position,
            kind=kind,
            title=title,
            units=units,
            deadline_text=time,
            section_code=area,
            values=values,
            source={"page": None, "row": None, "line": 7},
        )
        for position, (kind, title, units, time, area, values) in enumerate(PROPOSED)
    )
    world.session.commit()
    return draft


def proposals(world: World, draft: PlanDraft, *kinds: str) -> list[DraftProposal]:
    return [p for p in proposals_of(world.session, draft) if p.kind in kinds]


def rows_of(world: World, draft: PlanDraft) -> list[DraftRow]:
    content = load_content(world.session, world.actor("Thư"), draft.id, clock.today())
    assert content is not None
    return list(content.rows)


def accept(world: World, draft: PlanDraft, *kinds: str) -> int:
    ids = [proposal.id for proposal in proposals(world, draft, *kinds)]
    count = draft_proposals.accept_proposals(
        world.session, world.actor("Thư"), draft.id, ids, version=draft.version, now=clock.now()
    )
    world.session.commit()
    return count


def test_a_duty_becomes_a_row_at_the_end_of_its_area(world: World, draft: PlanDraft) -> None:
    assert accept(world, draft, "duty", "target", "thematic_report") == 3
    rows = rows_of(world, draft)
    assert [row.title for row in rows] == [
        "Ban hành kế hoạch",
        "Kiểm tra công vụ",
        "Tuyên truyền trên loa truyền thanh",
        "Công khai kết quả",
        "Hồ sơ trực tuyến toàn trình",
        "Báo cáo chuyên đề",
    ]
    duty, target, report = rows[2], rows[4], rows[5]
    assert duty.lead == [VHXH]
    assert duty.reading["every"] != []
    assert duty.source["line"] == 7
    assert target.products == ["tối thiểu 80%"]
    assert report.reading["due"] == ["2026-11-14"]
    assert [p.row_id for p in proposals(world, draft, "duty")] == [duty.id]


def test_the_lead_of_an_area_goes_only_to_rows_that_name_none(
    world: World, draft: PlanDraft
) -> None:
    accept(world, draft, "area_lead")
    assert [row.lead for row in rows_of(world, draft)] == [[VHXH], [KT], [HCC]]
    codes = {problem["code"] for problem in rows_of(world, draft)[1].problems}
    assert "lead_missing" not in codes


def test_what_was_taken_over_is_given_back(world: World, draft: PlanDraft) -> None:
    accept(world, draft, "area_lead", "duty", "target", "reporting_window")
    draft_undo.undo(
        world.session, world.actor("Thư"), draft.id, version=draft.version, now=clock.now()
    )
    world.session.commit()
    assert [(row.position, row.lead) for row in rows_of(world, draft)] == [
        (1, [VHXH]),
        (2, []),
        (3, [HCC]),
    ]
    assert {p.accepted for p in proposals_of(world.session, draft)} == {None}
    assert {p.row_id for p in proposals_of(world.session, draft)} == {None}


def test_a_proposal_is_decided_once(world: World, draft: PlanDraft) -> None:
    ids = [p.id for p in proposals(world, draft, "duty")]
    draft_proposals.dismiss_proposals(
        world.session, world.actor("Thư"), draft.id, ids, version=draft.version, now=clock.now()
    )
    world.session.commit()
    with pytest.raises(DraftRefused) as refused:
        accept(world, draft, "duty")
    assert refused.value.refusal is DraftRefusal.no_proposal_ticked
    assert len(rows_of(world, draft)) == 3


def start(world: World, draft: PlanDraft) -> None:
    confirm_names(world, draft)
    plan_start.start_plan(
        world.session, world.actor("Thư"), draft.id, version=draft.version, now=clock.now()
    )
    world.session.commit()


def test_an_accepted_window_is_the_communes_when_the_plan_starts(
    world: World, session: Session, draft: PlanDraft
) -> None:
    accept(world, draft, "area_lead", "reporting_window")
    assert session.scalars(select(ReportingWindow)).all() == []
    start(world, draft)
    window = session.scalars(select(ReportingWindow)).one()
    assert (window.key, window.label) == ("2026-Q1", "Báo cáo quý I/2026")
    assert (window.starts_on, window.ends_on) == (date(2025, 12, 15), date(2026, 3, 14))
    assert window.cut_off_on == date(2026, 3, 14)
    assert window.ladder == [{"step": "units_send", "on": "2026-03-16"}]
    events = session.scalars(select(Event).where(Event.kind == "reporting_window.create")).all()
    assert [event.new for event in events] == ["Báo cáo quý I/2026"]


def test_a_window_that_is_there_already_stays_as_it_is(
    world: World, session: Session, draft: PlanDraft
) -> None:
    session.add(
        ReportingWindow(
            commune_id=draft.commune_id,
            key="2026-Q1",
            label="Quý I",
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 3, 31),
            cut_off_on=date(2026, 3, 31),
            ladder=[],
        )
    )
    session.commit()
    accept(world, draft, "area_lead", "reporting_window")
    start(world, draft)
    assert session.scalars(select(ReportingWindow)).one().label == "Quý I"


def test_a_window_that_nobody_took_over_is_not_made(
    world: World, session: Session, draft: PlanDraft
) -> None:
    accept(world, draft, "area_lead")
    start(world, draft)
    assert session.scalars(select(ReportingWindow)).all() == []
