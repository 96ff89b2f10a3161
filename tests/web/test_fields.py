"""Fields of forms: what is asked for when a day is missing, and when it cannot be read."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.validators import DataRequired

from app.web.fields import DayField


class _Due(Form):
    due_on = DayField(validators=[DataRequired(message="Ghi thời hạn.")])


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("", ["Ghi thời hạn."]),
        ("32/13/2026", ["Ghi ngày theo dạng 14/9/2026."]),
        ("mai", ["Ghi ngày theo dạng 14/9/2026."]),
        ("14/9/2026", []),
    ],
)
def test_a_day_that_cannot_be_read_is_not_called_missing(typed: str, asked: list[str]) -> None:
    form = _Due(MultiDict({"due_on": typed}))
    form.validate()
    assert list(form.due_on.errors) == asked
