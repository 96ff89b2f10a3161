"""`flask plan`: reads a plan's file and shows the draft, without storing anything."""

import json
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from app.labels.problems import problem_text
from app.plan_import import (
    MAX_BYTES,
    PlanReading,
    PlanRefused,
    Proposal,
    RefusedFile,
    read_plan,
)

plan = AppGroup("plan", help="Read plans.")

_CANNOT_READ = 2


@plan.command("read", with_appcontext=False)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the draft as JSON.")
@click.option("--year", type=click.IntRange(2000, 2100), help="The plan's year.")
@click.option("--issued", type=click.DateTime(["%Y-%m-%d"]), help="The day of issue, YYYY-MM-DD.")
@click.option("--proposals", is_flag=True, help="Add what the prose proposes beside the tasks.")
def read_command(
    file: Path, as_json: bool, year: int | None, issued: datetime | None, proposals: bool
) -> None:
    """Read FILE and print its tasks.

    Needs neither database nor secret. Exit code 0 when a plan was read (also one without
    tasks), 2 with one line on standard error when not.
    """
    try:
        reading = read_plan(
            _content(file), file.name, year=year, issued_on=issued.date() if issued else None
        )
    except FileNotFoundError:
        _stop(_("Không có tệp %(name)s; hãy xem lại đường dẫn.", name=file))
    except OSError:
        _stop(_("Không mở được tệp %(name)s; hãy xem lại tệp và quyền đọc.", name=file))
    except PlanRefused as refusal:
        _stop(f"{file.name}: {problem_text(refusal.code.value, refusal.values)}")
    else:
        # Bytes, because the terminal of a server often has no Vietnamese letters.
        text = (_as_json if as_json else _as_lines)(reading, proposals)
        click.echo(text.encode("utf-8"))


def _content(file: Path) -> bytes:
    if file.stat().st_size > MAX_BYTES:
        raise PlanRefused(RefusedFile.file_too_large, limit=MAX_BYTES // (1024 * 1024))
    return file.read_bytes()


def _as_json(reading: PlanReading, proposals: bool) -> str:
    draft = reading.to_json()
    if proposals:
        draft["proposals"] = [proposal.to_json() for proposal in reading.proposals]
    return json.dumps(draft, ensure_ascii=False, indent=2)


def _as_lines(reading: PlanReading, proposals: bool) -> str:
    """Return the draft for a person at a terminal: one line per task, problems below it."""
    draft = reading.to_json()
    lines = [draft["plan"]["title"], *_problem_lines(draft["problems"])]
    for task in draft["tasks"]:
        place = " ".join(part for part in (task["section"], task["number"]) if part)
        fields = (place, task["title"], ", ".join(task["lead"]), task["deadline"]["text"])
        lines.append(" | ".join(fields))
        lines.extend(_problem_lines(task["problems"]))
    lines.extend(_proposal_line(proposal) for proposal in reading.proposals if proposals)
    return "\n".join(lines)


def _proposal_line(proposal: Proposal) -> str:
    values = ", ".join(f"{name}={value}" for name, value in proposal.values.items())
    fields = (proposal.title, ", ".join(proposal.units), proposal.deadline_text, values)
    return f"  + {proposal.kind.value}: " + " | ".join(field for field in fields if field)


def _problem_lines(problems: list[dict[str, str]]) -> list[str]:
    return [f"  ! {problem['message']}" for problem in problems]


def _stop(line: str) -> None:
    click.echo(line.encode("utf-8"), err=True)
    raise SystemExit(_CANNOT_READ)
