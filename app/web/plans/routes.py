"""Pages of plans: the list, one plan as printed, and results that were there before it was followed."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template
from flask_babel import gettext, ngettext

from app import clock
from app.extensions import db
from app.models import Plan
from app.queries.overview import Counts
from app.queries.plans import TaskLine, find_plan, list_plans, plan_page
from app.web.access import EVERYBODY, access, current_actor
from app.web.overview.figures import standing_parts
from app.web.plans.lines import item_mark, strip
from workflows.deadlines.lateness import Standing
from workflows.states import Role

blueprint = Blueprint("plans", __name__)


@blueprint.get("/ke-hoach")
@access(*EVERYBODY)
def index() -> str:
    """The plans of the commune."""
    actor = current_actor()
    return render_template(
        "plans/index.html",
        lines=list_plans(db.session(), actor, clock.today()),
        counted=counted_words,
        parts=standing_parts,
        may_read=actor.has_role(Role.standing_officer),
    )


@blueprint.get("/ke-hoach/<int:plan_id>")
@access(*EVERYBODY)
def show(plan_id: int) -> str:
    """A plan as it is printed, with how each task stands."""
    actor, today = current_actor(), clock.today()
    page = plan_page(db.session(), load_plan(plan_id), today)
    return render_template(
        "plans/show.html",
        page=page,
        counted=counted_words,
        parts=standing_parts,
        state=lambda line: state_of(line, today),
        may_record=actor.has_role(Role.standing_officer),
    )


def load_plan(plan_id: int) -> Plan:
    """The plan for whoever asks; 404 where there is none for him."""
    plan = find_plan(db.session(), current_actor(), plan_id)
    if plan is None:
        abort(404)
    return plan


def counted_words(counts: Counts) -> str:
    """How tasks stand, in words: "17 trên 42 hoàn thành, 6 quá hạn, 4 chưa có thời hạn"."""
    words = [
        gettext("%(done)s trên %(total)s hoàn thành", done=counts.done, total=counts.counted)
    ]
    if late := counts[Standing.open_late]:
        words.append(ngettext("%(num)d quá hạn", "%(num)d quá hạn", late))
    if undated := counts[Standing.no_date]:
        words.append(
            ngettext("%(num)d chưa có thời hạn", "%(num)d chưa có thời hạn", undated)
        )
    if cancelled := counts[Standing.cancelled]:
        words.append(ngettext("%(num)d bị hủy", "%(num)d bị hủy", cancelled))
    return ", ".join(words)


def state_of(line: TaskLine, today: date) -> dict[str, Any]:
    """How the task of a line stands: one chip, or a strip of chips for its items."""
    if not line.items:
        return {"chip": None, "strip": [], "next": line.task.next_opens_on}
    if len(line.items) == 1:
        return {"chip": item_mark(line.items[0], today), "strip": [], "next": None}
    return {"chip": None, "strip": strip(line.items, _names(line), today), "next": None}


def _names(line: TaskLine) -> list[str]:
    """What tells the items of a task apart: the unit where each has its part, else the period."""
    leads = list(dict.fromkeys(item.lead_id for item in line.items))
    units = {lead: slot[0] for lead, slot in zip(leads, line.slots, strict=False) if slot}
    if len(leads) == 1:
        return [item.label or gettext("Việc %(n)s", n=n) for n, item in enumerate(line.items, 1)]
    return [
        ", ".join(part for part in (units.get(item.lead_id, ""), item.label) if part)
        for item in line.items
    ]
