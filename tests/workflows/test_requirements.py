"""What wakes a sleeping item: the document's day, and the date that comes of it."""

from datetime import date

import pytest

from workflows.deadlines import Offset, OffsetUnit
from workflows.deadlines.working_days import WorkingCalendar
from workflows.requirements import Facts, Request, as_printed, check_requirements
from workflows.states import Action, ActionRefused, Refusal

TODAY = date(2026, 9, 14)
SIGNED = date(2026, 9, 5)
TYPED = date(2026, 10, 15)
TWENTY_DAYS = Offset(20, OffsetUnit.DAY)
FIVE_WORKING_DAYS = Offset(5, OffsetUnit.WORKING_DAY)
PLAIN = WorkingCalendar()
MONDAY_OFF = WorkingCalendar(days_off=frozenset({date(2026, 9, 7)}))


def woken(offset: Offset | None, document_on: date | None, new_due: date | None) -> Request:
    request = Request(document="15/KH-SNV", document_on=document_on, new_due=new_due)
    check_requirements(Action.activate, Facts(request, TODAY, due_on=None, offset=offset))
    return request


@pytest.mark.parametrize(
    ("offset", "document_on", "new_due", "refusal"),
    [
        (None, None, None, Refusal.date_missing),
        (None, SIGNED, None, Refusal.date_missing),
        (TWENTY_DAYS, None, None, Refusal.document_day_missing),
        (TWENTY_DAYS, date(2026, 9, 15), None, Refusal.document_day_in_future),
        (TWENTY_DAYS, date(2026, 9, 15), TYPED, Refusal.document_day_in_future),
    ],
)
def test_waking_without_a_date_or_a_day_to_count_it_from_is_refused(
    offset: Offset | None, document_on: date | None, new_due: date | None, refusal: Refusal
) -> None:
    with pytest.raises(ActionRefused) as refused:
        woken(offset, document_on, new_due)
    assert refused.value.refusal is refusal


@pytest.mark.parametrize(
    ("offset", "document_on", "new_due"),
    [
        (None, None, TYPED),
        (TWENTY_DAYS, None, TYPED),
        (TWENTY_DAYS, SIGNED, None),
        (TWENTY_DAYS, TODAY, None),
    ],
)
def test_a_typed_date_or_the_documents_day_is_enough(
    offset: Offset | None, document_on: date | None, new_due: date | None
) -> None:
    assert woken(offset, document_on, new_due)


def test_only_waking_counts_from_a_document() -> None:
    with pytest.raises(ActionRefused) as refused:
        check_requirements(Action.set_date, Facts(Request(), TODAY, due_on=None))
    assert refused.value.refusal is Refusal.date_missing


@pytest.mark.parametrize(
    ("offset", "calendar", "due"),
    [
        (TWENTY_DAYS, PLAIN, date(2026, 9, 25)),
        (TWENTY_DAYS, MONDAY_OFF, date(2026, 9, 25)),
        (FIVE_WORKING_DAYS, PLAIN, date(2026, 9, 11)),
        (FIVE_WORKING_DAYS, MONDAY_OFF, date(2026, 9, 14)),
    ],
)
def test_an_empty_date_is_counted_as_the_plan_prints(
    offset: Offset, calendar: WorkingCalendar, due: date
) -> None:
    dated = as_printed(Request(document_on=SIGNED), offset, calendar)
    assert (dated.new_due, dated.counted) == (due, offset)


def test_a_counted_date_moves_off_a_day_off_where_the_commune_has_it_so() -> None:
    calendar = WorkingCalendar(days_off=frozenset({date(2026, 9, 25)}))
    moved = as_printed(Request(document_on=SIGNED), TWENTY_DAYS, calendar, shifts=True)
    assert (moved.new_due, moved.printed_due) == (date(2026, 9, 28), date(2026, 9, 25))
    kept = as_printed(Request(document_on=SIGNED), TWENTY_DAYS, PLAIN, shifts=True)
    assert (kept.new_due, kept.printed_due) == (date(2026, 9, 25), None)


def test_a_typed_date_stays_and_is_not_said_to_be_counted() -> None:
    dated = as_printed(Request(document_on=SIGNED, new_due=TYPED), TWENTY_DAYS, PLAIN)
    assert (dated.new_due, dated.counted) == (TYPED, None)
