"""Hostile plan files by number: the same seed and number always give the same bytes."""

import io
import re
import zipfile
from functools import cache
from pathlib import Path
from random import Random

from tests.plan_import.small_plans import HEAD, TASK, tabbed, word, workbook
from tests.soak.spoiling import PLAIN, spoil_member, zipped

_FILES = Path(__file__).parents[1] / "plan_import" / "files"
_ROWS = [(str(number), f"Việc số {number}", *TASK[2:]) for number in range(1, 40)]
_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ 0123456789 ,.;:-–/()\n\t"
_MOST_SPOILINGS = 4
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+Z")


@cache
def originals() -> dict[str, bytes]:
    """Sound files by name; every hostile one is made of one of them."""
    rows = "".join(
        f"<tr>{''.join(f'<td><p>{cell}</p></td>' for cell in row)}</tr>" for row in _ROWS
    )
    lines = [line for row in _ROWS for line in (*row, "")]
    return {
        "a.docx": _undated(word(*_ROWS)),
        "a.xlsx": _undated(workbook(*_ROWS)),
        "tabs.txt": tabbed(*_ROWS),
        "lines.txt": "\n".join([*HEAD, "STT Nhiệm vụ Sản phẩm Thời gian", *lines]).encode(),
        "a.html": f"<html><body><table>{rows}</table></body></html>".encode(),
        **{file.name: file.read_bytes() for file in sorted(_FILES.glob("*.pdf"))},
    }


def hostile_file(seed: int, number: int) -> tuple[str, bytes]:
    """Return the name and the bytes of hostile file `number` of this seed."""
    chance = Random(f"{seed}/{number}")  # noqa: S311 - spoils bytes, guards nothing
    name = chance.choice(sorted(originals()))
    content = originals()[name]
    if chance.random() < 0.05:
        return _made_up(chance, name)
    for _ in range(chance.randint(1, _MOST_SPOILINGS)):
        inside = content.startswith(b"PK") and chance.random() < 0.8
        content = spoil_member(chance, content) if inside else chance.choice(PLAIN)(chance, content)
    return name, content


def _made_up(chance: Random, name: str) -> tuple[str, bytes]:
    """Return a file that never was a plan: noise, bombs, endless tables."""
    kind = chance.randrange(5)
    if kind == 0:
        return name, chance.randbytes(chance.randrange(200_000))
    if kind == 1:
        return "noise.txt", "".join(chance.choices(_LETTERS, k=300_000)).encode()
    if kind == 2:
        return "bomb.docx", zipped({"word/document.xml": bytes(chance.randrange(1, 3 * 10**8))})
    if kind == 3:
        return "deep.docx", zipped({"word/document.xml": b"<a>" * chance.randrange(1, 10**6)})
    return "wide.txt", "\t".join(["x"] * chance.randrange(1, 200_000)).encode()


def _undated(content: bytes) -> bytes:
    """Return a Word or Excel file without the moment it was made at."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped(
            {
                name: _MOMENT.sub(b"2026-01-01T00:00:00Z", archive.read(name))
                for name in archive.namelist()
            }
        )
