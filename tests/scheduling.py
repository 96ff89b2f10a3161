"""A world in which the scheduler has something to do, for the tests of runs, processes and
commands.
"""

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import transactions
from app.extensions import db
from app.jobs import Ran, run_due
from app.models import JobRun
from app.services import job_runs
from app.web.edge import DonDoc
from tests.cast import World, add_item, add_plan
from tests.mail_sink import Sink
from workflows.timetable import ZONE

MONDAY_MORNING = datetime(2026, 9, 14, 7, 31, tzinfo=ZONE)
READERS = {"Thư", "Hoa", "Khang", "Kiên", "Long", "Quý"}
"""Who gets a digest in this world: the office, the late unit, the leaders."""

TOLD_BY_MAIL = {"Khang", "Kiên"}
"""Who gets a mail of his own when the item is found late."""


def start_plan(app: DonDoc, world: World, session: Session, smtp_port: int) -> None:
    """A running plan with one item that has been late since 04/9, and a mail server."""
    plan = add_plan(session, world.mau, datetime(2026, 8, 3, 2, 0, tzinfo=UTC))
    add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Báo cáo tháng 8",
        due_on=date(2026, 9, 4),
        now=datetime(2026, 8, 3, 2, 0, tzinfo=UTC),
    )
    session.commit()
    app.config.update(mail_settings(smtp_port))


def mail_settings(port: int) -> dict[str, Any]:
    return {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": port,
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "cchc@mau.example.vn",
    }


def digests(sink: Sink) -> list[str]:
    """The Message-IDs of the digests that came, doubles included."""
    return [str(message["Message-ID"]) for message in sink.received if is_digest(message)]


def is_digest(message: EmailMessage) -> bool:
    return "Tổng hợp tuần" in str(message["Subject"])


def due(app: DonDoc, session: Session) -> list[Ran]:
    """Tick once in this process, which is another one than those that were started."""
    session.rollback()
    return run_due(app, job_runs.new_owner())


def reading(session: Session) -> AbstractContextManager[Session]:
    """A glance at the database that keeps no process waiting."""
    session.rollback()
    return transactions.short_read(db.engine)


def slots(session: Session) -> list[tuple[str, str, bool]]:
    # A session of its own: the test's would hold the one write lock of SQLite against the
    # processes.
    with reading(session) as reader:
        rows = reader.scalars(select(JobRun).order_by(JobRun.slot, JobRun.job))
        return [(row.job, row.slot, row.finished_at is not None) for row in rows]


def count(session: Session, model: type[Any], *conditions: Any) -> int:
    with reading(session) as reader:
        return reader.scalar(select(func.count()).select_from(model).where(*conditions)) or 0
