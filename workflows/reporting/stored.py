"""The JSON form of a reporting regime, as it is stored and edited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from workflows.reporting.windows import (
    LadderStep,
    ReportArea,
    ReportingRegime,
    ReportRule,
    Rung,
    YearDay,
)


def regime_to_json(regime: ReportingRegime) -> dict[str, Any]:
    """Return the JSON form of a regime: days as {"month", "day", "year_offset"}, hours "17:00"."""
    rules = [_rule_to_json(rule) for rule in regime.rules]
    return {"key": regime.key, "title": regime.title, "rules": rules}


def regime_from_json(data: Mapping[str, Any]) -> ReportingRegime:
    """Return the regime `regime_to_json` wrote.

    Raises KeyError, TypeError or ValueError when `data` is not of that form or says what cannot
    be: a 32nd day, a window that ends before it starts, two reports on the same months.
    """
    rules = tuple(_rule_from_json(rule) for rule in data["rules"])
    return ReportingRegime(data["key"], data["title"], rules)


def _rule_to_json(rule: ReportRule) -> dict[str, Any]:
    return {
        "key": rule.key,
        "label": rule.label,
        "months": list(rule.months),
        "first": _day_to_json(rule.first),
        "last": _day_to_json(rule.last),
        "cut_off": _day_to_json(rule.cut_off) if rule.cut_off else None,
        "ladder": [
            {
                "step": rung.step.value,
                "day": _day_to_json(rung.day),
                "at": rung.at.isoformat("minutes") if rung.at else None,
            }
            for rung in rule.ladder
        ],
        "areas": [{"key": area.key, "title": area.title} for area in rule.areas],
    }


def _rule_from_json(data: Mapping[str, Any]) -> ReportRule:
    first_month, last_month = data["months"]
    return ReportRule(
        key=data["key"],
        label=data["label"],
        months=(first_month, last_month),
        first=YearDay(**data["first"]),
        last=YearDay(**data["last"]),
        cut_off=YearDay(**data["cut_off"]) if data["cut_off"] else None,
        ladder=tuple(_rung_from_json(rung) for rung in data["ladder"]),
        areas=tuple(ReportArea(area["key"], area["title"]) for area in data["areas"]),
    )


def _rung_from_json(data: Mapping[str, Any]) -> Rung:
    at = time.fromisoformat(data["at"]) if data["at"] else None
    return Rung(LadderStep(data["step"]), YearDay(**data["day"]), at)


def _day_to_json(day: YearDay) -> dict[str, int]:
    return {"month": day.month, "day": day.day, "year_offset": day.year_offset}
