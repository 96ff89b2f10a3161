"""Phiếu theo dõi nhiệm vụ: what is known of a work item put into the words of the paper, and the
paper kept with it. The paper is Vietnamese: whoever makes it asks for the words in that language.
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy.orm import Session

from app import clock
from app.labels.dates import moment_text
from app.labels.returns import document_text, told_text
from app.labels.words import (
    ACTION,
    EXPLANATION_KIND,
    OUTCOME,
    REQUEST_STATUS,
    STATUS,
    SUPPORT_STATUS,
)
from app.labels.work_items import completion, place_words, waiting_words
from app.models import DueDateRequest, Explanation, Paper, PaperKind, ProgressNote, SupportRequest
from app.queries.task_sheet import Decided, KnownOfItem
from app.reports.task_sheet import Row, TaskSheet
from app.services.papers import PaperContents, make
from app.services.sheet_documents import document_rows, product_rows, seen_rows
from app.services.stored_files import KeptFile
from workflows.deadlines.lateness import days_late
from workflows.permissions import Actor
from workflows.states import VERDICTS, Action, Role
from workflows.text import format_date, squeeze

_LONGEST_TITLE = 200


def compose(known: KnownOfItem, actor: Actor, now: datetime) -> TaskSheet:
    """The sheet of an item as `actor` may read it, at the moment `now`."""
    today = clock.local(now).date()
    return TaskSheet(
        commune=known.commune,
        office=_office(actor),
        made_on=today,
        as_of=moment_text(now),
        task=_title(known),
        standing=_standing(known, today),
        printed=[row for row in _printed(known) if row[1]],
        schedule=[row for row in _schedule(known) if row[1]],
        moves=_moves(known),
        notes=[_note(n, note, name) for n, (note, name) in enumerate(known.notes, 1)],
        questions=[(str(n), *cells) for n, cells in enumerate(_questions(known), 1)],
        products=product_rows(known),
        documents=document_rows(known),
        decisions=[_decision(n, one, known) for n, one in enumerate(known.decisions, 1)],
        seen=seen_rows(known),
        head=known.head,
        maker=actor.name,
    )


def keep(
    session: Session,
    actor: Actor,
    known: KnownOfItem,
    sheet: TaskSheet,
    file: KeptFile,
    now: datetime,
) -> Paper:
    """Keep the sheet with its document, which lies in the store already, as a paper about the
    item and its lead unit."""
    item = known.item
    contents = PaperContents(
        kind=PaperKind.task_sheet,
        title=sheet.task[:_LONGEST_TITLE],
        facts={**asdict(sheet), "made_on": sheet.made_on.isoformat()},
        items=[(item.id, item.version)],
        unit_id=item.lead_unit_id,
        work_item_id=item.id,
        about={"head": sheet.head},
    )
    return make(session, actor, contents, file, now)


def _office(actor: Actor) -> str:
    """The unit in whose name the sheet is made; "" for a leader and an administrator."""
    by_unit = (Role.standing_officer, Role.unit_head)
    return next((held.unit_name for held in actor.appointments if held.role in by_unit), "")


def _title(known: KnownOfItem) -> str:
    item = known.item
    title = squeeze(item.task.title)
    return f"{title} – {item.label}" if item.label else title


def _standing(known: KnownOfItem, today: date) -> str:
    item = known.item
    words = str(STATUS[item.status])
    if item.outcome is not None:
        words = f"{words} ({str(OUTCOME[item.outcome]).lower()})"
    if item.completed_on is not None:
        return f"{words}. {completion(item.completed_on, item.due_on).sentence}"
    late = days_late(item.status, item.due_on, today)
    words = f"{words}, quá hạn {late} ngày" if late else words
    if item.waiting_on:
        waiting = waiting_words(item.waiting_on, item.waiting_since, item.waiting_document)
        words = f"{words}, {waiting}"
    return f"{words}."


def _printed(known: KnownOfItem) -> Iterator[Row]:
    item, task = known.item, known.item.task
    section = task.section
    yield "Kế hoạch", _plan(known)
    yield "Căn cứ", document_text(task.basis, task.basis_on) if task.basis else ""
    yield "Vị trí trong phụ lục", place_words(section.code if section else "", task.number)
    yield "Mục, lĩnh vực", squeeze(section.title) if section else ""
    yield "Mục tiêu", squeeze(task.objective)
    yield "Nhiệm vụ", squeeze(task.duty)
    yield "Nội dung", squeeze(task.title)
    yield "Sản phẩm", "\n".join(line.product.title for line in known.proofs.products)
    yield "Chủ trì", "; ".join(known.units.lead) or item.lead_unit.name
    yield "Phối hợp", "; ".join(known.units.supporting)
    yield "Theo dõi, đôn đốc", "; ".join(known.units.follow_up)
    yield "Xác nhận", item.deciding_unit.name if item.deciding_unit else "Lãnh đạo UBND"


def _plan(known: KnownOfItem) -> str:
    plan = known.item.plan
    if plan is None:
        return ""
    number = document_text(plan.number, plan.issued_on)
    return f"{squeeze(plan.title)} ({number})" if number else squeeze(plan.title)


def _schedule(known: KnownOfItem) -> Iterator[Row]:
    item = known.item
    yield "Thời gian ghi trong kế hoạch", known.time.printed or "Không ghi thời gian"
    yield "Cách hiểu", known.time.note
    yield "Kỳ, mốc", item.label
    yield "Thời hạn ban đầu", _day(item.original_due_on)
    yield "Thời hạn hiện nay", _day(item.due_on) or "Chưa có thời hạn"
    yield "Số lần điều chỉnh", str(item.times_moved) if item.times_moved else ""
    yield "Hạn nội bộ", _day(item.internal_due_on)
    yield "Gửi kết quả", _handed_in(known)
    yield "Ngày của sản phẩm", _day(item.product_on)
    yield "Ngày hoàn thành", _day(item.completed_on)


def _handed_in(known: KnownOfItem) -> str:
    item = known.item
    if item.submitted_at is None:
        return ""
    who = known.names.get(item.submitted_by or 0, "")
    words = f"{moment_text(item.submitted_at)}, {who}"
    if item.submitted_on is not None:
        words += f"; ngày tính là {_day(item.submitted_on)}"
    if item.entered_by is not None:
        words += f"; {known.names.get(item.entered_by, '')} nhập thay"
    return words


def _moves(known: KnownOfItem) -> list[Row]:
    """Every decision that set the date or put another in its place."""
    moved = [one for one in known.decisions if one.decision.old_due_on != one.decision.new_due_on]
    return [
        (
            str(n),
            _day(one.decision.old_due_on) or "chưa có",
            _day(one.decision.new_due_on) or "không còn",
            one.decision.document or "–",
            _decider(one),
            _why_moved(one, known),
        )
        for n, one in enumerate(moved, 1)
    ]


def _why_moved(one: Decided, known: KnownOfItem) -> str:
    """The reason given with the decision, or the cause in the request that it granted."""
    if one.decision.reason:
        return squeeze(one.decision.reason)
    for request in known.requests:
        if request.decided_at == one.decision.decided_at:
            return f"Theo đề nghị của đơn vị: {squeeze(request.cause)}"
    return str(ACTION[one.decision.action])


def _note(number: int, note: ProgressNote, author: str) -> Row:
    boxes = (
        ("Kết quả: ", note.result),
        ("Số lượng: ", note.quantity),
        ("Khó khăn, vướng mắc: ", note.difficulties),
        ("Kiến nghị: ", note.proposals),
    )
    said = "\n".join(f"{name}{squeeze(words)}" for name, words in boxes if words)
    told = told_text(note.told_by, note.source, _day(note.told_on)) if note.told_by else ""
    return (
        str(number),
        moment_text(note.written_at),
        said,
        "\n".join(part for part in (author, told) if part),
    )


def _questions(known: KnownOfItem) -> Iterator[Row]:
    """What was asked and answered beside the verdicts, kind by kind."""
    for request in known.requests:
        yield _date_request(request, known)
    for explanation in known.explanations:
        yield _explanation(explanation, known)
    for support in known.support:
        yield _support(support)


def _date_request(request: DueDateRequest, known: KnownOfItem) -> Row:
    asked = (
        f"Đề nghị điều chỉnh thời hạn từ {_day(request.old_due_on)} đến {_day(request.wished_on)}:"
        f" {squeeze(request.cause)}"
    )
    answer = [str(REQUEST_STATUS[request.status])]
    if request.opinion:
        whose = known.names.get(request.opinion_by or 0, "")
        answer.insert(0, f"Ý kiến ({whose}): {squeeze(request.opinion)}")
    if request.decided_by is not None:
        answer[-1] += f", {known.names.get(request.decided_by, '')}"
    if request.decided_due_on is not None:
        answer.append(f"Thời hạn mới {_day(request.decided_due_on)} ({request.document})")
    if request.reason:
        answer.append(squeeze(request.reason))
    return asked, _who_when(known, request.asked_by, request.asked_at), "\n".join(answer)


def _explanation(explanation: Explanation, known: KnownOfItem) -> Row:
    kind = str(EXPLANATION_KIND[explanation.kind])
    asked = f"{kind}: {squeeze(explanation.question)}" if explanation.question else kind
    if explanation.answered_at is None:
        answer = "Chưa trả lời"
    else:
        who = _who_when(known, explanation.answered_by, explanation.answered_at)
        answer = f"{squeeze(explanation.answer)} ({who})"
    if explanation.expected_on:
        answer += f"\nDự kiến xong {_day(explanation.expected_on)}"
    asker = _who_when(known, explanation.asked_by, explanation.asked_at)
    return asked, asker or "Đơn vị tự báo", answer


def _support(support: SupportRequest) -> Row:
    asked = f"Đề nghị {support.unit.name} phối hợp: {squeeze(support.words)}"
    answer = str(SUPPORT_STATUS[support.status])
    if support.note:
        answer += f": {squeeze(support.note)}"
    when = moment_text(support.asked_at)
    return asked, f"{support.asker.full_name}, {when}", answer


def _who_when(known: KnownOfItem, person: int | None, when: datetime | None) -> str:
    name = known.names.get(person, "") if person is not None else ""
    return ", ".join(part for part in (name, moment_text(when)) if part)


def _decision(number: int, one: Decided, known: KnownOfItem) -> Row:
    decision = one.decision
    replaces = decision.action is Action.set_date and decision.old_due_on is not None
    what = "Điều chỉnh thời hạn" if replaces else str(ACTION[decision.action])
    if one.new_lead:
        what = f"{what}: {one.new_lead}"
    if decision.product_on is not None:
        what = f"{what}\nNgày của sản phẩm {_day(decision.product_on)}"
    why = [squeeze(decision.reason), decision.document]
    if one.submitter and decision.action in VERDICTS:
        why.append(f"Người gửi kết quả: {one.submitter}")
    return (
        str(number),
        moment_text(decision.decided_at),
        what,
        _decider(one),
        "\n".join(part for part in why if part) or "–",
    )


def _decider(one: Decided) -> str:
    """Name, title and unit of who decided; in whose stead; on which signed sheet."""
    decision = one.decision
    if decision.decided_by is None:
        return "Phần mềm tự ghi"
    lines = [decision.decider_name, decision.decider_title, decision.decider_unit]
    if decision.in_stead_of:
        lines.append(f"Thay {decision.in_stead_of}")
    if one.paper is not None:
        sheet = document_text(one.paper.number, one.paper.issued_on)
        lines.append(f"Theo phiếu trình {sheet}; {one.entered_by} ghi".replace("  ", " "))
    return "\n".join(line for line in lines if line)


def _day(day: date | None) -> str:
    return format_date(day) if day is not None else ""


__all__ = ["compose", "keep"]
