"""A draft keeps what was read, lets every cell be put right, and is nobody's task yet."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.labels.drafts import SENTENCES
from app.models import DraftRow, DraftStatus, Event, PlanDraft, Task, UnitAlias
from app.queries.drafts import (
    Blocker,
    DraftContent,
    NameInDraft,
    load_content,
    looks,
    name_key,
    obstacles,
    proposed_units,
)
from app.services import draft_names, draft_rows, drafts
from app.services.draft_claims import DraftRefusal, DraftRefused
from app.services.draft_names import NameMapping
from app.services.draft_rows import RowCorrection, names_text
from app.services.drafts import HeadCorrection
from tests.cast import World
from tests.drafting import confirm_names, store_plan
from tests.plan_texts import KT, ROWS, VP, plan_text
from workflows.states import ActionRefused


@pytest.fixture
def draft(world: World) -> PlanDraft:
    return store_plan(world, plan_text())


def content_of(world: World, draft: PlanDraft) -> DraftContent:
    content = load_content(world.session, world.actor("Thư"), draft.id, clock.today())
    assert content is not None
    return content


def row_of(world: World, draft: PlanDraft, title: str) -> DraftRow:
    return next(row for row in content_of(world, draft).rows if row.title == title)


def name_of(world: World, draft: PlanDraft, written: str) -> NameInDraft:
    return content_of(world, draft).names[name_key(written)]


def correction_of(row: DraftRow) -> RowCorrection:
    """The row as its form sends it when nothing was touched."""
    return RowCorrection(
        section_code=row.section_code,
        number=row.number,
        title=row.title,
        objective=row.objective,
        product=row.product,
        lead=names_text(row.lead),
        supporting=names_text(row.supporting),
        follow_up=names_text(row.follow_up),
        deadline_text=row.deadline_text,
    )


def correct(world: World, row: DraftRow, **changes: str) -> DraftRow:
    draft_rows.correct_row(
        world.session,
        world.actor("Thư"),
        row,
        replace(correction_of(row), **changes),
        version=row.version,
        now=clock.now(),
    )
    world.session.commit()
    return row


def map_name(
    world: World, draft: PlanDraft, written: str, *units: int, as_text: bool = False
) -> None:
    content = content_of(world, draft)
    meaning = {name_of(world, draft, written).id: NameMapping(units, as_text)}
    draft_names.map_names(
        world.session,
        world.actor("Thư"),
        draft.id,
        meaning,
        version=content.draft.version,
        now=clock.now(),
    )
    world.session.commit()


def codes(row: DraftRow, *, seen: bool | None = None) -> set[str]:
    return {
        problem["code"]
        for problem in row.problems
        if seen is None or bool(problem.get("seen")) is seen
    }


def test_a_file_becomes_rows_and_names_and_no_task(
    world: World, session: Session, draft: PlanDraft
) -> None:
    content = content_of(world, draft)
    assert [row.position for row in content.rows] == list(range(1, 8))
    assert content.file.original_name == "ke-hoach.txt"
    assert draft.starts_on == date(2026, 1, 1)
    assert session.scalar(select(func.count()).select_from(Task)) == 0
    kinds = session.scalars(select(Event.kind).where(Event.subject == "plan_draft")).all()
    assert kinds == ["plan_draft.create"]


def test_known_names_are_proposed_and_a_collective_one_is_left_to_be_ticked(
    world: World, draft: PlanDraft
) -> None:
    plain, collective = name_of(world, draft, KT), name_of(world, draft, "Các phòng chuyên môn")
    assert plain.unit_ids == (world.mau.units["kt"].id,)
    assert (plain.score, plain.confirmed) == (100, False)
    assert (collective.unit_ids, collective.is_mapped) == ((), False)
    found = [o for o in obstacles(content_of(world, draft)) if o.code is Blocker.name_unmapped]
    assert [o.values["name"] for o in found] == ["Các phòng chuyên môn"]


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("Các phòng chuyên môn", {"vhxh", "kt"}),
        ("Các cơ quan, đơn vị", {"vhxh", "vp", "kt", "hcc"}),
        ("Các đoàn thể", set()),
        ("Các đơn vị sự nghiệp công lập", set()),
    ],
)
def test_a_collective_name_proposes_the_units_it_means(
    world: World, draft: PlanDraft, name: str, units: set[str]
) -> None:
    proposed = proposed_units(name, content_of(world, draft).units)
    assert set(proposed) == {world.mau.units[key].id for key in units}


def test_a_correction_is_read_again_by_the_grammar(world: World, draft: PlanDraft) -> None:
    row = row_of(world, draft, "Sắp xếp hồ sơ lưu trữ")
    assert "deadline_missing" in codes(row)
    correct(world, row, deadline_text="Quý III/2026", product="Danh mục; Báo cáo")
    assert row.reading["due"] == ["2026-09-30"]
    assert row.products == ["Danh mục", "Báo cáo"]
    assert row.corrected
    assert not codes(row) & {"deadline_missing", "product_missing"}


def test_a_correction_that_reads_worse_says_so_anew(world: World, draft: PlanDraft) -> None:
    row = correct(world, row_of(world, draft, "Rà soát quy trình nội bộ"), deadline_text="abc xyz")
    assert "deadline_unreadable" in codes(row, seen=False)


def test_a_row_saved_untouched_counts_as_seen(world: World, draft: PlanDraft) -> None:
    row = row_of(world, draft, "Sắp xếp hồ sơ lưu trữ")
    lead = list(row.lead)
    correct(world, row)
    assert codes(row, seen=False) == set()
    assert row.lead == lead


def test_a_new_name_in_a_row_gets_its_own_proposal(world: World, draft: PlanDraft) -> None:
    correct(world, row_of(world, draft, "Sắp xếp hồ sơ lưu trữ"), supporting="Công an; Đội lạ lẫm")
    assert name_of(world, draft, "Công an").unit_ids == (world.mau.units["ca"].id,)
    assert not name_of(world, draft, "Đội lạ lẫm").is_mapped


def test_the_second_of_two_who_correct_a_row_is_told(world: World, draft: PlanDraft) -> None:
    row = row_of(world, draft, "Rà soát quy trình nội bộ")
    drawn = row.version
    correct(world, row, title="Rà soát quy trình")
    with pytest.raises(DraftRefused) as refused:
        draft_rows.correct_row(
            world.session,
            world.actor("Thư"),
            row,
            correction_of(row),
            version=drawn,
            now=clock.now(),
        )
    assert refused.value.refusal is DraftRefusal.changed_meanwhile


def test_every_change_moves_the_drafts_version(world: World, draft: PlanDraft) -> None:
    before = draft.version
    correct(world, row_of(world, draft, "Rà soát quy trình nội bộ"), number="7")
    world.session.refresh(draft)
    assert draft.version == before + 1


def head_of(draft: PlanDraft, **changes: object) -> HeadCorrection:
    head = HeadCorrection(
        title=draft.title,
        number=draft.number,
        issuer=draft.issuer,
        issued_on=draft.issued_on,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        before_is_inclusive=draft.before_is_inclusive,
    )
    return replace(head, **changes)  # type: ignore[arg-type]


def correct_head(world: World, draft: PlanDraft, **changes: object) -> None:
    drafts.correct_head(
        world.session,
        world.actor("Thư"),
        draft.id,
        head_of(draft, **changes),
        version=draft.version,
        now=clock.now(),
    )
    world.session.commit()


def test_a_later_day_of_issue_checks_every_row_again(world: World, draft: PlanDraft) -> None:
    row = row_of(world, draft, "Thực hiện phân cấp, ủy quyền")
    assert "due_before_issue" not in codes(row)
    correct_head(world, draft, issued_on=date(2026, 8, 1))
    assert "due_before_issue" in codes(row_of(world, draft, row.title))
    assert draft.issued_month == "2026-08"


def test_a_plan_cannot_end_before_it_begins(world: World, draft: PlanDraft) -> None:
    with pytest.raises(DraftRefused) as refused:
        correct_head(world, draft, ends_on=date(2025, 12, 31))
    assert refused.value.refusal is DraftRefusal.span_reversed


def test_a_plan_without_a_span_is_kept_back(world: World, draft: PlanDraft) -> None:
    correct_head(world, draft, starts_on=None)
    assert Blocker.span_missing in {o.code for o in obstacles(content_of(world, draft))}


def test_a_mapped_spelling_is_remembered_for_the_next_plan(
    world: World, session: Session, draft: PlanDraft
) -> None:
    correct(world, row_of(world, draft, "Sắp xếp hồ sơ lưu trữ"), lead="Tổ một cửa số")
    map_name(world, draft, "Tổ một cửa số", world.mau.units["hcc"].id)
    rows = [*ROWS[:3], ("3", "Việc mới", "Tổ một cửa số", "", "Báo cáo", "Quý III/2026")]
    again = store_plan(world, plan_text(rows))
    learned = name_of(world, again, "Tổ một cửa số")
    assert (learned.unit_ids, learned.score) == ((world.mau.units["hcc"].id,), 100)


def test_a_corrected_meaning_replaces_what_was_remembered(
    world: World, session: Session, draft: PlanDraft
) -> None:
    correct(world, row_of(world, draft, "Sắp xếp hồ sơ lưu trữ"), lead="Tổ một cửa số")
    for unit in ("hcc", "vp"):
        map_name(world, draft, "Tổ một cửa số", world.mau.units[unit].id)
    known = session.scalars(
        select(UnitAlias.unit_id).where(UnitAlias.folded == name_key("Tổ một cửa số"))
    ).all()
    assert known == [world.mau.units["vp"].id]


def test_a_collective_name_is_never_remembered_as_one_unit(
    world: World, session: Session, draft: PlanDraft
) -> None:
    map_name(world, draft, "Các phòng chuyên môn", world.mau.units["kt"].id)
    assert session.scalar(select(func.count()).select_from(UnitAlias)) == 0


def test_a_name_of_no_unit_here_is_kept_as_text(world: World, draft: PlanDraft) -> None:
    correct(world, row_of(world, draft, "Sắp xếp hồ sơ lưu trữ"), supporting="Sở Nội vụ")
    map_name(world, draft, "Sở Nội vụ", as_text=True)
    name = name_of(world, draft, "Sở Nội vụ")
    assert (name.is_mapped, name.unit_ids) == (True, ())


def test_a_row_whose_only_lead_is_kept_as_text_has_no_lead(world: World, draft: PlanDraft) -> None:
    row = correct(world, row_of(world, draft, "Sắp xếp hồ sơ lưu trữ"), lead="Sở Nội vụ")
    map_name(world, draft, "Sở Nội vụ", as_text=True)
    found = [o for o in obstacles(content_of(world, draft)) if o.code is Blocker.lead_missing]
    assert [o.anchor for o in found] == [f"dong-{row.id}"]


def test_a_unit_of_another_commune_is_no_meaning(world: World, draft: PlanDraft) -> None:
    with pytest.raises(DraftRefused) as refused:
        map_name(world, draft, KT, world.ben.units["kt"].id)
    assert refused.value.refusal is DraftRefusal.unit_unknown


def test_a_row_left_out_asks_for_nothing(world: World, draft: PlanDraft) -> None:
    row = row_of(world, draft, "Thực hiện phân cấp, ủy quyền")
    draft_rows.set_included(
        world.session, world.actor("Thư"), row, False, version=row.version, now=clock.now()
    )
    world.session.commit()
    content = content_of(world, draft)
    assert obstacles(content) == []
    assert row.id not in {look.row.id for look in looks(content) if look.row}


def test_what_was_seen_is_not_asked_again(world: World, draft: PlanDraft) -> None:
    row = row_of(world, draft, "Sắp xếp hồ sơ lưu trữ")
    assert any(look.row is row and not look.seen for look in looks(content_of(world, draft)))
    draft_rows.mark_seen(
        world.session, world.actor("Thư"), draft.id, row, version=row.version, now=clock.now()
    )
    world.session.commit()
    of_row = [
        look for look in looks(content_of(world, draft)) if look.row and look.row.id == row.id
    ]
    assert of_row
    assert all(look.seen for look in of_row)


def test_a_collective_lead_is_settled_with_its_name(world: World, draft: PlanDraft) -> None:
    assert "lead_collective" in {look.code for look in looks(content_of(world, draft))}
    confirm_names(world, draft)
    assert "lead_collective" not in {look.code for look in looks(content_of(world, draft))}


def test_a_discarded_draft_is_changed_no_more(world: World, draft: PlanDraft) -> None:
    actor = world.actor("Thư")
    drafts.discard(world.session, actor, draft.id, version=draft.version, now=clock.now())
    world.session.commit()
    assert draft.status is DraftStatus.discarded
    with pytest.raises(DraftRefused) as refused:
        correct(world, row_of(world, draft, "Rà soát quy trình nội bộ"), number="9")
    assert refused.value.refusal is DraftRefusal.not_open


@pytest.mark.parametrize("who", ["Khang", "Long", "Ánh", "Minh"])
def test_only_the_standing_office_changes_a_draft(world: World, draft: PlanDraft, who: str) -> None:
    row = row_of(world, draft, "Rà soát quy trình nội bộ")
    with pytest.raises(ActionRefused):
        draft_rows.correct_row(
            world.session,
            world.actor(who),
            row,
            correction_of(row),
            version=row.version,
            now=clock.now(),
        )


def test_a_commune_that_counts_the_day_itself_has_its_times_read_so(
    world: World, session: Session
) -> None:
    rows = [*ROWS[:3], ("3", "Lập danh mục", VP, "", "Danh mục", "Trước ngày 20/10/2026")]
    assert row_of(world, store_plan(world, plan_text(rows)), "Lập danh mục").reading["due"] == [
        "2026-10-19"
    ]
    world.mau.commune.before_is_inclusive = True
    session.commit()
    assert row_of(world, store_plan(world, plan_text(rows)), "Lập danh mục").reading["due"] == [
        "2026-10-20"
    ]


def test_every_blocker_and_refusal_has_its_sentence() -> None:
    assert {code.value for code in (*Blocker, *DraftRefusal)} <= set(SENTENCES)
