"""What the commune has of a plan already when its file comes in once more."""

from datetime import date

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app.models import DraftStatus, Plan, PlanDraft, PlanStatus, PlanVersion, StoredFile
from app.plan_import.problems import ProblemCode
from workflows.text import fold

_WORKED_ON = (DraftStatus.open, DraftStatus.reading)


def followed_plan(session: Session, draft: PlanDraft) -> Plan | None:
    """The plan in force that this draft is a second reading of: one of its versions has the same
    file, or the same number and day of issue. The latest of them; None where there is none. Two
    queries.
    """
    found = session.execute(
        select(Plan, PlanVersion, StoredFile.sha256)
        .join(PlanVersion, PlanVersion.plan_id == Plan.id)
        .outerjoin(StoredFile, StoredFile.id == PlanVersion.file_id)
        .where(
            Plan.commune_id == draft.commune_id,
            Plan.status == PlanStatus.running,
            PlanVersion.commune_id == draft.commune_id,
            PlanVersion.recalled_at.is_(None),
        )
        .order_by(Plan.id.desc(), PlanVersion.number)
    )
    own = _paper(draft.number, draft.issued_on)
    sha256 = _sha256(session, draft)
    for plan, version, stored in found:
        if stored == sha256 or (own and own == _paper(version.document, version.issued_on)):
            return plan
    return None


def other_draft(session: Session, draft: PlanDraft) -> PlanDraft | None:
    """Another draft being worked on that has the same file, or the same number and day of issue.
    The latest of them; None where there is none. Two queries.
    """
    own = _paper(draft.number, draft.issued_on)
    sha256 = _sha256(session, draft)
    found = session.execute(
        select(PlanDraft, StoredFile.sha256)
        .join(StoredFile, StoredFile.id == PlanDraft.file_id)
        .where(
            PlanDraft.commune_id == draft.commune_id,
            PlanDraft.id != draft.id,
            PlanDraft.status.in_(_WORKED_ON),
            or_(StoredFile.sha256 == sha256, PlanDraft.issued_on == draft.issued_on),
        )
        .order_by(PlanDraft.id.desc())
    )
    for other, stored in found:
        if stored == sha256 or (own and own == _paper(other.number, other.issued_on)):
            return other
    return None


def still_doubled(session: Session, draft: PlanDraft) -> bool:
    """True while the plan that the draft's problems name is followed, or the draft they name is
    worked on: either may have ended since the file was read. One query.
    """
    named = {problem["code"]: problem["values"] for problem in draft.problems}
    plan_id = named.get(ProblemCode.plan_already_followed, {}).get("plan_id", 0)
    draft_id = named.get(ProblemCode.plan_in_other_draft, {}).get("draft_id", 0)
    plan = exists().where(
        Plan.commune_id == draft.commune_id,
        Plan.id == int(plan_id),
        Plan.status == PlanStatus.running,
    )
    other = exists().where(
        PlanDraft.commune_id == draft.commune_id,
        PlanDraft.id == int(draft_id),
        PlanDraft.status.in_(_WORKED_ON),
    )
    return bool(session.scalar(select(or_(plan, other))))


def _sha256(session: Session, draft: PlanDraft) -> str:
    return session.scalars(
        select(StoredFile.sha256).where(
            StoredFile.commune_id == draft.commune_id, StoredFile.id == draft.file_id
        )
    ).one()


def _paper(number: str, issued_on: date | None) -> tuple[str, date] | None:
    """What tells one paper from all others; None while its number or day was left blank."""
    if issued_on is None or not any(char.isdigit() for char in number):
        return None
    digits, _, symbol = fold(number).replace(" ", "").partition("/")
    return f"{digits.lstrip('0')}/{symbol}", issued_on
