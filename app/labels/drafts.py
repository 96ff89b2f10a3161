"""What stands in the way of a draft, and why a file or a change was refused: one sentence per
code.
"""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.labels.problems import problem_text

SENTENCES: Mapping[str, LazyString] = {
    # What keeps a draft from being started.
    "no_rows": _("Chưa có dòng nào được đưa vào theo dõi; hãy chọn lại ít nhất một dòng."),
    "plan_title_missing": _("Kế hoạch chưa có tên; hãy ghi tên kế hoạch."),
    "span_missing": _(
        "Chưa rõ kế hoạch áp dụng từ ngày nào đến ngày nào; hãy ghi ngày đầu và ngày cuối."
    ),
    "standing_office_missing": _(
        "Đơn vị hành chính chưa có cơ quan thường trực; nhờ người quản trị chọn ở trang Đơn vị."
    ),
    "title_missing": _("Mục %(place)s không có tên nhiệm vụ; hãy ghi tên hoặc bỏ dòng này."),
    "lead_missing": _(
        "Mục %(place)s chưa có đơn vị chủ trì là đơn vị của xã, phường; hãy ghi đơn vị chủ trì."
    ),
    "name_unmapped": _(
        "Chưa rõ “%(name)s” là đơn vị nào (%(count)s chỗ); hãy chọn một lần cho mọi dòng."
    ),
    # Why a change to a draft was refused.
    "changed_meanwhile": _(
        "Bản đọc vừa được sửa ở nơi khác. Xem bản mới bên dưới rồi làm lại;"
        " chữ đã viết vẫn còn trong ô."
    ),
    "not_open": _("Bản đọc này đã được đưa vào theo dõi hoặc đã bỏ nên không sửa được nữa."),
    "not_discarded": _("Bản đọc này không còn nằm trong số đã bỏ nên không cần lấy lại."),
    "blocked": _("Chưa đưa vào theo dõi được. Xử lý các chỗ nêu bên dưới, rồi làm lại."),
    "amends_a_plan": _(
        "Bản đọc này sửa một kế hoạch đang theo dõi. Mở trang So với kế hoạch đang theo dõi để"
        " trình lãnh đạo UBND áp dụng."
    ),
    "span_reversed": _("Ngày cuối của kế hoạch phải từ ngày đầu trở đi."),
    "unit_unknown": _("Có đơn vị không còn trong danh sách. Tải lại trang rồi chọn lại."),
    "appendix_there": _("Bản đọc này đã có phụ lục từ tệp khác."),
    "nothing_to_undo": _("Thay đổi cuối không hoàn tác được nữa; sửa trực tiếp ở dòng."),
    "no_row_above": _(
        "Phía trên không còn dòng nào của lĩnh vực này đang được đưa vào; không gộp được."
    ),
    "too_few_parts": _("Ghi tên nhiệm vụ cho ít nhất hai phần, rồi bấm Tách dòng."),
    "nothing_ticked": _("Chưa chọn dòng nào; đánh dấu các dòng cần đổi trước."),
    "no_proposal_ticked": _("Chưa chọn mục nào; đánh dấu các mục cần nhận hoặc bỏ qua trước."),
    "nothing_to_set": _("Chưa ghi gì để đặt cho các dòng đã chọn; ghi ít nhất một ô."),
    # Why a file that could be read did not become a draft.
    "file_missing": _("Chọn tệp kế hoạch hoặc phụ lục trước, rồi bấm Đọc tệp."),
    "file_and_pasted": _("Chọn tệp hoặc dán bảng, không làm cả hai; bỏ một trong hai rồi gửi lại."),
    "file_gone": _("Tệp đã chọn không còn trong kho; hãy chọn lại tệp."),
    "line_of_commune_full": _(
        "Đang có %(count)s tệp được đọc hoặc chờ đọc. Chờ một tệp đọc xong trong danh sách"
        " Nhập kế hoạch, rồi gửi lại tệp này."
    ),
    "line_of_server_full": _(
        "Máy chủ đang đọc hoặc giữ chờ %(count)s tệp của nhiều nơi. Chờ vài phút, rồi gửi lại"
        " tệp này."
    ),
    "file_too_large": _("Tệp lớn hơn mức %(limit)s MB. Nén lại hoặc tách thành hai tệp."),
    "no_deadline_column": _(
        "Bảng nhiệm vụ trong tệp không có cột thời gian nên chưa theo dõi được."
        " Thêm cột thời gian vào phụ lục rồi chọn lại tệp."
    ),
}


def draft_text(code: str, values: Mapping[str, str] | None = None) -> str:
    """The sentence of `code` in the reader's language. Raises KeyError for a code without one."""
    return str(SENTENCES[code]) % dict(values or {})


def file_refusal_text(code: str, values: Mapping[str, str]) -> str:
    """Why a file did not become a draft, whether the importer or the product refused it."""
    return draft_text(code, values) if code in SENTENCES else problem_text(code, values)


CHANGES: Mapping[str, LazyString] = {
    "correct_row": _("Đã lưu mục %(place)s."),
    "include_row": _("Đã đưa mục %(place)s vào lại."),
    "exclude_row": _("Đã bỏ mục %(place)s."),
    "mark_seen": _("Đã xem mục %(place)s, giữ như đã đọc."),
    "add_row": _("Đã thêm mục %(place)s."),
    "merge_rows": _("Đã gộp dòng dưới vào mục %(place)s."),
    "split_row": _("Đã tách mục %(place)s."),
    "change_rows": _("Đã sửa cùng lúc %(count)s dòng."),
    "accept_proposals": _("Đã nhận %(count)s mục đọc được trong phần lời."),
    "dismiss_proposals": _("Đã bỏ qua %(count)s mục đọc được trong phần lời."),
}
"""What the latest change to a draft did, by the verb of its event."""


def change_text(verb: str, *, place: str, count: int) -> str:
    """The sentence of a change that can be undone. Raises KeyError for a verb without one."""
    return str(CHANGES[verb]) % {"place": place, "count": count}


_PROPOSALS: Mapping[str, tuple[LazyString, LazyString]] = {
    "area_lead": (
        _("Đơn vị chủ trì theo lĩnh vực"),
        _("điền vào các dòng của lĩnh vực còn trống đơn vị chủ trì"),
    ),
    "reporting_window": (
        _("Kỳ báo cáo"),
        _("thành kỳ báo cáo của xã, phường khi kế hoạch được đưa vào theo dõi"),
    ),
    "thematic_report": (_("Báo cáo chuyên đề"), _("mỗi mục thành một nhiệm vụ")),
    "target": (_("Chỉ tiêu bằng số"), _("mỗi mục thành một nhiệm vụ, mức phải đạt là sản phẩm")),
    "duty": (_("Việc nêu trong lời văn, không có trong bảng"), _("mỗi mục thành một nhiệm vụ")),
}


def proposal_kind_text(kind: str) -> tuple[str, str]:
    """(the heading of proposals of this kind, what a tick does). Raises KeyError for another."""
    title, becomes = _PROPOSALS[kind]
    return str(title), str(becomes)
