"""The commune's book of spellings learns from what is put right in a draft."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import DraftName, Event, PlanDraft, Unit, UnitAlias
from app.services import units
from app.services.draft_undo import undo
from tests.cast import World
from tests.drafting import store_plan, version_of
from tests.plan_texts import KT, ROWS, plan_text
from tests.services.test_drafts import correct, map_name, name_of, row_of

PRINTED = "Trung tâm Một cửa liên thông"
TITLE = "Việc của trung tâm"


def plan_led_by(world: World, lead: str) -> PlanDraft:
    row = ("3", TITLE, lead, "", "Báo cáo", "Quý III/2026")
    return store_plan(world, plan_text([*ROWS[:3], row]))


def meant(session: Session) -> dict[str, int]:
    return {alias.written: alias.unit_id for alias in session.scalars(select(UnitAlias))}


def test_a_lead_written_over_by_hand_is_known_in_the_next_plan(
    world: World, session: Session
) -> None:
    first = plan_led_by(world, PRINTED)
    assert name_of(world, first, PRINTED).unit_ids == ()
    hcc = world.mau.units["hcc"]
    correct(world, row_of(world, first, TITLE), lead=hcc.name)
    assert meant(session) == {PRINTED: hcc.id}
    learned = name_of(world, plan_led_by(world, PRINTED), PRINTED)
    assert (learned.unit_ids, learned.score) == ((hcc.id,), 100)


@pytest.mark.parametrize(
    ("printed", "corrected"),
    [
        # The row has another lead now; the old name keeps its meaning.
        (KT, "Công an"),
        # What stood in the wrong cell is no name.
        ("Báo cáo kết quả", KT),
        # Who of them is meant, nobody can tell from one row.
        ("Các hội đặc thù", KT),
        (PRINTED, f"{KT}; Công an"),
        # Nobody knows the new name either.
        (PRINTED, "Ban Quản lý chợ"),
    ],
)
def test_a_correction_that_is_no_spelling_teaches_nothing(
    world: World, session: Session, printed: str, corrected: str
) -> None:
    draft = plan_led_by(world, printed)
    correct(world, row_of(world, draft, TITLE), lead=corrected)
    assert meant(session) == {}


def test_a_name_said_to_be_nobody_here_is_not_learned_from_a_row(
    world: World, session: Session
) -> None:
    draft = plan_led_by(world, PRINTED)
    map_name(world, draft, PRINTED, as_text=True)
    correct(world, row_of(world, draft, TITLE), lead=KT)
    assert meant(session) == {}


def test_a_name_found_to_be_nobody_here_is_forgotten(world: World, session: Session) -> None:
    draft = plan_led_by(world, PRINTED)
    map_name(world, draft, PRINTED, world.mau.units["hcc"].id)
    map_name(world, draft, PRINTED, as_text=True)
    assert meant(session) == {}


def test_a_spelling_written_into_the_book_by_hand_is_replaced_too(
    world: World, session: Session
) -> None:
    vp, hcc = world.mau.units["vp"], world.mau.units["hcc"]
    units.add_spelling(session, world.actor("Thư"), vp, "VP Một cửa xã", clock.now())
    session.commit()
    draft = plan_led_by(world, "VP Một cửa")
    assert name_of(world, draft, "VP Một cửa").unit_ids == (vp.id,)
    map_name(world, draft, "VP Một cửa", hcc.id)
    assert meant(session) == {"VP Một cửa": hcc.id}


def undo_latest(world: World, draft: PlanDraft) -> None:
    version = version_of(world.session, draft)
    undo(world.session, world.actor("Thư"), draft.id, version=version, now=clock.now())
    world.session.commit()


def teach(world: World, draft: PlanDraft) -> None:
    correct(world, row_of(world, draft, TITLE), lead=world.mau.units["hcc"].name)


def kinds(session: Session) -> list[str]:
    found = session.scalars(select(Event.kind).where(Event.subject == "unit").order_by(Event.seq))
    return list(found)


def test_what_a_correction_taught_is_forgotten_with_it(world: World, session: Session) -> None:
    draft = plan_led_by(world, PRINTED)
    teach(world, draft)
    undo_latest(world, draft)
    assert meant(session) == {}
    assert kinds(session) == ["unit.learn_spelling", "unit.withdraw_spelling"]
    assert name_of(world, plan_led_by(world, PRINTED), PRINTED).unit_ids == ()


@pytest.mark.parametrize("undone", [0, 1])
def test_a_spelling_that_two_corrections_taught_outlives_the_undoing_of_one(
    world: World, session: Session, undone: int
) -> None:
    both = [plan_led_by(world, PRINTED), plan_led_by(world, PRINTED)]
    for draft in both:
        teach(world, draft)
    undo_latest(world, both[undone])
    assert meant(session) == {PRINTED: world.mau.units["hcc"].id}
    undo_latest(world, both[1 - undone])
    assert meant(session) == {}


def test_a_spelling_confirmed_in_another_draft_outlives_the_undoing(
    world: World, session: Session
) -> None:
    first, second = plan_led_by(world, PRINTED), plan_led_by(world, PRINTED)
    teach(world, first)
    map_name(world, second, PRINTED, world.mau.units["hcc"].id)
    undo_latest(world, first)
    assert meant(session) == {PRINTED: world.mau.units["hcc"].id}


def test_what_was_struck_out_of_the_book_teaches_no_more(world: World, session: Session) -> None:
    first, second = plan_led_by(world, PRINTED), plan_led_by(world, PRINTED)
    teach(world, first)
    alias = session.scalars(select(UnitAlias)).one()
    units.remove_spelling(session, world.actor("Ánh"), alias, clock.now())
    session.commit()
    teach(world, second)
    undo_latest(world, second)
    assert meant(session) == {}


def test_undoing_does_not_take_what_somebody_else_said_the_name_means(
    world: World, session: Session
) -> None:
    first, second = plan_led_by(world, PRINTED), plan_led_by(world, PRINTED)
    teach(world, first)
    map_name(world, second, PRINTED, world.mau.units["kt"].id)
    undo_latest(world, first)
    assert meant(session) == {PRINTED: world.mau.units["kt"].id}


EVERYBODY = "Các đơn vị liên quan"


def test_the_units_of_a_collective_name_are_known_in_the_next_plan(world: World) -> None:
    both = (world.mau.units["hcc"].id, world.mau.units["kt"].id)
    map_name(world, plan_led_by(world, EVERYBODY), EVERYBODY, *both)
    known = name_of(world, plan_led_by(world, EVERYBODY), EVERYBODY)
    assert (known.unit_ids, known.score, known.confirmed) == (both, 100, True)


def test_what_was_said_last_of_a_collective_name_counts(world: World) -> None:
    hcc, kt = world.mau.units["hcc"].id, world.mau.units["kt"].id
    map_name(world, plan_led_by(world, EVERYBODY), EVERYBODY, hcc)
    map_name(world, plan_led_by(world, EVERYBODY), EVERYBODY, kt)
    assert name_of(world, plan_led_by(world, EVERYBODY), EVERYBODY).unit_ids == (kt,)


def test_a_name_that_is_no_unit_here_is_not_asked_about_again(world: World) -> None:
    map_name(world, plan_led_by(world, PRINTED), PRINTED, as_text=True)
    known = name_of(world, plan_led_by(world, PRINTED), PRINTED)
    assert (known.unit_ids, known.confirmed) == ((), True)


def test_a_collective_name_is_asked_anew_when_one_of_its_units_is_gone(
    world: World, session: Session
) -> None:
    hcc, kt = world.mau.units["hcc"], world.mau.units["kt"]
    map_name(world, plan_led_by(world, EVERYBODY), EVERYBODY, hcc.id, kt.id)
    session.get_one(Unit, hcc.id).valid_to = clock.today() - timedelta(days=1)
    session.commit()
    known = name_of(world, plan_led_by(world, EVERYBODY), EVERYBODY)
    assert (known.unit_ids, known.confirmed) == ((), False)


def test_what_another_commune_said_is_its_own(world: World) -> None:
    map_name(world, plan_led_by(world, EVERYBODY), EVERYBODY, world.mau.units["kt"].id)
    text = plan_text([*ROWS[:3], ("3", TITLE, EVERYBODY, "", "Báo cáo", "Quý III/2026")])
    theirs = store_plan(world, text, place=world.ben)
    names = world.session.scalars(
        select(DraftName).where(DraftName.draft_id == theirs.id, DraftName.written == EVERYBODY)
    )
    assert [name.confirmed for name in names] == [False]
