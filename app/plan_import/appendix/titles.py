"""Recognises the rows of a table that are titles of areas or groups and no tasks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.plan_import.appendix.headings import Column, Columns
from app.plan_import.tables import Cell, Row, one_line, visible
from workflows.text import fold

# A scan takes the digit "I" for the letter "l" or "i".
_NUMBER = r"[IVXLli]+|[A-H]|\d{1,2}(?:\.\d{1,2})*"
_CHAPTER = r"(?:(?:[Pp]hần|[Mm]ục|[Ll]ĩnh vực|[Nn]hóm|PHẦN|MỤC|LĨNH VỰC|NHÓM)\s+)?"
_CODE = re.compile(rf"{_CHAPTER}({_NUMBER})\s*[.):/]*$")
_CODED = re.compile(rf"{_CHAPTER}({_NUMBER})(?:\s*[.):/]\s*|\s+[-–]\s+|\s+)(\S.*)$", re.DOTALL)
_ROMAN = re.compile(r"[IVXL]+$")
_LETTER = re.compile(r"[A-H]$")
_ARABIC = re.compile(r"\d{1,2}(?:\.\d{1,2})*$")
# The seven areas of administrative reform (Resolution 76/NQ-CP of 2021 and the indices that
# follow it): a lone title that names one of them is an area even without a number.
_AREA_NAMES = re.compile(
    r"(?:cong tac )?(?:cai cach (?:the che|thu tuc hanh chinh|to chuc bo may|tai chinh cong"
    r"|che do cong (?:vu|chuc))|(?:xay dung|phat trien)[^.;:]{0,24} chinh quyen (?:dien tu|so)"
    r"|chinh quyen (?:dien tu|so)|(?:cong tac )?chi dao,? dieu hanh|chuyen doi so)\b"
)
_LONGEST_TITLE = 300
_LONGEST_MISREAD = 5
_MOST_BOLD = 0.4


@dataclass(frozen=True, slots=True)
class TitleRow:
    """A title found in a row: code as printed ("II", "3", ''), text, and the cells it takes.

    ``holds_task`` is true when the same row carries a task as well; ``rest`` is then the text
    that stood below the title in its cell.
    """

    code: str
    text: str
    taken: tuple[int, ...]
    holds_task: bool
    rest: str = ""

    @property
    def style(self) -> str:
        """The kind of its number: "roman", "letter", "arabic", or "none"."""
        styles = (("letter", _LETTER), ("roman", _ROMAN), ("arabic", _ARABIC))
        return next((style for style, pattern in styles if pattern.match(self.code)), "none")

    @property
    def names_area(self) -> bool:
        """True when the text begins with the name of one of the seven areas of the reform."""
        return bool(_AREA_NAMES.match(fold(self.text)))


def coded_title(text: str) -> TitleRow | None:
    """Return the title in a line that begins with its number ("II. CẢI CÁCH …"), else None."""
    coded = _CODED.match(one_line(text))
    if not coded or len(coded[2]) > _LONGEST_TITLE:
        return None
    if coded[1].islower() and not is_capitals(coded[2]):
        return None
    return TitleRow(_code(coded[1]), coded[2], (0,), False)


def titles_of_rows(rows: Sequence[Row], columns: Columns) -> dict[int, TitleRow]:
    """Return, by position, the titles of areas and groups among the rows of a table.

    A title stands alone in its row, or in capitals before the cells of the area's first
    task. Its code may stand in a cell of its own, before the text, or be missing. A lone
    text in small letters is a title only when the rows around it say so: it is printed in
    bold or across the table, or the numbers of the rows below begin anew under it.
    """
    found: dict[int, TitleRow] = {}
    bold = [_is_bold(row) for row in rows]
    bold_counts = 0 < sum(bold) <= _MOST_BOLD * len(rows)
    for place, row in enumerate(rows):
        title = title_of_row(row, columns)
        if title is None:
            title = _lone_title(row, columns)
            marked = (bold_counts and bold[place]) or _spans(row)
            if title and not (marked or _opens_group(title, rows[place + 1 : place + 2], columns)):
                title = None
        if title:
            found[place] = title
    return found


def title_of_row(row: Row, columns: Columns) -> TitleRow | None:
    """Return the title that a row by itself shows to be one, None for any other row."""
    grid = row.grid()
    filled = [place for place, cell in enumerate(grid) if cell.text.strip()]
    if not filled:
        return None
    above, below = _first_line(grid[filled[0]])
    first = _beginning(grid[filled[0]])
    coded = _CODED.match(first)
    alone = len(filled) == 1
    if coded and is_capitals(coded[2]):
        return _title(coded[1], coded[2], filled[:1], filled)
    if coded and alone and _is_area_title(coded[1], coded[2]):
        return _title(coded[1], coded[2], filled, filled)
    over = _CODED.match(above)
    if over and below and not alone and is_capitals(over[2]):
        return TitleRow(_code(over[1]), over[2], tuple(filled[:1]), True, below)
    code = _CODE.match(first)
    if code and len(filled) > 1:
        return _title_beside_code(code[1], grid, filled, columns)
    if row.recognised and len(filled) == 2 and len(first) <= _LONGEST_MISREAD:
        # Whatever OCR made of a number beside a title in capitals.
        text = _beginning(grid[filled[1]])
        return _title(first.rstrip(".)"), text, filled, filled) if is_capitals(text) else None
    return _title("", first, filled, filled) if alone and is_capitals(first) else None


def _title_beside_code(
    code: str, grid: Sequence[Cell], filled: Sequence[int], columns: Columns
) -> TitleRow | None:
    text = _beginning(grid[filled[1]])
    above, below = _first_line(grid[filled[1]])
    if is_capitals(text):
        return _title(code, text, filled[:2], filled)
    if below and len(filled) > 2 and is_capitals(above):
        return TitleRow(_code(code), above, tuple(filled[:2]), True, below)
    beside = len(filled) == 2 and filled[1] <= (columns.title or 1)
    if beside and _is_area_title(code, text):
        return _title(code, text, filled, filled)
    return None


def _is_area_title(code: str, text: str) -> bool:
    """Tell whether a lone text after a code is a title: "I. Cải cách thể chế"."""
    return code.isupper() and not text[:1].islower() and len(text) <= _LONGEST_TITLE


def _lone_title(row: Row, columns: Columns) -> TitleRow | None:
    """Return the only text of a row, with the number before it, as a possible title."""
    grid = row.grid()
    filled = [place for place, cell in enumerate(grid) if cell.text.strip()]
    within = columns.title or 0
    if not filled or len(filled) > 2 or filled[-1] > within or any(cell.merged for cell in grid):
        return None
    text = _beginning(grid[filled[-1]])
    if len(text) > _LONGEST_TITLE or not text[:1].isalnum() or text[:1].islower():
        return None
    if len(filled) == 2:
        code = _CODE.match(_beginning(grid[filled[0]]))
        return _title(code[1], text, filled, filled) if code else None
    coded = _CODED.match(text)
    if coded:
        return _title(coded[1], coded[2], filled, filled)
    return _title("", text, filled, filled) if len(text.split()) > 1 else None


def _opens_group(title: TitleRow, below: Sequence[Row], columns: Columns) -> bool:
    """Tell whether the numbers of the rows below begin anew under a title: "2", then "2.1"."""
    following = next((row for row in below if any(cell.text.strip() for cell in row.cells)), None)
    if following is None or not _has_unit_or_time(following, columns):
        return False
    if _begins_small(following, columns):
        # The rest of a row that was cut: what stands above is its task, not a title.
        return False
    number = _number_of(following, columns)
    if title.code:
        nested = re.fullmatch(rf"{re.escape(title.code)}\.(?:0?1|a)", number)
        anew = number == "a" or (number in ("1", "01") and title.code not in ("1", "01"))
        unnumbered = not number and columns.place(Column.number) is not None
        return bool(nested) or anew or unnumbered or number[:1] in ("-", "+", "•")
    return number in ("1", "01", "a") or bool(re.fullmatch(r"\d+\.0?1", number))


def _has_unit_or_time(row: Row, columns: Columns) -> bool:
    grid = row.grid()
    return any(
        place < len(grid) and (grid[place].text.strip() or grid[place].merged)
        for kind in (Column.lead, Column.deadline, Column.product)
        for place in columns.places(kind)
    )


def _begins_small(row: Row, columns: Columns) -> bool:
    grid = row.grid()
    place = columns.title
    return place is not None and place < len(grid) and grid[place].text.strip()[:1].islower()


def _number_of(row: Row, columns: Columns) -> str:
    place = columns.place(Column.number)
    grid = row.grid()
    if place is not None:
        return one_line(grid[place].text).rstrip(".)") if place < len(grid) else ""
    title = columns.title
    text = one_line(grid[title].text) if title is not None and title < len(grid) else ""
    numbered = re.match(r"(\d{1,2}(?:\.\d{1,2})*|[a-h])[.)]\s|([-–+•])\s", text)
    return (numbered[1] or numbered[2]) if numbered else ""


def _title(code: str, text: str, taken: Sequence[int], filled: Sequence[int]) -> TitleRow:
    return TitleRow(_code(code), text, tuple(taken), len(filled) > len(taken))


def _code(printed: str) -> str:
    return printed.replace("l", "I").replace("i", "I")


def _first_line(cell: Cell) -> tuple[str, str]:
    """Return the first printed line of a cell and the rest below it."""
    first, _, rest = cell.text.strip().partition("\n")
    return one_line(first[: 2 * _LONGEST_TITLE]), visible(rest) if first and rest else ""


def _beginning(cell: Cell) -> str:
    """Return the text of a cell on one line, no more of it than a title can have."""
    return one_line(cell.text[: 2 * _LONGEST_TITLE])


def _is_bold(row: Row) -> bool:
    filled = [cell for cell in row.cells if cell.text.strip()]
    return bool(filled) and all(cell.bold for cell in filled)


def _spans(row: Row) -> bool:
    """Tell whether one cell of the row is printed across most of the table."""
    width = sum(cell.span for cell in row.cells)
    return width > 3 and any(
        cell.text.strip() and not cell.merged and cell.span * 2 > width for cell in row.cells
    )


def is_capitals(text: str) -> bool:
    """Tell whether a text of two words or more is printed in capitals."""
    letters = [char for char in text if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    return len(letters) >= 8 and len(text.split()) >= 2 and capitals >= 0.8 * len(letters)


def without_title(row: Row, title: TitleRow) -> Row:
    """Return the row with the cells of its title emptied, and what stood below it kept."""
    cells = [Cell("") if place in title.taken else cell for place, cell in enumerate(row.grid())]
    if title.rest:
        place = title.taken[-1]
        numbered = re.match(r"(\d{1,2}(?:\.\d{1,2})*)[.)]\s+(.*)", title.rest, re.DOTALL)
        if numbered and len(title.taken) == 1 and place > 0 and not cells[0].text:
            cells[0] = Cell(numbered[1])
        cells[place] = Cell(numbered[2] if numbered else title.rest)
    return replace(row, cells=tuple(cells))
