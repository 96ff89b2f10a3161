"""Word a message from its three templates: subject, text, HTML, in the reader's language."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import Flask
from flask_babel import force_locale

from app.jobs import digest_words
from app.jobs.short_texts import short_digest, short_notices
from app.labels.notices import notice_words
from app.queries.digest import Row
from app.services.digests import Digest
from app.services.notice_mails import Bundle
from app.services.outbox import Rendered
from workflows.reminders import LINES, Group
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
SETTINGS = "/thong-bao/thiet-lap"
"""Where a person chooses what comes by mail: named in every mail."""

_EMPTY_LINES = re.compile(r"\n{3,}")


def digest_renderer(app: Flask, public_url: str) -> Callable[[Digest], Rendered]:
    """A function that words a digest; links are absolute, on `public_url`. Needs no request."""
    words = _Words(app, public_url)

    def render(digest: Digest) -> Rendered:
        mail = words.of("weekly_digest", digest.reader.locale, _context(digest))
        with force_locale(digest.reader.locale):
            return replace(mail, short=short_digest(digest, words.link))

    return render


def notice_renderer(app: Flask, public_url: str) -> Callable[[Bundle], Rendered]:
    """A function that words a mail of notices; links are absolute, on `public_url`."""
    words = _Words(app, public_url)

    def render(bundle: Bundle) -> Rendered:
        with force_locale(bundle.locale):
            said = [(notice, notice_words(notice)) for notice in bundle.wanted[:LINES]]
        more = len(bundle.wanted) - len(said)
        context = {"bundle": bundle, "said": said, "more": more, "short": digest_words.short}
        mail = words.of("notices", bundle.locale, context)
        with force_locale(bundle.locale):
            return replace(mail, short=short_notices([s for _, s in said], more, words.link))

    return render


class _Words:
    """The templates of messages: subject, text and HTML of a kind, in a language."""

    def __init__(self, app: Flask, public_url: str) -> None:
        # The environment of mails: the pages' own, but a block leaves no empty line in a text.
        self._environment = app.jinja_env.overlay(trim_blocks=True, lstrip_blocks=True)
        self._public_url = public_url

    def link(self, path: str) -> str:
        return self._public_url + path

    def of(self, kind: str, locale: str, context: Mapping[str, Any]) -> Rendered:
        whole = {"locale": locale, "link": self.link, "settings_path": SETTINGS, **context}
        with force_locale(locale):
            subject, text, html = (
                self._environment.get_template(f"messages/{kind}/{name}").render(whole)
                for name in ("subject.txt", "body.txt", "body.html")
            )
        # A subject is one line, whatever a name holds.
        return Rendered(squeeze(subject), _EMPTY_LINES.sub("\n\n", text).strip() + "\n", html)


def _cause_path(row: Row) -> str:
    """Where a unit says why a late row is late; of one that is not, how far it is."""
    if row.group is Group.late:
        return f"/viec/{row.id}/bao-nguyen-nhan"
    return f"/viec/{row.id}?mo=tien-do#tien-do"


def _only_row(digest: Digest) -> Row | None:
    """The row of a digest that has no other: then a button leads straight to its form."""
    rows = [row for part in digest.parts for row in part.rows]
    more = any(part.more for part in digest.parts)
    return rows[0] if len(rows) == 1 and not more else None


def _submit_all_path(digest: Digest) -> str:
    only = _only_row(digest)
    return f"/viec/{only.id}?mo=gui#gui" if only else OWN_WORK


def _cause_all_path(digest: Digest) -> str:
    only = _only_row(digest)
    return _cause_path(only) if only else OWN_WORK


def _context(digest: Digest) -> dict[str, Any]:
    def more_path(group: Group) -> str:
        return OWN_WORK if digest.edition == "unit" else MORE[group]

    return {
        "digest": digest,
        "facts": digest.facts,
        "more_path": more_path,
        "cause_path": _cause_path,
        "submit_all_path": _submit_all_path,
        "cause_all_path": _cause_all_path,
        "sent_words": digest_words.sent_words,
        "heading": digest_words.heading,
        "edition_words": digest_words.edition_words,
        "numbers_text": digest_words.numbers_text,
        "plan_words": digest_words.plan_words,
        "sum_words": digest_words.sum_words,
        "outside_words": digest_words.outside_words,
        "unit_words": digest_words.unit_words,
        "row_words": digest_words.row_words,
        "standing_words": digest_words.standing_words,
        "grid_words": digest_words.grid_words,
        "others": digest_words.other_words,
        "short": digest_words.short,
    }
