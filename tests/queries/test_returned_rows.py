"""What a row that came back would do, decided from values alone."""

from datetime import date
from typing import Any

import pytest

from app.models import DocumentKind, ReturnedRow, WorkItem
from app.queries.known_results import KnownDocument, KnownResult
from app.queries.returned_rows import Outlook, RowOutcome, kind_of_number, outlook_of
from workflows.states import Status

TODAY, DAY = date(2026, 9, 14), date(2026, 9, 5)
PLAN, BOTH = [(1, "Kế hoạch")], [(1, "Quyết định ban hành"), (2, "Báo cáo kết quả")]
NEW: dict[str, Any] = {"document_number": "12/KH-UBND", "document_on": DAY}


def outlook(
    row: dict[str, Any],
    *,
    known: KnownResult | None = None,
    uncovered: list[tuple[int, str]] | None = None,
    status: Status = Status.assigned,
    version: int = 1,
) -> Outlook:
    given = {"result": "", "document_number": "", "document_on": None, "difficulty": ""}
    return outlook_of(
        ReturnedRow(**{**given, "item_version": 1, "problems": [], **row}),
        WorkItem(status=status, version=version),
        known or KnownResult(),
        PLAN if uncovered is None else uncovered,
        TODAY,
    )


def test_a_row_that_belongs_to_no_item_cannot_be_accepted() -> None:
    row = ReturnedRow(result="Đã làm", document_number="", document_on=None, difficulty="")
    assert outlook_of(row, None, KnownResult(), [], TODAY).outcome is RowOutcome.unknown


@pytest.mark.parametrize(
    ("row", "uncovered", "expected"),
    [
        (NEW, PLAN, Outlook(RowOutcome.submit, True, (1,))),
        (NEW, [], Outlook(RowOutcome.submit, True)),
        (
            {**NEW, "document_number": "9/QĐ-UBND"},
            BOTH,
            Outlook(RowOutcome.progress, True, (1,), ("Báo cáo kết quả",)),
        ),
        (
            {**NEW, "document_number": "15/UBND-VHXH"},
            BOTH,
            Outlook(
                RowOutcome.progress, True, (), ("Quyết định ban hành", "Báo cáo kết quả")
            ),
        ),
        ({"result": "Đang làm"}, PLAN, Outlook(RowOutcome.progress)),
        ({"difficulty": "Thiếu người"}, PLAN, Outlook(RowOutcome.progress)),
        ({"document_number": "12/KH-UBND"}, PLAN, Outlook(RowOutcome.progress)),
        ({"document_on": DAY}, PLAN, Outlook(RowOutcome.progress)),
        ({"problems": [{"code": "day_unreadable"}]}, PLAN, Outlook(RowOutcome.progress)),
        ({"problems": [{"code": "text_cut"}]}, PLAN, Outlook(RowOutcome.nothing_new)),
    ],
)  # fmt: skip
def test_a_document_that_covers_the_checklist_is_handed_in_and_the_rest_is_progress(
    row: dict[str, Any], uncovered: list[tuple[int, str]], expected: Outlook
) -> None:
    assert outlook(row, uncovered=uncovered) == expected


def test_what_is_known_already_is_nothing_new() -> None:
    known = KnownResult("Đã ban hành", "Thiếu kinh phí", (KnownDocument("12/KH-UBND", DAY),))
    same = {**NEW, "result": " Đã  ban hành", "difficulty": "Thiếu kinh phí"}
    assert outlook(same, known=known).outcome is RowOutcome.nothing_new
    assert outlook({**same, "document_number": "12 / kh-ubnd"}, known=known).outcome is not (
        RowOutcome.nothing_new
    )
    assert outlook({**same, "document_number": "12/kh-ubnd"}, known=known).outcome is (
        RowOutcome.nothing_new
    )


def test_a_row_of_an_item_that_waits_for_its_basis_is_told_apart() -> None:
    assert outlook(NEW, status=Status.dormant).outcome is RowOutcome.dormant


@pytest.mark.parametrize("status", [Status.submitted, Status.verified, Status.cancelled])
def test_nothing_is_written_where_the_unit_has_no_next_step(status: Status) -> None:
    assert outlook(NEW, status=status).outcome is RowOutcome.closed


def test_it_says_when_the_item_moved_on_and_when_a_day_lies_ahead() -> None:
    assert outlook(NEW, version=2).is_stale
    assert not outlook({**NEW, "item_version": None}, version=2).is_stale
    ahead = outlook({**NEW, "document_on": date(2026, 9, 15)})
    assert (ahead.day_in_future, ahead.outcome) == (True, RowOutcome.progress)
    assert outlook({**NEW, "document_on": TODAY}).outcome is RowOutcome.submit


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("12/KH-UBND", DocumentKind.plan),
        ("214/QĐ-UBND", DocumentKind.decision),
        ("31/BC-UBND", DocumentKind.report),
        ("5/TTr-VHXH", DocumentKind.submission),
        ("03/BB", DocumentKind.minutes),
        ("7/2026/QĐ-UBND", DocumentKind.decision),
        ("123/UBND-VHXH", DocumentKind.other),
        ("không số", DocumentKind.other),
    ],
)
def test_the_number_says_what_kind_of_document_it_is(number: str, kind: DocumentKind) -> None:
    assert kind_of_number(number) is kind
