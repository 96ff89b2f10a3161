"""What stands in the record, in words."""

import pytest

from app.labels.events import value_text
from app.web.edge import DonDoc


@pytest.mark.parametrize(
    ("recorded", "shown"),
    [
        ("2026-09-07", "07/9/2026"),
        ("2026-02-31", "2026-02-31"),
        ("verified", "Đã hoàn thành"),
        ("12/KH-UBND", "12/KH-UBND"),
        ("", ""),
    ],
)
def test_a_recorded_value_is_shown_as_an_office_writes_it(
    app: DonDoc, recorded: str, shown: str
) -> None:
    with app.test_request_context():
        assert value_text(recorded) == shown
