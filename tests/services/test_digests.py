"""The weekly digest against a small known world: who gets what, in which words, once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Appointment,
    DayOff,
    Event,
    OutboxMail,
    Plan,
    PlanStatus,
    ProgressNote,
    StandingSnapshot,
)
from app.web.edge import DonDoc
from tests.cast import World, add_item
from tests.conftest import TestClock
from tests.digesting import EARLIER, MONDAY, known_world, lines_of, mail_to, mails, run
from workflows.states import Role


@pytest.fixture
def known(world: World, session: Session) -> World:
    return known_world(world, session)


def test_the_office_edition_says_the_whole_in_the_words_of_the_model(
    known: World, app: DonDoc, session: Session
) -> None:
    assert run(app, session, "weekly_digest").error == ""
    mail = mail_to(session, known, "Thư")
    assert mail.subject == (
        "[CCHC Phường Mẫu] Tổng hợp tuần 14–20/9/2026:"
        " 2 quá hạn · 1 đến hạn · 1 chờ xác nhận · 1 phải bổ sung"
    )
    assert lines_of(mail)[:29] == [
        "12/KH-UBND: đã hoàn thành 1 trên 7 nhiệm vụ (14,29%); đúng hạn 1, quá hạn 0;"
        " số liệu đến 08 giờ 00 ngày 14/9/2026.",
        "2 quá hạn, 1 đến hạn, 1 chờ xác nhận, 1 phải bổ sung.",
        "1 việc chờ anh, chị xác nhận: http://127.0.0.1:8000/cho-xac-nhan",
        "",
        "1. Quá hạn (2)",
        "- 1 Phân cấp, ủy quyền quản lý theo ngành, lĩnh vực: quá hạn 76 ngày;"
        " Phòng KT-HT-ĐT; hạn 30/6/2026; chưa có thông tin từ 03/8/2026",
        "  http://127.0.0.1:8000/viec/1",
        "- 1 Kiểm tra bộ phận một cửa: quá hạn 10 ngày;"
        " TT PVHCC; hạn 04/9/2026; 10/9/2026 báo: “Đã dự thảo kế hoạch, đang xin ý kiến”",
        "  http://127.0.0.1:8000/viec/2",
        "",
        "2. Đến hạn tuần này (1)",
        "- 1 Kết quả ký số quý III: hạn thứ Sáu 18/9/2026; Phòng KT-HT-ĐT",
        "  http://127.0.0.1:8000/viec/3",
        "",
        "3. Chờ xác nhận (1)",
        "- 1 Phương án tự chủ tài chính các trường: chờ 6 ngày làm việc, quá hạn xác nhận;"
        " Phòng KT-HT-ĐT; Phòng VH-XH xác nhận",
        "  http://127.0.0.1:8000/viec/4",
        "",
        "4. Phải bổ sung (1)",
        "- 1 Danh mục tài sản công: hạn 30/9/2026; Phòng KT-HT-ĐT;"
        " phải bổ sung: “Quyết định chưa kèm danh mục tài sản của 3 trường”",
        "  http://127.0.0.1:8000/viec/5",
        "",
        "Chưa có thông tin từ Văn phòng (từ khi giao việc).",
        "Khó khăn, vướng mắc mới:",
        "- TT PVHCC, Kiểm tra bộ phận một cửa: “Thiếu người kiểm tra”",
        "  http://127.0.0.1:8000/viec/2",
        "",
        "Theo đơn vị, 12/KH-UBND:",
        "- Văn phòng HĐND và UBND: 1 nhiệm vụ; hoàn thành đúng hạn 0, quá hạn 0;"
        " đang thực hiện trong hạn 1, quá hạn 0; chưa có thời hạn 0; bị hủy 0",
    ]


def test_a_unit_gets_one_sentence_and_its_own_rows(
    known: World, app: DonDoc, session: Session
) -> None:
    run(app, session, "weekly_digest")
    mail = mail_to(session, known, "Kiên")
    assert mail.subject == (
        "[CCHC Phường Mẫu] Tổng hợp tuần 14–20/9/2026:"
        " 1 quá hạn · 1 đến hạn · 1 chờ xác nhận · 1 phải bổ sung"
    )
    assert lines_of(mail)[:3] == [
        "Phòng KT-HT-ĐT: 1 quá hạn, 1 đến hạn, 1 chờ xác nhận, 1 phải bổ sung;"
        " số liệu đến 08 giờ 00 ngày 14/9/2026.",
        "",
        "1. Quá hạn (1)",
    ]
    assert "một cửa" not in mail.text + mail.html
    assert "Theo đơn vị" not in mail.text
    assert "http://127.0.0.1:8000/viec-cua-toi" in mail.text


def test_leaders_get_the_grid_and_the_longest_delays(
    known: World, app: DonDoc, session: Session
) -> None:
    run(app, session, "weekly_digest")
    mail = mail_to(session, known, "Long")
    assert "1. Quá hạn (2)" in mail.text
    assert "Theo đơn vị, 12/KH-UBND:" in mail.text
    assert "Đến hạn tuần này" not in mail.text
    assert "Khó khăn" not in mail.text


def test_each_person_gets_one_mail_and_only_who_has_something_to_read(
    known: World, app: DonDoc, session: Session
) -> None:
    run(app, session, "weekly_digest")
    got = set(mails(session))
    names = {name for name, person in known.mau.people.items() if person.id in got}
    # Vân's unit has nothing that presses; Minh, Sơn and Ánh get no edition; xã Bên runs no plan.
    assert names == {"Thư", "Hoa", "Khang", "Kiên", "Tâm", "Long", "Quý"}
    assert len(got) == len(names)


def test_editions_are_merged_by_the_widest(known: World, app: DonDoc, session: Session) -> None:
    for name, role, unit in (
        ("Long", Role.unit_head, "kt"),
        ("Khang", Role.standing_officer, "vhxh"),
    ):
        session.add(
            Appointment(
                commune_id=known.mau.commune.id,
                person_id=known.person(name).id,
                unit_id=known.mau.units[unit].id,
                role=role,
                valid_from=date(2026, 1, 1),
            )
        )
    session.commit()
    run(app, session, "weekly_digest")
    assert len(mails(session)) == 7
    assert "Bản gửi cơ quan thường trực" in mail_to(session, known, "Khang").text
    leader = mail_to(session, known, "Long").text
    assert "Bản gửi lãnh đạo UBND" in leader
    assert "Việc của đơn vị anh, chị\n\n1. Quá hạn (1)" in leader


def test_a_leader_who_stands_in_for_nobody_is_not_asked_to_verify_the_office_s_work(
    known: World, app: DonDoc, session: Session
) -> None:
    run(app, session, "weekly_digest")
    assert "chờ anh, chị xác nhận" in mail_to(session, known, "Hoa").text
    assert "chờ anh, chị xác nhận" not in mail_to(session, known, "Long").text
    assert "chờ anh, chị xác nhận" not in mail_to(session, known, "Khang").text


def test_the_first_line_compares_with_last_week_s_snapshot(
    known: World, app: DonDoc, session: Session, test_clock: TestClock
) -> None:
    run(app, session, "weekly_snapshot", MONDAY - timedelta(days=7))
    (whole,) = session.scalars(
        select(StandingSnapshot).where(
            StandingSnapshot.unit_id.is_(None), StandingSnapshot.section_id.is_(None)
        )
    )
    whole.done_on_time = 0
    session.commit()
    run(app, session, "weekly_digest")
    assert lines_of(mail_to(session, known, "Thư"))[0].startswith(
        "12/KH-UBND: đã hoàn thành 1 trên 7 nhiệm vụ (14,29%), thêm 1 so với tuần trước;"
    )


def test_twenty_lines_and_then_a_link(known: World, app: DonDoc, session: Session) -> None:
    plan = session.scalars(select(Plan)).one()
    for number in range(30):
        add_item(
            session,
            known.mau,
            plan,
            lead="hcc",
            title=f"Việc thứ {number}",
            due_on=date(2026, 7, 1),
            now=EARLIER,
        )
    session.commit()
    run(app, session, "weekly_digest")
    mail = mail_to(session, known, "Thư")
    rows = [line for line in lines_of(mail) if line.startswith("  http://127.0.0.1:8000/viec/")]
    assert len(rows) == 20 + 1  # one is the link of the difficulty quoted below the rows
    assert "1. Quá hạn (32)" in mail.text
    assert "- Còn 15 việc nữa: http://127.0.0.1:8000/viec-qua-han" in mail.text
    assert "4. Phải bổ sung (1)" in mail.text


def test_html_escapes_what_people_typed_and_names_every_link_in_full(
    known: World, app: DonDoc, session: Session
) -> None:
    note = session.scalars(select(ProgressNote)).one()
    note.result = '<script>alert("x")</script>'
    session.commit()
    run(app, session, "weekly_digest")
    html = mail_to(session, known, "Thư").html
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    targets = [part.split('"')[0] for part in html.split('href="')[1:]]
    assert targets
    assert all(target.startswith("http://127.0.0.1:8000/") for target in targets)


def test_a_line_break_in_a_name_stays_out_of_the_subject(
    known: World, app: DonDoc, session: Session
) -> None:
    known.mau.commune.name = "Phường Mẫu\r\nBcc: la@example.org"
    session.commit()
    run(app, session, "weekly_digest")
    assert mail_to(session, known, "Thư").subject.startswith(
        "[CCHC Phường Mẫu Bcc: la@example.org] Tổng hợp tuần"
    )


def test_a_week_is_composed_once_whoever_asks_again(
    known: World, app: DonDoc, session: Session, test_clock: TestClock
) -> None:
    assert run(app, session, "weekly_digest").outcome.counts["mails_made"] == 7
    test_clock.move(days=2)
    assert run(app, session, "weekly_digest").outcome.counts["mails_made"] == 0
    session.rollback()
    events = session.scalars(select(Event).where(Event.kind == "job.compose_digest")).all()
    assert [(event.new, event.data["mails"]) for event in events] == [("2026-09-14", 7)]
    test_clock.move(days=5)
    assert run(app, session, "weekly_digest").outcome.counts["mails_made"] == 7


def test_a_new_digest_takes_the_place_of_one_that_still_waits(
    known: World, app: DonDoc, session: Session, test_clock: TestClock
) -> None:
    run(app, session, "weekly_digest")
    test_clock.move(days=7)
    run(app, session, "weekly_digest")
    session.rollback()
    of_khang = session.scalars(
        select(OutboxMail)
        .where(OutboxMail.person_id == known.person("Khang").id)
        .order_by(OutboxMail.id)
    ).all()
    assert [(mail.failed_at is not None, mail.error) for mail in of_khang] == [
        (True, "superseded"),
        (False, ""),
    ]


def test_on_a_day_off_it_asks_to_be_taken_again_when_the_office_opens(
    known: World, app: DonDoc, session: Session
) -> None:
    for day in (14, 15):
        session.add(
            DayOff(commune_id=known.mau.commune.id, day=date(2026, 9, day), title="Nghỉ bù")
        )
    session.commit()
    ran = run(app, session, "weekly_digest", MONDAY)
    assert mails(session) == {}
    assert ran.outcome.counts["communes_closed"] == 1
    assert ran.outcome.again_at is not None
    assert clock.local(ran.outcome.again_at).strftime("%d/%m %H:%M") == "16/09 07:30"
    run(app, session, "weekly_digest", date(2026, 9, 16))
    assert "số liệu đến 07 giờ 30 ngày 16/9/2026" in mail_to(session, known, "Thư").text


def test_a_person_who_asks_for_it_on_a_day_off_gets_it(
    known: World, app: DonDoc, session: Session, test_clock: TestClock
) -> None:
    test_clock.move(days=6)
    assert run(app, session, "weekly_digest").outcome.counts["mails_made"] == 7


def test_without_a_running_plan_there_is_no_digest(
    known: World, app: DonDoc, session: Session
) -> None:
    session.scalars(select(Plan)).one().status = PlanStatus.closed
    session.commit()
    run(app, session, "weekly_digest")
    assert mails(session) == {}
