"""What every template may use: assets with content hashes, dates, words, the shell's facts."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask, current_app, request, url_for
from flask_babel import get_locale
from flask_login import current_user

from app import clock
from app.labels.dates import date_text, due_words, moment_text
from app.labels.returns import note_told_text
from app.labels.words import label
from app.services.previews import can_be_shown
from app.web import translating
from app.web.files.words import FILE_WORDS
from app.web.navigation import navigation_for, start_page
from app.web.shell import shell_facts


def register(app: Flask) -> None:
    """Add globals, filters and the context of the shell to `app`'s templates."""
    app.jinja_env.globals.update(
        asset=asset_addresses(app),
        can_be_shown=can_be_shown,
        due_words=due_words,
        label=label,
        note_told=note_told_text,
    )
    app.jinja_env.globals.update(FILE_WORDS)
    app.jinja_env.filters.update(date=date_text, moment=moment_text)
    translating.register(app)
    app.context_processor(shell_context)


def asset_addresses(app: Flask) -> Callable[[str], str]:
    """A function that gives the address of a static file, with a hash of its content: it may be
    cached for ever. A page asks for its icons some forty times, so each address is made once.
    """
    folder, url_path = Path(str(app.static_folder)), app.static_url_path

    @cache
    def address(name: str) -> str:
        version = hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]
        return f"{url_path}/{quote(name)}?v={version}"

    return lambda name: request.script_root + address(name)


def shell_context() -> dict[str, Any]:
    """The context `templates/base/page.html` needs; the costly parts run only where a page shows
    them.
    """
    signed_in = current_user if current_user.is_authenticated else None
    actor = signed_in.actor if signed_in else None
    return {
        "actor": actor,
        "signed_in": signed_in,
        "today": clock.today(),
        "locale": str(get_locale()),
        "theme": signed_in.theme if signed_in else None,
        "demo": current_app.config["DEMO"],
        "product_version": current_app.config["VERSION"],
        "home_url": url_for(start_page(actor)) if signed_in else url_for("accounts.sign_in"),
        "account_urls": {
            "sign_out": url_for("accounts.sign_out"),
            "theme": url_for("accounts.choose_theme"),
            "language": url_for("accounts.choose_language"),
            "settings": url_for("accounts.change_password"),
        },
        **(shell_facts(actor, navigation_for) if actor else {}),
    }
