"""The figures of a period: as frozen, beside today's; the difference table."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.extensions import db
from app.models import ReportingWindow
from app.queries import reporting_differences as queries
from app.queries.reporting_windows import frozen_before
from app.web.access import EVERYBODY, access, current_actor
from app.web.fields import row_id
from app.web.reporting.blueprint import blueprint, window_or_404
from workflows.deadlines.lateness import Standing


@blueprint.get("/<int:reporting_window_id>/so-lieu")
@access(*EVERYBODY)
def figures(reporting_window_id: int) -> ResponseReturnValue:
    """Figures as frozen and as they are today; what stands differently since, or since the period
    before (`so=truoc`), which is all there is before these are frozen."""
    session, actor, today = db.session(), current_actor(), clock.today()
    window = window_or_404(reporting_window_id)
    before = frozen_before(session, window)
    since_before = before is not None and (
        window.frozen_at is None or request.args.get("so") == "truoc"
    )
    grid = []
    if window.frozen_at is not None and not since_before:
        grid = queries.grid_beside_today(session, actor.commune_id, window.id, today)
    base = before if since_before else window if window.frozen_at else None
    return render_template(
        "reporting/figures.html",
        window=window,
        before=before,
        since_before=since_before,
        base=base,
        grid=grid,
        standings=list(Standing),
        differences=_differences(window, base),
        following=_following,
    )


def _differences(
    window: ReportingWindow, base: ReportingWindow | None
) -> queries.Differences | None:
    """What stands differently than in `base`: today, or when the window itself was frozen."""
    if base is None:
        return None
    is_later = base.id != window.id and window.frozen_at is not None
    return queries.differences(
        db.session(),
        current_actor().commune_id,
        base.id,
        clock.today(),
        later_id=window.id if is_later else None,
        after=request.args.get("sau", 0, type=row_id),
    )


def _following(after: int) -> str:
    """The address of the next page of differences."""
    kept = {"so": request.args["so"]} if "so" in request.args else {}
    return url_for("reporting.figures", **(request.view_args or {}), **kept, sau=after)
