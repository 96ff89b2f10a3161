"""`flask scheduler`: the scheduler as a process of its own, beside any number of web processes."""

import click
from flask import current_app
from flask.cli import with_appcontext

from app.scheduler import run_alone


@click.command("scheduler")
@with_appcontext
def scheduler() -> None:
    """Chạy bộ hẹn giờ thành một tiến trình riêng (dừng: Ctrl+C hoặc SIGTERM)."""
    click.echo("Bộ hẹn giờ đang chạy (dừng: Ctrl+C)", err=True)
    run_alone(current_app._get_current_object())  # type: ignore[attr-defined]
    click.echo("Bộ hẹn giờ đã dừng.", err=True)
