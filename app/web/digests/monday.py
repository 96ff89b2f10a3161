"""Trang giao ban: the page for the Monday meeting, on paper, as a Word file, and for a chat."""

import io

from flask import Response, abort, render_template, send_file

from app import clock
from app.extensions import db
from app.jobs.meeting_file import meeting_file_name
from app.jobs.monday_words import monday_page
from app.models import Commune
from app.queries.digest import DigestFacts, digest_facts
from app.reports.monday_page import MEDIA_TYPE, monday_docx, monday_text
from app.web.access import access, current_actor
from app.web.digests.blueprint import blueprint
from workflows.reminders import Edition, edition_for
from workflows.states import Role

READERS = frozenset({Role.standing_officer, Role.unit_head, Role.leader})


@blueprint.get("/giao-ban")
@access(*READERS)
def monday() -> str:
    """The page, to read, print and copy."""
    facts = _facts()
    page = monday_page(facts) if facts else None
    return render_template(
        "digests/monday.html", page=page, chat_text=monday_text(page) if page else ""
    )


@blueprint.get("/giao-ban/tai-ve")
@access(*READERS)
def monday_file() -> Response:
    """The page as a Word file."""
    facts = _facts() or abort(404)
    return send_file(
        io.BytesIO(monday_docx(monday_page(facts))),
        mimetype=MEDIA_TYPE,
        as_attachment=True,
        download_name=meeting_file_name(facts),
    )


def _facts() -> DigestFacts | None:
    """The facts of this moment; only for those whose digest tells of the whole commune."""
    session, actor = db.session(), current_actor()
    facts = digest_facts(session, session.get_one(Commune, actor.commune_id), clock.now())
    if facts and edition_for(actor, facts.office_units) not in (Edition.office, Edition.leaders):
        abort(403)
    return facts
