"""`flask evidence check`: is the store of files whole? `flask evidence export`: files for an
inspector.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cli.database import present_revision
from app.extensions import db
from app.models import Commune
from app.queries.actors import load_actor
from app.queries.people import account_named
from app.services.evidence_check import (
    Fault,
    Finding,
    NamedFile,
    Progress,
    Use,
    compare,
    named_files,
    orphans,
    with_usage,
)
from app.services.evidence_export import MOST_ITEMS, TooMany, Wanted, gather, record, write
from app.transactions import short_read, short_write
from workflows.permissions import Actor
from workflows.states import Role
from workflows.text import fold

evidence = AppGroup("evidence", help="Kho tệp: kiểm tra, xuất cho đoàn kiểm tra.")

WORDS = {
    Fault.lost: "MẤT",
    Fault.altered: "BỊ SỬA",
    Fault.unreadable: "KHÔNG ĐỌC ĐƯỢC",
    Fault.orphaned: "THỪA",
    Fault.fresh: "MỚI",
}
HARMLESS = frozenset({Fault.fresh})


@evidence.command("check")
@with_appcontext
def check() -> None:
    """Tính lại mã của mọi tệp trong kho; mã thoát 1 khi có tệp mất, bị sửa, hoặc thừa."""
    if present_revision() is None:
        raise click.ClickException("Chưa có cơ sở dữ liệu để kiểm tra.")
    storage = current_app.extensions["storage"]
    with short_read(db.engine) as session:
        files = named_files(session)
    with _progress() as on_progress:
        found = list(compare(storage, files, on_progress))
    with short_read(db.engine) as session:
        found = with_usage(session, found) + orphans(session, storage, clock.now())
    for finding in found:
        click.echo(_line(finding))
    _summary(files, found)
    if any(finding.fault not in HARMLESS for finding in found):
        raise SystemExit(1)


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A bar on a terminal; nothing where the output goes into a file or a mail."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label="Đang kiểm tra", file=sys.stderr) as bar:

        def told(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield told


def _line(finding: Finding) -> str:
    word = f"{WORDS[finding.fault]:<8}"
    file = finding.file
    if file is None:
        return f"{word} {finding.key}: {_why_unnamed(finding.fault)}"
    if file.id is None:
        return f"{word} {finding.key}: lưu trữ nhật ký từ dòng {file.name}"
    used = "; ".join(map(_use, finding.used_in)) or "không nơi nào dùng"
    return f"{word} {finding.key}: {file.commune}, “{file.name}” ({used})"


@evidence.command("export")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--as", "username", required=True, help="Tên đăng nhập: lấy những gì người ấy xem.")
@click.option("--commune", "code", required=True, help="Mã xã, phường.")
@click.option("--from", "first_day", type=click.DateTime(["%Y-%m-%d"]), help="Từ ngày.")
@click.option("--to", "last_day", type=click.DateTime(["%Y-%m-%d"]), help="Đến ngày.")
@click.option("--unit", "unit_id", type=int, help="Số của đơn vị chủ trì.")
@click.option("--task", "task_ids", type=int, multiple=True, help="Số của nhiệm vụ; nhiều lần.")
@with_appcontext
def export(
    target: Path,
    username: str,
    code: str,
    first_day: datetime | None,
    last_day: datetime | None,
    unit_id: int | None,
    task_ids: tuple[int, ...],
) -> None:
    """Ghi tài liệu kiểm chứng của một kỳ, một đơn vị hay một số nhiệm vụ vào tệp .zip TARGET."""
    if present_revision() is None:
        raise click.ClickException("Chưa có cơ sở dữ liệu.")
    wanted = Wanted(
        first_day.date() if first_day else None,
        last_day.date() if last_day else None,
        unit_id,
        tuple(sorted(set(task_ids))),
    )
    with short_read(db.engine) as session:
        actor = _actor(session, username, code)
        try:
            lines = gather(session, actor, wanted)
        except TooMany as found:
            raise click.ClickException(
                f"Có {found.items} việc, nhiều hơn {MOST_ITEMS}. Chọn khoảng ngày ngắn hơn."
            ) from found
    if target.exists():
        raise click.ClickException(f"Đã có tệp {target}. Chọn tên khác.")
    with target.open("xb") as archive:
        written = write(current_app.extensions["storage"], lines, archive)
    with short_write(db.engine) as session:
        record(session, actor, wanted, written, clock.now())
    click.echo(f"{target}: {written.files} tệp, {len(lines)} dòng mục lục.")
    if written.faulty:
        click.echo(f"{written.faulty} tệp mất hoặc bị sửa, xem mục lục.", err=True)
        raise SystemExit(1)


def _actor(session: Session, username: str, code: str) -> Actor:
    person = account_named(session, fold(username))
    commune_id = session.scalar(select(Commune.id).where(Commune.code == code))
    if person is None or person.disabled_at is not None or commune_id is None:
        raise click.ClickException(
            "Không có người hoặc xã, phường này. Kiểm tra --as và --commune."
        )
    actor = load_actor(session, person, commune_id, clock.today())
    if not actor.has_role(Role.standing_officer, Role.leader, Role.administrator):
        raise click.ClickException("Người này không được xuất tài liệu. Chọn người khác ở --as.")
    return actor


def _use(use: Use) -> str:
    if use.table != "document":
        return f"bảng {use.table}, dòng {use.id}"
    number = f" số {use.number}" if use.number else ""
    item = f", việc {use.work_item_id}" if use.work_item_id else ""
    return f"văn bản {use.id}{number}{item}"


def _why_unnamed(fault: Fault) -> str:
    if fault is Fault.fresh:
        return "chưa thuộc hồ sơ nào, chưa quá một ngày; lịch dọn kho sẽ xem lại"
    return "không thuộc hồ sơ nào; lịch dọn kho (sweep_files) xóa lúc 02:00"


def _summary(files: list[NamedFile], found: list[Finding]) -> None:
    counts = [
        f"{sum(finding.fault is fault for finding in found)} {word.lower()}"
        for fault, word in WORDS.items()
    ]
    click.echo(f"{len(files)} tệp đã kiểm tra: {', '.join(counts)}.")
