"""Fields that several areas share: a day as offices type it, texts without unseen characters."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import TextInput

from app.labels.dates import date_text, parse_date
from workflows.text import clean


class DayField(Field):
    """A day typed as 5/2/2026, 05/02/2026 or 2026-02-05; data is a date, None when empty."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return date_text(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data: date | None = None
        if not valuelist:
            return
        try:
            self.data = parse_date(str(valuelist[0]))
        except ValueError as error:
            raise ValueError(str(_l("Ghi ngày theo dạng 14/9/2026."))) from error


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """(value, words) pairs as the choices of a select, radio or check-box field."""
    return [SelectChoice(value, words) for value, words in pairs]


def cleaned(text: str | None) -> str:
    """A typed text: composed, without control characters and direction marks, ends bare."""
    return clean(text or "").strip()


class LineField(StringField):
    """One line of text, cleaned; runs of white space count as one space."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = " ".join(cleaned(self.data).split())


class TextField(TextAreaField):
    """Several lines of text, cleaned."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = cleaned(self.data)
