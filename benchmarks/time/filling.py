"""Fill the scratch database: communes of six units with a running plan of 80 tasks, nothing made.

One commune is written row by row and copied inside the database, so that 3,000 of them stand in
half a minute. Of the 80 printed times 28 come every month, 36 every quarter, 4 twice a year and 12
once: 500 work items a year.
"""

import random
from datetime import UTC, date, datetime

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from app.models import (
    Appointment,
    Area,
    Commune,
    Person,
    Plan,
    PlanVersion,
    Product,
    Relation,
    Section,
    Task,
    TaskLead,
    TaskRevision,
    TaskSchedule,
    TaskUnit,
    Unit,
    UnitDuty,
    UnitKind,
    WorkItem,
)
from benchmarks import wording
from benchmarks.commune import AREAS, UNITS
from benchmarks.time.copies import copy_commune
from workflows.deadlines import Reading, Span, read_deadline, reading_to_json
from workflows.states import Role, Status

UNITS_EACH = 6
TIMES = {
    "Hằng tháng": 28,
    "Hằng quý": 36,
    "6 tháng, năm": 4,
    "Tháng 6/2026": 4,
    "Quý III/2026": 4,
    "Trước ngày 15/11/2026": 4,
}
"""Printed times of a plan's tasks, and how many tasks print each."""

TASKS = sum(TIMES.values())
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
ISSUED = date(2025, 12, 29)
STARTED = datetime(2025, 12, 30, 2, 0, tzinfo=UTC)
OPEN_OF_A_HUNDRED = 5


def fill(session: Session, communes: int) -> None:
    """Fill an empty, migrated database with that many communes; the caller commits."""
    commune = Commune(code="do", name="Phường Đo", province="Tỉnh Mẫu")
    session.add(commune)
    session.flush()
    units = _add_units(session, commune)
    _add_people(session, commune, units)
    _add_plan(session, commune, units)
    session.flush()
    copy_commune(session, communes - 1)


def settle_most(session: Session, today: date) -> None:
    """Let the items whose date has passed on `today` be verified, all but five of a hundred.

    The dates kept with tasks follow in the same two statements; the caller commits.
    """
    session.execute(
        update(WorkItem)
        .where(WorkItem.due_on < today, WorkItem.id % 100 >= OPEN_OF_A_HUNDRED)
        .values(
            status=Status.verified,
            product_on=WorkItem.due_on,
            submitted_on=WorkItem.due_on,
            completed_on=WorkItem.due_on,
        )
    )
    for table, key in (("task", "task_id"), ("task_lead", "lead_id")):
        session.execute(
            text(
                f"UPDATE {table} SET earliest_open_due_on = open.due FROM ("
                f"SELECT {key} AS id, min(due_on) AS due FROM work_item"
                " WHERE status IN ('assigned', 'in_progress', 'returned')"
                f" GROUP BY {key}) AS open WHERE open.id = {table}.id"
            )
        )
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE"))


def count_of(session: Session, model: type[Commune | Unit | Task | WorkItem]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def _add_units(session: Session, commune: Commune) -> list[Unit]:
    units = [
        Unit(
            commune_id=commune.id,
            code=code,
            name=name,
            short_name=short,
            kind=UnitKind.under_committee,
            duty=duty,
            position=position,
        )
        for position, (code, name, short, duty) in enumerate(UNITS[:UNITS_EACH])
    ]
    session.add_all(units)
    session.flush()
    return units


def _add_people(session: Session, commune: Commune, units: list[Unit]) -> None:
    """A head for each unit, an officer of the standing office, a leader; all with an address."""
    posts: list[tuple[str, Role, Unit | None]] = [
        *((unit.code, Role.unit_head, unit) for unit in units),
        ("thuong.truc", Role.standing_officer, units[0]),
        ("lanh.dao", Role.leader, None),
    ]
    for name, role, unit in posts:
        person = Person(
            username=name,
            full_name=f"Nguyễn Văn {name.capitalize()}",
            email=f"{name}@do.example.vn",
            must_change_password=False,
            created_at=STARTED,
        )
        session.add(person)
        session.flush()
        session.add(
            Appointment(
                commune_id=commune.id,
                person_id=person.id,
                unit_id=unit.id if unit else None,
                role=role,
                title="Trưởng đơn vị" if role is Role.unit_head else "Chuyên viên",
                valid_from=date(2025, 1, 1),
            )
        )


def _add_plan(session: Session, commune: Commune, units: list[Unit]) -> None:
    standing, checking = (
        next(unit.id for unit in units if unit.duty is duty)
        for duty in (UnitDuty.standing_office, UnitDuty.counter_checking)
    )
    plan = Plan(
        commune_id=commune.id,
        title="Kế hoạch cải cách hành chính năm 2026",
        number="1/KH-UBND",
        issuer="UBND phường Đo",
        issued_on=ISSUED,
        starts_on=YEAR.start,
        ends_on=YEAR.end,
        standing_unit_id=standing,
        counter_checking_unit_id=checking,
        started_at=STARTED,
    )
    session.add(plan)
    session.flush()
    version = PlanVersion(commune_id=commune.id, plan_id=plan.id, number=1, started_at=STARTED)
    session.add(version)
    sections = _add_sections(session, plan)
    session.flush()
    chance = random.Random(80)
    times = [printed for printed, number in TIMES.items() for _ in range(number)]
    chance.shuffle(times)
    for position, printed in enumerate(times, 1):
        task = Task(
            commune_id=commune.id,
            plan_id=plan.id,
            section_id=chance.choice(sections).id,
            position=position,
            number=str(position),
            title=wording.task_title(chance),
            duty=wording.duty(chance),
            next_opens_on=YEAR.start,
        )
        session.add(task)
        session.flush()
        reading = read_deadline(printed, YEAR, ISSUED)
        _add_parts(session, task, version, chance.choice(units), reading)


def _add_sections(session: Session, plan: Plan) -> list[Section]:
    areas = [
        Area(commune_id=plan.commune_id, year=2026, code=str(n), title=title, position=n)
        for n, title in enumerate(AREAS, 1)
    ]
    session.add_all(areas)
    session.flush()
    sections = [
        Section(
            commune_id=plan.commune_id,
            plan_id=plan.id,
            area_id=area.id,
            code=area.code,
            title=area.title,
            position=area.position,
        )
        for area in areas
    ]
    session.add_all(sections)
    return sections


def _add_parts(
    session: Session, task: Task, version: PlanVersion, unit: Unit, reading: Reading
) -> None:
    of_task = {"commune_id": task.commune_id, "task_id": task.id}
    lead = TaskLead(**of_task, slot=1)
    session.add(lead)
    session.flush()
    session.add_all(
        [
            TaskRevision(
                **of_task,
                plan_version_id=version.id,
                printed={"deadline": reading.text},
                reading=reading_to_json(reading),
                source={},
            ),
            TaskUnit(**of_task, unit_id=unit.id, relation=Relation.lead, lead_id=lead.id),
            Product(**of_task, position=1, title=wording.PRODUCTS[0]),
            *(
                TaskSchedule(**of_task, part_index=n, kind=part.kind, printed=reading.text)
                for n, part in enumerate(reading.parts)
            ),
        ]
    )
