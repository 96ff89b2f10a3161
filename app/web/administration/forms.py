"""Forms of administration."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, RadioField, SelectField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from app.labels.words import ROLE, UNIT_DUTY, UNIT_KIND
from app.models import CompletionDay, UnitDuty, UnitKind
from app.services.communes import CommuneSettings
from app.services.days_off import CalendarDay
from app.services.people import NewAppointment
from app.services.units import UnitFacts
from app.web.fields import DayField, LineField, WholeNumberField, options
from workflows.states import Role

SHORT = Length(max=200, message=_l("Rút gọn còn tối đa %(max)d ký tự."))


def one_of_the_choices(form: FlaskForm, field: SelectField) -> None:
    """Refuse what the field does not offer, in our words (WTForms knows no Vietnamese)."""
    if field.data not in {choice.value for choice in field.choices}:
        raise ValidationError(gettext("Chọn một mục trong danh sách."))


def _number(text: object) -> int:
    """An id as a select sends it; what is no number is no id."""
    return int(str(text)) if str(text).isdecimal() else -1


class AppointmentForm(FlaskForm):
    """A role, where, as what, from when to when."""

    role = SelectField(
        _l("Vai trò"),
        choices=options((role.value, words) for role, words in ROLE.items()),
        validate_choice=False,
        validators=[one_of_the_choices],
    )
    unit = SelectField(
        _l("Đơn vị"),
        coerce=_number,
        default=0,
        validate_choice=False,
        validators=[one_of_the_choices],
    )
    title = LineField(_l("Chức vụ"), validators=[SHORT])
    valid_from = DayField(_l("Từ ngày"), validators=[InputRequired(_l("Ghi ngày bắt đầu."))])
    valid_to = DayField(_l("Đến hết ngày"), validators=[Optional()])

    def offer_units(self, units: list[tuple[int, str]]) -> None:
        """Let these units be chosen, and none."""
        nowhere = (0, _l("Không thuộc đơn vị nào (lãnh đạo, quản trị…)"))
        self.unit.choices = options([nowhere, *units])

    def appointment(self) -> NewAppointment:
        """What was filled in."""
        return NewAppointment(
            role=Role(self.role.data),
            unit_id=self.unit.data or None,
            title=self.title.data or "",
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
        )


class PersonForm(FlaskForm):
    """The person himself."""

    full_name = LineField(_l("Họ và tên"), validators=[DataRequired(_l("Ghi họ và tên.")), SHORT])
    email = LineField(_l("Thư điện tử"), validators=[SHORT])


class NewPersonForm(AppointmentForm, PersonForm):
    """A person and a first appointment."""

    username = LineField(
        _l("Tên đăng nhập"), validators=[DataRequired(_l("Ghi tên đăng nhập.")), SHORT]
    )


class KnownPersonForm(AppointmentForm):
    """Somebody who has an account from another commune."""

    username = LineField(
        _l("Tên đăng nhập đang dùng"),
        validators=[DataRequired(_l("Ghi tên đăng nhập đang dùng.")), SHORT],
    )


class EndAppointmentForm(FlaskForm):
    """From when the role is held no more."""

    from_day = DayField(
        _l("Thôi vai trò từ ngày"), validators=[InputRequired(_l("Ghi ngày thôi vai trò."))]
    )


class TemporaryPasswordForm(FlaskForm):
    """A password to be told and then changed."""

    password = PasswordField(
        _l("Mật khẩu tạm"), validators=[InputRequired(_l("Ghi mật khẩu tạm."))]
    )


class UnitForm(FlaskForm):
    """A unit's names, kind and duty."""

    name = LineField(_l("Tên đơn vị"), validators=[DataRequired(_l("Ghi tên đơn vị.")), SHORT])
    short_name = LineField(
        _l("Tên gọi tắt"), validators=[DataRequired(_l("Ghi tên gọi tắt.")), SHORT]
    )
    kind = RadioField(
        _l("Loại"),
        choices=options((kind.value, words) for kind, words in UNIT_KIND.items()),
        default=UnitKind.under_committee.value,
        validate_choice=False,
        validators=[one_of_the_choices],
    )
    duty = RadioField(
        _l("Nhiệm vụ chung"),
        choices=options(
            [("", _l("Không")), *((duty.value, words) for duty, words in UNIT_DUTY.items())]
        ),
        default="",
        validate_choice=False,
        validators=[one_of_the_choices],
    )

    def facts(self) -> UnitFacts:
        """What was filled in."""
        return UnitFacts(
            name=self.name.data or "",
            short_name=self.short_name.data or "",
            kind=UnitKind(self.kind.data),
            duty=UnitDuty(self.duty.data) if self.duty.data else None,
        )


class SpellingForm(FlaskForm):
    """A way a unit's name is written."""

    written = LineField(_l("Cách viết khác"), validators=[SHORT])


def _days(low: int, high: int) -> NumberRange:
    return NumberRange(low, high, message=_l("Ghi số từ %(min)d đến %(max)d."))


class SettingsForm(FlaskForm):
    """What holds for the whole commune."""

    name = LineField(
        _l("Tên xã, phường, đặc khu"), validators=[DataRequired(_l("Ghi tên xã.")), SHORT]
    )
    province = LineField(_l("Tỉnh, thành phố"), validators=[SHORT])
    completion_day = RadioField(
        _l("Ngày hoàn thành tính theo"),
        choices=options(
            [
                (CompletionDay.product_day.value, _l("Ngày ban hành của sản phẩm")),
                (CompletionDay.submission_day.value, _l("Ngày đơn vị gửi kết quả")),
            ]
        ),
        validate_choice=False,
        validators=[one_of_the_choices],
    )
    verification_working_days = WholeNumberField(
        _l("Số ngày làm việc để xác nhận"),
        validators=[InputRequired(_l("Ghi một số.")), _days(1, 60)],
    )
    supplement_days = WholeNumberField(
        _l("Số ngày để bổ sung"), validators=[InputRequired(_l("Ghi một số.")), _days(0, 60)]
    )
    before = RadioField(
        _l("“Trước ngày 15/8” hiểu là hạn đến hết"),
        choices=options([("exclusive", _l("ngày 14/8")), ("inclusive", _l("ngày 15/8"))]),
        validate_choice=False,
        validators=[one_of_the_choices],
    )
    days_off = RadioField(
        _l("Thời hạn rơi vào ngày nghỉ"),
        choices=options(
            [("keep", _l("giữ đúng ngày ấy")), ("shift", _l("chuyển sang ngày làm việc"))]
        ),
        default="keep",
        validate_choice=False,
        validators=[one_of_the_choices],
    )

    dates_delegated_by = LineField(
        _l("Ủy quyền quyết định điều chỉnh thời hạn, theo quyết định số"), validators=[SHORT]
    )
    plan_changes_delegated_by = LineField(
        _l("Ủy quyền quyết định thay đổi kế hoạch, theo quyết định số"), validators=[SHORT]
    )
    number_suffices = BooleanField(_l("Số, ngày, trích yếu đủ làm tài liệu kiểm chứng"))
    two_step_verdicts = BooleanField(_l("Xác nhận qua hai bước"))
    silence_days = WholeNumberField(
        _l("Số ngày đơn vị không báo gì thì nhắc tên"), validators=[_days(7, 365)]
    )

    def settings(self) -> CommuneSettings:
        """What was filled in."""
        return CommuneSettings(
            name=self.name.data or "",
            province=self.province.data or "",
            completion_day=CompletionDay(self.completion_day.data),
            verification_working_days=self.verification_working_days.data or 0,
            supplement_days=self.supplement_days.data or 0,
            before_is_inclusive=self.before.data == "inclusive",
            shift_from_days_off=self.days_off.data == "shift",
            dates_delegated_by=self.dates_delegated_by.data or "",
            plan_changes_delegated_by=self.plan_changes_delegated_by.data or "",
            number_suffices=bool(self.number_suffices.data),
            two_step_verdicts=bool(self.two_step_verdicts.data),
            silence_days=self.silence_days.data or 0,
        )


class ConfirmedForm(FlaskForm):
    """A change of the calendar, which may have been shown with what it touches already."""

    confirmed = BooleanField()


class DayOffForm(ConfirmedForm):
    """One day: off, or a weekend day that is worked."""

    day = DayField(_l("Ngày"), validators=[InputRequired(_l("Ghi ngày."))])
    kind = RadioField(
        _l("Là"),
        choices=options([("off", _l("ngày nghỉ")), ("working", _l("ngày làm bù"))]),
        default="off",
        validate_choice=False,
        validators=[one_of_the_choices],
    )
    title = LineField(_l("Lý do"), validators=[DataRequired(_l("Ghi lý do.")), SHORT])

    def days(self) -> list[CalendarDay]:
        """What was filled in."""
        working = self.kind.data == "working"
        return [CalendarDay(self.day.data, self.title.data or "", is_working=working)]


class SwapForm(ConfirmedForm):
    """A working day off, and the weekend day worked for it."""

    off_day = DayField(_l("Nghỉ ngày"), validators=[InputRequired(_l("Ghi ngày nghỉ."))])
    worked_day = DayField(_l("Làm bù ngày"), validators=[InputRequired(_l("Ghi ngày làm bù."))])
    reason = LineField(_l("Theo văn bản"), validators=[DataRequired(_l("Ghi văn bản.")), SHORT])

    def days(self) -> list[CalendarDay]:
        """What was filled in."""
        reason = self.reason.data or ""
        return [
            CalendarDay(self.off_day.data, reason),
            CalendarDay(self.worked_day.data, reason, is_working=True),
        ]
