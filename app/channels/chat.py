"""Chats: Telegram and Zalo bots, through Apprise where it is installed.

Apprise speaks to over a hundred services, some of them programs and files of this machine. Only the
two forms of address below are ever handed to it, without any of its options.
"""

import importlib.util
import logging
import re
from typing import Any

from app.channels.interface import ChannelError, Message, OneByOne

FORMS = {
    # A bot's token, then a chat's number (negative for a group) or a public channel's name.
    "tgram": re.compile(
        r"tgram://[0-9]{3,20}:[A-Za-z0-9_-]{20,100}/(-?[0-9]{1,32}|@[A-Za-z]\w{3,63})"
    ),
    "zalo": re.compile(r"zalo://[0-9]{3,32}:[A-Za-z0-9_-]{10,200}/[A-Za-z0-9._-]{1,100}"),
}
"""What an address of each allowed scheme looks like, from end to end."""

TIMEOUT = 20.0
"""Seconds that a service may take over one message."""

LONGEST = 1900
"""Characters of a message: Zalo takes 2,000, Telegram 4,096."""

_CODE = re.compile(r"error=(\d{3})\b")
_ADDRESS_CODES = frozenset({400, 401, 403, 404})
"""Chat not found (Telegram says 400), token not valid, bot put out by the person."""


class NotAChat(ValueError):
    """A text that is none of the allowed addresses."""


def is_installed() -> bool:
    """True where Apprise is there to be used."""
    return importlib.util.find_spec("apprise") is not None


def check_address(address: str) -> None:
    """Raises NotAChat unless the address is of an allowed scheme and form."""
    form = FORMS.get(address.partition("://")[0])
    if form is None or not form.fullmatch(address):
        raise NotAChat(address)


def shortened(message: Message, longest: int = LONGEST) -> str:
    """Subject, lines and link in at most `longest` characters: lines are left out from the end."""
    whole = message.as_text()
    if len(whole) <= longest:
        return whole
    room = longest - len(message.subject) - len(message.link) - len("\n\n…\n")
    kept = message.text[: max(0, room)].rpartition("\n")[0]
    return "\n".join(part for part in (message.subject, kept, "…", message.link) if part)[:longest]


class ChatChannel(OneByOne):
    """One chat."""

    def __init__(self, address: str) -> None:
        self.address = address

    def send(self, message: Message) -> None:
        """Hand the message to the service. Raises ChannelError; returns once it was taken."""
        try:
            check_address(self.address)
        except NotAChat as error:
            raise ChannelError(
                "AddressNotAllowed: not an allowed chat", permanent=True, address_refused=True
            ) from error
        if not is_installed():
            raise ChannelError("ChatNotInstalled: apprise", permanent=False)
        taken, said = _notify(self.address, shortened(message))
        if not taken:
            raise _as_channel_error(said)


def _notify(address: str, text: str) -> tuple[bool, str]:
    """Whether the service took the text, and what Apprise said of it."""
    import apprise

    asset = apprise.AppriseAsset(
        app_id="DonDoc",
        async_mode=False,
        http_redirects=False,
        storage_mode="memory",
        plugin_paths=[],
        allow_templates=False,
        service_timeout=TIMEOUT,
    )
    chat: Any = apprise.Apprise(asset=asset)
    with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as log:
        taken = chat.add(address) and chat.notify(body=text, body_format=apprise.NotifyFormat.TEXT)
        return bool(taken), log.getvalue()


def _as_channel_error(said: str) -> ChannelError:
    """The error of an answer; the words of Apprise are not kept, for they may hold the address."""
    found = _CODE.search(said)
    if found is None:
        return ChannelError("ChatFailed: no answer", permanent=False)
    for_good = int(found[1]) in _ADDRESS_CODES
    return ChannelError(f"HTTPStatus: {found[1]}", permanent=for_good, address_refused=for_good)


__all__ = ["FORMS", "ChatChannel", "NotAChat", "check_address", "is_installed", "shortened"]
