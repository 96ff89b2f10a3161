"""Prints a table as text taken from a PDF looks: cells one after the other, broken over lines."""

import textwrap
from collections.abc import Sequence
from random import Random

HEADINGS = {
    "number": "STT",
    "objective": "Mục tiêu",
    "title": "Tên nhiệm vụ",
    "lead": "Cơ quan chủ trì",
    "supporting": "Cơ quan phối hợp",
    "product": "Sản phẩm",
    "deadline": "Thời gian",
}
WIDTHS = {
    "number": 4,
    "objective": 18,
    "title": 28,
    "lead": 17,
    "supporting": 29,
    "product": 25,
    "deadline": 17,
}


def print_broken(
    areas: Sequence[tuple[str, str, Sequence[dict[str, str]]]],
    columns: Sequence[str],
    *,
    widths: dict[str, int] = WIDTHS,
    blank_lines: bool = True,
    rows_per_page: int = 6,
    seed: int = 1,
) -> str:
    """Return the text of a table with an area's code, title and rows by column name.

    The headings are printed again after every ``rows_per_page`` rows. With ``blank_lines`` a
    blank line follows every line but those that stand at one height with the next cell.
    """
    chance = Random(seed)  # noqa: S311
    heading = " ".join(HEADINGS[column] for column in columns)
    lines = [heading, ""]
    printed = 0
    for code, title, rows in areas:
        lines += [f"{code} {title}", ""]
        for row in rows:
            if printed and printed % rows_per_page == 0:
                lines += [heading, ""]
            printed += 1
            cells = [textwrap.wrap(row[column], widths[column]) for column in columns]
            lines += _print_row([cell for cell in cells if cell], blank_lines, chance)
    return "\n".join(lines)


def _print_row(cells: Sequence[list[str]], blank_lines: bool, chance: Random) -> list[str]:
    lines: list[str] = []
    for place, cell in enumerate(cells):
        single_before = place > 0 and len(cells[place - 1]) == 1
        if len(cell) == 1 and single_before and place > 1:
            # Two cells of one line stand at the same height: the text runs on.
            if lines and not lines[-1]:
                lines.pop()
            lines[-1] += " " + cell[0]
            lines += [""] * blank_lines
            continue
        if lines and not lines[-1] and len(cell) == 1 and chance.random() < 0.8:
            lines.pop()
        for line in cell:
            lines.append(line)
            lines += [""] * blank_lines
    return lines
