"""A truth file on pages: PDF with and without ruling lines, and a scan without any text.

The pages are printed by a Chromium-like browser, which breaks rows over pages, repeats the
heading and embeds its fonts as a word processor does.
"""

import io
import os
import shutil
import subprocess
import tempfile
from html import escape
from pathlib import Path

import pypdfium2
from PIL import Image, ImageFilter

from benchmarks.reading.grid import Box, GridRow, RowKind, grid
from benchmarks.reading.letterhead import letterhead
from benchmarks.reading.truth import Truth

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
_DOTS_PER_INCH = 200
_COMMON = """
@page { size: A4 landscape; margin: 16mm 14mm; }
/* DejaVu has every Vietnamese letter; a font that lacks some is mixed with another in a word. */
body { font-family: "DejaVu Serif", "Times New Roman", serif; font-size: 10pt; }
.head { display: flex; justify-content: space-between; text-align: center; }
.centre { text-align: center; font-weight: bold; }
.appendix { break-before: page; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
col.number { width: 6%; }
td, th { vertical-align: top; text-align: left; overflow-wrap: break-word; }
"""
_RULED = "td, th { border: 0.6pt solid black; padding: 3pt 4pt; }"
_UNRULED = "td, th { border: none; padding: 5pt 7pt; }"


class NoBrowser(Exception):
    """There is no browser on this machine that prints pages."""


def ruled_pdf(truth: Truth) -> bytes:
    """Return a PDF with ruling lines, the heading on every page, rows cut by the page break.

    Raises NoBrowser.
    """
    return _print(_document(truth, _RULED))


def unruled_pdf(truth: Truth) -> bytes:
    """Return a PDF whose columns are told apart by white space alone. Raises NoBrowser."""
    return _print(_document(truth, _UNRULED))


def scan(truth: Truth) -> bytes:
    """Return the ruled pages as pictures: grey, a little soft and askew, without text.

    Raises NoBrowser.
    """
    pictures = []
    document = pypdfium2.PdfDocument(ruled_pdf(truth))
    for number, page in enumerate(document):
        picture = page.render(scale=_DOTS_PER_INCH / 72).to_pil().convert("L")
        askew = 0.25 if number % 2 else -0.25
        picture = picture.rotate(askew, resample=Image.Resampling.BICUBIC, fillcolor=255)
        pictures.append(picture.filter(ImageFilter.GaussianBlur(0.5)))
    document.close()
    buffer = io.BytesIO()
    pictures[0].save(
        buffer, "PDF", save_all=True, append_images=pictures[1:], resolution=_DOTS_PER_INCH
    )
    return buffer.getvalue()


def first_pages(content: bytes, count: int) -> bytes:
    """Return a PDF cut off after `count` pages."""
    document = pypdfium2.PdfDocument(content)
    while len(document) > count:
        document.get_page(len(document) - 1).close()
        del document[len(document) - 1]
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def _document(truth: Truth, style: str) -> str:
    head = letterhead(truth)
    left, right = ("<br>".join(escape(line) for line in side) for side in (head.left, head.right))
    title, appendix = (
        "".join(f'<p class="centre">{escape(line)}</p>' for line in lines)
        for lines in (head.title, head.appendix)
    )
    prose = "".join(f"<p>{escape(line)}</p>" for line in head.prose)
    rows = grid(truth)
    columns = '<col class="number">' + "<col>" * (len(rows[0].boxes) - 1)
    heading, *body = (_row(row) for row in rows)
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><style>{_COMMON}{style}</style>'
        f'<div class="head"><div>{left}</div><div>{right}</div></div>{title}{prose}'
        f'<div class="appendix">{appendix}<table>{columns}<thead>{heading}</thead>'
        f"<tbody>{''.join(body)}</tbody></table></div></html>"
    )


def _row(row: GridRow) -> str:
    tag = "th" if row.kind is RowKind.heading else "td"
    return "<tr>" + "".join(_cell(box, tag) for box in row.boxes if box is not None) + "</tr>"


def _cell(box: Box, tag: str) -> str:
    text = "<br>".join(escape(line) for line in box.text.split("\n"))
    return f'<{tag} rowspan="{box.rows}" colspan="{box.columns}">{text}</{tag}>'


def _print(page: str) -> bytes:
    browser = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        raise NoBrowser
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "plan.html", Path(folder) / "plan.pdf"
        source.write_text(page, encoding="utf-8")
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            f"--user-data-dir={Path(folder) / 'profile'}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={target}",
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            # Root has no sandbox; the page is our own.
            command.append("--no-sandbox")
        subprocess.run(  # noqa: S603 - the browser and our own page
            [*command, source.as_uri()], check=True, capture_output=True, timeout=120
        )
        return target.read_bytes()
