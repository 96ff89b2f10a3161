"""The application factory: it only assembles."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from app import clock, transactions
from app.channels.clamd import Clamd
from app.cli import register_commands
from app.extensions import babel, csrf, db, login_manager, migrate
from app.services.previews import Previews
from app.storage import Storage
from app.web import register_pages
from app.web.edge import DonDoc, add_headers, show_script_the_way
from app.web.identity import load_signed_in
from app.web.locale import select_locale


def create_app(overrides: Mapping[str, Any] | None = None) -> DonDoc:
    """Return the assembled application; `overrides` replace configuration keys (tests, commands).

    Touches neither disk nor database: commands that need no secret and no database run without.
    """
    app = DonDoc("app", root_path=str(config.ROOT / "app"), template_folder="../templates")
    app.config.from_mapping(config.from_environment())
    app.config.from_mapping(overrides or {})
    _prepare_database(app)
    address = app.config["CLAMD_ADDRESS"]
    scanner = Clamd(address) if address else None
    app.extensions["storage"] = Storage(app.config["EVIDENCE_FOLDER"], scanner)
    folder = Path(app.config["HOME"]) / "previews"
    app.extensions["previews"] = Previews(folder, app.extensions["storage"])
    if app.config.get("CLOCK"):
        clock.use_source(app.config["CLOCK"])
    if app.config["BEHIND_PROXY"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]

    csrf.init_app(app)
    babel.init_app(app, locale_selector=select_locale)
    login_manager.init_app(app)
    login_manager.login_view = "accounts.sign_in"
    login_manager.user_loader(load_signed_in)
    app.after_request(add_headers)
    app.after_request(show_script_the_way)
    register_pages(app)
    register_commands(app)
    return app


def _prepare_database(app: DonDoc) -> None:
    url = make_url(app.config["DATABASE_URL"])
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = transactions.engine_options(url.drivername)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"))
    with app.app_context():
        transactions.configure(db.engine)
