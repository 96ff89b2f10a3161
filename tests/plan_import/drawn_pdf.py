"""PDF files drawn by the tests themselves: text at places, rules, nothing that a program adds.

Every letter is half as wide as its size, so that a test can tell where a word ends. Places are
points from the upper left corner.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 842.0, 595.0
"""An A4 page on its side."""
SIZE = 10.0
PADDING = 4.0
LEADING = 12.0


@dataclass
class Sheet:
    """A page being drawn. ``turn`` is the /Rotate of the page, ``quarter`` turns the drawing."""

    width: float = WIDTH
    height: float = HEIGHT
    turn: int = 0
    quarter: int = 0
    drawn: list[str] = field(default_factory=list)
    alphabet: dict[str, int] = field(default_factory=dict)

    def text(self, x: float, y: float, text: str, size: float = SIZE) -> None:
        """Print a text whose letters stand on y."""
        codes = "".join(f"{self._code(char):02x}" for char in text)
        self.drawn.append(f"BT /F {size} Tf {x} {self.height - y} Td <{codes}> Tj ET")

    def _code(self, char: str) -> int:
        return self.alphabet.setdefault(char, len(self.alphabet) + 1)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a line."""
        self.drawn.append(f"{x0} {self.height - y0} m {x1} {self.height - y1} l S")

    def bar(self, x0: float, y0: float, x1: float, y1: float, grey: float = 0) -> None:
        """Fill an area: a thin one is how Word draws a border."""
        box = f"{x0} {self.height - y1} {x1 - x0} {y1 - y0} re f"
        self.drawn.append(f"{grey} g {box} 0 g")

    def cell_text(self, x: float, top: float, text: str) -> None:
        """Print the lines of a cell whose upper left corner is given."""
        for number, line in enumerate(text.split("\n")):
            self.text(x + PADDING, top + PADDING + SIZE + number * LEADING, line)


def height_of(row: Sequence[str]) -> float:
    """Return the height that a row needs for its lines."""
    return max(text.count("\n") + 1 for text in row) * LEADING + 2 * PADDING


def table(
    sheet: Sheet,
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    top: float = 60.0,
    x: float = 40.0,
    foot: bool = True,
) -> float:
    """Draw a table with all its rules; without ``foot`` the last one is missing.

    Returns where it ends.
    """
    y = top
    sides = [x + sum(widths[:place]) for place in range(len(widths) + 1)]
    for row in rows:
        sheet.rule(sides[0], y, sides[-1], y)
        for place, text in enumerate(row):
            sheet.cell_text(sides[place], y, text)
        y += height_of(row)
    for side in sides:
        sheet.rule(side, top, side, y)
    if foot:
        sheet.rule(sides[0], y, sides[-1], y)
    return y


def pdf(*sheets: Sheet) -> bytes:
    """Return the file of some pages."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    kids = []
    for sheet in sheets:
        first = len(objects) + 1
        kids.append(f"{first} 0 R")
        turned = _TURNED[sheet.quarter] % {"w": sheet.width, "h": sheet.height}
        content = f"q {turned}\n" + "\n".join(sheet.drawn) + "\nQ"
        width, height = sheet.width, sheet.height
        if sheet.quarter % 2:
            width, height = height, width
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Rotate {sheet.turn}"
            f"/Contents {first + 1} 0 R/Resources<</Font<</F {first + 2} 0 R>>>>>>".encode(),
            _stream(content),
            f"<</Type/Font/Subtype/Type1/BaseFont/Drawn/FirstChar 0/LastChar 255"
            f"/Widths[{' '.join(['500'] * 256)}]/FontDescriptor {first + 3} 0 R"
            f"/ToUnicode {first + 4} 0 R>>".encode(),
            b"<</Type/FontDescriptor/FontName/Drawn/Flags 32/Ascent 800/Descent -200"
            b"/FontBBox[0 -200 1000 800]/CapHeight 700/ItalicAngle 0/StemV 80>>",
            _stream(_letters(sheet.alphabet)),
        ]
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    return file_of(objects)


# What is drawn upright is laid on its side by the drawing itself, not by the page.
_TURNED = {0: "1 0 0 1 0 0 cm", 1: "0 1 -1 0 %(h)s 0 cm", 3: "0 -1 1 0 0 %(w)s cm"}


def _letters(alphabet: dict[str, int]) -> str:
    """Return the map from the codes of a font to the letters they stand for."""
    pairs = "\n".join(
        f"<{code:02x}> <{char.encode('utf-16-be').hex()}>" for char, code in alphabet.items()
    )
    return (
        "/CIDInit /ProcSet findresource begin begincmap /CMapName /D def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(alphabet)} beginbfchar\n{pairs}\nendbfchar\nendcmap end"
    )


def _stream(content: str) -> bytes:
    data = content.encode("ascii")
    return b"<</Length %d>>stream\n%s\nendstream" % (len(data), data)


def file_of(objects: Sequence[bytes]) -> bytes:
    """Return the file of the objects, numbered from 1; the first is the catalogue."""
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        + table
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    )
