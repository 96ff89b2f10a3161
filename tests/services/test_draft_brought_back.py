"""A draft that was put aside is brought back as it was."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import NoResultFound

from app import clock
from app.models import DraftStatus, Event, PlanDraft
from app.plan_import.problems import ProblemCode
from app.services import drafts
from app.services.draft_claims import DraftRefusal, DraftRefused
from tests.cast import World
from tests.drafting import rows_of, store_plan
from tests.plan_texts import plan_text
from tests.services.test_drafts import correct, row_of
from workflows.states import ActionRefused

TITLE = "Rà soát quy trình nội bộ"


@pytest.fixture
def discarded(world: World) -> PlanDraft:
    draft = store_plan(world, plan_text())
    correct(world, row_of(world, draft, TITLE), number="9")
    change(world, "discard", draft)
    return draft


def change(
    world: World, name: str, draft: PlanDraft, *, who: str = "Thư", version: int | None = None
) -> None:
    seen = draft.version if version is None else version
    actor = world.actor(who)
    getattr(drafts, name)(world.session, actor, draft.id, version=seen, now=clock.now())
    world.session.commit()


def test_it_is_open_again_with_every_correction_and_both_ways_are_in_the_record(
    world: World, session: Session, discarded: PlanDraft
) -> None:
    change(world, "bring_back", discarded)
    assert discarded.status is DraftStatus.open
    assert [row.number for row in rows_of(session, discarded) if row.title == TITLE] == ["9"]
    correct(world, row_of(world, discarded, TITLE), number="10")
    latest = session.scalars(select(Event.kind).order_by(Event.seq.desc()).limit(3)).all()
    assert list(latest) == ["plan_draft.correct_row", "plan_draft.bring_back", "plan_draft.discard"]


def test_the_same_plan_read_meanwhile_is_named(world: World, discarded: PlanDraft) -> None:
    store_plan(world, plan_text())
    change(world, "bring_back", discarded)
    assert ProblemCode.plan_in_other_draft in {p["code"] for p in discarded.problems}


@pytest.mark.parametrize(
    ("again", "stale", "refusal"),
    [
        (True, False, DraftRefusal.not_discarded),
        (False, True, DraftRefusal.changed_meanwhile),
    ],
)
def test_only_what_still_is_put_aside_is_brought_back(
    world: World, discarded: PlanDraft, again: bool, stale: bool, refusal: DraftRefusal
) -> None:
    if again:
        change(world, "bring_back", discarded)
    version = discarded.version - 1 if stale else discarded.version
    with pytest.raises(DraftRefused) as refused:
        change(world, "bring_back", discarded, version=version)
    assert refused.value.refusal is refusal


def test_only_the_office_of_the_commune_brings_it_back(world: World, discarded: PlanDraft) -> None:
    with pytest.raises(ActionRefused):
        change(world, "bring_back", discarded, who="Khang")
    stranger = world.actor("Thư", place=world.ben)
    with pytest.raises(NoResultFound):
        drafts.bring_back(world.session, stranger, discarded.id, version=1, now=clock.now())
