"""A unit that holds work and says nothing is named after the commune's days, not before."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.jobs.digest_words import silence_words
from app.models import WorkItem
from app.queries.silence import silent_units
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock


@pytest.fixture
def item(session: Session, world: World) -> WorkItem:
    plan = add_plan(session, world.mau, clock.now())
    return add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Việc",
        due_on=date(2026, 12, 31),
        now=clock.now(),
    )


@pytest.mark.parametrize(
    ("heard_days_ago", "days", "named"),
    [(None, 29, False), (None, 30, True), (31, 40, True), (29, 40, False), (30, 40, True)],
)
def test_a_unit_is_silent_from_the_day_the_commune_set(
    session: Session,
    item: WorkItem,
    test_clock: TestClock,
    heard_days_ago: int | None,
    days: int,
    named: bool,
) -> None:
    test_clock.move(days=days)
    if heard_days_ago is not None:
        item.last_heard_at = clock.now() - timedelta(days=heard_days_ago)
        session.flush()
    found = silent_units(session, item.commune_id, clock.now())
    assert [unit.short_name for unit in found] == (["Phòng KT-HT-ĐT"] if named else [])


def test_a_word_on_any_item_counts_and_another_commune_does_not(
    session: Session, world: World, item: WorkItem, test_clock: TestClock
) -> None:
    other = add_plan(session, world.ben, clock.now())
    add_item(
        session,
        world.ben,
        other,
        lead="hcc",
        title="Việc",
        due_on=date(2026, 12, 31),
        now=clock.now(),
    )
    test_clock.move(days=40)
    assert [unit.items for unit in silent_units(session, item.commune_id, clock.now())] == [1]
    item.last_heard_at = clock.now() - timedelta(days=33)
    session.flush()
    (unit,) = silent_units(session, item.commune_id, clock.now())
    assert silence_words([unit]) == "Chưa có thông tin từ Phòng KT-HT-ĐT (từ 21/9/2026)."
    item.last_heard_at = clock.now() - timedelta(days=3)
    session.flush()
    assert silent_units(session, item.commune_id, clock.now()) == []
