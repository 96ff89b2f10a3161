"""What was typed on a sheet. A sheet has as many rows as the unit has tasks, so its boxes are named
by the item they belong to: result-12, quantity-12.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext

from app.labels.dates import parse_date
from app.models import WorkItem
from app.models.base import LINE
from app.services.update_sheets import FilledRow, Verdict
from app.web.fields import LARGEST_ID, cleaned
from workflows.answers import Answer
from workflows.states import VERDICTS, Action

LONGEST = 10_000
"""Characters of a box of several lines."""


@dataclass(slots=True)
class Typed:
    """The boxes of a sheet as they came: answers and versions by item id, the returned rows
    that were said to be mended, what is wrong by the name of the box, and from whom the office
    heard it."""

    version: int
    answers: dict[int, Answer] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)
    mended: set[int] = field(default_factory=set)
    errors: dict[str, str] = field(default_factory=dict)
    told_by: str = ""
    told_on: date | None = None

    def rows(self, items: Sequence[WorkItem]) -> list[FilledRow]:
        """`items` with what was typed for them."""
        return [FilledRow(item, self.versions[item.id], self.answers[item.id]) for item in items]


def typed_answers(form: Mapping[str, str], items: Sequence[WorkItem]) -> Typed:
    """Read the boxes of `items`; an item whose boxes were not on the page is left out."""
    typed = Typed(version_in(form, "version"))
    for item in items:
        if f"version-{item.id}" not in form:
            continue
        typed.versions[item.id] = version_in(form, f"version-{item.id}")
        if f"mended-{item.id}" in form:
            typed.mended.add(item.id)
        typed.answers[item.id] = Answer(
            result=_text(form, f"result-{item.id}", typed.errors),
            quantity=_line(form, f"quantity-{item.id}", typed.errors),
            difficulties=_text(form, f"difficulties-{item.id}", typed.errors),
            proposals=_text(form, f"proposals-{item.id}", typed.errors),
            nothing_arose=f"nothing_arose-{item.id}" in form,
            reason=_text(form, f"reason-{item.id}", typed.errors),
        )
    typed.told_by = _line(form, "told_by", typed.errors)
    typed.told_on = _day(form, "told_on", typed.errors)
    return typed


@dataclass(slots=True)
class TypedVerdicts:
    """The decisions as they came: what was chosen ("" where nothing was), the reason and the day
    of the product, by item id; what is wrong by the name of the box."""

    versions: dict[int, int] = field(default_factory=dict)
    chosen: dict[int, str] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    product_days: dict[int, date | None] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def verdicts(self, items: Sequence[WorkItem], *, rest: bool) -> list[Verdict]:
        """The decisions on `items`; with `rest` those on which none was chosen are verified."""
        otherwise = Action.verify.value if rest else ""
        return [
            Verdict(
                item,
                self.versions[item.id],
                Action(self.chosen[item.id] or otherwise),
                self.reasons[item.id],
                self.product_days[item.id],
            )
            for item in items
            if item.id in self.versions and (self.chosen[item.id] or otherwise)
        ]


def typed_verdicts(form: Mapping[str, str], items: Sequence[WorkItem]) -> TypedVerdicts:
    """Read the decisions on `items`; what is none of the three counts as not chosen."""
    typed = TypedVerdicts()
    for item in items:
        if f"version-{item.id}" not in form:
            continue
        chosen = form.get(f"verdict-{item.id}", "")
        typed.versions[item.id] = version_in(form, f"version-{item.id}")
        typed.chosen[item.id] = chosen if chosen in VERDICTS else ""
        typed.reasons[item.id] = _text(form, f"reason-{item.id}", typed.errors)
        typed.product_days[item.id] = _day(form, f"product_on-{item.id}", typed.errors)
    return typed


def version_in(form: Mapping[str, str], name: str) -> int:
    """A version out of a hidden box; one that nothing can have where it is no number."""
    text = form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and int(text) <= LARGEST_ID else -1


def _text(form: Mapping[str, str], name: str, errors: dict[str, str]) -> str:
    text = cleaned(form.get(name))
    if len(text) > LONGEST:
        errors[name] = gettext("Ghi ngắn hơn, nhiều nhất 10.000 ký tự.")
    return text


def _line(form: Mapping[str, str], name: str, errors: dict[str, str]) -> str:
    text = " ".join(cleaned(form.get(name)).split())
    if len(text) > LINE:
        errors[name] = gettext("Ghi ngắn hơn, nhiều nhất 200 ký tự.")
    return text


def _day(form: Mapping[str, str], name: str, errors: dict[str, str]) -> date | None:
    try:
        return parse_date(cleaned(form.get(name)))
    except ValueError:
        errors[name] = gettext("Ghi ngày theo dạng 14/9/2026.")
        return None
