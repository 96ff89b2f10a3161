"""Makes the printed time of a task out of its cells, as the grammar of times reads it."""

import re
from datetime import date

from app.plan_import.appendix.cell_content import looks_like_deadline
from app.plan_import.cell_days import day_of
from app.plan_import.tables import one_line, visible
from workflows.deadlines import Before, DeadlineKind, Reading, Span, read_deadline

_LONGEST_LABEL = 120
_SERIAL = re.compile(r"[3-7][0-9]{4}")


def read_time(
    text: str,
    milestones: list[tuple[str, str]],
    span: Span | None,
    issued_on: date | None,
    year: int | None,
) -> tuple[str, Reading]:
    """Return the time of a task on one line, and how it is read.

    ``milestones`` are (product, time) where products have times of their own: the line then
    names each product before its time ("Kế hoạch – tháng 01; Báo cáo – tháng 12"), unless a
    product's name would change what is read.
    """

    def reading(line: str) -> Reading:
        return read_deadline(line, span, issued_on, Before.EXCLUSIVE, year)

    timed = [(_label(product), one_line(time)) for product, time in milestones if time.strip()]
    if len({time for _, time in timed}) > 1:
        bare = reading("; ".join(time for _, time in timed))
        paired = reading("; ".join(f"{name} – {time}" if name else time for name, time in timed))
        if _same(bare, paired):
            return paired.text, paired
        return bare.text, bare
    line = timed[0][1] if timed else time_line(text)
    return line, reading(line)


def day_of_serial(text: str) -> date | None:
    """Return the day that a bare number in a cell of time counts (46295: 30/9/2026), else None.

    So stands a day where a cell of Excel lost its format.
    """
    printed = one_line(text)
    return day_of(int(printed)) if _SERIAL.fullmatch(printed) else None


def time_line(text: str) -> str:
    """Return a printed time on one line; lines that are times by themselves stay apart."""
    lines = visible(text).split("\n")
    if len(lines) > 1 and all(looks_like_deadline(line.rstrip(";")) for line in lines):
        return "; ".join(dict.fromkeys(line.rstrip("; ") for line in lines))
    return one_line(text)


def _label(product: str) -> str:
    label = one_line(product).rstrip(" .,;").replace(";", ",")
    return label if len(label) <= _LONGEST_LABEL else ""


def _same(bare: Reading, paired: Reading) -> bool:
    """Tell whether names before the times leave every part what it is."""
    return bare.kind is not DeadlineKind.UNREADABLE and [
        (part.kind, part.opens, part.due, part.every, part.day_rule) for part in bare.parts
    ] == [(part.kind, part.opens, part.due, part.every, part.day_rule) for part in paired.parts]
