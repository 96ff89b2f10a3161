"""Puts right the numbers that OCR misread, where the numbers around them prove what stood there.

Only what was recognised in a picture is looked at: a number that the file itself holds is as the
office wrote it. Nothing is put right silently.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from app.plan_import.appendix.drafts import DraftTask
from app.plan_import.appendix.titles import TitleRow, is_capitals
from app.plan_import.problems import Problem, ProblemCode, Severity

_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ROMANS = tuple(f"{tens}{one}" for tens in ("", "X", "XX") for one in _ONES)[1:]
# What the program makes of the strokes of roman digits.
_STROKES = str.maketrans(
    {"1": "I", "l": "I", "i": "I", "|": "I", "!": "I", "Ị": "I", "Ỉ": "I", "H": "II", "Y": "V"}
)
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*$|[IVXL]{1,5}$|[a-hđ]$|$")


def mended_titles(
    titles: Sequence[TitleRow],
) -> tuple[list[TitleRow], list[Problem]]:
    """Return recognised titles with the codes of areas that their order proves, and what to say.

    ``titles`` are those of one document in its order. Between III and V stands IV, whatever was
    read. At the end only a code that is a usual misreading of the one that must follow, or that a
    title above has, is put right; any other that breaks the order stays and is said to be doubtful.
    """
    places = [place for place, title in enumerate(titles) if _may_open_area(title)]
    shift = _shift([titles[place] for place in places])
    mended, problems = list(titles), []
    if shift is None:
        return mended, []
    fits = [_value(titles[place].code) == order + shift for order, place in enumerate(places)]
    for order, place in enumerate(places):
        if fits[order]:
            continue
        title, value = titles[place], order + shift
        proven = (
            _is_enclosed(fits, order, value)
            or _value(_strokes(title.code)) == value
            or _repeats(fits, order, _value(title.code) - shift)
        )
        values = {"printed": title.code, "title": title.text}
        if proven and 0 < value <= len(_ROMANS):
            code = _ROMANS[value - 1]
            mended[place] = replace(title, code=code)
            said = Problem(
                ProblemCode.section_code_misread, Severity.info, {**values, "code": code}
            )
        else:
            said = Problem(ProblemCode.section_code_doubtful, Severity.look, values)
        problems.append(said)
    return mended, problems


def _may_open_area(title: TitleRow) -> bool:
    return "." not in title.code and (is_capitals(title.text) or title.names_area)


def _shift(titles: Sequence[TitleRow]) -> int | None:
    """Return by how much the roman codes of titles exceed their order, None where they do not.

    Two titles at least, and more than half of those that have a roman code, must agree.
    """
    found = Counter(
        value - order for order, title in enumerate(titles) if (value := _value(title.code))
    )
    if not found:
        return None
    shift, agreeing = found.most_common(1)[0]
    return shift if agreeing >= 2 and agreeing * 2 > found.total() else None


def _is_enclosed(fits: Sequence[bool], order: int, value: int) -> bool:
    """Tell whether the codes before and after leave only this value: before II stands only I."""
    after = order + 1 < len(fits) and fits[order + 1]
    before = fits[order - 1] if order else value == 1
    return after and before


def _repeats(fits: Sequence[bool], order: int, other: int) -> bool:
    """Tell whether a code is that of a title above, and the number before it is known.

    VI right below VI has lost a stroke: each code is used once, so it is VII.
    """
    return order > 0 and fits[order - 1] and 0 <= other < order and fits[other]


def _value(code: str) -> int:
    """Return the value of a roman number up to XXIX, 0 for anything else."""
    return _ROMANS.index(code) + 1 if code in _ROMANS else 0


def _strokes(code: str) -> str:
    return code.translate(_STROKES)


def mend_numbers(tasks: Sequence[DraftTask]) -> None:
    """Put right the numbers of recognised tasks that the numbers before and after prove.

    Between 4 and 6 stands 5, and before 2 at the head of an area stands 1. A number of a form
    that no list has stays and the row is marked for a look.
    """
    for place, task in enumerate(tasks):
        if not task.recognised:
            continue
        proven = _proven(tasks, place)
        if proven and task.number != proven:
            task.note(ProblemCode.number_misread, Severity.info, printed=task.number, number=proven)
            task.number = proven
        elif not _NUMBER.match(task.number):
            task.note(ProblemCode.letters_unsure, Severity.look)


def _proven(tasks: Sequence[DraftTask], place: int) -> str:
    """Return the number that those before and after leave for a task, '' where they leave more."""
    task = tasks[place]
    after = _count(tasks[place + 1]) if place + 1 < len(tasks) else None
    if after is None:
        return ""
    before = _count(tasks[place - 1]) if place else None
    first = not place or tasks[place - 1].section != task.section
    same_area = tasks[place + 1].section == task.section
    enclosed = before is not None and after == before + 2
    if enclosed or (first and same_area and after == 2):
        # "09" is followed by "10", and "08" stands before it.
        printed = tasks[place + 1].number
        return f"{after - 1:0{len(printed)}d}" if printed.startswith("0") else str(after - 1)
    return ""


def _count(task: DraftTask) -> int | None:
    number = task.number
    return int(number) if number.isascii() and number.isdigit() and len(number) < 4 else None
