"""Half a minute of hostile files, the same each time; `python3 run.py soak` runs for longer."""

import pytest

from tests.soak.hostile_files import hostile_file
from tests.soak.reading import Answer, read_hostile_files

SEED = 20_261_120
SECONDS = 30.0
MEGABYTE = 1024 * 1024


def test_hostile_files_end_in_a_draft_or_a_named_refusal_in_time() -> None:
    trial = read_hostile_files(SEED, SECONDS)
    assert trial.faults == []
    assert trial.outcomes["read"] > 0
    assert trial.outcomes["file_damaged"] > 0
    assert trial.peak_bytes < 700 * MEGABYTE


def test_the_same_number_makes_the_same_file_again() -> None:
    files = [hostile_file(SEED, number) for number in range(12)]
    assert files == [hostile_file(SEED, number) for number in range(12)]
    assert len({content for _, content in files}) == 12


def test_a_file_that_takes_too_long_is_given_to_the_isolated_reader() -> None:
    trial = read_hostile_files(SEED, 0, limit=0.001)
    (outcome,) = trial.outcomes
    assert outcome.endswith("in isolation")


def test_a_traceback_is_a_fault_with_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def isolated(*_: object) -> Answer:
        return "traceback", 0, "ValueError"

    monkeypatch.setattr("tests.soak.reading._in_isolation", isolated)
    assert read_hostile_files(SEED, 0, limit=0.001).faults == [f"seed {SEED}, number 0: ValueError"]
