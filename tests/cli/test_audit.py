"""`flask audit verify`: exit 0 when every chain holds, 1 with the first broken row named."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app import clock
from app.models import ChainHead, Event, EventArchive
from app.services.events import Entry, record
from app.web.edge import DonDoc
from tests.cast import World
from tests.conftest import TestClock


def _record_three(session: Session, world: World) -> None:
    entries = [Entry(kind="test.happened", reason=f"lần {n}") for n in range(3)]
    record(session, world.actor("Thư"), entries, clock.now())
    session.commit()


def test_it_says_that_every_chain_holds(app: DonDoc, session: Session, world: World) -> None:
    _record_three(session, world)
    done = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert done.exit_code == 0
    assert f"Đúng  xã {world.mau.commune.id}: 3 dòng" in done.output


def test_it_names_the_first_row_that_is_not_what_it_was(
    app: DonDoc, session: Session, world: World
) -> None:
    _record_three(session, world)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER event_no_update"))
    else:
        session.execute(text("ALTER TABLE event DISABLE TRIGGER ALL"))
    session.execute(text("UPDATE event SET reason = 'khác' WHERE seq = 2"))
    session.commit()
    done = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert done.exit_code == 1
    assert f"HỎNG  xã {world.mau.commune.id}: dòng 2 đã bị sửa" in done.output


def _copy_of_record(session: Session) -> list[dict[str, object]]:
    columns = Event.__table__.columns
    return [dict(row) for row in session.execute(select(*columns).order_by(Event.id)).mappings()]


def _take_the_guard_away(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER event_no_update"))
        session.execute(text("DROP TRIGGER event_no_delete"))
    else:
        session.execute(text("ALTER TABLE event DISABLE TRIGGER ALL"))


def _head(session: Session) -> str:
    session.expire_all()
    head = session.scalars(select(ChainHead).where(ChainHead.commune_id.is_not(None))).one()
    found = f"{head.seq}:{head.hash}"
    session.commit()  # On SQLite a session that is left open keeps every other one out.
    return found


def _verify(app: DonDoc, *heads: str) -> tuple[int, str]:
    options = [word for head in heads for word in ("--head", head)]
    done = app.test_cli_runner().invoke(args=["audit", "verify", *options])
    return done.exit_code, done.output


def test_a_head_from_an_old_digest_is_found_as_long_as_the_record_is_the_one_it_was(
    app: DonDoc, session: Session, world: World
) -> None:
    _record_three(session, world)
    noted = _head(session)
    _record_three(session, world)
    exit_code, said = _verify(app, noted, _head(session))
    assert exit_code == 0, said
    assert "Đúng  dòng 3 vẫn có mã đã ghi trong thư" in said


def test_a_database_put_back_to_an_older_copy_holds_by_itself_and_is_noticed_by_a_head(
    app: DonDoc, session: Session, world: World, test_clock: TestClock
) -> None:
    _record_three(session, world)
    old = _copy_of_record(session)
    old_head = dict(session.execute(select(*ChainHead.__table__.columns)).mappings().one())
    _record_three(session, world)
    noted = _head(session)
    _take_the_guard_away(session)
    session.execute(delete(Event))
    session.execute(insert(Event), old)
    session.execute(update(ChainHead).values(seq=old_head["seq"], hash=old_head["hash"]))
    session.commit()
    assert _verify(app)[0] == 0
    exit_code, said = _verify(app, noted)
    assert exit_code == 1
    assert "không chuỗi nào có dòng 6 với mã đã ghi trong thư" in said

    test_clock.move(minutes=1)
    _record_three(session, world)  # The office goes on: row 6 is there again, another one.
    assert _verify(app)[0] == 0
    assert _verify(app, noted)[0] == 1


@pytest.mark.parametrize(
    "head", ["", "3", "3:abc", "x:" + "0" * 64, "0:" + "0" * 64, "3:" + "g" * 64]
)
def test_a_head_that_was_copied_badly_is_refused_with_its_form(
    app: DonDoc, world: World, head: str
) -> None:
    exit_code, said = _verify(app, head)
    assert exit_code == 2
    assert "64 ký tự mã" in said


def test_what_is_older_than_a_year_goes_into_a_file_and_the_chain_stays_whole(
    app: DonDoc, session: Session, world: World, test_clock: TestClock
) -> None:
    _record_three(session, world)
    noted = _head(session)
    test_clock.move(days=367)
    _record_three(session, world)
    early = (clock.today() - timedelta(days=300)).isoformat()
    refused = app.test_cli_runner().invoke(args=["audit", "archive", "--before", early])
    assert refused.exit_code == 1
    assert "ít nhất 12 tháng" in refused.output

    done = app.test_cli_runner().invoke(args=["audit", "archive"])
    assert done.exit_code == 0, done.output
    assert "3 dòng, từ 1 đến 3" in done.output
    session.rollback()
    assert session.scalars(select(Event.seq).order_by(Event.seq)).all() == [4, 5, 6, 7]
    session.commit()
    exit_code, said = _verify(app, noted)
    assert exit_code == 0, said
    assert "7 dòng (3 dòng trong tệp lưu trữ)" in said
    again = app.test_cli_runner().invoke(args=["audit", "archive"])
    assert "Không có dòng nào trước ngày" in again.output


def test_an_archive_that_was_altered_or_lost_is_noticed_and_the_table_refuses_its_change(
    app: DonDoc, session: Session, world: World, test_clock: TestClock
) -> None:
    _record_three(session, world)
    test_clock.move(days=400)
    app.test_cli_runner().invoke(args=["audit", "archive"])
    session.rollback()
    (archive,) = session.scalars(select(EventArchive)).all()
    for statement in (
        delete(EventArchive),
        update(EventArchive).values(last_seq=99),
        delete(Event),
    ):
        with pytest.raises(DatabaseError, match="append-only"):
            session.execute(statement)
        session.rollback()
    path = app.extensions["storage"].path(archive.key)
    bytes_ = path.read_bytes()
    session.commit()
    path.write_bytes(bytes_[:-9] + b"x" + bytes_[-8:])
    assert _verify(app)[0] == 1
    assert "tệp lưu trữ bị mất hoặc bị sửa" in _verify(app)[1]
    path.unlink()
    assert _verify(app)[0] == 1
    path.write_bytes(bytes_)
    assert _verify(app)[0] == 0


def test_without_a_database_it_says_so_in_a_line(tmp_path: Path) -> None:
    from app import create_app
    from app.extensions import db

    empty = create_app({"HOME": tmp_path, "DATABASE_URL": f"sqlite:///{tmp_path / 'no.sqlite3'}"})
    done = empty.test_cli_runner().invoke(args=["audit", "verify"])
    assert done.exit_code == 1
    assert done.output == "Error: Chưa có cơ sở dữ liệu để kiểm tra.\n"
    with empty.app_context():
        db.engine.dispose()
