"""The page that makes bảng xác nhận kết quả."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext, ngettext
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.models import Plan, Unit
from app.queries.confirmation_table import Span, running_plans, usual_span
from app.queries.drafts import units_in_force
from app.reports.confirmation_table import confirmation_table
from app.reports.official_layout import MEDIA_TYPE
from app.services import confirmation_tables
from app.services.confirmation_tables import MOST_ROWS, Gathered
from app.services.stored_files import KeptFile
from app.transactions import reading, short_read
from app.web.access import access, current_actor
from app.web.confirmation.forms import ConfirmationForm
from workflows.states import Role

blueprint = Blueprint("confirmation", __name__)

MAKERS = (Role.standing_officer, Role.leader)


@blueprint.get("/bang-xac-nhan")
@access(*MAKERS)
def choose() -> str:
    """Which plan, which days, which unit: the running reporting window, or the last quarter."""
    session, form = db.session(), ConfirmationForm(formdata=None)
    plans, _ = _offer(session, form)
    form.show(usual_span(session, current_actor().commune_id, clock.today()))
    return render_template("confirmation/choose.html", form=form, has_plans=bool(plans), refusal="")


@blueprint.post("/bang-xac-nhan")
@access(*MAKERS)
def make() -> ResponseReturnValue:
    """Read the rows, write the document, which takes its time, then keep the paper."""
    actor, form = current_actor(), ConfirmationForm()
    with short_read(db.engine) as glance:
        plans, units = _offer(glance, form)
        if not form.validate_on_submit():
            return _again(form, bool(plans), "")
        plan = next(plan for plan in plans if str(plan.id) == form.plan.data)
        unit = next((unit for unit in units if str(unit.id) == form.unit.data), None)
        span = Span(form.first_day.data, form.last_day.data)
        with force_locale("vi"):
            gathered = confirmation_tables.gather(glance, actor, plan, span, unit, clock.today())
    if not 0 < gathered.rows <= MOST_ROWS:
        return _again(form, True, _nothing_or_too_much(gathered.rows))
    paper = confirmation_tables.keep(
        db.session(), actor, plan, unit, gathered, _written(gathered), clock.now()
    )
    flash(gettext("Đã lập bảng xác nhận. Tải về, in, ký, rồi ghi số, ngày và bản ký tại đây."))
    return redirect(url_for("papers.show", paper_id=paper.id))


def _offer(session: Session, form: ConfirmationForm) -> tuple[list[Plan], list[Unit]]:
    plans = list(running_plans(session, current_actor()))
    units = list(units_in_force(session, current_actor().commune_id, clock.today()))
    form.offer(plans, units)
    return plans, units


def _written(gathered: Gathered) -> KeptFile:
    table = gathered.table
    written = current_app.extensions["storage"].write([confirmation_table(table)])
    days = f"{table.from_on.isoformat()}-{table.to_on.isoformat()}"
    return KeptFile(written, f"bang-xac-nhan-{days}.docx", MEDIA_TYPE)


def _nothing_or_too_much(rows: int) -> str:
    if not rows:
        return gettext("Không có việc nào trong khoảng này. Chọn lại ngày, đơn vị, kế hoạch.")
    return ngettext(
        "Có %(num)d việc, nhiều hơn %(most)s việc của một bảng. Chọn khoảng ngày ngắn hơn.",
        "Có %(num)d việc, nhiều hơn %(most)s việc của một bảng. Chọn khoảng ngày ngắn hơn.",
        rows,
        most=MOST_ROWS,
    )


def _again(form: ConfirmationForm, has_plans: bool, refusal: str) -> Response:
    with reading():
        page = render_template(
            "confirmation/choose.html", form=form, has_plans=has_plans, refusal=refusal
        )
    return make_response(page, 422)
