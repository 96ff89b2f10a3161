"""Browsers and plans that several areas of pages use."""

from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient

from app.models import Person, Plan
from app.web.drafts import reading_thread
from app.web.edge import DonDoc
from tests.amending import running_plan
from tests.browsing import Browser
from tests.cast import World
from tests.returning import plan_to_return
from tests.web.readings import Gate, threads_ended


@pytest.fixture
def admin(client_for: Callable[[Person], FlaskClient], world: World) -> FlaskClient:
    """Ánh's browser."""
    return client_for(world.person("Ánh"))


@pytest.fixture
def office(client_for: Callable[[Person], FlaskClient], world: World) -> FlaskClient:
    """The browser of Thư, of the standing office."""
    return client_for(world.person("Thư"))


@pytest.fixture
def browser(client_for: Callable[[Person], FlaskClient], world: World) -> Browser:
    """The browser of anybody of the cast."""
    return lambda name: client_for(world.person(name))


@pytest.fixture
def plan(world: World) -> Plan:
    """The plan of `tests.plan_texts`, followed since Thư started it."""
    return running_plan(world)


@pytest.fixture
def asked(world: World) -> Plan:
    """A plan whose units are asked by workbook (`tests.returning`)."""
    return plan_to_return(world)


@pytest.fixture
def gate(app: DonDoc, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Readings take longer than a request waits."""
    made = Gate()
    monkeypatch.setattr(reading_thread, "read_isolated", made.read)
    monkeypatch.setattr(reading_thread, "_BETWEEN_NOTES", 0.05)
    app.config["READING_PATIENCE"] = 0.05
    yield made
    made.open.set()
    threads_ended()
