"""Comments on an item: the thread, its files, and the people who may read it and be mentioned."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Select, or_, select, union
from sqlalchemy.orm import Session

from app.models import (
    Appointment,
    Comment,
    CommentFile,
    Delegation,
    Person,
    StoredFile,
    Unit,
    WorkItem,
)
from app.queries.subjects import subject_of
from workflows.permissions import Actor, Subject, can
from workflows.states import Right, Role

LATEST = 5
"""Comments that stand on the item's own page; the rest is one press away."""
MOST = 500

_UNIT_ROLES = (Role.unit_head, Role.unit_officer, Role.standing_officer)


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file that goes with a comment."""

    comment_file_id: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class ShownComment:
    """A comment with its files."""

    comment: Comment
    files: Sequence[ShownFile] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Thread:
    """The comments of an item in their order; `has_earlier`: there are more than these."""

    comments: Sequence[ShownComment]
    has_earlier: bool = False


def thread_of(session: Session, item: WorkItem, latest: int = MOST) -> Thread:
    """The latest comments of an item. One query, two where there are any."""
    found = session.scalars(
        select(Comment)
        .where(Comment.commune_id == item.commune_id, Comment.work_item_id == item.id)
        .order_by(Comment.id.desc())
        .limit(latest + 1)
    ).all()
    shown = list(reversed(found[:latest]))
    files = _files(session, item.commune_id, [comment.id for comment in shown])
    return Thread(
        [ShownComment(comment, files[comment.id]) for comment in shown], len(found) > latest
    )


def _files(
    session: Session, commune_id: int, comment_ids: Sequence[int]
) -> dict[int, list[ShownFile]]:
    files: dict[int, list[ShownFile]] = defaultdict(list)
    if not comment_ids:
        return files
    rows = session.execute(
        select(CommentFile.comment_id, CommentFile.id, StoredFile.original_name, StoredFile.size)
        .join(StoredFile, StoredFile.id == CommentFile.file_id)
        .where(CommentFile.commune_id == commune_id, CommentFile.comment_id.in_(comment_ids))
        .order_by(CommentFile.id)
    )
    for comment_id, id_, name, size in rows:
        files[comment_id].append(ShownFile(id_, name, size))
    return files


def find_comment(session: Session, actor: Actor, comment_id: int) -> Comment | None:
    """The comment for this actor, or None: another commune's, or on an item that does not concern
    him."""
    found = session.scalars(
        select(Comment).where(Comment.commune_id == actor.commune_id, Comment.id == comment_id)
    ).first()
    return found if found is not None and _may_read(session, actor, found) else None


def find_comment_file(session: Session, actor: Actor, comment_file_id: int) -> StoredFile | None:
    """The file of a comment, for those who may read the comment."""
    row = session.execute(
        select(Comment, StoredFile)
        .join(CommentFile, CommentFile.comment_id == Comment.id)
        .join(StoredFile, StoredFile.id == CommentFile.file_id)
        .where(CommentFile.commune_id == actor.commune_id, CommentFile.id == comment_file_id)
    ).first()
    if row is None or not _may_read(session, actor, row[0]):
        return None
    file: StoredFile = row[1]
    return file


def _may_read(session: Session, actor: Actor, comment: Comment) -> bool:
    item = session.get_one(WorkItem, comment.work_item_id)
    return can(actor, Right.comment, subject_of(session, item))


def people_concerned(
    session: Session, subject: Subject, today: date
) -> Sequence[tuple[int, str, str]]:
    """(person, full name, unit or title) of the enabled people who may read the item's comments on
    `today`, themselves or in somebody's stead; by name, each once. The same sentence as the rules
    of `Right.comment`; a test holds the two together. One query."""
    deciding = {subject.deciding_unit, subject.standing_unit} - {None}
    units = subject.lead_units | subject.supporting_units | subject.asked_units | deciding
    concerned = (
        Appointment.commune_id == subject.commune_id,
        Appointment.valid_from <= today,
        or_(Appointment.valid_to.is_(None), Appointment.valid_to >= today),
        or_(
            Appointment.role == Role.leader,
            Appointment.unit_id.in_(units) & Appointment.role.in_(_UNIT_ROLES),
        ),
        Person.disabled_at.is_(None),
    )
    columns = (
        Person.id.label("person_id"),
        Person.full_name.label("name"),
        Unit.short_name,
        Appointment.title,
    )
    base: Select[tuple[int, str, str, str]] = (
        select(*columns).select_from(Appointment).outerjoin(Unit, Unit.id == Appointment.unit_id)
    )
    own = base.join(Person, Person.id == Appointment.person_id)
    stood_in = (
        base.join(Delegation, Delegation.appointment_id == Appointment.id)
        .join(Person, Person.id == Delegation.deputy_id)
        .where(
            Delegation.valid_from <= today,
            Delegation.valid_to >= today,
            Delegation.ended_at.is_(None),
        )
    )
    rows = session.execute(
        union(own.where(*concerned), stood_in.where(*concerned)).order_by("name", "person_id")
    )
    found: dict[int, tuple[int, str, str]] = {}
    for person_id, name, unit, title in rows:
        found.setdefault(person_id, (person_id, name, unit or title))
    return list(found.values())


__all__ = [
    "LATEST",
    "ShownComment",
    "ShownFile",
    "Thread",
    "find_comment",
    "find_comment_file",
    "people_concerned",
    "thread_of",
]
