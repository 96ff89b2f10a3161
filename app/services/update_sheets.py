"""Phiếu kỳ cập nhật: keep what a unit writes for a period, hand the answered rows in, decide on
them row by row.

Handing in and deciding go through the one door, item by item, in the caller's one transaction: all
of the rows or none of them. People are told once for the whole sheet.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.models import UpdateSheet, WorkItem
from app.queries.subjects import subjects_of
from app.queries.update_sheets import find_sheet, saved_by
from app.services import events, notices
from app.services.row_versions import hold_all, take_version
from app.services.work_items import perform
from workflows.answers import Answer, answer_from_json, answer_to_json
from workflows.permissions import Actor, Subject, can, require
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Refusal, Right, Role

RETURNS = frozenset({Action.ask_to_supplement, Action.send_back})


class RowRefused(Exception):
    """A row of a sheet was refused, and with it the whole sheet: which item, and why."""

    def __init__(self, item: WorkItem, refused: ActionRefused) -> None:
        super().__init__(item.id, refused.refusal.value)
        self.item = item
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Place:
    """Whose sheet of which period; `label` is the period's name ("Quý III/2026")."""

    unit_id: int
    period_key: str
    label: str


@dataclass(frozen=True, slots=True)
class Told:
    """From whom and when somebody of the standing office heard what he enters for the unit."""

    by: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class FilledRow:
    """An item as the person saw it, with its answer."""

    item: WorkItem
    version: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided on an item as the person saw it."""

    item: WorkItem
    version: int
    action: Action
    reason: str = ""
    product_on: date | None = None


def fills_in(actor: Actor, subjects: Collection[Subject]) -> Right | None:
    """By what right the actor fills in the rows of a sheet: his unit's own, or the standing
    office's for the unit; None where he may not fill in all of them. Who only shares the lead of
    some rows would else read the drafts of the others."""
    for right in (Right.attach_evidence, Right.enter_result):
        if all(can(actor, right, subject) for subject in subjects):
            return right
    return None


def answers_of(sheet: UpdateSheet | None) -> dict[int, Answer]:
    """What is kept on the sheet, by item id."""
    kept = sheet.answers if sheet else {}
    return {int(item_id): answer_from_json(answer) for item_id, answer in kept.items()}


def save(
    session: Session,
    actor: Actor,
    place: Place,
    items: Sequence[WorkItem],
    answers: Mapping[int, Answer],
    *,
    version: int,
    now: datetime,
) -> UpdateSheet:
    """Keep `answers` (by item id) as the draft of the sheet; what it says of other items stays.

    `items` are all items of the sheet, `version` the sheet's as the person saw it, 0 where there
    was none. Raises ActionRefused: not his unit's, or somebody saved meanwhile.
    """
    _require_filler(session, actor, items)
    # What was saved may be handed in next, in the same transaction.
    hold_all(session, items)
    sheet = find_sheet(session, actor.commune_id, place.unit_id, place.period_key)
    if (sheet.version if sheet else 0) != version:
        raise _changed(session, actor, place)
    if sheet is None:
        sheet = _begin(session, actor, place, now)
    elif not take_version(session, sheet, version):
        raise _changed(session, actor, place)
    written = {str(item_id): answer_to_json(answer) for item_id, answer in answers.items()}
    sheet.answers = {**sheet.answers, **written}
    sheet.saved_at, sheet.saved_by = now, actor.person_id
    _record(session, actor, sheet, "save", place, len(written), now)
    session.flush()
    return sheet


def send(
    session: Session,
    actor: Actor,
    place: Place,
    sheet: UpdateSheet,
    rows: Sequence[FilledRow],
    *,
    told: Told | None = None,
    now: datetime,
) -> None:
    """Hand in `rows` of the saved sheet, each once, all or none.

    `told` is given where the standing office enters for the unit, which is then asked for that
    right. Raises RowRefused for the first row that is refused; the transaction is then to be rolled
    back. The verifiers are told once.
    """
    for row in sorted(rows, key=lambda row: row.item.id):
        _perform(
            session,
            actor,
            row.item,
            Action.submit,
            # What came back for a supplement keeps the day of its product.
            _as_request(row.answer, told, row.item.product_on),
            version=row.version,
            now=now,
            entering=told is not None,
        )
    sheet.sent_at, sheet.sent_by = now, actor.person_id
    _record(session, actor, sheet, "send", place, len(rows), now)
    _tell_verifiers(session, actor, place, [row.item for row in rows], now)
    session.flush()


def decide(
    session: Session, actor: Actor, place: Place, verdicts: Sequence[Verdict], *, now: datetime
) -> None:
    """Carry out `verdicts` on rows of one sheet, all or none; tell the unit once.

    Raises RowRefused for the first row that is refused; the transaction is then to be rolled back.
    """
    hold_all(session, [verdict.item for verdict in verdicts])
    for verdict in sorted(verdicts, key=lambda verdict: verdict.item.id):
        request = Request(
            reason=verdict.reason if verdict.action in RETURNS else "",
            product_on=verdict.product_on if verdict.action is Action.verify else None,
        )
        _perform(
            session,
            actor,
            verdict.item,
            verdict.action,
            request,
            version=verdict.version,
            now=now,
        )
    _tell_unit(session, actor, place, verdicts, now)
    session.flush()


def _perform(
    session: Session,
    actor: Actor,
    item: WorkItem,
    action: Action,
    request: Request,
    *,
    version: int,
    now: datetime,
    entering: bool = False,
) -> None:
    try:
        perform(
            session,
            actor,
            item,
            action,
            request,
            version=version,
            now=now,
            entering=entering,
            tell=False,
        )
    except ActionRefused as refused:
        raise RowRefused(item, refused) from refused


def _as_request(answer: Answer, told: Told | None, product_on: date | None) -> Request:
    return Request(
        result=answer.result,
        quantity=answer.quantity,
        difficulties=answer.difficulties,
        proposals=answer.proposals,
        nothing_arose=answer.nothing_arose,
        reason=answer.reason if answer.nothing_arose else "",
        product_on=None if answer.nothing_arose else product_on,
        told_by=told.by if told else "",
        told_on=told.on if told else None,
    )


def _require_filler(session: Session, actor: Actor, items: Sequence[WorkItem]) -> None:
    """The rows of a sheet belong to one unit: who may not fill in one of them fills in none."""
    subjects = subjects_of(session, items).values()
    if fills_in(actor, subjects) is None:
        for subject in subjects:
            require(actor, Right.attach_evidence, subject)


def _begin(session: Session, actor: Actor, place: Place, now: datetime) -> UpdateSheet:
    sheet = UpdateSheet(
        commune_id=actor.commune_id,
        unit_id=place.unit_id,
        period_key=place.period_key,
        answers={},
        saved_at=now,
    )
    try:
        with session.begin_nested():
            session.add(sheet)
    except IntegrityError as error:
        raise _changed(session, actor, place) from error
    return sheet


def _changed(session: Session, actor: Actor, place: Place) -> ActionRefused:
    """The refusal of a stale sheet: it names who saved it last, and when."""
    session.expire_all()
    sheet = find_sheet(session, actor.commune_id, place.unit_id, place.period_key)
    return ActionRefused(
        Refusal.sheet_changed,
        who=saved_by(session, sheet) if sheet else "",
        when=clock.local(sheet.saved_at).strftime("%H:%M") if sheet else "",
    )


def _record(
    session: Session,
    actor: Actor,
    sheet: UpdateSheet,
    verb: str,
    place: Place,
    count: int,
    now: datetime,
) -> None:
    entry = events.Entry(
        kind=f"update_sheet.{verb}",
        subject="update_sheet",
        subject_id=sheet.id,
        data={
            "unit_id": place.unit_id,
            "period_key": place.period_key,
            "label": place.label,
            "count": count,
        },
    )
    events.record(session, actor, [entry], now)


_UNIT = frozenset({Role.unit_head, Role.unit_officer})
_DECIDERS = frozenset({Role.standing_officer, Role.unit_head})


def _tell_verifiers(
    session: Session, actor: Actor, place: Place, items: Sequence[WorkItem], now: datetime
) -> None:
    """One notice to each person who decides on some of the rows, with how many they are."""
    today, commune_id = clock.local(now).date(), actor.commune_id
    of_decider: dict[int | None, list[int]] = defaultdict(list)
    for item in items:
        of_decider[item.deciding_unit_id].append(item.id)
    count: dict[int, int] = defaultdict(int)
    for unit_id, ids in of_decider.items():
        people = (
            notices.people_with_role(session, commune_id, {Role.leader}, today)
            if unit_id is None
            else notices.people_with_role(session, commune_id, _DECIDERS, today, in_units={unit_id})
        )
        for person_id in people:
            count[person_id] += len(ids)
    _tell(
        session,
        actor,
        place,
        "send",
        {person_id: {"count": number} for person_id, number in count.items()},
        items,
        f"/cho-xac-nhan/phieu/{place.unit_id}/{place.period_key}",
        now,
    )


def _tell_unit(
    session: Session, actor: Actor, place: Place, verdicts: Sequence[Verdict], now: datetime
) -> None:
    """One notice to each person of the units that answer, with how many rows came back."""
    items = [verdict.item for verdict in verdicts]
    units = {
        unit_id
        for subject in subjects_of(session, items).values()
        for unit_id in subject.lead_units
    }
    returned = sum(verdict.action in RETURNS for verdict in verdicts)
    words = {"verified": len(verdicts) - returned, "returned": returned}
    sheet = f"/phieu/{place.unit_id}/{place.period_key}"
    # Who shares the lead of a row does not fill in the sheet; nobody is told twice.
    for some, path in (({place.unit_id}, sheet), (units - {place.unit_id}, "/viec-cua-toi")):
        people = notices.people_with_role(
            session, actor.commune_id, _UNIT, clock.local(now).date(), in_units=some
        )
        told = {person_id: words for person_id in people}
        _tell(session, actor, place, "decide", told, items, path, now, for_mail=returned > 0)


def _tell(
    session: Session,
    actor: Actor,
    place: Place,
    verb: str,
    people: Mapping[int, Mapping[str, int]],
    items: Collection[WorkItem],
    path: str,
    now: datetime,
    *,
    for_mail: bool = False,
) -> None:
    if not items:
        return
    # A row comes to a version once, so the first row with its version names the occasion.
    first = min(items, key=lambda item: item.id)
    notes = [
        notices.Note(
            person_id,
            f"update_sheet:{verb}:{first.id}:{first.version}:{person_id}",
            f"update_sheet.{verb}",
            {"label": place.label, **words},
            path,
            is_for_mail=for_mail,
        )
        for person_id, words in people.items()
        if person_id != actor.person_id
    ]
    notices.notify_each(session, actor.commune_id, notes, now)
