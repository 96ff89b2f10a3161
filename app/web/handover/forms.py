"""The form of a handover."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField
from wtforms.validators import DataRequired, Length

from app.services.handover import Succession
from app.web.fields import DayField, LineField, options

_SHORT = Length(max=200, message=_l("Rút gọn còn tối đa %(max)d ký tự."))


class HandoverForm(FlaskForm):
    """Who takes over from which day on; `post` is the appointment that is handed over."""

    post = HiddenField()
    taker = SelectField(
        _l("Người nhận"),
        coerce=str,
        validate_choice=False,
        validators=[DataRequired(message=_l("Chọn người nhận."))],
    )
    day = DayField(_l("Nhận từ ngày"), validators=[DataRequired(message=_l("Ghi ngày bàn giao."))])
    title = LineField(_l("Chức vụ của người nhận"), validators=[_SHORT])
    document = LineField(
        _l("Theo quyết định (số, ngày)"),
        validators=[DataRequired(message=_l("Ghi số, ngày của quyết định.")), _SHORT],
    )

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        """Fill the list of who can take over; nobody is chosen."""
        pairs: Sequence[tuple[str, str]] = [(str(id_), name) for id_, name in people]
        self.taker.choices = options([("", gettext("Chọn người")), *pairs])

    def succession(self) -> Succession:
        """What was typed; the form is valid. A person who is none is nobody of the commune."""
        return Succession(
            taker_id=number(self.taker.data),
            day=self.day.data,
            title=self.title.data or "",
            document=self.document.data or "",
        )


def number(text: str | None) -> int:
    """An id out of a list or an address; what is none belongs to nobody."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
