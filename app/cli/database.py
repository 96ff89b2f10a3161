"""Make the database be there and be of this version: a copy first, then the migrations."""

from pathlib import Path

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import upgrade

from app import clock
from app.extensions import db, migrate
from app.services.backup import copy_sqlite
from app.web.edge import DonDoc


def prepare_database(app: DonDoc) -> None:
    """Make the secret, and migrate the database to this version; an existing SQLite file is
    copied aside first.

    Raises click.ClickException where the database is of a later version than the program.
    """
    home: Path = app.config["HOME"]
    app.ensure_secret()
    make_folder()
    scripts = ScriptDirectory.from_config(migrate.get_config())
    present, wanted = present_revision(), scripts.get_current_head()
    if present == wanted:
        return
    if present is not None:
        if present not in {script.revision for script in scripts.walk_revisions()}:
            raise click.ClickException(
                "Cơ sở dữ liệu thuộc bản mới hơn chương trình. Cập nhật chương trình rồi chạy lại."
            )
        if db.engine.dialect.name == "sqlite":
            stamp = clock.now().strftime("%Y%m%dT%H%M%SZ")
            folder = home / "before-migration"
            folder.mkdir(parents=True, exist_ok=True)
            copy_sqlite(db.engine, folder / f"{stamp}-{present}.sqlite3")
    click.echo("Đang chuẩn bị cơ sở dữ liệu …", err=True)
    upgrade()


def make_folder() -> None:
    """Make the folder that the SQLite file lies in; PostgreSQL needs none."""
    if db.engine.dialect.name == "sqlite":
        Path(str(db.engine.url.database)).parent.mkdir(parents=True, exist_ok=True)


def present_revision() -> str | None:
    """The revision the database is of, None where it has none yet."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
