"""One cell that names who leads and who supports."""

import pytest

from app.plan_import.appendix.roles import split_roles

LEAD, SUPPORT = ("Văn phòng",), ("Phòng Kinh tế", "Công an xã")


@pytest.mark.parametrize(
    "text",
    [
        "Chủ trì: Văn phòng; Phối hợp: Phòng Kinh tế, Công an xã",
        "Chủ trì: Văn phòng/Phối hợp: Phòng Kinh tế, Công an xã",
        "Chủ trì: Văn phòng Phối hợp: Phòng Kinh tế, Công an xã",
        "- Đơn vị chủ trì: Văn phòng.\n- Đơn vị phối hợp: Phòng Kinh tế; Công an xã.",
        "Cơ quan chủ trì thực hiện: Văn phòng\nCơ quan phối hợp: Phòng Kinh tế\nCông an xã",
        "Văn phòng chủ trì, phối hợp với Phòng Kinh tế, Công an xã",
        "Văn phòng phối hợp cùng Phòng Kinh tế và Công an xã",
        "Văn phòng (chủ trì), Phòng Kinh tế, Công an xã (phối hợp)",
        "Văn phòng - Chủ trì; Phòng Kinh tế - Phối hợp; Công an xã - Phối hợp",
        "Văn phòng; Phòng Kinh tế (phối hợp); Công an xã (phối hợp)",
        "Văn phòng; Phối hợp: Phòng Kinh tế, Công an xã",
    ],
)
def test_lead_and_support_are_told_apart(text: str) -> None:
    assert split_roles(text) == (LEAD, SUPPORT)


@pytest.mark.parametrize(
    "text",
    ["", "Văn phòng", "Phòng Kinh tế; Công an xã", "Ban chỉ đạo phối hợp", "Phòng Kinh tế " * 300],
)
def test_a_cell_that_names_no_roles_is_left_to_its_column(text: str) -> None:
    assert split_roles(text) is None
