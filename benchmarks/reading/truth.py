"""The truth files: what a careful clerk reads in a plan, row by row."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("truth")


@dataclass(frozen=True, slots=True)
class TruthTask:
    """One task as a clerk reads it; the names are those of the importer's TaskReading.

    `line` is the line of the printed text on which the row begins (None in a rendering).
    `due` are the days of `kind`, none for ongoing work and outside events. `damaged` names what
    is damaged in the printed row and, for each damage, the problem codes any of which flags it;
    empty for a sound row. `remarks` are codes that rightly stand on a sound row because of what
    it says (a lead that also supports). `also` holds further values that count as right where
    the print leaves it open, by the name of the column.
    """

    order: int
    section: str
    number: str
    objective: str
    duty: str
    title: str
    product: str
    lead: tuple[str, ...]
    supporting: tuple[str, ...]
    follow_up: tuple[str, ...]
    deadline_text: str
    kind: str
    due: tuple[date, ...]
    line: int | None = None
    damaged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    also: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def accepted(self, column: str) -> tuple[Any, ...]:
        """Return the values of a column that count as right, the first choice first."""
        return (getattr(self, column), *self.also.get(column, ()))


@dataclass(frozen=True, slots=True)
class Truth:
    """A plan as a clerk reads it.

    `file` is the name of the printed text among the real plans. `head` has the keys of the
    importer's JSON (title, number, issuer, issued_on, issued_month, from, to). `sections` are
    (code, title) pairs. `columns` are the printed headings. `plan_problems` are codes that must
    be among those of the plan. `proposals` lists, by kind, what the prose says beside the table;
    a kind that is absent was not listed by the clerk and is not scored.
    """

    file: str
    head: Mapping[str, str | None]
    sections: tuple[tuple[str, str], ...]
    tasks: tuple[TruthTask, ...]
    columns: tuple[str, ...] = ()
    plan_problems: tuple[str, ...] = ()
    proposals: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.file.removesuffix(".txt")


def names() -> list[str]:
    """Return the names of the truth files, without their ending, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def load(name: str) -> Truth:
    """Return the truth of a plan; raises FileNotFoundError for a name that has none."""
    data: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return Truth(
        file=data["file"],
        head=data["head"],
        sections=tuple((area["code"], area["title"]) for area in data["sections"]),
        tasks=tuple(_task(task) for task in data["tasks"]),
        columns=tuple(data.get("columns", ())),
        plan_problems=tuple(data["plan_problems"]),
        proposals={kind: tuple(rows) for kind, rows in data["proposals"].items()},
    )


def _task(data: Mapping[str, Any]) -> TruthTask:
    return TruthTask(
        order=data["order"],
        section=data["section"],
        number=data["number"],
        objective=data["objective"],
        duty=data["duty"],
        title=data["title"],
        product=data["product"],
        lead=tuple(data["lead"]),
        supporting=tuple(data["supporting"]),
        follow_up=tuple(data["follow_up"]),
        deadline_text=data["deadline_text"],
        kind=data["deadline"]["kind"],
        due=tuple(date.fromisoformat(day) for day in data["deadline"]["due"]),
        line=data["line"],
        damaged={word: tuple(codes) for word, codes in data["damaged"].items()},
        remarks=tuple(data["remarks"]),
        also={
            column: tuple(tuple(value) if isinstance(value, list) else value for value in values)
            for column, values in data.get("also", {}).items()
        },
    )
