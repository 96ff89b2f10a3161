"""Administration of people: roles, accounts, one-time links, and who may."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import Event, Person
from app.web.edge import DonDoc
from tests.administering import (
    TODAY,
    add_people,
    appointment_of,
    events_of,
    new_person,
    queries_of,
    unit_form,
)
from tests.cast import World
from tests.conftest import TestClock
from tests.signing_in import ANOTHER, PASSWORD, give_passwords, is_signed_in, sign_in
from workflows.states import Role


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
    page = admin.post("/quan-tri/nguoi-dung/them", data=new_person(world))
    assert page.status_code == 200
    link = re.search(r"http://localhost(/lien-ket/[\w-]+)", page.text)
    assert link is not None
    person = session.scalars(select(Person).where(Person.username == "moi.lt")).one()
    held = appointment_of(session, person)
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
        answer = admin.post("/quan-tri/nguoi-dung/them", data=new_person(world, **changed))
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
    form = new_person(world, full_name=name, title=name)
    assert name not in admin.post("/quan-tri/nguoi-dung/them", data=form).text
    admin.post("/quan-tri/don-vi/them", data=unit_form(name=name, short_name=name))
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
    person_id, appointment_id = khang.id, appointment_of(session, khang).id
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
    held = appointment_of(session, world.person("Kiên"))
    path = f"/quan-tri/vai-tro/{held.id}/ket-thuc"
    assert admin.post(path, data={"from_day": "14/9/2026"}).status_code == 302
    session.rollback()
    assert held.valid_to == date(2026, 9, 13)
    (ended,) = events_of(session, "person.end_appointment")
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
    mistaken = appointment_of(session, kien)
    assert mistaken.role is Role.leader
    path = f"/quan-tri/vai-tro/{mistaken.id}/ket-thuc"
    assert admin.post(path, data={"from_day": "14/9/2026"}).status_code == 302
    session.rollback()
    assert appointment_of(session, kien).role is Role.unit_officer
    assert len(events_of(session, "person.end_appointment")) == 1


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
            f"/quan-tri/vai-tro/{appointment_of(session, anh).id}/ket-thuc",
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


def test_a_known_person_must_exist(admin: FlaskClient, world: World) -> None:
    known = {
        "known-username": "nobody",
        "known-role": "viewer",
        "known-unit": "0",
        "known-valid_from": "14/9/2026",
    }
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


def test_the_list_of_people_runs_as_many_queries_for_three_hundred_as_for_eleven(
    admin: FlaskClient, world: World, session: Session
) -> None:
    few = queries_of(admin, "/quan-tri/nguoi-dung")
    add_people(session, world, 300)
    many = queries_of(admin, "/quan-tri/nguoi-dung")
    assert many == few <= 12


def test_the_pages_of_people_show_everybody_once(
    admin: FlaskClient, world: World, session: Session
) -> None:
    add_people(session, world, 120)
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
