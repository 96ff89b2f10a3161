"""The commune's chế độ báo cáo: begun from a preset or last year's, then edited rule by rule.

Each year has its own; a year without one follows the latest before it. Every change is an event
that also names the windows and update periods it made, changed or left alone.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.labels.reporting import ReportingRefusal, ReportingRefused
from app.models import ReportingRegime as RegimeRow
from app.queries.reporting_regimes import RegimeInForce, in_force, regimes_of_commune
from app.services.events import Entry, record
from app.services.reporting_register import reporting_units
from app.services.reporting_year import YearChanges, apply_year
from app.services.row_versions import hold_commune, take_version
from workflows.permissions import Actor
from workflows.reporting import (
    CALENDAR,
    CALENDAR_RULES,
    PRESETS,
    LadderStep,
    ReportingRegime,
    ReportRule,
    Rung,
    YearDay,
    regime_to_json,
)

FIRST_YEAR, LAST_YEAR = 2020, 2100
COPY = "copy"
"""The source that stands for last year's regime."""

SOURCES: Mapping[str, ReportingRegime] = {CALENDAR.key: CALENDAR, **PRESETS}
"""What a year can begin with, beside last year's."""

_YEAR = 2025
"""Any common year: rules are checked on its days."""


@dataclass(frozen=True, slots=True)
class RuleDays:
    """What can be edited of a rule: its words, its days and their hours; a step without a day is
    left out. `hours` None leaves every step its hour."""

    label: str
    first: YearDay
    last: YearDay
    cut_off: YearDay | None
    steps: Mapping[LadderStep, YearDay]
    hours: Mapping[LadderStep, time | None] | None = None


def source_regime(
    session: Session, commune_id: int, year: int, source: str
) -> tuple[ReportingRegime, dict[str, int]]:
    """The regime a year would begin with, and who writes its thematic reports.

    Raises ReportingRefused (`nothing_to_copy`, `rule_missing` for an unknown source).
    """
    if source != COPY:
        if source not in SOURCES:
            raise ReportingRefused(ReportingRefusal.rule_missing)
        return SOURCES[source], {}
    before = in_force(regimes_of_commune(session, commune_id), year - 1)
    if before is None:
        raise ReportingRefused(ReportingRefusal.nothing_to_copy)
    return before.regime, dict(before.area_units)


def start_year(
    session: Session, actor: Actor, year: int, source: str, document: str, now: datetime
) -> YearChanges:
    """Give a year its regime; `document` names the paper it comes from.

    Raises ReportingRefused (`year_out_of_range`, `year_known`, and those of `source_regime`). One
    event.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ReportingRefused(ReportingRefusal.year_out_of_range, first=FIRST_YEAR, last=LAST_YEAR)
    hold_commune(session, actor.commune_id)
    known = select(RegimeRow.id).where(
        RegimeRow.commune_id == actor.commune_id, RegimeRow.year == year
    )
    if session.scalars(known).first() is not None:
        raise ReportingRefused(ReportingRefusal.year_known, year=year)
    regime, area_units = source_regime(session, actor.commune_id, year, source)
    row = RegimeRow(
        commune_id=actor.commune_id,
        year=year,
        title=regime.title,
        document=document,
        rules=_stored(regime, area_units),
        changed_at=now,
        changed_by=actor.person_id,
    )
    session.add(row)
    session.flush()
    changes = apply_year(session, actor, regime, area_units, year, now)
    _record(session, actor, row, "start", changes, now, new=f"{year}: {regime.title}")
    return changes


def regime_with(regime: ReportingRegime, key: str, rule: ReportRule | None) -> ReportingRegime:
    """The regime with one rule in another's place, beside the others where `key` is new, or, where
    `rule` is None, without it.

    Raises ReportingRefused, worded for who typed the days.
    """
    if rule is None:
        rules = tuple(one for one in regime.rules if one.key != key)
        if len(rules) == len(regime.rules):
            raise ReportingRefused(ReportingRefusal.rule_missing)
        if not any(not one.areas for one in rules):
            raise ReportingRefused(ReportingRefusal.last_rule)
        return replace(regime, rules=rules)
    rules = tuple(rule if one.key == key else one for one in regime.rules)
    if rule not in rules:
        rules = tuple(sorted((*rules, rule), key=_by_months))
    with _worded():
        return replace(regime, rules=rules)


def _by_months(rule: ReportRule) -> tuple[bool, int, int]:
    """As they are made in a year; thematic reports after the others."""
    return bool(rule.areas), rule.months[1], -rule.months[0]


def rules_to_add(regime: ReportingRegime) -> dict[str, ReportRule]:
    """The reports the regime does not have, by key, on their months of the calendar."""
    keys = {one.key for one in regime.rules}
    months = {one.months for one in regime.rules if not one.areas}
    return {
        key: rule
        for key, rule in CALENDAR_RULES.items()
        if key not in keys and rule.months not in months
    }


def rule_with_days(rule: ReportRule, days: RuleDays) -> ReportRule:
    """The rule with other words, days and hours. Raises ReportingRefused where the days contradict
    each other."""
    first = days.first.on(_YEAR)
    if days.last.on(_YEAR) < first:
        raise ReportingRefused(ReportingRefusal.ends_before_start)
    if days.cut_off and days.cut_off.on(_YEAR) < first:
        raise ReportingRefused(ReportingRefusal.closes_before_start)
    known = {rung.step: rung.at for rung in rule.ladder}
    hours = known if days.hours is None else days.hours
    ladder = tuple(
        Rung(step, days.steps[step], hours.get(step)) for step in LadderStep if step in days.steps
    )
    for earlier, later in pairwise(ladder):
        if _moment(later) < _moment(earlier, later.at):
            raise ReportingRefused(
                ReportingRefusal.steps_out_of_order, earlier=earlier.step, later=later.step
            )
    return replace(
        rule,
        label=days.label,
        first=days.first,
        last=days.last,
        cut_off=days.cut_off,
        ladder=ladder,
    )


def _moment(rung: Rung, unless: time | None = None) -> tuple[date, time]:
    """The day and hour of a step; one that names no hour is at `unless`, or the end of its day."""
    return rung.day.on(_YEAR), rung.at or unless or time.max


@contextmanager
def _worded() -> Iterator[None]:
    """Rules that fit alone and not together."""
    try:
        yield
    except ValueError as error:
        raise ReportingRefused(ReportingRefusal.periods_out_of_order) from error


def save_rule(
    session: Session,
    actor: Actor,
    found: RegimeInForce,
    key: str,
    rule: ReportRule | None,
    *,
    version: int,
    now: datetime,
) -> YearChanges:
    """Put a rule in the place of that named `key`, add it where there is none, or take it out
    (None), and bring the year to it.

    `version` is the regime's as the person saw it. Raises ReportingRefused. One event.
    """
    regime = regime_with(found.regime, key, rule)
    before = next((one for one in found.regime.rules if one.key == key), None)
    verb = ("change_rule" if before else "add_rule") if rule else "remove_rule"
    return _save(
        session, actor, found.row, verb, regime, found.area_units, version, now,
        old=before.label if before else "", new=rule.label if rule else "",
    )  # fmt: skip


def name_area_units(
    session: Session,
    actor: Actor,
    found: RegimeInForce,
    area_units: Mapping[str, int],
    *,
    version: int,
    now: datetime,
) -> YearChanges:
    """Say which unit writes the thematic report of each area (by the area's key); an area left out
    has none. Units that owe no reports are left out too. Raises ReportingRefused. One event."""
    units = set(reporting_units(session, actor.commune_id, clock.local(now).date()))
    areas = {area.key for rule in found.regime.rules for area in rule.areas}
    named = {key: unit for key, unit in area_units.items() if key in areas and unit in units}
    return _save(session, actor, found.row, "name_area_units", found.regime, named, version, now)


def _save(
    session: Session,
    actor: Actor,
    row: RegimeRow,
    verb: str,
    regime: ReportingRegime,
    area_units: Mapping[str, int],
    version: int,
    now: datetime,
    *,
    old: str = "",
    new: str = "",
) -> YearChanges:
    if not take_version(session, row, version):
        raise ReportingRefused(ReportingRefusal.changed_meanwhile)
    row.rules = _stored(regime, area_units)
    row.changed_at, row.changed_by = now, actor.person_id
    changes = apply_year(session, actor, regime, area_units, row.year, now)
    _record(session, actor, row, verb, changes, now, old=old, new=new)
    return changes


def _stored(regime: ReportingRegime, area_units: Mapping[str, int]) -> dict[str, object]:
    return {**regime_to_json(regime), "area_units": dict(area_units)}


def _record(
    session: Session,
    actor: Actor,
    row: RegimeRow,
    verb: str,
    changes: YearChanges,
    now: datetime,
    **words: str,
) -> None:
    data = {"year": row.year, "rules": row.rules, **changes.summary()}
    words = {key: value[:200] for key, value in words.items()}
    entry = Entry(f"reporting_regime.{verb}", "reporting_regime", row.id, data=data, **words)
    record(session, actor, [entry], now)
