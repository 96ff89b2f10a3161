"""Units and people of the demo commune. Nobody here exists; the password is public on purpose."""

from dataclasses import dataclass

from app.labels.words import label
from app.models import UnitDuty, UnitKind
from workflows.states import Role

DEMO_CODE = "demo"
DEMO_NAME = "Phường Mẫu"
DEMO_PASSWORD = "dondoc-mau"  # noqa: S105 - printed on the sign-in page, in demo mode only


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """A unit by its key."""

    key: str
    name: str
    short_name: str
    kind: UnitKind = UnitKind.under_committee
    duty: UnitDuty | None = None


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person with one appointment; `unit` is the key of a unit, None for the whole commune."""

    username: str
    name: str
    role: Role
    title: str
    unit: str | None = None


UNITS = (
    DemoUnit("vhxh", "Phòng Văn hóa - Xã hội", "Phòng VH-XH", duty=UnitDuty.standing_office),
    DemoUnit("vp", "Văn phòng HĐND và UBND", "Văn phòng", duty=UnitDuty.counter_checking),
    DemoUnit("kt", "Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng KT-HT-ĐT"),
    DemoUnit("hcc", "Trung tâm Phục vụ hành chính công", "TT PVHCC"),
    DemoUnit("yt", "Trạm Y tế", "Trạm Y tế"),
    DemoUnit("ca", "Công an phường", "Công an", UnitKind.coordinating),
    DemoUnit("mttq", "Ủy ban MTTQ", "MTTQ", UnitKind.coordinating),
)

PEOPLE = (
    DemoPerson("thuongtruc", "Lê Thị Thư", Role.standing_officer, "Chuyên viên", "vhxh"),
    DemoPerson("vhxh", "Phạm Thị Hoa", Role.unit_head, "Trưởng phòng", "vhxh"),
    DemoPerson("vanphong", "Ngô Thị Vân", Role.unit_head, "Chánh Văn phòng", "vp"),
    DemoPerson("kinhte", "Trần Văn Khang", Role.unit_head, "Trưởng phòng", "kt"),
    DemoPerson("chuyenvien", "Đỗ Trung Kiên", Role.unit_officer, "Chuyên viên", "kt"),
    DemoPerson("pvhcc", "Vũ Minh Tâm", Role.unit_head, "Giám đốc", "hcc"),
    DemoPerson("yte", "Đinh Thị Yến", Role.unit_head, "Trưởng trạm", "yt"),
    DemoPerson("congan", "Lương Mạnh Cường", Role.unit_head, "Phó Trưởng Công an", "ca"),
    DemoPerson("lanhdao", "Hoàng Văn Long", Role.leader, "Phó Chủ tịch UBND"),
    DemoPerson("vanthu", "Phan Hồng Sơn", Role.records_clerk, "Văn thư"),
    DemoPerson("mttq", "Đặng Văn Minh", Role.viewer, "Phó Chủ tịch Ủy ban MTTQ"),
    DemoPerson("quantri", "Tạ Ngọc Ánh", Role.administrator, "Quản trị"),
)


def demo_accounts() -> list[dict[str, str]]:
    """The accounts as the terminal and the sign-in page show them, in demo mode only."""
    units = {unit.key: unit.short_name for unit in UNITS}
    return [
        {
            "username": person.username,
            "name": person.name,
            "role_words": ", ".join(
                part for part in (label(person.role), units.get(person.unit or "")) if part
            ),
            "password": DEMO_PASSWORD,
        }
        for person in PEOPLE
    ]
