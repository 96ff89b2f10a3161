"""The review page: one form at a time, and every change with its way back."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import DraftProposal, PlanDraft
from tests.cast import World
from tests.drafting import rows_of, store_plan, version_of
from tests.plan_texts import HCC, KT, ROWS, VHXH, plan_text
from tests.web.readings import page_of

ClientFor = Callable[..., FlaskClient]


@pytest.fixture
def draft(world: World) -> PlanDraft:
    """The plan of the tests."""
    return store_plan(world, plan_text())


def test_only_the_row_that_is_opened_has_a_form(
    office: FlaskClient, session: Session, draft: PlanDraft
) -> None:
    row = rows_of(session, draft)[2]
    assert "Lưu dòng này" not in page_of(office, f"/ban-doc/{draft.id}")
    text = page_of(office, f"/ban-doc/{draft.id}?sua={row.id}&o=lead")
    assert text.count("Lưu dòng này") == 1
    assert re.search(rf'<textarea[^>]*id="lead-{row.id}"[^>]*autofocus', text)


def test_what_a_correction_did_stands_at_its_row_with_the_way_back(
    office: FlaskClient, session: Session, draft: PlanDraft
) -> None:
    row = rows_of(session, draft)[0]
    form = {"version": row.version, "title": row.title, "lead": VHXH, "deadline_text": "15/11/2026"}
    office.post(f"/ban-doc/{draft.id}/dong/{row.id}", data=form)
    text = page_of(office, f"/ban-doc/{draft.id}")
    assert "Đã lưu mục 1. Thời gian “15/11/2026” đọc là: hạn 15/11/2026." in text
    undo = {"version": version_of(session, draft)}
    answer = office.post(f"/ban-doc/{draft.id}/hoan-tac", data=undo, follow_redirects=True)
    assert "Đã hoàn tác." in answer.text
    assert rows_of(session, draft)[0].deadline_text == "Quý III/2026"
    again = office.post(
        f"/ban-doc/{draft.id}/hoan-tac", data={"version": version_of(session, draft)}
    )
    assert again.status_code == 422


def test_a_time_of_another_year_is_put_right_with_one_press(
    office: FlaskClient, session: Session, world: World
) -> None:
    rows = [*ROWS, ("6", "Việc ghi nhầm năm", KT, "", "Báo cáo", "Quý III/2025")]
    draft = store_plan(world, plan_text(rows))
    text = page_of(office, f"/ban-doc/{draft.id}")
    assert "Hiểu là “Quý III/2026”" in text
    row = rows_of(session, draft)[-1]
    form = {"version": row.version, "deadline_text": "Quý III/2026"}
    answer = office.post(f"/ban-doc/{draft.id}/dong/{row.id}/thoi-gian", data=form)
    assert answer.status_code == 302
    row = rows_of(session, draft)[-1]
    assert row.reading["due"] == ["2026-09-30"]
    assert (row.title, row.lead) == ("Việc ghi nhầm năm", [KT])


def test_rows_are_joined_and_taken_apart_from_the_page(
    office: FlaskClient, session: Session, draft: PlanDraft
) -> None:
    row = rows_of(session, draft)[1]
    answer = office.post(
        f"/ban-doc/{draft.id}/dong/{row.id}/gop", data={"version": version_of(session, draft)}
    )
    upper = rows_of(session, draft)[0]
    assert answer.location.endswith(f"#dong-{upper.id}")
    assert upper.title.endswith("Tuyên truyền cải cách hành chính")
    text = page_of(office, f"/ban-doc/{draft.id}?tach={upper.id}&phan=4")
    assert text.count("<legend>Phần ") == 4
    form = {
        "version": version_of(session, draft),
        "part-0-title": "Phần đầu",
        "part-0-lead": KT,
        "part-1-title": "Phần sau",
        "part-1-deadline_text": "Tháng 11/2026",
        "part-2-title": "",
    }
    answer = office.post(f"/ban-doc/{draft.id}/dong/{upper.id}/tach", data=form)
    assert answer.status_code == 302
    assert [r.title for r in rows_of(session, draft)[:2]] == ["Phần đầu", "Phần sau"]


def test_parts_that_cannot_be_taken_are_kept_as_typed(
    office: FlaskClient, session: Session, draft: PlanDraft
) -> None:
    row = rows_of(session, draft)[0]
    form = {"version": version_of(session, draft), "part-0-title": "Chỉ một phần này"}
    answer = office.post(f"/ban-doc/{draft.id}/dong/{row.id}/tach", data=form)
    assert answer.status_code == 422
    assert "ít nhất hai phần" in answer.text
    assert "Chỉ một phần này" in answer.text


def test_ticked_rows_and_a_ticked_area_are_changed_together(
    office: FlaskClient, session: Session, draft: PlanDraft
) -> None:
    rows = rows_of(session, draft)
    form = {
        "version": version_of(session, draft),
        "row": [rows[6].id],
        "area": ["I"],
        "lead": HCC,
        "decision": "set",
    }
    answer = office.post(f"/ban-doc/{draft.id}/cac-dong", data=form, follow_redirects=True)
    assert "Đã sửa cùng lúc 3 dòng." in answer.text
    leads = [row.lead == [HCC] for row in rows_of(session, draft)]
    assert leads == [True, True, True, False, False, False, True]


@pytest.mark.parametrize(
    ("decision", "included"), [("leave_out", False), ("take_in", True), ("seen", True)]
)
def test_ticked_rows_are_left_out_taken_in_or_seen(
    office: FlaskClient, session: Session, draft: PlanDraft, decision: str, included: bool
) -> None:
    rows = [row.id for row in rows_of(session, draft)]
    form = {"version": version_of(session, draft), "row": rows, "lead": "", "decision": decision}
    assert office.post(f"/ban-doc/{draft.id}/cac-dong", data=form).status_code == 302
    assert {row.included for row in rows_of(session, draft)} == {included}
    seen = {p.get("seen", False) for row in rows_of(session, draft) for p in row.problems}
    assert (seen == {True}) is (decision == "seen")


def test_a_stale_page_changes_no_row_and_keeps_ticks_and_words(
    office: FlaskClient, session: Session, draft: PlanDraft
) -> None:
    row = rows_of(session, draft)[0]
    form = {"version": version_of(session, draft) - 1, "row": [row.id], "lead": "Phòng mới"}
    answer = office.post(f"/ban-doc/{draft.id}/cac-dong", data=form)
    assert answer.status_code == 409
    assert 'value="Phòng mới"' in answer.text
    assert re.search(rf'value="{row.id}" form="chon-dong" checked', answer.text)


def test_a_row_is_added_by_hand_to_an_area(
    office: FlaskClient, session: Session, draft: PlanDraft
) -> None:
    text = page_of(office, f"/ban-doc/{draft.id}?them=I")
    assert text.count("Thêm dòng này") == 1
    form = {
        "version": version_of(session, draft),
        "section_code": "I",
        "title": "Việc thêm bằng tay",
        "lead": KT,
        "deadline_text": "Quý IV/2026",
    }
    answer = office.post(f"/ban-doc/{draft.id}/dong", data=form)
    row = rows_of(session, draft)[2]
    assert row.title == "Việc thêm bằng tay"
    assert answer.location == f"/ban-doc/{draft.id}#dong-{row.id}"


def test_what_the_prose_proposes_is_taken_over_or_passed_by(
    office: FlaskClient, session: Session, draft: PlanDraft
) -> None:
    for position, title in enumerate(("Tuyên truyền trên loa", "Việc không cần")):
        session.add(
            DraftProposal(
                commune_id=draft.commune_id,
                draft_id=draft.id,
                position=100 + position,
                kind="duty",
                title=title,
                units=[KT],
                deadline_text="Hằng tháng",
                section_code="I",
                quote=f"{KT}: {title} hằng tháng.",
                values={},
                source={"line": 3},
            )
        )
    session.commit()
    text = page_of(office, f"/ban-doc/{draft.id}")
    assert "Đọc được trong phần lời" in text
    assert f"“{KT}: Tuyên truyền trên loa hằng tháng." in text.replace(
        '<span class="printed">', "“"
    )
    query = select(DraftProposal).where(DraftProposal.position >= 100)
    taken, passed = session.scalars(query.order_by(DraftProposal.position)).all()
    form = {"version": version_of(session, draft), "proposal": taken.id, "decision": "accept"}
    office.post(f"/ban-doc/{draft.id}/de-xuat", data=form)
    assert rows_of(session, draft)[2].title == "Tuyên truyền trên loa"
    form = {"version": version_of(session, draft), "proposal": passed.id, "decision": "dismiss"}
    answer = office.post(f"/ban-doc/{draft.id}/de-xuat", data=form, follow_redirects=True)
    assert "đã nhận 1 mục, bỏ qua 1 mục" in answer.text
    assert len(rows_of(session, draft)) == 8


@pytest.mark.parametrize("decision", ["accept", "dismiss"])
def test_deciding_proposals_with_none_ticked_speaks_of_items(
    office: FlaskClient, session: Session, draft: PlanDraft, decision: str
) -> None:
    form = {"version": version_of(session, draft), "decision": decision}
    answer = office.post(f"/ban-doc/{draft.id}/de-xuat", data=form)
    assert answer.status_code == 422
    assert "Chưa chọn mục nào" in answer.text
    assert "Chưa chọn dòng nào" not in answer.text


LONG = "x" * 6000


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("section_code", "Lĩnh vực"),
        ("number", "STT"),
        ("title", "Nhiệm vụ"),
        ("objective", "Mục tiêu"),
        ("product", "Sản phẩm"),
        ("lead", "Chủ trì"),
        ("supporting", "Phối hợp"),
        ("follow_up", "Theo dõi, đôn đốc"),
        ("deadline_text", "Thời gian"),
    ],
)
def test_a_refused_cell_is_named_on_top_with_a_way_to_it(
    office: FlaskClient, session: Session, draft: PlanDraft, cell: str, name: str
) -> None:
    row = rows_of(session, draft)[2]
    for path, at, version, where in (
        (f"/dong/{row.id}", row.id, row.version, "Mục II.1, "),
        ("/dong", "moi", version_of(session, draft), ""),
    ):
        form = {"title": "Tên mới", "version": version, cell: LONG}
        answer = office.post(f"/ban-doc/{draft.id}{path}", data=form)
        assert answer.status_code == 422
        assert_named(answer.text, f"{cell}-{at}", f"{where}{name}")


def assert_named(text: str, control: str, name: str) -> None:
    """The summary names the cell and leads to its control, which says itself what is wrong."""
    summary = re.search(r'id="error-summary".*?</ul>', text, re.S)
    assert summary is not None
    assert f'<a href="#{control}">{name}</a>: Rút gọn còn tối đa' in summary[0]
    described = rf'id="{control}"[^>]*aria-invalid="true" aria-describedby="{control}-error"'
    assert re.search(described, text)
    assert f'id="{control}-error"' in text


def test_a_refused_part_of_a_row_is_named_on_top(
    office: FlaskClient, session: Session, draft: PlanDraft
) -> None:
    row = rows_of(session, draft)[0]
    form = {"version": version_of(session, draft), "part-0-title": "Một", "part-1-title": LONG}
    answer = office.post(f"/ban-doc/{draft.id}/dong/{row.id}/tach", data=form)
    assert answer.status_code == 422
    assert_named(answer.text, "phan-2-title", "Phần 2, Nhiệm vụ")


def test_a_refused_cell_for_many_rows_is_named_on_top(
    office: FlaskClient, session: Session, draft: PlanDraft
) -> None:
    row = rows_of(session, draft)[0]
    form = {"version": version_of(session, draft), "row": row.id, "deadline_text": LONG}
    answer = office.post(f"/ban-doc/{draft.id}/cac-dong", data=form)
    assert answer.status_code == 422
    assert_named(answer.text, "nhieu-deadline_text", "Thời gian")


def test_a_draft_without_rows_says_what_to_do(
    office: FlaskClient, session: Session, draft: PlanDraft
) -> None:
    for row in rows_of(session, draft):
        session.delete(row)
    session.commit()
    text = page_of(office, f"/ban-doc/{draft.id}")
    assert "Chưa có nhiệm vụ nào trong bản đọc" in text
    assert "Phụ lục nằm ở tệp khác" in text
    assert "Thêm dòng" in text


def test_every_key_on_the_page_has_something_to_press(
    office: FlaskClient, session: Session, draft: PlanDraft
) -> None:
    row = rows_of(session, draft)[0]
    form = {"version": row.version, "included": "no"}
    office.post(f"/ban-doc/{draft.id}/dong/{row.id}/chon", data=form)
    text = page_of(office, f"/ban-doc/{draft.id}?sua={row.id}")
    printed = set(re.findall(r"<kbd>(.*?)</kbd>", text))
    stops = {"n", "p"} if 'data-stop="problem"' in text else set()
    stops |= {"j", "k"} if 'data-stop="row"' in text else set()
    pressed = set(re.findall(r'data-key="(.*?)"', text))
    assert printed == stops | {"Esc" if key == "Escape" else key for key in pressed} | {"?"}


def test_a_draft_that_is_done_offers_no_change(
    office: FlaskClient, session: Session, draft: PlanDraft
) -> None:
    office.post(f"/ban-doc/{draft.id}/bo", data={"version": version_of(session, draft)})
    row = rows_of(session, draft)[0]
    text = page_of(office, f"/ban-doc/{draft.id}?sua={row.id}&tach={row.id}&them=I")
    for words in ("Lưu dòng này", "Thêm dòng", "Bỏ dòng này", "Tách dòng", "Hoàn tác"):
        assert words not in text, words
