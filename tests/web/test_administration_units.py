"""Administration of units and settings."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Commune, CompletionDay, Unit, UnitAlias, UnitDuty
from tests.administering import (
    SETTINGS,
    events_of,
    new_person,
    unit_form,
)
from tests.cast import World


def test_a_unit_without_accounts_takes_nobody(
    admin: FlaskClient, world: World, session: Session
) -> None:
    admin.post("/quan-tri/don-vi/them", data=unit_form(name="Thôn Đông", kind="without_account"))
    village = session.scalars(select(Unit).where(Unit.name == "Thôn Đông")).one()
    answer = admin.post("/quan-tri/nguoi-dung/them", data=new_person(world, unit=village.id))
    assert answer.status_code == 422
    office = world.mau.units["kt"]
    changed = unit_form(name=office.name, short_name=office.short_name, kind="outside")
    answer = admin.post(f"/quan-tri/don-vi/{office.id}", data=changed)
    assert answer.status_code == 422 and "đang có người giữ vai trò" in answer.text


def test_a_unit_is_added_at_the_end_and_named_once(
    admin: FlaskClient, world: World, session: Session
) -> None:
    assert admin.post("/quan-tri/don-vi/them", data=unit_form()).status_code == 302
    added = session.scalars(select(Unit).where(Unit.name == "Trạm Y tế")).one()
    assert (added.code, added.position) == ("tram-y-te", 5)
    again = admin.post("/quan-tri/don-vi/them", data=unit_form(name="TRẠM  Y TẾ"))
    assert again.status_code == 422 and "đã có đơn vị tên này" in again.text
    assert len(events_of(session, "unit.add")) == 1


def test_a_duty_passes_from_one_unit_to_the_other(
    admin: FlaskClient, world: World, session: Session
) -> None:
    office = world.mau.units["vp"]
    form = unit_form(name=office.name, short_name=office.short_name, duty="standing_office")
    assert admin.post(f"/quan-tri/don-vi/{office.id}", data=form).status_code == 302
    assert "Phòng Văn hóa - Xã hội thôi làm nhiệm vụ này" in admin.get("/quan-tri/don-vi").text
    session.rollback()
    assert office.duty is UnitDuty.standing_office
    assert world.mau.units["vhxh"].duty is None
    assert world.ben.units["vhxh"].duty is UnitDuty.standing_office
    form = unit_form(name="Công an phường", kind="coordinating", duty="counter_checking")
    answer = admin.post(f"/quan-tri/don-vi/{world.mau.units['ca'].id}", data=form)
    assert answer.status_code == 422 and "Chỉ đơn vị thuộc UBND" in answer.text


def test_spellings_are_remembered_once_and_forgotten_on_request(
    admin: FlaskClient, world: World, session: Session
) -> None:
    office, culture = world.mau.units["vp"], world.mau.units["vhxh"]
    path = f"/quan-tri/don-vi/{office.id}/cach-viet"
    for written in ("VP. HDND- UBND", "vp. hdnd-  ubnd"):
        admin.post(path, data={"written": written})
    alias = session.scalars(select(UnitAlias)).one()
    assert (alias.written, alias.folded) == ("VP. HDND- UBND", "vp. hdnd- ubnd")
    other = admin.post(
        f"/quan-tri/don-vi/{culture.id}/cach-viet", data={"written": "VP. HDND- UBND"}
    )
    assert other.status_code == 422 and "đang được hiểu là Văn phòng" in other.text
    assert admin.post(path, data={"written": " \u200b "}).status_code == 422
    assert admin.post(f"/quan-tri/cach-viet/{alias.id}/bo").status_code == 302
    session.rollback()
    assert session.scalars(select(UnitAlias)).all() == []
    assert len(events_of(session, "unit.remove_spelling")) == 1


def test_settings_are_stored_and_each_change_is_an_event(
    admin: FlaskClient, world: World, session: Session
) -> None:
    assert admin.post("/quan-tri/thiet-lap", data=SETTINGS).status_code == 302
    session.rollback()
    commune = session.get_one(Commune, world.mau.commune.id)
    assert commune.completion_day is CompletionDay.submission_day
    assert (commune.verification_working_days, commune.supplement_days) == (3, 0)
    assert commune.before_is_inclusive
    changed = {e.data["field"] for e in events_of(session, "commune.change")}
    assert changed == {
        "completion_day",
        "verification_working_days",
        "supplement_days",
        "before_is_inclusive",
    }
    admin.post("/quan-tri/thiet-lap", data=SETTINGS)
    assert len(events_of(session, "commune.change")) == 4
    assert session.get_one(Commune, world.ben.commune.id).supplement_days == 5


def test_what_counts_as_evidence_two_steps_and_silence_are_set(
    admin: FlaskClient, world: World, session: Session
) -> None:
    page = admin.get("/quan-tri/thiet-lap").text
    for sentence in ("chưa có tệp", "đề xuất", "Tổng hợp tuần"):
        assert sentence in page
    wanted = {"number_suffices": "y", "two_step_verdicts": "y", "silence_days": "45"}
    admin.post("/quan-tri/thiet-lap", data={**SETTINGS, **wanted})
    session.rollback()
    commune = session.get_one(Commune, world.mau.commune.id)
    assert (commune.number_suffices, commune.two_step_verdicts, commune.silence_days) == (
        True,
        True,
        45,
    )
    changed = {e.data["field"] for e in events_of(session, "commune.change")}
    assert {"number_suffices", "two_step_verdicts", "silence_days"} <= changed


WRONG_SETTINGS = (
    ({"silence_days": "6"}, "Ghi số từ 7 đến 365"),
    ({"name": ""}, "Ghi tên xã"),
    ({"verification_working_days": "0"}, "Ghi số từ 1 đến 60"),
    ({"verification_working_days": "x"}, "Ghi một số nguyên"),
    ({"supplement_days": "61"}, "Ghi số từ 0 đến 60"),
    ({"completion_day": "never"}, "Chọn một mục trong danh sách"),
)


def test_settings_out_of_bounds_are_refused(
    admin: FlaskClient, world: World, session: Session
) -> None:
    for changed, sentence in WRONG_SETTINGS:
        answer = admin.post("/quan-tri/thiet-lap", data={**SETTINGS, **changed})
        assert answer.status_code == 422 and sentence in answer.text, changed
    assert events_of(session, "commune.change") == []
