"""Forms of công văn đôn đốc: what it says, its return from the records office, the answers."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from app.labels.words import SIGNER
from app.models import Signer
from app.queries.late_by_unit import LateToday
from app.services.letter_making import Choice
from app.web.fields import (
    LARGEST_ID,
    DayField,
    LineField,
    TextField,
    hour_words,
    options,
    typed_hour,
)

_SHORT = Length(max=200, message=_l("Rút gọn còn tối đa %(max)d ký tự."))
_LONG = Length(max=5000, message=_l("Rút gọn còn tối đa %(max)d ký tự."))
_DAY_MISSING = DataRequired(message=_l("Ghi ngày."))


def hour_text(typed: str) -> str:
    """An hour as a letter writes it, from "17h", "17:30" or "17 giờ 00"; nothing for nothing.
    Raises ValueError for what is no hour."""
    return hour_words(typed_hour(typed))


class LetterForm(FlaskForm):
    """What the office chooses for a letter. `step` says which button was pressed."""

    plan_id = HiddenField()
    step = HiddenField()
    units = SelectMultipleField(_l("Đơn vị"), coerce=int, validate_choice=False)
    signer = RadioField(_l("Người ký"), validators=[DataRequired(message=_l("Chọn người ký."))])
    signer_name = LineField(_l("Họ tên người ký"), validators=[_SHORT])
    symbol = LineField(
        _l("Ký hiệu"),
        validators=[DataRequired(message=_l("Ghi ký hiệu, ví dụ UBND-VHXH.")), _SHORT],
    )
    finish_by = DayField(_l("Hoàn thành chậm nhất ngày"), validators=[_DAY_MISSING])
    finish_hour = LineField(_l("Giờ"))
    explain_by = DayField(_l("Báo nguyên nhân chậm nhất ngày"), validators=[_DAY_MISSING])
    basis = TextField(_l("Căn cứ"), validators=[_LONG])

    def offer(self, late: LateToday) -> None:
        """Fill the choices with what is late today."""
        self.units.choices = options((unit.id, unit.name) for unit in late.units if unit.items)
        self.signer.choices = options((signer.value, words) for signer, words in SIGNER.items())

    def show(self, choice: Choice) -> None:
        """Fill the fields with a choice."""
        self.units.data = sorted(choice.unit_ids)
        self.signer.data = choice.signer.value
        self.signer_name.data = choice.signer_name
        self.symbol.data = choice.symbol
        self.finish_by.data, self.finish_hour.data = choice.finish_by, choice.finish_hour
        self.explain_by.data = choice.explain_by
        self.basis.data = "\n".join(choice.basis)

    def validate_finish_hour(self, field: LineField) -> None:
        """An hour of the day, written as a letter writes it."""
        try:
            field.data = hour_text(field.data or "")
        except ValueError as error:
            raise ValidationError(_l("Ghi giờ theo dạng 17 giờ 00.")) from error

    def choice(self) -> Choice:
        """What was chosen; the form is valid."""
        return Choice(
            unit_ids=frozenset(self.units.data or ()),
            signer=Signer(self.signer.data),
            signer_name=self.signer_name.data or "",
            symbol=self.symbol.data or "",
            finish_by=self.finish_by.data,
            finish_hour=self.finish_hour.data or "",
            explain_by=self.explain_by.data,
            basis=_lines(self.basis.data),
        )


def _lines(text: str | None) -> Sequence[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


class StepForm(FlaskForm):
    """What every step with a letter carries: the version that was on the page."""

    version = IntegerField(
        widget=HiddenField.widget, validators=[InputRequired(), NumberRange(1, LARGEST_ID)]
    )


class IssueForm(StepForm):
    """Number, day and the signed file."""

    number = LineField(
        _l("Số, ký hiệu"), validators=[DataRequired(message=_l("Ghi số, ký hiệu.")), _SHORT]
    )
    issued_on = DayField(_l("Ngày ban hành"), validators=[_DAY_MISSING])
    file = FileField(_l("Bản ký (PDF)"))


class WithdrawForm(StepForm):
    """Why the letter is taken back."""

    reason = TextField(_l("Lý do"), validators=[_LONG])


class AnswerForm(StepForm):
    """The day a unit answered, and a word on it."""

    unit_id = IntegerField(
        widget=HiddenField.widget, validators=[InputRequired(), NumberRange(1, LARGEST_ID)]
    )
    answered_on = DayField(_l("Ngày trả lời"))
    note = TextField(_l("Nội dung trả lời"), validators=[_LONG])


class TemplateForm(FlaskForm):
    """The office's own template."""

    file = FileField(_l("Tệp mẫu (.docx)"))
