"""The register as another system exports it: read, its differences shown, stored when asked to.

Between the two steps the file lies in the store under a key that only a signed note on the page
knows; what nobody stores in the end is swept away with other files that no row names.
"""

from dataclasses import asdict
from datetime import timedelta

from flask import (
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app import clock
from app.extensions import db
from app.labels import register as words
from app.labels.problems import problem_text
from app.plan_import import PlanRefused
from app.plan_import.isolation.parent import read_register_isolated
from app.plan_import.register import RegisterReading, RegisterRefused
from app.queries.register_differences import RegisterDifferences, register_differences
from app.reports.workbook import MEDIA_TYPE
from app.services.register_import import RegisterMoved, store_register
from app.services.stored_files import KeptFile
from app.storage import Storage, Written
from app.transactions import reading, short_read
from app.web.access import access, current_actor
from app.web.chosen_file import UploadRefused, content_and_name, limit_in_megabytes
from app.web.documents.blueprint import KEEPERS, blueprint
from app.web.documents.forms import ImportForm

GOOD_FOR = timedelta(hours=12)
"""So long a file that was read may be stored; shorter than unnamed files are left in the store."""


@blueprint.get("/so-van-ban/nhap")
@access(*KEEPERS)
def show_import() -> str:
    """Choose the file."""
    return _choose_page()


@blueprint.post("/so-van-ban/nhap")
@access(*KEEPERS)
def read_import() -> ResponseReturnValue:
    """Read the file and show the differences; nothing is stored in the register."""
    try:
        content, name = content_and_name(
            request.files.get("file"),
            missing=words.register_refusal_text("file_missing"),
            too_large=words.register_refusal_text(
                "too_large", {"limit": str(limit_in_megabytes())}
            ),
            nameless="so-van-ban.xlsx",
        )
        found = _read(content, name)
    except UploadRefused as refused:
        return make_response(_choose_page(refused.sentence), refused.status)
    written = _storage().write([content])
    with short_read(db.engine) as glance:
        differences = register_differences(glance, current_actor().commune_id, found)
    return make_response(_differences_page(differences, KeptFile(written, name, _media_type(name))))


@blueprint.post("/so-van-ban/nhap/luu")
@access(*KEEPERS)
def store_import() -> ResponseReturnValue:
    """Store what was shown, in one transaction."""
    try:
        file, seen = _note_read(request.form.get("note", ""))
        found = _read(_storage().read(file.written.key), file.name)
    except UploadRefused as refused:
        return make_response(_choose_page(refused.sentence), refused.status)
    try:
        done = store_register(
            db.session(), current_actor(), found, file, seen=seen, now=clock.now()
        )
    except RegisterMoved as moved:
        db.session.rollback()
        with reading():
            refusal = words.register_refusal_text("moved")
            return make_response(_differences_page(moved.differences, file, refusal), 409)
    if done.new:
        count = len(done.new)
        flash(ngettext("Đã thêm %(num)d văn bản.", "Đã thêm %(num)d văn bản.", count), "success")
    if done.changed:
        count = len(done.changed)
        flash(ngettext("Đã sửa %(num)d văn bản.", "Đã sửa %(num)d văn bản.", count), "success")
    if not done.has_news:
        flash(gettext("Sổ không có gì mới."))
    return redirect(url_for("documents.index"))


def _storage() -> Storage:
    storage: Storage = current_app.extensions["storage"]
    return storage


def _read(content: bytes, name: str) -> RegisterReading:
    try:
        return read_register_isolated(content, name)
    except PlanRefused as refused:
        raise UploadRefused(problem_text(refused.code.value, refused.values)) from refused
    except RegisterRefused as refused:
        raise UploadRefused(words.register_refusal_text(refused.code.value)) from refused


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="register import")


def _note(file: KeptFile, fingerprint: str) -> str:
    """What the page carries to the second step: the file, whose it is, what was shown."""
    actor = current_actor()
    return _signer().dumps(
        {
            "file": asdict(file.written),
            "name": file.name,
            "seen": fingerprint,
            "whose": [actor.commune_id, actor.person_id],
        }
    )


def _note_read(note: str) -> tuple[KeptFile, str]:
    """The file and the fingerprint in a note of this person's. Raises UploadRefused."""
    expired = UploadRefused(words.register_refusal_text("expired"))
    try:
        said = _signer().loads(note, max_age=int(GOOD_FOR.total_seconds()))
    except BadSignature as error:
        raise expired from error
    actor, written = current_actor(), Written(**said["file"])
    if said["whose"] != [actor.commune_id, actor.person_id]:
        raise expired
    if not _storage().path(written.key).is_file():
        raise expired
    return KeptFile(written, said["name"], _media_type(said["name"])), said["seen"]


def _media_type(name: str) -> str:
    """Old and open formats are kept as they came, under the type of mere bytes."""
    return MEDIA_TYPE if name.lower().endswith(".xlsx") else "application/octet-stream"


def _choose_page(refusal: str = "") -> str:
    return render_template(
        "documents/import.html",
        form=ImportForm(formdata=None),
        refusal=refusal,
        limit=limit_in_megabytes(),
    )


def _differences_page(differences: RegisterDifferences, file: KeptFile, refusal: str = "") -> str:
    return render_template(
        "documents/differences.html",
        differences=differences,
        name=file.name,
        note=_note(file, differences.fingerprint),
        refusal=refusal,
        words=words,
    )
