"""Fields that several areas share: a day as offices type it, texts without unseen characters."""

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.routing import IntegerConverter, Map
from wtforms import Field, IntegerField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation
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

    def pre_validate(self, form: Any) -> None:
        """What was typed and could not be read is not missing: the form is what is wrong."""
        if self.process_errors:
            raise StopValidation


_HOUR = re.compile(r"(\d{1,2})\s*(?:giờ|h|g|:)\s*(\d{1,2})?(?:\s*phút)?", re.IGNORECASE)


def typed_hour(text: str) -> time | None:
    """The time of day in "17h", "17:30" or "17 giờ 00"; None for nothing. Raises ValueError for
    what is no hour."""
    if not text:
        return None
    found = _HOUR.fullmatch(text)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise ValueError(text)
    return time(hour, minute)


def hour_words(hour: time | None) -> str:
    """An hour as an office writes it: 17 giờ 00."""
    return f"{hour:%H} giờ {hour:%M}" if hour else ""


class HourField(Field):
    """A time of day typed as 17 giờ 00, 17:00 or 17h; data is a time, None when empty."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return hour_words(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data: time | None = None
        try:
            self.data = typed_hour(str(valuelist[0]).strip() if valuelist else "")
        except ValueError as error:
            raise ValueError(str(_l("Ghi giờ theo dạng 17 giờ 00."))) from error


class WholeNumberField(IntegerField):
    """A whole number; anything else is refused in our words (WTForms knows no Vietnamese)."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(str(_l("Ghi một số nguyên, ví dụ 5."))) from error


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """(value, words) pairs as the choices of a select, radio or check-box field."""
    return [SelectChoice(value, words) for value, words in pairs]


LARGEST_ID = 2**31 - 1
"""The largest row id, and version, of both databases; a larger number is no row and is not asked
for."""


MOST_TICKED = 10_000
"""Ids of one form that are asked for: no page draws so many, and a question to PostgreSQL holds
65,535 values at most."""


class RowIdConverter(IntegerConverter):
    """`<int:…>` in a route: an id that a row can have, else the address does not exist (404)."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST_ID, **options})


def row_id(text: str) -> int:
    """An id from an address's query, for `request.args.get(…, type=row_id)`."""
    number = int(text)
    if not 0 < number <= LARGEST_ID:
        raise ValueError(text)
    return number


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


def typed_words(form: Iterable[Field]) -> str:
    """Every text of a form, to be given back where the form itself cannot be shown again."""
    texts = [field.data for field in form if isinstance(field, LineField | TextField)]
    return "\n\n".join(text for text in texts if text)
