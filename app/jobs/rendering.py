"""Word a message from its three templates: subject, text, HTML, in the reader's language."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from flask_babel import force_locale

from app.jobs import digest_words
from app.services.digests import Digest, Rendered
from workflows.reminders import Group
from workflows.text import squeeze

MORE: Mapping[Group, str] = {
    Group.late: "/viec-qua-han",
    Group.due: "/tong-quan",
    Group.waiting: "/cho-xac-nhan",
    Group.returned: "/tong-quan",
}
"""Where the rows of a group are that a mail has no room for; a unit's people find all in their
own list.
"""

OWN_WORK = "/viec-cua-toi"

_EMPTY_LINES = re.compile(r"\n{3,}")


def digest_renderer(app: Flask, public_url: str) -> Callable[[Digest], Rendered]:
    """A function that words a digest; links are absolute, on `public_url`. Needs no request."""
    # The environment of mails: the pages' own, but a block leaves no empty line in a text.
    environment = app.jinja_env.overlay(trim_blocks=True, lstrip_blocks=True)

    def link(path: str) -> str:
        return public_url + path

    def render(digest: Digest) -> Rendered:
        context = _context(digest, link)
        with force_locale(digest.reader.locale):
            subject, text, html = (
                environment.get_template(f"messages/weekly_digest/{name}").render(context)
                for name in ("subject.txt", "body.txt", "body.html")
            )
        # A subject is one line, whatever a name holds.
        return Rendered(squeeze(subject), _EMPTY_LINES.sub("\n\n", text).strip() + "\n", html)

    return render


def _context(digest: Digest, link: Callable[[str], str]) -> dict[str, Any]:
    def more_path(group: Group) -> str:
        return OWN_WORK if digest.edition == "unit" else MORE[group]

    return {
        "digest": digest,
        "facts": digest.facts,
        "link": link,
        "more_path": more_path,
        "heading": digest_words.heading,
        "edition_words": digest_words.edition_words,
        "numbers_text": digest_words.numbers_text,
        "plan_words": digest_words.plan_words,
        "unit_words": digest_words.unit_words,
        "title_words": digest_words.title_words,
        "state_words": digest_words.state_words,
        "detail_words": digest_words.detail_words,
        "standing_words": digest_words.standing_words,
        "grid_words": digest_words.grid_words,
        "others": digest_words.other_words,
        "short": digest_words.short,
    }
