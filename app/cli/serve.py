"""`flask start`: what the README's first command hands over to."""

import os
import socket

import click
import waitress
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from app import clock
from app.cli.database import prepare_database
from app.cli.demo import DEMO_CODE, demo_accounts, fill_demo
from app.extensions import db
from app.models import Commune
from app.scheduler import start_scheduler
from app.services.links import first_administrator_link

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@click.command("start")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default=lambda: os.environ.get("DONDOC_HOST", "127.0.0.1"))
@click.option("--empty", is_flag=True, help="Không nạp dữ liệu mẫu; in liên kết cho quản trị.")
@with_appcontext
def start(port: int, host: str, empty: bool) -> None:
    """Chạy sản phẩm: chuẩn bị cơ sở dữ liệu, bộ hẹn giờ và trang web trong một tiến trình."""
    _refuse_taken_port(host, port)
    prepare_database(current_app)
    base_url = current_app.config["PUBLIC_URL"] or f"http://{host}:{port}"
    _first_people(base_url, empty)
    demo = _is_demo()
    if demo and host not in LOOPBACK:
        raise click.ClickException(
            "Dữ liệu mẫu có mật khẩu công khai nên chỉ chạy được ở 127.0.0.1."
            " Chạy với --empty trong một DONDOC_HOME mới để dùng thật."
        )
    accounts = demo_accounts() if demo else []
    current_app.config.update(DEMO=demo, DEMO_ACCOUNTS=accounts)
    for account in accounts:
        click.echo(f"  {account['username']:<12} {account['password']}   {account['name']}")
    if not current_app.config["PUBLIC_URL"]:
        current_app.config["PUBLIC_URL"] = base_url
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    scheduler = start_scheduler(app)
    click.echo(f"Đôn Đốc đang chạy ở {base_url}  (dừng: Ctrl+C)")
    try:
        waitress.serve(app, host=host, port=port, threads=8, ident=None)
    finally:
        scheduler.shutdown(wait=False)


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Không mở được {host}:{port} ({error.strerror}). Chọn cổng khác bằng --port."
            ) from error


def _first_people(base_url: str, empty: bool) -> None:
    """Fill an empty database with the demo, or print the link that lets the first administrator
    in.
    """
    has_commune = db.session.scalar(select(Commune.id).limit(1)) is not None
    db.session.rollback()
    if empty:
        link = first_administrator_link(db.session(), base_url, clock.now())
        db.session.commit()
        if link:
            click.echo("Mở liên kết sau trong vòng 24 giờ để lập tài khoản quản trị đầu tiên:")
            click.echo(f"  {link}")
    elif not has_commune:
        click.echo("Đang nạp dữ liệu mẫu …")
        fill_demo()


def _is_demo() -> bool:
    found = db.session.scalar(select(Commune.id).where(Commune.code == DEMO_CODE)) is not None
    db.session.rollback()
    return found
