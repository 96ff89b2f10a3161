"""Đôn Đốc: follows an administrative-reform plan of a commune until every row is done and proven."""

from app.factory import create_app

__all__ = ["create_app"]
