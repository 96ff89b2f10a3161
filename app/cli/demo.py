"""`flask demo`: a commune with people of every role and a plan in the middle of its year."""

import click
from flask import current_app
from flask.cli import with_appcontext

from app.cli.database import prepare_database
from app.demo.filling import fill
from app.demo.people import DEMO_CODE, demo_accounts
from app.extensions import db
from app.services.backup import is_empty

__all__ = ["DEMO_CODE", "demo", "demo_accounts", "fill_demo"]


def fill_demo() -> None:
    """Fill an empty, migrated database; everything is there or nothing."""
    fill(db.session(), current_app.extensions["storage"])
    db.session.commit()


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Chuẩn bị cơ sở dữ liệu nếu chưa có và nạp xã mẫu."""
    prepare_database(current_app)
    if not is_empty(db.engine):
        raise click.ClickException(
            "Cơ sở dữ liệu đã có số liệu. Đặt DONDOC_HOME sang thư mục mới để nạp xã mẫu."
        )
    fill_demo()
    for account in demo_accounts():
        click.echo(f"{account['username']:<12} {account['password']}   {account['name']}")
