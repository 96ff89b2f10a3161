"""Tells lead and supporting units apart where one cell names both."""

import re

from app.plan_import.tables import visible
from app.plan_import.units import split_units

_WHO = r"(?:(?:cơ quan|đơn vị|bộ phận|cá nhân)(?:, (?:cơ quan|đơn vị|bộ phận))?\s+)?"
_ROLE = re.compile(
    rf"(?:^|[\s;.,(/–-])\s*[-–+*•]?\s*{_WHO}(?P<role>chủ trì|phối hợp|thực hiện)"
    r"(?:\s+(?:thực hiện|chính|tham mưu))?\s*:",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"(?P<lead>.+?)[\s,;(]*(?:chủ trì\s*[,;)]*\s*)?phối hợp (?:với|cùng(?: với)?)\s+"
    r"(?P<supporting>.+)",
    re.IGNORECASE | re.DOTALL,
)
_MARKED = re.compile(
    r"(?P<unit>.+?)[\s,]*[(–-]?\s*(?P<role>(?:đơn vị |cơ quan )?(?:chủ trì|phối hợp))\s*\)?\s*$",
    re.IGNORECASE | re.DOTALL,
)

_LONGEST = 2_000

Roles = tuple[tuple[str, ...], tuple[str, ...]]


def split_roles(text: str) -> Roles | None:
    """Return lead and supporting units of a cell that names both, None for any other cell.

    It knows "Chủ trì: A; Phối hợp: B, C", "A chủ trì, phối hợp với B", and a role behind each
    name: "A (chủ trì); B, C (phối hợp)".
    """
    printed = visible(text[: _LONGEST + 1])
    if len(printed) > _LONGEST:
        return None
    return _headed(printed) or _together(printed) or _marked(printed)


def _headed(text: str) -> Roles | None:
    found = list(_ROLE.finditer(text))
    if not found:
        return None
    lead, supporting = [text[: found[0].start()].strip()], list[str]()
    for match, following in zip(found, [*found[1:], None], strict=True):
        part = text[match.end() : following.start() if following else None].strip(" ;.,/\n")
        (supporting if match["role"].lower() == "phối hợp" else lead).append(part)
    return _units(lead), _units(supporting)


def _together(text: str) -> Roles | None:
    found = _TOGETHER.fullmatch(text)
    if not found:
        return None
    return _units([found["lead"]]), _units([found["supporting"]])


def _marked(text: str) -> Roles | None:
    if not re.search(r"chủ trì|phối hợp", text, re.IGNORECASE):
        return None
    grouped = bool(re.search("chủ trì", text, re.IGNORECASE))
    lead: list[str] = []
    supporting: list[str] = []
    waiting: list[str] = []
    for unit in split_units(text):
        marked = _MARKED.fullmatch(unit)
        waiting.append(marked["unit"].strip() if marked else unit)
        if marked or not grouped:
            # A role counts for the names before it that have none; without any "chủ trì" the
            # names without a role lead.
            supports = marked is not None and "phối hợp" in marked["role"].lower()
            (supporting if supports else lead).extend(waiting)
            waiting = []
    lead.extend(waiting)
    return (tuple(lead), tuple(supporting)) if lead and (supporting or grouped) else None


def _units(parts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unit for part in parts if part for unit in split_units(part)))
