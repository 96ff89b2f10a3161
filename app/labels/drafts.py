"""What stands in the way of a draft, and why a file or a change was refused: one sentence per
code.
"""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

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
    "blocked": _("Chưa đưa vào theo dõi được. Xử lý các chỗ nêu bên dưới, rồi làm lại."),
    "span_reversed": _("Ngày cuối của kế hoạch phải từ ngày đầu trở đi."),
    "unit_unknown": _("Có đơn vị không còn trong danh sách. Tải lại trang rồi chọn lại."),
    # Why a file that could be read did not become a draft.
    "file_missing": _("Chọn tệp kế hoạch hoặc phụ lục trước, rồi bấm Đọc tệp."),
    "file_too_large": _("Tệp lớn hơn mức %(limit)s MB. Nén lại hoặc tách thành hai tệp."),
    "no_deadline_column": _(
        "Bảng nhiệm vụ trong tệp không có cột thời gian nên chưa theo dõi được."
        " Thêm cột thời gian vào phụ lục rồi chọn lại tệp."
    ),
}


def draft_text(code: str, values: Mapping[str, str] | None = None) -> str:
    """The sentence of `code` in the reader's language. Raises KeyError for a code without one."""
    return str(SENTENCES[code]) % dict(values or {})
