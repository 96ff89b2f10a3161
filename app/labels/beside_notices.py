"""The words of notices about deputies, support, comments and handovers."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext

from app.labels.dates import date_text
from app.labels.reminders import item_title

_Words = Callable[[Mapping[str, Any]], str]


def _day(data: Mapping[str, Any], key: str) -> str:
    return date_text(date.fromisoformat(data[key]))


def _begins(data: Mapping[str, Any]) -> str:
    return gettext(
        "%(deputy)s thay %(holder)s từ %(first)s đến hết %(last)s, theo %(document)s.",
        deputy=data["deputy"],
        holder=data["holder"],
        first=_day(data, "from"),
        last=_day(data, "until"),
        document=data["document"],
    )


def _ends(data: Mapping[str, Any]) -> str:
    return gettext(
        "%(deputy)s không còn thay %(holder)s (%(document)s).",
        deputy=data["deputy"],
        holder=data["holder"],
        document=data["document"],
    )


def _in_charge(data: Mapping[str, Any]) -> str:
    return gettext(
        "Anh, chị phụ trách %(unit)s đến hết %(last)s, theo %(document)s.",
        unit=data["unit"],
        last=_day(data, "until"),
        document=data["document"],
    )


def _handed_over(data: Mapping[str, Any]) -> str:
    return gettext(
        "%(giver)s bàn giao công việc cho %(taker)s kể từ %(day)s.",
        giver=data["giver"],
        taker=data["taker"],
        day=_day(data, "day"),
    )


def _support_asked(data: Mapping[str, Any]) -> str:
    if data.get("wanted_by"):
        return gettext(
            "%(unit)s đề nghị phối hợp về %(title)s, trước hết ngày %(day)s.",
            unit=data["unit"],
            title=item_title(data),
            day=_day(data, "wanted_by"),
        )
    return gettext(
        "%(unit)s đề nghị phối hợp về %(title)s.", unit=data["unit"], title=item_title(data)
    )


def _support_agreed(data: Mapping[str, Any]) -> str:
    return gettext(
        "%(unit)s nhận phối hợp về %(title)s.", unit=data["unit"], title=item_title(data)
    )


def _support_contributed(data: Mapping[str, Any]) -> str:
    return gettext(
        "%(unit)s đã gửi phần phối hợp của %(title)s.", unit=data["unit"], title=item_title(data)
    )


def _support_declined(data: Mapping[str, Any]) -> str:
    return gettext(
        "%(unit)s không phối hợp được về %(title)s.", unit=data["unit"], title=item_title(data)
    )


def _support_withdrawn(data: Mapping[str, Any]) -> str:
    return gettext(
        "%(unit)s đã rút đề nghị phối hợp về %(title)s.",
        unit=data["unit"],
        title=item_title(data),
    )


def _mentioned(data: Mapping[str, Any]) -> str:
    return gettext(
        "%(who)s nhắc đến anh, chị trong trao đổi về %(title)s.",
        who=data["who"],
        title=item_title(data),
    )


def _sheet_recorded(data: Mapping[str, Any]) -> str:
    return gettext(
        "Đã ghi nhận phiếu trình số %(number)s ngày %(day)s anh, chị ký, do %(who)s ghi. Việc nào"
        " ghi không đúng ý thì mở lại.",
        number=data["number"],
        day=_day(data, "issued_on"),
        who=data["who"],
    )


def _entered_for_unit(data: Mapping[str, Any]) -> str:
    return gettext(
        "%(who)s nhập thay đơn vị về %(title)s, theo lời %(told_by)s.",
        who=data["who"],
        title=item_title(data),
        told_by=data["told_by"],
    )


BESIDE_NOTICE: Mapping[str, tuple[str, _Words]] = {
    "delegation.begin": ("open", _begins),
    "delegation.end": ("open", _ends),
    "delegation.in_charge": ("open", _in_charge),
    "appointment.hand_over": ("open", _handed_over),
    "support_request.ask": ("assigned", _support_asked),
    "support_request.agree": ("in_progress", _support_agreed),
    "support_request.contribute": ("in_progress", _support_contributed),
    "support_request.decline": ("returned", _support_declined),
    "support_request.withdraw": ("cancelled", _support_withdrawn),
    "comment.write": ("open", _mentioned),
    "leader_sheet.record": ("verified", _sheet_recorded),
    "work_item.enter": ("open", _entered_for_unit),
}
"""Kind → (state mark, words)."""
