"""Administration stays in its own commune, and takes no form without its token."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.models import Person, UnitAlias
from app.web.edge import DonDoc
from tests.administering import (
    SETTINGS,
    appointment_of,
    new_person,
    snapshot,
    unit_form,
)
from tests.cast import World
from tests.signing_in import ANOTHER, give_passwords, is_signed_in, sign_in


def test_another_communes_people_and_units_are_not_there(
    admin: FlaskClient, world: World, session: Session
) -> None:
    khang, kt = world.ben.people["Khang"], world.ben.units["kt"]
    alias = UnitAlias(
        commune_id=world.ben.commune.id, unit_id=kt.id, written="P. KT", folded="p. kt"
    )
    session.add(alias)
    session.commit()
    before = snapshot(session)
    appointment_id = appointment_of(session, khang).id
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
        (unit, unit_form(name="Khác")),
        (unit + "/cach-viet", {"written": "Khác"}),
        (f"/quan-tri/cach-viet/{alias.id}/bo", {}),
    )
    for path, form in attempts:
        assert admin.post(path, data=form).status_code == 404, path
    for path in (person, unit):
        assert admin.get(path).status_code == 404, path
    foreign = admin.post("/quan-tri/nguoi-dung/them", data=new_person(world, unit=kt.id))
    assert foreign.status_code == 422
    assert snapshot(session) == before
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
        "known-username": "minh.ben",
        "known-role": "viewer",
        "known-unit": "0",
        "known-title": "",
        "known-valid_from": "14/9/2026",
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
    role = appointment_of(session, guest)
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
    known = {
        "known-username": "minh.ben",
        "known-role": "viewer",
        "known-unit": "0",
        "known-valid_from": "14/9/2026",
    }
    assert admin.post("/quan-tri/nguoi-dung/da-co", data=known).status_code == 302
    assert is_signed_in(guest)


def test_every_form_of_administration_is_refused_without_its_token(
    app: DonDoc, admin: FlaskClient, world: World, session: Session
) -> None:
    before = snapshot(session)
    app.config["WTF_CSRF_ENABLED"] = True
    values = {
        "person_id": world.person("Kiên").id,
        "appointment_id": 1,
        "unit_id": world.mau.units["kt"].id,
        "unit_alias_id": 1,
        "day_off_id": 1,
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
    assert snapshot(session) == before
