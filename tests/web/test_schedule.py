"""Lịch chạy: what every job did and will do, a run at once, and the scheduler that fell silent."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, transactions
from app.extensions import db
from app.labels.jobs import NAME
from app.models import Event, JobRun, Person
from app.services import job_runs
from app.web.edge import DonDoc
from tests.cast import World
from tests.conftest import TestClock
from tests.scheduling import due
from workflows.timetable import JOBS, job_named, slot_text

SILENT = "Bộ lập lịch không chạy."
RUN_NOW = "/lich-chay/viec/flag_late/chay"


def line_of(page: str, title: str) -> str:
    """The words of a job's line, tags left out."""
    row = next(row for row in re.findall(r"<tr.*?</tr>", page, re.S) if f">{title}</a>" in row)
    bare = re.sub(r"<[^>]+>", " ", row).replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(bare.split())


def test_every_job_is_listed_and_one_that_never_ran_says_so(
    admin: FlaskClient, world: World
) -> None:
    page = admin.get("/lich-chay").text
    for job in JOBS:
        assert "chưa chạy lần nào" in line_of(page, str(NAME[job.name]))
    assert "ngày mai 00 giờ 20" in line_of(page, "Ghi nhận quá hạn")
    assert "thứ Hai 21/9/2026 00 giờ 30" in line_of(page, "Số liệu tuần")
    assert "mỗi 30 phút, 06:00 đến 18:00" in line_of(page, "Tổng hợp tuần")
    assert "trong phút tới" in line_of(page, "Gửi thư")


def test_a_run_says_when_how_long_and_what_it_did(
    admin: FlaskClient, world: World, session: Session
) -> None:
    ran(session, "flag_late", {"items_flagged": 3, "people_told": 2}, seconds=65)
    line = line_of(admin.get("/lich-chay").text, "Ghi nhận quá hạn")
    assert "hôm nay 08 giờ 00 mất 1 phút 5 giây" in line
    assert "Chạy xong 3 việc vừa quá hạn; 2 người được báo" in line


def ran(session: Session, name: str, outcome: dict[str, int], seconds: float = 1) -> None:
    """A run of the job's latest slot, taken now."""
    session.rollback()
    job, now = job_named(name), clock.now()
    slot = slot_text(now - timedelta(minutes=1))
    with transactions.short_write(db.engine) as writer:
        job_runs.claim(writer, job, slot, now, "one")
        job_runs.finish(writer, job, slot, "one", outcome, now + timedelta(seconds=seconds))


def test_a_failure_says_what_to_do_and_when_it_is_tried_again(
    app: DonDoc,
    admin: FlaskClient,
    world: World,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    test_clock: TestClock,
) -> None:
    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device: /srv/secret")

    with monkeypatch.context() as patch:
        patch.setattr("app.jobs.work.take_snapshots", broken)
        due(app, session)
    test_clock.move(minutes=1)
    page = admin.get("/lich-chay").text
    line = line_of(page, "Số liệu tuần")
    assert "Lỗi Không đọc hoặc không ghi được tệp trên máy chủ" in line
    assert "Sẽ chạy lại hôm nay 08 giờ 05." in line
    assert "/srv/secret" not in page


def test_a_silent_scheduler_is_told_of_and_one_that_ticks_is_not(
    app: DonDoc,
    admin: FlaskClient,
    world: World,
    session: Session,
    test_clock: TestClock,
) -> None:
    assert SILENT in admin.get("/lich-chay").text, "no run was ever seen"
    due(app, session)
    test_clock.move(minutes=5)
    assert SILENT not in admin.get("/lich-chay").text
    test_clock.move(seconds=1)
    page = admin.get("/lich-chay").text
    assert SILENT in page
    assert "Lần chạy gần nhất: 08:00 ngày 14/9/2026." in page
    assert "flask scheduler" in page
    due(app, session)
    assert SILENT not in admin.get("/lich-chay").text


def test_a_run_at_once_waits_for_the_scheduler_and_then_shows_what_it_did(
    app: DonDoc, admin: FlaskClient, world: World, session: Session
) -> None:
    due(app, session)
    assert "Refresh" not in admin.get("/lich-chay").headers
    answer = admin.post(RUN_NOW, follow_redirects=True)
    assert "Đã ghi yêu cầu" in answer.text
    line = line_of(answer.text, "Ghi nhận quá hạn")
    assert "Đang chờ chạy" in line
    assert "Chạy ngay" not in line
    assert answer.headers["Refresh"] == "5"
    due(app, session)
    after = admin.get("/lich-chay")
    line = line_of(after.text, "Ghi nhận quá hạn")
    assert "Chạy xong Không có việc gì phải làm" in line
    assert "do bấm Chạy ngay" in line
    assert "Refresh" not in after.headers


def test_pressing_twice_makes_one_run(admin: FlaskClient, world: World, session: Session) -> None:
    admin.post(RUN_NOW)
    assert "đang chờ chạy; không cần bấm thêm" in admin.post(RUN_NOW, follow_redirects=True).text
    session.rollback()
    assert len(session.scalars(select(JobRun)).all()) == 1
    (event,) = session.scalars(select(Event).where(Event.kind == "job.run_by_hand"))
    assert event.person_id == world.person("Ánh").id
    record = admin.get("/nhat-ky?kind=job.").text
    assert "Bấm chạy ngay" in record
    assert "Ghi nhận quá hạn" in record


def test_the_standing_office_looks_and_does_not_run(
    office: FlaskClient, world: World, session: Session
) -> None:
    page = office.get("/lich-chay")
    assert page.status_code == 200
    assert "Chạy ngay" not in page.text
    assert office.get("/lich-chay/viec/flag_late").status_code == 200
    assert office.post(RUN_NOW).status_code == 403
    session.rollback()
    assert session.scalars(select(JobRun)).all() == []


def test_nobody_else_gets_in(client_for: Callable[[Person], FlaskClient], world: World) -> None:
    for name in ("Khang", "Long", "Minh", "Sơn"):
        client = client_for(world.person(name))
        for path in ("/lich-chay", "/lich-chay/viec/flag_late", "/lich-chay/thu"):
            assert client.get(path).status_code == 403, (name, path)


def test_the_runs_of_a_job_come_thirty_a_page_the_newest_first(
    admin: FlaskClient, world: World, session: Session, test_clock: TestClock
) -> None:
    for number in range(31):
        ran(session, "flag_late", {"items_flagged": number + 1})
        test_clock.move(minutes=2)
    page = admin.get("/lich-chay/viec/flag_late").text
    found = [int(number) for number in re.findall(r"(\d+) việc vừa quá hạn", page)]
    assert found == list(range(31, 1, -1))
    following = re.search(r'href="([^"]+)" rel="next"', page)
    assert following is not None
    second = admin.get(following[1].replace("&amp;", "&")).text
    assert re.findall(r"(\d+) việc vừa quá hạn", second) == ["1"]
    assert 'rel="next"' not in second


def test_a_job_without_runs_and_a_job_that_is_none(admin: FlaskClient, world: World) -> None:
    assert "Chưa chạy lần nào." in admin.get("/lich-chay/viec/flag_late").text
    assert admin.get("/lich-chay/viec/nothing").status_code == 404
    assert admin.post("/lich-chay/viec/nothing/chay").status_code == 404
