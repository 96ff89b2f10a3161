"""Forms of the reports: a rule's days, a period's days, a sending, a one-off report."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from app.labels.reporting import STEP, YEAR_OFFSET
from app.services.reporting_regimes import RuleDays
from app.services.reporting_register import Asked, Sending
from app.web.fields import DayField, HourField, LineField, TextField, options
from workflows.deadlines.months import last_day
from workflows.reporting import LadderStep, ReportRule, YearDay

_FITS = Length(max=200, message=_l("Rút gọn còn tối đa %(max)d ký tự."))
_LONG = Length(max=2_000, message=_l("Rút gọn còn tối đa %(max)d ký tự."))
_DAY_MONTH = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})")
_LEAP_YEAR = 2024


class DayMonthField(Field):
    """A day and a month typed as 14/9; data is (day, month), None when empty."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if not self.data:
            return ""
        day, month = self.data
        return f"{day:02d}/{month:02d}" if month < 3 else f"{day:02d}/{month}"

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data: tuple[int, int] | None = None
        text = str(valuelist[0]).strip() if valuelist else ""
        if not text:
            return
        found = _DAY_MONTH.fullmatch(text)
        day, month = (int(part) for part in found.groups()) if found else (0, 0)
        if not 1 <= month <= 12 or not 1 <= day <= last_day(_LEAP_YEAR, month).day:
            raise ValueError(gettext("Ghi ngày và tháng, ví dụ 14/9."))
        self.data = (day, month)


def _in_year(words: Any) -> SelectField:
    return SelectField(
        words,
        coerce=int,
        choices=options((offset, name) for offset, name in YEAR_OFFSET.items()),
        default=0,
    )


class RuleForm(FlaskForm):
    """One report of every year: what it is called, whose results it counts, the days of its making.

    Each day is two fields: `<name>` for day and month, `<name>_year` for the year it lies in, seen
    from the report's; a step also has its hour, `<name>_at`.
    """

    label = LineField(_l("Tên báo cáo"), validators=[DataRequired(_l("Ghi tên báo cáo.")), _FITS])
    first = DayMonthField(
        _l("Tính kết quả từ ngày"), validators=[InputRequired(_l("Ghi ngày đầu kỳ."))]
    )
    first_year = _in_year(_l("Năm của ngày đầu kỳ"))
    last = DayMonthField(_l("Đến hết ngày"), validators=[InputRequired(_l("Ghi ngày cuối kỳ."))])
    last_year = _in_year(_l("Năm của ngày cuối kỳ"))
    cut_off = DayMonthField(_l("Số liệu tính hết ngày"))
    cut_off_year = _in_year(_l("Năm của ngày chốt số liệu"))
    internal = DayMonthField(STEP[LadderStep.INTERNAL])
    internal_year = _in_year(_l("Năm của bước chuẩn bị nội bộ"))
    units_send = DayMonthField(STEP[LadderStep.UNITS_SEND])
    units_send_year = _in_year(_l("Năm của bước đơn vị gửi"))
    figures_close = DayMonthField(STEP[LadderStep.FIGURES_CLOSE])
    figures_close_year = _in_year(_l("Năm của bước chốt số liệu"))
    to_committee = DayMonthField(STEP[LadderStep.TO_COMMITTEE])
    to_committee_year = _in_year(_l("Năm của bước trình UBND"))
    to_department = DayMonthField(STEP[LadderStep.TO_DEPARTMENT])
    to_department_year = _in_year(_l("Năm của bước gửi Sở Nội vụ"))
    internal_at = HourField(_l("Giờ của bước chuẩn bị nội bộ"))
    units_send_at = HourField(_l("Giờ của bước đơn vị gửi"))
    figures_close_at = HourField(_l("Giờ của bước chốt số liệu"))
    to_committee_at = HourField(_l("Giờ của bước trình UBND"))
    to_department_at = HourField(_l("Giờ của bước gửi Sở Nội vụ"))

    @classmethod
    def of(cls, rule: ReportRule) -> "RuleForm":
        """The form as the rule stands."""
        form = cls(formdata=None)
        form.label.data = rule.label
        days = {"first": rule.first, "last": rule.last, "cut_off": rule.cut_off}
        days |= {rung.step.value: rung.day for rung in rule.ladder}
        for name, day in days.items():
            if day is not None:
                form[name].data = (day.day, day.month)
                form[f"{name}_year"].data = day.year_offset
        for rung in rule.ladder:
            form[f"{rung.step.value}_at"].data = rung.at
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: an hour belongs to a day."""
        valid = super().validate(extra_validators)
        for step in LadderStep:
            hour = self[f"{step.value}_at"]
            if hour.data and not self[step.value].data and not self[step.value].errors:
                hour.errors = [gettext("Ghi ngày của bước này, hoặc để trống giờ.")]
                valid = False
        return valid

    def day(self, name: str) -> YearDay | None:
        """The day typed under `name`, or None."""
        typed = self[name].data
        return YearDay(typed[1], typed[0], self[f"{name}_year"].data) if typed else None

    def days(self) -> RuleDays:
        """What was filled in, of a form that is valid."""
        first, last = self.day("first"), self.day("last")
        assert first and last  # noqa: S101 - required above
        steps = {step: self.day(step.value) for step in LadderStep}
        return RuleDays(
            label=self.label.data or "",
            first=first,
            last=last,
            cut_off=self.day("cut_off"),
            steps={step: day for step, day in steps.items() if day is not None},
            hours={step: self[f"{step.value}_at"].data for step in LadderStep},
        )


class StartForm(FlaskForm):
    """What a year's regime begins with."""

    source = SelectField(_l("Bắt đầu từ"), validate_choice=False)
    document = LineField(_l("Văn bản quy định"), validators=[_FITS])

    def offer(self, sources: Iterable[tuple[str, str]]) -> None:
        self.source.choices = options(sources)


class MoveForm(FlaskForm):
    """Other days for the steps of one period, and why."""

    internal = DayField(STEP[LadderStep.INTERNAL])
    units_send = DayField(STEP[LadderStep.UNITS_SEND])
    figures_close = DayField(STEP[LadderStep.FIGURES_CLOSE])
    to_committee = DayField(STEP[LadderStep.TO_COMMITTEE])
    to_department = DayField(STEP[LadderStep.TO_DEPARTMENT])
    reason = LineField(_l("Lý do"), validators=[_LONG])

    @classmethod
    def of(cls, days: Mapping[LadderStep, date]) -> "MoveForm":
        """The form with the days as they stand."""
        form = cls(formdata=None)
        for step, day in days.items():
            form[step.value].data = day
        return form

    def typed(self) -> dict[LadderStep, date]:
        """The days that were filled in."""
        return {step: self[step.value].data for step in LadderStep if self[step.value].data}


class CutOffForm(FlaskForm):
    """The cut-off of a period whose plan gives none."""

    day = DayField(
        _l("Số liệu tính hết ngày"), validators=[InputRequired(_l("Ghi ngày chốt số liệu."))]
    )


class SendForm(FlaskForm):
    """That a report was sent."""

    sent_on = DayField(_l("Ngày gửi"), validators=[InputRequired(_l("Ghi ngày gửi."))])
    document = LineField(_l("Số văn bản"), validators=[_FITS])
    note = LineField(_l("Ghi chú"), validators=[_LONG])

    def sending(self) -> Sending:
        """What was filled in."""
        return Sending(self.sent_on.data, self.document.data or "", self.note.data or "")


class AskForm(FlaskForm):
    """A one-off report: what, by which document, until when, of whom."""

    title = TextField(
        _l("Báo cáo về việc gì"), validators=[DataRequired(_l("Ghi nội dung báo cáo.")), _LONG]
    )
    document = LineField(
        _l("Văn bản yêu cầu"),
        validators=[DataRequired(_l("Ghi số, ngày của văn bản yêu cầu.")), _FITS],
    )
    due_on = DayField(_l("Gửi chậm nhất ngày"), validators=[InputRequired(_l("Ghi ngày gửi."))])
    units = SelectMultipleField(
        _l("Đơn vị phải gửi"),
        coerce=lambda text: int(text) if str(text).isdecimal() else 0,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )

    def offer(self, units: Mapping[int, str]) -> None:
        self.units.choices = options(units.items())

    def asked(self) -> Asked:
        """What was filled in."""
        return Asked(
            " ".join((self.title.data or "").split()),
            self.document.data or "",
            self.due_on.data,
            tuple(self.units.data or ()),
        )
