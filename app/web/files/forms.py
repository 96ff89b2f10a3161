"""The form that takes what was read from a file, and that which takes files out."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from app.models import Unit
from app.services.evidence_export import Wanted
from app.web.fields import DayField, LineField

_WHOLE = (Optional(), NumberRange(0, 2**31 - 1))


class OfferForm(FlaskForm):
    """The version of the document as drawn, and the item from whose page it comes, if any."""

    version = IntegerField(widget=HiddenInput(), default=0, validators=_WHOLE)
    item = IntegerField(widget=HiddenInput(), validators=_WHOLE)


class ExportForm(FlaskForm):
    """Xuất tài liệu kiểm chứng: of a period, of a unit, of a list of tasks; at least one of
    them."""

    first_day = DayField(_l("Từ ngày"))
    last_day = DayField(_l("Đến ngày"))
    unit = SelectField(_l("Đơn vị chủ trì"), default="")
    tasks = LineField(_l("Số của nhiệm vụ"))

    def offer(self, units: Sequence[Unit]) -> None:
        """Fill the list of units."""
        named = [(str(unit.id), unit.name) for unit in units]
        self.unit.choices = [("", gettext("Tất cả")), *named]

    def validate_last_day(self, field: DayField) -> None:
        if field.data and self.first_day.data and field.data < self.first_day.data:
            raise ValidationError(gettext("Ngày cuối phải sau ngày đầu. Ghi lại ngày."))

    def validate_tasks(self, field: LineField) -> None:
        parts = (field.data or "").replace(",", " ").split()
        if not all(part.isdecimal() and len(part) < 10 for part in parts):
            raise ValidationError(
                gettext("Ghi số của nhiệm vụ trên địa chỉ trang, cách nhau bằng dấu phẩy.")
            )

    def to_wanted(self) -> Wanted:
        """What is asked for."""
        tasks = (self.tasks.data or "").replace(",", " ").split()
        return Wanted(
            self.first_day.data,
            self.last_day.data,
            int(self.unit.data) if self.unit.data else None,
            tuple(sorted({int(task) for task in tasks})),
        )
