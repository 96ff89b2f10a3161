"""The report pages: a regime begun and edited with a look first, the register, freezing."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    FrozenStanding,
    Person,
    Plan,
    ReportDue,
    ReportingRegime,
    ReportingWindow,
    Section,
    UpdatePeriod,
)
from app.services.reporting_regimes import start_year
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock

LIST = "/ky-bao-cao"
REGIME = "/ky-bao-cao/che-do?nam=2026"


def hidden_fields(page: str) -> dict[str, str]:
    form = page[page.index('name="confirmed"') - 4000 :] if 'name="confirmed"' in page else page
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))


def window_of(session: Session, key: str) -> ReportingWindow:
    session.rollback()
    return session.scalars(select(ReportingWindow).where(ReportingWindow.key == key)).one()


@pytest.fixture
def khang(client_for: Callable[[Person], FlaskClient], world: World) -> FlaskClient:
    return client_for(world.person("Khang"))


@pytest.fixture
def regime(world: World, session: Session) -> ReportingRegime:
    start_year(session, world.actor("Thư"), 2026, "lien-minh", "", clock.now())
    session.commit()
    return session.scalars(select(ReportingRegime)).one()


def test_a_year_begins_after_its_periods_were_shown(office: FlaskClient, session: Session) -> None:
    assert "Năm 2026 chưa có kỳ báo cáo nào." in office.get(LIST).text
    asked = {"nam": "2026", "source": "lien-minh", "document": "Kế hoạch 12/KH-UBND"}
    preview = office.post("/ky-bao-cao/che-do/bat-dau", data=asked)
    assert preview.status_code == 200
    assert "15/6/2026–14/9/2026" in preview.text
    assert "Quý IV/2026 (15/9/2026–14/12/2026)" in preview.text
    session.rollback()
    assert session.scalars(select(UpdatePeriod)).all() == []
    answer = office.post("/ky-bao-cao/che-do/bat-dau", data=hidden_fields(preview.text))
    assert answer.location == REGIME
    page = office.get(REGIME).text
    assert "Kế hoạch 12/KH-UBND" in page
    assert "từ 15/12 năm trước đến 14/3" in page
    assert "Đơn vị gửi báo cáo: 14/9" in page
    assert "Báo cáo CCHC quý III/2026" in office.get(LIST).text


def test_a_rule_is_edited_in_days_and_months_and_saved_after_a_look(
    office: FlaskClient, session: Session, regime: ReportingRegime
) -> None:
    address = f"/ky-bao-cao/che-do/{regime.id}/bao-cao"
    page = office.get(f"{address}?ma=year").text
    typed = {
        "ma": "year",
        "version": str(regime.version),
        "label": "Báo cáo CCHC năm {year}",
        "first": "15/12",
        "first_year": "-1",
        "last": "10/12",
        "cut_off": "10-12",
        "units_send": "10/12",
    }
    assert 'name="first" required type="text" value="15/12"' in page
    wrong = office.post(address, data=typed | {"cut_off": "31/11"})
    assert wrong.status_code == 422
    assert "Ghi ngày và tháng, ví dụ 14/9." in wrong.text
    assert 'value="31/11"' in wrong.text
    out_of_order = office.post(address, data=typed | {"last_year": "-1"})
    assert (out_of_order.status_code, "Kỳ kết thúc trước khi bắt đầu" in out_of_order.text) == (
        422,
        True,
    )
    preview = office.post(address, data=typed)
    assert "trước là 14/12/2026" in preview.text
    assert window_of(session, "2026-Y").cut_off_on == date(2026, 12, 14)
    assert office.post(address, data=hidden_fields(preview.text)).location == REGIME
    assert window_of(session, "2026-Y").cut_off_on == date(2026, 12, 10)
    stale = office.post(address, data=typed | {"confirmed": "y"})
    assert stale.status_code == 409


def test_the_unit_that_leads_an_area_is_suggested_until_another_is_saved(
    office: FlaskClient, world: World, session: Session, regime: ReportingRegime
) -> None:
    plan = add_plan(session, world.mau, clock.now())
    finance, other = (
        Section(commune_id=plan.commune_id, plan_id=plan.id, code=code, title=title, position=n)
        for n, (code, title) in enumerate(
            (("VI", "CẢI CÁCH TÀI CHÍNH CÔNG"), ("I", "Công tác chỉ đạo, điều hành"))
        )
    )
    session.add_all([finance, other])
    session.flush()
    for lead, section in (("hcc", finance), ("kt", finance), ("kt", finance), ("vp", other)):
        add_item(
            session, world.mau, plan, lead=lead, title="Việc", due_on=date(2026, 12, 1),
            now=clock.now(), section_id=section.id,
        )  # fmt: skip
    session.commit()

    def chosen() -> dict[str, str]:
        page = office.get(REGIME).text
        found = re.findall(r'<select[^>]* name="area-(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL)
        picked = {key: re.search(r'value="(\d+)" selected', words) for key, words in found}
        return {key: match[1] for key, match in picked.items() if match}

    kt, hcc = (str(world.mau.units[name].id) for name in ("kt", "hcc"))
    assert chosen() == {"public_finance": kt}
    address = f"/ky-bao-cao/che-do/{regime.id}/chuyen-de"
    office.post(address, data={"version": "1", "area-public_finance": hcc})
    assert chosen() == {"public_finance": hcc}


def test_the_hour_of_a_step_is_edited_with_its_day_and_stands_in_the_period(
    office: FlaskClient, session: Session, regime: ReportingRegime
) -> None:
    address = f"/ky-bao-cao/che-do/{regime.id}/bao-cao"
    page = office.get(f"{address}?ma=year").text
    typed = {
        "ma": "year",
        "version": str(regime.version),
        "label": "Báo cáo CCHC năm {year}",
        "first": "15/12",
        "first_year": "-1",
        "last": "14/12",
        "cut_off": "14/12",
        "units_send": "14/12",
        "units_send_at": "17h",
        "figures_close": "14/12",
        "figures_close_at": "17 giờ 30",
        "confirmed": "y",
    }
    assert 'name="units_send_at"' in page
    for wrong, sentence in (
        ({"units_send_at": "25h"}, "Ghi giờ theo dạng 17 giờ 00."),
        ({"internal_at": "8h"}, "Ghi ngày của bước này, hoặc để trống giờ."),
        ({"figures_close_at": "16h"}, "Xếp ngày theo thứ tự các bước."),
    ):
        refused = office.post(address, data=typed | wrong)
        assert (refused.status_code, sentence in refused.text) == (422, True)
    assert office.post(address, data=typed).location == REGIME
    assert 'value="17 giờ 00"' in office.get(f"{address}?ma=year").text
    window = window_of(session, "2026-Y")
    assert [step.get("at") for step in window.ladder] == ["17:00", "17:30"]
    assert "17:00 ngày 14/12/2026" in office.get(f"{LIST}/{window.id}").text
    # Taken away again, it is the day alone.
    version = {"version": str(regime.version), "units_send_at": "", "figures_close_at": ""}
    assert office.post(address, data=typed | version).location == REGIME
    session.refresh(window)
    assert [step.get("at") for step in window.ladder] == [None, None]


def test_units_read_and_enter_only_their_own_sending(
    khang: FlaskClient,
    office: FlaskClient,
    session: Session,
    world: World,
    regime: ReportingRegime,
) -> None:
    third = window_of(session, "2026-Q3")
    own, other = (
        session.scalars(
            select(ReportDue).where(
                ReportDue.window_id == third.id,
                ReportDue.unit_id == world.mau.units[key].id,
            )
        ).one()
        for key in ("kt", "vp")
    )
    page = khang.get(f"{LIST}/{third.id}").text
    assert page.index("đơn vị anh, chị") < page.index("Văn phòng</span></th>")
    assert page.count("/da-gui") == 1
    assert khang.get(f"/ky-bao-cao/che-do/{regime.id}/bao-cao?ma=q3").status_code == 403
    data = {"version": "1", "sent_on": "11/9/2026", "document": "15/BC-KT", "note": "Qua trục"}
    assert khang.get(f"/ky-bao-cao/bao-cao/{other.id}/da-gui").status_code == 403
    assert 'value="14/9/2026"' in khang.get(f"/ky-bao-cao/bao-cao/{own.id}/da-gui").text
    refused = khang.post(f"/ky-bao-cao/bao-cao/{other.id}/da-gui", data=data)
    assert (refused.status_code, "của đơn vị khác" in refused.text) == (403, True)
    future = khang.post(
        f"/ky-bao-cao/bao-cao/{own.id}/da-gui", data=data | {"sent_on": "15/9/2026"}
    )
    assert (future.status_code, 'value="15/BC-KT"' in future.text) == (422, True)
    done = khang.post(f"/ky-bao-cao/bao-cao/{own.id}/da-gui", data=data)
    assert done.location == f"{LIST}/{third.id}"
    page = office.get(f"{LIST}/{third.id}").text
    assert "Gửi đúng hạn" in page
    noted = page[page.index("11/9/2026, số 15/BC-KT") :]
    assert "ghi vào sổ 08:00 ngày 14/9/2026" in noted[: noted.index("</td>")]
    assert "1 trên 4 báo cáo đã gửi" in page


def test_a_moved_day_shows_the_one_before(
    office: FlaskClient, session: Session, regime: ReportingRegime
) -> None:
    third = window_of(session, "2026-Q3")
    days = {"units_send": "16/9/2026", "figures_close": "16/9/2026", "to_committee": "18/9/2026"}
    address = f"{LIST}/{third.id}/doi-ngay"
    unexplained = office.post(address, data=days | {"version": "1", "reason": ""})
    assert (unexplained.status_code, 'value="16/9/2026"' in unexplained.text) == (422, True)
    office.post(address, data=days | {"version": "1", "reason": "Máy chủ bảo trì"})
    page = office.get(f"{LIST}/{third.id}").text
    assert page.count("trước là 14/9/2026") >= 3
    assert "Máy chủ bảo trì" in page


@pytest.fixture
def followed(world: World, session: Session) -> Plan:
    plan = add_plan(session, world.mau, clock.now())
    for title, day in (("Báo cáo quý", date(2026, 8, 31)), ("Kế hoạch", date(2026, 12, 1))):
        add_item(session, world.mau, plan, lead="kt", title=title, due_on=day, now=clock.now())
    session.commit()
    return plan


def test_figures_are_frozen_on_the_page_and_differences_shown(
    client_for: Callable[[Person], FlaskClient],
    session: Session,
    world: World,
    regime: ReportingRegime,
    followed: Plan,
    test_clock: TestClock,
) -> None:
    office, third = client_for(world.person("Thư")), window_of(session, "2026-Q3")
    assert "Chưa có số liệu nào được chốt" in office.get(f"{LIST}/{third.id}/so-lieu").text
    early = office.post(f"{LIST}/{third.id}/chot-so-lieu", data={"version": "1"})
    assert (early.status_code, "tính hết ngày 14/9/2026" in early.text) == (422, True)
    test_clock.set(datetime(2026, 9, 15, 2, tzinfo=UTC))
    office = client_for(world.person("Thư"))
    assert "Chốt một lần" in office.get(f"{LIST}/{third.id}").text
    done = office.post(f"{LIST}/{third.id}/chot-so-lieu", data={"version": "1"})
    assert done.location == f"{LIST}/{third.id}/so-lieu"
    assert len(session.scalars(select(FrozenStanding)).all()) == 4
    assert "Không có chênh lệch" in office.get(done.location).text
    test_clock.set(datetime(2026, 12, 2, 2, tzinfo=UTC))
    office = client_for(world.person("Thư"))
    page = office.get(done.location).text
    assert "1 nhiệm vụ chênh lệch" in page
    assert 'together">nay 2' in page
    year = window_of(session, "2026-Y")
    assert "Từ số liệu chốt của Báo cáo CCHC quý III/2026" in (
        office.get(f"{LIST}/{year.id}/so-lieu").text
    )


def test_a_one_off_report_is_asked_and_stands_on_the_units_page(
    office: FlaskClient, khang: FlaskClient, world: World, regime: ReportingRegime
) -> None:
    unit = str(world.mau.units["kt"].id)
    asked = {"title": "Cắt giảm thủ tục", "document": "123/SNV", "due_on": "20/9/2026"}
    nobody = office.post(f"{LIST}/dot-xuat", data=asked)
    assert (nobody.status_code, "Chọn ít nhất một đơn vị" in nobody.text) == (422, True)
    done = office.post(f"{LIST}/dot-xuat", data=asked | {"units": [unit]})
    assert done.status_code == 302
    page = khang.get(LIST).text
    assert page.index("Đơn vị anh, chị phải gửi") < page.index("Cắt giảm thủ tục")
