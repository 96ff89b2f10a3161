"""Pages of plans: the list, one plan as printed, and results that were there before it was
followed.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app import clock
from app.extensions import db
from app.labels.plan_versions import recall_text
from app.labels.refusals import http_status, refusal_text
from app.labels.work_items import place_words
from app.models import Plan, PlanDraft, PlanStatus
from app.queries.overview import Counts
from app.queries.plan_versions import open_amendments, versions_of
from app.queries.plans import (
    TaskLine,
    entered_results,
    find_plan,
    items_to_enter,
    list_plans,
    plan_page,
)
from app.services import opening_results as results
from app.services.plan_recall import RecallRefusal
from app.web.access import EVERYBODY, access, current_actor
from app.web.fields import cleaned
from app.web.overview.figures import standing_parts
from app.web.plans.lines import item_mark, strip, times
from app.web.plans.opening import LINE, Entered, read_results, read_ticks
from workflows.deadlines.lateness import Standing
from workflows.permissions import Actor
from workflows.states import ActionRefused, Role

blueprint = Blueprint("plans", __name__)

DECIDERS = (Role.standing_officer, Role.unit_head, Role.leader)


@blueprint.get("/ke-hoach")
@access(*EVERYBODY)
def index() -> str:
    """The plans of the commune."""
    actor = current_actor()
    return render_template(
        "plans/index.html",
        lines=list_plans(db.session(), actor, clock.today()),
        counted=counted_words,
        uncounted=not_counted_words,
        parts=standing_parts(),
        may_read=actor.has_role(Role.standing_officer),
    )


@blueprint.get("/ke-hoach/<int:plan_id>")
@access(*EVERYBODY)
def show(plan_id: int) -> str:
    """A plan as it is printed, with how each task stands."""
    actor, today = current_actor(), clock.today()
    page = plan_page(db.session(), actor, plan_id, today)
    if page is None:
        abort(404)
    return render_template(
        "plans/show.html",
        page=page,
        counted=counted_words,
        parts=standing_parts(),
        state=lambda line: state_of(line, today),
        uncounted=not_counted_words(page.plan),
        times=times,
        may_record=actor.has_role(Role.standing_officer),
        versions=versions_of(db.session(), page.plan),
        amendments=_amendments(page.plan, actor),
        amended=recall_text(RecallRefusal.already_amended),
        workbook=workbook_link(page.plan, actor),
    )


def _amendments(plan: Plan, actor: Actor) -> Sequence[PlanDraft]:
    """Drafts read against the plan, for those who prepare them and those who decide."""
    concerned = actor.has_role(Role.standing_officer, Role.leader)
    return open_amendments(db.session(), plan) if concerned else ()


def workbook_link(plan: Plan, actor: Actor) -> tuple[str, str] | None:
    """(words, address) of the plan's workbook: the office's page, or the file that the actor may
    take out; None for whoever may not, and for a plan that is not followed."""
    if plan.status is not PlanStatus.running:
        return None
    if plan.standing_unit_id in actor.units(Role.standing_officer):
        return gettext("Bảng theo dõi Excel"), url_for("returns.index", plan_id=plan.id)
    units = sorted(actor.units(Role.unit_head, Role.unit_officer))
    if not (units or actor.has_role(Role.leader)):
        return None
    of_unit = None if actor.has_role(Role.leader) else units[0]
    words = gettext("Tải bảng theo dõi (.xlsx)")
    return words, url_for("returns.workbook", plan_id=plan.id, unit_id=of_unit)


@blueprint.get("/ke-hoach/<int:plan_id>/ket-qua-da-co")
@access(*DECIDERS)
def opening_results(plan_id: int) -> str:
    """Results that were there before: for the office to enter, for somebody else to verify."""
    return _opening_page(load_plan(plan_id))


@blueprint.post("/ke-hoach/<int:plan_id>/ket-qua-da-co")
@access(Role.standing_officer)
def enter_results(plan_id: int) -> ResponseReturnValue:
    """Enter the results that have a number and a day, under one paper."""
    plan, actor = load_plan(plan_id), current_actor()
    entered = read_results(request.form, items_to_enter(db.session(), plan))
    if entered.errors or not entered.results:
        return _opening_page(plan, entered), 422
    try:
        count = results.enter_results(
            db.session(), actor, plan, entered.results, basis=entered.basis, now=clock.now()
        )
    except ActionRefused as refused:
        db.session.rollback()
        return _opening_page(load_plan(plan_id), entered, refused), http_status(refused)
    flash(
        ngettext(
            "Đã ghi nhận %(num)d kết quả; người khác xem và xác nhận.",
            "Đã ghi nhận %(num)d kết quả; người khác xem và xác nhận.",
            count,
        )
    )
    return redirect(url_for("plans.opening_results", plan_id=plan_id))


@blueprint.post("/ke-hoach/<int:plan_id>/ket-qua-da-co/xac-nhan")
@access(*DECIDERS)
def verify_results(plan_id: int) -> ResponseReturnValue:
    """Verify the ticked results under one paper."""
    plan, actor = load_plan(plan_id), current_actor()
    ticked = read_ticks(request.form, entered_results(db.session(), plan, actor))
    entered = Entered(basis=cleaned(request.form.get("basis"))[:LINE])
    if not ticked:
        return _opening_page(plan, entered, verifying=True), 422
    try:
        count = results.verify_results(
            db.session(), actor, plan, ticked, basis=entered.basis, now=clock.now()
        )
    except ActionRefused as refused:
        db.session.rollback()
        page = _opening_page(load_plan(plan_id), entered, refused, verifying=True)
        return page, http_status(refused)
    flash(
        ngettext("Đã xác nhận %(num)d kết quả đã có.", "Đã xác nhận %(num)d kết quả đã có.", count)
    )
    return redirect(url_for("plans.opening_results", plan_id=plan_id))


def _opening_page(
    plan: Plan,
    entered: Entered | None = None,
    refused: ActionRefused | None = None,
    *,
    verifying: bool = False,
) -> str:
    session, actor = db.session(), current_actor()
    may_enter = actor.has_role(Role.standing_officer)
    return render_template(
        "plans/opening_results.html",
        plan=plan,
        to_enter=items_to_enter(session, plan) if may_enter else [],
        to_verify=entered_results(session, plan, actor),
        may_enter=may_enter,
        entered=entered,
        verifying=verifying,
        refusal=refusal_text(refused) if refused else None,
        place=place_words,
    )


def load_plan(plan_id: int) -> Plan:
    """The plan for whoever asks; 404 where there is none for him."""
    plan = find_plan(db.session(), current_actor(), plan_id)
    if plan is None:
        abort(404)
    return plan


def counted_words(counts: Counts) -> str:
    """How tasks stand, in words: "17 trên 42 hoàn thành, 6 quá hạn, 4 chưa có thời hạn"."""
    words = [gettext("%(done)s trên %(total)s hoàn thành", done=counts.done, total=counts.counted)]
    if late := counts[Standing.open_late]:
        words.append(ngettext("%(num)d quá hạn", "%(num)d quá hạn", late))
    if undated := counts[Standing.no_date]:
        words.append(ngettext("%(num)d chưa có thời hạn", "%(num)d chưa có thời hạn", undated))
    if cancelled := counts[Standing.cancelled]:
        words.append(ngettext("%(num)d bị hủy", "%(num)d bị hủy", cancelled))
    return ", ".join(words)


def not_counted_words(plan: Plan) -> str:
    """Why nothing is counted of the plan; nothing for one that is followed."""
    if plan.status is PlanStatus.running:
        return ""
    if plan.status is PlanStatus.recalled:
        return gettext("Đã thu hồi, không tính vào số liệu")
    return gettext("Đã kết thúc, không tính vào số liệu")


def state_of(line: TaskLine, today: date) -> dict[str, Any]:
    """How the task of a line stands: one chip, or a strip of chips for its items; in a plan that
    is not followed, without a word of time."""
    judged_on = None if line.standing is None else today
    if not line.items:
        opens_on = line.task.next_opens_on if judged_on else None
        return {"chip": None, "strip": [], "next": opens_on}
    if len(line.items) == 1:
        return {"chip": item_mark(line.items[0], judged_on), "strip": [], "next": None}
    names, one_slot = _names(line)
    chips = strip(line.items, names, judged_on, in_time=one_slot)
    return {"chip": None, "strip": chips, "next": None}


def _names(line: TaskLine) -> tuple[list[str], bool]:
    """What tells the items of a task apart, and whether one slot holds them all: the period
    there, the unit where each has its part."""
    leads = list(dict.fromkeys(item.lead_id for item in line.items))
    if len(leads) == 1:
        numbered = enumerate(line.items, 1)
        return [item.label or gettext("Việc %(n)s", n=n) for n, item in numbered], True
    units = {lead: slot[0] for lead, slot in line.by_lead.items()}
    several = len(line.items) > len(leads)
    return [
        ", ".join(part for part in (units.get(item.lead_id), several and item.label) if part)
        for item in line.items
    ], False
