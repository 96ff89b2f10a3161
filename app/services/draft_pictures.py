"""The pages of a draft's file as a PDF, kept beside it, and the page on which each row stands."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import DraftRow, StoredFile
from app.services.draft_claims import changed, open_draft
from app.services.stored_files import KeptFile, add_stored_file
from app.storage import Written
from workflows.permissions import Actor


def add_pictures(
    session: Session,
    actor: Actor,
    draft_id: int,
    pdf: Written,
    pages: Mapping[int, int],
    *,
    version: int,
    now: datetime,
) -> StoredFile:
    """Keep a PDF that lies in the store already as the pages of the draft's file.

    `pages` are the pages (from 1) by row; a row that was not found keeps no page. `version` is the
    draft's. Raises DraftRefused.
    """
    draft = open_draft(session, actor, draft_id, version)
    source = session.get_one(StoredFile, draft.appendix_file_id or draft.file_id)
    name = f"{source.original_name}.pdf"[-300:]
    file = add_stored_file(session, actor, KeptFile(pdf, name, "application/pdf"), now)
    draft.picture_file_id = file.id
    rows = session.scalars(
        select(DraftRow).where(
            DraftRow.commune_id == draft.commune_id, DraftRow.draft_id == draft.id
        )
    )
    for row in rows:
        row.source = {**row.source, "page": pages.get(row.id)}
    changed(session, actor, draft, "add_pictures", now, rows=len(pages))
    return file
