"""What tests of pages do with a browser: whose it is, and what its forms hold."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient

Browser = Callable[[str], FlaskClient]
"""The browser of somebody of the cast, by his given name."""


def hidden(page: str, name: str) -> str:
    """The value of a field of the page."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found[1]
