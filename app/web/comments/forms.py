"""The form of a comment."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import SelectMultipleField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.web.fields import TextField, options

LONGEST = Length(max=5000, message=_l("Rút gọn còn tối đa %(max)d ký tự."))


class CommentForm(FlaskForm):
    """Words, who is mentioned, files that go with them."""

    words = TextField(_l("Lời trao đổi"), validators=[LONGEST])
    mentions = SelectMultipleField(
        _l("Nhắc đến"),
        coerce=int,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    files = MultipleFileField(_l("Tệp kèm theo"))

    def offer(self, people: Sequence[tuple[int, str, str]]) -> None:
        """Fill the list of who can be mentioned."""
        self.mentions.choices = options(
            (id_, f"{name} – {unit}" if unit else name) for id_, name, unit in people
        )
