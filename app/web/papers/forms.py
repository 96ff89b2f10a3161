"""Forms of a paper: its return, and taking it back."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired, Length, NumberRange

from app.web.fields import LARGEST_ID, DayField, LineField, TextField

_SHORT = Length(max=200, message=_l("Rút gọn còn tối đa %(max)d ký tự."))
_LONG = Length(max=5000, message=_l("Rút gọn còn tối đa %(max)d ký tự."))


class StepForm(FlaskForm):
    """What every step with a paper carries: the version that was on the page."""

    version = IntegerField(
        widget=HiddenField.widget, validators=[InputRequired(), NumberRange(1, LARGEST_ID)]
    )


class ReturnForm(StepForm):
    """Number, day and the signed file. Which of them are needed depends on the kind of paper."""

    number = LineField(_l("Số, ký hiệu"), validators=[_SHORT])
    issued_on = DayField(_l("Ngày ký"))
    file = FileField(_l("Bản ký (PDF hoặc ảnh)"))


class WithdrawForm(StepForm):
    """Why the paper is taken back."""

    reason = TextField(_l("Lý do"), validators=[_LONG])
