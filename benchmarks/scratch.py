"""A scratch database: made, migrated, measured, thrown away."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import create_engine, make_url, text

from app import clock, create_app
from app.extensions import db
from app.web.edge import DonDoc

NOW = datetime(2026, 9, 14, 2, 0, tzinfo=UTC)
"""The instant of every measurement: Monday 14/9/2026, 09:00 in Vietnam."""


@contextmanager
def scratch_product(server: str | None) -> Iterator[DonDoc]:
    """The product on a migrated, empty database of its own, its clock standing at NOW.

    `server` is the address of a PostgreSQL database beside which one is created and dropped again;
    None takes SQLite in a temporary folder.
    """
    with (
        tempfile.TemporaryDirectory(prefix="dondoc-bench-") as folder,
        _database(server, Path(folder)) as url,
    ):
        app = create_app(
            {
                "SECRET_KEY": secrets.token_hex(32),
                "DATABASE_URL": url,
                "HOME": Path(folder),
                "EVIDENCE_FOLDER": Path(folder) / "evidence",
                "TRUSTED_HOSTS": ["localhost"],
                "CLOCK": lambda: NOW,
            }
        )
        try:
            with app.app_context():
                upgrade()
            yield app
        finally:
            clock.use_source(None)
            with app.app_context():
                db.engine.dispose()


@contextmanager
def _database(server: str | None, folder: Path) -> Iterator[str]:
    if server is None:
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    url = make_url(server)
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    name = f"dondoc_bench_{secrets.token_hex(4)}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield url.set(database=name).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()
