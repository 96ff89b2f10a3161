"""What the tests of drafts share: a gate for readings, uploads, looks at pages and rows."""

import html
import io
import re
import threading

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.extensions import db
from app.models import Event, PlanDraft
from app.plan_import import PlanReading, read_plan


class Gate:
    """Holds every reading back until it is opened; what was read is the real reading."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.pages: tuple[int, int] | None = None
        self.before = 0
        self.told = threading.Event()

    def read(self, content: bytes, filename: str, **named: object) -> PlanReading:
        on_progress, on_waiting = named.pop("on_progress"), named.pop("on_waiting")
        if self.before:
            on_waiting(self.before)  # type: ignore[operator]
        if self.pages is not None:
            on_progress(*self.pages)  # type: ignore[operator]
        assert self.open.wait(30)
        return read_plan(content, filename, **named)  # type: ignore[arg-type]


def threads_ended() -> None:
    """Wait for every reading and for what is written down of it."""
    db.session.rollback()  # A test that has looked at a row must not block the writer.
    for thread in threading.enumerate():
        if thread.name.startswith("plan-"):
            thread.join(30)
            assert not thread.is_alive()


def send(
    client: FlaskClient, path: str, content: bytes, name: str = "ke-hoach.txt", **fields: object
) -> TestResponse:
    file = FileStorage(io.BytesIO(content), filename=name)
    boundary, body = encode_multipart({"file": file, **{k: str(v) for k, v in fields.items()}})
    kind = f'multipart/form-data; boundary="{boundary}"'
    return client.post(path, data=body, content_type=kind)


def upload(client: FlaskClient, content: bytes, name: str = "ke-hoach.txt") -> TestResponse:
    return send(client, "/ke-hoach/nhap", content, name)


def draft_of(session: Session) -> PlanDraft:
    session.rollback()
    session.expire_all()
    return session.scalars(select(PlanDraft).order_by(PlanDraft.id.desc())).first()  # type: ignore[return-value]


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def events(session: Session) -> list[str]:
    kinds = session.scalars(select(Event.kind).order_by(Event.id))
    return [kind.removeprefix("plan_draft.") for kind in kinds if kind.startswith("plan_draft.")]


def page_of(client: FlaskClient, address: str) -> str:
    """The page at the address, as it is read."""
    answer = client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def title_of(answer: TestResponse) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text, re.S)
    return " ".join(found[1].split()) if found else ""
