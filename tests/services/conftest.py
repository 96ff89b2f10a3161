"""A plan that several areas of services work on."""

import pytest

from app.models import Plan
from tests.amending import running_plan
from tests.cast import World


@pytest.fixture
def plan(world: World) -> Plan:
    """The plan of `tests.plan_texts`, followed since Thư started it."""
    return running_plan(world)
