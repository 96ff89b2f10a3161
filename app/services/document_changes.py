"""Changes of a document that stands in the register: its fields, a new version of a file, that its
original was compared, that it was looked up.

While an item that it proves waits for a verdict a document is frozen: the verifier must not look
at one thing and decide on another. A comparison and a look-up are the verifier's own and are not
held up by that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Commune,
    Document,
    DocumentFile,
    DocumentLine,
    Event,
    Evidence,
    Task,
    WorkItem,
)
from app.queries.documents import may_change_document, may_check_document, may_fill_document
from app.services import documents, events
from app.services.document_lines import LineFacts
from app.services.documents import DocumentFacts
from app.services.row_versions import take_version
from app.services.stored_files import KeptFile
from workflows.permissions import Actor
from workflows.states import ActionRefused, Refusal, Status

_WORDS = frozenset({"subject", "signer", "link", "lines"})
"""Fields whose words a restricted document does not show in the record."""


def stored_facts(session: Session, document: Document) -> DocumentFacts:
    """What is known of a document, as it would be typed. One query, for its lines."""
    lines = session.scalars(
        select(DocumentLine)
        .where(
            DocumentLine.commune_id == document.commune_id,
            DocumentLine.document_id == document.id,
        )
        .order_by(DocumentLine.position)
    )
    own = {f.name: getattr(document, f.name) for f in fields(DocumentFacts) if f.name != "lines"}
    listed = tuple(LineFacts(line.title, line.done_on, line.link) for line in lines)
    return DocumentFacts(**own, lines=listed)


def check_not_frozen(session: Session, document: Document) -> None:
    """Raise ActionRefused(document_frozen) while an item that the document proves waits for a
    verdict. Holds these items, so that none is handed in meanwhile."""
    items = session.scalars(
        select(WorkItem)
        .where(
            WorkItem.commune_id == document.commune_id,
            WorkItem.id.in_(
                select(Evidence.work_item_id).where(
                    Evidence.document_id == document.id, Evidence.removed_at.is_(None)
                )
            ),
        )
        .order_by(WorkItem.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    waiting = next((item for item in items if item.status is Status.submitted), None)
    if waiting is not None:
        title = session.scalars(select(Task.title).where(Task.id == waiting.task_id)).one()
        raise ActionRefused(Refusal.document_frozen, title=title)


def change(
    session: Session,
    actor: Actor,
    document: Document,
    facts: DocumentFacts,
    *,
    version: int,
    now: datetime,
) -> list[str]:
    """Store other facts of a document; return the names of those that changed. One event, with
    old and new of each.

    Raises ActionRefused: role_not_enough, document_frozen, document_changed for a stale page, and
    as `documents.check`.
    """
    if not may_change_document(actor, document):
        raise ActionRefused(Refusal.role_not_enough)
    check_not_frozen(session, document)
    old = stored_facts(session, document)
    changed = [f.name for f in fields(facts) if getattr(facts, f.name) != getattr(old, f.name)]
    if changed:
        documents.check(
            facts,
            _has_file(session, document),
            number_suffices=session.get_one(Commune, document.commune_id).number_suffices,
        )
    if not take_version(session, document, version):
        raise _stale(session, document)
    if not changed:
        return []
    for column, value in documents.columns_of(facts).items():
        setattr(document, column, value)
    if "lines" in changed:
        session.execute(
            delete(DocumentLine).where(
                DocumentLine.commune_id == document.commune_id,
                DocumentLine.document_id == document.id,
            )
        )
        documents.add_lines(session, document, facts.lines)
    session.flush()
    hidden = old.is_restricted or facts.is_restricted
    differences = {name: _difference(old, facts, name, hidden=hidden) for name in changed}
    _record(session, actor, document, "change", now, old=old.number, data={"fields": differences})
    return changed


def add_files(
    session: Session,
    actor: Actor,
    document: Document,
    files: Sequence[KeptFile],
    *,
    replaces_id: int | None,
    now: datetime,
) -> None:
    """Add files to a document; the first is a new version of `replaces_id`, which stays for the
    verdicts that saw it.

    Raises ActionRefused: role_not_enough, document_frozen, classified_words, and
    file_replaced_already where the old version is not the last one.
    """
    if not may_fill_document(actor, document, has_file=_has_file(session, document)):
        raise ActionRefused(Refusal.role_not_enough)
    if document.is_classified:
        raise ActionRefused(Refusal.classified_words)
    check_not_frozen(session, document)
    if replaces_id is not None and not _is_last(session, document, replaces_id):
        raise ActionRefused(Refusal.file_replaced_already)
    rows = documents.add_files(session, actor, document, files, now, replaces_id=replaces_id)
    data = {
        "files": [
            {"sha256": file.written.sha256, "size": file.written.size, "version": row.version}
            for file, row in zip(files, rows, strict=True)
        ],
        "replaces_id": replaces_id,
    }
    _record(session, actor, document, "add_file", now, data=data)


def note_compared(
    session: Session, actor: Actor, document: Document, day: date, now: datetime
) -> None:
    """*Đã đối chiếu bản gốc*: by the actor, on that day. Raises ActionRefused."""
    _check_checker(session, actor, document, day)
    document.compared_by, document.compared_on = actor.person_id, day
    session.flush()
    _record(session, actor, document, "compare", now, data={"day": day.isoformat()})


def note_looked_up(
    session: Session, actor: Actor, document: Document, day: date, now: datetime
) -> None:
    """*Đã tra trên hệ thống văn bản*: by the actor, on that day. Raises ActionRefused."""
    _check_checker(session, actor, document, day)
    document.looked_up_by, document.looked_up_on = actor.person_id, day
    session.flush()
    _record(session, actor, document, "look_up", now, data={"day": day.isoformat()})


def _check_checker(session: Session, actor: Actor, document: Document, day: date) -> None:
    if not may_check_document(session, actor, document):
        raise ActionRefused(Refusal.role_not_enough)
    if day > clock.today():
        raise ActionRefused(Refusal.day_in_future)


def _has_file(session: Session, document: Document) -> bool:
    found = select(DocumentFile.id).where(DocumentFile.document_id == document.id).limit(1)
    return session.scalar(found) is not None


def _is_last(session: Session, document: Document, file_id: int) -> bool:
    """The file is one of the document, and nothing has replaced it yet."""
    own = session.scalar(
        select(DocumentFile.id).where(
            DocumentFile.document_id == document.id, DocumentFile.id == file_id
        )
    )
    later = session.scalar(select(DocumentFile.id).where(DocumentFile.replaces_id == file_id))
    return own is not None and later is None


def _difference(
    old: DocumentFacts, new: DocumentFacts, name: str, *, hidden: bool
) -> dict[str, str]:
    if hidden and name in _WORDS:
        return {"old": "…", "new": "…"}
    return {"old": _text(getattr(old, name)), "new": _text(getattr(new, name))}


def _text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "\n".join(line.title for line in value)
    return "" if value is None else str(value)


def _record(
    session: Session,
    actor: Actor,
    document: Document,
    verb: str,
    now: datetime,
    *,
    old: str = "",
    data: Mapping[str, Any],
) -> None:
    entry = events.Entry(
        kind=f"document.{verb}",
        subject="document",
        subject_id=document.id,
        old=old,
        new=document.number,
        data=data,
    )
    events.record(session, actor, [entry], now)


def _stale(session: Session, document: Document) -> ActionRefused:
    """The refusal of a stale page, which names who was first."""
    last = session.scalars(
        select(Event)
        .where(
            Event.commune_id == document.commune_id,
            Event.kind == "document.change",
            Event.subject_id == document.id,
        )
        .order_by(Event.seq.desc())
        .limit(1)
    ).first()
    return ActionRefused(
        Refusal.document_changed,
        who=last.person_name if last else "",
        when=clock.local(last.happened_at).strftime("%H:%M") if last else "",
    )
