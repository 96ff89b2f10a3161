"""Pages: an area is a folder with routes and forms; a view loads, asks, hands over, redirects."""

from importlib import import_module

from flask import Flask

AREAS = (
    "letters",
    "accounts",
    "my_work",
    "work_items",
    "documents",
    "decisions",
    "verification",
    "update_sheets",
    "plans",
    "drafts",
    "versions",
    "returns",
    "overview",
    "waiting",
    "records",
    "files",
    "previews",
    "notices",
    "digests",
    "administration",
    "channels",
    "subscriptions",
    "schedule",
    "reporting",
    "requests",
    "papers",
    "leader_sheets",
    "entering",
    "task_sheets",
    "confirmation",
    "delegations",
    "support",
    "comments",
    "handover",
)
"""The folders below this one, each with a `blueprint` in its `routes`."""


def register_pages(app: Flask) -> None:
    """Register every area, the error pages, and what templates may use."""
    from app.web import errors, templating
    from app.web.fields import RowIdConverter

    app.url_map.converters["int"] = RowIdConverter
    templating.register(app)
    errors.register(app)
    for area in AREAS:
        app.register_blueprint(import_module(f"app.web.{area}.routes").blueprint)
