"""What comes back from a sheet: a verdict on each row, and of a signed paper its number and day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, Length, NumberRange

from app.labels.refusals import refusal_text
from app.services.verdict_batches import MOST_ROWS, RowVerdict
from app.web.fields import LARGEST_ID, DayField, LineField, cleaned, options
from workflows.requirements import Request, check_reason
from workflows.states import VERDICTS, Action, ActionRefused

LONGEST = 10_000
_NOBODY = 0


@dataclass(slots=True)
class TypedSheet:
    """The verdicts as they came, by item id: the version that was drawn, what was chosen ("" where
    nothing was), the reason; what is wrong by the name of the box."""

    versions: dict[int, int] = field(default_factory=dict)
    chosen: dict[int, str] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def verdicts(self, *, rest: bool = False) -> list[RowVerdict]:
        """The rows that were decided on; with `rest` those without a choice are verified."""
        otherwise = Action.verify.value if rest else ""
        found = {id_: Action(value) for id_ in self.versions if (value := self._of(id_, otherwise))}
        return [
            RowVerdict(id_, self.versions[id_], action, self._request(id_, action))
            for id_, action in found.items()
        ]

    def _of(self, id_: int, otherwise: str) -> str:
        return self.chosen[id_] or otherwise

    def _request(self, id_: int, action: Action) -> Request:
        return Request() if action is Action.verify else Request(reason=self.reasons[id_])


def typed_sheet(form: Mapping[str, str]) -> TypedSheet:
    """Read the rows of a sheet (`version-ID`, `verdict-ID`, `reason-ID`); what is no verdict counts
    as not chosen. What is sent back without a reason is an error of its box."""
    typed = TypedSheet()
    names = [name for name in form if name.startswith("version-")]
    for name in names[: MOST_ROWS + 1]:
        number, version = name.removeprefix("version-"), form[name]
        if not _is_row_number(number) or not _is_row_number(version):
            continue
        id_, chosen = int(number), form.get(f"verdict-{number}", "")
        typed.versions[id_] = int(version)
        typed.chosen[id_] = chosen if chosen in VERDICTS else ""
        typed.reasons[id_] = cleaned(form.get(f"reason-{number}"))
        if error := _error(typed.chosen[id_], typed.reasons[id_]):
            typed.errors[f"reason-{id_}"] = error
    return typed


def _is_row_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= LARGEST_ID


def _error(chosen: str, reason: str) -> str:
    if len(reason) > LONGEST:
        return gettext("Ghi ngắn hơn, nhiều nhất 10.000 ký tự.")
    if chosen in ("", Action.verify):
        return ""
    try:
        check_reason(reason)
    except ActionRefused as refused:
        return refusal_text(refused)
    return ""


def _person(text: object) -> int:
    typed = str(text)
    return int(typed) if _is_row_number(typed) else _NOBODY


class RecordForm(FlaskForm):
    """Số, ngày and signer of a sheet that came back."""

    version = IntegerField(
        widget=HiddenField.widget, validators=[InputRequired(), NumberRange(1, LARGEST_ID)]
    )
    number = LineField(
        _l("Số, ký hiệu của phiếu"),
        validators=[Length(max=200, message=_l("Rút gọn còn tối đa %(max)d ký tự."))],
    )
    issued_on = DayField(_l("Ngày ký"))
    # Whether the person was a leader on that day is asked by the service.
    signer = SelectField(_l("Người ký"), coerce=_person, validate_choice=False)

    def offer(self, signers: Sequence[tuple[int, str, str]]) -> None:
        """Fill the choice with (person, name, post); one who is alone is chosen."""
        people = [(id_, f"{name}, {post}" if post else name) for id_, name, post in signers]
        nobody = [] if len(people) == 1 else [(_NOBODY, _l("Chọn người ký"))]
        self.signer.choices = options([*nobody, *people])
