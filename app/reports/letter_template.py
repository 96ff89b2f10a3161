"""The office's own template of công văn đôn đốc (.docx): which names it may ask for, and how it is
filled in.

A template is a program that somebody uploads, and it is trusted with nothing. Each of its parts is
parsed first, and everything that is not a listed name, a loop over a listed list, or a condition on
one of them is refused by name; loops do not stand inside loops. What is left runs in Jinja's
sandbox, with autoescape, without any function, filter or test. `app.services.letter_process` calls
this in a process of its own, under limits.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum, auto
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

TEXTS = (
    "co_quan_cap_tren",
    "co_quan",
    "so_ky_hieu",
    "dia_danh_ngay",
    "trich_yeu",
    "tinh_hinh_chung",
    "cau_yeu_cau",
    "diem_1",
    "ket_thuc",
    "nguoi_ky",
    "so_nhiem_vu",
    "han_hoan_thanh",
    "han_bao_nguyen_nhan",
)
"""Names that stand for a text."""
LINES = ("don_vi_nhan", "can_cu", "cac_diem_sau", "noi_nhan", "chuc_vu_ky")
"""Names that stand for a list of lines, read in a loop."""
ROWS = "nhiem_vu"
"""The list of the table's rows, read in a loop; each has ROW_NAMES."""
ROW_NAMES = ("tt", "ten", "vi_tri", "san_pham", "chu_tri", "thoi_han", "qua_han", "tinh_hinh")

Values = Mapping[str, str | Sequence[str] | Sequence[Mapping[str, str]]]
"""What fills a template: a text for each of TEXTS, lines for each of LINES, rows for ROWS."""

LONGEST_SHOWN = 80
MAX_XML = 8 * 1024 * 1024
"""Bytes of the parts of a template, unpacked; a letter has about 100 KB."""
MAX_MEMBERS = 300

_LINKS = tuple(
    f"{office}/relationships/hyperlink"
    for office in (
        "http://schemas.openxmlformats.org/officeDocument/2006",
        "http://purl.oclc.org/ooxml/officeDocument",
    )
)
_FETCHES = re.compile(r"DDE|INCLUDE|IMPORT|DATABASE|MACROBUTTON|(?<!HYPER)LINK", re.IGNORECASE)
"""Fields by which Word brings in something else, or runs it, when they are brought up to date."""

_PROGRAMS = re.compile(r"vbaProject|/embeddings/|/activeX/|\.bin$", re.IGNORECASE)


class TemplateRefusal(StrEnum):
    """Why a template is not used."""

    unreadable = auto()
    too_large = auto()
    has_programs = auto()
    reaches_outside = auto()
    unknown_name = auto()
    not_allowed = auto()
    list_without_loop = auto()
    nested_loop = auto()
    wrongly_written = auto()
    fills_nothing = auto()
    too_heavy = auto()


class TemplateRefused(Exception):
    """A template is not used, for a named reason; `what` is the part of it that is meant."""

    def __init__(self, refusal: TemplateRefusal, what: str = "") -> None:
        super().__init__(refusal.value, what)
        self.refusal = refusal
        self.what = what[:LONGEST_SHOWN]


def fill_template(template: bytes, values: Values) -> bytes:
    """Return the Word document that the template gives with these values. Raises
    TemplateRefused."""
    _look_at_package(template)
    environment = LetterEnvironment()
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.render(dict(values), environment)
        filled = io.BytesIO()
        document.save(filled)
    except TemplateSyntaxError as error:
        what = _written_there(error)
        raise TemplateRefused(TemplateRefusal.wrongly_written, what) from error
    except (TemplateError, TypeError) as error:
        raise TemplateRefused(TemplateRefusal.not_allowed, str(error)) from error
    except _DAMAGED as error:
        raise TemplateRefused(TemplateRefusal.unreadable) from error
    if not environment.asked_for:
        raise TemplateRefused(TemplateRefusal.fills_nothing)
    return filled.getvalue()


_DAMAGED = (
    PackageNotFoundError,
    etree.XMLSyntaxError,
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    AttributeError,
    RecursionError,
)
"""What the libraries raise for a file that is no Word document, or a broken one."""


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with nothing in it, which looks at each template before it runs.

    `asked_for` gathers the listed names that the templates of this environment use.
    """

    def __init__(self) -> None:
        super().__init__(autoescape=True)
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()
        self.asked_for: set[str] = set()

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Template:
        """Make a template of `source` if it asks for listed names only. Raises TemplateRefused."""
        _Reader(self.asked_for).read(self.parse(source), {})
        return super().from_string(source, *args, **kwargs)


class _Reader:
    """Walks through a parsed template; what it does not know is refused."""

    def __init__(self, asked_for: set[str]) -> None:
        self.asked_for = asked_for

    def read(self, node: nodes.Node, loops: Mapping[str, str]) -> None:
        """`loops` names the list behind each loop variable in force."""
        if isinstance(node, nodes.For):
            self._loop(node, loops)
        elif isinstance(node, nodes.Name):
            self._name(node, loops)
        elif isinstance(node, nodes.Getattr):
            self._attribute(node, loops)
        elif isinstance(node, _HARMLESS):
            for child in node.iter_child_nodes():
                self.read(child, loops)
        elif not isinstance(node, nodes.TemplateData):
            raise TemplateRefused(TemplateRefusal.not_allowed, _shown(node))

    def _loop(self, node: nodes.For, loops: Mapping[str, str]) -> None:
        if loops:
            raise TemplateRefused(TemplateRefusal.nested_loop, _shown(node.iter))
        if node.recursive or node.test or not isinstance(node.target, nodes.Name):
            raise TemplateRefused(TemplateRefusal.not_allowed, _shown(node.target))
        if not isinstance(node.iter, nodes.Name):
            raise TemplateRefused(TemplateRefusal.not_allowed, _shown(node.iter))
        if node.iter.name not in (*LINES, ROWS):
            raise TemplateRefused(TemplateRefusal.unknown_name, node.iter.name)
        self.asked_for.add(node.iter.name)
        for child in (*node.body, *node.else_):
            self.read(child, {node.target.name: node.iter.name})

    def _name(self, node: nodes.Name, loops: Mapping[str, str]) -> None:
        if loops.get(node.name) in LINES:
            return
        if node.name in (*LINES, ROWS) or node.name in loops:
            raise TemplateRefused(TemplateRefusal.list_without_loop, node.name)
        if node.name not in TEXTS:
            raise TemplateRefused(TemplateRefusal.unknown_name, node.name)
        self.asked_for.add(node.name)

    def _attribute(self, node: nodes.Getattr, loops: Mapping[str, str]) -> None:
        of_row = isinstance(node.node, nodes.Name) and loops.get(node.node.name) == ROWS
        if not of_row or node.attr not in ROW_NAMES:
            raise TemplateRefused(TemplateRefusal.unknown_name, _shown(node))


_HARMLESS = (nodes.Template, nodes.Output, nodes.If, nodes.Not, nodes.And, nodes.Or)


def _shown(node: nodes.Node) -> str:
    """A part of a template as somebody would recognise it."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_shown(node.node)}.{node.attr}"
    if isinstance(node, nodes.Const):
        return repr(node.value)
    if isinstance(node, nodes.Call):
        return f"{_shown(node.node)}(…)"
    if isinstance(node, nodes.Filter):
        return f"|{node.name}"
    if isinstance(node, nodes.Getitem):
        return f"{_shown(node.node)}[…]"
    return type(node).__name__.lower()


def _written_there(error: TemplateSyntaxError) -> str:
    """The words of the template where it cannot be read; docxtpl leaves the lines around it."""
    around: Iterator[str] = getattr(error, "docx_context", iter(()))
    marked = [line.strip() for line in around if "{" in line or "}" in line]
    return marked[-1] if marked else str(error.message)


def _look_at_package(template: bytes) -> None:
    """Refuse a package that is too large, brings programs along, or would fetch something when it
    is opened; a link that somebody has to follow is none of these."""
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as package:
            members = package.infolist()
            xml = sum(m.file_size for m in members if m.filename.endswith((".xml", ".rels")))
            if len(members) > MAX_MEMBERS or xml > MAX_XML:
                raise TemplateRefused(TemplateRefusal.too_large)
            for member in members:
                _look_at_member(package, member)
    except (zipfile.BadZipFile, EOFError, RuntimeError, etree.XMLSyntaxError) as error:
        raise TemplateRefused(TemplateRefusal.unreadable) from error


def _look_at_member(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if _PROGRAMS.search(f"/{member.filename}"):
        raise TemplateRefused(TemplateRefusal.has_programs, member.filename)
    if not member.filename.endswith((".rels", ".xml")):
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    part = etree.fromstring(package.read(member), parser)
    for found in part.iter("{*}Relationship"):
        is_link = found.get("Type") in _LINKS
        if found.get("TargetMode") == "External" and not is_link:
            raise TemplateRefused(TemplateRefusal.reaches_outside, str(found.get("Target", "")))
    if next(part.iter("{*}altChunk"), None) is not None:
        raise TemplateRefused(TemplateRefusal.reaches_outside, "altChunk")
    fetching = next((line for line in _fields(part) if _FETCHES.search(line)), None)
    if fetching is not None:
        raise TemplateRefused(TemplateRefusal.reaches_outside, fetching.strip())


def _fields(part: etree._Element) -> list[str]:
    """The instructions of the fields of a part; one may be cut into several runs."""
    words = []
    for found in part.iter("{*}instrText", "{*}fldChar", "{*}fldSimple"):
        kind = etree.QName(found).localname
        if kind == "instrText":
            words.append(found.text or "")
        else:
            simple = "".join(str(value) for key, value in found.items() if key.endswith("}instr"))
            words.append(f"\n{simple}\n")
    return "".join(words).splitlines()
