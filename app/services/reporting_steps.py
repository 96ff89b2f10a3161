"""The days of one reporting window: a step moved for this period alone, a cut-off that was asked.

A move carries its reason and is told once to each person it concerns, however many steps it moved;
the day that stood before is kept beside the new one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.labels.reporting import ReportingRefusal, ReportingRefused
from app.models import ReportDue, ReportingWindow
from app.queries.reporting_windows import LadderDay, ladder_of, units_send_on
from app.services import notices
from app.services.events import Entry, record
from app.services.reporting_register import UNIT_ROLES
from app.services.row_versions import take_version
from workflows.permissions import Actor
from workflows.reporting import LadderStep
from workflows.states import Role

_OF_UNITS = frozenset({LadderStep.INTERNAL, LadderStep.UNITS_SEND, LadderStep.FIGURES_CLOSE})
"""Steps by which units go, and which have passed once figures are frozen; what follows is between
the office and the leaders."""


@dataclass(frozen=True, slots=True)
class Move:
    """A step that goes from one day to another."""

    step: LadderStep
    before: date
    after: date


def move_steps(
    session: Session,
    actor: Actor,
    window: ReportingWindow,
    days: Mapping[LadderStep, date],
    reason: str,
    *,
    version: int,
    now: datetime,
) -> list[Move]:
    """Move steps of this window to `days`; a step that is not named stays.

    `version` is the window's as the person saw it. Where the figures close on the cut-off, the
    cut-off goes with them; the reports due by a moved day are due by the new one. Raises
    ReportingRefused (`reason_missing`, `nothing_moved`, `step_frozen`, `steps_out_of_order`,
    `changed_meanwhile`). One event, one notice to each person concerned.
    """
    if not reason:
        raise ReportingRefused(ReportingRefusal.reason_missing)
    _take(session, window, version)
    before, sent_by = ladder_of(window), units_send_on(window)
    moves = [
        Move(day.step, day.on, days[day.step])
        for day in before
        if day.step in days and days[day.step] != day.on
    ]
    _check(window, before, moves)
    window.ladder = _moved(window.ladder, moves, reason)
    closing = {move.before: move.after for move in moves if move.step is LadderStep.FIGURES_CLOSE}
    window.cut_off_on = closing.get(window.cut_off_on, window.cut_off_on)
    _move_reports(session, window, sent_by, reason)
    session.flush()
    data = {move.step.value: [move.before.isoformat(), move.after.isoformat()] for move in moves}
    entry = Entry(
        "reporting_window.move_step",
        "reporting_window",
        window.id,
        new=window.label,
        reason=reason,
        data=data,
    )
    record(session, actor, [entry], now)
    _tell(session, actor, window, moves, reason, now)
    return moves


def _take(session: Session, window: ReportingWindow, version: int) -> None:
    if not take_version(session, window, version):
        raise ReportingRefused(ReportingRefusal.changed_meanwhile)


def _check(window: ReportingWindow, ladder: Sequence[LadderDay], moves: Sequence[Move]) -> None:
    if not moves:
        raise ReportingRefused(ReportingRefusal.nothing_moved)
    if window.frozen_at is not None:
        passed = next((move.step for move in moves if move.step in _OF_UNITS), None)
        if passed is not None:
            raise ReportingRefused(ReportingRefusal.step_frozen, step=passed)
    after = {move.step: move.after for move in moves}
    placed = [replace(day, on=after.get(day.step, day.on)) for day in ladder]
    for earlier, later in pairwise(placed):
        if later.on < earlier.on:
            raise ReportingRefused(
                ReportingRefusal.steps_out_of_order, earlier=earlier.step, later=later.step
            )


def _moved(
    ladder: Sequence[Mapping[str, Any]], moves: Sequence[Move], reason: str
) -> list[dict[str, Any]]:
    """The ladder with its moved days; one that is back on its first day is as if never moved."""
    after = {move.step.value: move.after.isoformat() for move in moves}
    steps = []
    for stored in ladder:
        step = dict(stored)
        if step["step"] in after:
            first = step.pop("from", step["on"])
            step.pop("reason", None)
            step["on"] = after[step["step"]]
            step |= {"from": first, "reason": reason} if step["on"] != first else {}
        steps.append(step)
    return steps


def _move_reports(session: Session, window: ReportingWindow, sent_by: date, reason: str) -> None:
    """Reports that were due by the day units send are due by its new day."""
    due_on = units_send_on(window)
    if due_on == sent_by:
        return
    for row in session.scalars(
        select(ReportDue).where(
            ReportDue.commune_id == window.commune_id,
            ReportDue.window_id == window.id,
            ReportDue.due_on == sent_by,
        )
    ):
        first = row.moved_from or row.due_on
        row.due_on, row.version = due_on, row.version + 1
        is_back = due_on == first
        row.moved_from, row.moved_reason = (None, "") if is_back else (first, reason)


def _tell(
    session: Session,
    actor: Actor,
    window: ReportingWindow,
    moves: Sequence[Move],
    reason: str,
    now: datetime,
) -> None:
    today = clock.local(now).date()
    people: set[int] = set(
        notices.people_with_role(session, window.commune_id, {Role.standing_officer}, today)
    )
    steps = {move.step for move in moves}
    if steps & _OF_UNITS:
        people |= _people_of_units(session, window, today)
    if steps - _OF_UNITS:
        people |= set(notices.people_with_role(session, window.commune_id, {Role.leader}, today))
    notices.notify(
        session,
        window.commune_id,
        sorted(people - {actor.person_id}),
        kind="reporting_window.move_step",
        key=f"reporting_window.move_step:{window.id}:{window.version}",
        data={
            "title": window.label,
            "reason": reason,
            "moves": [
                {
                    "step": move.step.value,
                    "before": move.before.isoformat(),
                    "after": move.after.isoformat(),
                }
                for move in moves
            ],
        },
        path=f"/ky-bao-cao/{window.id}",
        now=now,
    )


def _people_of_units(session: Session, window: ReportingWindow, today: date) -> Collection[int]:
    units = session.scalars(
        select(ReportDue.unit_id)
        .where(ReportDue.commune_id == window.commune_id, ReportDue.window_id == window.id)
        .distinct()
    ).all()
    return set(
        notices.people_with_role(session, window.commune_id, UNIT_ROLES, today, in_units=units)
    )


def may_set_cut_off(window: ReportingWindow) -> bool:
    """True where no step of the ladder says when the figures close: moving it would say so."""
    return all(day.step is not LadderStep.FIGURES_CLOSE for day in ladder_of(window))


def set_cut_off(
    session: Session,
    actor: Actor,
    window: ReportingWindow,
    day: date,
    *,
    version: int,
    now: datetime,
) -> None:
    """Enter the cut-off of a window whose ladder has no such step, or put right what was entered,
    until the figures are frozen. Raises ReportingRefused (`cut_off_known`, `cut_off_outside`,
    `frozen_already`, `changed_meanwhile`); one event."""
    _take(session, window, version)
    if window.frozen_at is not None:
        raise ReportingRefused(ReportingRefusal.frozen_already)
    if not may_set_cut_off(window):
        raise ReportingRefused(ReportingRefusal.cut_off_known)
    if not window.starts_on <= day <= window.ends_on:
        raise ReportingRefused(
            ReportingRefusal.cut_off_outside, first=window.starts_on, last=window.ends_on
        )
    old, window.cut_off_on = window.cut_off_on, day
    entry = Entry(
        "reporting_window.set_cut_off",
        "reporting_window",
        window.id,
        old=old.isoformat() if old else "",
        new=day.isoformat(),
        data={"label": window.label},
    )
    record(session, actor, [entry], now)
