"""Tells rows that stand in a table but are no part of its list: totals, notes, signatures."""

import re

from app.plan_import.tables import Row
from app.plan_import.units import opening

_TOTAL = re.compile(r"(?:tong cong|tong so|cong|tong)\b[ .:]*(?:\(.*|kinh phi.*|\d.*|$)")
_CAPTION = re.compile(r"(?:phu luc|danh muc|bieu (?:so|mau)|mau so)\b")
_NOTE = re.compile(r"(?:ghi chu|luu y|chu thich)\b ?:|\(\*+\)|\*+ ?[^*]")
# What stands below the last row: signatures, recipients, marks of a digital signature.
_AFTER_TABLE = re.compile(
    r"(?:noi nhan\b|tm\. ?uy ban|kt\. ?chu tich|tl\. ?chu tich|chu tich$|pho chu tich$"
    r"|nguoi lap bieu|thu truong don vi|tm\. ?ubnd|ghi chu:|\d{4}-\d\d-\d\dt\d\d:\d\d)"
)


def ends_table(text: str) -> bool:
    """Tell whether a text stands below the last row of a table: recipients, a signature."""
    return bool(_AFTER_TABLE.match(opening(text.lstrip())))


def is_total_row(row: Row) -> bool:
    """Tell whether a row adds the rows above up: "Tổng cộng"."""
    texts = [cell.text.strip() for cell in row.cells if cell.text.strip()]
    return bool(texts) and bool(_TOTAL.match(opening(texts[0])))


def is_note_row(row: Row) -> bool:
    """Tell whether a row is a note to the table: "Ghi chú: …" alone in its row."""
    texts = [cell.text.strip() for cell in row.cells if cell.text.strip()]
    return len(texts) == 1 and bool(_NOTE.match(opening(texts[0])))


def is_caption_row(row: Row) -> bool:
    """Tell whether a row is the caption of a table: "PHỤ LỤC II" alone in its row."""
    texts = [cell.text.strip() for cell in row.cells if cell.text.strip()]
    return len(texts) == 1 and bool(_CAPTION.match(opening(texts[0])))


def is_signature_row(row: Row) -> bool:
    """Tell whether a row holds who signs or who receives the paper, and no task."""
    texts = [cell.text.strip() for cell in row.cells if cell.text.strip()]
    signed = any(ends_table(text) for text in texts) and len(texts) <= 3
    return signed and not any(text.rstrip(".)").isdigit() for text in texts)
