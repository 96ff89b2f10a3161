"""Reads a register of outgoing documents as document systems export it to Excel.

Columns are known by their headings, in whatever order and wording; the row of headings stands
anywhere among the first rows. Days are dates of Excel or typed. A register that names classified
documents is refused as a whole, before anything of it is kept. Bytes in, no database.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from openpyxl import load_workbook

from app.plan_import.cell_days import day_of
from app.plan_import.files import modern
from app.plan_import.limits import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS
from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.readers.archive import members
from app.plan_import.readers.worksheet_size import check_worksheets
from workflows.document_numbers import take_apart
from workflows.text import fold, format_date, squeeze

MAX_LINES = 5_000
"""Rows that one file may hold; a commune issues some two thousand documents a year."""
HEADINGS_WITHIN = 60
LONGEST_SUBJECT = 4_000
LONGEST_WORDS = 200


class RegisterRefusal(StrEnum):
    """Why a file is no register. Worded in ``app.labels.register``."""

    not_a_workbook = "not_a_workbook"
    headings_missing = "headings_missing"
    nothing_found = "nothing_found"
    classified_rows = "classified_rows"


class RegisterRefused(Exception):
    """The file is not a register that may be taken."""

    def __init__(self, code: RegisterRefusal) -> None:
        super().__init__(code.value)
        self.code = code


class LineProblem(StrEnum):
    """Why a row is not understood. Worded in ``app.labels.register``."""

    number_missing = "number_missing"
    number_unreadable = "number_unreadable"
    day_missing = "day_missing"
    day_unreadable = "day_unreadable"


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One row of a register. ``row`` counts from 1 in its sheet; ``kind`` is in the file's words,
    ``drafter`` the unit that drafted it. ``day_written`` is the day as it stands in the cell.
    """

    row: int
    number: str
    issued_on: date | None
    arrived_on: date | None
    subject: str
    kind: str
    issuer: str
    drafter: str
    signer: str
    day_written: str = ""
    problem: LineProblem | None = None


@dataclass(frozen=True, slots=True)
class RegisterReading:
    """The rows of a register, in the order of the file."""

    lines: tuple[RegisterLine, ...]


_HEADINGS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("secrecy", r"(?:do|muc do|cap do) mat\b"),
        ("number", r"so\s*(?:[,/\-&]|va)?\s*(?:ky )?hieu\b|so (?:van ban|vb)\b|so den\b|so di\b"),
        ("symbol", r"ky hieu\b"),
        ("arrived_on", r"ngay (?:den|nhan|tiep nhan)\b"),
        (
            "issued_on",
            r"ngay(?: ?, ?thang)?(?: ?, ?nam)?(?: cua)? ?(?:van ban|vb|ban hanh|bh|ky|phat hanh)?$"
            r"|ngay(?:, ?| )(?:thang|ban hanh|ky|van ban|vb|phat hanh)\b",
        ),
        ("subject", r"(?:ten loai (?:va|,) ?)?(?:trich yeu|noi dung)\b|tieu de\b|ve viec\b"),
        ("kind", r"(?:ten )?loai(?: van ban| vb)?\b|hinh thuc(?: van ban)?\b|the loai\b"),
        ("drafter", r"(?:(?:co quan|don vi|phong|nguoi|can bo)[ ,/]*)+(?:soan|chu tri)\b"),
        ("issuer", r"(?:(?:co quan|don vi|noi|tac gia)[ ,/]*)+(?:ban hanh|phat hanh|gui)\b"),
        ("signer", r"(?:nguoi|lanh dao|can bo) ky\b|ky boi\b|ho ten nguoi ky\b"),
        ("count", r"so$"),
    )
)
"""Folded beginnings of headings, the surer first."""

_SECRET = re.compile(r"(?:toi |tuyet )?mat\b")
_LONGEST_HEADING = 80


def read_register(content: bytes, filename: str = "so-van-ban.xlsx") -> RegisterReading:
    """Read the register in a file's bytes. Checked for size before anything is unpacked.

    Raises PlanRefused for a file that is damaged or beyond the limits, RegisterRefused for one
    that holds no register, or a classified one.
    """
    content = modern(content, filename)
    if not content.startswith(b"PK") or not _is_workbook(content):
        raise RegisterRefused(RegisterRefusal.not_a_workbook)
    check_worksheets(content)
    try:
        lines = _read(content)
    except (PlanRefused, RegisterRefused):
        raise
    except Exception as error:
        # The library raises whatever its own code trips over when a part is missing or odd.
        raise PlanRefused(RefusedFile.file_damaged) from error
    if not lines:
        raise RegisterRefused(RegisterRefusal.nothing_found)
    return RegisterReading(tuple(lines))


def _is_workbook(content: bytes) -> bool:
    return any(member.filename == "xl/workbook.xml" for member in members(content))


def _read(content: bytes) -> list[RegisterLine]:
    """Read the visible sheets as streams: a sheet is never in memory as a whole."""
    lines: list[RegisterLine] = []
    found = False
    with closing(
        load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    ) as workbook:
        shown = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        for sheet in shown[:MAX_SHEETS]:
            headings = _headings(sheet)
            if headings is None:
                continue
            found = True
            for line in _lines(sheet, *headings):
                lines.append(line)
                if len(lines) > MAX_LINES:
                    raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_LINES)
    if not found:
        raise RegisterRefused(RegisterRefusal.headings_missing)
    return lines


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield (row from 1, its values): what a file says of its own size is not believed."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)
    return enumerate(rows, 1)


def _headings(sheet: Any) -> tuple[int, dict[str, int]] | None:
    """Return the row of headings and which column (from 0) holds what; None for another sheet."""
    for number, values in islice(_rows(sheet), HEADINGS_WITHIN):
        places = columns_of([squeeze(_text(value)) for value in values])
        numbered = "number" in places or ("symbol" in places and "count" in places)
        if numbered and "issued_on" in places and len(places) >= 3:
            return number, places
    return None


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """Return which heading (from 0) names what; the first one where two name the same."""
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        if not heading or len(heading) > _LONGEST_HEADING:
            continue
        folded = fold(heading)
        name = next((name for name, words in _HEADINGS if words.match(folded)), None)
        if name is not None:
            places.setdefault(name, place)
    return places


def _lines(sheet: Any, headings: int, places: Mapping[str, int]) -> Iterator[RegisterLine]:
    for number, values in _rows(sheet):
        if number <= headings:
            continue
        cells = {name: values[at] if at < len(values) else None for name, at in places.items()}
        written = [value for value in values if value is not None and _text(value).strip()]
        # A title of a month, or a sum, stands by itself; the numbers of columns are no words.
        if len(written) < 2 or all(re.fullmatch(r"\(?\d{1,2}\)?", _text(v)) for v in written):
            continue
        if columns_of([squeeze(_text(value)) for value in values]) == dict(places):
            continue  # The headings again, at the top of a printed page.
        if _SECRET.match(fold(_text(cells.get("secrecy")))):
            raise RegisterRefused(RegisterRefusal.classified_rows)
        yield _line(number, cells)


def _line(row: int, cells: Mapping[str, Any]) -> RegisterLine:
    number, written = _number(cells), cells.get("issued_on")
    issued_on = day_of(written)
    day_text = squeeze(_text(written))[:LONGEST_WORDS]
    return RegisterLine(
        row=row,
        number=number,
        issued_on=issued_on,
        arrived_on=day_of(cells.get("arrived_on")),
        subject=_words(cells, "subject", LONGEST_SUBJECT),
        kind=_words(cells, "kind"),
        issuer=_words(cells, "issuer"),
        drafter=_words(cells, "drafter"),
        signer=_words(cells, "signer"),
        day_written=day_text,
        problem=_problem(number, issued_on, day_text),
    )


def _number(cells: Mapping[str, Any]) -> str:
    """The number as written; where count and symbol stand in columns of their own, both."""
    whole, symbol = _words(cells, "number"), _words(cells, "symbol")
    count = whole or _words(cells, "count")
    if symbol and count.isdecimal():
        return f"{count}/{symbol.lstrip('/')}"[:LONGEST_WORDS]
    return whole or symbol


def _problem(number: str, issued_on: date | None, day_text: str) -> LineProblem | None:
    if not number:
        return LineProblem.number_missing
    if take_apart(number).sequence is None:
        return LineProblem.number_unreadable
    if issued_on is None:
        return LineProblem.day_unreadable if day_text else LineProblem.day_missing
    return None


def _words(cells: Mapping[str, Any], name: str, most: int = LONGEST_WORDS) -> str:
    return squeeze(_text(cells.get(name)))[:most]


def _text(value: Any) -> str:
    """Return a cell's value as an office would have typed it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return format_date(value.date())
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
