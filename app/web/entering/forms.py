"""The form of nhập thay: what, by whose word, by what way, when; a document where there is one."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import AnyOf, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app import clock
from app.labels.returns import WAYS
from app.queries.evidence import ItemEvidence
from app.queries.returned_rows import kind_of_number
from app.services.documents import DocumentFacts
from app.web.fields import DayField, LineField, TextField, options
from app.web.work_items.forms import StepForm
from workflows.requirements import Request
from workflows.states import Action

_FITS = Length(max=200, message=_l("Ghi ngắn hơn, nhiều nhất 200 ký tự."))
_LONG = Length(max=10_000, message=_l("Ghi ngắn hơn, nhiều nhất 10.000 ký tự."))

NOTHING_AROSE = "nothing_arose"
WHAT = {
    Action.record_progress.value: _l("Tiến độ"),
    Action.submit.value: _l("Gửi kết quả"),
    NOTHING_AROSE: _l("Không phát sinh trong kỳ"),
}


class EnterForm(StepForm):
    """What was told, as it is entered for the unit."""

    anchor = "nhap-thay"

    words = TextField(_l("Nội dung được báo"), validators=[_LONG])
    what = RadioField(
        _l("Ghi là"),
        choices=options(WHAT.items()),
        default=Action.record_progress.value,
        validators=[AnyOf(list(WHAT), message=_l("Chọn ghi tiến độ hay gửi kết quả."))],
        validate_choice=False,
    )
    told_by = LineField(_l("Người báo"), validators=[_FITS])
    source = SelectField(
        _l("Báo qua"),
        choices=options(WAYS.items()),
        default="phone",
        validators=[AnyOf(list(WAYS), message=_l("Chọn đã được báo qua cách nào."))],
        validate_choice=False,
    )
    told_on = DayField(_l("Ngày báo"))
    number = LineField(_l("Số, ký hiệu"), validators=[_FITS])
    issued_on = DayField(_l("Ngày ban hành"))
    subject = LineField(_l("Trích yếu"), validators=[_LONG])
    files = MultipleFileField(_l("Tệp"))
    products = SelectMultipleField(
        _l("Chứng minh cho sản phẩm"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def validate_subject(self, field: LineField) -> None:
        """A verifier must know what he opens."""
        if self.names_document and not (field.data or self.number.data):
            raise ValidationError(_l("Ghi số, ký hiệu hoặc trích yếu."))

    def validate_products(self, field: SelectMultipleField) -> None:
        """A document that proves nothing in particular would cover nothing."""
        if self.names_document and field.choices and not field.data:
            raise ValidationError(_l("Chọn sản phẩm mà tài liệu chứng minh."))

    def begin(self) -> None:
        """The defaults of a form that was not sent yet."""
        self.told_on.data = clock.today()

    def offer(self, proofs: ItemEvidence) -> None:
        """Fill the choice of products. Where one is left uncovered, it is chosen; among several the
        officer chooses, so that no document claims to prove what it does not."""
        lines = proofs.open_products
        self.products.choices = options((line.product.id, line.product.title) for line in lines)
        left = [line.product.id for line in lines if not line.is_covered]
        if self.products.data is None and len(left) == 1:
            self.products.data = left

    @property
    def action(self) -> Action:
        """Progress, or a submission; *không phát sinh* is one."""
        is_progress = self.what.data == Action.record_progress.value
        return Action.record_progress if is_progress else Action.submit

    @property
    def names_document(self) -> bool:
        """True where a document came with it."""
        sent = any(file.filename for file in self.files.data or ())
        return bool(self.number.data or self.subject.data or sent)

    def to_facts(self) -> DocumentFacts:
        """The document: of the kind its number tells."""
        number = self.number.data or ""
        return DocumentFacts(
            kind_of_number(number),
            number=number,
            issued_on=self.issued_on.data,
            subject=self.subject.data or "",
        )

    def to_request(self) -> Request:
        words, nothing_arose = self.words.data or "", self.what.data == NOTHING_AROSE
        return Request(
            result="" if nothing_arose else words,
            reason=words if nothing_arose else "",
            nothing_arose=nothing_arose,
            product_on=self.issued_on.data if self.action is Action.submit else None,
            source=self.source.data or "",
            told_by=self.told_by.data or "",
            told_on=self.told_on.data,
        )


def chosen_units(rows: Sequence[tuple[int, str]], unit_id: int | None) -> int | None:
    """The unit that was asked for, where it is one of those offered."""
    return unit_id if unit_id in {id_ for id_, _ in rows} else None
