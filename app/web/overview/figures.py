"""Figures as the templates take them: tiles, bars, addresses and percentages."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.labels.words import label
from app.models import Plan
from app.queries.overview import Counts
from workflows.deadlines.lateness import Standing

SHOWN = (
    Standing.done_on_time,
    Standing.done_late,
    Standing.open_in_time,
    Standing.open_late,
    Standing.no_date,
)
"""The groups that tiles and bars show, in their order; *bị hủy* has its column in the grid."""

TABS = 6
"""Plans named above the overview; an office that follows more finds them in its list of plans."""

MARKS = {Standing.open_in_time: "open", Standing.open_late: "late"}
"""Names of marks and colours where they differ from the word."""


class Addresses:
    """Where the numbers of one plan lead. A grid asks for two hundred addresses, so the route is
    looked up once; what is added to it are ids and words of the program, which need no escaping.
    """

    def __init__(self, plan_id: int) -> None:
        self._of_plan = url_for("overview.tasks", plan_id=plan_id)

    def tasks(
        self,
        *standings: Standing | str,
        unit_id: int | None = None,
        section_id: int | None = None,
    ) -> str:
        """The list of tasks in these groups, of a unit or a section."""
        address = self._of_plan
        if unit_id is not None:
            address += f"&unit_id={unit_id}"
        if section_id is not None:
            address += f"&section_id={section_id}"
        return address + "".join(f"&standing={standing}" for standing in standings)

    def of_unit(self, unit_id: int) -> Callable[..., str]:
        """Addresses of one unit's row, by group."""
        return partial(self.tasks, unit_id=unit_id)

    def of_section(self, section_id: int) -> Callable[..., str]:
        """Addresses of one section's row, by group."""
        return partial(self.tasks, section_id=section_id)

    def of_plan(self) -> Callable[..., str]:
        """Addresses of the whole plan's row, by group."""
        return self.tasks


def standing_parts() -> Callable[[Counts], list[dict[str, Any]]]:
    """A function that gives the parts of a stacked bar. The words are looked up once for a page."""
    named = [(standing, MARKS.get(standing, standing.value), label(standing)) for standing in SHOWN]
    return lambda counts: [
        {"name": name, "count": counts[standing], "words": words} for standing, name, words in named
    ]


def figure_tiles(counts: Counts, addresses: Addresses) -> Sequence[dict[str, Any]]:
    """The five figures above the bar; a figure of zero leads nowhere."""
    return [
        {
            **part,
            "href": addresses.tasks(standing) if part["count"] else None,
        }
        for part, standing in zip(standing_parts()(counts), SHOWN, strict=True)
    ]


def plan_tabs(plans: Sequence[Plan], chosen: Plan) -> list[dict[str, Any]]:
    """The tabs above the overview: the newest plans and the chosen one, then a way to the rest."""
    tabs = [*plans[:TABS], *([chosen] if chosen not in plans[:TABS] else [])]
    items = [
        {
            "words": plan.number or plan.title,
            "href": url_for("overview.index", plan_id=plan.id),
            "current": plan is chosen,
        }
        for plan in tabs
    ]
    if len(plans) > TABS:
        items.append({"words": gettext("Mọi kế hoạch"), "href": url_for("plans.index")})
    return items


def percent(part: int, whole: int) -> str:
    """A share as offices print it: 40,48%. A dash where there is no whole."""
    if not whole:
        return "–"
    return f"{100 * part / whole:.2f}".replace(".", ",") + "%"
