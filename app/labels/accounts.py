"""Refusals of accounts and administration, by name, each in a sentence that says what to do."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum, auto
from typing import Any

from flask_babel import lazy_gettext as _l

from app import clock


class AccountRefusal(StrEnum):
    """Why something about an account, a person or a unit was not done."""

    wrong_credentials = auto()
    too_many_tries = auto()
    wrong_current_password = auto()
    password_too_short = auto()
    password_too_long = auto()
    password_common = auto()
    password_local = auto()
    password_unchanged = auto()
    link_not_valid = auto()
    username_not_valid = auto()
    username_taken = auto()
    username_unknown = auto()
    email_not_valid = auto()
    role_needs_unit = auto()
    unit_has_no_accounts = auto()
    span_not_valid = auto()
    already_appointed = auto()
    already_ended = auto()
    last_administrator = auto()
    works_elsewhere = auto()
    account_disabled = auto()
    unit_exists = auto()
    duty_not_possible = auto()
    kind_has_accounts = auto()
    spelling_taken = auto()
    spelling_empty = auto()


class AccountRefused(Exception):
    """Something was refused for a named reason; `values` fill its sentence."""

    def __init__(self, refusal: AccountRefusal, **values: Any) -> None:
        super().__init__(refusal.value, values)
        self.refusal = refusal
        self.values = values


ACCOUNT_REFUSAL: Mapping[AccountRefusal, Any] = {
    AccountRefusal.wrong_credentials: _l(
        "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra bộ gõ và phím Caps Lock rồi đăng nhập lại;"
        " quên mật khẩu thì đề nghị quản trị của xã cấp đường dẫn một lần."
    ),
    AccountRefusal.too_many_tries: _l(
        "Đã thử quá nhiều lần. Thử lại sau %(time)s;"
        " quên mật khẩu thì đề nghị quản trị của xã cấp đường dẫn một lần."
    ),
    AccountRefusal.wrong_current_password: _l(
        "Mật khẩu đang dùng chưa đúng. Gõ lại mật khẩu đã đăng nhập hôm nay."
    ),
    AccountRefusal.password_too_short: _l(
        "Mật khẩu cần ít nhất 8 ký tự. Dễ nhớ nhất là vài từ không liên quan đến nhau."
    ),
    AccountRefusal.password_too_long: _l("Mật khẩu dài quá 128 ký tự. Chọn mật khẩu ngắn hơn."),
    AccountRefusal.password_common: _l(
        "Mật khẩu này nhiều người dùng nên dễ bị đoán. Ghép vài từ không liên quan đến nhau."
    ),
    AccountRefusal.password_local: _l(
        "Mật khẩu chỉ gồm tên người, tên xã hoặc từ cơ quan hay dùng nên dễ bị đoán."
        " Ghép thêm vài từ khác."
    ),
    AccountRefusal.password_unchanged: _l(
        "Mật khẩu mới giống mật khẩu đang dùng. Chọn mật khẩu khác."
    ),
    AccountRefusal.link_not_valid: _l(
        "Đường dẫn này đã dùng hoặc đã hết hạn. Đề nghị quản trị của xã cấp đường dẫn mới."
    ),
    AccountRefusal.username_not_valid: _l(
        "Tên đăng nhập gồm 3 đến 60 chữ cái không dấu, chữ số, dấu chấm hoặc gạch nối;"
        " ví dụ: nguyenvan.an"
    ),
    AccountRefusal.username_taken: _l(
        "Tên đăng nhập này đã có người dùng. Chọn tên khác; nếu là người đang làm ở xã khác,"
        " dùng mục “Người đã có tài khoản”."
    ),
    AccountRefusal.username_unknown: _l(
        "Chưa có tài khoản nào tên này. Kiểm tra lại tên đăng nhập, hoặc thêm người mới."
    ),
    AccountRefusal.email_not_valid: _l(
        "Ghi thư điện tử theo dạng ten@donvi.gov.vn, hoặc để trống."
    ),
    AccountRefusal.role_needs_unit: _l("Vai trò này gắn với một đơn vị. Chọn đơn vị."),
    AccountRefusal.unit_has_no_accounts: _l(
        "Đơn vị này thuộc loại không có tài khoản. Chọn đơn vị khác hoặc đổi loại của đơn vị."
    ),
    AccountRefusal.span_not_valid: _l("Ngày kết thúc phải từ ngày bắt đầu trở đi. Sửa lại ngày."),
    AccountRefusal.already_appointed: _l(
        "Người này đang giữ đúng vai trò đó ở đơn vị đó. Không cần thêm lần nữa."
    ),
    AccountRefusal.already_ended: _l("Vai trò này đã kết thúc trước ngày đó. Không có gì để đổi."),
    AccountRefusal.last_administrator: _l(
        "Xã phải còn ít nhất một người quản trị. Giao vai trò quản trị cho người khác trước."
    ),
    AccountRefusal.works_elsewhere: _l(
        "Người này còn có vai trò ở xã khác nên ở đây chỉ thêm hoặc kết thúc được vai trò"
        " ở xã mình. Việc mật khẩu, khóa tài khoản, sửa họ tên do người vận hành máy chủ làm."
    ),
    AccountRefusal.account_disabled: _l("Tài khoản đang khóa. Mở lại tài khoản trước."),
    AccountRefusal.unit_exists: _l("Xã đã có đơn vị tên này. Chọn tên khác."),
    AccountRefusal.duty_not_possible: _l(
        "Chỉ đơn vị thuộc UBND làm cơ quan thường trực hoặc xác nhận thay."
        " Đổi loại của đơn vị trước."
    ),
    AccountRefusal.kind_has_accounts: _l(
        "Đơn vị đang có người giữ vai trò nên chưa đổi được sang loại này."
        " Kết thúc các vai trò ở đơn vị trước."
    ),
    AccountRefusal.spelling_taken: _l(
        "Cách viết này đang được hiểu là %(unit)s. Bỏ ở đơn vị đó trước, rồi thêm vào đây."
    ),
    AccountRefusal.spelling_empty: _l("Ghi cách viết của tên đơn vị như trong văn bản."),
}

_STATUS: Mapping[AccountRefusal, int] = {
    AccountRefusal.wrong_credentials: 401,
    AccountRefusal.too_many_tries: 429,
    AccountRefusal.link_not_valid: 404,
    AccountRefusal.works_elsewhere: 403,
}


def account_refusal_text(refused: AccountRefused) -> str:
    """The sentence of a refusal, in the reader's language; instants as times of day in Vietnam."""
    values = {
        key: clock.local(value).strftime("%H:%M") if isinstance(value, datetime) else value
        for key, value in refused.values.items()
    }
    return str(ACCOUNT_REFUSAL[refused.refusal]) % values


def account_status(refused: AccountRefused) -> int:
    """The HTTP status of a refusal: 422 unless it is about who somebody is."""
    return _STATUS.get(refused.refusal, 422)


ACCOUNT_EVENT: Mapping[str, Any] = {
    "account.sign_in": _l("Đăng nhập"),
    "account.sign_in_refused": _l("Đăng nhập sai mật khẩu"),
    "account.locked": _l("Tạm dừng nhận đăng nhập vì thử quá nhiều lần"),
    "account.sign_out": _l("Đăng xuất"),
    "account.change_password": _l("Đổi mật khẩu"),
    "account.password_refused": _l("Đổi mật khẩu: gõ sai mật khẩu đang dùng"),
    "account.use_link": _l("Dùng đường dẫn một lần để đặt mật khẩu"),
    "account.enter_commune": _l("Chuyển sang làm việc ở xã"),
    "person.add": _l("Thêm người dùng"),
    "person.change": _l("Sửa họ tên, thư điện tử"),
    "person.appoint": _l("Giao vai trò"),
    "person.end_appointment": _l("Kết thúc vai trò"),
    "person.disable": _l("Khóa tài khoản"),
    "person.enable": _l("Mở lại tài khoản"),
    "person.give_link": _l("Cấp đường dẫn một lần"),
    "person.set_password": _l("Đặt mật khẩu tạm"),
    "unit.add": _l("Thêm đơn vị"),
    "unit.change": _l("Sửa đơn vị"),
    "unit.add_spelling": _l("Thêm cách viết tên đơn vị"),
    "unit.remove_spelling": _l("Bỏ cách viết tên đơn vị"),
    "unit.learn_spelling": _l("Nhớ cách viết tên đơn vị từ một dòng đã sửa"),
    "unit.withdraw_spelling": _l("Rút lại cách viết tên đơn vị khi hoàn tác"),
    "commune.create": _l("Lập xã"),
    "commune.change": _l("Sửa thiết lập của xã"),
}
"""What happened to accounts, people, units and settings, for the record page."""
