"""Whose digest, as of which day."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectField, ValidationError

from app import clock
from app.web.fields import DayField, options, row_id

_FAR = timedelta(days=366)


class PreviewForm(Form):
    """Read from the address; today and oneself where nothing is asked for."""

    person = SelectField(_l("Người nhận"), validate_choice=False)
    day = DayField(_l("Tính như ngày"))

    def offer(self, people: Sequence[tuple[int, str]], myself: int | None) -> None:
        """Name those who get a digest; choose `myself` and today where nobody is asked for."""
        self.person.choices = options((str(id_), name) for id_, name in people)
        known = {str(id_) for id_, _ in people}
        if self.person.data not in known:
            first = str(people[0][0]) if people else ""
            self.person.data = str(myself) if str(myself) in known else first
        if self.day.data is None and not self.day.raw_data:
            self.day.data = clock.today()

    def validate_day(self, field: DayField) -> None:
        today: date = clock.today()
        if field.data is None or not today - _FAR <= field.data <= today + _FAR:
            raise ValidationError(gettext("Ghi một ngày trong vòng một năm."))

    def wanted_person(self) -> int | None:
        """Whose digest is asked for."""
        return row_id(self.person.data) if self.person.data else None
