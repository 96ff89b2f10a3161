"""Administration of one commune: people, roles, units, settings; nothing of the neighbours."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.models import Appointment, Commune, CompletionDay, Event, Person, Unit, UnitAlias, UnitDuty
from app.web.edge import DonDoc
from tests.cast import World
from tests.conftest import TestClock
from tests.signing_in import ANOTHER, PASSWORD, give_passwords, is_signed_in, sign_in
from workflows.states import Role

TODAY = date(2026, 9, 14)


@pytest.fixture
def admin(client_for: Callable[[Person], FlaskClient], world: World) -> FlaskClient:
    """Ánh's browser."""
    return client_for(world.person("Ánh"))


def _appointment_of(session: Session, person: Person) -> Appointment:
    return session.scalars(
        select(Appointment).where(Appointment.person_id == person.id).order_by(Appointment.id)
    ).all()[-1]


def _events(session: Session, kind: str) -> list[Event]:
    session.rollback()
    return list(session.scalars(select(Event).where(Event.kind == kind).order_by(Event.id)))


def _new_person(world: World, **changed: object) -> dict[str, object]:
    return {
        "full_name": "Lý Thị Mới",
        "username": "moi.lt",
        "email": "moi@example.vn",
        "role": "unit_officer",
        "unit": world.mau.units["kt"].id,
        "title": "Chuyên viên",
        "valid_from": "14/9/2026",
        "valid_to": "",
        **changed,
    }


def test_only_administrators_get_in(
    client_for: Callable[[Person], FlaskClient], world: World
) -> None:
    for name in ("Thư", "Khang", "Kiên", "Long", "Minh", "Sơn"):
        client = client_for(world.person(name))
        for path in ("/quan-tri/nguoi-dung", "/quan-tri/don-vi", "/quan-tri/thiet-lap"):
            assert client.get(path).status_code == 403, (name, path)


def test_a_person_is_added_with_a_role_and_a_link_that_is_shown_once(
    app: DonDoc, admin: FlaskClient, world: World, session: Session
) -> None:
    page = admin.post("/quan-tri/nguoi-dung/them", data=_new_person(world))
    assert page.status_code == 200
    link = re.search(r"http://localhost(/lien-ket/[\w-]+)", page.text)
    assert link is not None
    person = session.scalars(select(Person).where(Person.username == "moi.lt")).one()
    held = _appointment_of(session, person)
    assert (held.role, held.unit_id, held.valid_from) == (
        Role.unit_officer,
        world.mau.units["kt"].id,
        TODAY,
    )
    assert link[1] not in admin.get(f"/quan-tri/nguoi-dung/{person.id}").text
    newcomer = app.test_client()
    assert newcomer.post(link[1], data={"chosen": ANOTHER, "repeated": ANOTHER}).status_code == 302
    assert is_signed_in(newcomer)
    kinds = [e.kind for e in session.scalars(select(Event).order_by(Event.id))]
    assert kinds[:3] == ["person.add", "person.appoint", "person.give_link"]


WRONG_PERSON: tuple[tuple[dict[str, object], str], ...] = (
    ({"full_name": " "}, "Ghi họ và tên"),
    ({"username": "Khang.Mau"}, "đã có người dùng"),
    ({"username": "có cách"}, "3 đến 60 chữ cái không dấu"),
    ({"username": "<b>"}, "3 đến 60 chữ cái không dấu"),
    ({"email": "không phải thư"}, "ten@donvi.gov.vn"),
    ({"email": "a@b.vn\r\nBcc: c@d.vn"}, "ten@donvi.gov.vn"),
    ({"unit": "0"}, "gắn với một đơn vị"),
    ({"role": "emperor"}, "Chọn một mục trong danh sách"),
    ({"unit": "9" * 30}, "Chọn một mục trong danh sách"),
    ({"unit": "x"}, "Chọn một mục trong danh sách"),
    ({"valid_from": "31/02/2026"}, "Ghi ngày theo dạng"),
    ({"valid_from": ""}, "Ghi ngày bắt đầu"),
    ({"valid_to": "13/9/2026"}, "Ngày kết thúc phải từ ngày bắt đầu"),
    ({"title": "a" * 201}, "tối đa 200 ký tự"),
)


def test_what_is_wrong_with_a_new_person_is_said_and_what_was_typed_stays(
    admin: FlaskClient, world: World, session: Session
) -> None:
    before = session.scalar(select(func.count()).select_from(Person))
    for changed, sentence in WRONG_PERSON:
        answer = admin.post("/quan-tri/nguoi-dung/them", data=_new_person(world, **changed))
        assert answer.status_code == 422, changed
        assert sentence in answer.text, changed
        kept = "Lý Thị Mới" if "full_name" not in changed else "moi.lt"
        assert f'value="{kept}"' in answer.text, changed
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Person)) == before


def test_scripts_in_names_are_shown_as_letters(
    admin: FlaskClient, world: World, session: Session
) -> None:
    name = "<script>alert(1)</script>"
    form = _new_person(world, full_name=name, title=name)
    assert name not in admin.post("/quan-tri/nguoi-dung/them", data=form).text
    admin.post("/quan-tri/don-vi/them", data=_unit(name=name, short_name=name))
    person = session.scalars(select(Person).where(Person.username == "moi.lt")).one()
    for path in ("/quan-tri/nguoi-dung", f"/quan-tri/nguoi-dung/{person.id}", "/quan-tri/don-vi"):
        page = admin.get(path).text
        assert name not in page and "&lt;script&gt;" in page, path


def test_a_role_change_signs_the_person_out_at_once(
    app: DonDoc, admin: FlaskClient, world: World, session: Session
) -> None:
    give_passwords(session, world.mau)
    khang = world.person("Khang")
    session.refresh(khang)
    person_id, appointment_id = khang.id, _appointment_of(session, khang).id
    appointment = {"role": "leader", "unit": "0", "title": "", "valid_from": "14/9/2026"}
    changes = (
        (f"/quan-tri/nguoi-dung/{person_id}/vai-tro", appointment),
        (f"/quan-tri/vai-tro/{appointment_id}/ket-thuc", {"from_day": "14/9/2026"}),
        (f"/quan-tri/nguoi-dung/{person_id}/mat-khau-tam", {"password": ANOTHER}),
        (f"/quan-tri/nguoi-dung/{person_id}/khoa", {}),
    )
    for (path, form), password in zip(changes, (PASSWORD,) * 3 + (ANOTHER,), strict=True):
        client = app.test_client()
        sign_in(client, "khang.mau", password)
        assert client.get("/mat-khau").status_code == 200
        assert admin.post(path, data=form).status_code == 302, path
        assert client.get("/mat-khau").status_code == 302, path
    assert sign_in(app.test_client(), "khang.mau", ANOTHER).status_code == 401  # disabled
    assert admin.post(f"/quan-tri/nguoi-dung/{person_id}/mo").status_code == 302
    assert sign_in(app.test_client(), "khang.mau", ANOTHER).status_code == 302
    session.rollback()
    kinds = {e.kind for e in session.scalars(select(Event)) if e.kind.startswith("person.")}
    assert kinds == {
        "person.appoint",
        "person.end_appointment",
        "person.set_password",
        "person.disable",
        "person.enable",
    }


def test_an_ended_role_holds_until_the_day_before_and_stays_in_the_record(
    admin: FlaskClient, world: World, session: Session
) -> None:
    held = _appointment_of(session, world.person("Kiên"))
    path = f"/quan-tri/vai-tro/{held.id}/ket-thuc"
    assert admin.post(path, data={"from_day": "14/9/2026"}).status_code == 302
    session.rollback()
    assert held.valid_to == date(2026, 9, 13)
    (ended,) = _events(session, "person.end_appointment")
    assert (ended.subject_id, ended.old) == (held.person_id, "unit_officer")
    assert ended.data["ends_from"] == "2026-09-14"
    again = admin.post(path, data={"from_day": "20/9/2026"})
    assert again.status_code == 422 and "đã kết thúc" in again.text


def test_a_role_given_by_mistake_today_can_be_taken_away_today(
    admin: FlaskClient, world: World, session: Session
) -> None:
    kien = world.person("Kiên")
    form = {"role": "leader", "unit": "0", "title": "", "valid_from": "14/9/2026"}
    admin.post(f"/quan-tri/nguoi-dung/{kien.id}/vai-tro", data=form)
    mistaken = _appointment_of(session, kien)
    assert mistaken.role is Role.leader
    path = f"/quan-tri/vai-tro/{mistaken.id}/ket-thuc"
    assert admin.post(path, data={"from_day": "14/9/2026"}).status_code == 302
    session.rollback()
    assert _appointment_of(session, kien).role is Role.unit_officer
    assert len(_events(session, "person.end_appointment")) == 1


def test_the_same_role_is_not_given_twice(
    admin: FlaskClient, world: World, session: Session
) -> None:
    kien = world.person("Kiên")
    form = {"role": "unit_officer", "unit": world.mau.units["kt"].id, "valid_from": "01/01/2027"}
    answer = admin.post(f"/quan-tri/nguoi-dung/{kien.id}/vai-tro", data=form)
    assert answer.status_code == 422 and "đang giữ đúng vai trò đó" in answer.text


def test_the_last_administrator_can_neither_leave_nor_be_disabled(
    admin: FlaskClient, world: World, session: Session
) -> None:
    anh = world.person("Ánh")
    for path, form in (
        (f"/quan-tri/nguoi-dung/{anh.id}/khoa", {}),
        (
            f"/quan-tri/vai-tro/{_appointment_of(session, anh).id}/ket-thuc",
            {"from_day": "14/9/2026"},
        ),
    ):
        answer = admin.post(path, data=form)
        assert answer.status_code == 422
        assert "còn ít nhất một người quản trị" in answer.text
    assert admin.get("/quan-tri/nguoi-dung").status_code == 200
    form = {"role": "administrator", "unit": "0", "title": "", "valid_from": "14/9/2026"}
    admin.post(f"/quan-tri/nguoi-dung/{world.person('Vân').id}/vai-tro", data=form)
    answer = admin.post(f"/quan-tri/nguoi-dung/{anh.id}/khoa")
    assert answer.location == "/dang-nhap"
    assert not is_signed_in(admin)


def test_another_communes_people_and_units_are_not_there(
    admin: FlaskClient, world: World, session: Session
) -> None:
    khang, kt = world.ben.people["Khang"], world.ben.units["kt"]
    alias = UnitAlias(
        commune_id=world.ben.commune.id, unit_id=kt.id, written="P. KT", folded="p. kt"
    )
    session.add(alias)
    session.commit()
    before = _snapshot(session)
    appointment_id = _appointment_of(session, khang).id
    person, unit = f"/quan-tri/nguoi-dung/{khang.id}", f"/quan-tri/don-vi/{kt.id}"
    role = {"role": "leader", "unit": "0", "title": "", "valid_from": "14/9/2026"}
    attempts: tuple[tuple[str, dict[str, object]], ...] = (
        (person + "/sua", {"full_name": "Khác"}),
        (person + "/vai-tro", role),
        (person + "/khoa", {}),
        (person + "/mo", {}),
        (person + "/duong-dan", {}),
        (person + "/mat-khau-tam", {"password": ANOTHER}),
        (f"/quan-tri/vai-tro/{appointment_id}/ket-thuc", {"from_day": "14/9/2026"}),
        (unit, _unit(name="Khác")),
        (unit + "/cach-viet", {"written": "Khác"}),
        (f"/quan-tri/cach-viet/{alias.id}/bo", {}),
    )
    for path, form in attempts:
        assert admin.post(path, data=form).status_code == 404, path
    for path in (person, unit):
        assert admin.get(path).status_code == 404, path
    foreign = admin.post("/quan-tri/nguoi-dung/them", data=_new_person(world, unit=kt.id))
    assert foreign.status_code == 422
    assert _snapshot(session) == before
    people = "/quan-tri/nguoi-dung"
    for path in (people, "/quan-tri/don-vi", f"{people}?after={khang.id}"):
        assert ".ben" not in admin.get(path).text


def test_an_id_that_no_row_can_have_is_not_found(admin: FlaskClient, world: World) -> None:
    for number in (0, 2**31 - 1, 2**31, 2**63, 10**30):
        assert admin.get(f"/quan-tri/nguoi-dung/{number}").status_code == 404, number
        assert admin.get(f"/quan-tri/don-vi/{number}").status_code == 404, number
        assert admin.post(f"/quan-tri/vai-tro/{number}/ket-thuc").status_code == 404, number
        assert admin.post("/chon-xa", data={"commune": number}).status_code == 404, number
        assert admin.get(f"/quan-tri/nguoi-dung?after={number}").status_code == 200, number
    assert admin.get("/quan-tri/nguoi-dung?after=x").status_code == 200


def _snapshot(session: Session) -> list[object]:
    session.rollback()
    return [
        session.execute(select(model.__table__).order_by(model.id)).all()
        for model in (Person, Appointment, Unit, UnitAlias, Event)
    ]


def test_somebody_of_two_communes_is_out_of_reach_of_either(
    admin: FlaskClient,
    client_for: Callable[[Person], FlaskClient],
    world: World,
    session: Session,
) -> None:
    """An administrator must not come into the neighbour's work by way of a shared person."""
    give_passwords(session, world.ben)
    guest = world.ben.people["Minh"]
    known = {
        "username": "minh.ben",
        "role": "viewer",
        "unit": "0",
        "title": "",
        "valid_from": "14/9/2026",
    }
    added = admin.post("/quan-tri/nguoi-dung/da-co", data=known)
    assert added.location == f"/quan-tri/nguoi-dung/{guest.id}"
    page = admin.get(added.location).text
    assert "không thuộc quyền của một xã" in page and "Cấp đường dẫn" not in page
    person = f"/quan-tri/nguoi-dung/{guest.id}"
    for path, form in (
        (person + "/duong-dan", {}),
        (person + "/mat-khau-tam", {"password": ANOTHER}),
        (person + "/khoa", {}),
        (person + "/mo", {}),
        (person + "/sua", {"full_name": "Khác"}),
    ):
        answer = admin.post(path, data=form)
        assert answer.status_code == 403, path
        assert "do người vận hành máy chủ làm" in answer.text
    session.rollback()
    assert guest.disabled_at is None and guest.full_name == "Đặng Văn Minh"
    neighbour = client_for(world.ben.people["Ánh"])
    assert neighbour.post(person + "/duong-dan").status_code == 403
    role = _appointment_of(session, guest)
    assert role.commune_id == world.mau.commune.id
    ended = admin.post(f"/quan-tri/vai-tro/{role.id}/ket-thuc", data={"from_day": "14/9/2026"})
    assert ended.location == "/quan-tri/nguoi-dung"
    assert neighbour.post(person + "/duong-dan").status_code == 200


def test_a_role_in_one_commune_leaves_the_session_in_the_other(
    app: DonDoc, admin: FlaskClient, world: World, session: Session
) -> None:
    give_passwords(session, world.ben)
    guest = app.test_client()
    sign_in(guest, "minh.ben")
    known = {"username": "minh.ben", "role": "viewer", "unit": "0", "valid_from": "14/9/2026"}
    assert admin.post("/quan-tri/nguoi-dung/da-co", data=known).status_code == 302
    assert is_signed_in(guest)


def test_a_known_person_must_exist(admin: FlaskClient, world: World) -> None:
    known = {"username": "nobody", "role": "viewer", "unit": "0", "valid_from": "14/9/2026"}
    answer = admin.post("/quan-tri/nguoi-dung/da-co", data=known)
    assert answer.status_code == 422 and "Chưa có tài khoản nào tên này" in answer.text


def test_a_temporary_password_must_be_changed_by_its_owner(
    app: DonDoc, admin: FlaskClient, world: World
) -> None:
    path = f"/quan-tri/nguoi-dung/{world.person('Kiên').id}/mat-khau-tam"
    weak = admin.post(path, data={"password": "matkhau123"})
    assert weak.status_code == 422 and "dễ bị đoán" in weak.text
    assert admin.post(path, data={"password": PASSWORD}).status_code == 302
    client = app.test_client()
    assert sign_in(client, "kien.mau").location == "/mat-khau"
    assert client.get("/viec-cua-toi").location == "/mat-khau"


def test_a_unit_without_accounts_takes_nobody(
    admin: FlaskClient, world: World, session: Session
) -> None:
    admin.post("/quan-tri/don-vi/them", data=_unit(name="Thôn Đông", kind="without_account"))
    village = session.scalars(select(Unit).where(Unit.name == "Thôn Đông")).one()
    answer = admin.post("/quan-tri/nguoi-dung/them", data=_new_person(world, unit=village.id))
    assert answer.status_code == 422
    office = world.mau.units["kt"]
    changed = _unit(name=office.name, short_name=office.short_name, kind="outside")
    answer = admin.post(f"/quan-tri/don-vi/{office.id}", data=changed)
    assert answer.status_code == 422 and "đang có người giữ vai trò" in answer.text


def _unit(**changed: object) -> dict[str, object]:
    return {
        "name": "Trạm Y tế",
        "short_name": "Trạm Y tế",
        "kind": "under_committee",
        "duty": "",
        **changed,
    }


def test_a_unit_is_added_at_the_end_and_named_once(
    admin: FlaskClient, world: World, session: Session
) -> None:
    assert admin.post("/quan-tri/don-vi/them", data=_unit()).status_code == 302
    added = session.scalars(select(Unit).where(Unit.name == "Trạm Y tế")).one()
    assert (added.code, added.position) == ("tram-y-te", 5)
    again = admin.post("/quan-tri/don-vi/them", data=_unit(name="TRẠM  Y TẾ"))
    assert again.status_code == 422 and "đã có đơn vị tên này" in again.text
    assert len(_events(session, "unit.add")) == 1


def test_a_duty_passes_from_one_unit_to_the_other(
    admin: FlaskClient, world: World, session: Session
) -> None:
    office = world.mau.units["vp"]
    form = _unit(name=office.name, short_name=office.short_name, duty="standing_office")
    assert admin.post(f"/quan-tri/don-vi/{office.id}", data=form).status_code == 302
    assert "Phòng Văn hóa - Xã hội thôi làm nhiệm vụ này" in admin.get("/quan-tri/don-vi").text
    session.rollback()
    assert office.duty is UnitDuty.standing_office
    assert world.mau.units["vhxh"].duty is None
    assert world.ben.units["vhxh"].duty is UnitDuty.standing_office
    form = _unit(name="Công an phường", kind="coordinating", duty="counter_checking")
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
    assert len(_events(session, "unit.remove_spelling")) == 1


SETTINGS = {
    "name": "Phường Mẫu",
    "province": "Tỉnh Mẫu",
    "completion_day": "submission_day",
    "verification_working_days": "3",
    "supplement_days": "0",
    "before": "inclusive",
}


def test_settings_are_stored_and_each_change_is_an_event(
    admin: FlaskClient, world: World, session: Session
) -> None:
    assert admin.post("/quan-tri/thiet-lap", data=SETTINGS).status_code == 302
    session.rollback()
    commune = session.get_one(Commune, world.mau.commune.id)
    assert commune.completion_day is CompletionDay.submission_day
    assert (commune.verification_working_days, commune.supplement_days) == (3, 0)
    assert commune.before_is_inclusive
    changed = {e.data["field"] for e in _events(session, "commune.change")}
    assert changed == {
        "completion_day",
        "verification_working_days",
        "supplement_days",
        "before_is_inclusive",
    }
    admin.post("/quan-tri/thiet-lap", data=SETTINGS)
    assert len(_events(session, "commune.change")) == 4
    assert session.get_one(Commune, world.ben.commune.id).supplement_days == 5


WRONG_SETTINGS = (
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
    assert _events(session, "commune.change") == []


def test_the_list_of_people_runs_as_many_queries_for_three_hundred_as_for_eleven(
    admin: FlaskClient, world: World, session: Session
) -> None:
    few = _queries_of(admin, "/quan-tri/nguoi-dung")
    _add_people(session, world, 300)
    many = _queries_of(admin, "/quan-tri/nguoi-dung")
    assert many == few <= 12


def _queries_of(client: FlaskClient, path: str) -> int:
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def _add_people(session: Session, world: World, count: int) -> None:
    people = [
        Person(username=f"them{n}", full_name=f"Người Thêm {n:03}", created_at=clock.now())
        for n in range(count)
    ]
    session.add_all(people)
    session.flush()
    session.add_all(
        Appointment(
            commune_id=world.mau.commune.id,
            person_id=person.id,
            role=Role.viewer,
            valid_from=TODAY,
        )
        for person in people
    )
    session.commit()


def test_the_pages_of_people_show_everybody_once(
    admin: FlaskClient, world: World, session: Session
) -> None:
    _add_people(session, world, 120)
    found: list[str] = []
    path = "/quan-tri/nguoi-dung"
    while path:
        page = admin.get(path).text
        found += re.findall(r'<span class="under">([\w.]+\d*)</span>', page)
        onward = re.search(r'href="(/quan-tri/nguoi-dung\?after=\d+)"', page)
        path = onward[1] if onward else ""
    usernames = [name for name in found if name.startswith("them") or name.endswith(".mau")]
    assert len(usernames) == len(set(usernames)) == 131


def test_who_has_no_password_or_is_locked_is_counted_in_the_title(
    admin: FlaskClient, world: World, session: Session
) -> None:
    give_passwords(session, world.mau)
    world.person("Kiên").disabled_at = clock.now()
    world.person("Tâm").password_hash = None
    session.commit()
    page = admin.get("/quan-tri/nguoi-dung").text
    assert "9 người đăng nhập được, 1 người chưa đặt mật khẩu" in page
    assert "1 tài khoản đang khóa" in page


def test_a_role_that_begins_later_gives_nothing_until_then(
    admin: FlaskClient,
    client_for: Callable[[Person], FlaskClient],
    world: World,
    test_clock: TestClock,
) -> None:
    form = {"role": "administrator", "unit": "0", "title": "", "valid_from": "15/9/2026"}
    admin.post(f"/quan-tri/nguoi-dung/{world.person('Kiên').id}/vai-tro", data=form)
    kien = client_for(world.person("Kiên"))
    assert kien.get("/quan-tri/don-vi").status_code == 403
    test_clock.set(test_clock() + timedelta(hours=16) - timedelta(seconds=1))  # 23:59:59 there
    assert client_for(world.person("Kiên")).get("/quan-tri/don-vi").status_code == 403
    test_clock.move(seconds=1)
    assert client_for(world.person("Kiên")).get("/quan-tri/don-vi").status_code == 200


def test_every_form_of_administration_is_refused_without_its_token(
    app: DonDoc, admin: FlaskClient, world: World, session: Session
) -> None:
    before = _snapshot(session)
    app.config["WTF_CSRF_ENABLED"] = True
    values = {
        "person_id": world.person("Kiên").id,
        "appointment_id": 1,
        "unit_id": world.mau.units["kt"].id,
        "unit_alias_id": 1,
    }
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("administration.") and "POST" in (rule.methods or ())
    ]
    assert len(rules) >= 13
    for rule in rules:
        adapter = app.url_map.bind("localhost")
        wanted = {name: values[name] for name in rule.arguments}
        path = adapter.build(rule.endpoint, wanted, method="POST")
        for token in ({}, {"csrf_token": "x"}):
            assert admin.post(path, data={**SETTINGS, **token}).status_code == 400, path
    assert _snapshot(session) == before
