"""The buttons of a sheet: keep it, take over what was said before, add a document, hand in."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from app.services import update_sheets
from app.services.update_sheets import Told
from app.web.update_sheets.pages import LACKS, Sheet, SheetRow
from app.web.update_sheets.typed import Typed
from workflows.answers import as_before, lack_of
from workflows.permissions import Actor

SAVE, AS_BEFORE, ATTACH, SEND, SEND_READY = "save", "as_before", "attach", "send", "send_ready"


@dataclass(frozen=True, slots=True)
class Step:
    """A button: what it does, and the item it stands with; 0 for the whole sheet."""

    verb: str
    item_id: int = 0


def step_named(text: str) -> Step:
    """The step of a button's value ("as_before-12"); what is no button only saves."""
    verb, _, number = text.partition("-")
    if verb not in (SAVE, AS_BEFORE, ATTACH, SEND, SEND_READY):
        return Step(SAVE)
    return Step(verb, int(number) if number.isascii() and number.isdigit() else 0)


def take_step(
    session: Session, actor: Actor, sheet: Sheet, typed: Typed, step: Step, now: datetime
) -> str:
    """Save what was typed, do what the button says, and return the address to go on to.

    Raises ActionRefused and RowRefused; then nothing is kept.
    """
    if step.verb == AS_BEFORE:
        _take_over(sheet, typed, step.item_id)
    kept = update_sheets.save(
        session,
        actor,
        sheet.place,
        [row.item for row in sheet.rows],
        typed.answers,
        version=typed.version,
        now=now,
    )
    here = {"unit_id": sheet.place.unit_id, "period_key": sheet.place.period_key}
    if step.verb == ATTACH and step.item_id in typed.answers:
        return url_for(
            "work_items.show", work_item_id=step.item_id, mo="tai-lieu", _anchor="tai-lieu"
        )
    if step.verb not in (SEND, SEND_READY):
        flash(gettext("Đã lưu nháp phiếu."), "success")
        anchor = f"viec-{step.item_id}" if step.item_id else None
        return url_for("update_sheets.show", **here, _anchor=anchor)
    ready, lacking = _sorted_out(sheet, typed)
    if not ready or (lacking and step.verb == SEND):
        _say_not_sent(len(ready), len(lacking))
        return url_for("update_sheets.show", **here, thieu=1)
    told = Told(typed.told_by, typed.told_on) if sheet.entering else None
    rows = typed.rows([row.item for row in ready])
    update_sheets.send(session, actor, sheet.place, kept, rows, told=told, now=now)
    flash(
        ngettext("Đã gửi %(num)d việc của phiếu.", "Đã gửi %(num)d việc của phiếu.", len(ready)),
        "success",
    )
    return url_for("update_sheets.show", **here)


def _take_over(sheet: Sheet, typed: Typed, item_id: int) -> None:
    """What was said of the period before, into the rows that say nothing; of one row or of all."""
    for row in sheet.open_rows:
        wanted = item_id in (0, row.item.id)
        if wanted and row.item.id in typed.answers:
            typed.answers[row.item.id] = as_before(typed.answers[row.item.id], row.before)


def _sorted_out(sheet: Sheet, typed: Typed) -> tuple[list[SheetRow], list[SheetRow]]:
    """The rows that can be handed in, and those that were answered but lack something.

    A row that came back is handed in again only where somebody says that it was mended: its answer
    is still there, and would go along unchanged.
    """
    ready, lacking = [], []
    for row in sheet.open_rows:
        unmended = row.is_returned and row.item.id not in typed.mended
        if row.item.id not in typed.answers or unmended:
            continue
        lack = lack_of(typed.answers[row.item.id], row.proofs.uncovered_titles)
        if lack is None:
            ready.append(row)
        elif lack in LACKS:
            lacking.append(row)
    return ready, lacking


def _say_not_sent(ready: int, lacking: int) -> None:
    if not ready:
        said = gettext("Đã lưu nháp, chưa gửi: chưa có dòng nào đủ để gửi.")
    else:
        said = ngettext(
            "Đã lưu nháp, chưa gửi: %(num)d dòng đã trả lời nhưng còn thiếu.",
            "Đã lưu nháp, chưa gửi: %(num)d dòng đã trả lời nhưng còn thiếu.",
            lacking,
        )
    flash(said, "warning")
