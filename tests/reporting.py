"""Reports of phường Mẫu for the tests: a regime begun and edited, a report sent, a step moved."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app import clock
from app.labels.reporting import ReportingRefusal, ReportingRefused
from app.models import ReportDue, ReportingWindow, UpdatePeriod
from app.queries.reporting_regimes import RegimeInForce, regimes_of_commune
from app.queries.reporting_windows import windows_of_year
from app.services import reporting_regimes as regimes
from app.services import reporting_register as register
from app.services import reporting_steps as steps
from app.services.reporting_regimes import RuleDays
from app.services.reporting_register import Sending
from app.services.reporting_year import YearChanges
from tests.cast import World
from workflows.reporting import LadderStep

JANUARY = datetime(2026, 1, 20, 2, 0, tzinfo=UTC)
"""Before the first report of 2026 is due."""


def start_reports(world: World, source: str = "lien-minh", year: int = 2026) -> YearChanges:
    return regimes.start_year(
        world.session, world.actor("Thư"), year, source, "12/KH-UBND", clock.now()
    )


def regime_of(world: World) -> RegimeInForce:
    return regimes_of_commune(world.session, world.mau.commune.id)[-1]


def windows_of(world: World, year: int = 2026) -> dict[str, ReportingWindow]:
    found = windows_of_year(world.session, world.mau.commune.id, year)
    return {window.key: window for window in found}


def periods_of(world: World) -> list[tuple[str, date, date]]:
    rows = world.session.execute(
        select(UpdatePeriod.key, UpdatePeriod.starts_on, UpdatePeriod.ends_on)
        .where(UpdatePeriod.commune_id == world.mau.commune.id)
        .order_by(UpdatePeriod.starts_on)
    )
    return [tuple(row) for row in rows]


def reports_of(world: World, window: ReportingWindow | None = None) -> list[ReportDue]:
    query = select(ReportDue).order_by(ReportDue.id)
    if window is not None:
        query = query.where(ReportDue.window_id == window.id)
    return list(world.session.scalars(query))


def save_days(world: World, key: str, **days: object) -> YearChanges:
    """Edit a rule of the regime: its days by name, everything else as it stands."""
    found = regime_of(world)
    rule = next(one for one in found.regime.rules if one.key == key)
    known = RuleDays(
        rule.label,
        rule.first,
        rule.last,
        rule.cut_off,
        {rung.step: rung.day for rung in rule.ladder},
    )
    changed = regimes.rule_with_days(rule, replace(known, **days))
    return regimes.save_rule(
        world.session,
        world.actor("Thư"),
        found,
        key,
        changed,
        version=found.row.version,
        now=clock.now(),
    )


def refusal_of(call: object) -> ReportingRefusal:
    with pytest.raises(ReportingRefused) as refused:
        call()  # type: ignore[operator]
    return refused.value.refusal


def move_steps(
    world: World, window: ReportingWindow, days: dict[LadderStep, date], reason: str = "Nghỉ lễ"
) -> list[steps.Move]:
    return steps.move_steps(
        world.session,
        world.actor("Thư"),
        window,
        days,
        reason,
        version=window.version,
        now=clock.now(),
    )


def send_report(world: World, due: ReportDue, name: str, day: date | None = None) -> None:
    register.send(
        world.session,
        world.actor(name),
        due,
        Sending(day or clock.today(), "15/BC-KT", ""),
        version=due.version,
        now=clock.now(),
    )
