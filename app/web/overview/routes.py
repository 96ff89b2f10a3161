"""The overview and its lists. Every number opens exactly the rows it counts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.labels.words import STANDING
from app.models import Plan
from app.queries import items, overview
from app.queries.additional_tasks import plans_and_outside
from app.queries.headless import headless_units
from app.queries.silence import silent_units
from app.web.access import EVERYBODY, access, current_actor
from app.web.fields import row_id
from app.web.overview.figures import (
    TABS,
    Addresses,
    figure_tiles,
    percent,
    plan_tabs,
    standing_parts,
)
from app.web.overview.filters import item_filter, task_filter
from app.web.waiting.lists import still_figures
from workflows.permissions import Actor
from workflows.states import Role

blueprint = Blueprint("overview", __name__)


@blueprint.get("/tong-quan")
@access(*EVERYBODY)
def index() -> str:
    """How the plan stands: figures, units, areas, the longest delays, what awaits a verdict."""
    actor, today, session = current_actor(), clock.today(), db.session()
    plans, outside = plans_and_outside(session, actor, today, limit=TABS + 1)
    plan = _chosen(plans)
    if plan is None:
        return render_template("overview/empty.html")
    grid = overview.grid_of(session, plan, today)
    addresses = Addresses(plan.id)
    return render_template(
        "overview/index.html",
        plan=plan,
        grid=grid,
        addresses=addresses,
        tiles=figure_tiles(grid.total, addresses),
        parts=standing_parts(),
        standing_words={standing: str(words) for standing, words in STANDING.items()},
        plan_tabs=plan_tabs(plans, plan),
        done_percent=percent(grid.total.done, grid.total.counted),
        due_percent=percent(grid.total.done, grid.total.fallen_due),
        delays=items.late_items(session, actor, today, plan_id=plan.id, limit=10),
        waiting=items.waiting_for_verdict(session, actor, today),
        still=still_figures(session, actor),
        outside=outside,
        now=clock.now(),
        may_meet=actor.has_role(Role.standing_officer, Role.leader),
        **_of_the_office(session, actor, clock.now()),
    )


def _of_the_office(session: Session, actor: Actor, now: datetime) -> dict[str, Any]:
    """What the standing office is to know at once: units that nobody heads, units that say
    nothing. Nothing for everybody else."""
    if not actor.has_role(Role.standing_officer):
        return {"headless": (), "silent": ()}
    units = headless_units(session, actor.commune_id, clock.local(now).date())
    return {
        "headless": [unit for unit in units if unit.items],
        "silent": silent_units(session, actor.commune_id, now),
    }


def _chosen(plans: Sequence[Plan]) -> Plan | None:
    """The plan the address names, else the newest; an unknown one is not found."""
    if "plan_id" not in request.args:
        return plans[0] if plans else None
    wanted = request.args.get("plan_id", default=0, type=row_id)
    found = next((plan for plan in plans if plan.id == wanted), None)
    return found or overview.running_plan(db.session(), current_actor(), wanted) or abort(404)


@blueprint.get("/nhiem-vu")
@access(*EVERYBODY)
def tasks() -> str:
    """The tasks a figure counts, in the order of the plan."""
    actor, session = current_actor(), db.session()
    wanted = task_filter(session, actor, request.args)
    page = overview.task_page(session, actor, wanted.filter, clock.today(), wanted.after)
    following = None
    if page.next_after:
        position, id_ = page.next_after
        query = {**request.args.to_dict(flat=False), "after": f"{position}-{id_}"}
        following = url_for("overview.tasks", **query)
    return render_template("overview/tasks.html", wanted=wanted, page=page, following=following)


@blueprint.get("/viec-qua-han")
@access(*EVERYBODY)
def late() -> str:
    """Late work items, the longest late first."""
    actor, session = current_actor(), db.session()
    wanted = item_filter(session, actor, request.args)
    page = items.late_items(
        session,
        actor,
        clock.today(),
        plan_id=wanted.filter.plan_id,
        unit_id=wanted.filter.unit_id,
        after=wanted.after,
    )
    following = None
    if page.next_after:
        due_on, id_ = page.next_after
        query = {**request.args.to_dict(flat=False), "after": f"{due_on.isoformat()}_{id_}"}
        following = url_for("overview.late", **query)
    return render_template("overview/late.html", wanted=wanted, page=page, following=following)
