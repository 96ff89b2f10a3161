"""Sections of a plan, and the area each belongs to."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Area, Plan, Section
from app.models.base import LINE
from workflows.text import fold

ALIKE = 85
"""From this likeness (0–100) on a printed heading is taken for an area of the list."""


def area_of(title: str, areas: Sequence[Area]) -> Area | None:
    """The area that a printed heading names: the same words, or the one most like them.

    "II. CẢI CÁCH THỂ CHẾ HÀNH CHÍNH" is "Cải cách thể chế". None where nothing is like enough.
    """
    heading = _bare(title)
    scored = [
        (100.0 if heading == (own := _bare(area.title)) else _likeness(heading, own), area)
        for area in areas
    ]
    score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best if score >= ALIKE else None


def _likeness(heading: str, title: str) -> float:
    return float(max(fuzz.ratio(heading, title), fuzz.token_set_ratio(heading, title) * 0.95))


def _bare(title: str) -> str:
    """Folded, without the number in front."""
    return re.sub(r"^(?:[ivx]+|\d+)[.):]\s*", "", fold(title))


def make_sections(
    session: Session, plan: Plan, headings: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """Make the plan's sections from [{"code", "title"}]; returns code → section id.

    A commune that has no areas for the year of the plan's first day gets them from these headings.
    """
    areas = _areas_of(session, plan, headings)
    sections = [
        Section(
            commune_id=plan.commune_id,
            plan_id=plan.id,
            area_id=area.id if (area := area_of(heading["title"], areas)) else None,
            code=heading["code"][:LINE],
            title=heading["title"],
            position=position,
        )
        for position, heading in enumerate(headings, 1)
    ]
    session.add_all(sections)
    session.flush()
    return {section.code: section.id for section in sections}


def update_sections(
    session: Session, plan: Plan, headings: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """Bring the plan's sections to the headings of its new version; returns code → section id.

    A section is known again by its title, else by its area. One that is no longer printed stays,
    behind the others, for the tasks that stood in it.
    """
    areas = _areas_of(session, plan, headings)
    free = list(
        session.scalars(
            select(Section)
            .where(Section.commune_id == plan.commune_id, Section.plan_id == plan.id)
            .order_by(Section.position, Section.id)
        )
    )
    found: dict[str, int] = {}
    for position, heading in enumerate(headings, 1):
        area = area_of(heading["title"], areas)
        section = _known_section(free, heading["title"], area)
        if section is None:
            section = Section(commune_id=plan.commune_id, plan_id=plan.id)
            session.add(section)
        else:
            free.remove(section)
        section.area_id = area.id if area else None
        section.code, section.title = heading["code"][:LINE], heading["title"]
        section.position = position
        session.flush()
        found[section.code] = section.id
    for position, section in enumerate(free, len(headings) + 1):
        section.position = position
    session.flush()
    return found


def _known_section(free: Sequence[Section], title: str, area: Area | None) -> Section | None:
    same = (section for section in free if _bare(section.title) == _bare(title))
    in_area = (section for section in free if area and section.area_id == area.id)
    return next(same, None) or next(in_area, None)


def _areas_of(session: Session, plan: Plan, headings: Sequence[Mapping[str, Any]]) -> list[Area]:
    """The commune's areas in the year of the plan's first day, made from the headings where there
    are none."""
    areas = list(
        session.scalars(
            select(Area)
            .where(Area.commune_id == plan.commune_id, Area.year == plan.starts_on.year)
            .order_by(Area.position)
        )
    )
    if not areas:
        areas = _areas_from(plan, headings)
        session.add_all(areas)
        session.flush()
    return areas


def _areas_from(plan: Plan, headings: Sequence[Mapping[str, Any]]) -> list[Area]:
    return [
        Area(
            commune_id=plan.commune_id,
            year=plan.starts_on.year,
            code=str(position),
            title=heading["title"][:LINE],
            position=position,
        )
        for position, heading in enumerate(headings, 1)
    ]
