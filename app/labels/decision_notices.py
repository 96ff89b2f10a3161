"""Notices of decisions about who leads and what is in the plan, and of work given outside of it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext, ngettext

from app.labels.words import OUTCOME
from workflows.states import Outcome

_Words = Callable[[Mapping[str, Any]], str]


def _title(data: Mapping[str, Any]) -> str:
    title, label = data.get("title") or "", data.get("label") or ""
    return f"“{title}” ({label})" if label else f"“{title}”"


def _reassigned(data: Mapping[str, Any]) -> str:
    return gettext(
        "%(title)s chuyển từ %(old)s sang %(new)s chủ trì, theo %(document)s.",
        title=_title(data),
        old=data.get("old") or "",
        new=data.get("new") or "",
        document=data.get("document") or "",
    )


def _taken_out(data: Mapping[str, Any]) -> str:
    outcome = Outcome(data.get("outcome") or Outcome.dropped)
    return ngettext(
        "%(title)s: %(outcome)s, %(num)d việc, theo %(document)s.",
        "%(title)s: %(outcome)s, %(num)d việc, theo %(document)s.",
        int(data.get("count") or 1),
        title=_title(data),
        outcome=str(OUTCOME[outcome]).lower(),
        document=data.get("document") or "",
    )


def _brought_back(data: Mapping[str, Any]) -> str:
    return ngettext(
        "%(title)s được đưa trở lại, %(num)d việc, theo %(document)s.",
        "%(title)s được đưa trở lại, %(num)d việc, theo %(document)s.",
        int(data.get("count") or 1),
        title=_title(data),
        document=data.get("document") or "",
    )


def _given(data: Mapping[str, Any]) -> str:
    if data.get("part") == "supporting":
        return gettext(
            "Nhiệm vụ giao thêm %(title)s theo %(document)s; đơn vị phối hợp.",
            title=_title(data),
            document=data.get("document") or "",
        )
    return gettext(
        "Nhiệm vụ giao thêm %(title)s theo %(document)s; đơn vị chủ trì.",
        title=_title(data),
        document=data.get("document") or "",
    )


def _lead_asked(data: Mapping[str, Any]) -> str:
    if data.get("named"):
        return gettext(
            "%(unit)s đề nghị %(named)s chủ trì %(title)s.",
            unit=data.get("unit") or "",
            named=data["named"],
            title=_title(data),
        )
    return gettext(
        "%(unit)s đề nghị xác định đơn vị chủ trì %(title)s.",
        unit=data.get("unit") or "",
        title=_title(data),
    )


def _lead_kept(data: Mapping[str, Any]) -> str:
    return gettext(
        "Lãnh đạo UBND đã xác định: %(title)s vẫn do đơn vị hiện nay chủ trì.", title=_title(data)
    )


def _divided(data: Mapping[str, Any]) -> str:
    return gettext(
        "%(title)s: mỗi đơn vị chủ trì nay có việc riêng và gửi kết quả của mình.",
        title=_title(data),
    )


DECISION_NOTICE: Mapping[str, tuple[str, _Words]] = {
    "task.reassign": ("assigned", _reassigned),
    "task.divide": ("assigned", _divided),
    "task.take_out": ("cancelled", _taken_out),
    "task.bring_back": ("assigned", _brought_back),
    "task.create": ("assigned", _given),
    "lead_request.ask": ("submitted", _lead_asked),
    "lead_request.keep": ("assigned", _lead_kept),
    "lead_request.refuse": ("returned", _lead_kept),
}
"""Kind → (state mark, words)."""
