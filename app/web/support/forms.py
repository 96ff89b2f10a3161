"""Forms of a request for support. What has to be at hand is asked by the service."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, SelectMultipleField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from app.queries.support import UnitToAsk
from app.web.documents.forms import DocumentFields
from app.web.fields import LARGEST_ID, DayField, TextField, options

_LONG = Length(max=5000, message=_l("Rút gọn còn tối đa %(max)d ký tự."))


class AskForm(FlaskForm):
    """Which units, for what, by when."""

    units = SelectMultipleField(
        _l("Đơn vị phối hợp"),
        coerce=int,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    words = TextField(_l("Đề nghị làm gì"), validators=[_LONG])
    wanted_by = DayField(_l("Cần trước hết ngày"))

    def offer(self, units: Iterable[UnitToAsk]) -> None:
        """Fill the list; nobody is chosen beforehand, for it is the lead who names somebody."""
        self.units.choices = options((unit.unit_id, unit.name) for unit in units)


class _VersionForm(FlaskForm):
    """The version of the request that was on the page."""

    version = IntegerField(
        widget=HiddenField.widget, validators=[InputRequired(), NumberRange(1, LARGEST_ID)]
    )


class WithdrawForm(_VersionForm):
    """Nothing but the version."""


class AgreeForm(_VersionForm):
    """The unit takes part, with a word where it likes."""

    agree_note = TextField(_l("Ghi chú"), validators=[_LONG])


class DeclineForm(_VersionForm):
    """Why the unit cannot."""

    reason = TextField(_l("Vì sao không phối hợp được"), validators=[_LONG])


class ContributeForm(DocumentFields, _VersionForm):
    """The unit's part: a document, words, or both."""

    note = TextField(_l("Phần phối hợp"), validators=[_LONG])

    @property
    def has_document(self) -> bool:
        """True where anything of a document was typed or chosen."""
        typed = (self.number, self.subject, self.link, self.kept_at, self.listing)
        chosen = [file for file in self.files.data or () if file and file.filename]
        return bool(chosen) or any(field.data for field in typed)

    def validate_subject(self, field: TextField) -> None:
        """Words alone need no subject; a document does."""
        if self.has_document:
            super().validate_subject(field)
