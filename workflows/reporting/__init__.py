"""Reporting regimes: the windows and days of a commune's reports, and its update periods."""

from workflows.reporting.as_of import DatedItem, kept_as_of
from workflows.reporting.fitting import fitted_periods
from workflows.reporting.presets import CALENDAR, CALENDAR_RULES, PRESETS
from workflows.reporting.stored import regime_from_json, regime_to_json
from workflows.reporting.windows import (
    LadderStep,
    ReportArea,
    ReportingRegime,
    ReportRule,
    Rung,
    Step,
    Window,
    YearDay,
    update_periods,
    windows_of_year,
)

__all__ = [
    "CALENDAR",
    "CALENDAR_RULES",
    "PRESETS",
    "DatedItem",
    "LadderStep",
    "ReportArea",
    "ReportRule",
    "ReportingRegime",
    "Rung",
    "Step",
    "Window",
    "YearDay",
    "fitted_periods",
    "kept_as_of",
    "regime_from_json",
    "regime_to_json",
    "update_periods",
    "windows_of_year",
]
