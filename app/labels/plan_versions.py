"""Why a plan was not recalled or amended, and the words of a comparison."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

RECALL: Mapping[str, LazyString] = {
    "changed_meanwhile": _(
        "Kế hoạch vừa được thay đổi ở nơi khác. Xem lại rồi thu hồi nếu vẫn cần."
    ),
    "not_running": _("Kế hoạch này không còn được theo dõi nên không thu hồi được."),
    "already_amended": _(
        "Kế hoạch đã có bản sửa đổi nên không thu hồi được."
        " Muốn sửa tiếp hoặc trở lại như bản trước, đọc tệp đúng như một bản sửa đổi,"
        " thay thế nữa; lãnh đạo UBND áp dụng."
    ),
    "already_reported": _(
        "%(person)s đã thực hiện việc “%(title)s” lúc %(when)s nên kế hoạch không thu hồi được."
        " Đọc bản sửa đổi, thay thế để giữ những gì đã báo cáo."
    ),
}

VERSION: Mapping[str, LazyString] = {
    "changed_meanwhile": _(
        "Bản sửa đổi vừa được thay đổi ở nơi khác. Xem bản mới bên dưới rồi làm lại."
    ),
    "not_open": _("Bản sửa đổi này đã được áp dụng hoặc đã bỏ."),
    "plan_not_running": _("Kế hoạch không còn được theo dõi nên không áp dụng bản mới được."),
    "not_of_this_plan": _(
        "Có nhiệm vụ hoặc dòng không còn trong bản so sánh. Tải lại trang rồi chọn lại."
    ),
    "blocked": _(
        "Bản đọc còn chỗ phải xong trước khi áp dụng. Mở trang rà soát để xử lý, rồi làm lại."
    ),
    "document_missing": _(
        "Bản mới chưa có số và ngày của văn bản quyết định."
        " Ghi ở phần Thông tin kế hoạch của trang rà soát, rồi làm lại."
    ),
    "undecided": _(
        "Còn %(count)s nhiệm vụ đã có báo cáo chưa chọn cách xử lý. Chọn cho từng nhiệm vụ trước."
    ),
    "already_laid": _(
        "Bản mới đã được trình lãnh đạo UBND và chưa có gì thay đổi từ đó. Khi bản đọc hoặc cách"
        " xử lý thay đổi thì trình lại được."
    ),
    "nothing_decided": _("Chưa chọn cách xử lý nào. Chọn cho ít nhất một nhiệm vụ, rồi lưu."),
}

ASPECT: Mapping[str, LazyString] = {
    "title": _("tên"),
    "product": _("sản phẩm"),
    "lead": _("chủ trì"),
    "supporting": _("phối hợp"),
    "time": _("thời gian"),
}


def recall_text(code: str, values: Mapping[str, str] | None = None) -> str:
    """The sentence of a refused recall, in the reader's language."""
    return str(RECALL[code]) % dict(values or {})


def version_text(code: str, values: Mapping[str, str] | None = None) -> str:
    """The sentence of a refused preparation or application, in the reader's language."""
    return str(VERSION[code]) % dict(values or {})
