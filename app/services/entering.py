"""Nhập thay: the standing office enters for a unit what it was told by telephone, chat or paper.

Who told, when and by what way stays with the entry for ever; who entered it never decides on it
(`workflows.permissions`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app import clock
from app.models import WorkItem
from app.queries.subjects import subject_of
from app.services import evidence, notices
from app.services.documents import DocumentFacts
from app.services.returned_rows import KEPT_AT
from app.services.stored_files import KeptFile
from app.services.work_items import perform
from workflows.permissions import Actor
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Refusal, Role


@dataclass(frozen=True, slots=True)
class ToldDocument:
    """A document that came with what was told: its facts, its stored files and all their hashes,
    and the lines of the checklist it proves."""

    facts: DocumentFacts
    files: Sequence[KeptFile] = ()
    sha256s: Collection[str] = ()
    product_ids: Collection[int] = ()


def enter(
    session: Session,
    actor: Actor,
    item: WorkItem,
    action: Action,
    request: Request,
    document: ToldDocument | None,
    *,
    version: int,
    now: datetime,
) -> WorkItem:
    """Enter progress or a submission for the unit, with the document that came with it; return the
    item. The unit's people are told what was entered in their unit's name, and by whose word.

    Raises ActionRefused: told_by_missing, told_on_missing, told_on_in_future, and as
    `evidence.attach` and `work_items.perform`.
    """
    _check_told(request, now)
    if action not in (Action.record_progress, Action.submit):
        raise ValueError(f"{action} is not entered for anybody")
    if document is not None:
        facts = document.facts
        if not document.sha256s and not facts.kept_at:
            facts = replace(facts, kept_at=KEPT_AT)
        evidence.attach(
            session,
            actor,
            item,
            facts,
            document.files,
            document.product_ids,
            sha256s=document.sha256s,
            now=now,
            entering=True,
        )
    perform(session, actor, item, action, request, version=version, now=now, entering=True)
    _tell(session, actor, item, request, now)
    return item


def _check_told(request: Request, now: datetime) -> None:
    if not request.told_by:
        raise ActionRefused(Refusal.told_by_missing)
    if request.told_on is None:
        raise ActionRefused(Refusal.told_on_missing)
    if request.told_on > clock.local(now).date():
        raise ActionRefused(Refusal.told_on_in_future)


def _tell(session: Session, actor: Actor, item: WorkItem, request: Request, now: datetime) -> None:
    people = notices.people_with_role(
        session,
        item.commune_id,
        {Role.unit_head, Role.unit_officer},
        clock.local(now).date(),
        in_units=subject_of(session, item).lead_units,
    )
    notices.notify(
        session,
        item.commune_id,
        [person for person in people if person != actor.person_id],
        kind="work_item.enter",
        key=f"{item.id}:enter:{item.version}",
        data={
            "title": item.task.title,
            "label": item.label,
            "who": actor.name,
            "told_by": request.told_by,
        },
        path=f"/viec/{item.id}",
        now=now,
    )


__all__ = ["ToldDocument", "enter"]
