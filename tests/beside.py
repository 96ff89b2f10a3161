"""What stands beside verdicts, for tests: papers, deputies, requests for support, comments."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Appointment,
    Comment,
    Delegation,
    Paper,
    PaperKind,
    SupportRequest,
    WorkItem,
)
from app.services import comments, delegations, support_requests
from app.services.delegations import Span
from app.services.papers import PaperContents, make
from app.services.stored_files import KeptFile
from app.storage import Storage
from tests.cast import World
from workflows.permissions import Actor

PDF = b"%PDF-1.4 signed"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def kept(storage: Storage, content: bytes = PDF, name: str = "ban-ky.pdf") -> KeptFile:
    """A file that lies in the store."""
    return KeptFile(storage.write([content]), name, "application/pdf")


def add_paper(
    session: Session,
    actor: Actor,
    storage: Storage,
    *,
    kind: PaperKind = PaperKind.handover,
    unit_id: int | None = None,
    items: Sequence[WorkItem] = (),
    facts: dict[str, Any] | None = None,
) -> Paper:
    """A paper as it was just made, with these items on it."""
    contents = PaperContents(
        kind=kind,
        title="Bàn giao việc",
        facts=facts or {"giver": "Trần Văn Khang", "taker": "Đỗ Trung Kiên", "document": "QĐ 5"},
        rows=[{"item_id": item.id, "task": "Báo cáo quý"} for item in items],
        items=[(item.id, item.version) for item in items],
        unit_id=unit_id,
        from_on=date(2026, 9, 14),
    )
    file = KeptFile(storage.write([b"PK paper"]), "giay.docx", WORD)
    return make(session, actor, contents, file, clock.now())


def add_delegation(session: Session, world: World, holder: str, deputy: str) -> Delegation:
    """The holder gives his only appointment to the deputy for a week from today."""
    post = session.scalars(
        select(Appointment).where(
            Appointment.commune_id == world.mau.commune.id,
            Appointment.person_id == world.person(holder).id,
        )
    ).one()
    today = clock.today()
    words = "Giấy ủy quyền số 05/GUQ ngày 10/9/2026"
    span = Span(world.person(deputy).id, words, today, today + timedelta(days=7))
    return delegations.delegate(session, world.actor(holder), post, span, clock.now())


def add_support(
    session: Session, world: World, asker: str, item: WorkItem, unit: str
) -> SupportRequest:
    """The lead's person asks the unit for its figures, by the end of the month."""
    (made,) = support_requests.ask(
        session,
        world.actor(asker),
        item,
        [world.mau.units[unit].id],
        words="Gửi số liệu hồ sơ trực tuyến của quý.",
        wanted_by=date(2026, 9, 30),
        now=clock.now(),
    )
    return made


def add_comment(
    session: Session,
    world: World,
    author: str,
    item: WorkItem,
    storage: Storage | None = None,
    words: str = "Đang chờ số liệu của Trung tâm.",
) -> Comment:
    """The person says something on the item, with a file where there is a store."""
    files = [kept(storage, name="bang-so-lieu.pdf")] if storage else []
    return comments.write(session, world.actor(author), item, words, [], files, clock.now())
