"""Words about what was read from a file: its signatures, and what is offered to a document."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.labels.dates import date_text, moment_text

# By the names of `app.plan_import.documents.values.Unreadable`.
UNREADABLE: Mapping[str, Any] = {
    "damaged": _l("Tệp hỏng nên chưa đọc được nội dung. Mở tệp xem, cần thì gửi bản khác."),
    "protected": _l("Tệp có mật khẩu nên chưa đọc được nội dung."),
    "too_long": _l("Tệp đọc quá lâu nên chưa đọc được nội dung. Mở tệp để xem."),
    "too_large": _l("Tệp bung ra quá lớn nên chưa đọc được nội dung. Mở tệp để xem."),
    "infected": _l(
        "Tệp có mã độc nên bị chặn: không mở được, không được tính. Gỡ ra hoặc gửi tệp khác thay."
    ),
    "broke_reader": _l("Chưa đọc được nội dung tệp. Mở tệp để xem."),
}


def signature_words(signatures: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """(tone, sentence) of each signature of a PDF: who, when, whether what was signed is as it was.
    The tone is "done", "soon" or "late"."""
    protected = any(each["intact"] and each["covers_whole"] for each in signatures)
    return [_signature(each, protected=protected) for each in signatures]


def _signature(signature: Mapping[str, Any], *, protected: bool) -> tuple[str, str]:
    who = signature["signer"] or gettext("không ghi tên")
    when = signature["signed_at"]
    name = gettext("%(who)s, %(when)s", who=who, when=_moment(when)) if when else who
    if signature["intact"] is None:
        return "soon", gettext("Ký số: %(name)s; chưa kiểm tra được chữ ký.", name=name)
    if not signature["intact"]:
        return "late", gettext("Ký số: %(name)s; nội dung đã đổi sau khi ký.", name=name)
    if signature["covers_whole"]:
        return "done", gettext("Ký số: %(name)s; còn nguyên vẹn.", name=name)
    if protected:
        return "done", gettext(
            "Ký số: %(name)s; phần đã ký còn nguyên vẹn, sau đó có chữ ký khác.", name=name
        )
    return "soon", gettext(
        "Ký số: %(name)s; phần đã ký còn nguyên vẹn, phần thêm sau đó không ai ký.", name=name
    )


def _moment(text: str) -> str:
    return moment_text(datetime.fromisoformat(text))


def offer_words(offered: Mapping[str, Any]) -> str:
    """What was read from a file, as it is offered: "số 12/KH-UBND, ngày 15/01/2026"; '' for
    nothing."""
    parts = []
    if number := offered.get("number"):
        parts.append(gettext("số %(number)s", number=number))
    if day := offered.get("issued_on"):
        parts.append(gettext("ngày %(day)s", day=date_text(day)))
    if issuer := offered.get("issuer"):
        parts.append(gettext("cơ quan ban hành %(issuer)s", issuer=issuer))
    if subject := offered.get("subject"):
        parts.append(gettext("trích yếu “%(subject)s”", subject=subject))
    if signer := offered.get("signer"):
        parts.append(gettext("người ký %(signer)s", signer=signer))
    return ", ".join(parts)
