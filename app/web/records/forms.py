"""The filter of the record."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import Form, SelectField
from wtforms.validators import Optional

from app.labels.events import NOUN
from app.models import Event
from app.queries.record import RecordFilter, names_of_record
from app.web.fields import DayField, WholeNumberField, options
from workflows.permissions import Actor


class RecordFilterForm(Form):
    """Read from the address; every field may be empty."""

    kind = SelectField(
        _l("Loại việc"), choices=options([("", _l("Tất cả")), *NOUN.items()]), default=""
    )
    person = SelectField(_l("Người làm"), default="", validate_choice=False)
    unit = SelectField(_l("Đơn vị"), default="", validate_choice=False)
    item = WholeNumberField(_l("Số của việc"), validators=[Optional()])
    first_day = DayField(_l("Từ ngày"))
    last_day = DayField(_l("Đến ngày"))

    def offer_names(self, session: Session, actor: Actor) -> None:
        """Fill the lists of people and units with the names that stand in the record."""
        for field, column in ((self.person, Event.person_name), (self.unit, Event.person_unit)):
            names = names_of_record(session, actor, column)
            field.choices = options([("", gettext("Tất cả")), *((name, name) for name in names)])

    def to_filter(self) -> RecordFilter:
        """What is asked for; everything where something was typed that cannot be."""
        if not self.validate():
            return RecordFilter()
        return RecordFilter(
            kind=self.kind.data or "",
            person=self.person.data or "",
            unit=self.unit.data or "",
            work_item_id=self.item.data,
            first_day=self.first_day.data,
            last_day=self.last_day.data,
        )
