"""What a person wants by mail."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app import clock
from app.labels.jobs import WEEKDAY
from app.labels.mail_topics import TOPIC, muted_kinds, wanted_topics
from app.services.mail_wishes import MailWishes
from app.web.fields import DayField, options
from workflows.timetable import DIGEST_HOURS, DIGEST_WEEKDAYS


class MailWishesForm(FlaskForm):
    """Topics that come by mail, day and hour of the digest, nothing until a day."""

    topics = SelectMultipleField(
        _l("Gửi thư ngay khi có"),
        choices=options(TOPIC.items()),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )
    weekday = SelectField(
        _l("Ngày nhận Tổng hợp tuần"),
        choices=options((day, WEEKDAY[day]) for day in DIGEST_WEEKDAYS),
        validate_choice=False,
    )
    at = SelectField(
        _l("Giờ nhận"), choices=options((at, at) for at in DIGEST_HOURS), validate_choice=False
    )
    paused_until = DayField(_l("Tạm dừng mọi thư đến hết ngày"))

    def validate_weekday(self, field: SelectField) -> None:
        if field.data not in DIGEST_WEEKDAYS:
            raise ValidationError(gettext("Chọn một ngày trong danh sách."))

    def validate_at(self, field: SelectField) -> None:
        if field.data not in DIGEST_HOURS:
            raise ValidationError(gettext("Chọn một giờ trong danh sách."))

    def validate_paused_until(self, field: DayField) -> None:
        if field.data is not None and field.data < clock.today():
            raise ValidationError(
                gettext("Ngày này đã qua. Ghi ngày từ hôm nay, hoặc bỏ trống để nhận thư lại.")
            )

    def show(self, wishes: MailWishes) -> None:
        """Fill in what holds at present; a pause that is over is none."""
        until = wishes.paused_until
        self.topics.data = wanted_topics(wishes.muted_kinds)
        self.weekday.data, self.at.data = wishes.digest_weekday, wishes.digest_at
        self.paused_until.data = until if until and until >= clock.today() else None

    def wishes(self) -> MailWishes:
        """What was filled in."""
        return MailWishes(
            digest_weekday=self.weekday.data,
            digest_at=self.at.data,
            muted_kinds=tuple(muted_kinds(self.topics.data or ())),
            paused_until=self.paused_until.data,
        )
