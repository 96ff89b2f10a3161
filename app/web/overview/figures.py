"""Figures as the templates take them: tiles, bars, addresses and percentages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import url_for

from app.labels.words import label
from app.queries.overview import Counts
from workflows.deadlines.lateness import Standing

SHOWN = (
    Standing.done_on_time,
    Standing.done_late,
    Standing.open_in_time,
    Standing.open_late,
    Standing.no_date,
)
"""The groups that tiles and bars show, in their fixed order; *bị hủy* has its column in the grid."""

MARKS = {Standing.open_in_time: "open", Standing.open_late: "late"}
"""Names of marks and colours where they differ from the word."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the numbers of one plan lead."""

    plan_id: int

    def tasks(
        self,
        *standings: Standing | str,
        unit_id: int | None = None,
        section_id: int | None = None,
    ) -> str:
        """The list of tasks in these groups, of a unit or a section."""
        return url_for(
            "overview.tasks",
            plan_id=self.plan_id,
            unit_id=unit_id,
            section_id=section_id,
            standing=[str(standing) for standing in standings] or None,
        )

    def of_unit(self, unit_id: int) -> Callable[..., str]:
        """Addresses of one unit's row, by group."""
        return partial(self.tasks, unit_id=unit_id)

    def of_section(self, section_id: int) -> Callable[..., str]:
        """Addresses of one section's row, by group."""
        return partial(self.tasks, section_id=section_id)

    def of_plan(self) -> Callable[..., str]:
        """Addresses of the whole plan's row, by group."""
        return self.tasks


def standing_parts(counts: Counts) -> list[dict[str, Any]]:
    """The parts of a stacked bar."""
    return [
        {
            "name": MARKS.get(standing, standing.value),
            "count": counts[standing],
            "words": label(standing),
        }
        for standing in SHOWN
    ]


def figure_tiles(counts: Counts, addresses: Addresses) -> Sequence[dict[str, Any]]:
    """The five figures above the bar; a figure of zero leads nowhere."""
    return [
        {
            **part,
            "href": addresses.tasks(standing) if part["count"] else None,
        }
        for part, standing in zip(standing_parts(counts), SHOWN, strict=True)
    ]


def percent(part: int, whole: int) -> str:
    """A share as offices print it: 40,48%. A dash where there is no whole."""
    if not whole:
        return "–"
    return f"{100 * part / whole:.2f}".replace(".", ",") + "%"
