"""The register of outgoing documents, taken over from another system in one transaction.

What is stored is worked out anew from the file's reading while the commune is held, so that two
imports at once, or the same file twice, add nothing twice.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.models import Document, Evidence, RegisterImport, WorkItem
from app.plan_import.register import RegisterReading
from app.queries.documents import KEEPERS
from app.queries.register_differences import (
    ChangedDocument,
    NewDocument,
    RegisterDifferences,
    register_differences,
)
from app.services import events
from app.services.documents import number_columns
from app.services.row_versions import hold_commune
from app.services.stored_files import KeptFile, add_stored_file
from workflows.permissions import Actor
from workflows.states import ActionRefused, Refusal


class RegisterMoved(Exception):
    """What storing would do is no longer what was shown; `differences` are those of now."""

    def __init__(self, differences: RegisterDifferences) -> None:
        super().__init__("the register has changed")
        self.differences = differences


def require_keeper(actor: Actor) -> None:
    """Raise ActionRefused for anybody who does not keep the register."""
    if not actor.has_role(*KEEPERS):
        raise ActionRefused(Refusal.role_not_enough)


def store_register(
    session: Session,
    actor: Actor,
    reading: RegisterReading,
    file: KeptFile,
    *,
    seen: str,
    now: datetime,
) -> RegisterDifferences:
    """Enter what is new and correct what changed; return what was done. `seen` is the fingerprint
    of the differences as they were shown. Where there is nothing to do, nothing is stored.

    Raises RegisterMoved where they are others now, ActionRefused for anybody who may not.
    """
    require_keeper(actor)
    hold_commune(session, actor.commune_id)
    differences = _as_shown(session, actor, reading, seen)
    if not differences.has_news:
        return differences
    if differences.changed:
        _hold(session, actor.commune_id, [one.document_id for one in differences.changed])
        # Whoever held one of them meanwhile may have handed it in, or corrected it.
        differences = _as_shown(session, actor, reading, seen)
    imported = RegisterImport(
        commune_id=actor.commune_id,
        file_id=add_stored_file(session, actor, file, now).id,
        added=len(differences.new),
        changed=len(differences.changed),
        unchanged=differences.unchanged,
        imported_by=actor.person_id,
        imported_at=now,
    )
    session.add(imported)
    session.flush()
    entries = [
        *_enter(session, actor, differences.new, imported, now),
        *(_correct(session, actor, changed) for changed in differences.changed),
        events.Entry(
            kind="document.import",
            subject="register_import",
            subject_id=imported.id,
            new=file.name,
            data={"added": imported.added, "changed": imported.changed},
        ),
    ]
    events.record(session, actor, entries, now)
    return differences


def _as_shown(
    session: Session, actor: Actor, reading: RegisterReading, seen: str
) -> RegisterDifferences:
    """The differences of now. Raises RegisterMoved where they are not those that were shown."""
    differences = register_differences(session, actor.commune_id, reading)
    if differences.fingerprint != seen:
        raise RegisterMoved(differences)
    return differences


def _hold(session: Session, commune_id: int, document_ids: Sequence[int]) -> None:
    """Hold the items that the changed documents prove, then the documents, before the first event:
    none is handed in or corrected meanwhile."""
    session.execute(
        select(WorkItem.id)
        .where(
            WorkItem.commune_id == commune_id,
            WorkItem.id.in_(
                select(Evidence.work_item_id).where(
                    Evidence.document_id.in_(document_ids), Evidence.removed_at.is_(None)
                )
            ),
        )
        .order_by(WorkItem.id)
        .with_for_update()
    )
    session.scalars(
        select(Document)
        .where(Document.commune_id == commune_id, Document.id.in_(document_ids))
        .order_by(Document.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _enter(
    session: Session,
    actor: Actor,
    rows: Sequence[NewDocument],
    imported: RegisterImport,
    now: datetime,
) -> list[events.Entry]:
    if not rows:
        return []
    values = [_columns(actor, row, imported.id, now) for row in rows]
    ids = session.scalars(
        insert(Document).returning(Document.id, sort_by_parameter_order=True), values
    ).all()
    return [
        events.Entry(
            kind="document.register",
            subject="document",
            subject_id=id_,
            new=row.number,
            data={
                "kind": row.kind.value,
                "issued_on": row.issued_on.isoformat(),
                "register_import_id": imported.id,
            },
        )
        for id_, row in zip(ids, rows, strict=True)
    ]


def _columns(actor: Actor, row: NewDocument, import_id: int, now: datetime) -> Mapping[str, Any]:
    return {
        **number_columns(row.number),
        "commune_id": actor.commune_id,
        "kind": row.kind,
        "issued_on": row.issued_on,
        "arrived_on": row.arrived_on,
        "issuer": row.issuer,
        "subject": row.subject,
        "signer": row.signer,
        "link": "",
        "kept_at": "",
        "is_restricted": False,
        "is_classified": False,
        "register_import_id": import_id,
        "unit_id": row.unit_id,
        "entered_by": actor.person_id,
        "entered_at": now,
        "version": 1,
    }


def _correct(session: Session, actor: Actor, changed: ChangedDocument) -> events.Entry:
    session.execute(
        update(Document)
        .where(Document.commune_id == actor.commune_id, Document.id == changed.document_id)
        .values({name: new for name, _, new in changed.changes} | {"version": Document.version + 1})
        .execution_options(synchronize_session=False)
    )
    differences = {
        name: {"old": _text(old), "new": _text(new)} for name, old, new in changed.changes
    }
    return events.Entry(
        kind="document.change",
        subject="document",
        subject_id=changed.document_id,
        old=changed.number,
        new=changed.number,
        data={"fields": differences},
    )


def _text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
