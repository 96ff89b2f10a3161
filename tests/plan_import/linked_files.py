"""Files that name a picture by its path or address, instead of holding it."""

import io
import zipfile

from openpyxl import Workbook
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image

COLOUR = (255, 0, 255)
"""What a linked picture is filled with: nothing else on a page looks like it."""

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_SIZE = 'svg:width="5cm" svg:height="5cm"'


def picture() -> bytes:
    """A picture of one colour, as it may lie on a server."""
    stream = io.BytesIO()
    Image.new("RGB", (200, 200), COLOUR).save(stream, "PNG")
    return stream.getvalue()


def rtf(address: str) -> bytes:
    """A field that includes a picture."""
    field = f'{{\\*\\fldinst {{ INCLUDEPICTURE "{address}" \\\\d }}}}{{\\fldrslt x}}'
    return f"{{\\rtf1\\ansi before {{\\field{field}}} after}}".encode()


def docx(address: str) -> bytes:
    """A drawing whose picture is linked."""
    extent = 'cx="1905000" cy="1905000"'
    body = (
        f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        f' xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:a="{_DRAWING}/main"'
        f' xmlns:pic="{_DRAWING}/picture" xmlns:r="{_OFFICE}"><w:body><w:p><w:r><w:drawing>'
        f'<wp:inline><wp:extent {extent}/><wp:docPr id="1" name="x"/><a:graphic>'
        f'<a:graphicData uri="{_DRAWING}/picture"><pic:pic><pic:nvPicPr>'
        '<pic:cNvPr id="1" name="x"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        '<a:blip r:link="rId9"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"/>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
        "</w:body></w:document>"
    )
    return _zip(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default '
            'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
            f'+xml"/><Override PartName="/word/document.xml" ContentType="{_WORD}"/></Types>',
            "_rels/.rels": _relation("rId1", "officeDocument", "word/document.xml", "Internal"),
            "word/document.xml": body,
            "word/_rels/document.xml.rels": _relation("rId9", "image", address, "External"),
        }
    )


def xlsx(address: str) -> bytes:
    """A sheet whose picture is linked."""
    book, stream = Workbook(), io.BytesIO()
    book.active.add_image(SheetImage(io.BytesIO(picture())), "B2")
    book.save(stream)
    with zipfile.ZipFile(stream) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    del parts["xl/media/image1.png"]
    drawing, relations = "xl/drawings/drawing1.xml", "xl/drawings/_rels/drawing1.xml.rels"
    parts[drawing] = parts[drawing].replace(b":embed=", b":link=")
    parts[relations] = _relation("rId1", "image", address, "External").encode()
    return _zip(parts)


def odt(address: str) -> bytes:
    """A frame whose picture is linked."""
    frame = _frame(address, 'text:anchor-type="as-char"')
    return _open_document("text", f"<text:p>before {frame}</text:p>")


def ods(address: str) -> bytes:
    """A sheet with a frame whose picture is linked."""
    frame = _frame(address, 'svg:x="1cm" svg:y="1cm"')
    return _open_document(
        "spreadsheet",
        '<table:table table:name="A"><table:table-row><table:table-cell '
        f'office:value-type="string"><text:p>x</text:p>{frame}</table:table-cell>'
        "</table:table-row></table:table>",
    )


def _frame(address: str, place: str) -> str:
    return f'<draw:frame {place} {_SIZE}><draw:image xlink:href="{address}"/></draw:frame>'


def _open_document(kind: str, body: str) -> bytes:
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    entries = "".join(
        f'<m:file-entry m:full-path="{path}" m:media-type="{what}"/>'
        for path, what in (("/", media_type), ("content.xml", "text/xml"))
    )
    names = "".join(
        f' xmlns:{short}="{_ODF}:{name}:1.0"'
        for short, name in (
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("draw", "drawing"),
            ("svg", "svg-compatible"),
        )
    )
    return _zip(
        {
            "mimetype": media_type,
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_ODF}:manifest:1.0">{entries}'
            "</m:manifest>",
            "content.xml": f"<office:document-content{names}"
            ' xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body>'
            f"<office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
        }
    )


def _relation(name: str, kind: str, target: str, mode: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="{name}" '
        f'Type="{_OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    )


def _zip(parts: dict[str, str] | dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()
