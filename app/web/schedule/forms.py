"""The filter of the mails."""

from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectField

from app.queries.outbox import MailFilter, MailState
from app.web.fields import options, row_id

STATE = {
    MailState.failed: _l("Không gửi được"),
    MailState.waiting: _l("Đang chờ gửi"),
    MailState.sent: _l("Đã gửi"),
    MailState.put_aside: _l("Thôi không gửi"),
}


class MailFilterForm(Form):
    """Read from the address; every field may be empty, and what is none of the choices counts as
    empty.
    """

    state = SelectField(
        _l("Tình trạng"),
        choices=options(
            [("", _l("Tất cả")), *((state.value, said) for state, said in STATE.items())]
        ),
        validate_choice=False,
    )
    person = SelectField(_l("Người nhận"), validate_choice=False)

    def wanted(self) -> MailFilter:
        """What was asked for."""
        state, person = self.state.data or "", self.person.data or ""
        return MailFilter(
            state=MailState(state) if state in MailState.__members__ else None,
            person_id=_id_or_none(person),
        )


def _id_or_none(text: str) -> int | None:
    try:
        return row_id(text)
    except ValueError:
        return None
