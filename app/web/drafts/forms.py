"""Forms of the drafts: the upload, the head, one row, and what the names mean."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

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


class RowForm(VersionForm):
    """One row of the draft; a title or a lead may be missing for now, the start will ask for it."""

    section_code = LineField(validators=[Length(max=200, message=TOO_LONG)])
    number = LineField(validators=[Length(max=200, message=TOO_LONG)])
    title = LineField(validators=[Length(max=5000, message=TOO_LONG)])
    objective = LineField(validators=[Length(max=5000, message=TOO_LONG)])
    product = TextField(validators=[Length(max=5000, message=TOO_LONG)])
    lead = TextField(validators=[Length(max=2000, message=TOO_LONG)])
    supporting = TextField(validators=[Length(max=2000, message=TOO_LONG)])
    follow_up = TextField(validators=[Length(max=2000, message=TOO_LONG)])
    deadline_text = LineField(validators=[Length(max=1000, message=TOO_LONG)])

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

    lead = LineField(validators=[Length(max=2000, message=TOO_LONG)])
    supporting = LineField(validators=[Length(max=2000, message=TOO_LONG)])
    deadline_text = LineField(validators=[Length(max=1000, message=TOO_LONG)])
    section_code = LineField(validators=[Length(max=200, message=TOO_LONG)])

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

    title = LineField(validators=[Length(max=5000, message=TOO_LONG)])
    product = TextField(validators=[Length(max=5000, message=TOO_LONG)])
    lead = LineField(validators=[Length(max=2000, message=TOO_LONG)])
    deadline_text = LineField(validators=[Length(max=1000, message=TOO_LONG)])


class PartsForm(VersionForm):
    """A row taken apart: fields `part-0-title`, `part-0-product` …"""

    part = FieldList(FormField(PartForm), max_entries=MOST_PARTS)

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
