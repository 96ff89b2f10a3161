"""Keep the standing of every running plan, per unit and per section, once a week."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.models import Plan, PlanStatus, StandingSnapshot
from app.queries.overview import Counts, Grid, grid_of
from app.services import events
from workflows.deadlines.lateness import Standing
from workflows.permissions import Actor


def take_snapshots(session: Session, commune_id: int, today: date, now: datetime) -> int:
    """Keep today's standing of the commune's running plans; return how many plans were new today.

    A plan that has its snapshot of `today` is left as it is.
    """
    kept = select(StandingSnapshot.plan_id).where(
        StandingSnapshot.commune_id == commune_id, StandingSnapshot.taken_on == today
    )
    plans = session.scalars(
        select(Plan)
        .where(
            Plan.commune_id == commune_id,
            Plan.status == PlanStatus.running,
            Plan.id.not_in(kept),
        )
        .order_by(Plan.id)
    ).all()
    for plan in plans:
        grid = grid_of(session, plan, today)
        rows = [
            {"commune_id": commune_id, "plan_id": plan.id, "taken_on": today, **row}
            for row in _rows(grid)
        ]
        session.execute(insert(StandingSnapshot), rows)
    entries = [
        events.Entry(
            kind="job.take_snapshot",
            subject="plan",
            subject_id=plan.id,
            plan_id=plan.id,
            data={"taken_on": today.isoformat()},
        )
        for plan in plans
    ]
    events.record(session, Actor(commune_id, None, ""), entries, now)
    return len(plans)


def _rows(grid: Grid) -> Iterator[dict[str, Any]]:
    """The whole plan first, then its units and its sections: every row with the same columns."""
    yield {"unit_id": None, "section_id": None, **_columns(grid.total)}
    for row in grid.units:
        yield {"unit_id": row.id, "section_id": None, **_columns(row.counts)}
    for row in grid.sections:
        yield {"unit_id": None, "section_id": row.id, **_columns(row.counts)}


def _columns(counts: Counts) -> dict[str, int]:
    return {standing.value: counts[standing] for standing in Standing}
