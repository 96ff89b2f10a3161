"""Reads the cells of one row by the kind of their columns."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.plan_import.appendix.cell_content import (
    has_open_end,
    looks_like_deadline,
    looks_like_units,
)
from app.plan_import.appendix.drafts import Printed
from app.plan_import.appendix.headings import LEVEL, Column, Columns
from app.plan_import.tables import Cell, Row, one_line, visible
from workflows.text import fold

_MARK = re.compile(r"[xXvV×✓✔✗√●•*+]{1,2}$")
# Marks in a column that is named after a unit: the unit leads, or it supports.
_LEADS = re.compile(r"(?:x{1,2}|v|ct|chu tri|✓|✔|√|●)$")
_SUPPORTS = re.compile(r"(?:o|ph|phoi hop|○)$")
_BULLET = re.compile(r"^[-–+•*]\s+")
_LABEL = re.compile(r"(?:[a-zđ]|\d{1,2}(?:\.\d{1,2})*)[.)]?$|[-–+•]$")
_NUMBERED_TITLE = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)[.)]\s+(\S.*)$", re.DOTALL)


def texts_by_kind(cells: Sequence[Cell], columns: Columns) -> dict[Column, str]:
    """Return the printed text by kind of column; of work, only the innermost column."""
    texts: dict[Column, str] = {}
    apart = {*columns.duties, *dict(columns.periods), *columns_of_units(columns)}
    for place, (kind, cell) in enumerate(zip(columns.kinds, cells, strict=True)):
        if kind is None or place in apart or not visible(cell.text):
            continue
        before = texts.get(kind)
        texts[kind] = f"{before}\n{cell.text}" if before else cell.text
    if columns.beginning is not None:
        texts.update(_from_beginning(cells, columns))
    texts.update(_marked_units(cells, columns))
    marked = _marked_periods(cells, columns)
    if marked:
        before = texts.get(Column.deadline)
        texts[Column.deadline] = f"{before}\n{marked}" if before else marked
    return texts


def columns_of_units(columns: Columns) -> dict[int, str]:
    """Return, by position, the columns that stand for one unit: "Phân công › Văn phòng"."""
    return {
        place: columns.texts[place].split(LEVEL)[-1]
        for place in columns.places(Column.lead)
        if place < len(columns.texts)
        and LEVEL in columns.texts[place]
        and looks_like_units(columns.texts[place].split(LEVEL)[-1])
    }


def _marked_units(cells: Sequence[Cell], columns: Columns) -> dict[Column, str]:
    """Return the units whose columns hold a mark, by what the mark says."""
    found: dict[Column, list[str]] = {}
    for place, unit in columns_of_units(columns).items():
        mark = fold(cells[place].text)
        if _LEADS.match(mark):
            found.setdefault(Column.lead, []).append(unit)
        elif _SUPPORTS.match(mark):
            found.setdefault(Column.supporting, []).append(unit)
    return {kind: "\n".join(units) for kind, units in found.items()}


def _from_beginning(cells: Sequence[Cell], columns: Columns) -> dict[Column, str]:
    """Return the time of a row with one column for the beginning and one for the end."""
    places = [p for p in columns.places(Column.deadline) if p != columns.beginning]
    begin = one_line(cells[columns.beginning or 0].text)
    end = one_line("\n".join(cells[place].text for place in places))
    if not begin or not end or begin == end:
        return {}
    return {Column.deadline: f"từ {begin} đến {end}"}


def _marked_periods(cells: Sequence[Cell], columns: Columns) -> str:
    """Return the periods whose columns hold a mark, or the time written there instead."""
    names = dict(columns.periods)
    found: list[str] = []
    for place, name in columns.periods:
        text = one_line(cells[place].text)
        if not text.strip("-–—0 "):
            continue
        if looks_like_deadline(text):
            found.append(text)
            continue
        # A mark across two quarters stands for both.
        covered = range(place, place + cells[place].span) if _MARK.match(text) else (place,)
        found.extend(names[other] for other in covered if other in names and name)
    return ", ".join(found)


def duty_text(cells: Sequence[Cell], columns: Columns) -> str:
    """Return the text of the wider columns of work, outermost first; labels ("a)") are none."""
    texts = (visible(cells[place].text) for place in columns.duties)
    return "\n".join(text for text in texts if text and not _LABEL.match(text))


def label_text(cells: Sequence[Cell], columns: Columns) -> str:
    """Return the label ("a") that stands for a number in a wider column of work, '' for none."""
    texts = (one_line(cells[place].text) for place in columns.duties)
    return next(
        (text.rstrip(".)") for text in texts if text[:1].isalnum() and _LABEL.match(text)), ""
    )


def without_wide(cells: Sequence[Cell], columns: Columns) -> list[Cell]:
    """Return the cells with those of objective and duty emptied."""
    wide = {*columns.duties, *columns.places(Column.objective)} - {columns.title}
    return [Cell("") if place in wide else cell for place, cell in enumerate(cells)]


def without_headings(row: Row, columns: Columns, above: dict[Column, str]) -> Row:
    """Return the first row of a page without headings that ran into its cells.

    ``above`` are the texts that stood last in the columns. After "(trừ hồ sơ đặc" the cell
    "Mục tiêu thù); …" under the heading "Mục tiêu" is a heading and the rest of a text.
    """
    cells = []
    for place, cell in enumerate(row.grid()):
        heading = columns.texts[place] if place < len(columns.texts) else ""
        kind = columns.kinds[place] if place < len(columns.kinds) else None
        first, rest = cell.text[: len(heading)], cell.text[len(heading) :].lstrip()
        ran_in = bool(heading) and fold(first) == fold(heading) and rest[:1].islower()
        broken = kind is not None and _is_broken_off(above.get(kind, ""))
        cells.append(replace(cell, text=rest, stacked=()) if ran_in and broken else cell)
    return replace(row, cells=tuple(cells))


def _is_broken_off(text: str) -> bool:
    return has_open_end(text) or text.count("(") > text.count(")")


def split_number(title: str) -> tuple[str, str]:
    """Return number and title of a task that has its number, or a bullet, before its title."""
    numbered = _NUMBERED_TITLE.match(visible(title))
    return (numbered[1], numbered[2]) if numbered else ("", _BULLET.sub("", title.strip()))


def printed_cells(grid: Sequence[Cell], columns: Columns) -> Printed:
    """Return the cells of a row as they stand in the file, each with its heading."""
    return [
        (columns.texts[place] if place < len(columns.texts) else "", visible(cell.text))
        for place, cell in enumerate(grid)
        if place < len(columns.kinds) or cell.text.strip()
    ]
