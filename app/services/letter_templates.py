"""The office's own template of công văn đôn đốc: tried before it is kept, and used until the office
goes back to the built-in letter."""

from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models import LetterTemplate, Signer
from app.queries.urging_letters import TEMPLATE_KIND
from app.reports.letter_words import Letter, LetterRow, plan_basis
from app.reports.urging_letter import template_values, urging_letter
from app.services import events
from app.services.letter_process import fill_in_process
from app.services.stored_files import KeptFile, add_stored_file
from workflows.permissions import Actor

MAX_BYTES = 2 * 1024 * 1024
"""Bytes of a template; with a coat of arms as a picture it has 200 KB."""


def letter_document(letter: Letter, template: bytes | None) -> bytes:
    """The letter as a Word document, by the office's template where there is one. Raises
    TemplateRefused."""
    if template is None:
        return urging_letter(letter)
    return fill_in_process(template, template_values(letter))


def try_template(template: bytes, today: date) -> bytes:
    """The sample letter by this template: a template that cannot give it is not kept. Raises
    TemplateRefused."""
    return letter_document(_sample(today), template)


def _sample(today: date) -> Letter:
    """A letter of three rows to two units, for trying a template."""
    units = ("Phòng Kinh tế", "Trung tâm Phục vụ hành chính công")
    rows = [
        LetterRow(
            task=f"Báo cáo kết quả quý {number}",
            place=f"Mục I, số {number} Phụ lục",
            product="Báo cáo",
            lead=units[number % 2],
            due_on=today - timedelta(days=10 * number),
            days_late=10 * number,
            situation="Chưa có thông tin",
        )
        for number in range(1, 4)
    ]
    return Letter(
        commune="Phường Mẫu",
        office="Phòng Văn hóa - Xã hội",
        office_code="VHXH",
        post="Trưởng phòng",
        signer=Signer.vice_chairman,
        signer_name="Nguyễn Văn A",
        symbol="UBND-VHXH",
        as_of=today,
        finish_by=today + timedelta(days=7),
        finish_hour="17 giờ 00",
        explain_by=today + timedelta(days=3),
        basis=[plan_basis("05/KH-UBND", today, "UBND phường Mẫu", "Cải cách hành chính")],
        urged=units,
        asked=(),
        rows=rows,
    )


def use_template(session: Session, actor: Actor, file: KeptFile, now: datetime) -> LetterTemplate:
    """Use a template that was tried from now on; the one before it is put away."""
    _put_away(session, actor, now)
    row = LetterTemplate(
        commune_id=actor.commune_id,
        kind=TEMPLATE_KIND,
        file_id=add_stored_file(session, actor, file, now).id,
        added_at=now,
        added_by=actor.person_id,
    )
    session.add(row)
    _record(session, actor, "add", now, name=file.name, sha256=file.written.sha256)
    return row


def use_built_in(session: Session, actor: Actor, now: datetime) -> bool:
    """Go back to the built-in letter; False where it is used already."""
    if not _put_away(session, actor, now):
        return False
    _record(session, actor, "remove", now)
    return True


def _put_away(session: Session, actor: Actor, now: datetime) -> bool:
    in_force = (
        LetterTemplate.commune_id == actor.commune_id,
        LetterTemplate.kind == TEMPLATE_KIND,
        LetterTemplate.removed_at.is_(None),
    )
    if session.scalars(select(LetterTemplate.id).where(*in_force)).first() is None:
        return False
    session.execute(update(LetterTemplate).where(*in_force).values(removed_at=now))
    return True


def _record(
    session: Session, actor: Actor, verb: str, now: datetime, *, name: str = "", sha256: str = ""
) -> None:
    session.flush()
    data = {"sha256": sha256} if sha256 else {}
    entry = events.Entry(
        kind=f"letter_template.{verb}", subject="letter_template", new=name, data=data
    )
    events.record(session, actor, [entry], now)
