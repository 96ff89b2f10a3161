"""The forms of requests and questions. What has to be at hand is asked by the services, which word
it once; a form only reads what was typed."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired, Length

from app.web.fields import DayField, LineField, TextField, options
from app.web.work_items.forms import StepForm

_FITS = Length(max=200, message=_l("Ghi ngắn hơn, nhiều nhất 200 ký tự."))
_LONG = Length(max=10_000, message=_l("Ghi ngắn hơn, nhiều nhất 10.000 ký tự."))


class AskForm(StepForm):
    """Đề nghị điều chỉnh thời hạn: the cause and the date the unit wishes."""

    anchor = "de-nghi"

    wished_on = DayField(_l("Thời hạn mới đề nghị"))
    cause = TextField(_l("Nguyên nhân"), validators=[_LONG])


class OpinionForm(StepForm):
    """The office's opinion: for or against, and words."""

    anchor = "y-kien"

    is_supported = RadioField(
        _l("Ý kiến"),
        choices=options([("yes", _l("Ủng hộ")), ("no", _l("Không ủng hộ"))]),
        validators=[InputRequired(message=_l("Chọn ủng hộ hoặc không ủng hộ."))],
    )
    opinion = TextField(_l("Ghi thêm cho người quyết định"), validators=[_LONG])


class GrantForm(StepForm):
    """Đồng ý: the new date, the wished one or another, and the deciding document."""

    anchor = "dong-y"

    due_on = DayField(_l("Thời hạn mới"))
    document = LineField(_l("Số, ngày của văn bản quyết định"), validators=[_FITS])


class RefuseForm(StepForm):
    """Không đồng ý, with a reason that the unit reads."""

    anchor = "khong-dong-y"

    reason = TextField(_l("Lý do"), validators=[_LONG])


class QuestionForm(StepForm):
    """A question of the office or of a leader, with the day for its answer."""

    anchor = "hoi"

    question = TextField(_l("Nội dung"), validators=[_LONG])
    answer_by = DayField(_l("Trả lời chậm nhất"))


class AnswerForm(StepForm):
    """A cause reported, or an answer; when the unit means to be done."""

    anchor = "tra-loi"

    words = TextField(_l("Nội dung"), validators=[_LONG])
    expected_on = DayField(_l("Dự kiến xong"))
