"""The forms of a work item. Each carries the version of the item as the page showed it.

What has to be at hand is asked by the service, which words it once; a form only reads what was
typed.
"""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    SubmitField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.labels.words import DOCUMENT_KIND
from app.labels.work_items import WAITING_FOR
from app.models import WorkItemProduct
from app.services.documents import KnownDocument
from app.web.documents.forms import DocumentFields
from app.web.fields import DayField, LineField, TextField, options, typed_words
from workflows.requirements import Request
from workflows.text import fold

_FITS = Length(max=200, message=_l("Ghi ngắn hơn, nhiều nhất 200 ký tự."))
_LONG = Length(max=10_000, message=_l("Ghi ngắn hơn, nhiều nhất 10.000 ký tự."))


class StepForm(FlaskForm):
    """A step that needs no words (Tiếp nhận, Rút lại), and what every other step has as well.

    `anchor` is the form's place on the page; ids are made of it, for several forms stand on one
    page.
    """

    anchor = "buoc"

    version = IntegerField(
        _l("Bản đang xem"),
        widget=HiddenInput(),
        default=0,
        validators=[Optional(), NumberRange(0, 2**31 - 1)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_ids(self.anchor)

    def set_ids(self, anchor: str) -> None:
        """Make every field's id of `anchor` and its name."""
        for field in self:
            field.id = f"{anchor}-{field.short_name}"

    def to_request(self) -> Request:
        """What was typed, as the service takes it."""
        return Request()

    def typed_words(self) -> str:
        """Every text of the form, to be given back where the form itself cannot be shown again."""
        return typed_words(self)


class ProgressForm(StepForm):
    """Cập nhật tiến độ: three boxes, one of them filled. `back` is the list it was opened from."""

    anchor = "tien-do"

    result = TextField(_l("Kết quả"), validators=[_LONG])
    difficulties = TextField(_l("Khó khăn, vướng mắc"), validators=[_LONG])
    proposals = TextField(_l("Kiến nghị"), validators=[_LONG])
    back = LineField(_l("Trang trước"), widget=HiddenInput())

    def to_request(self) -> Request:
        return Request(
            result=self.result.data or "",
            difficulties=self.difficulties.data or "",
            proposals=self.proposals.data or "",
        )


class SubmitForm(StepForm):
    """Gửi kết quả: the day of the product, words for the verifier, or *không phát sinh* and why."""

    anchor = "gui"

    product_on = DayField(_l("Ngày của sản phẩm"))
    result = TextField(_l("Kết quả, ghi cho người xác nhận"), validators=[_LONG])
    nothing_arose = BooleanField(_l("Kỳ này không phát sinh"))
    reason = TextField(_l("Vì sao không phát sinh"), validators=[_LONG])

    def to_request(self) -> Request:
        return Request(
            product_on=self.product_on.data,
            result=self.result.data or "",
            nothing_arose=bool(self.nothing_arose.data),
            reason=self.reason.data or "",
        )


class SetDateForm(StepForm):
    """Đặt thời hạn for an item that has none."""

    anchor = "thoi-han"

    new_due = DayField(_l("Thời hạn"))

    def to_request(self) -> Request:
        return Request(new_due=self.new_due.data)


class InternalDateForm(StepForm):
    """Hạn nội bộ: the office's own date before that of the plan; empty takes it away."""

    anchor = "han-noi-bo"

    internal_on = DayField(_l("Hạn nội bộ"))

    def to_request(self) -> Request:
        return Request(new_due=self.internal_on.data)


class WaitingForm(StepForm):
    """Đang chờ: for whom or what, since when, by which tờ trình."""

    anchor = "dang-cho"

    waiting_for = RadioField(
        _l("Đang chờ"),
        choices=options((code, words) for code, words in WAITING_FOR.items()),
        validators=[InputRequired(message=_l("Chọn đang chờ gì."))],
    )
    detail = LineField(_l("Ghi rõ"), validators=[Length(max=150, message=_FITS.message)])
    waiting_since = DayField(_l("Từ ngày"))
    document = LineField(_l("Số, ngày của tờ trình"), validators=[_FITS])

    def to_request(self) -> Request:
        said = WAITING_FOR.get(self.waiting_for.data) if self.waiting_for.data != "other" else ""
        parts = (str(said or ""), self.detail.data or "")
        return Request(
            waiting_on=": ".join(part for part in parts if part),
            waiting_since=self.waiting_since.data,
            document=self.document.data or "",
        )


class ActivateForm(StepForm):
    """Ghi nhận căn cứ: the document that woke the item, and the date it brings: the one typed,
    else counted from the document's day as the plan prints. `preview` asks for that date only."""

    anchor = "can-cu"

    document = LineField(_l("Số, ngày của văn bản làm căn cứ"), validators=[_FITS])
    document_on = DayField(_l("Ngày của văn bản"))
    new_due = DayField(_l("Thời hạn"))
    preview = SubmitField(_l("Xem thời hạn"))

    def to_request(self) -> Request:
        return Request(
            document=self.document.data or "",
            document_on=self.document_on.data,
            new_due=self.new_due.data,
        )


class ReopenForm(StepForm):
    """Mở lại a verified item."""

    anchor = "mo-lai"

    reason = TextField(_l("Lý do mở lại"), validators=[_LONG])

    def to_request(self) -> Request:
        return Request(reason=self.reason.data or "")


class DropForm(StepForm):
    """Đưa ra khỏi kế hoạch, by a document."""

    anchor = "dua-ra"

    reason = TextField(_l("Lý do"), validators=[_LONG])
    document = LineField(_l("Số, ngày của văn bản quyết định"), validators=[_FITS])

    def to_request(self) -> Request:
        return Request(reason=self.reason.data or "", document=self.document.data or "")


class BringBackForm(DropForm):
    """Đưa trở lại kế hoạch, by a document."""

    anchor = "dua-lai"


def _kind_named(title: str) -> str | None:
    """The kind of document that a product is named after, if it is."""
    named = (
        k.value for k, words in DOCUMENT_KIND.items() if fold(title).startswith(fold(str(words)))
    )
    return next(named, None)


class EvidenceForm(DocumentFields, StepForm):
    """A document with its files, and the products it proves.

    `another` is the id of a known document that was shown, and is not this one; `known` is that
    document, to be shown."""

    anchor = "tai-lieu"
    known: KnownDocument | None = None

    products = SelectMultipleField(
        _l("Chứng minh cho sản phẩm"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    another = IntegerField(
        _l("Văn bản khác"),
        widget=HiddenInput(),
        validators=[Optional(), NumberRange(0, 2**31 - 1)],
    )

    def offer(self, products: Iterable[WorkItemProduct], uncovered: Iterable[int]) -> None:
        """Fill the choices. Where one product is left, it is chosen, and the kind it is named after
        ("Quyết định ban hành quy chế") as well."""
        lines = list(products)
        self.products.choices = options((line.id, line.title) for line in lines)
        left = [line for line in lines if line.id in set(uncovered)]
        if len(left) == 1 and self.products.data is None:
            self.products.data = [left[0].id]
            self.kind.data = _kind_named(left[0].title)

    def validate_products(self, field: SelectMultipleField) -> None:
        """A document that proves nothing in particular would cover nothing."""
        if field.choices and not field.data:
            raise ValidationError(_l("Chọn sản phẩm mà tài liệu chứng minh."))

    def show_known(self, known: KnownDocument) -> None:
        """Show the document that is the same; sent again, the form enters another."""
        self.known = known
        self.another.data = known.id
        self.another.raw_data = None


class ExplanationForm(StepForm):
    """Why a product has no document. `product_id` is the line of the checklist it belongs to."""

    product_id: int | None = None
    anchor = "giai-trinh"

    explanation = TextField(_l("Giải trình"), validators=[_LONG])
