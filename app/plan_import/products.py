"""Takes the printed product of a task apart into the things that must exist at the end."""

import re

from app.plan_import.tables import visible

_BULLET = re.compile(r"^(?:[-–+*•]|\(?[a-zđ]\)|\(?\d{1,2}[.)])\s*")


def split_products(text: str) -> tuple[str, ...]:
    """Return the products named by a cell, in order, each once.

    Semicolons and bulleted or numbered lines part them: "Kế hoạch; Quyết định; Báo cáo"
    gives three. A semicolon inside brackets, and commas, do not ("Quyết định, Báo cáo" may
    be one paper with its annex).
    """
    items: list[str] = []
    for line in _whole_lines(text):
        items.extend(_outside_brackets(_BULLET.sub("", line)))
    cleaned = (_BULLET.sub("", item).strip(" ;.,") for item in items)
    return tuple(dict.fromkeys(item for item in cleaned if item))


def _whole_lines(text: str) -> list[str]:
    """Return the printed lines, a line joined to the one it continues."""
    lines: list[str] = []
    for line in visible(text).split("\n"):
        begins = _BULLET.match(line) or line[:1].isupper()
        if lines and not (begins and not lines[-1].endswith(("-", ","))):
            lines[-1] += " " + line
        else:
            lines.append(line)
    return lines


def _outside_brackets(text: str) -> list[str]:
    parts, depth = [""], 0
    for char in text:
        depth = max(0, depth + (char == "(") - (char == ")"))
        if char == ";" and not depth:
            parts.append("")
        else:
            parts[-1] += char
    return parts
