"""Rows of a draft are joined, taken apart, changed together, added; and the last step back."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import DraftRow, Event, PlanDraft
from app.queries.draft_changes import last_change
from app.queries.drafts import load_content
from app.services import draft_rows, draft_shape, draft_undo
from app.services.draft_claims import DraftRefusal, DraftRefused
from app.services.draft_parts import proposed_parts
from app.services.draft_rows import RowCorrection
from app.services.draft_shape import ManyRows, RowPart
from tests.cast import World
from tests.drafting import store_plan
from tests.plan_texts import HCC, KT, VHXH, VP, plan_text

ROWS = (
    ("I", "CHỈ ĐẠO, ĐIỀU HÀNH", "", "", "", ""),
    ("1", "Ban hành kế hoạch", VHXH, VP, "Kế hoạch", "Quý III/2026"),
    ("2", "kiểm tra công vụ", VHXH, HCC, "Báo cáo", "Tháng 10/2026"),
    ("3", "Tuyên truyền", VP, "", "Tin, bài", "Thường xuyên"),
    ("II", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "", "", "", ""),
    ("1", "Công khai kết quả", HCC, "", "", "Hằng tháng"),
)


@pytest.fixture
def draft(world: World) -> PlanDraft:
    return store_plan(world, plan_text(ROWS))


def rows_of(world: World, draft: PlanDraft) -> list[DraftRow]:
    content = load_content(world.session, world.actor("Thư"), draft.id, clock.today())
    assert content is not None
    return list(content.rows)


def titles(world: World, draft: PlanDraft) -> list[str]:
    return [row.title for row in rows_of(world, draft)]


def cells(row: DraftRow) -> dict[str, object]:
    """Everything of a row that a change may touch."""
    return {name: getattr(row, name) for name in (*draft_undo.COLUMNS, "position")}


def merge(world: World, draft: PlanDraft, row: DraftRow) -> DraftRow:
    upper = draft_shape.merge_with_row_above(
        world.session, world.actor("Thư"), row, version=draft.version, now=clock.now()
    )
    world.session.commit()
    return upper


def split(world: World, draft: PlanDraft, row: DraftRow, *parts: RowPart) -> list[DraftRow]:
    made = draft_shape.split_row(
        world.session, world.actor("Thư"), row, parts, version=draft.version, now=clock.now()
    )
    world.session.commit()
    return made


def change(world: World, draft: PlanDraft, rows: list[DraftRow], wanted: ManyRows) -> int:
    ids = [row.id for row in rows]
    count = draft_shape.change_rows(
        world.session,
        world.actor("Thư"),
        draft.id,
        ids,
        wanted,
        version=draft.version,
        now=clock.now(),
    )
    world.session.commit()
    return count


def undo(world: World, draft: PlanDraft) -> None:
    draft_undo.undo(
        world.session, world.actor("Thư"), draft.id, version=draft.version, now=clock.now()
    )
    world.session.commit()


def part(title: str, *, product: str = "Báo cáo", lead: str = VP, time: str = "") -> RowPart:
    return RowPart(title=title, product=product, lead=lead, deadline_text=time)


def test_a_row_joined_to_the_one_above_gives_its_cells_and_is_left_out(
    world: World, draft: PlanDraft
) -> None:
    lower = rows_of(world, draft)[1]
    upper = merge(world, draft, lower)
    assert upper.title == "Ban hành kế hoạch kiểm tra công vụ"
    assert upper.products == ["Kế hoạch", "Báo cáo"]
    assert (upper.lead, upper.supporting) == ([VHXH], [VP, HCC])
    assert upper.deadline_text == "Quý III/2026; Tháng 10/2026"
    assert upper.reading["due"] == ["2026-09-30", "2026-10-31"]
    assert upper.number == "1"
    assert not lower.included
    assert lower.title == "kiểm tra công vụ"


def test_a_row_without_one_above_in_its_area_is_joined_to_none(
    world: World, draft: PlanDraft
) -> None:
    rows = rows_of(world, draft)
    for row in (rows[0], rows[3]):
        with pytest.raises(DraftRefused) as refused:
            merge(world, draft, row)
        assert refused.value.refusal is DraftRefusal.no_row_above
        world.session.rollback()


def test_a_row_left_out_is_passed_over_when_rows_are_joined(world: World, draft: PlanDraft) -> None:
    rows = rows_of(world, draft)
    change(world, draft, [rows[1]], ManyRows(included=False))
    assert merge(world, draft, rows_of(world, draft)[2]).title == "Ban hành kế hoạch Tuyên truyền"


def test_a_row_taken_apart_makes_room_for_its_parts(world: World, draft: PlanDraft) -> None:
    row = rows_of(world, draft)[0]
    made = split(
        world,
        draft,
        row,
        part("Soạn kế hoạch", time="Tháng 9/2026"),
        part(""),
        part("Kiểm tra", lead=f"{KT}; {HCC}", time="Tháng 10/2026"),
        part("Báo cáo kết quả", product="Báo cáo; Danh sách"),
    )
    rows = rows_of(world, draft)
    assert [r.title for r in rows[:4]] == [
        "Soạn kế hoạch",
        "Kiểm tra",
        "Báo cáo kết quả",
        "kiểm tra công vụ",
    ]
    assert [r.position for r in rows] == list(range(1, 7))
    assert made[1].lead == [KT, HCC]
    assert made[1].reading["due"] == ["2026-10-31"]
    assert made[2].products == ["Báo cáo", "Danh sách"]
    assert {r.section_code for r in made} == {"I"}
    assert made[2].source == row.source


def test_one_part_is_no_taking_apart(world: World, draft: PlanDraft) -> None:
    with pytest.raises(DraftRefused) as refused:
        split(world, draft, rows_of(world, draft)[0], part("Chỉ một phần"), part(""))
    assert refused.value.refusal is DraftRefusal.too_few_parts


@pytest.mark.parametrize(
    ("cells_of_row", "expected"),
    [
        (
            {"title": "1. Soạn thảo 2. Trình ký", "deadline_text": "Tháng 5; Tháng 6"},
            [("Soạn thảo", "Báo cáo", "Tháng 5"), ("Trình ký", "Báo cáo", "Tháng 6")],
        ),
        (
            {"title": "Kiểm tra", "product": "- Kế hoạch\n- Kết luận\n- Báo cáo"},
            [("Kiểm tra", p, "Quý III/2026") for p in ("Kế hoạch", "Kết luận", "Báo cáo")],
        ),
        (
            {"title": "Một việc chỉ có một ý"},
            [("Một việc chỉ có một ý", "Báo cáo", "Quý III/2026")] * 2,
        ),
        (
            {"title": "; ".join(f"việc {n}" for n in range(9))},
            [(f"việc {n}", "Báo cáo", "Quý III/2026") for n in range(6)],
        ),
    ],
)
def test_parts_are_proposed_by_what_the_cells_hold(
    cells_of_row: dict[str, str], expected: list[tuple[str, str, str]]
) -> None:
    cells = {"product": "Báo cáo", "deadline_text": "Quý III/2026", **cells_of_row}
    row = DraftRow(products=[], lead=[KT, HCC], **cells)
    parts = proposed_parts(row)
    assert [(p.title, p.product, p.deadline_text) for p in parts] == expected
    assert {p.lead for p in parts} == {f"{KT}; {HCC}"}


def test_many_rows_get_the_same_lead_and_time_and_keep_the_rest(
    world: World, draft: PlanDraft
) -> None:
    rows = rows_of(world, draft)[:3]
    wanted = ManyRows(lead=f"{KT}; {HCC}", deadline_text="Tháng 11/2026", section_code="II")
    assert change(world, draft, rows, wanted) == 3
    for row, old in zip(rows_of(world, draft)[:3], ROWS[1:4], strict=True):
        assert row.title == old[1]
        assert row.lead == [KT, HCC]
        assert row.reading["due"] == ["2026-11-30"]
        assert row.section_code == "II"


@pytest.mark.parametrize(
    ("ticked", "wanted", "refusal"),
    [
        (0, ManyRows(seen=True), DraftRefusal.nothing_ticked),
        (1, ManyRows(), DraftRefusal.nothing_to_set),
    ],
)
def test_many_rows_need_a_tick_and_a_word(
    world: World, draft: PlanDraft, ticked: int, wanted: ManyRows, refusal: DraftRefusal
) -> None:
    with pytest.raises(DraftRefused) as refused:
        change(world, draft, rows_of(world, draft)[:ticked], wanted)
    assert refused.value.refusal is refusal


def test_a_row_of_another_draft_is_not_changed_with_the_ticked_ones(
    world: World, draft: PlanDraft
) -> None:
    other = store_plan(world, plan_text(ROWS))
    foreign, own = rows_of(world, other)[0], rows_of(world, draft)[0]
    assert change(world, draft, [own, foreign], ManyRows(included=False)) == 1
    assert rows_of(world, other)[0].included


def test_a_row_written_by_hand_stands_at_the_end_of_its_area(
    world: World, draft: PlanDraft
) -> None:
    correction = RowCorrection("I", "4", "Việc mới", "", "Báo cáo", f"{KT}; {VP}", "", "", "Quý IV/2026")  # fmt: skip # noqa: E501
    row = draft_rows.add_row(
        world.session,
        world.actor("Thư"),
        draft.id,
        correction,
        version=draft.version,
        now=clock.now(),
    )
    world.session.commit()
    assert titles(world, draft)[2:5] == ["Tuyên truyền", "Việc mới", "Công khai kết quả"]
    assert row.lead == [KT, VP]
    assert row.reading["due"] == [date(2026, 12, 31).isoformat()]
    content = load_content(world.session, world.actor("Thư"), draft.id, clock.today())
    assert content is not None
    assert len(content.slots_of(row.lead)) == 1


CHANGES = {
    "merge": lambda world, draft, rows: merge(world, draft, rows[1]),
    "split": lambda world, draft, rows: split(
        world, draft, rows[1], part("A"), part("B"), part("C")
    ),
    "many": lambda world, draft, rows: change(
        world, draft, rows, ManyRows(lead=KT, deadline_text="Quý IV/2026", included=False)
    ),
    "seen": lambda world, draft, rows: change(world, draft, rows, ManyRows(seen=True)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_latest_change_is_taken_back_whole(world: World, draft: PlanDraft, name: str) -> None:
    before = [cells(row) for row in rows_of(world, draft)]
    CHANGES[name](world, draft, rows_of(world, draft))
    world.session.expire_all()
    changed = [cells(row) for row in rows_of(world, draft)]
    undo(world, draft)
    world.session.expire_all()
    assert [cells(row) for row in rows_of(world, draft)] == before
    assert changed != before


def test_only_the_latest_change_is_taken_back_and_only_once(world: World, draft: PlanDraft) -> None:
    merge(world, draft, rows_of(world, draft)[1])
    change(world, draft, rows_of(world, draft)[3:], ManyRows(deadline_text="Quý IV/2026"))
    undo(world, draft)
    assert rows_of(world, draft)[3].deadline_text == "Hằng tháng"
    assert not rows_of(world, draft)[1].included
    with pytest.raises(DraftRefused) as refused:
        undo(world, draft)
    assert refused.value.refusal is DraftRefusal.nothing_to_undo


def test_what_was_changed_meanwhile_is_not_taken_back(world: World, draft: PlanDraft) -> None:
    merge(world, draft, rows_of(world, draft)[1])
    seen = draft.version
    change(world, draft, rows_of(world, draft)[3:], ManyRows(included=False))
    with pytest.raises(DraftRefused) as refused:
        draft_undo.undo(world.session, world.actor("Thư"), draft.id, version=seen, now=clock.now())
    assert refused.value.refusal is DraftRefusal.changed_meanwhile


def test_a_page_from_before_the_way_back_cannot_save_its_row(
    world: World, draft: PlanDraft
) -> None:
    row = rows_of(world, draft)[0]
    merge(world, draft, rows_of(world, draft)[1])
    drawn = row.version
    undo(world, draft)
    with pytest.raises(DraftRefused) as refused:
        draft_rows.set_included(
            world.session, world.actor("Thư"), row, False, version=drawn, now=clock.now()
        )
    assert refused.value.refusal is DraftRefusal.changed_meanwhile


def test_every_change_leaves_its_event(world: World, session: Session, draft: PlanDraft) -> None:
    merge(world, draft, rows_of(world, draft)[1])
    undo(world, draft)
    split(world, draft, rows_of(world, draft)[0], part("A"), part("B"))
    kinds = session.scalars(
        select(Event.kind).where(Event.subject == "plan_draft").order_by(Event.seq)
    ).all()
    assert kinds[-3:] == ["plan_draft.merge_rows", "plan_draft.undo", "plan_draft.split_row"]
    change_now = last_change(session, draft)
    assert change_now is not None
    assert change_now.undoable
    assert change_now.position == 1
