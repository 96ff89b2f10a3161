"""Small plans in running text, of the tests' own."""

from app.plan_import import PlanReading, Proposal, ProposalKind, read_plan

HEAD = (
    "ỦY BAN NHÂN DÂN",
    "XÃ TÂN HÒA",
    "Số: 21/KH-UBND",
    "Tân Hòa, ngày 12 tháng 01 năm 2026",
    "KẾ HOẠCH",
    "Cải cách hành chính xã Tân Hòa năm 2026",
)
APPENDIX = "(Danh mục nhiệm vụ cụ thể tại Phụ lục kèm theo Kế hoạch này)"
TABLE = (
    "STT\tNhiệm vụ\tSản phẩm\tChủ trì\tPhối hợp\tThời gian",
    "I\tCẢI CÁCH THỂ CHẾ\t\t\t\t",
    "1\tBan hành Kế hoạch kiểm tra văn bản\tKế hoạch\tVăn phòng HĐND và UBND\t\tTháng 3/2026",
)


def plan(*lines: str, head: tuple[str, ...] = HEAD) -> PlanReading:
    """Read a plan of these lines below the usual head."""
    return read_plan("\n".join((*head, *lines, "")).encode(), "ke-hoach.txt")


def proposals(reading: PlanReading, kind: ProposalKind) -> list[Proposal]:
    """Return the proposals of one kind."""
    return [proposal for proposal in reading.proposals if proposal.kind is kind]


def below(heading: str, *lines: str) -> PlanReading:
    """Read a plan whose appendix is elsewhere, with these lines under one heading."""
    return plan("I. NHIỆM VỤ", APPENDIX, f"II. {heading}", *lines)
