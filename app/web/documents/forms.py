"""The forms of a document: its fields, which evidence has as well, a further file, a check."""

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from wtforms import BooleanField, Form, IntegerField, SelectField, SelectMultipleField
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    StopValidation,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.labels.words import DOCUMENT_KIND
from app.models import DocumentKind
from app.services.document_lines import read_lines, written_lines
from app.services.documents import DocumentFacts
from app.web.fields import DayField, LineField, TextField, options, row_id

FITS = Length(max=200, message=_l("Ghi ngắn hơn, nhiều nhất 200 ký tự."))
LONG = Length(max=10_000, message=_l("Ghi ngắn hơn, nhiều nhất 10.000 ký tự."))
_KINDS = [(kind.value, words) for kind, words in DOCUMENT_KIND.items()]


class DocumentFields:
    """What is typed of a document, on every form that takes one."""

    kind = SelectField(_l("Loại văn bản"), choices=options(_KINDS))
    number = LineField(_l("Số, ký hiệu"), validators=[FITS])
    issued_on = DayField(_l("Ngày ban hành"))
    arrived_on = DayField(_l("Ngày đến"))
    subject = TextField(_l("Trích yếu"), validators=[LONG])
    issuer = LineField(_l("Cơ quan ban hành"), validators=[FITS])
    signer = LineField(_l("Người ký"), validators=[FITS])
    files = MultipleFileField(_l("Tệp"))
    link = LineField(_l("Đường dẫn"), validators=[Length(max=2000)])
    posted_on = DayField(_l("Ngày đăng"))
    kept_at = LineField(_l("Lưu tại"), validators=[FITS])
    listing = TextField(_l("Bảng kê"), validators=[Length(max=200_000)])
    is_restricted = BooleanField(_l("Hạn chế xem"))
    is_classified = BooleanField(_l("Văn bản mật"))

    def validate_subject(self, field: TextField) -> None:
        """A verifier must know what he opens."""
        if not (field.data or self.number.data):
            raise ValidationError(_l("Ghi số, ký hiệu hoặc trích yếu."))

    def to_facts(self) -> DocumentFacts:
        """What was typed of the document; lines of a bảng kê make it one. Raises ActionRefused for
        lines that cannot be read."""
        lines = read_lines(self.listing.data or "")
        return DocumentFacts(
            kind=DocumentKind.listing if lines else DocumentKind(self.kind.data),
            number=self.number.data or "",
            issued_on=self.issued_on.data,
            arrived_on=self.arrived_on.data,
            subject=self.subject.data or "",
            issuer=self.issuer.data or "",
            signer=self.signer.data or "",
            link=self.link.data or "",
            posted_on=self.posted_on.data,
            kept_at=self.kept_at.data or "",
            is_restricted=bool(self.is_restricted.data),
            is_classified=bool(self.is_classified.data),
            lines=lines,
        )


def version_field() -> IntegerField:
    """The version of the document as the page showed it."""
    return IntegerField(
        _l("Bản đang xem"),
        widget=HiddenInput(),
        default=0,
        validators=[Optional(), NumberRange(0, 2**31 - 1)],
    )


class DocumentForm(DocumentFields, FlaskForm):
    """A document entered into the register, or corrected there."""

    version = version_field()

    def show(self, facts: DocumentFacts, version: int) -> None:
        """Fill the form with what is known of a document."""
        for field in self:
            if hasattr(facts, field.name):
                field.data = getattr(facts, field.name)
        self.kind.data = facts.kind.value
        self.listing.data = written_lines(facts.lines)
        self.version.data = version


class FileForm(FlaskForm):
    """Files that come to a document: a new one, or a new version of one that it has."""

    files = MultipleFileField(_l("Tệp"))
    replaces = SelectField(_l("Là"), coerce=int, default=0)

    def offer(self, current: list[tuple[int, str]]) -> None:
        """Let a file of the document be replaced; 0 is a further file."""
        self.replaces.choices = options([(0, _l("Tệp thêm vào")), *current])

    def validate_files(self, field: MultipleFileField) -> None:
        if not field.data:
            raise StopValidation(_l("Chọn tệp."))
        if self.replaces.data and len(field.data) > 1:
            raise ValidationError(_l("Bản mới của một tệp là một tệp; chọn lại một tệp."))


class CheckForm(FlaskForm):
    """*Đã đối chiếu bản gốc* or *đã tra trên hệ thống văn bản*, on a day. `item` is the decision
    from which it was ticked."""

    day = DayField(_l("Ngày"), validators=[InputRequired(_l("Ghi ngày."))])
    item = IntegerField(
        _l("Việc"),
        widget=HiddenInput(),
        validators=[Optional(), NumberRange(1, 2**31 - 1)],
    )


class LinkForm(FlaskForm):
    """A document that is known already, and the products of an item that it proves."""

    products = SelectMultipleField(
        _l("Chứng minh cho sản phẩm"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    files = MultipleFileField(_l("Tệp"))

    def validate_products(self, field: SelectMultipleField) -> None:
        """A document that proves nothing in particular would cover nothing."""
        if field.choices and not field.data:
            raise ValidationError(_l("Chọn sản phẩm mà tài liệu chứng minh."))


class ImportForm(FlaskForm):
    """The register as another system exports it."""

    file = FileField(_l("Tệp sổ văn bản"))


class FilterForm(Form):
    """Read from the address; every field may be empty."""

    q = LineField(_l("Số hoặc trích yếu"), validators=[FITS])
    kind = SelectField(
        _l("Loại văn bản"), choices=options([("", _l("Tất cả")), *_KINDS]), default=""
    )
    issuer = LineField(_l("Cơ quan ban hành"), validators=[FITS])
    year = IntegerField(_l("Năm"), validators=[Optional(), NumberRange(1990, 2100)])
    own = BooleanField(_l("Do đơn vị tôi ghi"))
    missing = BooleanField(_l("Chưa có tệp"))


def place_of(text: str) -> tuple[date | None, int] | None:
    """Read where a page of the register begins: day_id, the day empty where there is none. None
    for an empty text; raises ValueError for anything else."""
    if not text:
        return None
    day, _, id_text = text.partition("_")
    return (date.fromisoformat(day) if day else None, row_id(id_text))
