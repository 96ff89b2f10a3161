"""The commune's book of spellings learns from what is put right in a draft."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import PlanDraft, UnitAlias
from app.services import units
from tests.cast import World
from tests.drafting import store_plan
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
