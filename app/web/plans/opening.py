"""The page of results that were there before a plan was followed: entered by one, verified by
another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.labels.dates import parse_date
from app.queries.plans import OpeningLine
from app.services.opening_results import OpeningResult
from app.web.fields import cleaned

LINE = 200
"""Characters of a document's number."""


@dataclass(slots=True)
class Entered:
    """What the form says: the results that are whole, and a sentence for each line that is not.

    `typed` keeps number and day of every line that was touched, as they were typed.
    """

    basis: str
    results: list[OpeningResult] = field(default_factory=list)
    errors: dict[int, str] = field(default_factory=dict)
    typed: dict[int, tuple[str, str]] = field(default_factory=dict)


def read_results(form: MultiDict[str, str], lines: Sequence[OpeningLine]) -> Entered:
    """A line counts as chosen when a number or a day was typed in it; then it needs both."""
    entered = Entered(basis=cleaned(form.get("basis"))[:LINE])
    for line in lines:
        id_ = line.item.id
        number = cleaned(form.get(f"number-{id_}"))[:LINE]
        day_text = cleaned(form.get(f"day-{id_}"))
        if not (number or day_text):
            continue
        entered.typed[id_] = (number, day_text)
        day = _day(day_text)
        version = _version(form, id_)
        if not number:
            entered.errors[id_] = gettext("Ghi số, ký hiệu của văn bản.")
        elif day is None or version is None:
            entered.errors[id_] = gettext("Ghi ngày của văn bản theo dạng 14/9/2026.")
        else:
            entered.results.append(OpeningResult(id_, version, number, day))
    return entered


def _version(form: MultiDict[str, str], item_id: int) -> int | None:
    """The version the line was drawn with; None for anything that was never on a page."""
    typed = form.get(f"version-{item_id}", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def read_ticks(form: MultiDict[str, str], lines: Sequence[OpeningLine]) -> dict[int, int]:
    """Item id → version of the lines that were ticked."""
    return {
        line.item.id: version
        for line in lines
        if form.get(f"tick-{line.item.id}")
        and (version := _version(form, line.item.id)) is not None
    }
