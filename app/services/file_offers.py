"""What was read from a file goes into the document it belongs to, where a person takes it: into
fields that are empty, never over what somebody wrote.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.models import Document, FileInspection
from app.queries.inspections import offer_of
from app.services.document_changes import change, stored_facts
from workflows.permissions import Actor
from workflows.states import ActionRefused, Refusal


def take_offer(
    session: Session,
    actor: Actor,
    document: Document,
    inspection: FileInspection,
    *,
    version: int,
    now: datetime,
) -> list[str]:
    """Fill the empty fields of `document` with what was read; return the names of those filled.
    Leaves the event of a change.

    Raises ActionRefused: file_offer_over where nothing is left to fill, and as `change`.
    """
    offered = offer_of(document, inspection)
    if not offered:
        raise ActionRefused(Refusal.file_offer_over)
    facts = replace(stored_facts(session, document), **offered)
    return change(session, actor, document, facts, version=version, now=now)
