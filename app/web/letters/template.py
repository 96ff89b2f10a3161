"""The office's own template: what it may name, an example, and the way back to the built-in one."""

import io

from flask import (
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.labels.letters import (
    PLACEHOLDER,
    ROW_PLACEHOLDER,
    LetterRefusal,
    LetterRefused,
    letter_refusal_text,
    template_refusal_text,
)
from app.labels.refusals import http_status, refusal_text
from app.queries.urging_letters import template_in_force
from app.reports.letter_template import LINES, ROWS, TemplateRefused
from app.reports.urging_letter import MEDIA_TYPE, sample_template
from app.services.documents import store
from app.services.letter_templates import MAX_BYTES, try_template, use_built_in, use_template
from app.services.uploads import MEGABYTE, Upload, accept
from app.transactions import reading
from app.web.access import access, current_actor
from app.web.letters.blueprint import blueprint
from app.web.letters.forms import TemplateForm
from app.web.letters.pages import send, storage
from workflows.states import ActionRefused, Role


@blueprint.get("/don-doc/mau")
@access(Role.standing_officer)
def template() -> ResponseReturnValue:
    """Which letter is used, what a template may name, and the form for one of the office's own."""
    return _page(TemplateForm(formdata=None))


@blueprint.post("/don-doc/mau")
@access(Role.standing_officer)
def use_own() -> ResponseReturnValue:
    """Try the template, apart and under limits, before the transaction that keeps it."""
    form = TemplateForm()
    try:
        upload = _uploaded(form)
        try_template(upload.stream.read(), clock.today())
        upload.stream.seek(0)
        file = store(storage(), upload)
    except LetterRefused as refused:
        return _page(form, letter_refusal_text(refused), 422)
    except TemplateRefused as refused:
        return _page(form, template_refusal_text(refused.refusal.value, refused.what), 422)
    except ActionRefused as refused:
        return _page(form, refusal_text(refused), http_status(refused))
    use_template(db.session(), current_actor(), file, clock.now())
    flash(gettext("Công văn đôn đốc từ nay lập theo mẫu “%(name)s”.", name=file.name))
    return redirect(url_for("letters.template"))


def _uploaded(form: TemplateForm) -> Upload:
    chosen = form.file.data
    if not form.validate() or not chosen or not chosen.filename:
        raise LetterRefused(LetterRefusal.file_missing)
    upload = accept(chosen.stream, chosen.filename, MAX_BYTES)
    if upload.media_type != MEDIA_TYPE:
        raise LetterRefused(LetterRefusal.not_docx)
    return upload


@blueprint.post("/don-doc/mau/co-san")
@access(Role.standing_officer)
def use_ours() -> ResponseReturnValue:
    """Back to the built-in letter."""
    if use_built_in(db.session(), current_actor(), clock.now()):
        flash(gettext("Công văn đôn đốc từ nay lập theo mẫu có sẵn."))
    return redirect(url_for("letters.template"))


@blueprint.get("/don-doc/mau/vi-du.docx")
@access(Role.standing_officer)
def sample() -> Response:
    """The built-in letter with the names in their places, to begin a template with."""
    return send_file(
        io.BytesIO(sample_template()),
        mimetype=MEDIA_TYPE,
        as_attachment=True,
        download_name=gettext("mau-cong-van-don-doc.docx"),
    )


@blueprint.get("/don-doc/mau/dang-dung.docx")
@access(Role.standing_officer)
def own_template() -> Response:
    """The template in force."""
    found = template_in_force(db.session(), current_actor().commune_id) or abort(404)
    return send(found.template.id, found.file)


def _page(form: TemplateForm, refusal: str = "", status: int = 200) -> Response:
    with reading():
        drawn = render_template(
            "letters/template.html",
            form=form,
            refusal=refusal,
            in_force=template_in_force(db.session(), current_actor().commune_id),
            names={name: str(words) for name, words in PLACEHOLDER.items() if name != ROWS},
            lists=LINES,
            rows=ROWS,
            row_names={name: str(words) for name, words in ROW_PLACEHOLDER.items()},
            limit=MAX_BYTES // MEGABYTE,
        )
    return make_response(drawn, status)
