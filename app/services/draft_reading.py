"""The reading of a file into a draft: begun, told of, finished or refused, begun again.

A file is read outside of any transaction; what is here only keeps what came of it. A short reading
is stored in one go (`store_draft`); a long one begins as a draft that is being read, and whoever
ends it names the moment it began: where somebody has begun it anew meanwhile, the older end counts
nothing. While it waits for its turn or goes on, its process gives a sign of life (`note_progress`);
one that is silent is gone, and the reading interrupted.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.models import Commune, DraftStatus, PlanDraft, StoredFile
from app.plan_import.plan import PlanReading
from app.plan_import.problems import ProblemCode
from app.services.draft_claims import (
    DraftRefusal,
    DraftRefused,
    changed,
    locked_draft,
    open_draft,
    require_office,
)
from app.services.draft_contents import append, fill
from app.services.stored_files import KeptFile, add_stored_file
from workflows.permissions import Actor

BETWEEN_SIGNS = timedelta(seconds=20)
"""So often the process of a reading gives a sign of life."""

SILENT = timedelta(minutes=2)
"""A reading without a sign for so long has lost its process, whether it waited or went on."""

MOST_OF_COMMUNE = 5
MOST_OF_SERVER = 12
"""Long readings that wait or go on at a time: each keeps a whole file in memory, and the last one
waits for all before it. Those who send a file at the same moment may go beyond by one each.
"""


@dataclass(frozen=True, slots=True)
class FileRefusal:
    """Why a file did not become a draft, or rows of one: a code of the importer or of
    `app.labels.drafts`, and what fills its sentence.
    """

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


def unfit(reading: PlanReading) -> FileRefusal | None:
    """Why a file that could be read is no draft; None where it is one.

    A plan whose appendix is not in the file is one, and waits for its rows; so is one whose tasks
    stand in its prose alone.
    """
    found = {problem.code: problem for problem in reading.problems}
    waits = ProblemCode.appendix_not_in_file in found or bool(reading.proposals)
    if not reading.tasks and waits and ProblemCode.no_deadline_column not in found:
        return None
    return unfit_as_appendix(reading)


def unfit_as_appendix(reading: PlanReading) -> FileRefusal | None:
    """Why a file gives no rows to a draft; None where it does."""
    found = {problem.code for problem in reading.problems}
    if ProblemCode.no_deadline_column in found:
        return FileRefusal("no_deadline_column")
    if not reading.tasks:
        return FileRefusal(ProblemCode.no_task_table.value)
    return None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reading is: files that come before it (0: it is being read), pages done, of all
    (0: not known yet).
    """

    before: int = 0
    done: int = 0
    of: int = 0


def is_interrupted(draft: PlanDraft, now: datetime) -> bool:
    """True where the draft's reading has given no sign of life for too long."""
    since = draft.reading_since
    if draft.status is not DraftStatus.reading or since is None:
        return False
    seen = draft.progress.get("seen_at")
    return now - max(since, datetime.fromisoformat(seen) if seen else since) > SILENT


def line_refusal(session: Session, actor: Actor, now: datetime) -> FileRefusal | None:
    """Why no further file is taken to be read: too many wait or are being read, of this commune
    or on the whole server. None where there is room.
    """
    drafts = session.scalars(select(PlanDraft).where(PlanDraft.status == DraftStatus.reading))
    alive = [draft.commune_id for draft in drafts if not is_interrupted(draft, now)]
    own = alive.count(actor.commune_id)
    if own >= MOST_OF_COMMUNE:
        return FileRefusal("line_of_commune_full", {"count": str(own)})
    if len(alive) >= MOST_OF_SERVER:
        return FileRefusal("line_of_server_full", {"count": str(len(alive))})
    return None


def store_draft(
    session: Session,
    actor: Actor,
    reading: PlanReading,
    upload: KeptFile,
    now: datetime,
    *,
    year: int | None = None,
) -> PlanDraft:
    """Keep what was read from a file: the file's row, the draft, its rows and names, in one go.

    The file lies in the store before, and was read before, the transaction began. `year` is the
    plan's year where somebody gave it.
    """
    draft = _new_draft(session, actor, upload, now, year)
    fill(session, draft, reading, now)
    changed(session, actor, draft, "create", now, new=upload.name, rows=len(reading.tasks))
    return draft


def begin_reading(
    session: Session, actor: Actor, upload: KeptFile, now: datetime, *, year: int | None = None
) -> PlanDraft:
    """Keep a file whose reading takes its time, as a draft that is being read."""
    draft = _new_draft(session, actor, upload, now, year)
    _begin(draft, now)
    changed(session, actor, draft, "begin_reading", now, new=upload.name)
    return draft


def begin_appendix(
    session: Session,
    actor: Actor,
    draft_id: int,
    upload: KeptFile,
    *,
    version: int,
    now: datetime,
) -> PlanDraft:
    """Keep the file that the draft's rows are to be read from; the draft is being read until
    `finish_reading` or `refuse_reading`. Raises DraftRefused: a draft has one appendix at most.
    """
    draft = open_draft(session, actor, draft_id, version)
    if draft.appendix_file_id is not None:
        raise DraftRefused(DraftRefusal.appendix_there)
    draft.appendix_file_id = add_stored_file(session, actor, upload, now).id
    _begin(draft, now)
    changed(session, actor, draft, "begin_appendix", now, new=upload.name)
    return draft


def begin_again(session: Session, actor: Actor, draft_id: int, now: datetime) -> PlanDraft:
    """Begin an interrupted reading anew. Raises DraftRefused where it is not interrupted, and
    NoResultFound for a draft of another commune.
    """
    require_office(actor)
    draft = locked_draft(session, actor, draft_id)
    if not is_interrupted(draft, now):
        raise DraftRefused(DraftRefusal.changed_meanwhile)
    _begin(draft, now)
    changed(session, actor, draft, "read_again", now)
    return draft


def note_progress(
    session: Session,
    actor: Actor,
    draft_id: int,
    since: datetime,
    progress: Progress,
    now: datetime,
) -> None:
    """Note how far the reading is, and that its process lives. Leaves no event: it is worth
    nothing a moment later.
    """
    session.execute(
        update(PlanDraft)
        .where(
            PlanDraft.commune_id == actor.commune_id,
            PlanDraft.id == draft_id,
            PlanDraft.status == DraftStatus.reading,
            PlanDraft.reading_since == since,
        )
        .values(progress={**asdict(progress), "seen_at": now.isoformat()})
        .execution_options(synchronize_session=False)
    )


def finish_reading(
    session: Session,
    actor: Actor,
    draft_id: int,
    since: datetime,
    reading: PlanReading,
    now: datetime,
) -> bool:
    """Keep what was read by the reading that began at `since`; False where that one is over."""
    draft = _being_read(session, actor, draft_id, since)
    if draft is None:
        return False
    draft.status, draft.progress, draft.refusal = DraftStatus.open, {}, {}
    if draft.appendix_file_id is None:
        fill(session, draft, reading, now)
        verb = "create"
    else:
        append(session, draft, reading, now)
        verb = "add_appendix"
    changed(session, actor, draft, verb, now, rows=len(reading.tasks))
    return True


def refuse_reading(
    session: Session,
    actor: Actor,
    draft_id: int,
    since: datetime,
    refusal: FileRefusal,
    now: datetime,
) -> str | None:
    """Keep why the reading that began at `since` gave nothing; None where that one is over.

    Returns the key of the file, which is to be taken out of the store once this is committed. A
    draft whose appendix was refused is open again as it was.
    """
    draft = _being_read(session, actor, draft_id, since)
    if draft is None:
        return None
    file = session.get_one(StoredFile, draft.appendix_file_id or draft.file_id)
    draft.refusal = {"code": refusal.code, "values": dict(refusal.values)}
    draft.progress = {}
    if draft.appendix_file_id is None:
        draft.status = DraftStatus.unreadable
    else:
        draft.status, draft.appendix_file_id = DraftStatus.open, None
        session.flush()
        session.execute(
            delete(StoredFile).where(
                StoredFile.commune_id == draft.commune_id, StoredFile.id == file.id
            )
        )
    changed(session, actor, draft, "refuse_reading", now, new=file.original_name, code=refusal.code)
    return file.key


def _being_read(session: Session, actor: Actor, draft_id: int, since: datetime) -> PlanDraft | None:
    draft = locked_draft(session, actor, draft_id)
    is_it = draft.status is DraftStatus.reading and draft.reading_since == since
    return draft if is_it else None


def _begin(draft: PlanDraft, now: datetime) -> None:
    draft.status, draft.reading_since = DraftStatus.reading, now
    draft.progress, draft.refusal = {}, {}


def _new_draft(
    session: Session, actor: Actor, upload: KeptFile, now: datetime, year: int | None
) -> PlanDraft:
    require_office(actor)
    commune = session.get_one(Commune, actor.commune_id)
    draft = PlanDraft(
        commune_id=actor.commune_id,
        file_id=add_stored_file(session, actor, upload, now).id,
        given_year=year,
        before_is_inclusive=commune.before_is_inclusive,
        sections=[],
        problems=[],
        created_at=now,
        created_by=actor.person_id,
    )
    session.add(draft)
    session.flush()
    return draft
