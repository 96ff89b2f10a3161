"""`flask audit verify`: exit 0 when every chain holds, 1 with the first broken row named."""

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from app import clock
from app.services.events import Entry, record
from app.web.edge import DonDoc
from tests.cast import World


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


def test_without_a_database_it_says_so_in_a_line(tmp_path: Path) -> None:
    from app import create_app
    from app.extensions import db

    empty = create_app({"HOME": tmp_path, "DATABASE_URL": f"sqlite:///{tmp_path / 'no.sqlite3'}"})
    done = empty.test_cli_runner().invoke(args=["audit", "verify"])
    assert done.exit_code == 1
    assert done.output == "Error: Chưa có cơ sở dữ liệu để kiểm tra.\n"
    with empty.app_context():
        db.engine.dispose()
