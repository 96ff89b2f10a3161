"""The facts of the frame around every page: the commune's name and what waits, in one query."""

from collections.abc import Callable
from typing import Any

from app.extensions import db
from app.queries.waiting import count_waiting
from workflows.permissions import Actor


def shell_facts(actor: Actor, navigation_for: Callable[..., Any]) -> dict[str, Any]:
    """The commune's name and the navigation with its counts."""
    waiting = count_waiting(db.session(), actor)
    return {
        "commune_name": waiting.commune,
        "navigation": navigation_for(actor, waiting),
    }
