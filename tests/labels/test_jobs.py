"""The words of jobs: every job has a name and a purpose; when, how long, why not."""

from datetime import UTC, datetime, timedelta

import pytest

from app.labels.jobs import (
    NAME,
    PURPOSE,
    duration_words,
    error_words,
    job_name,
    when_words,
)
from app.web.edge import DonDoc
from workflows.timetable import JOBS

NOW = datetime(2026, 9, 14, 1, 0, tzinfo=UTC)  # Monday, 08:00 in Vietnam.

WHEN = (
    (timedelta(minutes=1), "trong phút tới"),
    (timedelta(hours=2, minutes=5), "hôm nay 10 giờ 05"),
    (timedelta(), "hôm nay 08 giờ 00"),
    (timedelta(minutes=-1), "hôm nay 07 giờ 59"),
    (timedelta(hours=15, minutes=59), "hôm nay 23 giờ 59"),
    (timedelta(hours=16), "ngày mai 00 giờ 00"),
    (timedelta(hours=-9), "hôm qua 23 giờ 00"),
    (timedelta(days=7, minutes=-30), "thứ Hai 21/9/2026 07 giờ 30"),
    (timedelta(days=-2), "thứ Bảy 12/9/2026 08 giờ 00"),
)

LENGTHS = (
    (timedelta(milliseconds=900), "chưa đến 1 giây"),
    (timedelta(seconds=1), "1 giây"),
    (timedelta(seconds=59.9), "59 giây"),
    (timedelta(minutes=3), "3 phút"),
    (timedelta(minutes=61, seconds=5), "61 phút 5 giây"),
)


def test_every_job_of_the_timetable_has_a_name_and_a_purpose() -> None:
    names = {job.name for job in JOBS}
    assert names <= NAME.keys()
    assert names <= PURPOSE.keys()


def test_a_job_that_is_no_more_is_called_as_its_runs_were_kept(app: DonDoc) -> None:
    assert job_name("flag_late") == "Ghi nhận quá hạn"
    assert job_name("no_more") == "no_more"


def test_an_instant_is_said_as_people_say_it(app: DonDoc) -> None:
    said = [when_words(NOW + span, NOW).replace("\N{NO-BREAK SPACE}", " ") for span, _ in WHEN]
    assert said == [words for _, words in WHEN]


def test_a_duration_is_said_in_minutes_and_seconds(app: DonDoc) -> None:
    assert [duration_words(span) for span, _ in LENGTHS] == [words for _, words in LENGTHS]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("OperationalError('(psycopg) server closed', {'name': 'Khang'})", "cơ sở dữ liệu"),
        ("OSError(28, 'No space left on device')", "dung lượng ổ đĩa"),
        ("RuntimeError('mật khẩu của Khang')", "(RuntimeError)"),
        ("", "(?)"),
    ],
)
def test_a_failure_says_what_to_do_and_shows_nothing_of_the_data(
    app: DonDoc, error: str, words: str
) -> None:
    said = error_words(error)
    assert words in said
    assert "Khang" not in said
