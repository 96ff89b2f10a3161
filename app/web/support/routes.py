"""Đề nghị phối hợp: the lead asks, withdraws, uses what came; the asked unit answers."""

from collections.abc import Sequence

from flask import Blueprint, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from app import clock
from app.extensions import db
from app.labels.refusals import http_status, refusal_text
from app.queries.evidence import open_products
from app.services import documents, support_requests
from app.services.documents import DocumentFacts
from app.services.inspection import keep_all
from app.services.stored_files import KeptFile
from app.transactions import short_read
from app.web.access import EVERYBODY, access, current_actor
from app.web.documents.incoming import accepted
from app.web.support.forms import AgreeForm, AskForm, ContributeForm, DeclineForm, WithdrawForm
from app.web.support.pages import ask_page, load_item, load_request, request_page
from workflows.states import ActionRefused, Role

blueprint = Blueprint("support", __name__)

UNIT = (Role.unit_head, Role.unit_officer)


@blueprint.get("/viec/<int:work_item_id>/phoi-hop")
@access(*UNIT)
def ask(work_item_id: int) -> ResponseReturnValue:
    """The form in which the lead asks other units."""
    return ask_page(work_item_id, AskForm(formdata=None))


@blueprint.post("/viec/<int:work_item_id>/phoi-hop")
@access(*UNIT)
def send(work_item_id: int) -> ResponseReturnValue:
    """Ask the chosen units."""
    form, session = AskForm(), db.session()
    item, _ = load_item(session, work_item_id)
    if not form.validate():
        return ask_page(work_item_id, form, status=422)
    try:
        made = support_requests.ask(
            session,
            current_actor(),
            item,
            form.units.data or [],
            words=form.words.data or "",
            wanted_by=form.wanted_by.data,
            now=clock.now(),
        )
    except ActionRefused as refused:
        return ask_page(work_item_id, form, refusal_text(refused), http_status(refused))
    flash(gettext("Đã gửi đề nghị phối hợp đến %(num)d đơn vị.", num=len(made)), "success")
    return redirect(url_for("work_items.show", work_item_id=work_item_id, _anchor="phoi-hop"))


@blueprint.get("/phoi-hop/<int:support_request_id>")
@access(*EVERYBODY)
def show(support_request_id: int) -> ResponseReturnValue:
    """One request: what was asked, what came, the ways to answer."""
    return request_page(support_request_id)


@blueprint.post("/phoi-hop/<int:support_request_id>/nhan")
@access(*UNIT)
def agree(support_request_id: int) -> ResponseReturnValue:
    """The unit takes part."""
    form, session = AgreeForm(), db.session()
    request = load_request(session, support_request_id)
    if not form.validate():
        return request_page(support_request_id, form, status=422)
    try:
        support_requests.agree(
            session,
            current_actor(),
            request,
            note=form.agree_note.data or "",
            version=form.version.data or 0,
            now=clock.now(),
        )
    except ActionRefused as refused:
        return _refused(support_request_id, form, refused)
    return _said(support_request_id, gettext("Đã nhận phối hợp; đơn vị chủ trì được báo."))


@blueprint.post("/phoi-hop/<int:support_request_id>/gui")
@access(*UNIT)
def contribute(support_request_id: int) -> ResponseReturnValue:
    """The unit's part. Files are looked at and stored before the transaction."""
    form = ContributeForm()
    try:
        with short_read(db.engine) as glance:
            load_request(glance, support_request_id)
        if not form.validate():
            return request_page(support_request_id, form, status=422)
        facts = form.to_facts() if form.has_document else None
        files, sha256s = _kept(form, facts)
        session = db.session()
        support_requests.contribute(
            session,
            current_actor(),
            load_request(session, support_request_id),
            facts,
            files,
            sha256s=sha256s,
            note=form.note.data or "",
            version=form.version.data or 0,
            now=clock.now(),
        )
    except ActionRefused as refused:
        return _refused(support_request_id, form, refused)
    return _said(support_request_id, gettext("Đã gửi phần phối hợp; đơn vị chủ trì được báo."))


def _kept(
    form: ContributeForm, facts: DocumentFacts | None
) -> tuple[Sequence[KeptFile], Sequence[str]]:
    """The files newly stored, and the hashes of all; a document that is known is not stored
    twice. Raises ActionRefused."""
    if facts is None:
        return (), ()
    sent = accepted(form.files.data)
    sha256s = [upload.sha256 for upload in sent]
    with short_read(db.engine) as glance:
        known = documents.find_known(glance, current_actor(), facts, sha256s)
    return () if known else keep_all(current_app.extensions["storage"], sent), sha256s


@blueprint.post("/phoi-hop/<int:support_request_id>/khong")
@access(*UNIT)
def decline(support_request_id: int) -> ResponseReturnValue:
    """The unit says why it cannot."""
    form, session = DeclineForm(), db.session()
    request = load_request(session, support_request_id)
    if not form.validate():
        return request_page(support_request_id, form, status=422)
    try:
        support_requests.decline(
            session,
            current_actor(),
            request,
            reason=form.reason.data or "",
            version=form.version.data or 0,
            now=clock.now(),
        )
    except ActionRefused as refused:
        return _refused(support_request_id, form, refused)
    return _said(support_request_id, gettext("Đã trả lời; đơn vị chủ trì đọc được lý do."))


@blueprint.post("/phoi-hop/<int:support_request_id>/rut")
@access(*UNIT)
def withdraw(support_request_id: int) -> ResponseReturnValue:
    """The lead takes the request back."""
    form, session = WithdrawForm(), db.session()
    request = load_request(session, support_request_id)
    if not form.validate():
        return request_page(support_request_id, form, status=422)
    try:
        support_requests.withdraw(
            session, current_actor(), request, version=form.version.data or 0, now=clock.now()
        )
    except ActionRefused as refused:
        return _refused(support_request_id, form, refused)
    return _said(support_request_id, gettext("Đã rút đề nghị."))


@blueprint.post("/phoi-hop/<int:support_request_id>/dung")
@access(*UNIT)
def use(support_request_id: int) -> ResponseReturnValue:
    """Take the contributed document for evidence; where several products are open, they are chosen
    on the page that links a document."""
    form, session = WithdrawForm(), db.session()
    request = load_request(session, support_request_id)
    item_id = request.work_item_id
    products = open_products(session, request.commune_id, [item_id]).get(item_id, [])
    if len(products) > 1 and request.document_id is not None:
        return redirect(
            url_for("documents.link", work_item_id=item_id, document_id=request.document_id)
        )
    try:
        support_requests.use_as_evidence(
            session, current_actor(), request, [id_ for id_, _ in products], clock.now()
        )
    except ActionRefused as refused:
        return _refused(support_request_id, form, refused)
    flash(gettext("Đã dùng văn bản làm tài liệu kiểm chứng."), "success")
    return redirect(url_for("work_items.show", work_item_id=item_id, _anchor="san-pham"))


def _refused(
    support_request_id: int, form: FlaskForm, refused: ActionRefused
) -> ResponseReturnValue:
    return request_page(support_request_id, form, refusal_text(refused), http_status(refused))


def _said(support_request_id: int, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for("support.show", support_request_id=support_request_id))
