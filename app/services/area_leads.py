"""Which unit leads an area of reform (lĩnh vực), by the plans that are followed."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Plan, PlanStatus, Relation, Section, Task, TaskLead, TaskUnit
from app.plan_import.reform_areas import Area, area_of_heading
from workflows.text import fold


def suggested_area_units(
    session: Session,
    commune_id: int,
    year: int,
    areas: Mapping[str, str],
    units: Collection[int],
) -> dict[str, int]:
    """The unit, one of `units`, that leads most tasks of each area in the plans of `year`, by the
    area's key; an area that no section is about has none. `areas` are titles by key. One query."""
    about = {key: area_of_heading(fold(title)) for key, title in areas.items()}
    if not any(about.values()):
        return {}
    led: dict[Area, Counter[int]] = defaultdict(Counter)
    for title, unit_id, number in session.execute(
        select(Section.title, TaskUnit.unit_id, func.count())
        .join(Task, Task.section_id == Section.id)
        .join(Plan, Plan.id == Task.plan_id)
        .join(TaskUnit, TaskUnit.task_id == Task.id)
        .join(TaskLead, TaskLead.id == TaskUnit.lead_id)
        .where(
            Section.commune_id == commune_id,
            Plan.status == PlanStatus.running,
            Plan.starts_on <= date(year, 12, 31),
            Plan.ends_on >= date(year, 1, 1),
            Task.is_cancelled.is_(False),
            TaskUnit.relation == Relation.lead,
            TaskLead.slot > 0,
            # Of several that lead together, the first answers for the task.
            TaskUnit.position == 0,
            TaskUnit.unit_id.in_(units),
        )
        .group_by(Section.id, Section.title, TaskUnit.unit_id)
        .order_by(Section.id, TaskUnit.unit_id)
    ):
        area = area_of_heading(fold(title))
        if area is not None:
            led[area][unit_id] += number
    return {
        key: led[area].most_common(1)[0][0]
        for key, area in about.items()
        if area is not None and area in led
    }


__all__ = ["suggested_area_units"]
