"""What the page of a sheet shows: each row with its answer, the one before, and what it lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from app.labels import work_items as words
from app.labels.dates import date_text
from app.labels.periods import period_name
from app.models import UpdateSheet, WorkItem
from app.queries.evidence import ItemEvidence, evidence_of_items
from app.queries.subjects import subjects_of
from app.queries.update_sheets import (
    find_sheet,
    items_before,
    last_said,
    saved_by,
    sheet_items,
)
from app.services.update_sheets import Place, answers_of, fills_in
from app.web.update_sheets.typed import Typed
from workflows.answers import Answer, Lack, lack_of
from workflows.permissions import Actor, can
from workflows.states import WITH_LEAD, Action, Right, Status

LACKS = frozenset({Lack.reason, Lack.products})
"""What stands in the way of an answer that was written."""

_NOT_SENT = frozenset({Status.assigned, Status.in_progress})


@dataclass(frozen=True, slots=True)
class SheetRow:
    """An item on the sheet. `answer` is what its boxes show, `saved` what was saved meanwhile
    where that differs; `before` is the answer of the period before, named `before_label`; `noted`
    the progress somebody noted in this period."""

    item: WorkItem
    answer: Answer
    saved: Answer | None
    before: Answer | None
    before_label: str
    noted: Answer | None
    proofs: ItemEvidence

    @property
    def is_open(self) -> bool:
        return self.item.status in WITH_LEAD

    @property
    def is_returned(self) -> bool:
        return self.item.status is Status.returned

    @property
    def lack(self) -> Lack | None:
        return lack_of(self.answer, self.proofs.uncovered_titles)

    @property
    def place(self) -> str:
        section = self.item.task.section
        return words.place_words(section.code if section else "", self.item.task.number)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet for a person: `right` is by what he fills it in, `may_send` whether he hands it in,
    `entering` that he does so for the unit."""

    place: Place
    unit: str
    kept: UpdateSheet | None
    rows: Sequence[SheetRow]
    right: Right
    may_send: bool

    @property
    def entering(self) -> bool:
        return self.right is Right.enter_result

    @property
    def version(self) -> int:
        return self.kept.version if self.kept else 0

    @property
    def items(self) -> list[WorkItem]:
        return [row.item for row in self.rows]

    @property
    def open_rows(self) -> list[SheetRow]:
        return [row for row in self.rows if row.is_open]

    @property
    def lacking(self) -> list[SheetRow]:
        return [row for row in self.open_rows if row.lack in LACKS]

    @property
    def ready(self) -> list[SheetRow]:
        return [row for row in self.open_rows if row.lack is None and not row.is_returned]

    @property
    def returned(self) -> list[SheetRow]:
        return [row for row in self.open_rows if row.lack is None and row.is_returned]


def load_sheet(
    session: Session, actor: Actor, unit_id: int, period_key: str, typed: Typed | None = None
) -> Sheet | None:
    """The sheet for somebody who may fill it in, else None; `typed` takes the place of what is
    kept."""
    items = sheet_items(session, actor.commune_id, unit_id, period_key)
    if not items:
        return None
    subjects = subjects_of(session, items)
    right = fills_in(actor, subjects.values())
    if right is None:
        return None
    kept = find_sheet(session, actor.commune_id, unit_id, period_key)
    before = items_before(session, items)
    said = last_said(session, [*items, *before.values()])
    saved = _saved(items, said, answers_of(kept))
    shown = {**saved, **(typed.answers if typed else {})}
    proofs = evidence_of_items(session, actor, items, subjects)
    rows = [
        SheetRow(
            item=item,
            answer=shown[item.id],
            saved=saved[item.id] if saved[item.id] != shown[item.id] else None,
            before=_worth_showing(before.get(item.id), said),
            before_label=period_name(before[item.id].label) if item.id in before else "",
            noted=said[item.id] if item.status in _NOT_SENT and said[item.id] != Answer() else None,
            proofs=proofs[item.id],
        )
        for item in items
    ]
    may_send = right is Right.enter_result or can(actor, Action.submit, subjects[items[0].id])
    place = Place(unit_id, period_key, period_name(items[0].label))
    return Sheet(place, items[0].lead_unit.name, kept, rows, right, may_send)


def _saved(
    items: Sequence[WorkItem], said: Mapping[int, Answer], drafts: Mapping[int, Answer]
) -> dict[int, Answer]:
    """What is kept of each row: what was handed in, and above it the draft of a row still open. A
    note of progress is no answer: it is never handed in unasked."""
    saved = {}
    for item in items:
        sent = Answer() if item.status in _NOT_SENT else said[item.id]
        saved[item.id] = drafts.get(item.id, sent) if item.status in WITH_LEAD else sent
    return saved


def _worth_showing(before: WorkItem | None, said: Mapping[int, Answer]) -> Answer | None:
    answer = said[before.id] if before is not None else None
    return answer if answer is not None and answer.says_what_was_done else None


def summary(sheet: Sheet) -> str:
    """The sheet in one line: "7 việc: 2 đủ để gửi, 4 chưa trả lời, 1 đã gửi; hạn 30/9/2026"."""
    rows = sheet.rows
    sent = sum(row.item.status is Status.submitted for row in rows)
    done = sum(row.item.status is Status.verified for row in rows)
    ready, lacking, returned = len(sheet.ready), len(sheet.lacking), len(sheet.returned)
    silent = len(sheet.open_rows) - ready - lacking - returned
    parts = (
        (silent, ngettext("%(num)d chưa trả lời", "%(num)d chưa trả lời", silent)),
        (ready, ngettext("%(num)d đủ để gửi", "%(num)d đủ để gửi", ready)),
        (lacking, ngettext("%(num)d còn thiếu", "%(num)d còn thiếu", lacking)),
        (returned, ngettext("%(num)d phải bổ sung", "%(num)d phải bổ sung", returned)),
        (sent, ngettext("%(num)d chờ xác nhận", "%(num)d chờ xác nhận", sent)),
        (done, ngettext("%(num)d đã hoàn thành", "%(num)d đã hoàn thành", done)),
    )
    days = [row.item.due_on for row in sheet.open_rows if row.item.due_on]
    counted = ngettext("%(num)d việc", "%(num)d việc", len(rows))
    said = ", ".join(text for number, text in parts if number)
    until = gettext("hạn %(day)s", day=date_text(min(days))) if days else ""
    return "; ".join(part for part in (f"{counted}: {said}", until) if part) + "."


def saver(session: Session, sheet: Sheet) -> str:
    """Who saved the sheet last; nothing where nobody did."""
    return saved_by(session, sheet.kept) if sheet.kept else ""
