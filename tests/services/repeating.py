"""A task that reports each quarter, as starting a plan writes it."""

from sqlalchemy.orm import Session

from app.models import (
    Plan,
    PlanVersion,
    Product,
    Relation,
    Task,
    TaskLead,
    TaskRevision,
    TaskSchedule,
    TaskUnit,
)
from tests.cast import World
from workflows.deadlines import Span, read_deadline, reading_to_json


def add_repeating(
    session: Session,
    world: World,
    plan: Plan,
    *,
    leads: tuple[str, ...],
    each_alone: bool = False,
    supporting: tuple[str, ...] = (),
    text: str = "Hằng quý",
    title: str = "Báo cáo quý",
) -> Task:
    """The task with its reading, schedule, product and units, and no item yet."""
    place = world.mau
    commune_id = place.commune.id
    version = session.query(PlanVersion).filter_by(plan_id=plan.id).first()
    if version is None:
        version = PlanVersion(
            commune_id=commune_id, plan_id=plan.id, number=1, started_at=plan.started_at
        )
        session.add(version)
    task = Task(commune_id=commune_id, plan_id=plan.id, position=7, number="7", title=title)
    session.add(task)
    session.flush()
    reading = read_deadline(text, Span(plan.starts_on, plan.ends_on), plan.issued_on)
    session.add(
        TaskRevision(
            commune_id=commune_id,
            task_id=task.id,
            plan_version_id=version.id,
            printed={},
            reading=reading_to_json(reading),
            source={},
        )
    )
    session.add_all(
        TaskSchedule(
            commune_id=commune_id, task_id=task.id, part_index=i, kind=part.kind, printed=text
        )
        for i, part in enumerate(reading.parts)
    )
    session.add(Product(commune_id=commune_id, task_id=task.id, position=1, title="Báo cáo"))
    for number, units in enumerate([(u,) for u in leads] if each_alone else [leads], 1):
        slot = TaskLead(commune_id=commune_id, task_id=task.id, slot=number)
        session.add(slot)
        session.flush()
        session.add_all(
            TaskUnit(
                commune_id=commune_id,
                task_id=task.id,
                unit_id=place.units[unit].id,
                relation=Relation.lead,
                lead_id=slot.id,
                position=position,
            )
            for position, unit in enumerate(units)
        )
    session.add_all(
        TaskUnit(
            commune_id=commune_id,
            task_id=task.id,
            unit_id=place.units[unit].id,
            relation=Relation.supporting,
        )
        for unit in supporting
    )
    session.flush()
    return task
