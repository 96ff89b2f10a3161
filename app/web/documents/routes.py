"""The register, a document's page, and what is done on it."""

from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.labels.refusals import http_status, refusal_text
from app.models import Commune, Document, DocumentKind
from app.queries.documents import (
    DocumentFilter,
    DocumentPage,
    count_without_file,
    document_view,
    find_document,
    may_change_document,
    may_fill_document,
    register_page,
)
from app.queries.evidence import may_read_document
from app.services import document_changes, documents
from app.transactions import reading, short_read
from app.web.access import access, current_actor
from app.web.documents import importing, linking
from app.web.documents.blueprint import CHECKERS, KEEPERS, READERS, UNIT, blueprint
from app.web.documents.forms import CheckForm, DocumentForm, FileForm, FilterForm, place_of
from app.web.documents.incoming import accepted, stored
from workflows.states import ActionRefused, Refusal, Role

__all__ = ["blueprint", "importing", "linking"]


@blueprint.get("/so-van-ban")
@access(*READERS)
def index() -> str:
    """Sổ văn bản, filtered by the address."""
    session, actor, form = db.session(), current_actor(), FilterForm(request.args)
    wanted = _wanted(form) if form.validate() else DocumentFilter()
    try:
        after = place_of(request.args.get("after", ""))
    except ValueError:
        abort(404)
    page = register_page(session, actor, wanted, after)
    return render_template(
        "documents/index.html",
        form=form,
        page=page,
        wanted=wanted,
        without_file=count_without_file(session, actor),
        may_keep=actor.has_role(*KEEPERS),
        has_unit=bool(actor.units()),
        following=_following(page),
    )


def _wanted(form: FilterForm) -> DocumentFilter:
    return DocumentFilter(
        words=form.q.data or "",
        kind=DocumentKind(form.kind.data) if form.kind.data else None,
        issuer=form.issuer.data or "",
        year=form.year.data,
        own=bool(form.own.data),
        without_file=bool(form.missing.data),
    )


def _following(page: DocumentPage) -> str | None:
    if page.next_after is None:
        return None
    day, id_ = page.next_after
    after = f"{day.isoformat() if day else ''}_{id_}"
    return url_for("documents.index", **{**request.args, "after": after})


@blueprint.get("/van-ban/<int:document_id>")
@access(*READERS, Role.viewer)
def show(document_id: int) -> str:
    """A document: its fields, its files with their versions, what it proves. A viewer sees those
    whose files he may read."""
    context = _page(db.session(), document_id)
    if not (context["knows_register"] or context["view"].may_read):
        abort(404)
    return render_template("documents/show.html", **context)


def _load(session: Session, document_id: int) -> Document:
    return find_document(session, current_actor(), document_id) or abort(404)


def _page(session: Session, document_id: int, **refused: Any) -> dict[str, Any]:
    """The context of `documents/show.html`; `refused` are a form and its sentence."""
    actor = current_actor()
    view = document_view(session, actor, _load(session, document_id))
    files = FileForm(formdata=None)
    files.offer(_replaceable(view.current_files) if view.may_read else [])
    check = CheckForm(formdata=None, day=clock.today())
    return {
        "view": view,
        "knows_register": actor.has_role(*READERS),
        "files": files,
        "check": check,
        "bound": None,
        "refusal": "",
        **refused,
    }


def _replaceable(current: Any) -> list[tuple[int, str]]:
    return [
        (file.id, gettext("Bản mới của “%(name)s”", name=file.file.original_name))
        for file in current
    ]


@blueprint.route("/van-ban/moi", methods=["GET", "POST"])
@access(*KEEPERS)
def add() -> ResponseReturnValue:
    """Enter a document into the register; files are stored before the transaction."""
    form = DocumentForm()
    if request.method == "GET" or not form.validate_on_submit():
        return _form_page(form, None, 200 if request.method == "GET" else 422)
    session, actor = db.session(), current_actor()
    try:
        facts, sent = form.to_facts(), accepted(form.files.data)
        with short_read(db.engine) as glance:
            suffices = glance.get_one(Commune, actor.commune_id).number_suffices
            documents.check(facts, bool(sent), number_suffices=suffices)
            hashes = [upload.sha256 for upload in sent]
            known = documents.find_known(glance, actor, facts, hashes, asking=True)
        if known is not None:
            flash(gettext("Văn bản này đã có trong sổ; chưa ghi thêm gì."), "warning")
            return redirect(url_for("documents.show", document_id=known.id))
        kept = stored(sent)
        made = documents.register(session, actor, facts, kept, unit_id=None, now=clock.now())
    except ActionRefused as refused:
        return _form_page(form, None, http_status(refused), refusal_text(refused))
    flash(gettext("Đã ghi văn bản vào sổ."), "success")
    return redirect(url_for("documents.show", document_id=made.id))


def _form_page(
    form: DocumentForm, document: Document | None, status: int, refusal: str = ""
) -> Response:
    page = render_template("documents/edit.html", form=form, document=document, refusal=refusal)
    return make_response(page, status)


@blueprint.route("/van-ban/<int:document_id>/sua", methods=["GET", "POST"])
@access(*KEEPERS, *UNIT)
def edit(document_id: int) -> ResponseReturnValue:
    """Correct a document; of two who save the second is told so."""
    session, actor = db.session(), current_actor()
    document = _load(session, document_id)
    may_see = may_change_document(actor, document) and may_read_document(session, actor, document)
    if not may_see:
        abort(403)
    form = DocumentForm()
    if request.method == "GET":
        form.show(document_changes.stored_facts(session, document), document.version)
        return _form_page(form, document, 200)
    if not form.validate():
        return _form_page(form, document, 422)
    try:
        version = form.version.data or 0
        changed = document_changes.change(
            session, actor, document, form.to_facts(), version=version, now=clock.now()
        )
    except ActionRefused as refused:
        return _edit_refused(form, document_id, refused)
    flash(gettext("Đã sửa văn bản.") if changed else gettext("Không có gì thay đổi."), "success")
    return redirect(url_for("documents.show", document_id=document_id))


def _edit_refused(form: DocumentForm, document_id: int, refused: ActionRefused) -> Response:
    """The form with what was typed; beside a newer version, to be saved over when it was seen."""
    db.session.rollback()
    with reading():
        session = db.session()
        document = _load(session, document_id)
        stored_now = None
        if refused.refusal is Refusal.document_changed:
            form.version.data = form.version.raw_data = None
            form.version.data = document.version
            stored_now = document_changes.stored_facts(session, document)
        page = render_template(
            "documents/edit.html",
            form=form,
            document=document,
            refusal=refusal_text(refused),
            stored=stored_now,
        )
    return make_response(page, http_status(refused))


@blueprint.post("/van-ban/<int:document_id>/tep")
@access(*KEEPERS, *UNIT)
def add_file(document_id: int) -> ResponseReturnValue:
    """A further file, or a new version of one; looked at and stored before the transaction."""
    form, actor = FileForm(), current_actor()
    with short_read(db.engine) as glance:
        view = document_view(glance, actor, _load(glance, document_id))
        if not may_fill_document(actor, view.document, has_file=bool(view.files)):
            abort(403)
        form.offer(_replaceable(view.current_files) if view.may_read else [])
    if not form.validate_on_submit():
        return _shown_again(document_id, form, "", 422)
    try:
        kept = stored(accepted(form.files.data))
        document_changes.add_files(
            db.session(),
            actor,
            _load(db.session(), document_id),
            kept,
            replaces_id=form.replaces.data or None,
            now=clock.now(),
        )
    except ActionRefused as refused:
        return _shown_again(document_id, form, refusal_text(refused), http_status(refused))
    flash(gettext("Đã thêm tệp."), "success")
    return redirect(url_for("documents.show", document_id=document_id, _anchor="tep"))


@blueprint.post("/van-ban/<int:document_id>/doi-chieu")
@access(*CHECKERS)
def compare(document_id: int) -> ResponseReturnValue:
    """Đã đối chiếu bản gốc."""
    return _note(document_id, document_changes.note_compared, gettext("Đã ghi đối chiếu bản gốc."))


@blueprint.post("/van-ban/<int:document_id>/da-tra")
@access(*CHECKERS)
def look_up(document_id: int) -> ResponseReturnValue:
    """Đã tra trên hệ thống văn bản."""
    said = gettext("Đã ghi tra trên hệ thống văn bản.")
    return _note(document_id, document_changes.note_looked_up, said)


def _note(document_id: int, note: Any, said: str) -> ResponseReturnValue:
    """Note a check, and go back to the decision it was ticked on, else to the document."""
    session, form = db.session(), CheckForm()
    document = _load(session, document_id)
    if not form.validate_on_submit():
        return _shown_again(document_id, form, "", 422)
    try:
        note(session, current_actor(), document, form.day.data, clock.now())
    except ActionRefused as refused:
        return _shown_again(document_id, form, refusal_text(refused), http_status(refused))
    flash(said, "success")
    if form.item.data:
        return redirect(url_for("verification.show", work_item_id=form.item.data))
    return redirect(url_for("documents.show", document_id=document_id))


def _shown_again(document_id: int, form: Any, refusal: str, status: int) -> Response:
    db.session.rollback()
    with reading():
        named = {"files": form} if isinstance(form, FileForm) else {"check": form}
        context = _page(db.session(), document_id, **named, bound=form, refusal=refusal)
        if isinstance(form, FileForm):
            form.offer(_replaceable(context["view"].current_files))
        return make_response(render_template("documents/show.html", **context), status)
