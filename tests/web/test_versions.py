"""The pages of a plan's versions: recall, a file beside the running plan, its application."""

import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import DraftMatch, DraftStatus, MatchDecision, Plan, PlanDraft, PlanStatus
from app.services.version_matching import decide
from app.web.versions.forms import GONE
from tests.acting import act, queries_of
from tests.amending import (
    NEW_HEAD,
    REASON,
    amending_draft,
    applied,
    changed_rows,
    compared,
    items_named,
    running_plan,
    task_named,
)
from tests.cast import World
from tests.drafting import confirm_names
from tests.plan_texts import HCC, KT, ROWS, plan_text
from workflows.states import Action, Status

ClientFor = Callable[..., FlaskClient]

REVIEW = "Rà soát quy trình nội bộ"
CHECK = "Ban hành kế hoạch kiểm tra công vụ"
SURVEY = "Khảo sát mức độ hài lòng của người dân"
LATER = {REVIEW: ("2", REVIEW, f"{KT}; {HCC}", "", "Quyết định", "Tháng 11/2026")}
NEW = ("6", SURVEY, HCC, KT, "Báo cáo", "Tháng 12/2026")


@pytest.fixture
def draft(world: World, plan: Plan) -> PlanDraft:
    return amending_draft(world, plan, [*changed_rows({**LATER, CHECK: None}), NEW])


def title_of(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)
    return " ".join(found[1].split()) if found else ""


def reported(session: Session, world: World, plan: Plan) -> None:
    item = items_named(session, plan, REVIEW)[0]
    act(session, world, "Khang", item, Action.record_progress, result="Đang rà soát")


# Recall


def test_the_office_recalls_a_plan_from_its_page(
    client_for: ClientFor, world: World, session: Session, plan: Plan
) -> None:
    office = client_for(world.person("Thư"))
    assert f"/ke-hoach/{plan.id}/thu-hoi" in office.get(f"/ke-hoach/{plan.id}").text
    page = office.get(f"/ke-hoach/{plan.id}/thu-hoi").text
    assert title_of(page) == "Thu hồi kế hoạch vừa đưa vào theo dõi"
    answer = office.post(
        f"/ke-hoach/{plan.id}/thu-hoi", data={"version": plan.version, "reason": REASON}
    )
    session.refresh(plan)
    assert plan.status is PlanStatus.recalled
    (draft,) = session.scalars(select(PlanDraft)).all()
    assert answer.location == f"/ban-doc/{draft.id}"
    shown = office.get(f"/ke-hoach/{plan.id}").text
    assert "đã thu hồi lúc" in shown and "/thu-hoi" not in shown
    assert (
        "Kế hoạch 12/KH-UBND được thu hồi"
        in client_for(world.person("Khang")).get("/thong-bao").text
    )


def test_a_refused_recall_says_who_did_what_and_keeps_what_was_typed(
    client_for: ClientFor, world: World, session: Session, plan: Plan
) -> None:
    reported(session, world, plan)
    answer = client_for(world.person("Thư")).post(
        f"/ke-hoach/{plan.id}/thu-hoi", data={"version": plan.version, "reason": REASON}
    )
    assert answer.status_code == 422
    assert f"Trần Văn Khang đã thực hiện việc “{REVIEW}" in answer.text
    assert "08:00 ngày 14/9/2026" in answer.text and REASON in answer.text
    session.refresh(plan)
    assert plan.status is PlanStatus.running


@pytest.mark.parametrize(("version", "reason", "status"), [(9, REASON, 409), (1, "Sai", 422)])
def test_a_recall_needs_the_plan_as_it_stands_and_a_reason(
    client_for: ClientFor, world: World, plan: Plan, version: int, reason: str, status: int
) -> None:
    answer = client_for(world.person("Thư")).post(
        f"/ke-hoach/{plan.id}/thu-hoi", data={"version": version, "reason": reason}
    )
    assert answer.status_code == status
    assert "error-summary" in answer.text


def test_an_item_of_a_recalled_plan_says_so(
    client_for: ClientFor, world: World, session: Session, plan: Plan
) -> None:
    item = items_named(session, plan, REVIEW)[0]
    client_for(world.person("Thư")).post(
        f"/ke-hoach/{plan.id}/thu-hoi", data={"version": plan.version, "reason": REASON}
    )
    session.refresh(item)
    answer = client_for(world.person("Khang")).post(
        f"/viec/{item.id}/tiep-nhan", data={"version": item.version}
    )
    assert answer.status_code == 422
    assert "Kế hoạch của việc này đã được thu hồi" in answer.text


# A file beside the running plan


def test_a_file_is_read_against_the_running_plan(
    client_for: ClientFor, world: World, session: Session, plan: Plan
) -> None:
    office = client_for(world.person("Thư"))
    assert f"/ke-hoach/{plan.id}/ban-moi" in office.get(f"/ke-hoach/{plan.id}").text
    content = plan_text([*changed_rows({**LATER, CHECK: None}), NEW], head=NEW_HEAD)
    answer = office.post(
        f"/ke-hoach/{plan.id}/ban-moi", data={"file": (io.BytesIO(content), "ban-moi.txt")}
    )
    draft = session.scalars(select(PlanDraft).where(PlanDraft.amends_plan_id == plan.id)).one()
    assert answer.location in (f"/ban-doc/{draft.id}/so-sanh", f"/ban-doc/{draft.id}")
    assert draft.status in (DraftStatus.open, DraftStatus.reading)
    assert f"/ban-doc/{draft.id}/so-sanh" in office.get(f"/ke-hoach/{plan.id}").text


def test_a_file_that_cannot_be_read_is_refused_in_words(
    client_for: ClientFor, world: World, session: Session, plan: Plan
) -> None:
    answer = client_for(world.person("Thư")).post(f"/ke-hoach/{plan.id}/ban-moi", data={})
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert session.scalars(select(PlanDraft).where(PlanDraft.amends_plan_id == plan.id)).all() == []


def test_the_page_shows_every_group_with_old_and_new_words(
    client_for: ClientFor, world: World, plan: Plan, draft: PlanDraft
) -> None:
    page = client_for(world.person("Thư")).get(f"/ban-doc/{draft.id}/so-sanh").text
    counts = re.search(r'<ul class="version-counts">(.*?)</ul>', page, re.S)
    assert counts is not None
    words = re.sub(r"<[^>]+>", " ", counts[1]).split()
    assert " ".join(words) == "1 thay đổi 0 ghép 1 không còn 1 mới 5 giữ nguyên"
    assert "<del>10/2026</del>" in page and "<ins>11/2026</ins>" in page
    assert f"<ins>{SURVEY}</ins>" in page
    assert "đổi thời gian" in page
    assert "Trình lãnh đạo UBND" in page


def test_reported_work_asks_for_a_decision_on_the_page(
    client_for: ClientFor, world: World, session: Session, plan: Plan, draft: PlanDraft
) -> None:
    reported(session, world, plan)
    task = task_named(session, plan, REVIEW)
    office = client_for(world.person("Thư"))
    page = office.get(f"/ban-doc/{draft.id}/so-sanh").text
    assert title_of(page) == "Còn 1 nhiệm vụ đã có báo cáo chờ chọn cách xử lý"
    stopped = office.post(f"/ban-doc/{draft.id}/trinh-lanh-dao", data={"version": draft.version})
    assert stopped.status_code == 422
    assert "Còn 1 nhiệm vụ đã có báo cáo chưa chọn cách xử lý" in stopped.text
    answer = office.post(
        f"/ban-doc/{draft.id}/so-sanh/quyet-dinh",
        data={"version": draft.version, f"decision-{task.id}": "keep"},
    )
    assert answer.status_code == 302
    match = session.scalars(select(DraftMatch).where(DraftMatch.task_id == task.id)).one()
    assert match.decision is MatchDecision.keep
    assert "chưa chọn" not in office.get(f"/ban-doc/{draft.id}/so-sanh").text


def test_the_office_pairs_by_hand(
    client_for: ClientFor, world: World, session: Session, plan: Plan, draft: PlanDraft
) -> None:
    comparison = compared(world, plan, draft)
    gone, new = task_named(session, plan, CHECK), comparison.new[0]
    office = client_for(world.person("Thư"))
    answer = office.post(
        f"/ban-doc/{draft.id}/so-sanh/ghep",
        data={"version": draft.version, "task": gone.id, "row": new.key},
    )
    assert answer.status_code == 302
    page = office.get(f"/ban-doc/{draft.id}/so-sanh").text
    assert "ghép bằng tay" in page
    session.refresh(draft)
    office.post(
        f"/ban-doc/{draft.id}/so-sanh/ghep",
        data={"version": draft.version, "task": gone.id, "row": GONE},
    )
    assert f"<ins>{SURVEY}</ins>" in office.get(f"/ban-doc/{draft.id}/so-sanh").text


@pytest.mark.parametrize(
    "data",
    [{}, {"task": "x", "row": "1"}, {"task": "1", "row": ""}, {"task": "9" * 12, "row": "1"}],
)
def test_what_was_never_on_the_page_is_not_paired(
    client_for: ClientFor, world: World, draft: PlanDraft, data: dict[str, str]
) -> None:
    answer = client_for(world.person("Thư")).post(
        f"/ban-doc/{draft.id}/so-sanh/ghep", data={"version": draft.version, **data}
    )
    assert answer.status_code == 400


def test_a_leader_applies_and_the_plan_page_lists_both_versions(
    client_for: ClientFor, world: World, session: Session, plan: Plan, draft: PlanDraft
) -> None:
    leader = client_for(world.person("Long"))
    assert f"/ban-doc/{draft.id}/so-sanh" in leader.get(f"/ke-hoach/{plan.id}").text
    page = leader.get(f"/ban-doc/{draft.id}/so-sanh").text
    assert "Thực hiện theo 45/KH-UBND ngày 10/9/2026" in page
    assert "Ghép lại" not in page and "Trình lãnh đạo UBND" not in page
    answer = leader.post(
        f"/ban-doc/{draft.id}/ap-dung", data={"version": draft.version, "reason": REASON}
    )
    assert answer.location == f"/ke-hoach/{plan.id}"
    shown = leader.get(f"/ke-hoach/{plan.id}").text
    assert "Bản 2:" in shown and "Bản 1:" in shown and "12/KH-UBND" in shown
    (item,) = items_named(session, plan, REVIEW)
    assert item.due_on == date(2026, 11, 30)
    after = leader.get(f"/ban-doc/{draft.id}/so-sanh").text
    assert "không còn được đối chiếu" in after and "giữ nguyên" not in after
    task = client_for(world.person("Khang")).get(f"/nhiem-vu/{item.task_id}").text
    assert "Văn bản trước: 12/KH-UBND" in task and "Tháng 10/2026" in task


def test_the_second_of_two_who_apply_is_told_so(
    client_for: ClientFor, world: World, plan: Plan, draft: PlanDraft
) -> None:
    form = {"version": draft.version, "reason": REASON}
    first = client_for(world.person("Long")).post(f"/ban-doc/{draft.id}/ap-dung", data=form)
    second = client_for(world.person("Quý")).post(f"/ban-doc/{draft.id}/ap-dung", data=form)
    assert (first.status_code, second.status_code) == (302, 409)
    assert "đã được áp dụng" in second.text


def test_a_report_that_came_meanwhile_stops_the_leader_with_a_sentence(
    client_for: ClientFor, world: World, session: Session, plan: Plan, draft: PlanDraft
) -> None:
    reported(session, world, plan)
    answer = client_for(world.person("Long")).post(
        f"/ban-doc/{draft.id}/ap-dung", data={"version": draft.version, "reason": REASON}
    )
    assert answer.status_code == 422
    assert "Còn 1 nhiệm vụ đã có báo cáo chưa chọn cách xử lý" in answer.text
    assert items_named(session, plan, REVIEW)[0].status is Status.in_progress


@pytest.mark.parametrize("who", ["Khang", "Hoa", "Minh", "Sơn", "Ánh"])
def test_others_do_not_prepare_or_apply(
    client_for: ClientFor, world: World, plan: Plan, draft: PlanDraft, who: str
) -> None:
    client = client_for(world.person(who))
    assert client.get(f"/ban-doc/{draft.id}/so-sanh").status_code == 403
    for path in (
        f"/ban-doc/{draft.id}/ap-dung",
        f"/ke-hoach/{plan.id}/thu-hoi",
        f"/ke-hoach/{plan.id}/ban-moi",
    ):
        assert client.post(path, data={"version": 1, "reason": REASON}).status_code == 403
    assert "ban-moi" not in client.get(f"/ke-hoach/{plan.id}").text


def test_the_office_does_not_apply_and_a_leader_does_not_prepare(
    client_for: ClientFor, world: World, draft: PlanDraft
) -> None:
    form = {"version": draft.version, "reason": REASON}
    office, leader = (client_for(world.person(name)) for name in ("Thư", "Long"))
    assert office.post(f"/ban-doc/{draft.id}/ap-dung", data=form).status_code == 403
    for step in ("so-sanh/ghep", "so-sanh/quyet-dinh", "trinh-lanh-dao"):
        assert leader.post(f"/ban-doc/{draft.id}/{step}", data=form).status_code == 403


def test_another_communes_draft_and_plan_do_not_exist(
    client_for: ClientFor, world: World, plan: Plan, draft: PlanDraft
) -> None:
    office, leader = (client_for(world.ben.people[name]) for name in ("Thư", "Long"))
    form = {"version": 1, "reason": REASON}
    assert office.get(f"/ban-doc/{draft.id}/so-sanh").status_code == 404
    assert office.get(f"/ke-hoach/{plan.id}/ban-moi").status_code == 404
    assert office.post(f"/ke-hoach/{plan.id}/thu-hoi", data=form).status_code == 404
    assert leader.post(f"/ban-doc/{draft.id}/ap-dung", data=form).status_code == 404


def test_a_draft_of_a_plan_of_its_own_is_compared_with_nothing(
    client_for: ClientFor, world: World, session: Session, plan: Plan
) -> None:
    own = session.scalars(select(PlanDraft).where(PlanDraft.amends_plan_id.is_(None))).one()
    assert client_for(world.person("Thư")).get(f"/ban-doc/{own.id}/so-sanh").status_code == 404


def test_an_amending_draft_leads_to_the_comparison_and_is_not_started(
    client_for: ClientFor, world: World, session: Session, draft: PlanDraft
) -> None:
    office = client_for(world.person("Thư"))
    assert f"/ban-doc/{draft.id}/so-sanh" in office.get(f"/ban-doc/{draft.id}").text
    aside = office.get(f"/ban-doc/{draft.id}/dua-vao-theo-doi")
    assert aside.location == f"/ban-doc/{draft.id}/so-sanh"
    answer = office.post(f"/ban-doc/{draft.id}/dua-vao-theo-doi", data={"version": draft.version})
    assert answer.status_code == 422
    assert session.scalars(select(Plan)).one()


def test_the_comparison_runs_a_fixed_number_of_queries(
    client_for: ClientFor, world: World, session: Session
) -> None:
    def measured(rows: list[tuple[str, ...]]) -> int:
        plan = running_plan(world, rows)
        draft = amending_draft(world, plan, [*rows[:-1], NEW])
        client = client_for(world.person("Thư"))
        client.get(f"/ban-doc/{draft.id}/so-sanh")
        return queries_of(lambda: client.get(f"/ban-doc/{draft.id}/so-sanh"))

    few = measured(list(ROWS[:3]))
    many = measured(
        [
            *ROWS,
            *(
                (str(n), f"Việc thứ {n} của năm", KT, "", "Báo cáo", "Tháng 11/2026")
                for n in range(6, 90)
            ),
        ]
    )
    assert few == many <= 18


def test_the_page_of_an_applied_draft_offers_nothing(
    client_for: ClientFor, world: World, plan: Plan, draft: PlanDraft
) -> None:
    applied(world, draft)
    page = client_for(world.person("Long")).get(f"/ban-doc/{draft.id}/so-sanh").text
    assert "Áp dụng bản mới" not in page and '<form class="form"' not in page


def test_what_was_decided_for_a_task_is_asked_again_when_its_row_is_another(
    world: World, session: Session, plan: Plan, draft: PlanDraft, client_for: ClientFor
) -> None:
    reported(session, world, plan)
    task = task_named(session, plan, REVIEW)
    decide(
        session,
        world.actor("Thư"),
        draft.id,
        {task.id: MatchDecision.remake},
        version=draft.version,
        now=draft.created_at,
    )
    session.commit()
    office = client_for(world.person("Thư"))
    office.post(
        f"/ban-doc/{draft.id}/so-sanh/ghep",
        data={"version": draft.version, "task": task.id, "row": GONE},
    )
    page = office.get(f"/ban-doc/{draft.id}/so-sanh").text
    assert "Còn 1 nhiệm vụ đã có báo cáo chờ chọn cách xử lý" in page


def test_names_confirmed_on_the_draft_are_those_of_the_comparison(world: World, plan: Plan) -> None:
    draft = amending_draft(world, plan, ROWS)
    confirm_names(world, draft)
    assert not compared(world, plan, draft).undecided
