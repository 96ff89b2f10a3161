"""The blueprint of the area, and what its views share."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.labels.reporting import ReportingRefused, reporting_refusal_text, reporting_status
from app.models import ReportingWindow
from app.queries.reporting_windows import window_of_commune
from app.web.access import current_actor
from app.web.fields import LARGEST_ID

blueprint = Blueprint("reporting", __name__, url_prefix="/ky-bao-cao")

Found = TypeVar("Found")


def or_404(found: Found | None) -> Found:
    """What was found for this actor; another commune's is not there at all."""
    if found is None:
        abort(404)
    return found


def window_or_404(window_id: int) -> ReportingWindow:
    """The window of the actor's commune."""
    return or_404(window_of_commune(db.session(), current_actor().commune_id, window_id))


def version_typed() -> int:
    """The version the form was drawn with; what is no version matches none."""
    number = request.form.get("version", 0, type=int)
    return number if 0 <= number <= LARGEST_ID else 0


def carry_out(
    step: Callable[[], object],
    done: str,
    following: str,
    page: Callable[[str, int], ResponseReturnValue],
) -> ResponseReturnValue:
    """Do `step`, say `done` and go on to `following`; where it is refused, draw `page` again with
    the sentence and the status."""
    try:
        step()
    except ReportingRefused as refused:
        db.session.rollback()
        return page(reporting_refusal_text(refused), reporting_status(refused))
    flash(done)
    return redirect(following)
