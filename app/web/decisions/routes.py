"""The routes of the area, module by module."""

from app.web.decisions import additional, leads, outcomes, requests
from app.web.decisions.blueprint import blueprint

__all__ = ["additional", "blueprint", "leads", "outcomes", "requests"]
