"""The facts of the frame around every page: the commune's name and what waits, in two queries."""

from collections.abc import Callable
from typing import Any

from app.extensions import db
from app.models import Commune
from app.queries.waiting import count_waiting
from workflows.permissions import Actor


def shell_facts(actor: Actor, navigation_for: Callable[..., Any]) -> dict[str, Any]:
    """The commune's name and the navigation with its counts."""
    commune = db.session.get(Commune, actor.commune_id)
    return {
        "commune_name": commune.name if commune else "",
        "navigation": navigation_for(actor, count_waiting(db.session(), actor)),
    }
