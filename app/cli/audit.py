"""`flask audit verify`: is the record what it was?"""

import click
from flask.cli import AppGroup, with_appcontext

from app.cli.database import present_revision
from app.extensions import db
from app.services.audit import Broken, verify_chains
from app.transactions import short_read

audit = AppGroup("audit", help="Kiểm tra nhật ký.")

WHAT = {
    "missing": "không còn",
    "not_after_the_one_before": "không nối với dòng trước",
    "altered": "đã bị sửa",
    "of_another_commune": "thuộc nơi khác",
}


@audit.command("verify")
@with_appcontext
def verify() -> None:
    """Kiểm tra mọi chuỗi nhật ký; mã thoát 1 và dòng đầu tiên bị hỏng khi có chuỗi không khớp."""
    if present_revision() is None:
        raise click.ClickException("Chưa có cơ sở dữ liệu để kiểm tra.")
    broken = False
    with short_read(db.engine) as session:
        for result in verify_chains(session):
            where = f"xã {result.commune_id}" if result.commune_id else "hệ thống"
            if isinstance(result, Broken):
                broken = True
                click.echo(f"HỎNG  {where}: dòng {result.seq} {WHAT[result.what]}")
            else:
                click.echo(f"Đúng  {where}: {result.events} dòng, {result.events}:{result.head}")
    if broken:
        raise SystemExit(1)
