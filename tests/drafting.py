"""Short ways to a draft for the tests: a file read and stored, its names confirmed."""

from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import DraftName, DraftRow, PlanDraft
from app.plan_import import read_plan
from app.queries.drafts import load_content, proposed_units
from app.services.draft_names import NameMapping, map_names
from app.services.draft_reading import store_draft
from app.services.stored_files import KeptFile
from app.storage import Written
from tests.cast import Place, World


def store_plan(
    world: World, content: bytes, *, place: Place | None = None, name: str = "ke-hoach.txt"
) -> PlanDraft:
    """The file read by the importer and stored as a draft by Thư, committed."""
    reading = read_plan(content, name)
    number = f"{world.session.scalar(select(DraftName.id).order_by(DraftName.id.desc())) or 0:030x}"
    key = f"{(place or world.mau).commune.id:02x}/{number}"
    written = Written(key, sha256(content).hexdigest(), len(content))
    upload = KeptFile(written, name, "text/plain")
    actor = world.actor("Thư", place=place)
    draft = store_draft(world.session, actor, reading, upload, clock.now())
    world.session.commit()
    return draft


def rows_of(session: Session, draft: PlanDraft) -> list[DraftRow]:
    """The draft's rows as they stand, left out or not."""
    session.expire_all()
    query = select(DraftRow).where(DraftRow.draft_id == draft.id).order_by(DraftRow.position)
    return list(session.scalars(query))


def version_of(session: Session, draft: PlanDraft) -> int:
    """The draft's version as it stands."""
    session.expire_all()
    return session.get_one(PlanDraft, draft.id).version


def confirm_names(world: World, draft: PlanDraft, *, place: Place | None = None) -> None:
    """Every name means what was proposed; what was proposed for none is kept as text. Committed."""
    actor = world.actor("Thư", place=place)
    content = load_content(world.session, actor, draft.id, clock.today())
    assert content is not None
    meanings = {}
    for name in content.names.values():
        units = name.unit_ids
        if name.is_collective:
            units = proposed_units(name.spellings[0], content.units)
        meanings[name.id] = NameMapping(units, as_text=not units)
    map_names(
        world.session, actor, draft.id, meanings, version=content.draft.version, now=clock.now()
    )
    world.session.commit()
    world.session.refresh(draft)
