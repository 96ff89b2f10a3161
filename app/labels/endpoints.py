"""The words of webhooks and chats: why one is refused, where it leads, why it rests."""

from collections.abc import Mapping
from enum import StrEnum, auto
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.labels.mails import endpoint_failure_words
from app.models import ChannelEndpoint, EndpointKind


class EndpointRefusal(StrEnum):
    """Why something was not done with an endpoint."""

    not_a_webhook = auto()
    not_a_chat = auto()
    no_secret = auto()
    stopped = auto()


class EndpointRefused(Exception):
    """Something was not done with an endpoint, for a named reason."""

    def __init__(self, refusal: EndpointRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


_REFUSAL: Mapping[EndpointRefusal, Any] = {
    EndpointRefusal.not_a_webhook: _l(
        "Ghi địa chỉ https của một máy chủ trên mạng công cộng, không kèm tên đăng nhập và phần"
        " sau dấu #. Địa chỉ trong mạng nội bộ không dùng được."
    ),
    EndpointRefusal.not_a_chat: _l(
        "Ghi địa chỉ theo dạng tgram://mã-bot/mã-cuộc-trò-chuyện hoặc"
        " zalo://mã-bot/mã-cuộc-trò-chuyện, không kèm tùy chọn khác."
    ),
    EndpointRefusal.no_secret: _l("Chỉ webhook có khóa ký. Kênh tin nhắn thì đổi mã bot."),
    EndpointRefusal.stopped: _l("Kênh đang ngừng. Bấm Dùng lại trước, rồi gửi thử."),
}


def endpoint_refusal_text(refused: EndpointRefused) -> str:
    """The sentence of a refusal."""
    return str(_REFUSAL[refused.refusal])


def shown_address(endpoint: ChannelEndpoint) -> str:
    """Where it leads, without what would let somebody else use it: the host of a webhook, the
    service and the chat's own number of a chat."""
    if endpoint.kind is EndpointKind.webhook:
        return urlsplit(endpoint.address).netloc
    scheme, _, rest = endpoint.address.partition("://")
    service = {"tgram": "Telegram", "zalo": "Zalo"}.get(scheme, scheme)
    return f"{service} {rest.rpartition('/')[2]}"


def stopped_words(endpoint: ChannelEndpoint) -> str:
    """Why the endpoint is stopped."""
    if endpoint.stopped_reason == "switched_off":
        return gettext("Đang tạm ngừng.")
    return endpoint_failure_words(endpoint.stopped_reason)
