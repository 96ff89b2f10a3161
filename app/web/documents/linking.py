"""A document of the register chosen as evidence of a work item: looked for, seen, linked."""

from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.labels.refusals import http_status, refusal_text
from app.models import Document, WorkItem
from app.queries.documents import (
    document_view,
    find_document,
    has_what_proves,
    linkable_documents,
)
from app.queries.evidence import evidence_of_item, may_link_document
from app.queries.subjects import subject_of
from app.queries.work_items import load_work_item
from app.services import evidence
from app.transactions import reading, short_read
from app.web.access import access, current_actor
from app.web.documents.blueprint import UNIT, blueprint
from app.web.documents.forms import LinkForm
from app.web.documents.incoming import accepted, stored
from app.web.fields import cleaned, options
from workflows.states import ActionRefused

LONGEST_QUESTION = 200


@blueprint.get("/viec/<int:work_item_id>/van-ban")
@access(*UNIT)
def choose(work_item_id: int) -> str:
    """Documents whose number or subject hold `q`, to be linked to the item."""
    session = db.session()
    item = _open_item(session, work_item_id)
    words = cleaned(request.args.get("q", ""))[:LONGEST_QUESTION]
    rows = linkable_documents(session, current_actor(), words) if words else []
    return render_template("documents/choose.html", item=item, words=words, rows=rows)


@blueprint.route("/viec/<int:work_item_id>/van-ban/<int:document_id>", methods=["GET", "POST"])
@access(*UNIT)
def link(work_item_id: int, document_id: int) -> ResponseReturnValue:
    """The document as it is known, and the products it is to prove; linked when asked to."""
    form = LinkForm()
    with short_read(db.engine) as glance:
        item = _open_item(glance, work_item_id)
        document = _load(glance, document_id)
        _offer(glance, item, form)
        context = _context(glance, item, document, form)
        if request.method == "GET" or not form.validate_on_submit():
            page = render_template("documents/link.html", **context)
            return make_response(page, 422 if form.errors else 200)
    try:
        kept, session = stored(accepted(form.files.data)), db.session()
        evidence.link(
            session,
            current_actor(),
            _open_item(session, work_item_id),
            _load(session, document_id),
            kept,
            form.products.data or [],
            now=clock.now(),
        )
    except ActionRefused as refused:
        return _refused(work_item_id, document_id, form, refused)
    flash(gettext("Đã gắn văn bản vào việc."), "success")
    return redirect(url_for("work_items.show", work_item_id=work_item_id, _anchor="san-pham"))


def _open_item(session: Session, work_item_id: int) -> WorkItem:
    """The item, whose evidence the actor may change now; else its refusal in words."""
    item = load_work_item(session, current_actor(), work_item_id) or abort(404)
    evidence.check_open(current_actor(), item, subject_of(session, item))
    return item


def _load(session: Session, document_id: int) -> Document:
    """The document where the actor may link it; for anybody else it is not there."""
    document = find_document(session, current_actor(), document_id)
    if document is None or not may_link_document(session, current_actor(), document):
        abort(404)
    return document


def _offer(session: Session, item: WorkItem, form: LinkForm) -> None:
    """The item's checklist; where one product is left, it is chosen."""
    actor = current_actor()
    proofs = evidence_of_item(session, actor, item, subject_of(session, item))
    form.products.choices = options(
        (line.product.id, line.product.title) for line in proofs.products
    )
    left = [line.product.id for line in proofs.products if not line.is_covered]
    if request.method == "GET" and len(left) == 1:
        form.products.data = left


def _context(
    session: Session, item: WorkItem, document: Document, form: LinkForm, refusal: str = ""
) -> dict[str, Any]:
    suffices = evidence.number_suffices(session, item.commune_id)
    return {
        "item": item,
        "view": document_view(session, current_actor(), document),
        "is_enough": has_what_proves(session, document, number_suffices=suffices),
        "form": form,
        "refusal": refusal,
    }


def _refused(
    work_item_id: int, document_id: int, form: LinkForm, refused: ActionRefused
) -> Response:
    db.session.rollback()
    with reading():
        session = db.session()
        item, document = _open_item(session, work_item_id), _load(session, document_id)
        context = _context(session, item, document, form, refusal_text(refused))
        return make_response(
            render_template("documents/link.html", **context), http_status(refused)
        )
