"""Keeps the areas of a plan: which titles open one, under which code, and which only group."""

from collections.abc import Iterable

from app.plan_import.appendix.drafts import Draft
from app.plan_import.appendix.titles import TitleRow
from app.plan_import.limits import MAX_TASKS
from app.plan_import.plan import SectionReading
from app.plan_import.problems import PlanRefused, Problem, ProblemCode, RefusedFile, Severity
from workflows.text import fold

_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ROMANS = tuple(f"{tens}{one}" for tens in ("", "X", "XX") for one in _ONES)[1:]
_LETTERS = tuple("ABCDEFGH")


def style_of_areas(titles: Iterable[TitleRow]) -> str:
    """Return the numbering of a plan's areas: "roman", "letter", "arabic", or "none".

    The wider of two numberings comes first in the paper ("A", then "I" below it); numbers in
    arabic digits count areas only where there are no others and every number is a title's.
    """
    found = list(titles)
    wide = next((title.style for title in found if title.style in ("roman", "letter")), None)
    codes = [title.code for title in found if title.style == "arabic" and "." not in title.code]
    every = codes == [str(number) for number in range(1, len(codes) + 1)]
    return wide or ("arabic" if codes and every else "none")


def opens_area(title: TitleRow, style: str) -> bool:
    """Tell whether a title opens an area where areas are numbered in this style.

    A title without number opens one in capitals, by its name, or where none has a number.
    """
    if title.style != "none":
        return title.style == style and "." not in title.code
    return style == "none" or title.text.isupper() or title.names_area


def open_area(draft: Draft, title: TitleRow) -> str:
    """Return the code of the area that a title opens, adding the area to the draft.

    A title that repeats the open area's, as at the top of a page, opens none. The printed
    code is used once; where it is missing or used before, the next free one is given, and a
    repeated one is said. Raises PlanRefused beyond MAX_TASKS areas.
    """
    if is_open(draft, title):
        return draft.sections[-1].code
    if len(draft.sections) >= MAX_TASKS:
        raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_TASKS)
    code = _unused_code(draft, title)
    draft.sections.append(SectionReading(code, title.text))
    return code


def is_open(draft: Draft, title: TitleRow) -> bool:
    """Tell whether a title is that of the area opened last."""
    return bool(draft.sections) and fold(draft.sections[-1].title) == fold(title.text)


def _unused_code(draft: Draft, title: TitleRow) -> str:
    used = {section.code for section in draft.sections}
    if title.code and title.code not in used:
        return title.code
    last = draft.sections[-1].code if draft.sections else ""
    series = _LETTERS if last in _LETTERS and last not in _ROMANS else _ROMANS
    after = series.index(last) + 1 if last in series else len(used)
    code = next((code for code in series[after:] if code not in used), str(len(used) + 1))
    if title.code:
        draft.problems.append(
            Problem(
                ProblemCode.section_code_repeated,
                Severity.look,
                {"printed": title.code, "title": title.text, "code": code},
            )
        )
    return code
