"""Forms of decisions on leads and outcomes, and of work given outside a plan.

What has to be at hand is asked by the services, which word it once; a form reads what was typed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    SubmitField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.labels.dates import date_text
from app.labels.words import OUTCOME
from app.models import WorkItem
from app.services.additional_tasks import Assignment
from app.services.outcomes import Departure
from app.services.reassignment import NewLead
from app.web.fields import LARGEST_ID, DayField, LineField, TextField, options
from workflows.states import Outcome

_FITS = Length(max=200, message=_l("Ghi ngắn hơn, nhiều nhất 200 ký tự."))
_LONG = Length(max=10_000, message=_l("Ghi ngắn hơn, nhiều nhất 10.000 ký tự."))
_NEEDED = InputRequired(message=_l("Ghi ô này."))
_VERSION = (Optional(), NumberRange(0, LARGEST_ID))


def versions_text(items: Iterable[WorkItem]) -> str:
    """The versions of items as a hidden field carries them: "12:3 13:1"."""
    return " ".join(f"{item.id}:{item.version}" for item in items)


def versions_of(text: str | None) -> dict[int, int]:
    """Item id → version, from `versions_text`; anything else is no item anybody saw."""
    found = {}
    for pair in (text or "").split():
        id_text, _, version = pair.partition(":")
        if id_text.isdecimal() and version.isdecimal() and int(id_text) <= LARGEST_ID:
            found[int(id_text)] = int(version)
    return found


def _unit(value: object) -> int | None:
    """The id chosen in a list, None for its empty line."""
    return int(str(value)) if value not in (None, "", "None") else None


class LeadForm(FlaskForm):
    """Chuyển đơn vị chủ trì: to whom, of the whole slot or of one item, by which paper."""

    seen = HiddenField()
    version = IntegerField(widget=HiddenInput(), validators=_VERSION)
    scope = RadioField(_l("Chuyển phần nào"), default="slot")
    unit_id = SelectField(_l("Đơn vị chủ trì mới"), coerce=_unit, default=None)
    document = LineField(_l("Số, ngày của văn bản quyết định"), validators=[_FITS])
    reason = TextField(_l("Lý do"), validators=[_LONG])

    def offer(self, units: Iterable[tuple[int, str]], scopes: Sequence[tuple[str, object]]) -> None:
        """Fill the choices: the units that can lead, and what may be moved."""
        self.unit_id.choices = options([("", _l("Chọn đơn vị")), *units])
        self.scope.choices = options(scopes)
        if self.scope.data not in [value for value, _ in scopes]:
            self.scope.data = scopes[0][0]

    @property
    def whole_slot(self) -> bool:
        return self.scope.data == "slot"

    def to_lead(self) -> NewLead:
        """What was chosen, as the service takes it."""
        return NewLead(
            self.unit_id.data,
            self.whole_slot,
            self.document.data or "",
            self.reason.data or "",
        )


class DivideForm(FlaskForm):
    """Mỗi đơn vị một việc: nothing to say but the version of the task as the page showed it."""

    version = IntegerField(widget=HiddenInput(), validators=_VERSION)


class AskLeadForm(FlaskForm):
    """Đề nghị xác định chủ trì: which unit leads, and why."""

    version = IntegerField(widget=HiddenInput(), validators=_VERSION)
    named_unit_id = SelectField(_l("Đơn vị nên chủ trì"), coerce=_unit, default=None)
    cause = TextField(_l("Vì sao"), validators=[_LONG])


class AnswerForm(FlaskForm):
    """A request taken back, or refused with a reason."""

    request_version = IntegerField(widget=HiddenInput(), validators=_VERSION)
    refusal_reason = TextField(_l("Lý do không đồng ý"), validators=[_LONG])


class DecideLeadForm(LeadForm):
    """A leader's answer: who leads from now on."""

    request_version = IntegerField(widget=HiddenInput(), validators=_VERSION)


@dataclass(frozen=True, slots=True)
class Targets:
    """The tasks that one can be merged into: (id, words) of those a list offers, how many more fit
    what was looked for, and how many there are."""

    shown: Sequence[tuple[int, str]]
    unseen: int
    every: int


class OutcomeForm(FlaskForm):
    """Đưa ra khỏi kế hoạch: how, of which part, why, by which paper."""

    seen = HiddenField()
    outcome = RadioField(_l("Cách đưa ra"), default=Outcome.dropped.value)
    lead_id = RadioField(_l("Phần đưa ra"), default="0")
    merged_into = SelectField(_l("Ghép vào nhiệm vụ"), coerce=_unit, default=None)
    find = LineField(_l("Tìm nhiệm vụ ghép vào"), validators=[_FITS])
    search = SubmitField(_l("Tìm"))
    reason = TextField(_l("Lý do"), validators=[_LONG])
    document = LineField(_l("Số, ngày của văn bản quyết định"), validators=[_FITS])

    def offer(self, slots: Sequence[tuple[int, str]], targets: Targets, whole: str) -> None:
        """Fill the choices: the parts of the task, and the tasks it can be merged into."""
        kinds = [kind for kind in Outcome if kind is not Outcome.merged or targets.every]
        self.outcome.choices = options((kind.value, OUTCOME[kind]) for kind in kinds)
        parts = [(str(lead_id), name) for lead_id, name in slots] if len(slots) > 1 else []
        self.lead_id.choices = options([("0", whole), *parts])
        self.merged_into.choices = options([("", _l("Chọn nhiệm vụ")), *targets.shown])
        self.targets = targets

    def to_departure(self) -> Departure:
        """What was chosen, as the service takes it."""
        outcome = Outcome(self.outcome.data)
        return Departure(
            outcome,
            self.document.data or "",
            self.reason.data or "",
            int(self.lead_id.data or 0) or None,
            self.merged_into.data if outcome is Outcome.merged else None,
        )


class BringBackForm(FlaskForm):
    """Đưa trở lại: what one decision took out, by another paper."""

    decided_at = RadioField(_l("Đưa trở lại phần nào"))
    reason = TextField(_l("Lý do"), validators=[_LONG])
    document = LineField(_l("Số, ngày của văn bản quyết định"), validators=[_FITS])


class WordsForm(FlaskForm):
    """The words of work given outside a plan, and who supports: what may be corrected."""

    version = IntegerField(widget=HiddenInput(), validators=_VERSION)
    basis = LineField(_l("Căn cứ: số, ký hiệu và trích yếu"), validators=[_NEEDED, _FITS])
    title = TextField(_l("Nhiệm vụ"), validators=[_NEEDED, _LONG])
    products = TextField(_l("Sản phẩm"), validators=[_LONG])
    supporting = SelectMultipleField(
        _l("Đơn vị phối hợp"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, units: Sequence[tuple[int, str]]) -> None:
        """Fill the choices with the units that have people here."""
        self.supporting.choices = options(units)

    def to_assignment(self) -> Assignment:
        """What was typed of the work; lead and time are not asked for here."""
        lines = (line.strip(" -+•\t") for line in (self.products.data or "").splitlines())
        return Assignment(
            basis=self.basis.data or "",
            basis_on=None,
            title=" ".join((self.title.data or "").split()),
            products=tuple(line for line in lines if line),
            leads=(),
            supporting=tuple(self.supporting.data or ()),
            deadline_text="",
        )


class AssignForm(WordsForm):
    """Work given outside a plan. `read_back` is the time whose reading the page showed: it is kept
    only as it was read."""

    basis_on = DayField(_l("Ngày của văn bản"))
    leads = SelectMultipleField(
        _l("Đơn vị chủ trì"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    each_alone = BooleanField(_l("Mỗi đơn vị chủ trì một việc"))
    deadline_text = LineField(_l("Thời gian, như văn bản ghi"), validators=[Length(max=1000)])
    due_on = DayField(_l("Hoặc thời hạn"))
    read_back = HiddenField()
    assign = SubmitField(_l("Giao nhiệm vụ"))

    def offer(self, units: Sequence[tuple[int, str]]) -> None:
        super().offer(units)
        self.leads.choices = options(units)

    @property
    def time_text(self) -> str:
        """The time as it is read: what the paper prints, else the date that was typed."""
        return self.deadline_text.data or date_text(self.due_on.data)

    @property
    def read_key(self) -> str:
        """What the reading depends on: the text, and the day of the paper."""
        return f"{self.time_text}|{date_text(self.basis_on.data)}"

    def to_assignment(self) -> Assignment:
        words = super().to_assignment()
        return Assignment(
            words.basis,
            self.basis_on.data,
            words.title,
            words.products,
            tuple(self.leads.data or ()),
            words.supporting,
            self.time_text,
            bool(self.each_alone.data),
        )
