"""Migrations: one head, numbered, in step with the models, and the record's guard stands after
them.
"""

from datetime import date
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db, migrate
from app.models import ReportingWindow, Task, TaskLead
from app.web.edge import DonDoc
from tests.cast import World, add_item, add_plan

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"


def test_there_is_one_head_and_every_file_carries_its_number(app: DonDoc) -> None:
    scripts = ScriptDirectory.from_config(migrate.get_config())
    assert len(scripts.get_heads()) == 1
    for script in scripts.walk_revisions():
        assert Path(script.path).name.startswith(f"{script.revision}_")


def test_the_models_need_no_further_migration(app: DonDoc) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_the_guard_of_the_record_stands_after_every_migration(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        expected = {"event_no_update", "event_no_delete"}
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        expected = {"event_no_change", "event_no_truncate"}
    assert set(session.scalars(text(query))) >= expected


def test_what_was_kept_before_the_columns_is_worked_out_for_them(
    app: DonDoc, session: Session, world: World
) -> None:
    now = clock.now()
    plan = add_plan(session, world.mau, now)
    moved = add_item(
        session,
        world.mau,
        plan,
        lead="vp",
        title="Công khai thủ tục hành chính",
        due_on=date(2026, 10, 15),
        now=now,
    )
    moved.original_due_on = date(2026, 9, 30)
    window = ReportingWindow(
        commune_id=plan.commune_id,
        key="2026-Q3",
        label="Quý III/2026",
        starts_on=date(2026, 6, 15),
        ends_on=date(2026, 9, 14),
        cut_off_on=date(2026, 9, 14),
        ladder=[{"step": "units_send", "on": "2026-09-11"}],
    )
    session.add(window)
    session.commit()
    task_id, lead_id, window_id = moved.task_id, moved.lead_id, window.id
    session.close()
    downgrade(revision="0008")
    with db.engine.connect() as connection:
        ladder = connection.scalar(select(ReportingWindow.ladder))
    assert ladder == [{"step": "send", "on": "2026-09-11"}]
    upgrade()
    assert session.get_one(Task, task_id).original_due_on == date(2026, 9, 30)
    assert session.get_one(TaskLead, lead_id).original_due_on == date(2026, 9, 30)
    assert session.get_one(ReportingWindow, window_id).ladder[0]["step"] == "units_send"
