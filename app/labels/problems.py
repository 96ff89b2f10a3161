"""What the importer noticed, in the words of an office: one sentence per code."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

_SENTENCES: dict[str, LazyString] = {
    # The plan as a whole.
    "no_task_table": _(
        "Không tìm thấy bảng nhiệm vụ trong tệp; hãy chọn tệp có phụ lục nhiệm vụ hoặc nhập"
        " nhiệm vụ bằng tay."
    ),
    "appendix_not_in_file": _(
        "Kế hoạch nói có phụ lục kèm theo nhưng trong tệp không có bảng nhiệm vụ; hãy chọn tệp"
        " có phụ lục."
    ),
    "no_lead_column": _(
        "Bảng không có cột đơn vị chủ trì; hãy ghi đơn vị chủ trì cho từng nhiệm vụ."
    ),
    "no_deadline_column": _("Bảng không có cột thời gian; hãy ghi thời hạn cho từng nhiệm vụ."),
    "no_product_column": _("Bảng không có cột sản phẩm; hãy ghi sản phẩm cho từng nhiệm vụ."),
    "number_blank": _("Số của kế hoạch còn để trống; ghi khi văn bản đã được cấp số."),
    "issue_date_missing": _("Không thấy ngày ban hành kế hoạch; hãy ghi ngày ban hành."),
    "issue_day_blank": _(
        "Ngày ban hành để trống, chỉ biết tháng %(month)s; hãy ghi ngày ban hành."
    ),
    "issue_dates_conflict": _(
        "Các ngày ban hành ghi trong kế hoạch không khớp nhau: chỗ ghi %(first)s, chỗ ghi"
        " %(second)s; hãy chọn ngày đúng."
    ),
    "plan_years_conflict": _(
        "Năm của kế hoạch không khớp: một chỗ là %(first)s, một chỗ là %(second)s; hãy xem lại."
    ),
    "plan_numbers_conflict": _(
        "Số của kế hoạch không khớp: một chỗ là %(first)s, một chỗ là %(second)s; hãy xem lại."
    ),
    "period_missing": _(
        "Không rõ kế hoạch của năm nào; hãy ghi ngày đầu và ngày cuối của kế hoạch."
    ),
    "rows_repeated": _(
        "%(count)s dòng ở cuối bảng lặp lại các dòng trước (từ dòng %(first)s đến dòng %(last)s"
        " của tệp), đã bỏ bản lặp; hãy xem lại."
    ),
    "section_code_repeated": _(
        "Số thứ tự lĩnh vực %(printed)s được dùng hai lần; “%(title)s” được đánh lại là %(code)s."
    ),
    "section_code_misread": _(
        "Số thứ tự lĩnh vực “%(title)s” nhận dạng từ ảnh là “%(printed)s”, đã sửa thành %(code)s"
        " theo thứ tự các lĩnh vực."
    ),
    "section_code_doubtful": _(
        "Số thứ tự lĩnh vực “%(title)s” nhận dạng từ ảnh là “%(printed)s”, không khớp thứ tự; hãy"
        " đối chiếu với ảnh trang."
    ),
    "section_without_task": _("Lĩnh vực %(code)s “%(title)s” không có nhiệm vụ nào."),
    "area_without_task": _("Kế hoạch không có nhiệm vụ nào thuộc lĩnh vực “%(area)s”."),
    "text_from_ocr": _(
        "Trang %(pages)s của tệp là ảnh quét, chữ do máy nhận dạng và có thể sai; hãy đối chiếu với"
        " bản giấy."
    ),
    "pages_not_read": _(
        "Trang %(pages)s của tệp là ảnh quét và không đọc được; hãy dùng bản .docx hoặc .xlsx của"
        " kế hoạch, hoặc nhập các nhiệm vụ còn thiếu bằng tay."
    ),
    "sheet_hidden": _("Trang tính ẩn “%(sheet)s” không được đọc."),
    "rows_hidden": _(
        "Trang tính “%(sheet)s” có hàng hoặc cột ẩn không được đọc: %(places)s; bỏ ẩn rồi tải lại"
        " nếu cần."
    ),
    "tasks_from_prose": _(
        "Kế hoạch không có bảng nhiệm vụ; %(count)s nhiệm vụ được đọc từ lời văn của kế hoạch."
    ),
    "issuer_elsewhere": _(
        "Kế hoạch do %(issuer)s ban hành, còn nơi theo dõi là %(commune)s; hãy xem có chọn nhầm tệp"
        " không."
    ),
    "plan_already_followed": _(
        "Kế hoạch này đang được theo dõi: “%(plan)s”; đưa vào lần nữa thì mọi việc được giao hai"
        " lần. Tệp là bản sửa đổi thì đọc ở trang của kế hoạch đó, còn không thì bỏ bản đọc này."
    ),
    "plan_in_other_draft": _(
        "Kế hoạch này còn một bản đọc khác đang rà soát: “%(plan)s”; hãy giữ một bản và bỏ bản kia."
    ),
    # One task.
    "title_missing": _("Dòng không có tên nhiệm vụ; hãy ghi tên nhiệm vụ."),
    "lead_missing": _("Chưa có đơn vị chủ trì; hãy chọn đơn vị chủ trì."),
    "product_missing": _("Chưa có sản phẩm; hãy ghi sản phẩm phải hoàn thành."),
    "deadline_missing": _("Chưa có thời gian thực hiện; hãy ghi thời hạn nếu đã rõ."),
    "deadline_unreadable": _("Không đọc được thời gian “%(text)s”; hãy ghi lại thời hạn cho rõ."),
    "deadline_from_serial": _(
        "Ô thời gian là số %(text)s, đọc theo cách Excel đếm ngày là %(due)s; hãy xem lại."
    ),
    "deadline_waits": _(
        "Thời gian “%(text)s” không có ngày cụ thể; việc chờ căn cứ rồi mới có thời hạn."
    ),
    "due_before_issue": _(
        "Thời hạn %(due)s trước thời điểm ban hành kế hoạch (%(issued)s); hãy xem lại."
    ),
    "due_in_other_year": _(
        "Thời gian “%(text)s” (thời hạn %(due)s) không thuộc năm %(year)s của kế hoạch; hãy xem"
        " lại."
    ),
    "lead_collective": _("Chủ trì ghi chung là “%(units)s”; hãy chọn những đơn vị cụ thể."),
    "several_leads": _("Có %(count)s đơn vị cùng chủ trì: %(units)s."),
    "lead_also_supports": _("%(units)s vừa chủ trì vừa phối hợp; hãy xem lại."),
    "province_only": _(
        "“%(text)s” là việc của cấp tỉnh hoặc trung ương, cấp xã không tự làm được; hãy xem lại"
        " nhiệm vụ và đơn vị chủ trì."
    ),
    "task_repeated": _(
        "Nhiệm vụ này trùng với nhiệm vụ số %(number)s đã có ở trên (thứ tự %(order)s); hãy xem"
        " lại."
    ),
    "stacked_row_split": _("Tách từ một dòng có %(count)s nhiệm vụ."),
    "stacked_row_unsure": _(
        "Tách từ một dòng có %(count)s nhiệm vụ nhưng số ý ở các ô không bằng nhau; hãy xem lại"
        " từng ô."
    ),
    "row_continued": _("Phần còn lại của dòng ở trang sau đã được nối vào."),
    "product_rows_joined": _(
        "Các dòng chỉ ghi sản phẩm ở dưới đã được gộp vào nhiệm vụ này; hãy xem lại."
    ),
    "columns_shifted": _("Các ô của dòng bị lệch cột, đã đặt lại; hãy xem lại từng ô."),
    "unit_in_deadline": _("Ô thời gian ghi tên đơn vị “%(text)s”; hãy ghi lại thời hạn."),
    "unit_in_product": _("Ô sản phẩm ghi tên đơn vị “%(text)s”; hãy ghi lại sản phẩm."),
    "cells_unsure": _("Không chắc ranh giới giữa các ô của dòng này; hãy xem lại từng ô."),
    "letters_unsure": _(
        "Chữ của dòng này nhận dạng từ ảnh và có chỗ không chắc; hãy đối chiếu với ảnh trang."
    ),
    "number_misread": _(
        "Số thứ tự nhận dạng từ ảnh là “%(printed)s”, đã sửa thành %(number)s theo thứ tự các dòng."
    ),
    "cell_as_above": _("Ô “%(column)s” ghi “%(text)s”; đã lấy nội dung của dòng trên."),
    "number_out_of_order": _(
        "Số thứ tự %(number)s không nối tiếp số trước trong cùng lĩnh vực; kiểm tra xem có sót"
        " dòng không."
    ),
    "hidden_characters": _("Tên nhiệm vụ có ký tự ẩn, đã bỏ."),
    "task_from_prose": _(
        "Nhiệm vụ đọc từ lời văn của kế hoạch, không phải từ bảng; hãy đối chiếu với văn bản."
    ),
    "lead_differs_from_prose": _(
        "Bảng ghi chủ trì là %(lead)s, còn phần lời của kế hoạch giao %(named)s chủ trì “%(area)s”;"
        " hãy xem lại."
    ),
    # Files that cannot be read.
    "file_empty": _("Tệp trống; hãy chọn tệp kế hoạch có nội dung."),
    "file_too_large": _("Tệp lớn quá %(limit)s MB; hãy chọn tệp nhỏ hơn."),
    "file_is_picture": _(
        "Tệp là ảnh, không đọc được chữ; hãy lưu kế hoạch thành tệp .docx, .xlsx hoặc .pdf có chữ."
    ),
    "file_not_text": _(
        "Tệp không phải văn bản; hãy chọn tệp .docx, .xlsx, .pdf hoặc .txt của kế hoạch."
    ),
    "file_of_old_letters": _(
        "Chữ trong tệp gõ bằng phông cũ (TCVN3 hoặc VNI, như .VnTime, VNI-Times) nên không đọc"
        " được; hãy chuyển mã sang Unicode (Times New Roman), lưu lại rồi gửi lại."
    ),
    "file_damaged": _(
        "Tệp bị hỏng, không mở được; hãy mở tệp bằng Word hoặc Excel, lưu lại rồi gửi lại."
    ),
    "file_protected": _("Tệp có mật khẩu; hãy bỏ mật khẩu, lưu lại rồi gửi lại."),
    "file_old_office": _(
        "Tệp theo định dạng cũ (.doc, .xls, .rtf); hãy mở bằng Word hoặc Excel và lưu thành .docx"
        " hoặc .xlsx."
    ),
    "file_open_document": _("Tệp .odt, .ods chưa đọc được; hãy lưu tệp thành .docx hoặc .xlsx."),
    "file_pdf_without_text": _(
        "Tệp PDF chỉ có ảnh quét, không có chữ; hãy dùng bản .docx hoặc .xlsx của kế hoạch, hoặc đề"
        " nghị quản trị máy chủ cài Tesseract với tiếng Việt để đọc ảnh quét."
    ),
    "file_unpacks_too_large": _(
        "Nội dung nén trong tệp quá lớn; hãy lưu lại kế hoạch thành một tệp .docx hoặc .xlsx mới."
    ),
    "file_format_unknown": _(
        "Không đọc được loại tệp này; hãy chọn tệp .docx, .xlsx, .pdf hoặc .txt."
    ),
    "file_too_many_pages": _("Tệp có hơn %(limit)s trang; hãy chỉ chọn kế hoạch và phụ lục."),
    "file_too_many_rows": _(
        "Bảng có hơn %(limit)s dòng; hãy chỉ chọn bảng nhiệm vụ của một kế hoạch."
    ),
    "file_too_wide": _("Bảng có hơn %(limit)s cột; hãy chỉ giữ các cột của bảng nhiệm vụ."),
    "file_too_dense": _(
        "Một trang của tệp có quá nhiều nét kẻ hoặc chữ; hãy dùng bản .docx hoặc .xlsx của kế"
        " hoạch."
    ),
    "file_not_plan": _(
        "Không phải là kế hoạch: không có phần đầu của văn bản, cũng không có bảng nhiệm vụ; hãy"
        " chọn tệp kế hoạch, hoặc chép cả bảng cùng dòng tiêu đề của bảng."
    ),
    "file_takes_too_long": _(
        "Đọc tệp quá lâu nên đã dừng; hãy chỉ chọn kế hoạch và phụ lục, hoặc dùng bản .docx hoặc"
        " .xlsx."
    ),
    "file_needs_too_much_memory": _(
        "Đọc tệp cần quá nhiều bộ nhớ nên đã dừng; hãy lưu kế hoạch thành một tệp .docx hoặc .xlsx"
        " mới rồi gửi lại."
    ),
    "file_breaks_reader": _(
        "Việc đọc tệp bị ngắt giữa chừng; hãy mở tệp bằng Word hoặc Excel, lưu thành tệp mới rồi"
        " gửi lại."
    ),
}


def problem_text(code: str, values: Mapping[str, str]) -> str:
    """Return the sentence of a problem or refusal, in the reader's language.

    ``code`` is the value of a ProblemCode or RefusedFile, ``values`` fill its named
    places. Outside an application the sentence is the Vietnamese one. Raises KeyError for
    an unknown code or a missing value.
    """
    return str(_SENTENCES[code]) % dict(values)


def worded_codes() -> frozenset[str]:
    """Return every code that has a sentence."""
    return frozenset(_SENTENCES)
