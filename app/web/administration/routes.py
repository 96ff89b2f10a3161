"""Administration: people, units, days off and settings, gathered under one blueprint."""

from app.web.administration import days_off, people, settings, units
from app.web.administration.blueprint import blueprint

__all__ = ["blueprint", "days_off", "people", "settings", "units"]
