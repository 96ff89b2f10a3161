"""Browsers that several areas of pages use."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.models import Person
from tests.cast import World


@pytest.fixture
def admin(client_for: Callable[[Person], FlaskClient], world: World) -> FlaskClient:
    """Ánh's browser."""
    return client_for(world.person("Ánh"))
