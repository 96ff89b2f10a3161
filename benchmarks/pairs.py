"""The four requests, each beside its floor: the same rows, the same work for the person who asks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from app.extensions import db
from app.models import Event, Plan, WorkItem
from app.web.edge import DonDoc
from benchmarks.commune import HEAD, OFFICER, PASSWORD, Office
from benchmarks.filling import STEPS
from benchmarks.floor import make_floor
from benchmarks.timing import WARM_UP, Call, Calls, Cost, Side, compare, send
from workflows.states import Status

FRAME = "<i>khung trang</i>\n"
_TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Pair:
    """A request of ours, signed in as `person`, and the floor's; `page` is the floor's template."""

    ours: Calls
    floor: Calls
    person: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a request costs us, and what it costs the floor."""

    ours: Cost
    floor: Cost

    @property
    def ratio(self) -> float:
        return self.ours.cpu / self.floor.cpu


def measure(
    app: DonDoc, office: Office, names: Sequence[str], requests: int
) -> dict[str, Measured]:
    """Measure the named pairs on a filled database."""
    with app.app_context():
        engine = db.engine
        token = sign_in(app, HEAD)[1]
        pairs = _pairs(db.session(), office, token)
        db.session.rollback()
    # The floor's connections know nothing of the product's settings for SQLite, but stand in the
    # same way of journalling: that is written in the file.
    floor = make_floor(
        engine.url.render_as_string(hide_password=False), str(app.config["SECRET_KEY"]), TODAY
    )
    return {}
