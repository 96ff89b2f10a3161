"""Phường An Tường as its own plan describes it, for the walk: units, people, passwords."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.models import Appointment, Commune, Person, Unit, UnitDuty, UnitKind
from app.services.passwords import hash_password
from workflows.states import Role

PASSWORD = "một mật khẩu đủ dài"

UNITS = (
    ("vhxh", "Phòng Văn hóa - Xã hội", "Phòng VH-XH", UnitDuty.standing_office),
    ("vp", "Văn phòng HĐND và UBND", "Văn phòng", UnitDuty.counter_checking),
    ("kt", "Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng KT-HT-ĐT", None),
    ("hcc", "Trung tâm Phục vụ hành chính công", "TT PVHCC", None),
)

PEOPLE = (
    ("thu", "Lê Thị Thư", "Chuyên viên", Role.standing_officer, "vhxh"),
    ("hoa", "Phạm Thị Hoa", "Trưởng phòng", Role.unit_head, "vhxh"),
    ("van", "Ngô Thị Vân", "Chánh Văn phòng", Role.unit_head, "vp"),
    ("khang", "Trần Văn Khang", "Trưởng phòng", Role.unit_head, "kt"),
    ("tam", "Vũ Minh Tâm", "Giám đốc", Role.unit_head, "hcc"),
    ("long", "Hoàng Văn Long", "Phó Chủ tịch UBND", Role.leader, None),
    ("minh", "Đặng Văn Minh", "Phó Chủ tịch MTTQ", Role.viewer, None),
    ("anh", "Tạ Ngọc Ánh", "Quản trị", Role.administrator, None),
)


def build(session: Session, now: datetime) -> None:
    """Make the commune; everybody has PASSWORD, an address for mail, and an appointment."""
    commune = Commune(code="an-tuong", name="Phường An Tường", province="Tỉnh Tuyên Quang")
    session.add(commune)
    session.flush()
    units = {
        key: Unit(
            commune_id=commune.id,
            code=key,
            name=name,
            short_name=short,
            kind=UnitKind.under_committee,
            duty=duty,
            position=position,
        )
        for position, (key, name, short, duty) in enumerate(UNITS)
    }
    session.add_all(units.values())
    session.flush()
    password = hash_password(PASSWORD)
    for username, name, title, role, unit in PEOPLE:
        person = Person(
            username=username,
            full_name=name,
            email=f"{username}@antuong.example.vn",
            password_hash=password,
            must_change_password=False,
            created_at=now,
        )
        session.add(person)
        session.flush()
        session.add(
            Appointment(
                commune_id=commune.id,
                person_id=person.id,
                unit_id=units[unit].id if unit else None,
                role=role,
                title=title,
                valid_from=date(2025, 7, 1),
            )
        )
    session.flush()
