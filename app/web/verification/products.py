"""Product by product: accept a line with its day, or take that back."""

from collections.abc import Callable

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.models import WorkItem, WorkItemProduct
from app.services.verdict_products import accept_product, undo_acceptance
from app.web.access import access, current_actor
from app.web.verification.blueprint import DECIDERS, blueprint, load
from app.web.verification.forms import AcceptForm
from app.web.verification.verdicts import asked_now, drawn_again, refused_page
from workflows.states import ActionRefused


@blueprint.post("/cho-xac-nhan/<int:work_item_id>/san-pham/<int:work_item_product_id>")
@access(*DECIDERS)
def accept(work_item_id: int, work_item_product_id: int) -> ResponseReturnValue:
    """Chấp nhận one product as of its day."""
    form = AcceptForm()

    def step(session: Session, item: WorkItem, line: WorkItemProduct) -> None:
        accept_product(
            session,
            current_actor(),
            item,
            line,
            form.accepted_on.data,
            version=form.version.data or 0,
            now=clock.now(),
        )

    return _on_product(
        work_item_id, work_item_product_id, form, step, gettext("Đã chấp nhận sản phẩm.")
    )


@blueprint.post("/cho-xac-nhan/<int:work_item_id>/san-pham/<int:work_item_product_id>/bo")
@access(*DECIDERS)
def undo(work_item_id: int, work_item_product_id: int) -> ResponseReturnValue:
    """Bỏ chấp nhận."""
    form = AcceptForm()

    def step(session: Session, item: WorkItem, line: WorkItemProduct) -> None:
        version = form.version.data or 0
        undo_acceptance(session, current_actor(), item, line, version=version, now=clock.now())

    return _on_product(
        work_item_id, work_item_product_id, form, step, gettext("Đã bỏ chấp nhận sản phẩm.")
    )


def _on_product(
    work_item_id: int,
    product_id: int,
    form: AcceptForm,
    step: Callable[[Session, WorkItem, WorkItemProduct], None],
    said: str,
) -> ResponseReturnValue:
    session = db.session()
    item = load(session, work_item_id)
    line = session.scalar(
        select(WorkItemProduct).where(
            WorkItemProduct.work_item_id == item.id, WorkItemProduct.id == product_id
        )
    )
    if line is None:
        abort(404)
    if not form.validate_on_submit():
        return drawn_again(work_item_id, form, "; ".join(_errors(form)), 422)
    try:
        step(session, item, line)
    except ActionRefused as refused:
        return refused_page(work_item_id, form, refused)
    flash(said, "success")
    page = url_for("verification.show", work_item_id=work_item_id, **asked_now(session).address)
    return redirect(f"{page}#san-pham-{product_id}")


def _errors(form: AcceptForm) -> list[str]:
    return [str(words) for messages in form.errors.values() for words in messages]
