"""The pages of papers: print, bring back signed, withdraw; for those who may."""

import io
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Event, Paper, Person
from app.web.edge import DonDoc
from tests.beside import PDF, add_paper
from tests.cast import World


def _paper(session: Session, world: World, app: DonDoc) -> Paper:
    unit_id = world.mau.units["kt"].id
    made = add_paper(session, world.actor("Thư"), app.extensions["storage"], unit_id=unit_id)
    session.commit()
    return made


def _taken(client: FlaskClient, address: str) -> bytes:
    with client.get(address) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        return answer.data


def test_a_signed_scan_comes_back_and_every_download_is_in_the_record(
    app: DonDoc,
    session: Session,
    world: World,
    client_for: Callable[[Person], FlaskClient],
) -> None:
    paper = _paper(session, world, app)
    address = f"/giay-to/{paper.id}"
    khang = client_for(world.person("Khang"))
    assert "Chờ bản ký" in khang.get("/giay-to").text
    assert _taken(khang, f"{address}/ban-in.docx") == b"PK paper"
    sent = {
        "version": paper.version,
        "number": "",
        "issued_on": "14/9/2026",
        "file": (io.BytesIO(PDF), "bien-ban.pdf"),
    }
    answer = khang.post(f"{address}/ban-ky", data=sent)
    assert answer.status_code == 302, answer.text
    assert _taken(khang, f"{address}/ban-ky") == PDF
    page = khang.get(address).text
    assert "Đã ký" in page and "Ghi bản đã ký" not in page
    taken = session.scalars(
        select(Event.new).where(Event.kind == "file.download").order_by(Event.id)
    ).all()
    assert taken == ["giay.docx", "bien-ban.pdf"]


def test_what_is_wrong_is_said_and_what_was_typed_stays(
    app: DonDoc,
    session: Session,
    world: World,
    client_for: Callable[[Person], FlaskClient],
) -> None:
    paper = _paper(session, world, app)
    khang = client_for(world.person("Khang"))
    address = f"/giay-to/{paper.id}/ban-ky"
    answer = khang.post(address, data={"version": paper.version, "issued_on": "14/9/2026"})
    assert answer.status_code == 422
    assert "Chọn tệp bản ký." in answer.text and "14/9/2026" in answer.text
    script = {"version": paper.version, "issued_on": "14/9/2026"}
    answer = khang.post(address, data={**script, "file": (io.BytesIO(b"MZ"), "ban-ky.exe")})
    assert answer.status_code == 422 and "Chưa nhận loại tệp" in answer.text


def test_an_officer_of_the_unit_reads_it_and_does_not_bring_it_back(
    app: DonDoc,
    session: Session,
    world: World,
    client_for: Callable[[Person], FlaskClient],
) -> None:
    paper = _paper(session, world, app)
    kien = client_for(world.person("Kiên"))
    assert kien.get(f"/giay-to/{paper.id}").status_code == 200
    reason = {"version": paper.version, "reason": "Lập nhầm danh sách"}
    assert kien.post(f"/giay-to/{paper.id}/rut", data=reason).status_code == 403
    assert client_for(world.person("Tâm")).get(f"/giay-to/{paper.id}").status_code == 404
    assert (
        client_for(world.person("Khang"))
        .post(f"/giay-to/{paper.id}/rut", data=reason)
        .headers["Location"]
        .endswith(f"/giay-to/{paper.id}")
    )
