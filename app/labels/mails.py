"""The words of the outbox: what a mail is, why it was not sent, why it cannot be sent again."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum, auto
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

MAIL_KIND: Mapping[str, Any] = {
    "weekly_digest": _l("Tổng hợp tuần"),
    "notices": _l("Thông báo cần xử lý"),
    "endpoint_test": _l("Gửi thử"),
}


class MailRefusal(StrEnum):
    """Why a mail is not sent again. All but the first are also why it was not sent at all."""

    not_failed = auto()
    superseded = auto()
    disabled = auto()
    paused = auto()
    no_address = auto()
    address_stopped = auto()
    endpoint_stopped = auto()
    endpoint_removed = auto()


class MailRefused(Exception):
    """A mail was not put back into the outbox, for a named reason."""

    def __init__(self, refusal: MailRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


_REFUSAL: Mapping[MailRefusal, Any] = {
    MailRefusal.not_failed: _l(
        "Thư này đã gửi hoặc đang chờ gửi nên không cần gửi lại. Mở lại trang để xem tình trạng."
    ),
    MailRefusal.superseded: _l(
        "Đã có bản mới hơn thay thư này. Gửi bản mới hơn của cùng người nhận."
    ),
    MailRefusal.disabled: _l(
        "Tài khoản của người nhận đang khóa. Mở lại tài khoản ở trang Người dùng, rồi gửi lại."
    ),
    MailRefusal.paused: _l(
        "Người nhận đang tạm dừng nhận loại thư này. Chờ đến khi hết thời gian tạm dừng."
    ),
    MailRefusal.no_address: _l(
        "Người nhận chưa có địa chỉ thư. Ghi địa chỉ ở trang Người dùng, rồi gửi lại."
    ),
    MailRefusal.address_stopped: _l(
        "Địa chỉ của người nhận đang ngừng. Sửa địa chỉ ở trang Người dùng,"
        " hoặc bấm Dùng lại địa chỉ nếu địa chỉ đúng, rồi gửi lại."
    ),
    MailRefusal.endpoint_stopped: _l(
        "Kênh đang ngừng. Bấm Dùng lại ở trang Kênh gửi, rồi gửi lại."
    ),
    MailRefusal.endpoint_removed: _l("Kênh này đã bỏ. Thêm lại kênh thì nhận từ thư tới."),
}

_SAID: Mapping[str, Any] = {
    "superseded": _l("Đã có bản mới hơn thay thư này."),
    "disabled": _l("Tài khoản của người nhận đang khóa."),
    "paused": _l("Người nhận tạm dừng nhận loại thư này."),
    "no_address": _l("Người nhận chưa có địa chỉ thư."),
    "address_stopped": _l("Địa chỉ của người nhận đang ngừng vì máy chủ thư không nhận."),
    "endpoint_stopped": _l("Kênh đang ngừng."),
    "endpoint_removed": _l("Kênh đã bỏ."),
}
"""What stands in `error` as a word of ours, when the mail was not tried at all."""

_OUT_OF_REACH = _l("Không kết nối được máy chủ thư. Kiểm tra SMTP_HOST, SMTP_PORT và đường truyền.")
_NOT_ENCRYPTED = _l(
    "Không lập được kết nối mã hóa với máy chủ thư."
    " Kiểm tra SMTP_SECURITY và chứng chỉ của máy chủ."
)
_NO_ADDRESS = _l("Địa chỉ hoặc tiêu đề không viết được thành thư. Sửa địa chỉ của người nhận.")

_BY_CLASS: Mapping[str, Any] = {
    "SMTPAuthenticationError": _l(
        "Máy chủ thư không chấp nhận tài khoản gửi. Kiểm tra SMTP_USER, SMTP_PASSWORD."
    ),
    "SMTPSenderRefused": _l("Máy chủ thư không nhận địa chỉ người gửi. Kiểm tra MAIL_FROM."),
    "SMTPNotSupportedError": _l(
        "Địa chỉ của người nhận có ký tự mà máy chủ thư không nhận. Sửa địa chỉ."
    ),
    "SSLError": _NOT_ENCRYPTED,
    "SSLCertVerificationError": _NOT_ENCRYPTED,
    "SMTPServerDisconnected": _OUT_OF_REACH,
    "SMTPConnectError": _OUT_OF_REACH,
    "SMTPHeloError": _OUT_OF_REACH,
    "ConnectionRefusedError": _OUT_OF_REACH,
    "ConnectionResetError": _OUT_OF_REACH,
    "ConnectionAbortedError": _OUT_OF_REACH,
    "BrokenPipeError": _OUT_OF_REACH,
    "TimeoutError": _OUT_OF_REACH,
    "gaierror": _OUT_OF_REACH,
    "OSError": _OUT_OF_REACH,
    "FileNotFoundError": _l("Tệp kèm theo thư không còn trong kho. Lấy lại từ bản sao lưu."),
    "ValueError": _NO_ADDRESS,
    "IndexError": _NO_ADDRESS,
    "HeaderParseError": _NO_ADDRESS,
}


def _recipient_refused(code: str) -> str:
    if code.startswith("5"):
        return gettext("Máy chủ thư không nhận địa chỉ này (mã %(code)s).", code=code)
    return gettext("Máy chủ thư tạm chưa nhận thư cho địa chỉ này (mã %(code)s).", code=code)


def _data_refused(code: str) -> str:
    if code.startswith("5"):
        return gettext("Máy chủ thư không nhận nội dung thư (mã %(code)s).", code=code)
    return gettext("Máy chủ thư tạm chưa nhận thư (mã %(code)s).", code=code)


_BY_CODE: Mapping[str, Callable[[str], str]] = {
    "SMTPRecipientsRefused": _recipient_refused,
    "SMTPDataError": _data_refused,
}

_CODE = re.compile(r"\(([45]\d\d),")


def _http_refused(code: str) -> str:
    """What an HTTP status says of a webhook or a chat; the code itself is shown with it."""
    if code in ("401", "403"):
        return gettext(
            "Nơi nhận không cho phép gửi (mã %(code)s). Kiểm tra khóa, mã bot hoặc quyền.",
            code=code,
        )
    if code.startswith("3"):
        return gettext(
            "Nơi nhận chuyển sang địa chỉ khác (mã %(code)s). Ghi thẳng địa chỉ mới.", code=code
        )
    if code.startswith("4") and code not in ("408", "425", "429"):
        return gettext(
            "Nơi nhận không nhận tin gửi đến địa chỉ này (mã %(code)s). Kiểm tra địa chỉ.",
            code=code,
        )
    return gettext("Nơi nhận tạm chưa nhận tin (mã %(code)s).", code=code)


_ENDPOINT_SAID: Mapping[str, Any] = {
    "AddressNotAllowed": _l("Địa chỉ này không dùng được: chỉ gửi ra mạng công cộng qua https."),
    "ChatNotInstalled": _l(
        "Máy chủ chưa cài Apprise nên chưa gửi được tin nhắn. Xem cách cài ở trang Kênh gửi."
    ),
    "ChatFailed": _l("Không kết nối được dịch vụ tin nhắn. Sẽ gửi lại."),
}


def endpoint_failure_words(error: str) -> str:
    """Why a message did not reach a webhook or a chat, in a sentence."""
    if error in _SAID:
        return str(_SAID[error])
    raised, _, answer = error.partition(": ")
    if raised == "HTTPStatus":
        return _http_refused(answer)
    if raised in _ENDPOINT_SAID:
        return str(_ENDPOINT_SAID[raised])
    if raised.startswith("SSL"):
        return gettext("Không lập được kết nối mã hóa: chứng chỉ của nơi nhận không tin được.")
    return gettext("Không kết nối được nơi nhận. Kiểm tra địa chỉ và đường truyền.")


def kind_words(kind: str) -> str:
    """What a kind of mail is called; one without a name of its own is shown as it is."""
    return str(MAIL_KIND.get(kind, kind))


def failure_words(error: str) -> str:
    """Why a mail was not sent, in a sentence. `error` is a word of ours, or what the channel raised
    (class, colon, answer of the server).
    """
    if error in _SAID:
        return str(_SAID[error])
    raised, _, answer = error.partition(": ")
    if raised in _BY_CODE and (code := _CODE.search(answer)):
        return _BY_CODE[raised](code[1])
    if raised == "SMTPNotSupportedError" and "STARTTLS" in answer:
        return str(_NOT_ENCRYPTED)
    if raised in _BY_CLASS:
        return str(_BY_CLASS[raised])
    return gettext("Chưa gửi được. Xem câu trả lời của máy chủ thư.")


def answer_of(error: str) -> str:
    """What the server or the network answered, word for word; nothing where it was not asked."""
    return "" if error in _SAID else error


def mail_refusal_text(refused: MailRefused) -> str:
    """The sentence of a refusal."""
    return str(_REFUSAL[refused.refusal])
