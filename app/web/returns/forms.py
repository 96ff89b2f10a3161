"""Forms of the workbooks: which one to take out, one that came back, and rows that were chosen."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectField
from wtforms.validators import AnyOf, DataRequired, Length, ValidationError

from app import clock
from app.labels.returns import SOURCES
from app.services.returned_rows import SeenRow
from app.web.fields import MOST_TICKED, DayField, LineField, options

WHOLE_PLAN = 0
"""The choice that stands for all units."""


def _number(text: object) -> int:
    """An id as a select sends it; what is no number is no unit."""
    typed = str(text)
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else WHOLE_PLAN


class ReturnForm(FlaskForm):
    """A workbook that came back: the file, of which unit, from whom, when and by what way."""

    file = FileField(_l("Tệp bảng theo dõi đã điền"))
    # A unit that was never offered counts as none; the service asks whether it is the commune's.
    unit = SelectField(_l("Đơn vị gửi"), coerce=_number, validate_choice=False)
    told_by = LineField(
        _l("Người gửi"),
        validators=[
            DataRequired(_l("Ghi họ tên người gửi để sau này hỏi lại được.")),
            Length(max=200, message=_l("Ghi ngắn hơn, nhiều nhất 200 ký tự.")),
        ],
    )
    told_on = DayField(
        _l("Ngày nhận"), validators=[DataRequired(_l("Ghi ngày nhận theo dạng 14/9/2026."))]
    )
    source = RadioField(
        _l("Nhận qua"),
        choices=options(SOURCES.items()),
        validators=[AnyOf(list(SOURCES), message=_l("Chọn cách bảng được gửi về."))],
        validate_choice=False,
    )

    def offer(self, units: Sequence[tuple[int, str]]) -> None:
        """Fill the choice of units; the first stands for several."""
        self.unit.choices = options([(WHOLE_PLAN, _l("Nhiều đơn vị")), *units])

    def validate_told_on(self, told_on: DayField) -> None:
        if told_on.data is not None and told_on.data > clock.today():
            raise ValidationError(_l("Ngày nhận chưa đến. Ghi ngày đã nhận bảng."))


def seen_rows(form: MultiDict[str, str], *, ticked: bool) -> Mapping[int, SeenRow]:
    """Row id → versions as drawn (`seen-ID` is "row version.item version"): of the rows that were
    ticked, else of those drawn as needing no look (`clean-ID`). A button that stands for one row
    (`row`) chooses that row alone."""
    found: dict[int, SeenRow] = {}
    prefix = "tick-" if ticked else "clean-"
    chosen = [name.removeprefix(prefix) for name in form if name.startswith(prefix)]
    for row_id in [form["row"]] if ticked and "row" in form else chosen[:MOST_TICKED]:
        row_version, _, item_version = form.get(f"seen-{row_id}", "").partition(".")
        numbers = (row_id, row_version, item_version)
        if all(one.isascii() and one.isdigit() and len(one) < 10 for one in numbers):
            found[int(row_id)] = SeenRow(int(row_version), int(item_version))
    return found
