"""The filter of the record."""

from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectField

from app.labels.events import NOUN
from app.web.fields import DayField, options


class RecordFilterForm(Form):
    """Read from the address; every field may be empty."""

    kind = SelectField(_l("Loại việc"), choices=options([("", _l("Tất cả")), *NOUN.items()]))
    person = SelectField(_l("Người làm"), validate_choice=False)
    first_day = DayField(_l("Từ ngày"))
    last_day = DayField(_l("Đến ngày"))
