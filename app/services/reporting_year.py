"""What a reporting regime makes of a year: its windows, their register, and its update periods.

Worked out first, so that it can be shown before it is saved. A window stays as it is once its
figures were frozen, something was entered for it, or the days of its making have come; one that
only runs and holds nothing follows the regime.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.labels.reporting import Kept
from app.models import ReportDue, ReportingWindow
from app.queries import reporting_windows as queries
from app.services.reporting_periods import PeriodChanges, change_periods, changed_periods
from app.services.reporting_register import owed_for, reporting_units, write_owed
from workflows.permissions import Actor
from workflows.reporting import ReportingRegime, Step, Window, windows_of_year


@dataclass(frozen=True, slots=True)
class WindowChange:
    """One window of the year: as it is, as the regime has it, and why it stays where it does."""

    before: ReportingWindow | None
    after: Window | None
    kept: Kept | None = None

    @property
    def verb(self) -> str:
        """What happens: make, change, remove, keep, or nothing at all (same)."""
        if self.before is None:
            return "make"
        if self.after is not None and same_days(self.before, self.after):
            return "same"
        if self.kept is not None:
            return "keep"
        return "change" if self.after is not None else "remove"


@dataclass(frozen=True, slots=True)
class YearChanges:
    """What saving a regime does to a year."""

    windows: Sequence[WindowChange]
    periods: PeriodChanges

    def by_verb(self, verb: str) -> list[WindowChange]:
        return [one for one in self.windows if one.verb == verb]

    def summary(self) -> dict[str, list[str]]:
        """The keys of what was made, changed, removed and kept, for the record."""
        found = {verb: [_key(one) for one in self.by_verb(verb)] for verb in _VERBS}
        found["periods_made"] = [period.key for period in self.periods.made]
        found["periods_removed"] = [row.key for row in self.periods.removed]
        return {name: keys for name, keys in found.items() if keys}


_VERBS = ("make", "change", "remove", "keep")


def _key(one: WindowChange) -> str:
    return one.before.key if one.before else one.after.key if one.after else ""


def main_windows(regime: ReportingRegime, year: int) -> dict[str, tuple[Window, list[Window]]]:
    """The windows of a year by key, each with the thematic reports made beside it.

    A thematic report on months of which no other report is made stands for itself.
    """
    found = windows_of_year(regime, year)
    main: dict[str, tuple[Window, list[Window]]] = {
        one.key: (one, []) for one in found if one.area is None
    }
    for one in found:
        if one.area is None:
            continue
        beside = one.key.removesuffix(f"-{one.area.key}")
        if beside in main:
            main[beside][1].append(one)
        else:
            main[one.key] = (one, [one])
    return main


def changes_of_year(
    session: Session, commune_id: int, regime: ReportingRegime, year: int, today: date
) -> YearChanges:
    """Work out what saving `regime` would do to a year. A handful of queries, no writing."""
    rows = {row.key: row for row in queries.windows_of_year(session, commune_id, year)}
    wanted = main_windows(regime, year)
    entered = _entered(session, commune_id, [row.id for row in rows.values()])
    changes = [
        WindowChange(rows.get(key), one, _kept(rows.get(key), entered, today))
        for key, (one, _) in wanted.items()
    ]
    changes += [
        WindowChange(row, None, _kept(row, entered, today))
        for key, row in rows.items()
        if key not in wanted
    ]
    return YearChanges(changes, changed_periods(session, commune_id, regime, year, today))


def _kept(row: ReportingWindow | None, entered: Collection[int], today: date) -> Kept | None:
    if row is None:
        return None
    if row.frozen_at is not None:
        return Kept.frozen
    if row.id in entered or any(step.get("from") for step in row.ladder):
        return Kept.entered
    return Kept.being_made if queries.making_begins_on(row) <= today else None


def _entered(session: Session, commune_id: int, window_ids: Collection[int]) -> set[int]:
    """The windows for which a report was sent."""
    return {
        window_id
        for window_id in session.scalars(
            select(ReportDue.window_id)
            .where(
                ReportDue.commune_id == commune_id,
                ReportDue.window_id.in_(window_ids),
                ReportDue.sent_on.is_not(None),
            )
            .distinct()
        )
        if window_id is not None
    }


def apply_year(
    session: Session,
    actor: Actor,
    regime: ReportingRegime,
    area_units: Mapping[str, int],
    year: int,
    now: datetime,
) -> YearChanges:
    """Make the windows, the register and the update periods of a year what the regime says, where
    they do not stay as they are. The caller records the event."""
    today, commune_id = clock.local(now).date(), actor.commune_id
    changes = changes_of_year(session, commune_id, regime, year, today)
    wanted = main_windows(regime, year)
    for one in changes.by_verb("remove"):
        _remove(session, one.before)
    followed = [*changes.by_verb("make"), *changes.by_verb("change")]
    rows = [_written(session, commune_id, one) for one in followed]
    # What is the same in its days may still owe other thematic reports than before.
    rows += [one.before for one in changes.by_verb("same") if one.kept is None and one.before]
    session.flush()
    units = reporting_units(session, commune_id, today)
    for row in rows:
        owed = owed_for(row, units, wanted[row.key][1], area_units)
        # Nobody is told today that he was late with what nobody had asked for.
        write_owed(session, row, [one for one in owed if one.due_on >= today], now)
    change_periods(session, commune_id, changes.periods, today)
    return changes


def _written(session: Session, commune_id: int, one: WindowChange) -> ReportingWindow:
    row, window = one.before, one.after
    assert window is not None  # noqa: S101 - what is made or changed has days
    if row is None:
        row = ReportingWindow(commune_id=commune_id, key=window.key)
        session.add(row)
    else:
        row.version += 1
    row.label = window.label[:200]
    row.starts_on, row.ends_on = window.starts_on, window.ends_on
    # A cut-off that the office entered stands where the regime still names none.
    row.cut_off_on = window.cut_off_on or row.cut_off_on
    row.ladder = [stored_step(step) for step in window.ladder]
    return row


def _remove(session: Session, row: ReportingWindow | None) -> None:
    assert row is not None  # noqa: S101 - what is removed was there
    session.execute(
        delete(ReportDue).where(
            ReportDue.commune_id == row.commune_id, ReportDue.window_id == row.id
        )
    )
    session.delete(row)
    session.flush()


def stored_step(step: Step) -> dict[str, Any]:
    """A step as a window keeps it."""
    stored = {"step": step.step.value, "on": step.on.isoformat()}
    return stored | ({"at": step.at.isoformat("minutes")} if step.at else {})


def same_days(row: ReportingWindow, window: Window) -> bool:
    """True where the stored window says what the regime says."""
    days = (row.label, row.starts_on, row.ends_on)
    return (
        days == (window.label[:200], window.starts_on, window.ends_on)
        and (window.cut_off_on is None or row.cut_off_on == window.cut_off_on)
        and row.ladder == [stored_step(step) for step in window.ladder]
    )
