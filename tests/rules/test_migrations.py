"""Migrations: one head, numbered, in step with the models, and the record's guard stands after
them.
"""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.extensions import db, migrate
from app.web.edge import DonDoc

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
