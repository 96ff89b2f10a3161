"""`flask translate`: bring the English catalogue up to date with the sentences of the program."""

from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import config

FOLDER = config.ROOT / "app" / "translations" / "en" / "LC_MESSAGES"
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}


def extract() -> Catalog:
    """Every sentence of the program and the templates, with the places it stands in."""
    catalogue = Catalog(project="Đôn Đốc", charset="utf-8")
    for folder in (config.ROOT / "app", config.ROOT / "templates"):
        found = extract_from_dir(
            folder,
            method_map=METHODS,
            options_map={"**.html": {"extensions": "", "encoding": "utf-8"}},
            keywords=KEYWORDS,
            comment_tags=(),
        )
        for path, _, message, comments, context in found:
            place = Path(folder.name) / path
            # Without line numbers: a sentence that moved is no change of the catalogue.
            catalogue.add(message, None, [(str(place), 0)], auto_comments=comments, context=context)
    return catalogue


@click.command("translate")
def translate() -> None:
    """Cập nhật danh mục câu tiếng Anh và biên dịch lại."""
    source = FOLDER / "messages.po"
    with source.open("rb") as file:
        catalogue = read_po(file, locale="en")
    catalogue.update(extract(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = BytesIO()
    write_po(text, catalogue, sort_output=True, include_lineno=False, width=98, omit_header=False)
    source.write_bytes(text.getvalue())
    with source.open("rb") as file, (FOLDER / "messages.mo").open("wb") as compiled:
        write_mo(compiled, read_po(file, locale="en"))
    missing = [message.id for message in catalogue if message.id and not message.string]
    click.echo(f"{len(catalogue)} câu, còn {len(missing)} câu chưa có tiếng Anh.")
    for sentence in missing:
        click.echo(f"  {sentence}")
