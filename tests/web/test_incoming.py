"""A file whose reading outlasts its request: watched, refused, interrupted, begun again."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import clock
from app.extensions import db
from app.models import DraftStatus, PlanDraft
from app.services import draft_reading
from app.services.backup import BackupRefused, write_backup
from app.services.draft_reading import SILENT
from app.web.drafts import reading_thread
from app.web.edge import DonDoc
from tests.cast import World
from tests.conftest import TestClock
from tests.drafting import rows_of, store_plan
from tests.plan_texts import plan_text
from tests.web.readings import (
    Gate,
    draft_of,
    events,
    threads_ended,
    title_of,
    upload,
)

# A reading that outlasts its request


def test_a_long_reading_is_watched_on_the_page_of_its_draft(
    office: FlaskClient, session: Session, gate: Gate
) -> None:
    answer = upload(office, plan_text())
    draft = draft_of(session)
    assert (answer.status_code, answer.location) == (302, f"/ban-doc/{draft.id}")
    page = office.get(answer.location)
    assert title_of(page) == "Đang đọc tệp…"
    assert page.headers["Refresh"] == "2"
    assert 'role="status"' in page.text
    assert "Đang đọc" in office.get("/ban-doc").text
    assert (draft.status, rows_of(session, draft)) == (DraftStatus.reading, [])
    gate.open.set()
    threads_ended()
    page = office.get(answer.location)
    assert title_of(page).startswith("7 nhiệm vụ đọc được")
    assert "Refresh" not in page.headers
    assert events(session) == ["begin_reading", "create"]


def test_the_page_says_how_many_pages_are_read(
    office: FlaskClient, session: Session, gate: Gate
) -> None:
    gate.pages = (12, 30)
    location = upload(office, plan_text()).location
    for _ in range(200):
        if title_of(office.get(location)) != "Đang đọc tệp…":
            break
        threading.Event().wait(0.05)
    page = office.get(location)
    assert title_of(page) == "Đang đọc trang 12 trên 30…"
    assert '<progress max="30" value="12"' in page.text


def test_a_long_reading_gives_the_same_draft_as_a_short_one(
    app: DonDoc, office: FlaskClient, session: Session, world: World, gate: Gate
) -> None:
    def values(draft: PlanDraft) -> tuple[object, ...]:
        rows = [
            (r.position, r.title, r.lead, r.reading, r.problems, r.source, r.printed)
            for r in rows_of(session, draft)
        ]
        # Whichever is stored second is told of the other.
        problems = [p for p in draft.problems if p["code"] != "plan_in_other_draft"]
        return (draft.title, draft.starts_on, draft.sections, problems, draft.status, rows)

    short = store_plan(world, plan_text())
    expected, short.status = values(short), DraftStatus.discarded  # Else the two are one plan.
    session.commit()
    upload(office, plan_text())
    gate.open.set()
    threads_ended()
    long = draft_of(session)
    assert long.id != short.id
    assert values(long) == expected


def test_a_long_reading_that_gives_nothing_leaves_a_sentence_and_no_file(
    app: DonDoc, office: FlaskClient, session: Session, gate: Gate
) -> None:
    location = upload(office, b"hello, nothing of this kind stands here\n").location
    assert len(app.extensions["storage"].keys()) == 1
    gate.open.set()
    threads_ended()
    page = office.get(location)
    assert title_of(page) == "Không đọc được tệp"
    assert "Không phải là kế hoạch" in page.text
    assert 'href="/ke-hoach/nhap"' in page.text
    assert "Refresh" not in page.headers
    assert app.extensions["storage"].keys() == []
    assert draft_of(session).status is DraftStatus.unreadable
    assert "Không đọc được" in office.get("/ban-doc").text
    assert events(session) == ["begin_reading", "refuse_reading"]


def test_a_draft_that_is_being_read_cannot_be_changed_or_started(
    office: FlaskClient, session: Session, gate: Gate
) -> None:
    upload(office, plan_text())
    draft = draft_of(session)
    for action in ("bo", "dua-vao-theo-doi", "da-xem"):
        answer = office.post(f"/ban-doc/{draft.id}/{action}", data={"version": draft.version})
        assert answer.status_code in (409, 422), action
    assert draft_of(session).status is DraftStatus.reading


def test_two_files_are_read_beside_each_other(
    office: FlaskClient, session: Session, gate: Gate
) -> None:
    locations = [upload(office, plan_text()).location for _ in range(2)]
    assert len(set(locations)) == 2
    gate.open.set()
    threads_ended()
    for location in locations:
        assert title_of(office.get(location)).startswith("7 nhiệm vụ đọc được")


# A reading that waits for others


def wait_for_title(office: FlaskClient, location: str, title: str) -> TestResponse:
    """The page, once what its follower wrote down is on it."""
    for _ in range(200):
        page = office.get(location)
        if title_of(page) == title:
            break
        threading.Event().wait(0.05)
    return page


def test_a_reading_that_waits_says_so_and_how_many_come_before(
    office: FlaskClient, session: Session, gate: Gate
) -> None:
    gate.before = 3
    location = upload(office, plan_text()).location
    page = wait_for_title(office, location, "Đang chờ đến lượt đọc")
    assert title_of(page) == "Đang chờ đến lượt đọc"
    assert "Còn 3 tệp được đọc trước tệp này." in page.text
    assert page.headers["Refresh"] == "2"


def test_a_reading_that_waits_for_long_is_not_taken_for_an_interrupted_one(
    office: FlaskClient,
    session: Session,
    gate: Gate,
    test_clock: TestClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(draft_reading, "BETWEEN_SIGNS", timedelta(0))
    gate.before = 3
    location = upload(office, plan_text()).location
    test_clock.move(hours=2)
    page = wait_for_title(office, location, "Đang chờ đến lượt đọc")
    assert title_of(page) == "Đang chờ đến lượt đọc"
    assert office.post(f"{location}/doc-lai").status_code == 302
    assert events(session) == ["begin_reading"]
    gate.open.set()
    threads_ended()
    assert title_of(office.get(location)).startswith("7 nhiệm vụ đọc được")


def test_a_sign_that_could_not_be_written_ends_no_reading(
    office: FlaskClient, session: Session, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OperationalError("update", {}, Exception("the disk is full"))

    tried = threading.Event()
    monkeypatch.setattr(draft_reading, "note_progress", lambda *_: (tried.set(), fails()))
    location = upload(office, plan_text()).location
    assert tried.wait(10)
    gate.open.set()
    threads_ended()
    assert title_of(office.get(location)).startswith("7 nhiệm vụ đọc được")


@pytest.mark.parametrize(
    ("bound", "sentence"),
    [
        ("MOST_OF_COMMUNE", "Đang có 2 tệp được đọc hoặc chờ đọc."),
        ("MOST_OF_SERVER", "Máy chủ đang đọc hoặc giữ chờ 2 tệp của nhiều nơi."),
    ],
)
def test_when_the_line_is_full_no_further_file_is_taken(
    app: DonDoc,
    office: FlaskClient,
    session: Session,
    gate: Gate,
    monkeypatch: pytest.MonkeyPatch,
    bound: str,
    sentence: str,
) -> None:
    monkeypatch.setattr(draft_reading, bound, 2)
    for _ in range(2):
        assert upload(office, plan_text()).status_code == 302
    refused = upload(office, plan_text())
    assert refused.status_code == 503
    assert sentence in refused.text
    assert len(app.extensions["storage"].keys()) == 2
    gate.open.set()
    threads_ended()
    assert upload(office, plan_text()).status_code == 302


def test_readings_whose_process_is_gone_keep_nobody_out(
    office: FlaskClient,
    session: Session,
    dead: Callable[[], None],
    test_clock: TestClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(draft_reading, "MOST_OF_COMMUNE", 1)
    first = upload(office, plan_text()).location
    assert upload(office, plan_text()).status_code == 503
    interrupted(session, test_clock)
    assert upload(office, plan_text()).status_code == 302
    assert office.post(f"{first}/doc-lai").location == first
    assert "Đang có 1 tệp được đọc" in office.get(first).text
    assert title_of(office.get(first)) == "Việc đọc bị gián đoạn"


# A reading whose process is gone


def interrupted(session: Session, test_clock: TestClock) -> PlanDraft:
    """The latest draft, whose reading nobody follows any more."""
    draft = draft_of(session)
    test_clock.instant = clock.now() + SILENT + timedelta(seconds=1)
    return draft


@pytest.fixture
def dead(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Readings are followed by nobody, as after a crash; calling it brings followers back."""
    follow = reading_thread.Follower.follow
    monkeypatch.setattr(reading_thread.Follower, "follow", lambda *_: None)

    def revive() -> None:
        monkeypatch.setattr(reading_thread.Follower, "follow", follow)
        gate.open.set()

    return revive


def test_an_interrupted_reading_is_begun_again_from_the_stored_file(
    office: FlaskClient, session: Session, dead: Callable[[], None], test_clock: TestClock
) -> None:
    location = upload(office, plan_text()).location
    early = office.post(f"{location}/doc-lai")
    assert early.status_code == 302
    assert events(session) == ["begin_reading"]
    interrupted(session, test_clock)
    page = office.get(location)
    assert title_of(page) == "Việc đọc bị gián đoạn"
    assert f'action="{location}/doc-lai"' in page.text
    assert "Refresh" not in page.headers
    dead()
    assert office.post(f"{location}/doc-lai").location == location
    threads_ended()
    assert title_of(office.get(location)).startswith("7 nhiệm vụ đọc được")
    assert events(session) == ["begin_reading", "read_again", "create"]


def test_the_end_of_a_reading_that_was_begun_anew_counts_nothing(
    app: DonDoc, office: FlaskClient, session: Session, gate: Gate, test_clock: TestClock
) -> None:
    location = upload(office, plan_text()).location
    interrupted(session, test_clock)
    assert office.post(f"{location}/doc-lai").status_code == 302
    gate.open.set()
    threads_ended()
    assert len(rows_of(session, draft_of(session))) == 7
    assert events(session) == ["begin_reading", "read_again", "create"]


def test_a_file_that_is_gone_is_asked_for_again(
    app: DonDoc,
    office: FlaskClient,
    session: Session,
    dead: Callable[[], None],
    test_clock: TestClock,
) -> None:
    location = upload(office, plan_text()).location
    storage = app.extensions["storage"]
    storage.remove(storage.keys()[0])
    interrupted(session, test_clock)
    office.post(f"{location}/doc-lai")
    page = office.get(location)
    assert title_of(page) == "Không đọc được tệp"
    assert "không còn trong kho" in page.text


def test_a_backup_does_without_the_files_that_could_not_be_read(
    app: DonDoc,
    office: FlaskClient,
    session: Session,
    world: World,
    gate: Gate,
    tmp_path: Path,
) -> None:
    upload(office, plan_text())
    upload(office, b"hello, nothing of this kind stands here\n")
    gate.open.set()
    threads_ended()
    storage = app.extensions["storage"]
    manifest = write_backup(db.engine, storage, tmp_path / "first", "1", clock.now())
    assert manifest.files == len(storage.keys()) == 1
    storage.remove(storage.keys()[0])
    with pytest.raises(BackupRefused) as refused:
        write_backup(db.engine, storage, tmp_path / "second", "1", clock.now())
    assert refused.value.why == "file_lost"
