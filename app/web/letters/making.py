"""A new letter: what would be in it, the letter to look at, and its document."""

from dataclasses import dataclass

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.labels.letters import (
    LetterRefused,
    letter_refusal_status,
    letter_refusal_text,
    template_refusal_text,
)
from app.queries.calendar import working_calendar
from app.queries.late_by_unit import LateToday, Sender, late_by_unit, sender_of
from app.queries.plans import find_plan
from app.queries.urging_letters import TemplateInForce, template_in_force
from app.reports.letter_template import TemplateRefused
from app.reports.letter_words import Letter, letter_words
from app.reports.urging_letter import HEADINGS, MEDIA_TYPE, row_cells
from app.services import urging_letters
from app.services.letter_making import Choice, check, compose, suggested
from app.services.letter_templates import letter_document
from app.services.stored_files import KeptFile
from app.transactions import reading, short_read
from app.web.access import access, current_actor
from app.web.fields import row_id
from app.web.letters.blueprint import blueprint
from app.web.letters.forms import LetterForm
from app.web.letters.pages import storage
from workflows.states import Role


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a letter is made of, as it stands at this moment."""

    late: LateToday
    sender: Sender
    template: TemplateInForce | None
    plan: str


def _facts(session: Session, plan: str | None) -> _Facts:
    """`plan` is an id as an address or a form gives it; what is no plan of the commune counts as
    none."""
    actor, today = current_actor(), clock.today()
    found = find_plan(session, actor, row_id(plan)) if plan and plan.isdecimal() else None
    return _Facts(
        late_by_unit(session, actor, today, found.id if found else None),
        sender_of(session, actor, today),
        template_in_force(session, actor.commune_id),
        found.title if found else "",
    )


@blueprint.get("/don-doc/moi")
@access(Role.standing_officer)
def new() -> ResponseReturnValue:
    """What would be in a letter today, as it is usually sent; `unit_id` names one unit."""
    session, today = db.session(), clock.today()
    facts = _facts(session, request.args.get("plan_id"))
    form = LetterForm(formdata=None)
    form.offer(facts.late)
    wanted = request.args.get("unit_id", type=row_id)
    known = wanted in {unit.id for unit in facts.late.units if unit.items}
    calendar = working_calendar(session, current_actor().commune_id, today)
    form.show(
        suggested(facts.late, facts.sender, today, calendar, unit_id=wanted if known else None)
    )
    form.plan_id.data = request.args.get("plan_id", "")
    return _form_page(form, facts)


@blueprint.post("/don-doc/moi")
@access(Role.standing_officer)
def make() -> ResponseReturnValue:
    """Look at the letter, go back to the form, or make it: the button says which."""
    form = LetterForm()
    with short_read(db.engine) as glance:
        facts = _facts(glance, form.plan_id.data)
    form.offer(facts.late)
    if not form.validate():
        return _form_page(form, facts, status=422)
    if form.step.data == "edit":
        return _form_page(form, facts)
    choice, today = form.choice(), clock.today()
    try:
        check(choice, facts.late, facts.sender, today)
        letter = compose(choice, facts.late, facts.sender, today)
        if form.step.data != "make":
            return _preview(form, letter)
        return _make(choice, facts, letter)
    except LetterRefused as refused:
        words = letter_refusal_text(refused)
        return _form_page(form, facts, words, letter_refusal_status(refused))
    except TemplateRefused as refused:
        return _form_page(form, facts, _template_broke(refused), 422)


def _template_broke(refused: TemplateRefused) -> str:
    return gettext(
        "Mẫu riêng không lập được công văn: %(why)s Sửa mẫu hoặc dùng lại mẫu có sẵn.",
        why=template_refusal_text(refused.refusal.value, refused.what),
    )


def _make(choice: Choice, facts: _Facts, letter: Letter) -> ResponseReturnValue:
    """Write the document, which takes its time, before the transaction that keeps the letter."""
    own = storage().read(facts.template.file.key) if facts.template else None
    written = storage().write([letter_document(letter, own)])
    name = gettext("cong-van-don-doc-%(day)s.docx", day=letter.as_of.isoformat())
    file = KeptFile(written, name, MEDIA_TYPE)
    row = urging_letters.make(
        db.session(), current_actor(), choice, facts.late, letter, file, clock.now()
    )
    flash(gettext("Đã lập công văn. Tải về, trình ký, rồi ghi số, ngày và bản ký tại đây."))
    return redirect(url_for("letters.show", urging_letter_id=row.id))


def _form_page(form: LetterForm, facts: _Facts, refusal: str = "", status: int = 200) -> Response:
    with reading():
        drawn = render_template(
            "letters/new.html", form=form, facts=facts, refusal=refusal, signers=_signers(facts)
        )
    return make_response(drawn, status)


def _signers(facts: _Facts) -> dict[str, str]:
    """Beside each signer, who holds the post today."""
    return {
        signer.value: f"{post} {name}".strip()
        for signer, (post, name) in facts.sender.signers.items()
    }


def _preview(form: LetterForm, letter: Letter) -> Response:
    with reading():
        drawn = render_template(
            "letters/preview.html",
            form=form,
            words=letter_words(letter),
            headings=HEADINGS,
            rows=[row_cells(number, row) for number, row in enumerate(letter.rows, 1)],
        )
    return make_response(drawn, 200)
