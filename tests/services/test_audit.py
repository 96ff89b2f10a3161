"""The record's check finds every change, whoever made it and however small."""

import random

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import clock
from app.services.audit import Broken, Chain, verify_chains
from app.services.events import Entry, record
from tests.cast import World

COLUMNS = (
    "kind", "person_name", "person_title", "person_unit", "address", "subject", "old", "new",
    "reason", "data", "hash", "prev_hash",
)  # fmt: skip


@pytest.fixture
def recorded(session: Session, world: World) -> Session:
    """Fifty events of phường Mẫu, with words in every column; the guard is then taken away."""
    actor = world.actor("Thư")
    for number in range(50):
        entry = Entry(
            kind="work_item.verify",
            subject="work_item",
            subject_id=number,
            work_item_id=number,
            old="submitted",
            new="verified",
            reason=f"Lý do thứ {number}",
            data={"document": f"{number}/QĐ-UBND"},
        )
        record(session, actor, [entry], clock.now())
    session.commit()
    _take_the_guard_away(session)
    return session


def _take_the_guard_away(session: Session) -> None:
    """What an attacker with the database's own password would do first."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER event_no_update"))
        session.execute(text("DROP TRIGGER event_no_delete"))
    else:
        session.execute(text("ALTER TABLE event DISABLE TRIGGER ALL"))
    session.commit()


def _first_broken(session: Session) -> Broken | None:
    session.expire_all()
    return next((found for found in verify_chains(session) if isinstance(found, Broken)), None)


def test_an_untouched_record_holds(recorded: Session) -> None:
    assert [type(found) for found in verify_chains(recorded)] == [Chain]


def test_every_one_of_two_hundred_random_changes_of_a_byte_is_found(recorded: Session) -> None:
    chance = random.Random(20260914)  # noqa: S311 - a test that can be repeated
    found = 0
    for _ in range(200):
        seq, column = chance.randint(1, 50), chance.choice(COLUMNS)
        cast = f"CAST({column} AS TEXT)"
        value = recorded.scalar(
            text(f"SELECT {cast} FROM event WHERE seq = :seq"),
            {"seq": seq},
        )
        place = chance.randrange(len(value)) if value else 0
        letters = "0123456789abcdef" if column in ("hash", "prev_hash") else "abcxyz0123"
        new = chance.choice([letter for letter in letters if letter != value[place : place + 1]])
        changed = value[:place] + new + value[place + 1 :]
        if column == "data":
            changed = value.replace("UBND", f"UBN{new}")
        set_column = (
            "data = CAST(:new AS JSON)" if _is_postgresql(recorded, column) else f"{column} = :new"
        )
        recorded.execute(
            text(f"UPDATE event SET {set_column} WHERE seq = :seq"),
            {"new": changed, "seq": seq},
        )
        recorded.flush()
        broken = _first_broken(recorded)
        assert broken is not None, (seq, column, value, changed)
        # A changed link is noticed where it stands, a changed hash also by the one after it.
        assert broken.seq in (seq, seq + 1)
        found += 1
        recorded.rollback()
    assert found == 200


def _is_postgresql(session: Session, column: str) -> bool:
    return column == "data" and session.get_bind().dialect.name == "postgresql"


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("DELETE FROM event WHERE seq = 20", 20),
        ("DELETE FROM event WHERE seq = 50", 50),
        ("DELETE FROM event", 1),
        ("UPDATE event SET commune_id = NULL WHERE seq = 7", 7),
        ("UPDATE event SET person_id = person_id + 1 WHERE seq = 9", 9),
    ],
)
def test_a_missing_or_moved_row_is_named(recorded: Session, statement: str, seq: int) -> None:
    recorded.execute(text(statement))
    broken = _first_broken(recorded)
    assert broken is not None
    assert broken.seq == seq


def test_two_rows_exchanged_are_noticed(recorded: Session) -> None:
    recorded.execute(text("UPDATE event SET seq = -1 WHERE seq = 3"))
    recorded.execute(text("UPDATE event SET seq = 3 WHERE seq = 4"))
    recorded.execute(text("UPDATE event SET seq = 4 WHERE seq = -1"))
    broken = _first_broken(recorded)
    assert broken is not None
    assert broken.seq == 3
