"""Measures the worksheets of a workbook in their markup, before anything opens it."""

import io
import re

from lxml import etree

from app.plan_import.limits import MAX_COLUMNS, MAX_ROWS
from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.readers.archive import xml_members

_MAX_MERGES = 20_000
_MAX_CELLS = 400_000
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})$")


def check_worksheets(content: bytes) -> None:
    """Refuse a workbook with too many rows, columns, cells or merges, or with entities.

    Reads the XML as a stream and keeps nothing, so that one cell at XFD1048576 costs what
    it weighs. Raises PlanRefused.
    """
    # Every member: where the sheets lie is said by a part that a hostile file writes itself.
    for _, xml in xml_members(content):
        try:
            _check_sheet(xml)
        except etree.XMLSyntaxError as error:
            raise PlanRefused(RefusedFile.file_damaged) from error


def _check_sheet(xml: bytes) -> None:
    cells = merges = 0
    events = etree.iterparse(
        io.BytesIO(xml),
        events=("end",),
        tag=("{*}c", "{*}row", "{*}mergeCell"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for _, element in events:
        kind = etree.QName(element).localname
        if kind == "mergeCell":
            merges += 1
        else:
            cells += kind == "c"
            _check_place(element.get("r") or "")
        if cells > _MAX_CELLS or merges > _MAX_MERGES:
            raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_ROWS)
        element.clear()


def _check_place(reference: str) -> None:
    if reference.isdigit():
        if int(reference) > MAX_ROWS:
            raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_ROWS)
        return
    match = _REFERENCE.match(reference)
    if not match:
        return
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    if int(match[2]) > MAX_ROWS:
        raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_ROWS)
    if column > MAX_COLUMNS:
        raise PlanRefused(RefusedFile.file_too_wide, limit=MAX_COLUMNS)
