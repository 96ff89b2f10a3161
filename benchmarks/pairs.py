"""The four requests, each beside its floor: the same rows, the same work for who asks."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.extensions import db
from app.models import Event, Plan, WorkItem
from app.web.edge import DonDoc
from benchmarks.commune import HEAD, OFFICER, PASSWORD, Office
from benchmarks.filling import STEPS
from benchmarks.floor import make_floor
from benchmarks.timing import WARM_UP, Call, Calls, Cost, Side, compare, send
from workflows.states import Status

NAMES = {
    "late": "list of late items",
    "item": "item with its history",
    "grid": "grid of the overview",
    "status": "status change",
}

FRAME = "<i>khung trang</i>\n"
"""What the floor's page is filled up with until it weighs what ours weighs."""

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Pair:
    """A request of ours by the person who signs in as `person`, and the floor's."""

    person: str
    ours: Calls
    floor: Calls


@dataclass(frozen=True, slots=True)
class Measured:
    """What a request costs us, and what it costs the floor."""

    ours: Cost
    floor: Cost

    @property
    def ratio(self) -> float:
        return self.ours.cpu / self.floor.cpu


class Bench:
    """The product and its floor on one filled database, each with its people signed in."""

    def __init__(self, app: DonDoc, office: Office, today: date) -> None:
        self.app, self.office = app, office
        self.sides: dict[str, Side] = {}
        self.tokens: dict[str, str] = {}
        with app.app_context():
            engine = db.engine
            url = engine.url.render_as_string(hide_password=False)
        for person in (OFFICER, HEAD):
            cookie, self.tokens[person] = sign_in(app, person)
            self.sides[person] = Side(app, engine, cookie)
        self.floor_app = make_floor(url, str(app.config["SECRET_KEY"]), today)
        self.floor = Side(
            self.floor_app,
            self.floor_app.extensions["engine"],
            floor_cookie(self.floor_app, office),
        )

    def measure(self, name: str, requests: int) -> Measured:
        """Measure one pair. The number of requests is cut where there are not rows enough."""
        with self.app.app_context():
            pair, possible = PAIRS[name](self, db.session())
            db.session.rollback()
        ours = self.sides[pair.person]
        if name != "status":
            self.fill_up(name, ours, pair)
        return Measured(
            *compare((ours, self.floor), (pair.ours, pair.floor), min(requests, possible))
        )

    def fill_up(self, name: str, ours: Side, pair: Pair) -> None:
        """Make the floor's page as long as ours."""
        missing = len(send(ours, pair.ours(0))[1]) - len(send(self.floor, pair.floor(0))[1])
        self.floor_app.config["FRAME"][name] = FRAME * (missing // len(FRAME))


def sign_in(app: DonDoc, person: str) -> tuple[str, str]:
    """Sign in through the product's own page; return (cookie header, CSRF token of the session)."""
    client = app.test_client()
    form = {
        "username": person,
        "password": PASSWORD,
        "csrf_token": _token(client.get("/dang-nhap").text),
    }
    answer = client.post("/dang-nhap", data=form)
    if answer.status_code != 302:
        raise RuntimeError(f"{person} could not sign in: {answer.status}")
    token = _token(client.get("/tong-quan").text)
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    if cookie is None:
        raise RuntimeError("signing in left no cookie")
    return f"{cookie.key}={cookie.value}", token


def _token(html: str) -> str:
    found = _TOKEN.search(html)
    if found is None:
        raise RuntimeError("no CSRF token on the page")
    return found.group(1)


def floor_cookie(floor: Flask, office: Office) -> str:
    """The cookie header of somebody signed in at the floor."""
    client = floor.test_client()
    client.get(f"/sign-in/{office.officer.person_id}")
    cookie = client.get_cookie("session")
    if cookie is None:
        raise RuntimeError("the floor gave no cookie")
    return f"session={cookie.value}"


ALWAYS = 1_000_000
"""A page can be asked for as often as one likes."""


def late(bench: Bench, session: Session) -> tuple[Pair, int]:
    """The first page of all late items."""
    return (
        Pair(OFFICER, lambda _: Call("/viec-qua-han"), lambda _: Call("/late")),
        ALWAYS,
    )


def item(bench: Bench, session: Session) -> tuple[Pair, int]:
    """Items in progress with the full history, opened by the head of the unit that leads them."""
    ids = session.scalars(
        select(WorkItem.id)
        .join(Event, Event.work_item_id == WorkItem.id)
        .where(
            WorkItem.commune_id == bench.office.commune_id,
            WorkItem.lead_unit_id == bench.office.measured_unit,
            WorkItem.status == Status.in_progress,
        )
        .group_by(WorkItem.id)
        .having(func.count() == STEPS + 1)
        .order_by(WorkItem.id)
        .limit(20)
    ).all()
    return (
        Pair(HEAD, _by_turns("/viec/{}", ids), _by_turns("/item/{}", ids)),
        ALWAYS,
    )


def grid(bench: Bench, session: Session) -> tuple[Pair, int]:
    """The overview of the newest plan, as the standing office sees it in the morning."""
    newest = session.scalar(select(func.max(Plan.id)))
    return (
        Pair(OFFICER, lambda _: Call("/tong-quan"), lambda _: Call(f"/grid/{newest}")),
        ALWAYS,
    )


def status(bench: Bench, session: Session) -> tuple[Pair, int]:
    """Tiếp nhận: every request accepts another item, ours and the floor's by turns."""
    ids = session.scalars(
        select(WorkItem.id)
        .where(
            WorkItem.commune_id == bench.office.commune_id,
            WorkItem.lead_unit_id == bench.office.measured_unit,
            WorkItem.status == Status.assigned,
        )
        .order_by(WorkItem.id)
    ).all()
    ours = {"version": "1", "csrf_token": bench.tokens[HEAD]}
    pair = Pair(
        HEAD,
        _once("/viec/{}/tiep-nhan", ids[0::2], ours),
        _once("/item/{}", ids[1::2], {"version": "1"}),
    )
    return pair, len(ids) // 2 - WARM_UP - 1


def _by_turns(path: str, ids: Sequence[int]) -> Calls:
    return lambda n: Call(path.format(ids[n % len(ids)]))


def _once(path: str, ids: Sequence[int], form: Mapping[str, str]) -> Calls:
    return lambda n: Call(path.format(ids[n]), form, 302)


PAIRS: Mapping[str, Callable[[Bench, Session], tuple[Pair, int]]] = {
    "late": late,
    "item": item,
    "grid": grid,
    "status": status,
}
