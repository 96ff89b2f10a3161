"""PDF files with text: ruled tables over several pages, files without text, limits."""

from pathlib import Path

import pytest

from app.demo.plan_rows import AREAS
from app.plan_import import PlanReading, read_plan
from tests.plan_import.refusals import refusal_of

RULED = Path(__file__).with_name("files") / "ruled-table.pdf"
"""The table of the demo plan on five pages, objectives merged downwards."""


@pytest.fixture(scope="module")
def ruled() -> PlanReading:
    return read_plan(RULED.read_bytes(), RULED.name)


def test_a_ruled_table_over_several_pages_is_read_exactly(ruled: PlanReading) -> None:
    objective = ""
    expected = []
    for code, (_, tasks) in zip(("I", "II", "III", "IV", "V", "VI", "VII"), AREAS, strict=True):
        for number, task in enumerate(tasks, 1):
            objective = task.objective or objective
            expected.append(
                (code, str(number), objective, task.title, task.product, task.lead,
                 task.supporting, task.deadline)
            )  # fmt: skip
    found = [
        (task.section, task.number, task.objective, task.title, task.products, task.lead,
         task.supporting, task.deadline_text)
        for task in ruled.tasks
    ]  # fmt: skip
    assert found == expected


def test_the_head_stands_on_the_first_page_and_tasks_know_theirs(ruled: PlanReading) -> None:
    assert (ruled.head.number, ruled.head.issuer) == ("05/KH-UBND", "Ủy ban nhân dân phường Mẫu")
    pages = [task.source.page for task in ruled.tasks]
    assert (pages[0], pages[-1]) == (2, 5)
    assert pages == sorted(pages, key=lambda page: page or 0)


def test_a_file_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.plan_import.readers.pdf.reader.MAX_PAGES", 4)
    assert refusal_of(RULED.read_bytes(), "a.pdf") == "file_too_many_pages"


def test_a_page_of_too_many_lines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.plan_import.readers.pdf.page._MOST_RULES", 10)
    assert refusal_of(RULED.read_bytes(), "a.pdf") == "file_too_dense"


def test_a_file_without_text_is_refused_in_words() -> None:
    assert refusal_of(empty_page(), "a.pdf") == "file_pdf_without_text"


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9])
def test_a_file_cut_off_is_refused_or_gives_what_is_left(kept: float) -> None:
    content = RULED.read_bytes()
    assert refusal_of(content[: int(len(content) * kept)], "a.pdf") in (
        "file_damaged",
        "file_pdf_without_text",
    )


def empty_page() -> bytes:
    """Return the smallest PDF: one page with nothing on it."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 4\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)
    )
