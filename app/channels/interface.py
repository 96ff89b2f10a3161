"""What every way to a person has in common: it sends a message, or says why it did not."""

from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self, TypeVar


class ChannelError(Exception):
    """A message was not handed over.

    `permanent`: trying this message again would be refused again. `channel_down`: nothing is wrong
    with the message; the channel itself (server, network, sign-in, sender) takes none at present.
    `address_refused`: the address itself is no good, so that no other message would get there.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool,
        channel_down: bool = False,
        address_refused: bool = False,
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.channel_down = channel_down
        self.address_refused = address_refused


@dataclass(frozen=True, slots=True)
class Message:
    """A short message to a program or a chat: a subject, a few lines, a link or none.

    `key` names the message, the same however often it is sent; `kind` is a kind of mail; `sent_at`
    is the instant of this try.
    """

    key: str
    kind: str
    subject: str
    text: str
    link: str
    sent_at: datetime

    def as_text(self) -> str:
        """Subject, lines and link under each other, what is empty left out."""
        return "\n".join(part for part in (self.subject, self.text, self.link) if part)


M_contra = TypeVar("M_contra", contravariant=True)


class Channel(Protocol[M_contra]):
    """A way out of the product, open for the length of a `with` block."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def send(self, message: M_contra, /) -> None:
        """Hand the message over: delivered when it returns. Raises ChannelError, whose `permanent`
        says whether to give it up or to put it off.
        """
        ...


class OneByOne:
    """A channel that keeps nothing open between two messages."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None
