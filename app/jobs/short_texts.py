"""The texts for webhooks and chats: numbers, titles, units, a link. Nothing that somebody wrote
about his work: notes, reasons and difficulties stay in the product and in the mails.
"""

from collections.abc import Callable, Sequence

from flask_babel import gettext, ngettext

from app.jobs import digest_words
from app.labels.notices import NoticeWords
from app.queries.digest import Row
from app.services.digests import Digest
from workflows.reminders import Edition

MOST_LINES = 20
"""With the link, which is the last one."""

Link = Callable[[str], str]


def short_digest(digest: Digest, link: Link) -> str:
    """A digest in at most MOST_LINES lines."""
    lines = list(_opening(digest))
    for part in digest.parts:
        lines.append(f"{digest_words.heading(part.group)} ({part.count}):")
        lines.extend(_row(row, digest) for row in part.rows)
    path = "/viec-cua-toi" if digest.edition is Edition.unit else "/tong-quan"
    return _bounded(lines, link(path))


def short_notices(said: Sequence[NoticeWords], more: int, link: Link) -> str:
    """Notices as lines; `more` of them are not among `said`."""
    lines = [f"- {words.sentence}" for words in said[: MOST_LINES - 2]]
    left_out = more + len(said) - len(lines)
    if left_out:
        lines.append(_more(left_out))
    return _bounded(lines, link("/thong-bao"))


def _opening(digest: Digest) -> Sequence[str]:
    facts = digest.facts
    if digest.edition is Edition.unit:
        return [digest_words.unit_words(digest.units, digest.numbers, facts.as_of)]
    return [*digest_words.sum_words(facts), f"{digest_words.numbers_text(digest.numbers, ', ')}."]


def _row(row: Row, digest: Digest) -> str:
    words = digest_words.row_words(row, digest.facts.today, digest.reader.locale)
    return f"- {words.title} ({row.unit_names}): {words.state}"


def _more(number: int) -> str:
    return ngettext("Còn %(num)d thông báo nữa.", "Còn %(num)d thông báo nữa.", number)


def _bounded(lines: Sequence[str], address: str) -> str:
    """The lines that there is room for, then the link."""
    if len(lines) > MOST_LINES - 1:
        lines = [*lines[: MOST_LINES - 2], gettext("Còn nữa, xem ở đường dẫn dưới đây.")]
    return "\n".join([*lines, address])


__all__ = ["MOST_LINES", "short_digest", "short_notices"]
