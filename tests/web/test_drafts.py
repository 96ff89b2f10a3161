"""The pages of a draft: a file in, words about it, corrections, and the consent to start."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app.extensions import db
from app.models import DraftName, DraftRow, DraftStatus, Plan, PlanDraft, StoredFile, Task
from app.web.edge import DonDoc
from tests.cast import World
from tests.drafting import confirm_names, store_plan
from tests.plan_texts import HCC, HEADINGS, KT, ROWS, plan_text
from tests.plans import plan_path
from tests.web.readings import draft_of, title_of, upload

ClientFor = Callable[..., FlaskClient]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 400


def test_a_file_becomes_a_draft_that_says_what_it_needs(
    office: FlaskClient, session: Session
) -> None:
    answer = upload(office, plan_text())
    draft = draft_of(session)
    assert answer.location == f"/ban-doc/{draft.id}"
    page = office.get(answer.location)
    assert title_of(page) == "7 nhiệm vụ đọc được, còn 4 chỗ cần xem"
    assert "“Quý III/2026”" in page.text or "Quý III/2026" in page.text
    assert "Chưa rõ “Các phòng chuyên môn” là đơn vị nào" in page.text
    assert session.scalar(select(func.count()).select_from(Task)) == 0


def test_the_plan_of_an_tuong_goes_the_whole_way(
    office: FlaskClient, session: Session, world: World
) -> None:
    answer = upload(office, plan_path("an-tuong-2025.txt").read_bytes(), "an-tuong-2025.txt")
    page = office.get(answer.location)
    assert title_of(page).startswith("32 nhiệm vụ đọc được, còn ")
    draft = draft_of(session)
    assert [s["code"] for s in draft.sections] == ["I", "II", "III", "IV", "V", "VI", "VII"]
    confirm_names(world, draft)
    started = office.post(f"/ban-doc/{draft.id}/dua-vao-theo-doi", data={"version": draft.version})
    assert started.status_code == 302
    shown = office.get(started.location)
    assert shown.status_code == 200
    assert session.scalar(select(func.count()).select_from(Task)) == 32


def too_many_rows() -> bytes:
    return plan_text([(str(n), f"Việc số {n}", KT, "", "Báo cáo", "Quý III/2026") for n in range(10_000)])  # fmt: skip # noqa: E501


REFUSED = {
    "empty": (b"", "ke-hoach.txt", "Tệp trống"),
    "picture": (PNG, "ke-hoach.txt", "ảnh"),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ke-hoach.doc", ".docx"),
    "no plan": (b"hello, nothing of this kind stands here\n", "ghi-chu.txt", "kế hoạch"),
    "no time": (plan_text([r[:5] for r in ROWS], headings=HEADINGS[:5]), "k.txt", "cột thời gian"),
    "no rows": (plan_text([])[:-100], "k.txt", "bảng nhiệm vụ"),
    "NUL": (b"\0\0\0\1\2\3" * 50, "ke-hoach.txt", "Tệp"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_refuses_in_words_what_is_no_plan(
    office: FlaskClient, session: Session, case: str
) -> None:
    content, name, words = REFUSED[case]
    answer = upload(office, content, name)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'role="alert"' in answer.text
    for model in (PlanDraft, StoredFile, DraftRow):
        assert session.scalar(select(func.count()).select_from(model)) == 0


def test_it_refuses_ten_thousand_rows(office: FlaskClient, session: Session) -> None:
    answer = upload(office, too_many_rows())
    assert answer.status_code == 422
    assert session.scalar(select(func.count()).select_from(PlanDraft)) == 0


def test_it_refuses_a_file_over_the_limit_in_words(
    office: FlaskClient, app: DonDoc, session: Session
) -> None:
    app.config["UPLOAD_LIMIT"] = 1024 * 1024
    answer = upload(office, plan_text() + b" " * 1024 * 1024)
    assert answer.status_code == 413
    assert "1 MB" in answer.text
    assert list(app.extensions["storage"].keys()) == []


def test_it_asks_for_a_file_when_none_was_chosen(office: FlaskClient) -> None:
    answer = office.post("/ke-hoach/nhap", data={}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Chọn tệp" in answer.text


def test_reading_a_file_opens_no_transaction(
    office: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.web.drafts import incoming as module

    seen: list[bool] = []
    wait = module.BackgroundReading.wait

    def watched(reading: module.BackgroundReading, seconds: float) -> bool:
        seen.append(db.session().in_transaction())
        return wait(reading, seconds)

    monkeypatch.setattr(module.BackgroundReading, "wait", watched)
    session.rollback()
    assert upload(office, plan_text()).status_code == 302
    assert seen == [False]


@pytest.mark.parametrize("who", ["Khang", "Kiên", "Long", "Minh", "Sơn", "Ánh"])
def test_drafts_are_the_standing_offices_alone(
    client_for: ClientFor, world: World, who: str
) -> None:
    draft = store_plan(world, plan_text())
    client = client_for(world.person(who))
    assert upload(client, plan_text()).status_code == 403
    assert client.get(f"/ban-doc/{draft.id}").status_code == 403
    start = f"/ban-doc/{draft.id}/dua-vao-theo-doi"
    assert client.post(start, data={"version": draft.version}).status_code == 403


ACTIONS = ("ke-hoach", "ten-don-vi", "da-xem", "dua-vao-theo-doi", "bo", "lay-lai", "dong/{row}", "dong/{row}/chon", "dong/{row}/da-xem", "dong/{row}/thoi-gian", "dong/{row}/gop", "dong/{row}/tach", "dong", "cac-dong", "de-xuat", "hoan-tac", "anh-trang")  # fmt: skip # noqa: E501


def test_another_communes_draft_does_not_exist(
    client_for: ClientFor, world: World, session: Session
) -> None:
    draft = store_plan(world, plan_text())
    row = session.scalars(select(DraftRow.id).where(DraftRow.draft_id == draft.id)).first()
    stranger = client_for(world.ben.people["Thư"])
    assert stranger.get(f"/ban-doc/{draft.id}").status_code == 404
    assert stranger.get(f"/ban-doc/{draft.id}/dua-vao-theo-doi").status_code == 404
    assert stranger.get(f"/ban-doc/{draft.id}/trang/1").status_code == 404
    for action in ACTIONS:
        path = f"/ban-doc/{draft.id}/{action.format(row=row)}"
        assert stranger.post(path, data={"version": 1}).status_code == 404, path
    assert "ke-hoach.txt" not in stranger.get("/ban-doc").text


def test_a_row_of_one_draft_is_not_found_under_another(
    office: FlaskClient, world: World, session: Session
) -> None:
    first, second = store_plan(world, plan_text()), store_plan(world, plan_text())
    row = session.scalars(select(DraftRow.id).where(DraftRow.draft_id == first.id)).first()
    path = f"/ban-doc/{second.id}/dong/{row}/chon"
    assert office.post(path, data={"version": 1}).status_code == 404


def test_more_ticks_than_any_page_draws_break_nothing(
    office: FlaskClient, world: World, session: Session
) -> None:
    draft = store_plan(world, plan_text())
    ticks = "&".join(f"proposal={number}&row={number}" for number in range(1, 70_000))
    for action in ("de-xuat", "cac-dong"):
        answer = office.post(
            f"/ban-doc/{draft.id}/{action}",
            data=f"version={draft.version}&decision=seen&{ticks}",
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code in (302, 422)


def row_form(row: DraftRow, **changes: str) -> dict[str, object]:
    form: dict[str, object] = {
        "version": row.version,
        "section_code": row.section_code,
        "number": row.number,
        "title": row.title,
        "objective": row.objective,
        "product": row.product,
        "lead": "; ".join(row.lead),
        "supporting": "; ".join(row.supporting),
        "follow_up": "; ".join(row.follow_up),
        "deadline_text": row.deadline_text,
    }
    return {**form, **changes}


def last_row(session: Session, draft: PlanDraft) -> DraftRow:
    session.expire_all()
    return session.scalars(
        select(DraftRow).where(DraftRow.draft_id == draft.id).order_by(DraftRow.position.desc())
    ).first()  # type: ignore[return-value]


def test_a_corrected_time_shows_how_it_is_read(
    office: FlaskClient, world: World, session: Session
) -> None:
    draft = store_plan(world, plan_text())
    row = last_row(session, draft)
    form = row_form(row, deadline_text="Tháng 11/2026")
    answer = office.post(f"/ban-doc/{draft.id}/dong/{row.id}", data=form)
    assert answer.location == f"/ban-doc/{draft.id}?dong={row.id}#dong-{row.id}"
    assert "30/11/2026" in office.get(f"/ban-doc/{draft.id}").text
    assert last_row(session, draft).reading["due"] == ["2026-11-30"]


def test_the_second_of_two_corrections_is_told_and_keeps_his_words(
    office: FlaskClient, world: World, session: Session
) -> None:
    draft = store_plan(world, plan_text())
    row = last_row(session, draft)
    form = row_form(row, title="Lời của người thứ hai")
    path = f"/ban-doc/{draft.id}/dong/{row.id}"
    office.post(path, data=row_form(row, title="Lời của người thứ nhất"))
    answer = office.post(path, data=form)
    assert answer.status_code == 409
    assert "vừa được sửa ở nơi khác" in answer.text
    assert "Lời của người thứ hai" in answer.text
    assert last_row(session, draft).title == "Lời của người thứ nhất"


def test_a_head_with_an_impossible_day_is_shown_again(
    office: FlaskClient, world: World, session: Session
) -> None:
    draft = store_plan(world, plan_text())
    form = {"version": draft.version, "title": "Kế hoạch", "starts_on": "32/1/2026", "ends_on": ""}
    answer = office.post(f"/ban-doc/{draft.id}/ke-hoach", data=form)
    assert answer.status_code == 422
    assert "32/1/2026" in answer.text
    assert "14/9/2026" in answer.text


def test_a_plan_is_started_from_the_page_that_says_what_will_happen(
    office: FlaskClient, world: World, session: Session
) -> None:
    draft = store_plan(world, plan_text())
    collective = session.scalars(select(DraftName).where(DraftName.is_collective)).one()
    units = [world.mau.units[key].id for key in ("vhxh", "kt")]
    office.post(
        f"/ban-doc/{draft.id}/ten-don-vi",
        data={"version": draft.version, f"unit-{collective.id}": [str(unit) for unit in units]},
    )
    session.refresh(draft)
    page = office.get(f"/ban-doc/{draft.id}/dua-vao-theo-doi")
    assert title_of(page) == ("Đưa vào theo dõi sẽ giao 18 việc cho 4 đơn vị và gửi 5 thông báo")
    answer = office.post(f"/ban-doc/{draft.id}/dua-vao-theo-doi", data={"version": draft.version})
    plan = session.scalars(select(Plan)).one()
    assert answer.location == f"/ke-hoach/{plan.id}"
    assert draft_of(session).status is DraftStatus.started
    again = office.get(f"/ban-doc/{draft.id}")
    assert "Lưu dòng này" not in again.text
    assert title_of(again) == "Bản này: đã đưa vào theo dõi"
    assert f'href="/ke-hoach/{plan.id}"' in again.text


@pytest.mark.parametrize("year", ["abcd", "20", "20266"])
def test_a_year_that_is_none_is_refused_in_our_words(office: FlaskClient, year: str) -> None:
    page = office.post("/ke-hoach/nhap", data={"year": year, "pasted": "STT"})
    assert page.status_code == 422
    assert "Ghi năm gồm bốn chữ số" in page.text


def test_what_keeps_a_plan_back_is_listed_with_its_place(
    office: FlaskClient, world: World, session: Session
) -> None:
    rows = [*ROWS, ("6", "Việc chưa ai chủ trì", "", "", "Báo cáo", "Quý III/2026")]
    draft = store_plan(world, plan_text(rows))
    row = last_row(session, draft)
    page = office.get(f"/ban-doc/{draft.id}/dua-vao-theo-doi")
    assert title_of(page) == "Còn 2 chỗ phải xong trước khi đưa vào theo dõi"
    assert f"/ban-doc/{draft.id}#dong-{row.id}" in page.text
    answer = office.post(f"/ban-doc/{draft.id}/dua-vao-theo-doi", data={"version": draft.version})
    assert answer.status_code == 422
    assert session.scalar(select(func.count()).select_from(Plan)) == 0


def test_a_draft_changed_in_between_is_not_started(
    office: FlaskClient, world: World, session: Session
) -> None:
    draft = store_plan(world, plan_text())
    confirm_names(world, draft)
    drawn, row = draft.version, last_row(session, draft)
    path = f"/ban-doc/{draft.id}/dong/{row.id}/chon"
    office.post(path, data={"version": row.version, "included": "no"})
    answer = office.post(f"/ban-doc/{draft.id}/dua-vao-theo-doi", data={"version": drawn})
    assert answer.status_code == 409
    assert session.scalar(select(func.count()).select_from(Plan)) == 0


SCRIPT = "<script>alert('x')</script>"


def test_scripts_and_tricks_in_every_cell_are_words(
    office: FlaskClient, world: World, session: Session
) -> None:
    rows = [
        ("I", f"CẢI CÁCH THỂ CHẾ {SCRIPT}", "", "", "", ""),
        ("1", f"Rà soát {SCRIPT}", f"{KT} {SCRIPT}", f"Đội {SCRIPT}", f"Báo cáo {SCRIPT}", f"Quý III/2026 {SCRIPT}"),  # noqa: E501
        ("2", "Công \u202ekhai", HCC, "", "Báo cáo", "Tháng 10/2026"),
    ]  # fmt: skip
    draft = store_plan(world, plan_text(rows), name=f"{SCRIPT}.txt")
    for path in (f"/ban-doc/{draft.id}", f"/ban-doc/{draft.id}/dua-vao-theo-doi", "/ban-doc"):
        page = office.get(path)
        assert page.status_code == 200
        assert SCRIPT not in page.text
        assert "\u202e" not in page.text
    row = last_row(session, draft)
    form = row_form(row, title=f"Tên\x00 {SCRIPT}\u202e", lead=SCRIPT, number="9" * 300)
    answer = office.post(f"/ban-doc/{draft.id}/dong/{row.id}", data=form)
    assert answer.status_code == 422
    form["number"] = "9"
    assert office.post(f"/ban-doc/{draft.id}/dong/{row.id}", data=form).status_code == 302
    assert last_row(session, draft).title == f"Tên {SCRIPT}"
    assert SCRIPT not in office.get(f"/ban-doc/{draft.id}").text


def queries_of(client: FlaskClient, path: str) -> int:
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "SET ")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def many(count: int) -> bytes:
    area = ("I", "CẢI CÁCH THỂ CHẾ", "", "", "", "")
    return plan_text(
        [area, *((str(n), f"Việc số {n}", KT, HCC, "Báo cáo", "Tháng 10/2026") for n in range(1, count + 1))]  # noqa: E501
    )  # fmt: skip


def test_the_review_page_takes_as_many_queries_for_ninety_rows_as_for_two(
    office: FlaskClient, world: World
) -> None:
    short, long = store_plan(world, many(2)), store_plan(world, many(90))
    counts = {queries_of(office, f"/ban-doc/{draft.id}") for draft in (short, long)}
    assert len(counts) == 1
    assert counts.pop() <= 12


def test_the_list_of_drafts_takes_the_same_queries_for_one_and_for_thirty(
    office: FlaskClient, world: World
) -> None:
    store_plan(world, many(2))
    one = queries_of(office, "/ban-doc")
    for _ in range(29):
        store_plan(world, many(2))
    assert queries_of(office, "/ban-doc") == one <= 12


def test_every_change_needs_the_token_of_the_session(
    app: DonDoc, world: World, client_for: ClientFor, session: Session
) -> None:
    draft = store_plan(world, plan_text())
    row = last_row(session, draft)
    client = client_for(world.person("Thư"))
    app.config["WTF_CSRF_ENABLED"] = True
    for action in ACTIONS:
        path = f"/ban-doc/{draft.id}/{action.format(row=row.id)}"
        assert client.post(path, data={"version": 1}).status_code == 400, path
    assert upload(client, plan_text()).status_code == 400
    assert last_row(session, draft).version == row.version


@pytest.mark.parametrize("version", ["", "none", "-1", "9" * 30, "1.5"])
def test_a_version_that_was_never_on_a_page_is_refused(
    office: FlaskClient, world: World, session: Session, version: str
) -> None:
    draft = store_plan(world, plan_text())
    row = last_row(session, draft)
    for path in (f"dong/{row.id}/chon", f"dong/{row.id}/da-xem", "bo", "dua-vao-theo-doi"):
        answer = office.post(f"/ban-doc/{draft.id}/{path}", data={"version": version})
        assert answer.status_code == 400, path
    assert last_row(session, draft).version == row.version
