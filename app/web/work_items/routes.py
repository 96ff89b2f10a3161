"""One work item: its page, and the steps a unit, the office and a leader take on it. One task: its
page."""

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.labels.refusals import http_status, refusal_text
from app.labels.words import ACTION
from app.models import WorkItem, WorkItemProduct
from app.queries.evidence import evidence_of_item, load_evidence_document
from app.queries.subjects import subject_of
from app.queries.work_items import find_work_item, load_task, load_work_item
from app.services import documents, evidence
from app.services.stored_files import KeptFile
from app.services.work_items import perform
from app.transactions import reading, short_read
from app.web.access import EVERYBODY, access, current_actor
from app.web.documents.incoming import accepted, stored
from app.web.errors import stale_page
from app.web.work_items.forms import (
    ActivateForm,
    BringBackForm,
    DropForm,
    EvidenceForm,
    ExplanationForm,
    InternalDateForm,
    ProgressForm,
    ReopenForm,
    SetDateForm,
    StepForm,
    SubmitForm,
    WaitingForm,
)
from app.web.work_items.pages import item_page, offer_products, task_page
from workflows.requirements import check_document_day
from workflows.states import Action, ActionRefused, Refusal, Role

blueprint = Blueprint("work_items", __name__)

UNIT = (Role.unit_head, Role.unit_officer)
DATES = (Role.standing_officer, Role.unit_head, Role.leader)


def _load(session: Session, work_item_id: int) -> WorkItem:
    return load_work_item(session, current_actor(), work_item_id) or abort(404)


@blueprint.get("/viec/<int:work_item_id>")
@access(*EVERYBODY)
def show(work_item_id: int) -> str:
    """The item; `mo` names a form to show open."""
    session = db.session()
    item = _load(session, work_item_id)
    context = item_page(session, current_actor(), item, opened=request.args.get("mo", ""))
    return render_template("work_items/show.html", **context)


@blueprint.get("/nhiem-vu/<int:task_id>")
@access(*EVERYBODY)
def task(task_id: int) -> str:
    """The task as printed, its items and units, its history."""
    session, actor = db.session(), current_actor()
    found = load_task(session, actor, task_id) or abort(404)
    return render_template("work_items/task.html", **task_page(session, actor, found))


@blueprint.post("/viec/<int:work_item_id>/tiep-nhan")
@access(*UNIT)
def accept(work_item_id: int) -> ResponseReturnValue:
    """Tiếp nhận."""
    return _step(work_item_id, Action.accept, StepForm())


@blueprint.post("/viec/<int:work_item_id>/tien-do")
@access(*UNIT)
def record_progress(work_item_id: int) -> ResponseReturnValue:
    """Cập nhật tiến độ."""
    return _step(work_item_id, Action.record_progress, ProgressForm())


@blueprint.post("/viec/<int:work_item_id>/gui")
@access(*UNIT)
def submit(work_item_id: int) -> ResponseReturnValue:
    """Gửi kết quả."""
    return _step(work_item_id, Action.submit, SubmitForm())


@blueprint.post("/viec/<int:work_item_id>/rut-lai")
@access(*UNIT)
def withdraw(work_item_id: int) -> ResponseReturnValue:
    """Rút lại."""
    return _step(work_item_id, Action.withdraw, StepForm())


@blueprint.post("/viec/<int:work_item_id>/thoi-han")
@access(*DATES)
def set_date(work_item_id: int) -> ResponseReturnValue:
    """Đặt thời hạn for an item without one."""
    return _step(work_item_id, Action.set_date, SetDateForm())


@blueprint.post("/viec/<int:work_item_id>/han-noi-bo")
@access(Role.standing_officer, Role.leader)
def set_internal_date(work_item_id: int) -> ResponseReturnValue:
    """Hạn nội bộ."""
    return _step(work_item_id, Action.set_internal_date, InternalDateForm())


@blueprint.post("/viec/<int:work_item_id>/dang-cho")
@access(*UNIT, Role.standing_officer)
def mark_waiting(work_item_id: int) -> ResponseReturnValue:
    """Ghi đang chờ."""
    return _step(work_item_id, Action.mark_waiting, WaitingForm())


@blueprint.post("/viec/<int:work_item_id>/het-cho")
@access(*UNIT, Role.standing_officer)
def end_waiting(work_item_id: int) -> ResponseReturnValue:
    """Hết chờ."""
    return _step(work_item_id, Action.end_waiting, StepForm())


@blueprint.post("/viec/<int:work_item_id>/can-cu")
@access(*DATES)
def activate(work_item_id: int) -> ResponseReturnValue:
    """Ghi nhận căn cứ; `preview` shows the date counted as the plan prints, and keeps nothing."""
    form = ActivateForm()
    if not (form.preview.data and form.validate()):
        return _step(work_item_id, Action.activate, form)
    try:
        check_document_day(form.document_on.data, clock.today())
    except ActionRefused as refused:
        return _refused(work_item_id, form, refused)
    return _drawn_again(work_item_id, form, "", 200)


@blueprint.post("/viec/<int:work_item_id>/mo-lai")
@access(*DATES)
def reopen(work_item_id: int) -> ResponseReturnValue:
    """Mở lại."""
    return _step(work_item_id, Action.reopen, ReopenForm())


@blueprint.post("/viec/<int:work_item_id>/dua-ra")
@access(Role.leader, Role.standing_officer)
def drop(work_item_id: int) -> ResponseReturnValue:
    """Đưa ra khỏi kế hoạch."""
    return _step(work_item_id, Action.drop, DropForm())


@blueprint.post("/viec/<int:work_item_id>/dua-lai")
@access(Role.leader, Role.standing_officer)
def bring_back(work_item_id: int) -> ResponseReturnValue:
    """Đưa trở lại kế hoạch."""
    return _step(work_item_id, Action.bring_back, BringBackForm())


def _step(work_item_id: int, action: Action, form: StepForm) -> ResponseReturnValue:
    """Load, ask the form, hand over to the door, say so, go on."""
    session = db.session()
    item = find_work_item(session, current_actor(), work_item_id) or abort(404)
    if not form.validate_on_submit():
        return _drawn_again(work_item_id, form, "", 422)
    try:
        perform(
            session,
            current_actor(),
            item,
            action,
            form.to_request(),
            version=form.version.data or 0,
            now=clock.now(),
        )
    except ActionRefused as refused:
        return _refused(work_item_id, form, refused)
    flash(gettext("Đã ghi: %(step)s.", step=str(ACTION[action]).lower()), "success")
    if isinstance(form, ProgressForm) and form.back.data == "viec-cua-toi":
        return redirect(url_for("my_work.index"))
    return redirect(url_for("work_items.show", work_item_id=work_item_id))


def _refused(work_item_id: int, form: StepForm, refused: ActionRefused) -> Response:
    """The page again with the sentence on top and what was typed; a stale one says who was
    first."""
    db.session.rollback()
    if refused.refusal is Refusal.changed_meanwhile:
        return stale_page(refused, work_item_id, form.typed_words())
    return _drawn_again(work_item_id, form, refusal_text(refused), http_status(refused))


def _drawn_again(work_item_id: int, form: StepForm, refusal: str, status: int) -> Response:
    """Nothing of the request is kept; the page is read anew, without holding up anybody who
    writes."""
    db.session.rollback()
    with reading():
        session = db.session()
        item = _load(session, work_item_id)
        context = item_page(session, current_actor(), item, bound=form, refusal=refusal)
        return make_response(render_template("work_items/show.html", **context), status)


@blueprint.post("/viec/<int:work_item_id>/tai-lieu")
@access(*UNIT)
def attach(work_item_id: int) -> ResponseReturnValue:
    """Thêm tài liệu kiểm chứng. The files are looked at and stored before the transaction that
    links them, for a large one takes its time."""
    form = EvidenceForm()
    try:
        kept = _keep_files(work_item_id, form)
        if kept is None:
            return _drawn_again(work_item_id, form, "", 422)
        files, sha256s = kept
        session = db.session()
        evidence.attach(
            session,
            current_actor(),
            _load(session, work_item_id),
            form.to_facts(),
            files,
            form.products.data or [],
            sha256s=sha256s,
            now=clock.now(),
            is_another=bool(form.another.data),
        )
    except ActionRefused as refused:
        return _refused(work_item_id, form, refused)
    flash(gettext("Đã thêm tài liệu."), "success")
    return redirect(url_for("work_items.show", work_item_id=work_item_id, _anchor="san-pham"))


def _keep_files(work_item_id: int, form: EvidenceForm) -> tuple[list[KeptFile], list[str]] | None:
    """Look at what was sent and store it: (files stored, their hashes), or None where the form has
    an error. Nothing is stored for somebody who may not attach, nor of a document that is known
    already, until it is said to be another. Raises ActionRefused."""
    actor = current_actor()
    with short_read(db.engine) as glance:
        item = _load(glance, work_item_id)
        subject = subject_of(glance, item)
        evidence.check_open(actor, item, subject)
        offer_products(form, evidence_of_item(glance, actor, item, subject))
        if not form.validate_on_submit():
            return None
        facts, sent = form.to_facts(), accepted(form.files.data)
        sha256s = [upload.sha256 for upload in sent]
        documents.check(
            facts,
            bool(sent),
            number_suffices=evidence.number_suffices(glance, actor.commune_id),
        )
        known = documents.find_to_ask(glance, actor, facts, sha256s)
    if known is not None and known.id != form.another.data:
        form.show_known(known)
        raise ActionRefused(Refusal.document_known, document=known.number or known.subject)
    return stored(sent), sha256s


@blueprint.post("/viec/<int:work_item_id>/tai-lieu/<int:document_id>/rut")
@access(*UNIT)
def take_back(work_item_id: int, document_id: int) -> ResponseReturnValue:
    """Take a document back from the item."""
    session = db.session()
    item = _load(session, work_item_id)
    document = load_evidence_document(session, item, document_id) or abort(404)
    try:
        evidence.take_back(session, current_actor(), item, document, now=clock.now())
    except ActionRefused as refused:
        return _refused(work_item_id, StepForm(), refused)
    flash(gettext("Đã gỡ tài liệu; văn bản vẫn còn trong sổ."), "success")
    return redirect(url_for("work_items.show", work_item_id=work_item_id, _anchor="san-pham"))


@blueprint.post("/viec/<int:work_item_id>/san-pham/<int:work_item_product_id>/giai-trinh")
@access(*UNIT)
def explain(work_item_id: int, work_item_product_id: int) -> ResponseReturnValue:
    """Giải trình for a product that has no document."""
    session, form = db.session(), ExplanationForm()
    item = _load(session, work_item_id)
    product = session.get(WorkItemProduct, work_item_product_id)
    if product is None or product.work_item_id != item.id:
        abort(404)
    form.set_ids(f"{form.anchor}-{product.id}")
    form.product_id = product.id
    if not form.validate_on_submit():
        return _drawn_again(work_item_id, form, "", 422)
    try:
        evidence.explain(
            session, current_actor(), item, product, form.explanation.data or "", now=clock.now()
        )
    except ActionRefused as refused:
        return _refused(work_item_id, form, refused)
    flash(gettext("Đã lưu giải trình."), "success")
    return redirect(url_for("work_items.show", work_item_id=work_item_id, _anchor="san-pham"))
