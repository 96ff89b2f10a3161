"""The form of a new webhook or chat."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, Length, ValidationError

from app.channels.webhook import LONGEST_ADDRESS
from app.labels.words import ENDPOINT_KIND
from app.models import EndpointKind
from app.services.endpoints import NewEndpoint
from app.web.fields import LineField, options

OFFICE = "0"
"""The choice that stands for the office, which is no person."""


class EndpointForm(FlaskForm):
    """What kind, whose, what it is called, where it leads."""

    kind = RadioField(
        _l("Loại kênh"), default=EndpointKind.webhook.value, validate_choice=False, choices=[]
    )
    owner = SelectField(_l("Người nhận"), default=OFFICE, validate_choice=False)
    title = LineField(
        _l("Tên kênh"),
        validators=[
            DataRequired(_l("Ghi tên để phân biệt với kênh khác.")),
            Length(max=100, message=_l("Rút gọn còn tối đa %(max)d ký tự.")),
        ],
    )
    address = LineField(
        _l("Địa chỉ"),
        validators=[
            DataRequired(_l("Ghi địa chỉ của kênh.")),
            Length(max=LONGEST_ADDRESS, message=_l("Rút gọn còn tối đa %(max)d ký tự.")),
        ],
    )

    def offer(self, people: list[tuple[int, str]], *, chats: bool) -> None:
        """Let these people be chosen, and chats where they can be sent."""
        office = (OFFICE, gettext("Cơ quan (số liệu tuần)"))
        self.owner.choices = options([office, *((str(id_), name) for id_, name in people)])
        self.kind.choices = options(
            (kind.value, words)
            for kind, words in ENDPOINT_KIND.items()
            if chats or kind is EndpointKind.webhook
        )

    def validate_kind(self, field: RadioField) -> None:
        _one_of(field)

    def validate_owner(self, field: SelectField) -> None:
        _one_of(field)

    def endpoint(self) -> NewEndpoint:
        """What was filled in."""
        return NewEndpoint(
            kind=EndpointKind(self.kind.data),
            title=self.title.data or "",
            address=self.address.data or "",
            person_id=int(self.owner.data) if self.owner.data != OFFICE else None,
        )


def _one_of(field: RadioField | SelectField) -> None:
    if field.data not in {choice.value for choice in field.choices}:
        raise ValidationError(gettext("Chọn một mục trong danh sách."))
