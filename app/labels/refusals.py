"""Every refusal in a sentence that says what to do. Worded here and nowhere else."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.labels.words import ACTION, STATUS
from workflows.states import Action, ActionRefused, Refusal, Status

REFUSAL: Mapping[Refusal, Any] = {
    Refusal.wrong_status: _l(
        "Việc đang ở trạng thái “%(status)s” nên chưa thể %(action)s."
        " Xem bước tiếp theo trên trang."
    ),
    Refusal.plan_recalled: _l(
        "Kế hoạch của việc này đã được thu hồi nên việc không làm tiếp được."
        " Chờ cơ quan thường trực đưa bản đã sửa vào theo dõi."
    ),
    Refusal.changed_meanwhile: _l(
        "%(who)s vừa đổi việc này lúc %(when)s (%(what)s). Xem bản mới rồi làm lại;"
        " chữ đã viết vẫn còn bên dưới."
    ),
    Refusal.not_your_unit: _l("Chỉ đơn vị chủ trì làm được bước này. Liên hệ đơn vị chủ trì."),
    Refusal.not_asked: _l(
        "Chỉ đơn vị được đề nghị phối hợp trả lời được. Liên hệ đơn vị chủ trì nếu cần tham gia."
    ),
    Refusal.not_the_verifier: _l(
        "Việc này do đơn vị khác xác nhận. Xem đơn vị xác nhận ghi trên trang của việc."
    ),
    Refusal.own_unit: _l(
        "Việc này do chính đơn vị của anh, chị chủ trì nên đơn vị khác hoặc lãnh đạo UBND xác nhận."
    ),
    Refusal.sheet_of_own_work: _l(
        "Phiếu trình có việc do đơn vị của anh, chị chủ trì nên văn thư hoặc người của đơn vị khác"
        " phải ghi số."
    ),
    Refusal.sheet_signer_bound: _l(
        "%(signer)s không quyết định được việc “%(task)s”: người ký phải là lãnh đạo UBND, không"
        " thuộc đơn vị chủ trì và không gửi kết quả đó. Chọn đúng người ký, hoặc bỏ việc này."
    ),
    Refusal.signer_missing: _l("Chọn người ký phiếu là lãnh đạo UBND vào ngày ký."),
    Refusal.told_by_missing: _l("Ghi họ tên người báo để sau này hỏi lại được."),
    Refusal.told_on_missing: _l("Ghi ngày được báo theo dạng 14/9/2026."),
    Refusal.told_on_in_future: _l("Ngày báo chưa đến. Ghi ngày đã được báo."),
    Refusal.decided_by_unit: _l(
        "Việc này nay do một đơn vị xác nhận nên không ghi theo phiếu trình. Bỏ việc này."
    ),
    Refusal.own_submission: _l(
        "Anh, chị đã gửi hoặc nhập kết quả này nên người khác phải xem và xác nhận."
    ),
    Refusal.own_proposal: _l(
        "Anh, chị đã đề xuất về việc này nên người khác phải quyết định. Đề nghị Trưởng đơn vị hoặc"
        " người khác được giao xem."
    ),
    Refusal.submitted_by_whom_you_replace: _l(
        "Người mà anh, chị làm thay đã gửi hoặc nhập kết quả này nên người khác phải xem và"
        " xác nhận."
    ),
    Refusal.head_decides: _l(
        "Xã xác nhận hai bước: anh, chị đề xuất, Trưởng đơn vị xác nhận. Ghi đề xuất trên trang"
        " của việc."
    ),
    Refusal.decides_himself: _l(
        "Anh, chị là người quyết định việc này nên không cần đề xuất. Xác nhận hoặc gửi lại đơn vị."
    ),
    Refusal.one_step_only: _l(
        "Việc này xác nhận một bước nên không có đề xuất. Người xác nhận quyết định trên trang của"
        " việc."
    ),
    Refusal.proposal_over: _l(
        "Đề xuất này đã thay đổi hoặc không còn. Xem lại trang của việc rồi quyết định."
    ),
    Refusal.product_accepted: _l(
        "Sản phẩm “%(products)s” đã được chấp nhận nên tài liệu của sản phẩm ấy giữ nguyên."
        " Muốn sửa, nhờ người xác nhận bỏ chấp nhận trước."
    ),
    Refusal.product_not_accepted: _l("Sản phẩm này chưa được chấp nhận nên không có gì để bỏ."),
    Refusal.not_waiting_for_verdict: _l(
        "Việc đang ở trạng thái “%(status)s” nên không còn chờ xác nhận. Xem trang của việc."
    ),
    Refusal.product_day_missing: _l("Ghi ngày của sản phẩm."),
    Refusal.reason_words_short: _l("Ghi lý do từ %(minimum)s đến 200 ký tự."),
    Refusal.reason_words_known: _l("Lý do này đã có trong danh sách. Ghi lý do khác."),
    Refusal.rows_missing: _l("Chọn ít nhất một việc trong danh sách."),
    Refusal.rows_too_many: _l("Chọn nhiều nhất %(limit)s việc một lần."),
    Refusal.already_verified_by_you: _l(
        "Anh, chị đã xác nhận việc này; việc mở lại do người khác hoặc lãnh đạo UBND quyết định."
    ),
    Refusal.leaders_only: _l("Bước này do lãnh đạo UBND quyết định. Trình lãnh đạo UBND xem xét."),
    Refusal.role_not_enough: _l(
        "Vai trò của anh, chị chưa làm được bước này. Nhờ Trưởng hoặc Phó đơn vị thực hiện."
    ),
    Refusal.reason_missing: _l("Ghi lý do để đơn vị biết phải làm gì tiếp."),
    Refusal.reason_too_short: _l("Ghi lý do rõ hơn, ít nhất %(minimum)s ký tự."),
    Refusal.document_missing: _l("Ghi số, ngày của văn bản làm căn cứ."),
    Refusal.document_day_missing: _l(
        "Ghi ngày của văn bản để tính thời hạn như kế hoạch ghi, hoặc ghi thời hạn."
    ),
    Refusal.document_day_in_future: _l(
        "Ngày của văn bản chưa đến. Ghi đúng ngày của văn bản làm căn cứ."
    ),
    Refusal.date_missing: _l("Việc chưa có thời hạn. Đặt thời hạn trước, rồi làm bước này."),
    Refusal.date_already_set: _l(
        "Việc đã có thời hạn. Muốn đổi, đề nghị điều chỉnh thời hạn để lãnh đạo UBND quyết định."
    ),
    Refusal.internal_date_too_late: _l(
        "Hạn nội bộ phải trước hoặc trùng thời hạn của việc. Chọn ngày sớm hơn."
    ),
    Refusal.waiting_for_nothing: _l("Ghi đang chờ gì: lãnh đạo ký, HĐND, cấp trên, đơn vị khác."),
    Refusal.waiting_since_future: _l("Ngày bắt đầu chờ chưa đến. Ghi ngày hôm nay hoặc trước đó."),
    Refusal.lead_missing: _l("Chọn đơn vị chủ trì mới."),
    Refusal.lead_unchanged: _l("Đơn vị này đang chủ trì việc. Chọn đơn vị khác."),
    Refusal.leads_another_part: _l(
        "Đơn vị này đang chủ trì một phần khác của nhiệm vụ."
        " Chọn đơn vị khác, hoặc đưa phần này ra khỏi kế hoạch."
    ),
    Refusal.nothing_to_take_out: _l(
        "Không còn việc nào đang mở để đưa ra. Xem lại nhiệm vụ, hoặc mở lại việc đã hoàn thành."
    ),
    Refusal.nothing_to_bring_back: _l(
        "Không còn việc nào của quyết định này đang ở ngoài kế hoạch. Xem lại trang nhiệm vụ."
    ),
    Refusal.already_reported: _l(
        "Đơn vị đã báo cáo việc này nên không sửa được nữa. Muốn đổi thời hạn, đơn vị chủ trì"
        " hoặc đưa nhiệm vụ ra, dùng các bước trên trang nhiệm vụ."
    ),
    Refusal.standing_office_missing: _l(
        "Xã chưa có cơ quan thường trực để theo dõi. Quản trị chọn cơ quan thường trực"
        " ở trang Đơn vị, rồi làm lại."
    ),
    Refusal.merge_target_missing: _l("Chọn nhiệm vụ khác mà việc này được ghép vào."),
    Refusal.not_with_lead: _l(
        "Bước này chỉ làm khi việc đang mở ở đơn vị chủ trì. Việc đã gửi thì rút lại trước;"
        " việc đã đóng thì đề nghị mở lại."
    ),
    Refusal.request_open: _l(
        "Việc này đang có một đề nghị chờ quyết định. Chờ quyết định, hoặc rút đề nghị ấy trước."
    ),
    Refusal.request_over: _l(
        "Đề nghị này đã được quyết định hoặc đã rút. Xem kết quả; cần thì gửi đề nghị mới."
    ),
    Refusal.own_request: _l(
        "Anh, chị là người gửi đề nghị này nên người khác cho ý kiến và quyết định."
    ),
    Refusal.new_date_missing: _l("Ghi thời hạn mới."),
    Refusal.new_date_past: _l("Thời hạn mới phải sau ngày hôm nay. Chọn ngày muộn hơn."),
    Refusal.new_date_not_later: _l(
        "Thời hạn mới phải sau thời hạn hiện nay của việc. Chọn ngày muộn hơn."
    ),
    Refusal.cause_too_short: _l("Ghi nguyên nhân rõ hơn, ít nhất %(minimum)s ký tự."),
    Refusal.opinion_too_short: _l("Ghi vì sao không ủng hộ, ít nhất %(minimum)s ký tự."),
    Refusal.question_open: _l(
        "Việc này đang có một câu hỏi chờ đơn vị trả lời. Chờ trả lời rồi hỏi thêm."
    ),
    Refusal.question_answered: _l(
        "Câu hỏi này đã được trả lời. Muốn bổ sung, báo nguyên nhân ở trang của việc."
    ),
    Refusal.sheet_changed: _l(
        "%(who)s vừa lưu phiếu này lúc %(when)s. Chữ anh, chị viết vẫn còn trên trang;"
        " ô nào khác với bản đã lưu thì bản ấy ghi ở bên dưới. Xem rồi lưu lại."
    ),
    Refusal.support_unit_missing: _l("Chọn ít nhất một đơn vị phối hợp, khác với đơn vị chủ trì."),
    Refusal.support_asked_already: _l(
        "%(unit)s đang có đề nghị phối hợp chưa xong ở việc này. Chờ trả lời, hoặc rút đề nghị ấy."
    ),
    Refusal.contribution_empty: _l(
        "Thêm văn bản, hoặc ghi phần phối hợp ít nhất %(minimum)s ký tự."
    ),
    Refusal.comment_empty: _l("Ghi lời trao đổi, hoặc chọn tệp."),
    Refusal.comment_settled: _l(
        "Lời trao đổi chỉ sửa, gỡ được trong %(minutes)s phút; nay đã vào hồ sơ."
        " Viết thêm lời mới nếu cần."
    ),
    Refusal.mention_not_concerned: _l(
        "Chỉ nhắc được người có liên quan đến việc này. Chọn người trong danh sách."
    ),
    Refusal.answer_day_missing: _l("Ghi ngày phải trả lời."),
    Refusal.answer_day_past: _l("Ngày phải trả lời đã qua. Ghi hôm nay hoặc ngày sau đó."),
    Refusal.expected_day_past: _l("Ngày dự kiến xong đã qua. Ghi hôm nay hoặc ngày sau đó."),
    Refusal.products_uncovered: _l(
        "Chưa gửi được vì còn thiếu: %(products)s. Thêm tài liệu kiểm chứng"
        " hoặc ghi giải trình cho từng sản phẩm, rồi gửi."
    ),
    Refusal.progress_empty: _l("Ghi ít nhất một ô: kết quả; khó khăn, vướng mắc; hoặc kiến nghị."),
    Refusal.product_day_in_future: _l(
        "Ngày của sản phẩm chưa đến. Ghi ngày ban hành trên văn bản."
    ),
    Refusal.evidence_frozen: _l(
        "Việc đang ở trạng thái “%(status)s” nên tài liệu kiểm chứng giữ nguyên."
        " Muốn sửa, rút lại kết quả đã gửi trước."
    ),
    Refusal.document_nowhere: _l(
        "Chọn tệp, ghi đường dẫn, hoặc ghi nơi lưu để người xác nhận tìm được văn bản."
    ),
    Refusal.link_not_web: _l("Ghi đường dẫn đầy đủ, bắt đầu bằng https:// hoặc http://."),
    Refusal.link_without_picture: _l(
        "Thêm ảnh chụp màn hình của trang và ghi ngày đăng: đường dẫn không thôi thì sau này"
        " có thể không mở được. Nhiều tin, bài thì ghi thành bảng kê."
    ),
    Refusal.link_without_day: _l("Ghi thêm ngày đăng của đường dẫn."),
    Refusal.document_known: _l(
        "Văn bản này đã có trong sổ: %(document)s. Gắn văn bản đã có vào việc;"
        " nếu là văn bản khác thì bấm thêm lần nữa."
    ),
    Refusal.document_frozen: _l(
        "Văn bản đang chứng minh cho việc chờ xác nhận (%(title)s) nên giữ nguyên."
        " Chờ kết quả xác nhận, hoặc rút lại kết quả đã gửi trước."
    ),
    Refusal.document_changed: _l(
        "%(who)s vừa sửa văn bản này lúc %(when)s. Chữ anh, chị ghi vẫn còn trên trang;"
        " bản đang lưu ghi ở bên dưới. Xem rồi lưu lại."
    ),
    Refusal.document_not_linkable: _l(
        "Văn bản này của đơn vị khác nên chưa gắn được. Đề nghị đơn vị ấy hoặc văn thư,"
        " hoặc thêm tài liệu của đơn vị mình."
    ),
    Refusal.document_without_file: _l(
        "Văn bản này chưa có tệp. Thêm tệp để người xác nhận xem được."
    ),
    Refusal.file_replaced_already: _l(
        "Tệp này đã có bản mới hơn. Tải lại trang rồi chọn bản đang dùng để thay."
    ),
    Refusal.day_in_future: _l("Ngày ghi chưa đến. Ghi hôm nay hoặc ngày trước đó."),
    Refusal.classified_words: _l(
        "Văn bản mật chỉ ghi loại, số, ngày và nơi lưu. Bỏ trích yếu, cơ quan ban hành, người ký,"
        " đường dẫn, bảng kê và tệp; chưa có gì được lưu."
    ),
    Refusal.classified_nowhere: _l("Ghi nơi lưu của văn bản mật, ví dụ lưu tại văn thư."),
    Refusal.listing_line_unclear: _l(
        "Dòng %(line)s của bảng kê chưa rõ (%(words)s). Mỗi dòng ghi nội dung, một ngày,"
        " một đường dẫn, cách nhau bằng phím Tab hoặc dấu chấm phẩy."
    ),
    Refusal.listing_too_long: _l(
        "Bảng kê dài hơn %(limit)s dòng. Tách thành hai bảng kê rồi thêm từng bảng."
    ),
    Refusal.file_empty: _l("Tệp “%(name)s” không có nội dung. Mở tệp xem lại rồi chọn lần nữa."),
    Refusal.file_too_large: _l(
        "Tệp %(size)s MB, lớn hơn mức %(limit)s MB. Nén lại hoặc tách thành hai tệp."
    ),
    Refusal.file_type_unknown: _l("Chưa nhận loại tệp “%(name)s”. Gửi tệp %(accepted)s."),
    Refusal.file_type_differs: _l(
        "Nội dung tệp “%(name)s” không đúng với đuôi tệp. Lưu lại từ phần mềm gốc rồi gửi."
    ),
    Refusal.file_unsafe: _l(
        "Tệp “%(name)s” bung ra quá lớn hoặc quá nhiều tệp con. Tách thành nhiều tệp nhỏ rồi gửi."
    ),
    Refusal.file_protected: _l("Tệp “%(name)s” có mật khẩu. Bỏ mật khẩu rồi gửi."),
    Refusal.file_classified: _l(
        "Tệp “%(name)s” có dấu “%(mark)s” nên không được đưa lên; chưa có gì được lưu."
        " Thêm văn bản không kèm tệp, đánh dấu văn bản mật và ghi “lưu tại văn thư”."
    ),
    Refusal.file_infected: _l(
        "Tệp “%(name)s” có mã độc (%(found)s); chưa có gì được lưu."
        " Quét máy của anh, chị rồi gửi tệp khác."
    ),
    Refusal.files_in_quarantine: _l(
        "Chưa gửi được vì tệp của sản phẩm này đang chờ quét mã độc, hoặc bị chặn vì có mã độc:"
        " %(products)s. Chờ quét xong, gửi tệp khác thay, hoặc ghi giải trình."
    ),
    Refusal.file_offer_over: _l(
        "Những gì đọc được từ tệp đã có đủ trong thông tin văn bản. Tải lại trang để xem."
    ),
    Refusal.file_not_stored: _l(
        "Máy chủ chưa lưu được tệp, có thể do hết chỗ. Chưa có gì thay đổi;"
        " báo quản trị rồi gửi lại."
    ),
}

_LOWER = {
    "status": lambda value: str(STATUS[Status(value)]),
    "action": lambda value: str(ACTION[Action(value)]).lower(),
}


def refusal_text(refused: ActionRefused) -> str:
    """The sentence of a refusal, in the reader's language."""
    values = {
        key: _LOWER[key](value) if key in _LOWER else value for key, value in refused.values.items()
    }
    if refused.refusal is Refusal.changed_meanwhile:
        verb = refused.values.get("kind", "").partition(".")[2]
        known = verb in Action.__members__
        values["what"] = str(ACTION[Action(verb)]).lower() if known else gettext("đã đổi")
        values["who"] = values["who"] or gettext("Người khác")
    return str(REFUSAL[refused.refusal]) % values


HTTP_STATUS: Mapping[Refusal, int] = {
    Refusal.changed_meanwhile: 409,
    Refusal.not_your_unit: 403,
    Refusal.not_asked: 403,
    Refusal.not_the_verifier: 403,
    Refusal.own_unit: 403,
    Refusal.own_submission: 403,
    Refusal.sheet_of_own_work: 403,
    Refusal.decided_by_unit: 409,
    Refusal.submitted_by_whom_you_replace: 403,
    Refusal.head_decides: 403,
    Refusal.own_proposal: 403,
    Refusal.decides_himself: 403,
    Refusal.proposal_over: 409,
    Refusal.own_request: 403,
    Refusal.question_answered: 409,
    Refusal.sheet_changed: 409,
    Refusal.comment_settled: 409,
    Refusal.already_verified_by_you: 403,
    Refusal.leaders_only: 403,
    Refusal.role_not_enough: 403,
    Refusal.document_known: 409,
    Refusal.document_changed: 409,
    Refusal.document_not_linkable: 403,
    Refusal.file_too_large: 413,
    Refusal.file_not_stored: 507,
}


def http_status(refused: ActionRefused) -> int:
    """409 for a stale page, 403 for a person who may not, 413 and 507 for a file that does not fit
    the limit or the disk, 422 for something missing."""
    return HTTP_STATUS.get(refused.refusal, 422)
