"""The pages of công văn đôn đốc: look, make, take along, bring back; the office's own template."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from docx import Document
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Event,
    LetterTemplate,
    Person,
    UrgingLetter,
    UrgingLetterUnit,
    WorkItem,
)
from app.reports.urging_letter import sample_template
from app.web.letters.forms import hour_text
from tests.acting import act
from tests.cast import World, add_item, add_plan
from tests.reports.letters import text_of, word_file
from workflows.states import Action

PDF = b"%PDF-1.4 signed"


@pytest.fixture
def office(
    session: Session, world: World, client_for: Callable[[Person], FlaskClient]
) -> FlaskClient:
    """Thư's browser; Khang's unit has one late item."""
    plan = add_plan(session, world.mau, clock.now())
    add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Báo cáo quý",
        due_on=date(2026, 9, 1),
        now=clock.now(),
    )
    session.commit()
    return client_for(world.person("Thư"))


def _form(world: World, step: str, **changes: Any) -> dict[str, Any]:
    return {
        "step": step,
        "units": str(world.mau.units["kt"].id),
        "signer": "vice_chairman",
        "symbol": "UBND-VHXH",
        "finish_by": "21/9/2026",
        "finish_hour": "17h",
        "explain_by": "17/9/2026",
        "basis": "Kế hoạch số 05/KH-UBND",
        **changes,
    }


def _made(session: Session, world: World, client: FlaskClient) -> UrgingLetter:
    answer = client.post("/don-doc/moi", data=_form(world, "make"))
    assert answer.status_code == 302
    session.rollback()
    return session.scalars(select(UrgingLetter).order_by(UrgingLetter.id.desc())).first()  # type: ignore[return-value]


def _taken(client: FlaskClient, path: str) -> bytes:
    """The file behind an address."""
    with client.get(path) as answer:
        assert answer.status_code == 200
        return answer.data


def test_the_office_sees_looks_makes_and_takes_the_letter_along(
    session: Session, world: World, office: FlaskClient
) -> None:
    page = office.get("/viec-qua-han").get_data(as_text=True)
    assert "/don-doc/moi" in page
    page = office.get("/don-doc/moi").get_data(as_text=True)
    assert "Báo cáo quý" in page
    assert 'value="21/9/2026"' in page
    preview = office.post("/don-doc/moi", data=_form(world, "preview")).get_data(as_text=True)
    assert "chậm nhất 17 giờ 00 ngày 21/9/2026" in preview
    assert session.scalars(select(UrgingLetter)).first() is None
    session.rollback()
    again = office.post("/don-doc/moi", data=_form(world, "edit", signer_name="Bùi Đình Quý"))
    assert 'value="Bùi Đình Quý"' in again.get_data(as_text=True)
    letter = _made(session, world, office)
    made = text_of(_taken(office, f"/don-doc/{letter.id}/cong-van.docx"))
    assert "Kính gửi: Phòng Kinh tế, Hạ tầng và Đô thị." in made
    session.rollback()
    download = session.scalars(select(Event).where(Event.kind == "file.download")).one()
    assert (download.subject, download.subject_id) == ("urging_letter", letter.id)


def test_a_wrong_hour_and_a_day_that_is_over_are_refused_and_nothing_typed_is_lost(
    session: Session, world: World, office: FlaskClient
) -> None:
    for changes, sentence in (
        ({"finish_hour": "chiều"}, "Ghi giờ theo dạng 17 giờ 00."),
        ({"finish_by": "13/9/2026"}, "Ngày phải hoàn thành đã qua."),
        ({"units": "999999"}, "Có đơn vị vừa hết việc quá hạn."),
    ):
        answer = office.post("/don-doc/moi", data=_form(world, "make", symbol="UBND-X", **changes))
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert sentence in page
        assert 'value="UBND-X"' in page
    assert session.scalars(select(UrgingLetter)).first() is None


@pytest.mark.parametrize(
    ("typed", "written"),
    [("17h", "17 giờ 00"), ("8:30", "08 giờ 30"), ("17 giờ 00", "17 giờ 00"), ("", "")],
)
def test_an_hour_is_written_as_a_letter_writes_it(typed: str, written: str) -> None:
    assert hour_text(typed) == written
    with pytest.raises(ValueError, match="25h"):
        hour_text("25h")


def test_a_letter_comes_back_signed_and_its_unit_sees_it_and_answers(
    session: Session,
    world: World,
    office: FlaskClient,
    client_for: Callable[[Person], FlaskClient],
) -> None:
    letter = _made(session, world, office)
    path, khang = f"/don-doc/{letter.id}", client_for(world.person("Khang"))
    assert khang.get(path).status_code == 404
    facts = {"version": "1", "number": "12/UBND-VHXH", "issued_on": "14/9/2026"}
    for name, content, sentence in (
        ("ban-ky.docx", word_file("x"), "Bản ký phải là tệp PDF."),
        ("ban-ky.pdf", b"no pdf", "không đúng với đuôi tệp"),
    ):
        sent = {**facts, "file": (io.BytesIO(content), name)}
        answer = office.post(f"{path}/ban-hanh", data=sent)
        assert answer.status_code == 422
        assert sentence in answer.get_data(as_text=True)
    sent = {**facts, "file": (io.BytesIO(PDF), "ban-ky.pdf")}
    assert office.post(f"{path}/ban-hanh", data=sent).status_code == 302
    assert "12/UBND-VHXH" in khang.get("/thong-bao").get_data(as_text=True)
    assert "Chưa trả lời" in khang.get(path).get_data(as_text=True)
    assert _taken(khang, f"{path}/ban-ky.pdf") == PDF
    # It quotes what units noted, so a viewer and a unit it does not go to get the list alone.
    for name in ("Minh", "Tâm"):
        stranger = client_for(world.person(name))
        assert "Tải bản ký" not in stranger.get(path).get_data(as_text=True)
        assert stranger.get(f"{path}/ban-ky.pdf").status_code == 404
    assert khang.get(f"{path}/cong-van.docx").status_code == 403
    item = khang.get(f"/viec/{letter.rows[0]['item_id']}").get_data(as_text=True)
    assert "Nêu trong công văn đôn đốc" in item
    assert "Công văn số 12/UBND-VHXH" in item
    session.rollback()
    unit = session.scalars(select(UrgingLetterUnit)).one().unit_id
    session.rollback()
    version = session.get_one(UrgingLetter, letter.id).version
    answered = {"version": str(version), "unit_id": str(unit), "answered_on": "14/9/2026"}
    assert office.post(f"{path}/tra-loi", data=answered).status_code == 302
    assert "Đã trả lời đủ" in khang.get("/don-doc").get_data(as_text=True)
    stale = office.post(f"{path}/tra-loi", data=answered)
    assert stale.status_code == 409
    assert "vừa được người khác cập nhật" in stale.get_data(as_text=True)


def test_a_letter_not_issued_is_taken_back_with_a_reason(
    session: Session, world: World, office: FlaskClient
) -> None:
    letter = _made(session, world, office)
    path = f"/don-doc/{letter.id}/rut"
    refused = office.post(path, data={"version": "1", "reason": ""})
    assert "Ghi lý do rút công văn" in refused.get_data(as_text=True)
    assert office.post(path, data={"version": "1", "reason": "Nhầm đơn vị"}).status_code == 302
    assert "đã rút" in office.get("/don-doc").get_data(as_text=True)
    shown = office.get(f"/don-doc/{letter.id}").get_data(as_text=True)
    assert "Lý do: Nhầm đơn vị" in shown


def test_the_table_says_what_was_given_to_which_unit_on_which_day(
    session: Session, world: World, office: FlaskClient
) -> None:
    letter = _made(session, world, office)
    item = session.get_one(WorkItem, letter.rows[0]["item_id"])
    centre = world.mau.units["hcc"].id
    paper = "Quyết định 45/QĐ-UBND"
    act(session, world, "Long", item, Action.reassign, new_lead=centre, document=paper)
    page = office.get(f"/don-doc/{letter.id}").get_data(as_text=True)
    assert "đã chuyển TT PVHCC ngày 14/9/2026" in page
    assert "1 việc đã chuyển đơn vị khác" in page


def test_an_own_template_is_tried_used_and_given_up(
    session: Session, world: World, office: FlaskClient
) -> None:
    def upload(content: bytes, name: str = "mau.docx") -> str:
        sent = {"file": (io.BytesIO(content), name)}
        answer = office.post("/don-doc/mau", data=sent, follow_redirects=True)
        return answer.get_data(as_text=True)

    assert "mat_khau" in upload(word_file("{{ mat_khau }}"))
    assert "Mẫu phải là tệp Word" in upload(PDF, "mau.pdf")
    assert session.scalars(select(LetterTemplate)).first() is None
    session.rollback()
    sample = _taken(office, "/don-doc/mau/vi-du.docx")
    assert text_of(sample) == text_of(sample_template())
    own = Document(io.BytesIO(sample))
    own.paragraphs[0].insert_paragraph_before("Mẫu của phường")
    content = io.BytesIO()
    own.save(content)
    assert "Đang dùng mẫu riêng" in upload(content.getvalue())
    letter = _made(session, world, office)
    made = text_of(_taken(office, f"/don-doc/{letter.id}/cong-van.docx"))
    assert "Mẫu của phường" in made
    assert "Báo cáo quý" in made
    page = office.post("/don-doc/mau/co-san", follow_redirects=True).get_data(as_text=True)
    assert "Đang dùng mẫu có sẵn" in page
    letter = _made(session, world, office)
    made = text_of(_taken(office, f"/don-doc/{letter.id}/cong-van.docx"))
    assert "Mẫu của phường" not in made
