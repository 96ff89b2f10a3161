"""A draft beside the running plan: pairs made by hand, decisions on reported work, leaders told."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    DraftMatch,
    DraftRow,
    MatchDecision,
    MatchKind,
    Notification,
    Plan,
)
from app.services.draft_rows import set_included
from app.services.version_matching import (
    VersionRefusal,
    VersionRefused,
    lay_before_leader,
)
from tests.amending import (
    ARCHIVE,
    CHECK,
    LATER,
    NEW,
    OTHER_LEAD,
    REVIEW,
    SCORE,
    SHARE,
    SURVEY,
    WITHOUT_REVIEW,
    amending_draft,
    applied,
    changed_rows,
    compared,
    decided,
    paired,
    report,
)
from tests.cast import World
from tests.plan_texts import ROWS


@pytest.mark.parametrize(
    "rows", [changed_rows(LATER), changed_rows(OTHER_LEAD), changed_rows(WITHOUT_REVIEW)]
)
def test_reported_items_wait_for_a_decision_and_block_applying(
    world: World, session: Session, plan: Plan, rows: list[tuple[str, ...]]
) -> None:
    report(session, world, plan)
    draft = amending_draft(world, plan, rows)
    (line,) = compared(world, plan, draft).undecided
    assert line.task.title == REVIEW and len(line.reported) == 1
    with pytest.raises(VersionRefused) as found:
        applied(world, draft)
    assert (found.value.refusal, found.value.values) == (VersionRefusal.undecided, {"count": "1"})
    session.rollback()
    session.refresh(plan)
    assert plan.number == "12/KH-UBND"


def test_what_cannot_be_remade_is_not_taken(world: World, session: Session, plan: Plan) -> None:
    report(session, world, plan)
    draft = amending_draft(world, plan, changed_rows(WITHOUT_REVIEW))
    with pytest.raises(VersionRefused) as found:
        decided(world, plan, draft, REVIEW, MatchDecision.remake)
    assert found.value.refusal is VersionRefusal.not_of_this_plan


def test_every_pair_is_stored_as_it_was_applied(world: World, session: Session, plan: Plan) -> None:
    draft = amending_draft(world, plan, changed_rows({**LATER, CHECK: None}))
    applied(world, draft)
    kinds = session.scalars(select(DraftMatch.kind).where(DraftMatch.draft_id == draft.id)).all()
    assert sorted(kinds) == ["changed", "gone", *["kept"] * 5]


def test_a_pair_made_by_hand_outlives_a_corrected_row(
    world: World, session: Session, plan: Plan
) -> None:
    rows = [*changed_rows(WITHOUT_REVIEW), NEW]
    draft = amending_draft(world, plan, rows)
    comparison = compared(world, plan, draft)
    (gone,), (new,) = comparison.of_kind(MatchKind.gone), comparison.new
    paired(world, draft, gone.task.key, new.key)
    found = compared(world, plan, draft)
    assert found.new == [] and found.of_kind(MatchKind.gone) == []
    other = session.scalars(
        select(DraftRow).where(DraftRow.draft_id == draft.id, DraftRow.title == SCORE)
    ).one()
    set_included(session, world.actor("Thư"), other, False, version=other.version, now=clock.now())
    session.commit()
    found = compared(world, plan, draft)
    assert [line.task.title for line in found.of_kind(MatchKind.gone)] == [SCORE]
    line = next(line for line in found.lines if line.task.title == REVIEW)
    assert line.by_hand and line.row is not None and line.row.title == SURVEY


def test_a_task_can_be_said_to_be_gone(world: World, plan: Plan) -> None:
    draft = amending_draft(world, plan, ROWS)
    line = next(x for x in compared(world, plan, draft).lines if x.task.title == ARCHIVE)
    paired(world, draft, line.task.key, None)
    found = compared(world, plan, draft)
    assert [line.task.title for line in found.of_kind(MatchKind.gone)] == [ARCHIVE]
    assert [row.title for row in found.new] == [ARCHIVE]


def test_a_row_given_to_another_task_leaves_the_one_it_was_given_to_by_hand(
    world: World, plan: Plan
) -> None:
    draft = amending_draft(world, plan, ROWS)
    lines = {line.task.title: line for line in compared(world, plan, draft).lines}
    row = lines[ARCHIVE].row
    assert row is not None
    paired(world, draft, lines[SHARE].task.key, row.key)
    paired(world, draft, lines[ARCHIVE].task.key, row.key)
    found = {line.task.title: line for line in compared(world, plan, draft).lines}
    assert found[ARCHIVE].row == row and found[ARCHIVE].by_hand
    assert found[SHARE].row is not None and found[SHARE].row.title == SHARE


def test_two_tasks_said_to_be_gone_both_stay_gone(world: World, plan: Plan) -> None:
    draft = amending_draft(world, plan, ROWS)
    lines = {line.task.title: line for line in compared(world, plan, draft).lines}
    for title in (ARCHIVE, SHARE):
        paired(world, draft, lines[title].task.key, None)
    gone = compared(world, plan, draft).of_kind(MatchKind.gone)
    assert {line.task.title for line in gone} == {ARCHIVE, SHARE}


def test_another_plans_rows_and_tasks_are_not_paired(world: World, plan: Plan) -> None:
    draft = amending_draft(world, plan, ROWS)
    other = amending_draft(world, plan, ROWS)
    line = compared(world, plan, draft).lines[0]
    foreign = compared(world, plan, other).rows[0].key
    for task_id, row_id in ((line.task.key, foreign), (line.task.key + 999, None)):
        with pytest.raises(VersionRefused) as found:
            paired(world, draft, task_id, row_id)
        world.session.rollback()
        assert found.value.refusal is VersionRefusal.not_of_this_plan


def test_leaders_are_told_when_the_office_lays_it_before_them(
    world: World, session: Session, plan: Plan
) -> None:
    report(session, world, plan)
    draft = amending_draft(world, plan, changed_rows(LATER))
    actor = world.actor("Thư")
    with pytest.raises(VersionRefused):
        lay_before_leader(session, actor, draft.id, version=draft.version, now=clock.now())
    session.rollback()
    decided(world, plan, draft, REVIEW, MatchDecision.keep)
    session.refresh(draft)
    told = lay_before_leader(session, actor, draft.id, version=draft.version, now=clock.now())
    assert told == 2
    people = session.scalars(
        select(Notification.person_id).where(Notification.kind == "plan_draft.lay_before_leader")
    ).all()
    assert set(people) == {world.mau.people["Long"].id, world.mau.people["Quý"].id}
