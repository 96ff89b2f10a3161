"""The names of units in a draft: proposed when the file is read, said once for all rows,
remembered.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from app import clock
from app.models import DraftName, DraftNameUnit, PlanDraft, Unit, UnitAlias
from app.plan_import.units import is_collective, match_unit, unit_key
from app.queries.batches import batches
from app.queries.drafts import name_key, units_in_force
from app.services.draft_claims import DraftRefusal, DraftRefused, changed, open_draft
from workflows.permissions import Actor

ALIAS = 200
"""Characters of an alias; what is longer is no name, and not remembered as one."""

SURE = 100
"""The score of a name that somebody has said the meaning of."""


@dataclass(frozen=True, slots=True)
class NameMapping:
    """What a written name means: these units, or (`as_text`) none of the commune's."""

    unit_ids: tuple[int, ...] = ()
    as_text: bool = False


def add_names(session: Session, draft: PlanDraft, written: Iterable[str], today: date) -> None:
    """Add the names that the draft does not know yet, each with the unit it probably means.

    What no unit is like ("các phòng chuyên môn", a body of the province) means what somebody last
    said of it in this commune; nobody is asked twice.
    """
    known = set(
        session.scalars(
            select(DraftName.folded).where(
                DraftName.commune_id == draft.commune_id, DraftName.draft_id == draft.id
            )
        )
    )
    fresh = {key: name for name in written if (key := name_key(name)) not in known}
    if not fresh:
        return
    candidates = candidates_of(session, draft, today)
    matches = {key: match_unit(name, candidates) for key, name in fresh.items()}
    unlike = [key for key, (unit_id, _) in matches.items() if unit_id is None]
    in_force = {unit_id for unit_id, _ in candidates}
    said = {
        key: units
        for key, units in _said_before(session, draft.commune_id, unlike).items()
        # A spelling of one unit is the alias book's, and may have been struck out there.
        if in_force >= set(units) and (is_collective(fresh[key]) or not units)
    }
    names = [
        DraftName(
            commune_id=draft.commune_id,
            draft_id=draft.id,
            written=name,
            folded=key,
            is_collective=is_collective(name),
            score=SURE if key in said else matches[key][1],
            confirmed=key in said,
        )
        for key, name in fresh.items()
    ]
    session.add_all(names)
    session.flush()
    proposed = {key: (unit_id,) for key, (unit_id, _) in matches.items() if unit_id is not None}
    meant = {**proposed, **said}
    _link(session, draft, {name.id: meant.get(name.folded, ()) for name in names})


def _said_before(
    session: Session, commune_id: int, keys: Sequence[str]
) -> dict[str, tuple[int, ...]]:
    """What somebody last said of each of these names: the units it means, () for none of the
    commune's. One query per batch of names.
    """
    said: dict[str, tuple[int, ...]] = {}
    for some in batches(keys):
        latest = (
            select(func.max(DraftName.id))
            .where(
                DraftName.commune_id == commune_id,
                DraftName.folded.in_(some),
                DraftName.confirmed,
            )
            .group_by(DraftName.folded)
        )
        rows = session.execute(
            select(DraftName.folded, DraftNameUnit.unit_id)
            .outerjoin(DraftNameUnit, DraftNameUnit.draft_name_id == DraftName.id)
            .where(DraftName.id.in_(latest))
            .order_by(DraftNameUnit.id)
        )
        for folded, unit_id in rows:
            said[folded] = said.get(folded, ()) + ((unit_id,) if unit_id else ())
    return said


def candidates_of(session: Session, draft: PlanDraft, today: date) -> list[tuple[int, str]]:
    """(unit id, name) of every name, short name and known spelling of the units in force."""
    units = units_in_force(session, draft.commune_id, today)
    in_force = {unit.id for unit in units}
    aliases = session.execute(
        select(UnitAlias.unit_id, UnitAlias.written).where(UnitAlias.commune_id == draft.commune_id)
    )
    return [
        *((unit.id, name) for unit in units for name in (unit.name, unit.short_name)),
        *((unit_id, written) for unit_id, written in aliases if unit_id in in_force),
    ]


def map_names(
    session: Session,
    actor: Actor,
    draft_id: int,
    mappings: Mapping[int, NameMapping],
    *,
    version: int,
    now: datetime,
) -> None:
    """Say once for all rows what each written name means (`mappings`: id of the name → meaning).

    A name that means one unit is remembered as its alias; a correction replaces what was
    remembered, and so does saying that it is none of the commune's. Raises DraftRefused, also for
    a unit that is not the commune's.
    """
    draft = open_draft(session, actor, draft_id, version)
    today = clock.local(now).date()
    units = {unit.id: unit for unit in units_in_force(session, draft.commune_id, today)}
    if any(unit_id not in units for m in mappings.values() for unit_id in m.unit_ids):
        raise DraftRefused(DraftRefusal.unit_unknown)
    names = session.scalars(
        select(DraftName).where(
            DraftName.commune_id == draft.commune_id,
            DraftName.draft_id == draft.id,
            DraftName.id.in_(mappings),
        )
    ).all()
    session.execute(
        delete(DraftNameUnit).where(
            DraftNameUnit.commune_id == draft.commune_id,
            DraftNameUnit.draft_name_id.in_([name.id for name in names]),
        )
    )
    for name in names:
        name.confirmed = bool(mappings[name.id].unit_ids) or mappings[name.id].as_text
    _link(session, draft, {name.id: mappings[name.id].unit_ids for name in names})
    _remember(session, draft.commune_id, names, mappings, units)
    meanings = {name.written: list(mappings[name.id].unit_ids) for name in names}
    changed(session, actor, draft, "map_names", now, meanings=meanings)


def _link(session: Session, draft: PlanDraft, units: Mapping[int, Sequence[int]]) -> None:
    rows = [
        {"commune_id": draft.commune_id, "draft_name_id": name_id, "unit_id": unit_id}
        for name_id, unit_ids in units.items()
        for unit_id in dict.fromkeys(unit_ids)
    ]
    if rows:
        session.execute(insert(DraftNameUnit), rows)


def _remember(
    session: Session,
    commune_id: int,
    names: Sequence[DraftName],
    mappings: Mapping[int, NameMapping],
    units: Mapping[int, Unit],
) -> None:
    """Keep the spellings of names that mean one unit; what they meant before is forgotten, in
    whichever way it was written."""
    learned = {
        name.folded: (name.written, units[mappings[name.id].unit_ids[0]])
        for name in names
        if not name.is_collective
        and len(mappings[name.id].unit_ids) == 1
        and max(len(name.written), len(name.folded)) <= ALIAS
    }
    decided = {
        name.folded
        for name in names
        if not name.is_collective and mappings[name.id] != NameMapping()
    }
    known = session.scalars(select(UnitAlias).where(UnitAlias.commune_id == commune_id))
    for alias in known:
        if name_key(alias.written) in decided:
            session.delete(alias)
    session.flush()
    session.add_all(
        UnitAlias(commune_id=commune_id, unit_id=unit.id, written=written, folded=folded)
        for folded, (written, unit) in learned.items()
        if folded not in (unit_key(unit.name), unit_key(unit.short_name))
    )
    session.flush()
