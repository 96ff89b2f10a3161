"""The look holds together: own files, nothing inline, icons that exist, colours one can read."""

import ast
import gzip
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "app" / "static"
TEMPLATES = ROOT / "templates"
STYLES = sorted((STATIC / "css").glob("*.css"))
FONTS = sorted((STATIC / "fonts").glob("*.woff2"))
# Mail programs know no style sheet of ours, so the bodies of messages carry their own.
PAGES = sorted(p for p in TEMPLATES.rglob("*.html") if "messages" not in p.parts)

INLINE = re.compile(
    r"""\sstyle\s*=            # a style attribute
      | <style\b               # a style element
      | <script(?![^>]*\ssrc=) # a script that is not a file
      | \son[a-z]+\s*=\s*["']  # a handler
      | javascript:
    """,
    re.VERBOSE | re.IGNORECASE,
)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


# What comes from others


def vendored() -> dict[str, str]:
    listed = (STATIC / "vendor" / "README.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", listed, re.MULTILINE))


def test_every_file_of_others_is_listed_with_its_hash() -> None:
    folders = (STATIC / "fonts", STATIC / "vendor")
    files = {p for folder in folders for p in folder.iterdir() if p.name != "README.md"}
    files.add(STATIC / "icons.svg")
    actual = {str(p.relative_to(STATIC)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
    assert vendored() == actual


def test_fonts_and_styles_stay_light() -> None:
    styles = b"".join(path.read_bytes() for path in STYLES)
    assert len(gzip.compress(styles, mtime=0)) <= 16 * 1024
    assert sum(path.stat().st_size for path in FONTS) <= 130 * 1024


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_a_style_sheet_loads_only_our_own_files(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"url\(\s*['\"]?([^'\")]+)", text)
    assert [t for t in targets if not (path.parent / t).resolve().is_file()] == []
    assert "@import" not in text
    assert "//" not in "".join(targets)


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_a_style_sheet_speaks_to_the_oldest_browser_and_stays_readable(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.findall(r"color-mix\(|oklch\(|light-dark\(|&", text) == []
    assert len(text.splitlines()) <= 400


# Nothing inline


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_template_holds_no_style_script_or_handler(path: Path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        '<p style="color: red">',
        "<p\n  style = 'x'>",
        "<style>p {}</style>",
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<button onclick="go()">',
        "<body onLoad = 'go()'>",
        '<a href="javascript:go()">',
    ],
)
def test_the_search_for_inline_code_finds(line: str) -> None:
    assert INLINE.search(line)


def test_the_search_for_inline_code_lets_files_and_words_pass() -> None:
    assert not INLINE.search(
        '<script src="/static/x.js"></script> <p data-style="a">mã nguồn on = 1'
    )


# Classes


def classes_used(text: str) -> set[str]:
    """The classes written out in a template; what an expression completes is left out."""
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{[{%].*?[%}]\}", lambda m: " " * m[0].startswith("{%"), text, flags=re.DOTALL)
    words = " ".join(re.findall(r'\bclass="([^"]*)"', text)).split()
    return {word for word in words if not word.endswith("-")}


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_class_of_a_template_is_in_a_style_sheet(path: Path) -> None:
    styles = "".join(p.read_text(encoding="utf-8") for p in STYLES)
    known = set(re.findall(r"\.([a-z][\w-]*)", styles))
    assert sorted(classes_used(path.read_text(encoding="utf-8")) - known) == []


def test_the_search_for_classes_finds_what_is_written_out() -> None:
    source = '<p class="one tone-{{ x }} {% if y %}two{% endif %}">{# class="three" #}'
    assert classes_used(source + '<b class="four">') == {"one", "two", "four"}


# Macros and icons


@cache
def parsed(path: Path) -> nodes.Template:
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
    return environment.parse(path.read_text(encoding="utf-8"))


def imports(tree: nodes.Template) -> Iterator[tuple[str, str, str]]:
    """(file, name in that file, name here) of every macro a template imports."""
    for statement in tree.find_all(nodes.FromImport):
        assert isinstance(statement.template, nodes.Const)
        for name in statement.names:
            there, here = name if isinstance(name, tuple) else (name, name)
            yield statement.template.value, there, here


def macros_of(file: str) -> dict[str, list[str]]:
    tree = parsed(TEMPLATES / file)
    return {m.name: [str(a.name) for a in m.args] for m in tree.find_all(nodes.Macro)}


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_imported_macro_exists_and_is_used(path: Path) -> None:
    tree = parsed(path)
    used = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}
    assert [here for _, _, here in imports(tree) if here not in used] == []
    assert [m.target for m in tree.find_all(nodes.Import) if m.target not in used] == []
    assert [there for file, there, _ in imports(tree) if there not in macros_of(file)] == []


SYMBOLS = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text("utf-8")))
# The parameters that take an icon or a state mark, by the macros' own names for them.
ICON_PARAMETERS = {"icon": "i-", "icon_name": "i-", "more_icon": "i-", "mark": "m-"}


def branches(value: nodes.Node) -> list[nodes.Node]:
    """The expressions one of which becomes the value of `value`."""
    match value:
        case nodes.CondExpr():
            return [b for b in (value.expr1, value.expr2) if b is not None]
        case nodes.Or() | nodes.And():
            return [value.left, value.right]
        case nodes.Dict():
            return [pair.value for pair in value.items]
        case nodes.Call(node=nodes.Getattr(attr="get") as lookup):
            return [lookup.node, *value.args[1:]]
        case nodes.Filter(name="default"):
            return value.args[:1]
    return []


def literals(value: nodes.Node) -> Iterator[str]:
    """The strings an expression may come to, as far as they are written in it."""
    if isinstance(value, nodes.Const) and isinstance(value.value, str):
        yield value.value
    for branch in branches(value):
        yield from literals(branch)


def parameters(tree: nodes.Template) -> dict[str, list[str]]:
    """Parameter names of each macro a template defines or imports, by its name there."""
    known = {m.name: [str(a.name) for a in m.args] for m in tree.find_all(nodes.Macro)}
    for file, there, here in imports(tree):
        known[here] = macros_of(file).get(there, [])
        if there in ("icon", "mark"):
            known[here] = [there, *known[here][1:]]
    for name in ("icon", "mark"):
        if known.get(name, [""])[0] == "name":
            known[name] = [name, *known[name][1:]]
    return known


def symbols_used(tree: nodes.Template) -> Iterator[str]:
    known = parameters(tree)
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name):
            given = list(zip(known.get(call.node.name, []), call.args, strict=False))
            given += [(keyword.key, keyword.value) for keyword in call.kwargs]
            for parameter, value in given:
                for text in literals(value) if parameter in ICON_PARAMETERS else ():
                    yield ICON_PARAMETERS[parameter] + text
    for pair in tree.find_all(nodes.Pair):
        if isinstance(pair.key, nodes.Const) and pair.key.value in ICON_PARAMETERS:
            yield from (ICON_PARAMETERS[pair.key.value] + text for text in literals(pair.value))


@pytest.mark.parametrize("shell", ["page.html", "plain.html"])
def test_a_shell_takes_no_name_from_the_pages_it_frames(shell: str) -> None:
    tree = parsed(TEMPLATES / "base" / shell)
    given = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}
    given |= {here for _, _, here in imports(tree)} | {
        m.target for m in tree.find_all(nodes.Import)
    }
    assert sorted(name for name in given - {"item"} if not name.startswith("shell")) == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_icon_of_a_template_is_in_the_sprite(path: Path) -> None:
    assert sorted(set(symbols_used(parsed(path))) - SYMBOLS) == []


def test_the_search_for_icons_finds_them_however_they_are_given() -> None:
    source = """
    {% from "macros/marks.html" import icon as draw, mark %}
    {% from "macros/buttons.html" import link_button, icon_link %}
    {{ draw("one") }} {{ mark("two") }} {{ draw("three" if x else "four") }}
    {{ link_button("w", "h", icon="five") }} {{ icon_link("w", "h", "six") }}
    {{ show([{"mark": "seven", "icon": y|default("eight")}]) }}
    """
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    found = sorted(symbols_used(environment.parse(source)))
    assert found == ["i-eight", "i-five", "i-four", "i-one", "i-six", "i-three", "m-seven", "m-two"]


def test_every_state_with_a_tone_has_its_mark() -> None:
    text = (TEMPLATES / "macros" / "marks.html").read_text(encoding="utf-8")
    table = re.search(r"set TONES = \{(.*?)\} %\}", text, re.DOTALL)
    assert table is not None
    names = re.findall(r'"(\w+)":', table[1])
    assert sorted(f"m-{name}" for name in names) == sorted(s for s in SYMBOLS if s[0] == "m")


def named_values(node: ast.AST) -> Iterator[tuple[object, ast.expr]]:
    """(name, value) of keywords and dictionary entries; the third part of a `Page` is its icon."""
    if isinstance(node, ast.Call):
        yield from ((keyword.arg, keyword.value) for keyword in node.keywords)
        if isinstance(node.func, ast.Name) and node.func.id == "Page":
            yield from (("icon", value) for value in node.args[2:3])
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            yield getattr(key, "value", None), value


def test_every_icon_named_in_a_view_is_in_the_sprite() -> None:
    used = {
        ICON_PARAMETERS[name] + value.value
        for path in (ROOT / "app" / "web").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name, value in named_values(node)
        if isinstance(name, str) and name in ICON_PARAMETERS
        if isinstance(value, ast.Constant) and isinstance(value.value, str)
    }
    assert "i-list-check" in used
    assert sorted(used - SYMBOLS) == []


# Colours


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


def themes() -> dict[str, dict[str, str]]:
    text = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    light = re.search(r"\n:root \{(.*?)\n\}", text, re.DOTALL)
    system = re.search(r':root:not\(\[data-theme="light"\]\) \{(.*?)\}', text, re.DOTALL)
    person = re.search(r'\n:root\[data-theme="dark"\] \{(.*?)\}', text, re.DOTALL)
    assert light and system and person
    return {"light": tokens(light[1]), "system": tokens(system[1]), "dark": tokens(person[1])}


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two #rrggbb colours, 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_both_dark_lists_are_the_same() -> None:
    assert themes()["system"] == themes()["dark"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read_on_every_ground(theme: str) -> None:
    colours = themes()[theme]
    grounds = ("paper", "surface", "sunken")
    words = {n: [*grounds, n.replace("-fg", "-bg")] for n in colours if n.endswith("-fg")}
    words |= {n: [*grounds, "press-bg"] for n in ("ink", "ink-2", "press", "press-2")}
    words |= {"ink-3": [*grounds], "on-press": ["press", "press-2"], "on-late": ["late-fill"]}
    words |= {"ink": [*words["ink"], *(n for n in colours if n.endswith("-bg"))]}
    words |= {"ink-2": [*words["ink-2"], *(n for n in colours if n.endswith("-bg"))]}
    assert len([n for n in words if n.endswith("-fg")]) == 9
    weak = {
        f"{word} on {ground}": round(contrast(colours[word], colours[ground]), 2)
        for word, on in words.items()
        for ground in on
        if contrast(colours[word], colours[ground]) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_border_of_a_control_can_be_seen(theme: str) -> None:
    colours = themes()[theme]
    for ground in ("paper", "surface", "sunken"):
        assert contrast(colours["field"], colours[ground]) >= 3
        assert contrast(colours["focus"], colours[ground]) >= 3
