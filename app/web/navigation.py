"""What a person sees in the rail: the pages of his roles, in the order of his work."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext as _l

from app.queries.waiting import Waiting
from workflows.permissions import Actor
from workflows.states import Role

UNIT = frozenset({Role.unit_head, Role.unit_officer})
OFFICE = frozenset({Role.standing_officer})
DECIDERS = frozenset({Role.standing_officer, Role.unit_head, Role.leader})
CONCERNED = UNIT | OFFICE | {Role.leader}
EVERYBODY = frozenset(Role)
ADMINISTRATORS = frozenset({Role.administrator})
STAND_INS = EVERYBODY - {Role.viewer}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the navigation: who sees it, its icon, whether it is in a phone's bottom bar;
    endpoints of another area that stand under it."""

    endpoint: str
    words: Any
    icon: str
    roles: frozenset[Role]
    primary: bool = False
    heading: Any = None
    under: frozenset[str] = frozenset()


SHARED_AREAS = frozenset({"administration", "decisions"})
"""Areas of which several pages are in the navigation, or whose pages stand under others'."""

PAGES = (
    Page("my_work.index", _l("Việc của tôi"), "list-check", UNIT, primary=True),
    Page(
        "overview.index",
        _l("Tổng quan"),
        "layout-dashboard",
        EVERYBODY,
        primary=True,
        under=frozenset(
            {"waiting.for_a_document", "waiting.for_somebody", "waiting.without_a_date"}
        ),
    ),
    Page("verification.index", _l("Chờ xác nhận"), "clipboard-check", DECIDERS, primary=True),
    Page(
        "leader_sheets.index",
        _l("Phiếu trình"),
        "signature",
        OFFICE | {Role.leader, Role.records_clerk},
    ),
    Page("update_sheets.index", _l("Phiếu kỳ cập nhật"), "checklist", UNIT | OFFICE),
    Page(
        "requests.index",
        _l("Đề nghị, giải trình"),
        "calendar-time",
        CONCERNED,
        under=frozenset({"decisions.lead_requests_open", "decisions.show_lead_request"}),
    ),
    Page("entering.index", _l("Nhập thay"), "phone", OFFICE),
    Page("plans.index", _l("Kế hoạch"), "list-tree", EVERYBODY, primary=True),
    Page(
        "decisions.additional_index",
        _l("Nhiệm vụ giao thêm"),
        "clipboard-list",
        OFFICE | {Role.leader},
        under=frozenset({"decisions.show_assign", "decisions.give_task"}),
    ),
    Page("documents.index", _l("Sổ văn bản"), "files", CONCERNED | {Role.records_clerk}),
    Page("letters.index", _l("Công văn đôn đốc"), "mail", OFFICE),
    Page("reporting.index", _l("Báo cáo"), "report", EVERYBODY),
    Page(
        "notices.index",
        _l("Thông báo"),
        "bell",
        EVERYBODY,
        under=frozenset({"subscriptions.index", "subscriptions.make_own"}),
    ),
    Page("digests.index", _l("Tổng hợp tuần"), "archive", OFFICE),
    Page(
        "files.export",
        _l("Xuất tài liệu"),
        "file-export",
        OFFICE | {Role.leader} | ADMINISTRATORS,
    ),
    Page(
        "papers.index",
        _l("Phiếu, biên bản"),
        "printer",
        CONCERNED | ADMINISTRATORS,
        under=frozenset({"confirmation.choose", "confirmation.make"}),
    ),
    Page("delegations.index", _l("Ủy quyền, phụ trách"), "user-check", STAND_INS),
    Page("drafts.index", _l("Nhập kế hoạch"), "file-import", OFFICE, heading=_l("Số liệu gốc")),
    Page(
        "administration.people", _l("Người dùng"), "users", ADMINISTRATORS, heading=_l("Quản trị")
    ),
    Page("administration.units", _l("Đơn vị"), "building", ADMINISTRATORS),
    Page("administration.settings", _l("Thiết lập"), "settings", ADMINISTRATORS),
    Page("administration.days_off", _l("Ngày nghỉ"), "calendar-off", ADMINISTRATORS),
    Page("schedule.index", _l("Lịch chạy"), "clock-play", ADMINISTRATORS | OFFICE),
    Page("channels.index", _l("Kênh gửi"), "send", ADMINISTRATORS),
    Page("records.index", _l("Nhật ký"), "history", ADMINISTRATORS),
)


def start_page(actor: Actor | None) -> str:
    """The endpoint a person starts at: the unit's work, else the overview."""
    if actor is None:
        return "accounts.no_role"
    if actor.has_role(*OFFICE, Role.leader):
        return "overview.index"
    if actor.has_role(*UNIT):
        return "my_work.index"
    if actor.has_role(Role.administrator):
        return "administration.people"
    return "overview.index"


def navigation_for(actor: Actor, waiting: Waiting) -> list[dict[str, Any]]:
    """The pages for `actor`, in the shape the shell takes."""
    counts = {"verification.index": waiting.verdicts, "notices.index": waiting.notices}
    area = (request.endpoint or "").partition(".")[0]
    return [
        {
            "href": url_for(page.endpoint),
            "words": str(page.words),
            "icon": page.icon,
            "count": counts.get(page.endpoint) or None,
            "current": request.endpoint in {page.endpoint, *page.under}
            or (area == page.endpoint.partition(".")[0] and area not in SHARED_AREAS),
            "primary": page.primary,
            "heading": str(page.heading) if page.heading else None,
        }
        for page in PAGES
        # An officer finds it there where he has something to propose.
        if actor.has_role(*page.roles)
        or (page.endpoint == "verification.index" and waiting.verdicts)
    ]


__all__ = ["PAGES", "Page", "navigation_for", "start_page"]
