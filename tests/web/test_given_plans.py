"""What a draft is made of beside one whole file: a pasted table, an appendix from another file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import clock
from app.extensions import db
from app.models import DraftProposal, DraftStatus, PlanDraft, StoredFile
from app.plan_import import Proposal, ProposalKind, Source, read_plan
from app.services.draft_reading import store_draft
from app.services.stored_files import KeptFile
from app.storage import Written
from app.web.edge import DonDoc
from tests.cast import World
from tests.drafting import rows_of
from tests.plan_import.pasted import EXCEL, EXCEL_TEXT
from tests.plan_texts import HCC, HEADINGS, KT, ROWS, plan_text
from tests.web.readings import (
    Gate,
    count,
    draft_of,
    events,
    send,
    threads_ended,
    title_of,
    upload,
)

ClientFor = Callable[..., FlaskClient]

WITHOUT_APPENDIX = """ỦY BAN NHÂN DÂN
PHƯỜNG MẪU
Số: 12/KH-UBND
Phường Mẫu, ngày 15 tháng 01 năm 2026
KẾ HOẠCH
Cải cách hành chính phường Mẫu năm 2026
I. MỤC TIÊU
Nâng cao chất lượng phục vụ người dân.
II. NHIỆM VỤ
Các nhiệm vụ cụ thể tại Phụ lục kèm theo Kế hoạch này.
Nơi nhận: như trên
""".encode()

APPENDIX = "\n".join(["PHỤ LỤC", *("\t".join(row) for row in (HEADINGS, *ROWS))]).encode()


# A table pasted


def paste(client: FlaskClient, **fields: str) -> TestResponse:
    return client.post("/ke-hoach/nhap", data={"year": "2026", **fields})


def test_a_table_pasted_with_its_markup_keeps_what_was_merged(
    office: FlaskClient, session: Session, app: DonDoc
) -> None:
    answer = paste(office, pasted="STT\tNhiệm vụ", pasted_html=EXCEL)
    assert answer.status_code == 302
    draft = draft_of(session)
    assert [row.lead for row in rows_of(session, draft)] == [["Văn phòng"], ["Văn phòng"]]
    file = session.get_one(StoredFile, draft.file_id)
    assert (file.original_name, file.media_type) == ("Bảng đã dán.html", "text/html")
    assert EXCEL.encode() in app.extensions["storage"].read(file.key)
    assert draft.given_year == 2026


def test_a_table_pasted_as_text_is_read_cell_by_cell(office: FlaskClient, session: Session) -> None:
    assert paste(office, pasted=EXCEL_TEXT).status_code == 302
    draft = draft_of(session)
    assert [row.title for row in rows_of(session, draft)] == [
        'Ban hành "Kế hoạch" của xã',
        "“Rà soát” thủ tục",
    ]
    assert session.get_one(StoredFile, draft.file_id).original_name == "Bảng đã dán.txt"


def test_a_file_and_a_table_at_once_are_refused_and_the_text_is_kept(
    office: FlaskClient, session: Session
) -> None:
    answer = send(office, "/ke-hoach/nhap", plan_text(), pasted="STT\tViệc của tôi")
    assert answer.status_code == 422
    assert "Chọn tệp hoặc dán bảng" in answer.text
    assert "Việc của tôi" in answer.text
    assert count(session, PlanDraft) == 0


def test_words_that_are_no_table_are_refused_and_kept(
    office: FlaskClient, session: Session
) -> None:
    answer = paste(office, pasted="Thực đơn hôm nay: cơm, cá kho <b>")
    assert answer.status_code == 422
    assert "Thực đơn hôm nay: cơm, cá kho &lt;b&gt;" in answer.text
    assert count(session, StoredFile) == 0


# The appendix from another file


@pytest.fixture
def headless(office: FlaskClient, session: Session) -> PlanDraft:
    """A draft of a plan whose appendix is not in its file."""
    assert upload(office, WITHOUT_APPENDIX, "cong-van.txt").status_code == 302
    return draft_of(session)


def test_a_plan_without_its_appendix_is_a_draft_that_asks_for_it(
    office: FlaskClient, session: Session, headless: PlanDraft
) -> None:
    page = office.get(f"/ban-doc/{headless.id}")
    assert page.status_code == 200
    assert rows_of(session, headless) == []
    assert headless.status is DraftStatus.open
    assert "Thêm phụ lục từ tệp khác" in page.text
    assert f'action="/ban-doc/{headless.id}/phu-luc"' in page.text
    start = f"/ban-doc/{headless.id}/dua-vao-theo-doi"
    assert office.post(start, data={"version": headless.version}).status_code == 422


def test_the_appendix_gives_the_rows_and_the_plan_keeps_its_head(
    office: FlaskClient, session: Session, headless: PlanDraft
) -> None:
    path = f"/ban-doc/{headless.id}/phu-luc"
    answer = send(office, path, APPENDIX, "phu-luc.txt", version=headless.version)
    assert answer.status_code == 302
    draft = draft_of(session)
    assert (draft.number, draft.issued_on) == ("12/KH-UBND", date(2026, 1, 15))
    assert draft.title == "Kế hoạch cải cách hành chính phường Mẫu năm 2026"
    rows = rows_of(session, draft)
    assert [row.position for row in rows] == list(range(1, 8))
    assert draft.sections[0]["code"] == "I"
    codes = {problem["code"] for problem in draft.problems}
    assert not codes & {"appendix_not_in_file", "period_missing", "issue_date_missing"}
    whole = store_rows(session, draft)
    assert whole["Ban hành kế hoạch kiểm tra công vụ"] == ["2026-09-30"]
    assert session.get_one(StoredFile, draft.appendix_file_id).original_name == "phu-luc.txt"
    page = office.get(f"/ban-doc/{draft.id}")
    assert title_of(page).startswith("7 nhiệm vụ đọc được")
    assert "Thêm phụ lục từ tệp khác" not in page.text
    assert events(session) == ["create", "begin_appendix", "add_appendix"]


def store_rows(session: Session, draft: PlanDraft) -> dict[str, list[str]]:
    return {row.title: row.reading["due"] for row in rows_of(session, draft)}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"hello, nothing of this kind stands here\n", "Không phải là kế hoạch"),
        (WITHOUT_APPENDIX, "Không tìm thấy bảng nhiệm vụ"),
        (b"", "Tệp trống"),
        (plan_text([r[:5] for r in ROWS], headings=HEADINGS[:5]), "cột thời gian"),
    ],
)
def test_a_file_that_is_no_appendix_changes_nothing(
    office: FlaskClient,
    session: Session,
    app: DonDoc,
    headless: PlanDraft,
    content: bytes,
    words: str,
) -> None:
    version = headless.version
    answer = send(office, f"/ban-doc/{headless.id}/phu-luc", content, version=version)
    assert answer.status_code == 422
    assert words in answer.text
    draft = draft_of(session)
    assert (draft.version, draft.appendix_file_id) == (version, None)
    assert len(app.extensions["storage"].keys()) == count(session, StoredFile) == 1


def test_a_draft_changed_in_between_takes_no_appendix(
    office: FlaskClient, session: Session, headless: PlanDraft
) -> None:
    path = f"/ban-doc/{headless.id}/phu-luc"
    old = headless.version
    assert send(office, path, APPENDIX, version=old).status_code == 302
    assert send(office, path, APPENDIX, version=old).status_code == 409
    again = send(office, path, APPENDIX, version=draft_of(session).version)
    assert again.status_code == 422
    assert "đã có phụ lục" in again.text
    assert len(rows_of(session, draft_of(session))) == 7


def test_a_long_appendix_is_read_in_the_background_and_its_refusal_is_said(
    app: DonDoc, office: FlaskClient, session: Session, headless: PlanDraft, gate: Gate
) -> None:
    path = f"/ban-doc/{headless.id}"
    send(office, f"{path}/phu-luc", WITHOUT_APPENDIX, "khac.txt", version=headless.version)
    assert title_of(office.get(path)) == "Đang đọc tệp…"
    gate.open.set()
    threads_ended()
    page = office.get(path)
    assert "Không tìm thấy bảng nhiệm vụ" in page.text
    assert "Thêm phụ lục từ tệp khác" in page.text
    draft = draft_of(session)
    assert (draft.status, draft.appendix_file_id) == (DraftStatus.open, None)
    assert len(app.extensions["storage"].keys()) == count(session, StoredFile) == 1
    send(office, f"{path}/phu-luc", APPENDIX, version=draft.version)
    threads_ended()
    assert len(rows_of(session, draft_of(session))) == 7
    assert draft_of(session).refusal == {}


def test_the_appendix_of_another_communes_draft_does_not_exist(
    client_for: ClientFor, world: World, headless: PlanDraft
) -> None:
    stranger = client_for(world.ben.people["Thư"])
    path = f"/ban-doc/{headless.id}"
    assert send(stranger, f"{path}/phu-luc", APPENDIX, version=1).status_code == 404
    assert stranger.post(f"{path}/doc-lai").status_code == 404


# What is kept beside the rows


def test_the_cells_as_printed_and_the_proposals_are_kept(session: Session, world: World) -> None:
    reading = read_plan(plan_text(), "a.txt")
    printed = (("Tên nhiệm vụ", "Ban hành\x00 kế hoạch"),)
    proposal = Proposal(
        ProposalKind.target, "Tối thiểu 80%", Source(line=3), (KT, HCC), values={"measure": "80%"}
    )
    tasks = (replace(reading.tasks[0], printed=printed), *reading.tasks[1:])
    reading = replace(reading, tasks=tasks, proposals=(proposal,))
    upload = KeptFile(Written("00/" + "0" * 30, "0" * 64, 3), "a.txt", "text/plain")
    draft = store_draft(session, world.actor("Thư"), reading, upload, clock.now(), year=2026)
    db.session.commit()
    assert rows_of(session, draft)[0].printed == [["Tên nhiệm vụ", "Ban hành kế hoạch"]]
    (kept,) = session.scalars(select(DraftProposal).where(DraftProposal.draft_id == draft.id))
    assert (kept.kind, kept.units, kept.values) == ("target", [KT, HCC], {"measure": "80%"})
    assert (kept.accepted, kept.source["line"], draft.given_year) == (None, 3, 2026)
