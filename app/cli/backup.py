"""`flask backup FOLDER` and `flask restore FOLDER`."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from app import clock
from app.cli.database import make_folder, present_revision
from app.extensions import db
from app.services.audit import Broken, verify_chains
from app.services.backup import BackupRefused, is_empty, read_backup, read_manifest, write_backup
from app.transactions import short_read

WHY = {
    "folder_not_empty": "Thư mục {what} đã có tệp. Chọn thư mục mới hoặc trống.",
    "not_a_backup": "Thư mục {what} không phải bản sao lưu (thiếu manifest.json).",
    "database_not_empty": "Cơ sở dữ liệu đích đã có số liệu. Đặt DONDOC_HOME sang nơi khác.",
    "rows_differ": "Số dòng sau khi khôi phục khác bản sao lưu. Không dùng cơ sở dữ liệu này.",
    "file_lost": "Mất tệp tài liệu {what}. Chạy lại từ bản sao lưu khác.",
    "file_altered": "Tệp tài liệu {what} khác với lúc nhận (sai mã băm).",
}


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path))
@with_appcontext
def backup(folder: Path) -> None:
    """Sao lưu cơ sở dữ liệu và tài liệu vào FOLDER trong khi mọi người vẫn làm việc."""
    revision = present_revision()
    if revision is None:
        raise click.ClickException("Chưa có cơ sở dữ liệu để sao lưu.")
    storage = current_app.extensions["storage"]
    try:
        manifest = write_backup(db.engine, storage, folder, revision, clock.now())
    except BackupRefused as refused:
        raise _sentence(refused) from refused
    click.echo(f"Đã sao lưu {sum(manifest.rows.values())} dòng, {manifest.files} tệp vào {folder}")


@click.command("restore")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@with_appcontext
def restore(folder: Path) -> None:
    """Khôi phục từ FOLDER vào cơ sở dữ liệu còn trống, rồi kiểm tra lại."""
    try:
        manifest = read_manifest(folder)
        _make_empty_database(manifest.revision)
        read_backup(folder, db.engine, current_app.extensions["storage"])
    except BackupRefused as refused:
        raise _sentence(refused) from refused
    upgrade()
    with short_read(db.engine) as session:
        broken = [
            result
            for result in verify_chains(session, current_app.extensions["storage"])
            if isinstance(result, Broken)
        ]
    if broken:
        raise click.ClickException(f"Nhật ký không khớp từ dòng {broken[0].seq}.")
    click.echo(
        f"Đã khôi phục {sum(manifest.rows.values())} dòng, {manifest.files} tệp;"
        " số dòng, mã băm của tệp và nhật ký đều khớp."
    )


def _make_empty_database(revision: str) -> None:
    """Migrate an empty target to the backup's revision. Raises BackupRefused for another."""
    make_folder()
    if not is_empty(db.engine):
        raise BackupRefused("database_not_empty")
    if present_revision() is None:
        upgrade(revision=revision)


def _sentence(refused: BackupRefused) -> click.ClickException:
    return click.ClickException(WHY[refused.why].format(what=refused.what))
