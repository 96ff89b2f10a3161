"""Finds duties given to a unit or a post in the running text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.plan_import.prose.markers import Rank
from app.plan_import.prose.outline import Outline, Passage
from app.plan_import.prose.posts import leading_units
from app.plan_import.prose.targets import as_title
from app.plan_import.prose.times import printed_time
from app.plan_import.reform_areas import Area
from app.plan_import.source import Source
from app.plan_import.units import is_collective

_SHORTEST_DUTY = 10
# What a unit is, not what it has to do.
_ROLE = re.compile(
    r"la (?:co quan|don vi|bo phan) (?:thuong truc|chu tri|dau moi)[^.;]*[.;]?$"
    r"|la (?:co quan|don vi) (?:thuong truc|chu tri)\b"
)
_ORGANISATION = re.compile(r"to chuc thuc hien|phan cong|trach nhiem|che do bao cao|bao cao\b")
# What stands under the title of a report is its regime.
_OF_REPORT = re.compile(r"bao (?:cao|cchc)\b")
# Who is told to carry out the whole decision has no duty of the plan's own.
_OF_DECISION = re.compile(r"dieu \d|can cu\b|kinh phi\b|noi nhan|chiu trach nhiem thi hanh")


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty as printed, joined to one sentence, with the units it is given to.

    ``marked`` when a number, a letter or a bullet opens it; ``role`` when it only says what the
    unit is ("Là cơ quan thường trực").
    """

    title: str
    units: tuple[str, ...]
    deadline_text: str
    area: Area | None
    quote: str
    source: Source
    marked: bool
    role: bool


def duties_of(outline: Outline) -> Iterator[Duty]:
    """Yield every duty under the heading of a unit, or in a sentence that begins with one."""
    for passage in outline.passages:
        units = _units(passage)
        if units and _is_duty(passage):
            yield Duty(
                title=as_title(passage.text),
                units=units,
                deadline_text=printed_time(passage.text, passage.key),
                area=passage.area,
                quote=passage.text,
                source=passage.source,
                marked=passage.rank < Rank.label,
                role=bool(_ROLE.match(passage.key)),
            )


def _units(passage: Passage) -> tuple[str, ...]:
    """Return who has the duty: the unit of the heading, or the one the sentence begins with."""
    headed = passage.units
    if headed and not any(map(is_collective, headed)):
        return headed
    own, _ = leading_units(passage.text, passage.key)
    organises = any(_ORGANISATION.search(heading.key) for heading in passage.headings)
    return (own if headed or organises else ()) or headed


def _is_duty(passage: Passage) -> bool:
    if passage.rank is Rank.label or len(passage.text) < _SHORTEST_DUTY:
        return False
    if passage.headings and _OF_REPORT.match(passage.headings[-1].key):
        return False
    return not _OF_DECISION.match(passage.key)
