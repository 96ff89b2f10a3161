"""The commune that is measured: twelve units, their people, seven areas."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.models import Appointment, Area, Commune, Person, Unit, UnitDuty, UnitKind
from app.queries.actors import load_actor
from app.services.passwords import hash_password
from workflows.permissions import Actor
from workflows.states import Role

OFFICER, HEAD = "thuong.truc", "kt"
PASSWORD = "đo tốc độ trang làm việc"
"""How the two who are measured sign in: one of the standing office, the head of the measured
unit.
"""

UNITS = (
    ("vhxh", "Phòng Văn hóa - Xã hội", "Phòng VH-XH", UnitDuty.standing_office),
    ("vp", "Văn phòng HĐND và UBND", "Văn phòng", UnitDuty.counter_checking),
    ("kt", "Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng KT-HT-ĐT", None),
    ("hcc", "Trung tâm Phục vụ hành chính công", "TT PVHCC", None),
    ("dv", "Trung tâm Cung ứng dịch vụ sự nghiệp công", "TT CƯDV", None),
    ("qs", "Ban Chỉ huy Quân sự", "BCH QS", None),
    ("yt", "Trạm Y tế", "Trạm Y tế", None),
    ("th1", "Trường Tiểu học số 1", "TH số 1", None),
    ("th2", "Trường Tiểu học số 2", "TH số 2", None),
    ("thcs", "Trường Trung học cơ sở", "THCS", None),
    ("mn", "Trường Mầm non", "Mầm non", None),
    ("ca", "Công an", "Công an", None),
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


@dataclass(frozen=True, slots=True)
class Office:
    """The commune's ids. `heads` are the heads of the units in the order of UNITS; `measured_unit`
    leads the items that are opened and accepted, by its head."""

    commune_id: int
    heads: Mapping[int, Actor]
    areas: tuple[int, ...]
    measured_unit: int
    officer: Actor

    @property
    def standing_unit(self) -> int:
        return next(iter(self.heads))

    @property
    def counter_checking_unit(self) -> int:
        return list(self.heads)[1]


def make_office(session: Session, now: datetime) -> Office:
    """Add the commune, its units, people and areas; the caller commits."""
    commune = Commune(code="do", name="Phường Đo", province="Tỉnh Mẫu")
    session.add(commune)
    session.flush()
    units = [
        Unit(
            commune_id=commune.id,
            code=code,
            name=name,
            short_name=short,
            kind=UnitKind.coordinating if code == "ca" else UnitKind.under_committee,
            duty=duty,
            position=position,
        )
        for position, (code, name, short, duty) in enumerate(UNITS)
    ]
    areas = [
        Area(commune_id=commune.id, year=2026, code=str(n), title=title, position=n)
        for n, title in enumerate(AREAS, 1)
    ]
    session.add_all([*units, *areas])
    session.flush()
    heads = [_appoint(session, commune, unit.code, Role.unit_head, unit, now) for unit in units]
    officer = _appoint(session, commune, OFFICER, Role.standing_officer, units[0], now)
    _appoint(session, commune, "lanh.dao", Role.leader, None, now)
    today = now.date()
    return Office(
        commune_id=commune.id,
        heads={
            unit.id: load_actor(session, head, commune.id, today)
            for unit, head in zip(units, heads, strict=True)
        },
        areas=tuple(area.id for area in areas),
        measured_unit=units[2].id,
        officer=load_actor(session, officer, commune.id, today),
    )


def _appoint(
    session: Session, commune: Commune, name: str, role: Role, unit: Unit | None, now: datetime
) -> Person:
    person = Person(
        username=name,
        full_name=f"Nguyễn Văn {name.capitalize()}",
        password_hash=hash_password(PASSWORD),
        must_change_password=False,
        created_at=now,
    )
    session.add(person)
    session.flush()
    session.add(
        Appointment(
            commune_id=commune.id,
            person_id=person.id,
            unit_id=unit.id if unit else None,
            role=role,
            title={Role.unit_head: "Trưởng đơn vị", Role.leader: "Phó Chủ tịch UBND"}.get(
                role, "Chuyên viên"
            ),
            valid_from=date(2025, 1, 1),
        )
    )
    session.flush()
    return person
