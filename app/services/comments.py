"""What people say to each other on a work item. Notes, and never evidence.

Who writes may change or remove his comment for ten minutes; what it said before stays in the
record. After that it is part of the record itself. Whoever may read a comment may be mentioned in
one, and nobody else: a notice would tell him what is not his to read.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.models import Comment, CommentFile, Task, WorkItem
from app.queries.comments import people_concerned
from app.queries.subjects import subject_of
from app.services import events, notices
from app.services.stored_files import KeptFile, add_stored_files
from workflows.mentions import mentioned
from workflows.permissions import Actor, Subject, capacity, require
from workflows.states import ActionRefused, Refusal, Right

EDITABLE = timedelta(minutes=10)
MOST_FILES = 5


def write(
    session: Session,
    actor: Actor,
    item: WorkItem,
    words: str,
    chosen: Collection[int],
    files: Sequence[KeptFile],
    now: datetime,
) -> Comment:
    """Add a comment. Mentioned is who was `chosen` from the list, and whose name stands after an
    @ in the words; each gets a notice. Raises ActionRefused."""
    subject = subject_of(session, item)
    require(actor, Right.comment, subject)
    if not words and not files:
        raise ActionRefused(Refusal.comment_empty)
    mentions = _mentions(session, subject, words, chosen, now)
    held = capacity(actor, Right.comment, subject)
    comment = Comment(
        commune_id=item.commune_id,
        work_item_id=item.id,
        words=words,
        mentions=mentions,
        written_by=actor.person_id,
        author_name=actor.name,
        author_title=held.title if held else actor.title,
        author_unit=held.unit_name if held else actor.unit_name,
        written_at=now,
    )
    session.add(comment)
    session.flush()
    session.add_all(
        CommentFile(commune_id=item.commune_id, comment_id=comment.id, file_id=row.id)
        for row in add_stored_files(session, actor, files, now)
    )
    if actor.units() & subject.lead_units:
        item.last_heard_at = now
    _record(session, actor, item, comment, "write", subject, now)
    _tell(session, actor, item, comment, mentions, now)
    return comment


def edit(
    session: Session,
    actor: Actor,
    comment: Comment,
    words: str,
    chosen: Collection[int],
    now: datetime,
) -> None:
    """Change the words of one's own comment within ten minutes; the old ones go to the record.
    Who is mentioned for the first time gets a notice. Raises ActionRefused."""
    item, subject = _take(session, actor, comment, now)
    if not words:
        raise ActionRefused(Refusal.comment_empty)
    before, old = set(comment.mentions), comment.words
    mentions = _mentions(session, subject, words, chosen, now)
    if (words, mentions) == (old, comment.mentions):
        return
    comment.words, comment.mentions, comment.edited_at = words, mentions, now
    _record(session, actor, item, comment, "edit", subject, now, old=old)
    _tell(session, actor, item, comment, [id_ for id_ in mentions if id_ not in before], now)


def remove(session: Session, actor: Actor, comment: Comment, now: datetime) -> None:
    """Take one's own comment back within ten minutes; what it said stays in the record. Raises
    ActionRefused."""
    item, subject = _take(session, actor, comment, now)
    _record(session, actor, item, comment, "remove", subject, now, old=comment.words)
    session.execute(
        delete(CommentFile).where(
            CommentFile.commune_id == comment.commune_id, CommentFile.comment_id == comment.id
        )
    )
    session.delete(comment)
    session.flush()


def is_editable(comment: Comment, person_id: int | None, now: datetime) -> bool:
    """True for the author, for ten minutes."""
    return comment.written_by == person_id and now - comment.written_at <= EDITABLE


def record_download(
    session: Session, actor: Actor, comment_file_id: int, name: str, sha256: str, now: datetime
) -> None:
    """Leave in the record who took which file of a comment."""
    entry = events.Entry(
        kind="file.download",
        subject="comment_file",
        subject_id=comment_file_id,
        new=name,
        data={"sha256": sha256},
    )
    events.record(session, actor, [entry], now)


def _take(
    session: Session, actor: Actor, comment: Comment, now: datetime
) -> tuple[WorkItem, Subject]:
    session.refresh(comment, with_for_update=True)
    item = session.get_one(WorkItem, comment.work_item_id)
    subject = subject_of(session, item)
    require(actor, Right.comment, subject)
    if comment.written_by != actor.person_id:
        raise ActionRefused(Refusal.role_not_enough)
    if not is_editable(comment, actor.person_id, now):
        minutes = str(int(EDITABLE.total_seconds()) // 60)
        raise ActionRefused(Refusal.comment_settled, minutes=minutes)
    return item, subject


def _mentions(
    session: Session, subject: Subject, words: str, chosen: Collection[int], now: datetime
) -> list[int]:
    people = people_concerned(session, subject, clock.local(now).date())
    known = {person_id: name for person_id, name, _ in people}
    if not set(chosen) <= set(known):
        raise ActionRefused(Refusal.mention_not_concerned)
    return sorted({*chosen, *mentioned(words, known)})


def _record(
    session: Session,
    actor: Actor,
    item: WorkItem,
    comment: Comment,
    verb: str,
    subject: Subject,
    now: datetime,
    *,
    old: str = "",
) -> None:
    session.flush()
    entry = events.Entry(
        kind=f"comment.{verb}",
        subject="comment",
        subject_id=comment.id,
        plan_id=item.plan_id,
        task_id=item.task_id,
        work_item_id=item.id,
        reason=old,
        data={"mentions": list(comment.mentions)} if comment.mentions else {},
    )
    held = capacity(actor, Right.comment, subject)
    events.record(session, actor, [entry], now, capacity=held)


def _tell(
    session: Session,
    actor: Actor,
    item: WorkItem,
    comment: Comment,
    people: Sequence[int],
    now: datetime,
) -> None:
    """A notice without the words: they are read where it is asked again who may read them."""
    title = session.scalar(select(Task.title).where(Task.id == item.task_id))
    notices.notify(
        session,
        item.commune_id,
        [person_id for person_id in people if person_id != actor.person_id],
        kind="comment.write",
        key=f"comment:{comment.id}",
        data={"who": actor.name, "title": title, "label": item.label},
        path=f"/viec/{item.id}/trao-doi#loi-{comment.id}",
        now=now,
        for_mail=True,
    )


__all__ = ["EDITABLE", "MOST_FILES", "edit", "is_editable", "record_download", "remove", "write"]
