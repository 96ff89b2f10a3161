"""What the jobs of one process work with."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app import transactions
from app.channels.chat import ChatChannel
from app.channels.interface import Channel, Message
from app.channels.mail import MailChannel, MailSettings
from app.channels.webhook import LOOPBACK_ALLOWED, WebhookChannel
from app.extensions import db
from app.jobs.rendering import digest_renderer, notice_renderer
from app.models import EndpointKind
from app.services import digests, notice_mails
from app.services.endpoint_sending import Open, Way
from app.services.outbox import Rendered
from app.services.previews import Previews
from app.storage import Storage

LOOPBACK = "http://127.0.0.1:8000"
"""Where links lead while no PUBLIC_URL is set."""


def _pass_by(point: str) -> None:
    """In the product nothing waits at a kill point."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The database, the store of files, the channels, the renderers. `reached` is told of kill
    points (tests alone listen).
    """

    engine: Engine
    storage: Storage
    previews: Previews
    channel: Callable[[], MailChannel]
    open_endpoint: Open
    render_digest: digests.Render
    render_notices: notice_mails.Render
    mail_domain: str
    reached: Callable[[str], None] = _pass_by

    def read(self) -> AbstractContextManager[Session]:
        """A session for reading; nothing it does is kept."""
        return transactions.short_read(self.engine)

    def write(self) -> AbstractContextManager[Session]:
        """A short transaction, committed at the end of the block."""
        return transactions.short_write(self.engine)


def render_digest_of(app: Flask, digest: digests.Digest) -> Rendered:
    """A digest in words, as its mail would be."""
    return digest_renderer(app, app.config["PUBLIC_URL"] or LOOPBACK)(digest)


def endpoint_opener(*, loopback_allowed: bool) -> Open:
    """What opens the channel of an endpoint. `loopback_allowed` is for tests alone."""

    def open_channel(way: Way) -> Channel[Message]:
        if way.kind is EndpointKind.chat:
            return ChatChannel(way.address)
        return WebhookChannel(way.address, way.secret, loopback_allowed=loopback_allowed)

    return open_channel


def surroundings_of(app: Flask) -> Surroundings:
    """The surroundings that `app`'s configuration describes. Needs an application context."""
    public_url = app.config["PUBLIC_URL"] or LOOPBACK
    settings = MailSettings.from_config(app.config)
    domain = parseaddr(settings.sender)[1].rpartition("@")[2]
    return Surroundings(
        engine=db.engine,
        storage=app.extensions["storage"],
        previews=app.extensions["previews"],
        channel=lambda: MailChannel(settings),
        open_endpoint=endpoint_opener(loopback_allowed=bool(app.config.get(LOOPBACK_ALLOWED))),
        render_digest=digest_renderer(app, public_url),
        render_notices=notice_renderer(app, public_url),
        mail_domain=domain or urlsplit(public_url).hostname or "localhost",
        reached=app.config.get("REACHED") or _pass_by,
    )
