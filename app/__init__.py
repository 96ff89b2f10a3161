"""Đôn Đốc: follows a reform plan of a commune until every row of it is done and proven."""

from app.factory import create_app

__all__ = ["create_app"]
