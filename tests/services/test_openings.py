"""What a night opened is told to each person in one notice, whatever was slept through."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.labels.notices import notice_words
from app.models import Notification
from app.services import generation
from app.web.edge import DonDoc
from tests.cast import World
from tests.services.test_generation import AREA, MONTHLY, night, started

ONGOING = ("2", "Tuyên truyền", "Phòng Kinh tế, Hạ tầng và Đô thị", "", "Tin, bài", "Thường xuyên")
YEAR_END = date(2026, 12, 20)


def notices_of(session: Session, world: World, name: str) -> list[Notification]:
    rows = session.scalars(
        select(Notification)
        .where(Notification.person_id == world.person(name).id, Notification.kind == "period.open")
        .execution_options(populate_existing=True)
    )
    return list(rows)


def sentence(app: DonDoc, notice: Notification) -> str:
    with app.test_request_context():
        return notice_words(notice).sentence


def test_the_start_of_a_plan_is_told_by_its_own_notice(world: World, session: Session) -> None:
    started(world, [AREA, MONTHLY])
    assert not notices_of(session, world, "Tâm")


def test_what_opens_at_night_is_told_to_the_people_of_its_unit(
    world: World, session: Session, app: DonDoc
) -> None:
    started(world, [AREA, MONTHLY, ONGOING])
    assert night(session, date(2026, 10, 1)) == 2
    (told,) = notices_of(session, world, "Tâm")
    assert sentence(app, told) == "Kỳ mới đã mở: “Công khai kết quả” (Tháng 10/2026)."
    assert told.path.startswith("/viec/")
    assert {len(notices_of(session, world, name)) for name in ("Khang", "Kiên")} == {1}
    assert not notices_of(session, world, "Thư")


def test_after_an_absence_there_is_one_notice_that_names_the_old_periods(
    world: World, session: Session, app: DonDoc
) -> None:
    started(world, [AREA, MONTHLY])
    assert night(session, YEAR_END) == 3
    (told,) = notices_of(session, world, "Tâm")
    assert (told.data["new"], told.data["old"]) == (1, 2)
    words = "Đã mở 1 kỳ mới, 2 kỳ cũ, trước hết là “Công khai kết quả” (Tháng 12/2026)."
    assert sentence(app, told) == words
    assert told.path == "/viec-cua-toi"


def test_a_night_run_twice_tells_once(world: World, session: Session) -> None:
    started(world, [AREA, MONTHLY])
    night(session, YEAR_END)
    (told,) = notices_of(session, world, "Tâm")
    told.read_at = clock.now()
    session.commit()
    assert night(session, YEAR_END) == 0
    (told,) = notices_of(session, world, "Tâm")
    assert told.data["new"] == 1
    assert told.read_at is not None, "nothing new, so it stays read"


def test_what_a_later_transaction_of_the_day_opens_is_added_to_the_one_notice(
    world: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation, "BATCH", 1)
    other = ("3", "Niêm yết thủ tục", MONTHLY[2], "", "Văn bản", "Hằng tháng")
    started(world, [AREA, MONTHLY, other])
    assert night(session, date(2026, 11, 2)) == 4
    (told,) = notices_of(session, world, "Tâm")
    assert told.data["new"] + told.data["old"] == 4
    assert told.read_at is None
