"""The words of verdicts: product by product, proposed, what they saw, and the reasons to tick."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.labels.reminders import item_title
from app.labels.words import ACTION
from workflows.states import Action

VERDICT_EVENT: Mapping[str, Any] = {
    "product.accept": _l("Chấp nhận sản phẩm"),
    "product.undo_acceptance": _l("Bỏ chấp nhận sản phẩm"),
    "verdict.propose": _l("Đề xuất quyết định"),
    "return_reason.begin": _l("Lập danh sách lý do gửi lại của xã"),
    "return_reason.add": _l("Thêm lý do gửi lại"),
    "return_reason.rename": _l("Sửa lý do gửi lại"),
    "return_reason.remove": _l("Bỏ lý do gửi lại"),
    "return_reason.move": _l("Xếp lại lý do gửi lại"),
}

VERDICT_ICON: Mapping[str, str] = {
    "product.accept": "check",
    "product.undo_acceptance": "arrow-back-up",
    "verdict.propose": "message",
}


def _proposed(data: Mapping[str, Any]) -> str:
    return gettext(
        "%(title)s được đề xuất: %(step)s. Anh, chị xem và quyết định.",
        title=item_title(data),
        step=str(ACTION[Action(data["proposed"])]).lower(),
    )


VERDICT_NOTICE: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], str]]] = {
    "verdict.propose": ("submitted", _proposed)
}


def said_with_verdict(data: Mapping[str, Any]) -> Iterable[str]:
    """What stands in the record beside a verdict or a proposal, line by line."""
    if data.get("proposed"):
        yield gettext("Đề xuất: %(step)s", step=str(ACTION[Action(data["proposed"])]).lower())
    if data.get("seen"):
        yield gettext("Đã xem: %(documents)s", documents="; ".join(map(_seen_text, data["seen"])))
    if data.get("no_longer_accepted"):
        yield gettext(
            "Sản phẩm không còn được chấp nhận, đơn vị sửa được: %(products)s",
            products="; ".join(data["no_longer_accepted"]),
        )


def _seen_text(seen: Mapping[str, Any]) -> str:
    number = seen.get("number") or gettext("tài liệu không số")
    if not seen.get("copy"):
        return str(number)
    return gettext("%(number)s, tệp bản %(copy)s", number=number, copy=seen["copy"])
