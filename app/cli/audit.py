"""`flask audit verify`: is the record what it was? `flask audit archive`: its old part to files."""

from datetime import datetime

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from app import clock
from app.cli.database import present_revision
from app.extensions import db
from app.services.audit import Broken, Chain, Head, verify_chains
from app.services.event_archives import KEPT_ONLINE, RecordNotWhole, keep, prepare
from app.transactions import short_read, short_write
from workflows.text import format_date

audit = AppGroup("audit", help="Kiểm tra và lưu trữ nhật ký.")

WHAT = {
    "missing": "không còn",
    "not_after_the_one_before": "không nối với dòng trước",
    "altered": "đã bị sửa",
    "of_another_commune": "thuộc nơi khác",
    "archive_unreadable": "nằm trong tệp lưu trữ bị mất hoặc bị sửa",
}


def _read_heads(context: click.Context, option: click.Parameter, texts: tuple[str]) -> list[Head]:
    try:
        return [Head.read(text) for text in texts]
    except ValueError as error:
        words = "ghi như trong thư Tổng hợp tuần: số dòng, dấu hai chấm, 64 ký tự mã"
        raise click.BadParameter(words) from error


@audit.command("verify")
@click.option(
    "--head",
    "heads",
    multiple=True,
    metavar="SEQ:HASH",
    callback=_read_heads,
    help="Mã nhật ký ghi trong một thư Tổng hợp tuần cũ: cơ sở dữ liệu bị thay bằng bản cũ thì lộ.",
)
@with_appcontext
def verify(heads: list[Head]) -> None:
    """Kiểm tra mọi chuỗi nhật ký; mã thoát 1 và dòng đầu tiên bị hỏng khi có chuỗi không khớp."""
    _need_database()
    broken, held = False, set[Head]()
    with short_read(db.engine) as session:
        for result in verify_chains(session, current_app.extensions["storage"], heads):
            where = f"xã {result.commune_id}" if result.commune_id else "hệ thống"
            if isinstance(result, Broken):
                broken = True
                click.echo(f"HỎNG  {where}: dòng {result.seq} {WHAT[result.what]}")
            else:
                held |= result.held
                click.echo(f"Đúng  {where}: {_counted(result)}, {Head(result.events, result.head)}")
    for head in heads:
        if head in held:
            click.echo(f"Đúng  dòng {head.seq} vẫn có mã đã ghi trong thư")
        else:
            broken = True
            click.echo(
                f"HỎNG  không chuỗi nào có dòng {head.seq} với mã đã ghi trong thư:"
                " cơ sở dữ liệu này cũ hơn thư, hoặc đã bị thay"
            )
    if broken:
        raise SystemExit(1)


def _counted(chain: Chain) -> str:
    archived = f" ({chain.archived} dòng trong tệp lưu trữ)" if chain.archived else ""
    return f"{chain.events} dòng{archived}"


@audit.command("archive")
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Ngày đầu tiên còn giữ trong cơ sở dữ liệu; mặc định: 12 tháng trước.",
)
@with_appcontext
def archive(before: datetime | None) -> None:
    """Chuyển nhật ký cũ hơn 12 tháng vào tệp trong kho; chuỗi mã vẫn liền và vẫn kiểm tra được."""
    _need_database()
    latest = clock.today() - KEPT_ONLINE
    day = before.date() if before else latest
    if day > latest:
        raise click.ClickException(
            "Phải giữ ít nhất 12 tháng trong cơ sở dữ liệu:"
            f" chọn ngày {format_date(latest)} hoặc trước đó."
        )
    try:
        with short_read(db.engine) as session:
            ready = list(prepare(session, current_app.extensions["storage"], clock.midnight(day)))
    except RecordNotWhole as error:
        words = f"Nhật ký không khớp ({error}); chạy flask audit verify trước."
        raise click.ClickException(words) from error
    for prepared in ready:
        with short_write(db.engine) as session:
            keep(session, prepared, clock.now())
        where = f"xã {prepared.commune_id}" if prepared.commune_id else "hệ thống"
        click.echo(
            f"{where}: {prepared.events} dòng, từ {prepared.first_seq} đến {prepared.last_seq},"
            f" trong tệp {prepared.file.key}"
        )
    if not ready:
        click.echo(f"Không có dòng nào trước ngày {format_date(day)}.")


def _need_database() -> None:
    if present_revision() is None:
        raise click.ClickException("Chưa có cơ sở dữ liệu để kiểm tra.")
