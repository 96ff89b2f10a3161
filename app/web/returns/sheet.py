"""A plan's workbook in words, ready to be written. Always in Vietnamese: it leaves the office."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from flask import current_app
from flask_babel import force_locale, gettext

from app.labels.dates import date_text, due_words
from app.labels.returns import HEADINGS
from app.labels.work_items import status_words
from app.models import Plan, WorkItem
from app.queries.plan_workbook import OpenRow, PlanWorkbook
from app.reports.row_keys import row_key
from app.reports.workbook import PlanSheet, SheetGroup, SheetRow
from workflows.states import Status
from workflows.text import fold

USUAL = ("number", "task", "product", "lead", "supporting", "deadline")
_AFTER = (
    "period", "standing", "result", "document_number", "document_on", "difficulty", "key",
)  # fmt: skip


def row_secret() -> bytes:
    """The secret under which rows are signed."""
    return str(current_app.config["SECRET_KEY"]).encode("utf-8")


def plan_sheet(plan: Plan, content: PlanWorkbook, unit: str, today: date) -> PlanSheet:
    """The workbook of the plan; `unit` is the name of the unit it is for, empty for all."""
    with force_locale("vi"):
        columns = list(content.columns) or [(name, str(HEADINGS[name])) for name in USUAL]
        return PlanSheet(
            name=gettext("Bảng theo dõi"),
            title=_title(plan),
            subtitle=_subtitle(plan, unit, today),
            guide=(
                gettext(
                    "Chỉ điền bốn cột nền vàng: kết quả, số và ngày của văn bản đã ban hành,"
                    " khó khăn; dòng chưa có gì mới thì để nguyên, không xóa dòng."
                ),
                gettext(
                    "Điền xong, lưu tệp .xlsx và gửi lại cho nơi đã gửi bảng này;"
                    " ngày ghi dạng 05/9/2026."
                ),
            ),
            columns=columns,
            headings=_headings([heading for _, heading in columns]),
            groups=_groups(plan, content.rows, [name for name, _ in columns], today),
            day_hint=gettext("Ghi ngày của văn bản theo dạng ngày/tháng/năm, ví dụ 14/9/2026."),
            footer=gettext("Trang %(page)s/%(pages)s", page="&P", pages="&N"),
        )


def _title(plan: Plan) -> str:
    return gettext("BẢNG THEO DÕI: %(title)s", title=plan.title)


def _subtitle(plan: Plan, unit: str, today: date) -> str:
    number = "" if plan.number.startswith("/") else plan.number
    parts = [
        gettext("Kế hoạch số %(number)s", number=number) if number else "",
        gettext("ngày %(day)s", day=date_text(plan.issued_on)) if plan.issued_on else "",
        gettext("của %(issuer)s", issuer=plan.issuer) if plan.issuer else "",
    ]
    of = " ".join(part for part in parts if part)
    rest = [unit, gettext("Số liệu đến ngày %(day)s", day=date_text(today))]
    return ". ".join(part for part in (of, *rest) if part)


def _headings(printed: Sequence[str]) -> tuple[str, str, str, str, str, str, str]:
    """The headings after the plan's own. A plan that prints "Kết quả" over its products gets
    another word for what was done, so that the two are told apart."""
    words = {name: str(HEADINGS[name]) for name in _AFTER}
    if any(fold(heading).startswith("ket qua") for heading in printed):
        words["result"] = gettext("Kết quả thực hiện")
    first, second, third, fourth, fifth, sixth, seventh = (words[name] for name in _AFTER)
    return first, second, third, fourth, fifth, sixth, seventh


def _groups(
    plan: Plan, rows: Sequence[OpenRow], names: Sequence[str], today: date
) -> list[SheetGroup]:
    secret = row_secret()
    return [
        SheetGroup(
            of_section[0].section, [_row(plan, row, names, today, secret) for row in of_section]
        )
        for _, group in groupby(rows, key=lambda row: row.section_id)
        if (of_section := list(group))
    ]


def _row(
    plan: Plan, row: OpenRow, names: Sequence[str], today: date, secret: bytes
) -> SheetRow:  # fmt: skip
    item, document = row.item, row.known.document
    return SheetRow(
        cells=tuple(row.cells.get(name, "") for name in names),
        period=_period(item),
        standing=_standing(item, today),
        result=row.known.result,
        document_number=document.number if document else "",
        document_on=document.issued_on if document else None,
        difficulty=row.known.difficulty,
        key=row_key(secret, plan.id, item.id, item.version),
    )


def _period(item: WorkItem) -> str:
    due = gettext("hạn %(day)s", day=date_text(item.due_on)) if item.due_on else ""
    return ", ".join(part for part in (item.label, due) if part)


def _standing(item: WorkItem, today: date) -> str:
    due = due_words(item.status, item.due_on, today) if item.status is not Status.submitted else ""
    return ". ".join(part for part in (status_words(item), due) if part)
