"""What a verdict saw: the documents in force at that moment, with the files that were in force.

Written beside the decision and never touched again: a later version of a file, a document taken
back or linked anew changes nothing of it.
"""

from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.models import Decision, DecisionDocument
from app.queries.verdict_documents import documents_in_force


def note_seen(session: Session, decision: Decision) -> list[dict[str, Any]]:
    """Keep what stands before the one who decides beside `decision`, which is flushed.

    Returns the same for the decision's event: number of the document, and of each file which copy
    it is (1 for the first) and its SHA-256. One query, one statement.
    """
    seen = documents_in_force(session, decision.commune_id, decision.work_item_id)
    if seen:
        session.execute(
            insert(DecisionDocument),
            [
                {
                    "commune_id": decision.commune_id,
                    "decision_id": decision.id,
                    "document_id": one.document_id,
                    "document_file_id": one.document_file_id,
                }
                for one in seen
            ],
        )
    return [
        {
            "document_id": one.document_id,
            "number": one.number,
            **(
                {"document_file_id": one.document_file_id, "copy": one.copy, "sha256": one.sha256}
                if one.document_file_id is not None
                else {}
            ),
        }
        for one in seen
    ]
