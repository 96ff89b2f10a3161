"""Which language a page speaks: the person's own, else the browser's wish kept at sign-in, else
vi.
"""

from flask import current_app, has_request_context, session
from flask_login import current_user


def select_locale() -> str:
    """The locale of this request; outside a request the product speaks Vietnamese."""
    languages: tuple[str, ...] = current_app.config["LANGUAGES"]
    if not has_request_context():
        return languages[0]
    wished = current_user.locale if current_user.is_authenticated else session.get("locale")
    return wished if wished in languages else languages[0]
