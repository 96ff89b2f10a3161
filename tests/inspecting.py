"""A work item with a long life, and the papers about it read back: what an inspector looks at."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from docx import Document as WordDocument
from docx.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    DocumentKind,
    Event,
    ExplanationKind,
    FileInspection,
    Paper,
    Plan,
    StoredFile,
    WorkItem,
    WorkItemProduct,
)
from app.services import due_date_requests, event_archives, evidence, explanations
from app.services.documents import DocumentFacts
from app.storage import Storage
from tests.acting import act
from tests.beside import kept
from tests.cast import World, add_item
from workflows.states import Action

ORDER = DocumentFacts(
    kind=DocumentKind.decision,
    number="203/QĐ-UBND",
    issued_on=date(2026, 9, 7),
    subject="Ban hành Quy chế quản lý tài sản công",
    issuer="UBND phường Mẫu",
    signer="Bùi Đình Quý",
)
PERSONAL = replace(ORDER, number="15/DS-KT", subject="Danh sách hộ được hỗ trợ", is_restricted=True)
SECRET = DocumentFacts(
    kind=DocumentKind.report,
    number="07/BC-KT",
    issued_on=date(2026, 9, 8),
    kept_at="Văn thư, tủ số 2",
    is_classified=True,
)
NOTICE = "Thông báo 88/TB-UBND ngày 14/9/2026"
CAUSE = "Chờ Sở Tài chính hướng dẫn định mức mới."
RETURNED = "Thiếu chữ ký của lãnh đạo ở trang cuối."
REOPENED = "Phát hiện số liệu của tháng 8 chưa đúng."


def long_story(session: Session, world: World, plan: Plan, storage: Storage) -> WorkItem:
    """An item of Phòng Kinh tế: noted by telephone, its date moved, proven by three documents,
    handed in, sent back, handed in again, verified, and opened again by a leader. Committed."""
    item = add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Ban hành Quy chế quản lý tài sản công",
        due_on=date(2026, 9, 30),
        now=clock.now(),
        supporting=("hcc",),
        products=("Quyết định", "Danh mục"),
    )
    session.commit()
    act(session, world, "Khang", item, Action.accept)
    told = {"source": "zalo", "told_by": "Trần Văn Khang", "told_on": date(2026, 9, 13)}
    act(session, world, "Kiên", item, Action.record_progress, result="Đã có dự thảo.", **told)
    _move_the_date(session, world, item)
    _ask_why(session, world, item)
    _attach_all(session, world, item, storage)
    act(session, world, "Khang", item, Action.submit, product_on=date(2026, 9, 7))
    act(session, world, "Thư", item, Action.send_back, reason=RETURNED)
    act(session, world, "Khang", item, Action.submit, product_on=date(2026, 9, 7))
    act(session, world, "Thư", item, Action.verify, product_on=date(2026, 9, 7))
    act(session, world, "Long", item, Action.reopen, reason=REOPENED)
    return item


def _move_the_date(session: Session, world: World, item: WorkItem) -> None:
    now, day = clock.now(), date(2026, 10, 31)
    request = due_date_requests.ask(
        session,
        world.actor("Khang"),
        item,
        cause=CAUSE,
        wished_on=day,
        version=item.version,
        now=now,
    )
    due_date_requests.grant(
        session,
        world.actor("Long"),
        request,
        due_on=day,
        document=NOTICE,
        version=request.version,
        now=now,
    )
    session.commit()


def _ask_why(session: Session, world: World, item: WorkItem) -> None:
    explanations.ask(
        session,
        world.actor("Long"),
        item,
        ExplanationKind.explanation,
        question="Giải trình việc chậm ban hành quy chế.",
        answer_by=date(2026, 9, 20),
        now=clock.now(),
    )
    session.commit()


def _attach_all(session: Session, world: World, item: WorkItem, storage: Storage) -> None:
    lines = list(
        session.scalars(
            select(WorkItemProduct.id)
            .where(WorkItemProduct.work_item_id == item.id)
            .order_by(WorkItemProduct.position)
        )
    )
    prove(session, world, item, ORDER, [b"%PDF-1.7 order"], storage, lines[:1])
    prove(session, world, item, PERSONAL, [b"%PDF-1.7 list"], storage, lines[1:])
    prove(session, world, item, SECRET, [], storage, lines[1:])
    file_id = session.scalars(
        select(StoredFile.id).where(StoredFile.original_name == "203-QĐ-UBND.pdf")
    ).one()
    session.add(
        FileInspection(
            commune_id=item.commune_id,
            file_id=file_id,
            inspected_at=clock.now(),
            has_text=True,
            signatures=[
                {
                    "signer": "Bùi Đình Quý",
                    "signed_at": "2026-09-07T03:00:00+00:00",
                    "intact": True,
                    "covers_whole": True,
                }
            ],
        )
    )
    session.commit()


def prove(
    session: Session,
    world: World,
    item: WorkItem,
    facts: DocumentFacts,
    contents: Sequence[bytes],
    storage: Storage,
    products: Sequence[int] = (),
) -> None:
    """Khang links a document with these files to products of the item. Committed."""
    name = f"{facts.number.replace('/', '-')}.pdf"
    files = [kept(storage, content, name) for content in contents]
    evidence.attach(
        session,
        world.actor("Khang"),
        item,
        facts,
        files,
        products,
        sha256s=[file.written.sha256 for file in files],
        now=clock.now(),
    )
    session.commit()


def archive_the_record(session: Session, storage: Storage) -> None:
    """Every event there is leaves the table for a file; that it did is the only one. Committed."""
    for prepared in list(event_archives.prepare(session, storage, clock.now())):
        event_archives.keep(session, prepared, clock.now())
    session.commit()
    left = session.scalars(select(Event.kind).where(Event.work_item_id.is_not(None))).all()
    assert left == []


def words_of(content: bytes) -> str:
    """Everything a document says, in its order; a row of a table is a line, its cells apart by a
    bar."""
    return "\n".join(_lines(content))


def _lines(content: bytes) -> Iterator[str]:
    for part in WordDocument(io.BytesIO(content)).iter_inner_content():
        if isinstance(part, Table):
            for row in part._tbl.tr_lst:
                yield " | ".join("\n".join(p.text for p in cell.p_lst) for cell in row.tc_lst)
        else:
            yield part.text


def papers_made(session: Session) -> list[Paper]:
    """Every paper, the oldest first."""
    session.rollback()
    return list(session.scalars(select(Paper).order_by(Paper.id)))
