"""`flask deadline`: reads printed times, one a line."""

import json
import sys
from datetime import datetime
from typing import NoReturn

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from workflows.deadlines import Before, Span, read_deadline, reading_to_json

deadline = AppGroup("deadline", help="Read printed times.")

_DAY = click.DateTime(["%Y-%m-%d"])
_CANNOT_READ = 2


class _OneLineCommand(click.Command):
    """A command that says in one line what is wrong with its options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse `args`; on a mistake print one line on standard error and exit with 2."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            _stop(error.format_message().splitlines()[0])


@deadline.command("read", cls=_OneLineCommand, with_appcontext=False)
@click.option("--from", "first", type=_DAY, help="The plan's first day, YYYY-MM-DD.")
@click.option("--to", "last", type=_DAY, help="The plan's last day, YYYY-MM-DD.")
@click.option("--issued", type=_DAY, help="The day the plan was issued, YYYY-MM-DD.")
@click.option(
    "--before",
    type=click.Choice([rule.value for rule in Before]),
    default=Before.EXCLUSIVE.value,
    help='Whether "trước ngày X" is the day before X (exclusive) or X.',
)
def read_command(
    first: datetime | None, last: datetime | None, issued: datetime | None, before: str
) -> None:
    """Read phrases from standard input, one a line; print one JSON object a line for each.

    Needs neither database nor secret. Exit code 0, or 2 with one line on standard error when
    an option is wrong.
    """
    span = _span(first, last)
    # Bytes, because the terminal of a server often has no Vietnamese letters.
    for line in sys.stdin.buffer:
        phrase = line.decode("utf-8", errors="replace").rstrip("\r\n")
        reading = read_deadline(phrase, span, issued.date() if issued else None, Before(before))
        said = json.dumps(reading_to_json(reading), ensure_ascii=False)
        click.echo(said.encode("utf-8"))


def _span(first: datetime | None, last: datetime | None) -> Span | None:
    if first is None and last is None:
        return None
    if first is None or last is None:
        _stop(_("Cần cả --from và --to: ngày đầu và ngày cuối của kế hoạch."))
    if last < first:
        _stop(_("--to phải là ngày không sớm hơn --from."))
    return Span(first.date(), last.date())


def _stop(line: str) -> NoReturn:
    click.echo(line.encode("utf-8"), err=True)
    raise SystemExit(_CANNOT_READ)
