"""`flask schedule`: shows what a printed time comes to over a year."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import NoReturn

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from app.labels.dates import date_text
from app.labels.words import ITEM_KIND
from workflows.deadlines import (
    DeadlineKind,
    PlannedItem,
    Reading,
    Span,
    UpdatePeriod,
    planned_items,
    read_deadline,
)
from workflows.deadlines.periods import whole_quarters
from workflows.reporting import PRESETS, update_periods

schedule = AppGroup("schedule", help="Show what printed times come to.")

_CANNOT_READ = 2
# Before and after these years a mistyped figure is likelier than a plan.
_YEARS = range(1900, 2201)
_WITHOUT_TIME = (DeadlineKind.MISSING, DeadlineKind.UNREADABLE)


class _ExplainedCommand(click.Command):
    """A command that says in one Vietnamese sentence how it is written."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse `args`; on a mistake print one line on standard error and exit with 2."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError:
            _stop(
                _(
                    "Lệnh viết chưa đúng. Hãy viết: flask schedule preview --text THỜI_GIAN"
                    " --from NĂM-THÁNG-NGÀY --to NĂM-THÁNG-NGÀY [--issued NĂM-THÁNG-NGÀY]"
                    " [--preset MẪU] [--json]."
                )
            )


# The values are checked below and not by click, whose messages are in English.
@schedule.command("preview", cls=_ExplainedCommand, with_appcontext=False)
@click.option("--text", help="The printed time, as it stands in the plan.")
@click.option("--from", "first", help="The plan's first day, YYYY-MM-DD.")
@click.option("--to", "last", help="The plan's last day, YYYY-MM-DD.")
@click.option("--issued", help="The day the plan was issued, YYYY-MM-DD.")
@click.option("--preset", help=f"The update periods of a commune: {', '.join(PRESETS)}.")
@click.option("--json", "as_json", is_flag=True, help="Print the items as JSON.")
def preview_command(
    text: str | None,
    first: str | None,
    last: str | None,
    issued: str | None,
    preset: str | None,
    as_json: bool,
) -> None:
    """Print the work items a printed time makes, oldest first, those without a date last.

    Ongoing work follows the update periods of the preset, else the quarters of the calendar;
    everything else keeps to the calendar and to the days the text names. Needs neither database
    nor secret. Exit code 0, or 2 with one line on standard error when an option is wrong.
    """
    if text is None:
        _stop(_('Thiếu --text: phần thời gian in trong kế hoạch, ví dụ --text "Quý III/2025".'))
    span = _span(_day("--from", first), _day("--to", last))
    issued_on = _day("--issued", issued) if issued is not None else None
    reading = read_deadline(_readable(text), span, issued_on)
    items = planned_items(reading, span, issued_on, _update_periods(preset, span))
    printed = _as_json(items) if as_json else _as_table(reading, items)
    # Bytes, because the terminal of a server often has no Vietnamese letters.
    click.echo(printed.encode("utf-8"))


def _readable(text: str) -> str:
    """Return an argument as text: bytes the terminal could not read come as half characters."""
    return text.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")


def _day(option: str, typed: str | None) -> date:
    """Return the day typed for an option; exit where there is none."""
    try:
        day = datetime.strptime(typed or "", "%Y-%m-%d").date()
    except ValueError:
        _stop(_("%(option)s phải là một ngày có thật, viết như 2025-07-01.", option=option))
    if day.year not in _YEARS:
        _stop(
            _(
                "%(option)s phải là ngày từ năm %(first)s đến năm %(last)s.",
                option=option,
                first=_YEARS[0],
                last=_YEARS[-1],
            )
        )
    return day


def _span(first: date, last: date) -> Span:
    if last < first:
        _stop(_("--to phải là ngày không sớm hơn --from."))
    return Span(first, last)


def _update_periods(preset: str | None, span: Span) -> list[UpdatePeriod]:
    if preset is None:
        return whole_quarters(span)
    if preset not in PRESETS:
        _stop(_("--preset phải là một trong: %(names)s.", names=", ".join(PRESETS)))
    return update_periods(PRESETS[preset], span)


def _as_json(items: Sequence[PlannedItem]) -> str:
    rows = [
        {
            "label": item.label,
            "opens": item.opens.isoformat() if item.opens else None,
            "due": item.due.isoformat() if item.due else None,
            "kind": item.kind.value,
        }
        for item in items
    ]
    return json.dumps(rows, ensure_ascii=False)


def _as_table(reading: Reading, items: Sequence[PlannedItem]) -> str:
    """Return how the text was read, and a line for each item under the names of the columns."""
    rows = [(_("Mở"), _("Hạn"), _("Loại"), _("Công việc"))]
    for item in items:
        dateless = reading.parts[item.part_index].kind in _WITHOUT_TIME
        kind = _("Chưa có thời hạn") if dateless else str(ITEM_KIND[item.kind])
        rows.append((date_text(item.opens) or "–", date_text(item.due) or "–", kind, item.label))
    widths = [max(len(row[place]) for row in rows) for place in range(3)]
    lines = [
        "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]))
        for row in rows
    ]
    if not items:
        lines = [_("Không có công việc nào trong khoảng thời gian này.")]
    return "\n".join((_("Đọc là: %(note)s", note=reading.note), *lines))


def _stop(line: str) -> NoReturn:
    click.echo(line.encode("utf-8"), err=True)
    raise SystemExit(_CANNOT_READ)
