"""The cast: two communes, so that every test can ask what the other one sees.

In phường Mẫu (`world.mau`): Phòng Văn hóa - Xã hội is the standing office, Văn phòng
counter-checks, and
  Thư     standing officer, in Phòng Văn hóa - Xã hội Hoa     head of Phòng Văn hóa - Xã hội Khang
  head of Phòng Kinh tế, Hạ tầng và Đô thị     Kiên   officer there Vân     head of Văn phòng HĐND
  và UBND                Tâm    head of Trung tâm Phục vụ hành chính công Long    leader (Phó Chủ
  tịch)                         Quý    leader (Chủ tịch) Minh    viewer (MTTQ)
  Sơn    records clerk Ánh     administrator
In xã Bên (`world.ben`) the same posts exist once each; its people are strangers to phường Mẫu.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.models import (
    Appointment,
    Area,
    Commune,
    Person,
    Plan,
    Product,
    Relation,
    Section,
    Task,
    TaskLead,
    TaskSchedule,
    TaskUnit,
    Unit,
    UnitDuty,
    UnitKind,
    WorkItem,
    WorkItemProduct,
)
from app.queries.actors import load_actor
from app.services.standing import refresh_dates
from workflows.deadlines import DeadlineKind, ItemKind
from workflows.permissions import Actor, deciding_unit_of
from workflows.states import Role, Status
from workflows.text import fold


@dataclass
class Place:
    """One commune with its units and people by their short names."""

    commune: Commune
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    areas: list[Area] = field(default_factory=list)


@dataclass
class World:
    """The two communes of the tests."""

    mau: Place
    ben: Place
    session: Session

    def actor(
        self, name: str, today: date = date(2026, 9, 14), place: Place | None = None
    ) -> Actor:
        """The actor of a person by short name ("Thư"), in phường Mẫu unless another place is
        given.
        """
        where = place or self.mau
        return load_actor(self.session, where.people[name], where.commune.id, today, "127.0.0.1")

    def person(self, name: str) -> Person:
        return self.mau.people[name]


UNITS = (
    (
        "vhxh",
        "Phòng Văn hóa - Xã hội",
        "Phòng VH-XH",
        UnitKind.under_committee,
        UnitDuty.standing_office,
    ),
    (
        "vp",
        "Văn phòng HĐND và UBND",
        "Văn phòng",
        UnitKind.under_committee,
        UnitDuty.counter_checking,
    ),
    ("kt", "Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng KT-HT-ĐT", UnitKind.under_committee, None),
    ("hcc", "Trung tâm Phục vụ hành chính công", "TT PVHCC", UnitKind.under_committee, None),
    ("ca", "Công an", "Công an", UnitKind.coordinating, None),
)

PEOPLE = (
    ("Thư", "Lê Thị Thư", "Chuyên viên", Role.standing_officer, "vhxh"),
    ("Hoa", "Phạm Thị Hoa", "Trưởng phòng", Role.unit_head, "vhxh"),
    ("Khang", "Trần Văn Khang", "Trưởng phòng", Role.unit_head, "kt"),
    ("Kiên", "Đỗ Trung Kiên", "Chuyên viên", Role.unit_officer, "kt"),
    ("Vân", "Ngô Thị Vân", "Chánh Văn phòng", Role.unit_head, "vp"),
    ("Tâm", "Vũ Minh Tâm", "Giám đốc", Role.unit_head, "hcc"),
    ("Long", "Hoàng Văn Long", "Phó Chủ tịch UBND", Role.leader, None),
    ("Quý", "Bùi Đình Quý", "Chủ tịch UBND", Role.leader, None),
    ("Minh", "Đặng Văn Minh", "Ủy ban MTTQ", Role.viewer, None),
    ("Sơn", "Phan Hồng Sơn", "Văn thư", Role.records_clerk, None),
    ("Ánh", "Tạ Ngọc Ánh", "Quản trị", Role.administrator, None),
)

AREAS = (
    "Công tác chỉ đạo, điều hành",
    "Cải cách thể chế",
    "Cải cách thủ tục hành chính",
    "Cải cách tổ chức bộ máy",
    "Cải cách chế độ công vụ",
    "Cải cách tài chính công",
    "Xây dựng chính quyền điện tử, chính quyền số",
)


def build_place(session: Session, code: str, name: str, now: datetime) -> Place:
    """Make one commune with UNITS, PEOPLE and AREAS of 2026."""
    commune = Commune(code=code, name=name, province="Tỉnh Mẫu")
    session.add(commune)
    session.flush()
    place = Place(commune)
    for position, (key, title, short, kind, duty) in enumerate(UNITS):
        place.units[key] = Unit(
            commune_id=commune.id,
            code=key,
            name=title,
            short_name=short,
            kind=kind,
            duty=duty,
            position=position,
        )
    session.add_all(place.units.values())
    session.flush()
    for short, full, _, role, _ in PEOPLE:
        place.people[short] = Person(
            username=fold(f"{short}.{code}"),
            full_name=full,
            email=f"{code}.{role}.{len(place.people)}@example.vn",
            must_change_password=False,
            created_at=now,
        )
    session.add_all(place.people.values())
    session.flush()
    session.add_all(
        Appointment(
            commune_id=commune.id,
            person_id=place.people[short].id,
            unit_id=place.units[unit].id if unit else None,
            role=role,
            title=title,
            valid_from=date(2025, 1, 1),
        )
        for short, _, title, role, unit in PEOPLE
    )
    place.areas = [
        Area(commune_id=commune.id, year=2026, code=str(n), title=title, position=n)
        for n, title in enumerate(AREAS, 1)
    ]
    session.add_all(place.areas)
    session.flush()
    return place


def build_world(session: Session, now: datetime) -> World:
    """Make both communes; the caller commits."""
    mau = build_place(session, "mau", "Phường Mẫu", now)
    ben = build_place(session, "ben", "Xã Bên", now)
    return World(mau, ben, session)


def add_plan(session: Session, place: Place, now: datetime) -> Plan:
    """A running plan of 2026 with a section per area, and no task yet."""
    plan = Plan(
        commune_id=place.commune.id,
        title="Kế hoạch cải cách hành chính năm 2026",
        number="12/KH-UBND",
        issuer="UBND phường Mẫu",
        issued_on=date(2026, 1, 15),
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        standing_unit_id=place.units["vhxh"].id,
        counter_checking_unit_id=place.units["vp"].id,
        started_at=now,
    )
    session.add(plan)
    session.flush()
    session.add_all(
        Section(
            commune_id=place.commune.id,
            plan_id=plan.id,
            area_id=area.id,
            code=code,
            title=area.title,
            position=area.position,
        )
        for area, code in zip(place.areas, ("I", "II", "III", "IV", "V", "VI", "VII"), strict=True)
    )
    session.flush()
    return plan


def add_item(
    session: Session,
    place: Place,
    plan: Plan,
    *,
    lead: str,
    title: str,
    due_on: date | None,
    now: datetime,
    status: Status = Status.assigned,
    supporting: tuple[str, ...] = (),
    products: tuple[str, ...] = ("Báo cáo",),
    section_id: int | None = None,
) -> WorkItem:
    """A task with one work item led by the unit `lead`; the kept dates are worked out.

    For items in the middle of things, go through the door instead of naming a status that needs
    dates.
    """
    commune_id, unit = place.commune.id, place.units[lead]
    task = Task(
        commune_id=commune_id,
        plan_id=plan.id,
        section_id=section_id,
        position=1,
        number="1",
        title=title,
    )
    session.add(task)
    session.flush()
    schedule = TaskSchedule(
        commune_id=commune_id, task_id=task.id, part_index=0, kind=DeadlineKind.FIXED, printed=""
    )
    slot = TaskLead(commune_id=commune_id, task_id=task.id, slot=1)
    checklist = [
        Product(commune_id=commune_id, task_id=task.id, position=n, title=words)
        for n, words in enumerate(products, 1)
    ]
    session.add_all([schedule, slot, *checklist])
    session.flush()
    session.add(
        TaskUnit(
            commune_id=commune_id,
            task_id=task.id,
            unit_id=unit.id,
            relation=Relation.lead,
            lead_id=slot.id,
        )
    )
    session.add_all(
        TaskUnit(
            commune_id=commune_id,
            task_id=task.id,
            unit_id=place.units[key].id,
            relation=Relation.supporting,
        )
        for key in supporting
    )
    item = WorkItem(
        commune_id=commune_id,
        plan_id=plan.id,
        task_id=task.id,
        schedule_id=schedule.id,
        lead_id=slot.id,
        lead_unit_id=unit.id,
        deciding_unit_id=deciding_unit_of(
            frozenset({unit.id}), None, plan.standing_unit_id, plan.counter_checking_unit_id
        ),
        period_key="once",
        kind=ItemKind.ONCE if due_on else ItemKind.DORMANT,
        status=status,
        due_on=due_on,
        original_due_on=due_on,
        created_at=now,
    )
    session.add(item)
    session.flush()
    session.add_all(
        WorkItemProduct(
            commune_id=commune_id,
            work_item_id=item.id,
            product_id=product.id,
            position=product.position,
            title=product.title,
        )
        for product in checklist
    )
    refresh_dates(session, commune_id, [task.id])
    session.flush()
    return item
