"""Đôn Đốc: follows a reform plan of a commune until every row of it is done and proven."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.web.edge import DonDoc

__all__ = ["create_app"]


def create_app(overrides: Mapping[str, Any] | None = None) -> "DonDoc":
    """Return the assembled application (see `app.factory`).

    The framework is imported when an application is made: the process that only reads a plan's
    file starts without it.
    """
    from app.factory import create_app as assemble

    return assemble(overrides)
