"""Administration: the pages of people, units and settings, gathered under one blueprint."""

from app.web.administration import people, settings, units
from app.web.administration.blueprint import blueprint

__all__ = ["blueprint", "people", "settings", "units"]
