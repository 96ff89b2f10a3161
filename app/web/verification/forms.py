"""The forms of a decision: one to verify, one to send back with a reason."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired, Length

from app.labels.words import ACTION
from app.web.fields import DayField, TextField, options
from app.web.work_items.forms import StepForm
from workflows.requirements import Request
from workflows.states import Action


class VerifyForm(StepForm):
    """Xác nhận hoàn thành, with the day of the product as the verifier accepts it."""

    anchor = "xac-nhan"

    product_on = DayField(_l("Ngày của sản phẩm"))

    action = Action.verify

    def to_request(self) -> Request:
        return Request(product_on=self.product_on.data)


class SendBackForm(StepForm):
    """Yêu cầu bổ sung or Trả lại, with a reason that the unit reads."""

    anchor = "gui-tra"

    decision = RadioField(
        _l("Gửi lại đơn vị để"),
        choices=options(
            (action.value, ACTION[action])
            for action in (Action.ask_to_supplement, Action.send_back)
        ),
        validators=[InputRequired(message=_l("Chọn yêu cầu bổ sung hoặc trả lại."))],
    )
    reason = TextField(
        _l("Thiếu gì, phải gửi thêm gì"),
        validators=[Length(max=10_000, message=_l("Ghi ngắn hơn, nhiều nhất 10.000 ký tự."))],
    )

    @property
    def action(self) -> Action:
        """The verdict that was chosen."""
        return Action(self.decision.data)

    def to_request(self) -> Request:
        return Request(reason=self.reason.data or "")
