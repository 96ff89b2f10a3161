"""The files behind a draft, and the pages that can be shown beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import DraftProposal, PlanDraft, StoredFile

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class DraftFiles:
    """The file the rows came from, and the PDF whose pages their sources count (or None)."""

    source: StoredFile
    pages: StoredFile | None


def draft_files(session: Session, draft: PlanDraft) -> DraftFiles:
    """The files of a draft. One query.

    The rows came from the appendix where it is a file of its own. Its pages are those of the
    picture that was made of it, or its own where it is a PDF.
    """
    wanted = (draft.file_id, draft.appendix_file_id, draft.picture_file_id)
    found = {
        file.id: file
        for file in session.scalars(
            select(StoredFile).where(
                StoredFile.commune_id == draft.commune_id,
                StoredFile.id.in_([number for number in wanted if number is not None]),
            )
        )
    }
    source = found[draft.appendix_file_id or draft.file_id]
    picture = found.get(draft.picture_file_id) if draft.picture_file_id else None
    return DraftFiles(source, picture or (source if source.media_type == PDF else None))


def proposals_of(session: Session, draft: PlanDraft) -> Sequence[DraftProposal]:
    """What the prose of the draft's plan proposes, in the order of the text. One query."""
    return session.scalars(
        select(DraftProposal)
        .where(DraftProposal.commune_id == draft.commune_id, DraftProposal.draft_id == draft.id)
        .order_by(DraftProposal.position)
        .execution_options(populate_existing=True)
    ).all()
