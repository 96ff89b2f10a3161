"""Đôn Đốc: follows an administrative-reform plan of a commune until every row is done and proven."""

__version__ = "0.1.0"

from app.factory import create_app

__all__ = ["__version__", "create_app"]
