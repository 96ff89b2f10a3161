"""A process that dies by kill -9 in the middle of a verdict: it was given whole, or never."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import Decision, DecisionDocument, Event, Notification, Person, WorkItem
from app.web.edge import DonDoc
from tests.acting import act, evidence_form, products_of
from tests.cast import World, add_item, add_plan
from workflows.states import Action, Status

ROOT = Path(__file__).resolve().parents[2]

KILLED = """
import json, os, signal, sys
from datetime import datetime
from app import create_app
from app.extensions import db
from app.services import work_items

settings = json.loads(os.environ["DONDOC_TEST"])
moment = datetime.fromisoformat(settings.pop("now"))
place, address, cookie, form = (settings.pop(name) for name in ("place", "url", "cookie", "form"))

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

made = create_app({**settings, "CLOCK": lambda: moment})
if place == "after the commit":
    made.after_request_funcs.setdefault(None, []).append(lambda response: die())
else:
    holder, name = {
        "before the decision": (work_items, "_decided"),
        "before the event": (work_items, "_record"),
        "before the dates": (work_items, "refresh_dates"),
        "before the notices": (work_items.notices, "after_action"),
        "before the commit": (db.session, "commit"),
    }[place]
    setattr(holder, name, die)
client = made.test_client()
client.set_cookie("dondoc", cookie)
answer = client.post(address, data=form)
sys.exit(f"was not killed: {answer.status_code} {answer.text[:2000]}")
"""


@pytest.fixture
def sent(session: Session, world: World, client_for: Callable[[Person], FlaskClient]) -> WorkItem:
    """An item with a document, handed in by Khang."""
    plan = add_plan(session, world.mau, clock.now())
    item = add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Kiểm tra công vụ",
        due_on=date(2026, 9, 21),
        now=clock.now(),
    )
    session.commit()
    form = evidence_form(products_of(session, item))
    khang = client_for(world.person("Khang"))
    assert khang.post(f"/viec/{item.id}/tai-lieu", data=form).status_code == 302
    session.expire_all()
    act(session, world, "Khang", item, Action.submit)
    session.commit()
    return item


def _count(session: Session, model: type, *conditions: object) -> int:
    found = session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0
    session.rollback()  # On SQLite a session that is left open keeps every other one out.
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="nobody is killed like this there")
@pytest.mark.parametrize(
    "place",
    [
        "before the decision",
        "before the event",
        "before the dates",
        "before the notices",
        "before the commit",
        "after the commit",
    ],
)
def test_a_kill_during_a_verdict_leaves_it_whole_or_not_at_all(
    app: DonDoc,
    session: Session,
    world: World,
    sent: WorkItem,
    client_for: Callable[[Person], FlaskClient],
    place: str,
) -> None:
    thu = client_for(world.person("Thư"))
    storage = app.extensions["storage"]
    version, told = sent.version, _count(session, Notification)
    form = {"version": str(version), "product_on": "14/9/2026"}
    address = f"/cho-xac-nhan/{sent.id}/xac-nhan"
    cookie = thu.get_cookie("dondoc")
    assert cookie is not None
    settings = {
        "DATABASE_URL": app.config["DATABASE_URL"],
        "SECRET_KEY": app.config["SECRET_KEY"],
        "EVIDENCE_FOLDER": str(storage.root),
        "HOME": str(storage.root.parent),
        "WTF_CSRF_ENABLED": False,
        "now": clock.now().isoformat(),
        "place": place,
        "url": address,
        "cookie": cookie.value,
        "form": form,
    }
    session.rollback()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED],
        cwd=ROOT,
        env={**os.environ, "DONDOC_TEST": json.dumps(settings)},
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()

    given = int(place == "after the commit")
    session.expire_all()
    item = session.get_one(WorkItem, sent.id)
    assert item.status is (Status.verified if given else Status.submitted)
    assert item.version == version + given
    assert _count(session, Decision) == given
    assert _count(session, DecisionDocument) == given
    assert _count(session, Event, Event.kind == "work_item.verify") == given
    assert (_count(session, Notification) > told) is bool(given)
    for command in ("audit verify", "evidence check"):
        done = app.test_cli_runner().invoke(args=command.split())
        assert done.exit_code == 0, done.output
    # Whoever presses again gives the verdict, or hears that it was given.
    assert thu.post(address, data=form).status_code == (409 if given else 302)
    assert _count(session, Decision) == 1
