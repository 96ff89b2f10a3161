"""`flask jobs`: the timetable in words, and one job by hand."""

from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from app.web.edge import DonDoc
from tests.cast import World
from tests.conftest import TestClock
from tests.mail_sink import Sink, running_sink
from tests.scheduling import MONDAY_MORNING, READERS, start_plan
from workflows.timetable import JOBS


@pytest.fixture
def mail_sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


@pytest.fixture
def started(app: DonDoc, world: World, session: Session, mail_sink: Sink) -> World:
    start_plan(app, world, session, mail_sink.port)
    return world


@pytest.fixture
def command(app: DonDoc, session: Session) -> Callable[..., tuple[int, str, str]]:
    runner: FlaskCliRunner = app.test_cli_runner()

    def call(*words: str) -> tuple[int, str, str]:
        session.rollback()
        result = runner.invoke(args=words)
        return result.exit_code, result.stdout, result.stderr

    return call


def test_the_list_names_every_job_when_it_ran_and_when_it_will(
    started: World, command: Callable[..., tuple[int, str, str]], test_clock: TestClock
) -> None:
    test_clock.set(MONDAY_MORNING)
    assert command("jobs", "run", "flag_late")[0] == 0
    code, out, _ = command("jobs", "list")
    assert code == 0
    for job in JOBS:
        assert f"{job.name}: " in out
    assert "giờ chạy   00:30 thứ Hai" in out
    assert "giờ chạy   mỗi 30 phút, 06:00 đến 18:00 hằng ngày" in out
    assert "lần trước  07:31 ngày 14/9/2026 (0.0 giây): 1 việc vừa quá hạn" in out
    assert "lần tới    00:30 ngày 21/9/2026" in out
    assert out.count("chưa chạy") == len(JOBS) - 1


def test_a_job_by_hand_prints_what_it_did(
    started: World, command: Callable[..., tuple[int, str, str]], mail_sink: Sink
) -> None:
    code, out, _ = command("jobs", "run", "weekly_digest", "--today", "2026-10-05")
    assert (code, out) == (0, "weekly_digest: 6 thư được soạn; 6 thư đã gửi\n")
    assert len(mail_sink.received) == len(READERS)
    assert str(mail_sink.received[0]["Subject"]).startswith(
        "[CCHC Phường Mẫu] Tổng hợp tuần 05–11/10/2026: 1 quá hạn"
    )
    assert command("jobs", "run", "weekly_digest", "--today", "2026-10-05")[1] == (
        "weekly_digest: không có việc gì phải làm\n"
    )


def test_a_wrong_call_is_answered_in_one_line(
    command: Callable[..., tuple[int, str, str]],
) -> None:
    for words, said in (
        (["weekly_newsletter"], "Không có việc “weekly_newsletter”"),
        (["flag_late", "--today", "hôm qua"], "“hôm qua” không phải ngày"),
        (["flag_late", "--today", "2026-02-30"], "“2026-02-30” không phải ngày"),
    ):
        code, out, error = command("jobs", "run", *words)
        assert (code, out) == (2, "")
        assert error.startswith(said)
        assert error.count("\n") == 1


def test_a_job_by_hand_that_fails_says_so_and_exits_with_1(
    started: World,
    command: Callable[..., tuple[int, str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("app.jobs.work.flag_late_items", broken)
    code, out, error = command("jobs", "run", "flag_late")
    assert (code, out) == (1, "")
    assert "flag_late: lỗi: RuntimeError: the disk is full" in error
