"""The words of the scheduled jobs: what for, when, and what a run did."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from workflows.timetable import WEEKDAYS, Job

PURPOSE: Mapping[str, Any] = {
    "open_periods": _l("mở các kỳ đã đến ngày"),
    "flag_late": _l("tìm việc vừa quá hạn, ghi nhận và báo đơn vị, mỗi thời hạn một lần"),
    "weekly_snapshot": _l("giữ số liệu tuần của từng kế hoạch, đơn vị, lĩnh vực"),
    "weekly_digest": _l("soạn và gửi Tổng hợp tuần; ngày nghỉ thì gửi ngày làm việc kế tiếp"),
    "send_mail": _l("gửi thư đang chờ"),
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
    "no_mail_server": _l("chưa đặt máy chủ thư (SMTP_HOST, MAIL_FROM), thư còn chờ"),
}


def timetable_words(job: Job) -> str:
    """When a job runs: "mỗi phút", "00:10 hằng ngày", "07:30 thứ Hai"."""
    if job.at is None:
        return gettext("mỗi phút")
    time = job.at.strftime("%H:%M")
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
