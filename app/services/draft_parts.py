"""How a row of a draft could be taken apart: a proposal for the form, by what its cells hold."""

import re

from app.models import DraftRow
from app.services.draft_rows import names_text
from app.services.draft_shape import MOST_PARTS, RowPart

_MARKER = r"(?:\d{1,2}[.)]|\(\d{1,2}\)|[a-zđ]\)|[-–•+])"
_NUMBERED = re.compile(rf"(?:^|(?<=[\s;:.,])){_MARKER}\s+(?=\S)")
_BREAK = re.compile(r"\n+|;\s*")


def proposed_parts(row: DraftRow) -> list[RowPart]:
    """Two to MOST_PARTS parts of a row.

    A cell is taken apart at its numbered or dashed items, its line breaks and its semicolons. The
    cell with the most pieces says how many parts there are; a cell with as many pieces gives each
    part its own, any other stands in every part.
    """
    cells = {
        "title": _pieces(row.title),
        "product": list(row.products) if len(row.products) > 1 else _pieces(row.product),
        "deadline_text": _pieces(row.deadline_text),
    }
    whole = {"title": row.title, "product": row.product, "deadline_text": row.deadline_text}
    count = max(2, *(len(pieces) for pieces in cells.values()))
    lead = names_text(row.lead)
    return [
        RowPart(
            lead=lead,
            **{
                name: pieces[place] if len(pieces) == count else whole[name]
                for name, pieces in cells.items()
            },
        )
        for place in range(min(count, MOST_PARTS))
    ]


def _pieces(text: str) -> list[str]:
    """The items of a cell, without their numbers; the whole cell where it is one item."""
    numbered = [piece.strip(" ;,\n") for piece in _NUMBERED.split(text)]
    if not numbered[0]:
        del numbered[0]
    if len(numbered) > 1 and len(_NUMBERED.findall(text)) > 1:
        return [piece for piece in numbered if piece]
    return [piece for part in _BREAK.split(text) if (piece := part.strip(" ,"))] or [text]
