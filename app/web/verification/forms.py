"""The forms of a decision: to verify, to send back with a reason, to propose either, to accept one
product, to decide on many rows."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.labels.words import ACTION
from app.web.fields import LARGEST_ID, DayField, LineField, TextField, options
from app.web.work_items.forms import StepForm
from workflows.reasons import composed_reason
from workflows.requirements import Request
from workflows.states import Action

_LONG = Length(max=10_000, message=_l("Ghi ngắn hơn, nhiều nhất 10.000 ký tự."))
RETURNS = (Action.ask_to_supplement, Action.send_back)


class VerifyForm(StepForm):
    """Xác nhận hoàn thành, with the day of the product as the verifier accepts it."""

    anchor = "xac-nhan"

    product_on = DayField(_l("Ngày của sản phẩm"))

    action = Action.verify

    def to_request(self) -> Request:
        return Request(product_on=self.product_on.data)


class TickedReasons(SelectMultipleField):
    """Reasons of the office's list, by their words: what is decided keeps the words that were on
    the page, also where the list was changed meanwhile."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(
            label,
            choices=[],
            widget=ListWidget(prefix_label=False),
            option_widget=CheckboxInput(),
            validate_choice=False,
            **kwargs,
        )

    def offer(self, words: Sequence[str]) -> None:
        """The reasons that can be ticked; those ticked already stay on the page."""
        ticked = [word for word in self.data or [] if word not in words]
        self.choices = options((word, word) for word in [*words, *ticked])

    def pre_validate(self, form: Any) -> None:
        """The words come back as they were read; they are the verifier's, as what he writes is."""
        if any(not word.strip() or len(word) > 200 for word in self.data or []):
            raise ValidationError(str(_l("Chọn lý do trong danh sách.")))


class SendBackForm(StepForm):
    """Yêu cầu bổ sung or Trả lại, with a reason that the unit reads: ticked, written, or both."""

    anchor = "gui-tra"

    decision = RadioField(
        _l("Gửi lại đơn vị để"),
        choices=options((action.value, ACTION[action]) for action in RETURNS),
        validators=[InputRequired(message=_l("Chọn yêu cầu bổ sung hoặc trả lại."))],
    )
    ticked = TickedReasons(_l("Lý do"))
    reason = TextField(_l("Thiếu gì, phải gửi thêm gì"), validators=[_LONG])

    @property
    def action(self) -> Action:
        """The verdict that was chosen."""
        return Action(self.decision.data)

    def to_request(self) -> Request:
        return Request(reason=composed_reason(self.ticked.data or [], self.reason.data or ""))


class ProposalForm(StepForm):
    """Đề xuất: any of the three verdicts, with what belongs to it."""

    anchor = "de-xuat"

    decision = RadioField(
        _l("Đề xuất"),
        choices=options((action.value, ACTION[action]) for action in (Action.verify, *RETURNS)),
        validators=[InputRequired(message=_l("Chọn đề xuất."))],
    )
    product_on = DayField(_l("Ngày của sản phẩm"))
    ticked = TickedReasons(_l("Lý do gửi lại"))
    reason = TextField(_l("Thiếu gì, phải gửi thêm gì"), validators=[_LONG])

    @property
    def action(self) -> Action:
        """The verdict that is proposed."""
        return Action(self.decision.data)

    def to_request(self) -> Request:
        if self.action is Action.verify:
            return Request(product_on=self.product_on.data)
        return Request(reason=composed_reason(self.ticked.data or [], self.reason.data or ""))


class FollowForm(StepForm):
    """Theo đề xuất: the head decides as was proposed; `proposal` is the one he saw."""

    anchor = "theo-de-xuat"

    proposal = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, LARGEST_ID)]
    )


class AcceptForm(StepForm):
    """Chấp nhận one product, with its day."""

    anchor = "chap-nhan"

    accepted_on = DayField(_l("Ngày của sản phẩm"))


class ManyForm(FlaskForm):
    """One verdict on the rows that were ticked; the button pressed is the decision."""

    decision = RadioField(
        choices=options((action.value, ACTION[action]) for action in (Action.verify, *RETURNS)),
        validators=[InputRequired(message=_l("Chọn xác nhận, yêu cầu bổ sung hoặc trả lại."))],
    )
    ticked = TickedReasons(_l("Lý do"))
    reason = TextField(_l("Thiếu gì, phải gửi thêm gì"), validators=[_LONG])

    @property
    def action(self) -> Action:
        """The verdict that was chosen."""
        return Action(self.decision.data)

    def to_request(self) -> Request:
        if self.action is Action.verify:
            return Request()
        return Request(reason=composed_reason(self.ticked.data or [], self.reason.data or ""))


class ReasonForm(FlaskForm):
    """The words of a reason on the office's list."""

    words = LineField(
        _l("Lý do"),
        validators=[Length(max=200, message=_l("Ghi ngắn hơn, nhiều nhất 200 ký tự."))],
    )
