"""The form of bảng xác nhận kết quả: which plan, which days, which unit."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import InputRequired, ValidationError

from app.models import Plan, Unit
from app.queries.confirmation_table import Span
from app.web.fields import DayField

_DAY = InputRequired(message=_l("Ghi ngày theo dạng 14/9/2026."))


class ConfirmationForm(FlaskForm):
    """A plan that is followed, from–to, all units or one."""

    plan = SelectField(_l("Kế hoạch"))
    first_day = DayField(_l("Từ ngày"), validators=[_DAY])
    last_day = DayField(_l("Đến ngày"), validators=[_DAY])
    unit = SelectField(_l("Đơn vị"), default="")

    def offer(self, plans: Sequence[Plan], units: Sequence[Unit]) -> None:
        """Fill the lists of plans and units."""
        self.plan.choices = [(str(plan.id), _plan_words(plan)) for plan in plans]
        named = [(str(unit.id), unit.name) for unit in units]
        self.unit.choices = [("", gettext("Tất cả")), *named]

    def show(self, span: Span) -> None:
        """The days a table is usually about."""
        self.first_day.data, self.last_day.data = span.first, span.last

    def validate_last_day(self, field: DayField) -> None:
        if field.data and self.first_day.data and field.data < self.first_day.data:
            raise ValidationError(gettext("Ngày cuối phải sau ngày đầu. Ghi lại ngày."))


def _plan_words(plan: Plan) -> str:
    return f"{plan.title} ({plan.number})" if plan.number else plan.title
