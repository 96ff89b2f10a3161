"""What a list's address asks for. Unknown ids and words are not found: nothing is guessed."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.models import Plan, Section, Unit
from app.queries.overview import TaskFilter
from app.web.fields import row_id
from workflows.deadlines.lateness import Standing
from workflows.permissions import Actor


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter with the names of what it asks for, and where the page begins."""

    filter: TaskFilter
    plan: str = ""
    unit: str = ""
    section: str = ""
    after: Any = None


def _number(text: str) -> int:
    """A number of an address that the database takes; 404 for anything else."""
    try:
        return row_id(text)
    except ValueError:
        abort(404)


def _named(session: Session, actor: Actor, model: Any, column: Any, value: str) -> tuple[int, str]:
    """(id, name) of a row of the actor's commune; 404 for anything else."""
    found = session.execute(
        select(model.id, column).where(
            model.commune_id == actor.commune_id, model.id == _number(value)
        )
    ).first()
    return tuple(found) if found else abort(404)


def _common(session: Session, actor: Actor, arguments: MultiDict[str, str]) -> Wanted:
    wanted = Wanted(TaskFilter())
    if value := arguments.get("plan_id"):
        id_, name = _named(session, actor, Plan, Plan.title, value)
        wanted = replace(wanted, plan=name, filter=replace(wanted.filter, plan_id=id_))
    if value := arguments.get("unit_id"):
        id_, name = _named(session, actor, Unit, Unit.name, value)
        wanted = replace(wanted, unit=name, filter=replace(wanted.filter, unit_id=id_))
    return wanted


def task_filter(session: Session, actor: Actor, arguments: MultiDict[str, str]) -> Wanted:
    """plan_id, unit_id, section_id, standing (several), after = position-id."""
    wanted = _common(session, actor, arguments)
    if value := arguments.get("section_id"):
        id_, name = _named(session, actor, Section, Section.title, value)
        wanted = replace(wanted, section=name, filter=replace(wanted.filter, section_id=id_))
    words = arguments.getlist("standing")
    if any(word not in Standing.__members__ for word in words):
        abort(404)
    standings = tuple(Standing(word) for word in words)
    wanted = replace(wanted, filter=replace(wanted.filter, standings=standings))
    if value := arguments.get("after"):
        position, _, id_text = value.partition("-")
        wanted = replace(wanted, after=(_number(position), _number(id_text)))
    return wanted


def item_filter(session: Session, actor: Actor, arguments: MultiDict[str, str]) -> Wanted:
    """plan_id, unit_id, after = due date in ISO form, underscore, id."""
    wanted = _common(session, actor, arguments)
    if value := arguments.get("after"):
        day, _, id_text = value.partition("_")
        try:
            due_on = date.fromisoformat(day)
        except ValueError:
            abort(404)
        wanted = replace(wanted, after=(due_on, _number(id_text)))
    return wanted
