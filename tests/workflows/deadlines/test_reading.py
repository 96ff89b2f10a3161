"""The value a reading is, and its JSON form."""

import json
from datetime import date

import pytest

from tests.workflows.deadlines.cases import SECOND_HALF
from workflows.deadlines import Span, read_deadline, reading_from_json, reading_to_json


def test_the_json_form_has_the_agreed_keys():
    data = reading_to_json(read_deadline("Quý III/2025"))
    assert list(data) == ["text", "kind", "opens", "due", "every", "parts", "note"]
    assert (data["kind"], data["opens"], data["due"]) == ("fixed", "2025-07-01", ["2025-09-30"])


@pytest.mark.parametrize(
    "text",
    [
        "Trước ngày 30/7/2025",
        "Định kỳ hằng quý, 6 tháng, 1 năm",
        "Hằng quý; trước ngày 30/9/2025",
        "chậm nhất ngày 14 của tháng cuối quý",
        "Theo quy định",
        "",
        "???",
    ],
)
def test_a_reading_survives_being_stored_as_json(text):
    reading = read_deadline(text, SECOND_HALF)
    stored = json.loads(json.dumps(reading_to_json(reading)))
    assert reading_from_json(stored) == reading


def test_a_stored_reading_of_another_form_is_refused():
    with pytest.raises(KeyError):
        reading_from_json({"text": "Quý III"})
    with pytest.raises(ValueError, match="sometimes"):
        reading_from_json({"text": "", "kind": "sometimes", "due": [], "parts": [], "note": ""})


def test_a_span_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="cannot end"):
        Span(date(2025, 12, 31), date(2025, 7, 1))
