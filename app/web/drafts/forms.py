"""Forms of the drafts: the upload, the head, one row, and what the names mean."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    Label,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from app.models import PlanDraft
from app.queries.drafts import NameInDraft
from app.services.draft_names import NameMapping
from app.services.draft_rows import RowCorrection
from app.services.draft_shape import MOST_PARTS, ManyRows, RowPart
from app.services.drafts import HeadCorrection
from app.web.fields import LARGEST_ID, MOST_TICKED, DayField, LineField, TextField

TOO_LONG = _l("Rút gọn còn tối đa %(max)d ký tự.")


class VersionForm(FlaskForm):
    """What every change carries: the version that was on the page."""

    version = IntegerField(
        widget=HiddenField.widget, validators=[InputRequired(), NumberRange(1, LARGEST_ID)]
    )


NO_YEAR = _l("Ghi năm gồm bốn chữ số, ví dụ 2026.")


class YearField(IntegerField):
    """A year in digits; anything else is refused in our words (WTForms knows no Vietnamese)."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(str(NO_YEAR)) from error


class UploadForm(FlaskForm):
    """A plan's own file, or its table pasted: as text, and as markup where the browser gave it."""

    file = FileField(_l("Tệp kế hoạch hoặc phụ lục"))
    pasted = TextAreaField(_l("Bảng chép từ Word hoặc Excel"))
    pasted_html = HiddenField()
    year = YearField(
        _l("Năm của kế hoạch"),
        validators=[
            Optional(),
            NumberRange(2015, 2100, message=NO_YEAR),
        ],
    )


class HeadForm(VersionForm):
    """The head of the plan."""

    title = TextField(
        _l("Tên kế hoạch"),
        validators=[DataRequired(message=_l("Ghi tên kế hoạch.")), Length(max=2000)],
    )
    number = LineField(_l("Số, ký hiệu"), validators=[Length(max=200, message=TOO_LONG)])
    issuer = LineField(_l("Cơ quan ban hành"), validators=[Length(max=200, message=TOO_LONG)])
    issued_on = DayField(_l("Ngày ban hành"))
    starts_on = DayField(
        _l("Áp dụng từ ngày"), validators=[DataRequired(message=_l("Ghi ngày đầu của kế hoạch."))]
    )
    ends_on = DayField(
        _l("Đến ngày"), validators=[DataRequired(message=_l("Ghi ngày cuối của kế hoạch."))]
    )
    before_is_inclusive = BooleanField(_l("“Trước ngày X” tính cả ngày X"))

    @classmethod
    def of(cls, draft: PlanDraft) -> "HeadForm":
        """The form as the draft stands."""
        return cls(formdata=None, obj=draft)

    def correction(self) -> HeadCorrection:
        """What was typed."""
        return HeadCorrection(
            title=" ".join((self.title.data or "").split()),
            number=self.number.data or "",
            issuer=self.issuer.data or "",
            issued_on=self.issued_on.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            before_is_inclusive=bool(self.before_is_inclusive.data),
        )


@dataclass(frozen=True, slots=True)
class WrongCell:
    """A cell that was refused: the id of its control on the page, its name, why."""

    id: str
    label: Label
    errors: Sequence[str]


@dataclass(frozen=True, slots=True)
class WrongCells:
    """The refused cells of a form, as the macro `error_summary` takes a form; `of` gives the
    sentence of one control.
    """

    cells: Sequence[WrongCell] = ()
    form_errors: Sequence[str] = ()

    def __iter__(self) -> Iterator[WrongCell]:
        return iter(self.cells)

    @property
    def errors(self) -> Sequence[WrongCell]:
        return self.cells

    def of(self, control: str) -> str | None:
        """Why the cell of this control was refused; None where it was not."""
        return next((cell.errors[0] for cell in self.cells if cell.id == control), None)


def _wrong_cells(fields: Iterable[Field], control: str, where: str = "") -> list[WrongCell]:
    """The refused ones of `fields`: "%s" in `control` is a field's name, `where` names its row."""
    return [
        WrongCell(
            control % field.short_name,
            Label(
                control % field.short_name,
                f"{where}, {field.label.text}" if where else str(field.label.text),
            ),
            [str(error) for error in field.errors],
        )
        for field in fields
        if field.errors and not isinstance(field.widget, HiddenInput)
    ]


class RowForm(VersionForm):
    """One row of the draft; a title or a lead may be missing for now, the start will ask for it."""

    section_code = LineField(_l("Lĩnh vực"), validators=[Length(max=200, message=TOO_LONG)])
    number = LineField(_l("STT"), validators=[Length(max=200, message=TOO_LONG)])
    title = LineField(_l("Nhiệm vụ"), validators=[Length(max=5000, message=TOO_LONG)])
    objective = LineField(_l("Mục tiêu"), validators=[Length(max=5000, message=TOO_LONG)])
    product = TextField(_l("Sản phẩm"), validators=[Length(max=5000, message=TOO_LONG)])
    lead = TextField(_l("Chủ trì"), validators=[Length(max=2000, message=TOO_LONG)])
    supporting = TextField(_l("Phối hợp"), validators=[Length(max=2000, message=TOO_LONG)])
    follow_up = TextField(_l("Theo dõi, đôn đốc"), validators=[Length(max=2000, message=TOO_LONG)])
    deadline_text = LineField(_l("Thời gian"), validators=[Length(max=1000, message=TOO_LONG)])

    def wrong_cells(self, at: int | str, where: str = "") -> WrongCells:
        """What was refused in the row that stands at `where` ("Mục II.1"); the controls are called
        `title-AT` and so on.
        """
        return WrongCells(_wrong_cells(self, f"%s-{at}", where))

    def correction(self) -> RowCorrection:
        """What was typed."""
        return RowCorrection(**self.typed())

    def typed(self) -> dict[str, str]:
        """The cells as typed."""
        return {
            name: field.data or ""
            for name, field in self._fields.items()
            if name not in ("version", "csrf_token")
        }


class ManyRowsForm(VersionForm):
    """What several rows get at once; an empty cell leaves each row's own."""

    lead = LineField(_l("Chủ trì"), validators=[Length(max=2000, message=TOO_LONG)])
    supporting = LineField(_l("Phối hợp"), validators=[Length(max=2000, message=TOO_LONG)])
    deadline_text = LineField(_l("Thời gian"), validators=[Length(max=1000, message=TOO_LONG)])
    section_code = LineField(_l("Lĩnh vực"), validators=[Length(max=200, message=TOO_LONG)])

    def wrong_cells(self) -> WrongCells:
        """What was refused; the controls are called `nhieu-lead` and so on."""
        return WrongCells(_wrong_cells(self, "nhieu-%s"))

    def wanted(self, decision: str) -> ManyRows:
        """What the pressed button means: "set", "leave_out", "take_in" or "seen"."""
        if decision == "set":
            return ManyRows(
                lead=self.lead.data or None,
                supporting=self.supporting.data or None,
                deadline_text=self.deadline_text.data or None,
                section_code=self.section_code.data or None,
            )
        included = {"leave_out": False, "take_in": True}.get(decision)
        return ManyRows(included=included, seen=decision == "seen")

    def typed(self) -> dict[str, str]:
        """The cells as typed."""
        names = ("lead", "supporting", "deadline_text", "section_code")
        return {name: self._fields[name].data or "" for name in names}


class PartForm(Form):
    """One of the parts that a row is taken apart into."""

    title = LineField(_l("Nhiệm vụ"), validators=[Length(max=5000, message=TOO_LONG)])
    product = TextField(_l("Sản phẩm"), validators=[Length(max=5000, message=TOO_LONG)])
    lead = LineField(_l("Chủ trì"), validators=[Length(max=2000, message=TOO_LONG)])
    deadline_text = LineField(_l("Thời gian"), validators=[Length(max=1000, message=TOO_LONG)])


class PartsForm(VersionForm):
    """A row taken apart: fields `part-0-title`, `part-0-product` …"""

    part = FieldList(FormField(PartForm), max_entries=MOST_PARTS)

    def wrong_cells(self) -> WrongCells:
        """What was refused; the controls are called `phan-1-title` and so on."""
        found: list[WrongCell] = []
        for number, entry in enumerate(self.part, 1):
            part = gettext("Phần %(number)s", number=number)
            found.extend(_wrong_cells(entry.form, f"phan-{number}-%s", part))
        return WrongCells(found)

    def parts(self) -> list[RowPart]:
        """What was typed, part by part."""
        return [RowPart(**{k: v or "" for k, v in entry.data.items()}) for entry in self.part]


def ticked_ids(typed: MultiDict[str, str], name: str) -> list[int]:
    """The ids of the boxes called `name` that are ticked; what is no id is left out."""
    ids = (int(v) for v in typed.getlist(name) if v.isdecimal() and len(v) < 10)
    return list(dict.fromkeys(ids))[:MOST_TICKED]


def name_mappings(
    typed: MultiDict[str, str], names: Iterable[NameInDraft]
) -> dict[int, NameMapping]:
    """What the form says of each name: `unit-ID` holds unit ids or "text", several of them where
    a name means several units. A name of which nothing is said is left out, and so stays as it
    was."""
    found = {}
    for name in names:
        values = [value for value in typed.getlist(f"unit-{name.id}") if value]
        if values:
            unit_ids = tuple(ticked_ids(typed, f"unit-{name.id}"))
            found[name.id] = NameMapping(unit_ids, as_text=not unit_ids and "text" in values)
    return found
