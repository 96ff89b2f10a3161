"""`flask jobs list` and `flask jobs run NAME`: the timetable, and one job by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import DBAPIError

from app import clock
from app.extensions import db
from app.jobs import run_job
from app.labels.dates import moment_text
from app.labels.jobs import PURPOSE, outcome_words, timetable_words
from app.models import JobRun
from app.queries.job_runs import last_runs
from app.transactions import short_read
from workflows.timetable import JOBS, next_slot

jobs = AppGroup("jobs", help="Lịch chạy: xem, và chạy một việc bằng tay.")


@contextmanager
def _database_at_hand() -> Iterator[None]:
    """Say in a line what to do where the database is not there, or not of this version."""
    try:
        yield
    except DBAPIError as error:
        raise click.ClickException(
            f"Chưa dùng được cơ sở dữ liệu ({error.orig})."
            " Chạy “python3 run.py” một lần để chuẩn bị."
        ) from error


@jobs.command("list")
@with_appcontext
def list_jobs() -> None:
    """In từng việc: để làm gì, giờ chạy, lần chạy trước và kết quả, lần chạy tới."""
    now = clock.now()
    with _database_at_hand(), short_read(db.engine) as session:
        last = last_runs(session)
    for job in JOBS:
        run = last.get(job.name)
        click.echo(f"{job.name}: {PURPOSE[job.name]}")
        click.echo(f"  giờ chạy   {timetable_words(job)}")
        click.echo(f"  lần trước  {_last_words(run)}")
        click.echo(f"  lần tới    {moment_text(next_slot(job, now))}")


def _last_words(run: JobRun | None) -> str:
    if run is None:
        return "chưa chạy"
    began = moment_text(run.started_at)
    if run.error:
        return f"{began}: lỗi: {run.error}"
    if run.finished_at is None:
        return (
            f"{began}: chưa xong; nếu không tự xong, chạy lại từ {moment_text(run.claimed_until)}"
        )
    seconds = (run.finished_at - run.started_at).total_seconds()
    return f"{began} ({seconds:.1f} giây): {outcome_words(run.outcome)}"


@jobs.command("run")
@click.argument("name")
@click.option("--today", metavar="YYYY-MM-DD", help="Chạy như thể hôm nay là ngày này.")
@with_appcontext
def run(name: str, today: str | None) -> None:
    """Chạy một việc bằng tay và in kết quả; mã thoát 0 khi xong, 1 khi lỗi, 2 khi gọi sai."""
    known = [job.name for job in JOBS]
    if name not in known:
        click.echo(f"Không có việc “{name}”. Các việc: {', '.join(known)}.", err=True)
        raise SystemExit(2)
    try:
        day = date.fromisoformat(today) if today else None
    except ValueError:
        click.echo(f"“{today}” không phải ngày. Viết dạng 2026-10-05.", err=True)
        raise SystemExit(2) from None
    with _database_at_hand():
        ran = run_job(current_app._get_current_object(), name, day)  # type: ignore[attr-defined]
    if ran.error:
        click.echo(f"{name}: lỗi: {ran.error}", err=True)
        raise SystemExit(1)
    click.echo(f"{name}: {outcome_words(ran.outcome.counts)}")
