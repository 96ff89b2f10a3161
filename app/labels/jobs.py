"""The words of the scheduled jobs: what for, when, and what a run did."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app import clock
from workflows.deadlines import format_date
from workflows.timetable import WEEKDAYS, Job

NAME: Mapping[str, Any] = {
    "prepare_days_off": _l("Nạp ngày nghỉ"),
    "open_periods": _l("Mở kỳ"),
    "flag_late": _l("Ghi nhận quá hạn"),
    "remind": _l("Nhắc việc"),
    "ask_sleeping": _l("Hỏi việc chờ căn cứ"),
    "weekly_snapshot": _l("Số liệu tuần"),
    "weekly_digest": _l("Tổng hợp tuần"),
    "mail_notices": _l("Soạn thư nhắc"),
    "send_mail": _l("Gửi thư"),
    "scan_files": _l("Quét mã độc"),
    "sweep_files": _l("Dọn kho tệp"),
}

PURPOSE: Mapping[str, Any] = {
    "prepare_days_off": _l(
        "nạp ngày nghỉ lễ theo quy định của năm, từ tháng 12 nạp cho năm sau; báo quản trị kiểm tra"
    ),
    "open_periods": _l("mở các kỳ đã đến ngày"),
    "flag_late": _l("tìm và ghi nhận việc vừa quá hạn, mỗi thời hạn một lần"),
    "remind": _l(
        "nhắc đơn vị việc sắp đến hạn, việc quá hạn chưa gửi; mỗi người một ngày một thông báo"
    ),
    "ask_sleeping": _l(
        "hỏi cơ quan thường trực về nhiệm vụ chờ căn cứ, ngày làm việc đầu tiên của mỗi quý"
    ),
    "weekly_snapshot": _l("giữ số liệu tuần của từng kế hoạch, đơn vị, lĩnh vực"),
    "weekly_digest": _l(
        "soạn và gửi Tổng hợp tuần vào ngày, giờ mỗi người chọn (07:30 thứ Hai nếu không chọn);"
        " ngày nghỉ thì gửi ngày làm việc kế tiếp"
    ),
    "mail_notices": _l("soạn thư từ các thông báo cần xử lý, mỗi người một thư"),
    "send_mail": _l("gửi thư đang chờ"),
    "scan_files": _l("quét mã độc những tệp gửi lên khi bộ quét không trả lời"),
    "sweep_files": _l("xóa tệp do máy chủ dừng đột ngột để lại, không thuộc hồ sơ nào"),
}

WEEKDAY: Mapping[str, Any] = {
    "mon": _l("thứ Hai"),
    "tue": _l("thứ Ba"),
    "wed": _l("thứ Tư"),
    "thu": _l("thứ Năm"),
    "fri": _l("thứ Sáu"),
    "sat": _l("thứ Bảy"),
    "sun": _l("Chủ nhật"),
}

COUNT: Mapping[str, Any] = {
    "days_added": _l("ngày được thêm vào lịch nghỉ"),
    "items_made": _l("việc được mở"),
    "items_flagged": _l("việc vừa quá hạn"),
    "people_told": _l("người được báo"),
    "plans_kept": _l("kế hoạch được giữ số liệu"),
    "mails_made": _l("thư được soạn"),
    "without_address": _l("người không có địa chỉ thư"),
    "communes_closed": _l("nơi chưa đến giờ làm việc, gửi khi mở cửa"),
    "mails_sent": _l("thư đã gửi"),
    "mails_put_off": _l("thư chưa gửi được, sẽ gửi lại"),
    "mails_given_up": _l("thư không gửi"),
    "files_released": _l("tệp quét xong, không có mã độc"),
    "files_barred": _l("tệp có mã độc, bị chặn"),
    "files_waiting": _l("tệp còn chờ quét, bộ quét không trả lời"),
    "files_without_scanner": _l("tệp còn chờ quét, chưa đặt bộ quét (CLAMD_ADDRESS)"),
    "files_removed": _l("tệp không thuộc hồ sơ nào đã xóa"),
    "files_doubtful": _l(
        "tệp không thuộc hồ sơ nào, nhiều khác thường nên giữ lại;"
        " kiểm tra cơ sở dữ liệu và thư mục tệp có đúng là của nhau không"
    ),
    "no_mail_server": _l("chưa đặt máy chủ thư (SMTP_HOST, MAIL_FROM), thư còn chờ"),
}


def timetable_words(job: Job) -> str:
    """When a job runs: "mỗi phút", "00:10 hằng ngày", "07:30 thứ Hai"."""
    if job.at is None:
        return gettext("mỗi phút")
    time = job.at.strftime("%H:%M")
    if job.every is not None and job.until is not None:
        return gettext(
            "mỗi %(num)d phút, %(first)s đến %(last)s hằng ngày",
            num=job.every // timedelta(minutes=1),
            first=time,
            last=job.until.strftime("%H:%M"),
        )
    if job.weekdays == WEEKDAYS:
        return gettext("%(time)s hằng ngày", time=time)
    days = ", ".join(str(WEEKDAY[name]) for name in job.weekdays)
    return gettext("%(time)s %(days)s", time=time, days=days)


def outcome_words(counts: Mapping[str, int]) -> str:
    """What a run did: the counts that are not 0, or that there was nothing to do."""
    said = [
        str(COUNT[name]) if name == "no_mail_server" else f"{number} {COUNT[name]}"
        for name, number in counts.items()
        if number
    ]
    return "; ".join(said) or gettext("không có việc gì phải làm")


def job_name(name: str) -> str:
    """What a job is called on screen; one that is no more, by the name its runs were kept under."""
    return str(NAME.get(name, name))


def when_words(instant: datetime, now: datetime) -> str:
    """An instant near `now`, as people say it: "hôm nay 07 giờ 30", "thứ Hai 05/10/2026 07 giờ 30".

    A minute that comes next is "trong phút tới".
    """
    if timedelta() < instant - now <= timedelta(minutes=1):
        return gettext("trong phút tới")
    there, here = clock.local(instant), clock.local(now)
    time = gettext("%(hour)s giờ %(minute)s", hour=f"{there:%H}", minute=f"{there:%M}")
    time = time.replace(" ", "\N{NO-BREAK SPACE}")
    days = (there.date() - here.date()).days
    if days == 0:
        return gettext("hôm nay %(time)s", time=time)
    if days == 1:
        return gettext("ngày mai %(time)s", time=time)
    if days == -1:
        return gettext("hôm qua %(time)s", time=time)
    return gettext(
        "%(weekday)s %(day)s %(time)s",
        weekday=str(WEEKDAY[WEEKDAYS[there.weekday()]]),
        day=format_date(there.date()),
        time=time,
    )


def duration_words(span: timedelta) -> str:
    """How long a run took: "chưa đến 1 giây", "12 giây", "2 phút 5 giây"."""
    seconds = int(span.total_seconds())
    if seconds < 1:
        return gettext("chưa đến 1 giây")
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return ngettext("%(num)d giây", "%(num)d giây", seconds)
    if not rest:
        return ngettext("%(num)d phút", "%(num)d phút", minutes)
    return gettext("%(minutes)d phút %(seconds)d giây", minutes=minutes, seconds=rest)


_OF_THE_DATABASE = frozenset({"OperationalError", "InterfaceError", "DatabaseError", "DBAPIError"})
_OF_FILES = frozenset({"OSError", "PermissionError", "FileNotFoundError", "FileExistsError"})


def error_words(error: str) -> str:
    """Why a run failed, in a sentence that says what to do. `error` is the recorded exception,
    of which the class alone is shown: the rest may hold what is nobody's business.
    """
    found = re.match(r"[A-Za-z_]\w*", error)
    kind = found[0] if found else "?"
    if kind in _OF_THE_DATABASE:
        return gettext(
            "Không làm việc được với cơ sở dữ liệu."
            " Kiểm tra máy chủ cơ sở dữ liệu và dung lượng ổ đĩa."
        )
    if kind in _OF_FILES:
        return gettext(
            "Không đọc hoặc không ghi được tệp trên máy chủ."
            " Kiểm tra dung lượng ổ đĩa và quyền ghi."
        )
    return gettext(
        "Gặp lỗi chưa lường trước (%(kind)s)."
        " Báo người vận hành máy chủ; chi tiết nằm trong nhật ký của máy chủ.",
        kind=kind,
    )
