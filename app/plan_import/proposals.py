"""What the prose of a plan says beside its table, offered to be ticked: values only."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.plan_import.source import Source


class ProposalKind(StrEnum):
    """What a ticked proposal becomes.

    ``area_lead``: the lead of every row of an area that names none. ``reporting_window``: one
    of the commune's reporting windows. ``thematic_report``, ``target`` and ``duty``: a row of
    the draft.
    """

    area_lead = "area_lead"
    reporting_window = "reporting_window"
    thematic_report = "thematic_report"
    target = "target"
    duty = "duty"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing that the prose says; nothing of it counts before somebody ticks it.

    ``title`` is the duty, the target, the area or the report in the plan's own words, ``units``
    are those named for it, ``deadline_text`` the printed time ('' for none), ``section`` the
    code of the area it belongs to, and ``quote`` the sentence it was taken from. ``values``
    holds what only its kind has: for a reporting window ``key``, ``from``, ``to``, ``cut_off``
    and ``send`` (days as YYYY-MM-DD), for a target ``measure`` ("tối thiểu 80%").
    """

    kind: ProposalKind
    title: str
    source: Source
    units: tuple[str, ...] = ()
    deadline_text: str = ""
    section: str | None = None
    quote: str = ""
    values: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the proposal as ``plan read --json`` prints it."""
        return {
            "kind": self.kind.value,
            "title": self.title,
            "units": list(self.units),
            "deadline_text": self.deadline_text,
            "section": self.section,
            "quote": self.quote,
            "values": dict(self.values),
            "source": self.source.to_json(),
        }
