"""Browsers that several areas of pages use."""

from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient

from app.models import Person
from app.web.drafts import reading_thread
from app.web.edge import DonDoc
from tests.cast import World
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
def gate(app: DonDoc, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Readings take longer than a request waits."""
    made = Gate()
    monkeypatch.setattr(reading_thread, "read_isolated", made.read)
    monkeypatch.setattr(reading_thread, "_BETWEEN_NOTES", 0.05)
    app.config["READING_PATIENCE"] = 0.05
    yield made
    made.open.set()
    threads_ended()
