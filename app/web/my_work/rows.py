"""The rows of *Việc của tôi*: each item with the one thing to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext

from app.labels import work_items as words
from app.labels.dates import date_text
from app.models import WorkItem
from app.queries.evidence import Coverage
from app.queries.work_items import Turn
from workflows.permissions import Actor, Subject, can
from workflows.states import WITH_LEAD, Action, Status

NAMED = 60
"""Characters of a product's title up to which a row names it."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """A button: a link, or where `posts` a form that is sent at once."""

    text: str
    href: str
    icon: str
    posts: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """An item as the page draws it."""

    item: WorkItem
    turn: Turn
    mark: str
    meta: Sequence[str]
    step: NextStep | None
    may_note: bool
    returned: str


def row_of(
    actor: Actor, item: WorkItem, turn: Turn, subject: Subject, coverage: Coverage, today: date
) -> Row:
    """Work out the row of one item."""
    task = item.task
    place = words.place_words(task.section.code if task.section else "", task.number)
    returned = item.status is Status.returned
    return Row(
        item=item,
        turn=turn,
        mark=words.time_mark(item, today),
        meta=[
            place,
            item.label,
            "" if returned else _state(item, today),
            _coverage_words(item, coverage),
            _waiting(item),
        ],
        step=_next_step(actor, item, subject, coverage),
        may_note=item.status in WITH_LEAD and can(actor, Action.record_progress, subject),
        returned=words.status_words(item) if returned else "",
    )


def _state(item: WorkItem, today: date) -> str:
    if item.status is Status.submitted and item.submitted_on is not None:
        return gettext("Chờ xác nhận, gửi %(day)s", day=date_text(item.submitted_on))
    if item.opens_on is not None and item.opens_on > today:
        return gettext("Mở từ %(day)s", day=date_text(item.opens_on))
    return words.status_words(item)


def _waiting(item: WorkItem) -> str:
    if not item.waiting_on or item.status not in WITH_LEAD:
        return ""
    return words.waiting_words(item.waiting_on, item.waiting_since)


def _coverage_words(item: WorkItem, coverage: Coverage) -> str:
    """What of the checklist is still missing; by name where it is one thing with a short name."""
    if item.status not in WITH_LEAD or not coverage.products:
        return ""
    if not coverage.missing:
        return gettext("Đủ %(all)s/%(all)s sản phẩm", all=coverage.products)
    if len(coverage.missing) == 1 and len(coverage.missing[0]) <= NAMED:
        return gettext("Còn thiếu: %(product)s", product=coverage.missing[0])
    return gettext(
        "Còn thiếu %(missing)s/%(all)s sản phẩm",
        missing=len(coverage.missing),
        all=coverage.products,
    )


def _next_step(
    actor: Actor, item: WorkItem, subject: Subject, coverage: Coverage
) -> NextStep | None:
    """What moves the item on, as far as this person may."""
    if item.status not in WITH_LEAD:
        return None
    heads = can(actor, Action.submit, subject)
    if item.status is Status.assigned and heads:
        href = url_for("work_items.accept", work_item_id=item.id)
        return NextStep(gettext("Tiếp nhận"), href, "user-check", posts=True)
    if item.status is Status.returned:
        href = url_for("work_items.show", work_item_id=item.id, _anchor="san-pham")
        text = gettext("Sửa và gửi lại") if heads else gettext("Sửa theo lý do")
        return NextStep(text, href, "arrow-forward-up")
    if heads and not coverage.missing:
        return NextStep(gettext("Gửi kết quả"), _open(item, "gui"), "send")
    return NextStep(gettext("Thêm tài liệu"), _open(item, "tai-lieu"), "paperclip")


def _open(item: WorkItem, anchor: str) -> str:
    return url_for("work_items.show", work_item_id=item.id, mo=anchor, _anchor=anchor)
