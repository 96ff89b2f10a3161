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
from app.channels.mail import MailChannel, MailSettings
from app.extensions import db
from app.jobs.rendering import digest_renderer
from app.services.digests import Render

LOOPBACK = "http://127.0.0.1:8000"
"""Where links lead while no PUBLIC_URL is set."""


def _pass_by(point: str) -> None:
    """In the product nothing waits at a kill point."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The database, the channel, the renderer. `reached` is told of kill points (tests alone
    listen).
    """

    engine: Engine
    channel: Callable[[], MailChannel]
    render_digest: Render
    mail_domain: str
    reached: Callable[[str], None] = _pass_by

    def read(self) -> AbstractContextManager[Session]:
        """A session for reading; nothing it does is kept."""
        return transactions.short_read(self.engine)

    def write(self) -> AbstractContextManager[Session]:
        """A short transaction, committed at the end of the block."""
        return transactions.short_write(self.engine)


def surroundings_of(app: Flask) -> Surroundings:
    """The surroundings that `app`'s configuration describes. Needs an application context."""
    public_url = app.config["PUBLIC_URL"] or LOOPBACK
    settings = MailSettings.from_config(app.config)
    domain = parseaddr(settings.sender)[1].rpartition("@")[2]
    return Surroundings(
        engine=db.engine,
        channel=lambda: MailChannel(settings),
        render_digest=digest_renderer(app, public_url),
        mail_domain=domain or urlsplit(public_url).hostname or "localhost",
        reached=app.config.get("REACHED") or _pass_by,
    )
