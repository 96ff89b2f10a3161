"""The digest and the notices as they reach a webhook: short, with a link, in nobody's own words."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.channels.webhook import LOOPBACK_ALLOWED
from app.jobs import run_job
from app.jobs.short_texts import MOST_LINES
from app.models import EndpointKind
from app.services.endpoints import NewEndpoint, register
from app.services.notices import notify
from app.services.work_items import perform
from app.web.edge import DonDoc
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock
from tests.http_sink import HttpSink, running_http_sink
from tests.scheduling import MONDAY_MORNING
from workflows.requirements import Request
from workflows.states import Action

SAID = "Anh Bình ở Sở hẹn trả lời qua điện thoại 0912345678"


@pytest.fixture
def sink(app: DonDoc) -> Iterator[HttpSink]:
    with running_http_sink() as running:
        app.config[LOOPBACK_ALLOWED] = True
        yield running


def webhook(session: Session, world: World, sink: HttpSink, whose: str | None) -> None:
    person_id = world.person(whose).id if whose else None
    new = NewEndpoint(EndpointKind.webhook, "Webhook", f"{sink.address}/{whose}", person_id)
    register(session, world.actor("Ánh"), new, clock.now(), loopback_allowed=True)
    session.commit()


def run(app: DonDoc, session: Session, job: str) -> dict[str, int]:
    session.rollback()
    ran = run_job(app, job)
    assert not ran.error
    return dict(ran.outcome.counts)


def came(sink: HttpSink) -> dict[str, dict[str, Any]]:
    return {path: json.loads(body) for path, _, body in sink.requests}


@pytest.fixture
def late(world: World, session: Session, test_clock: TestClock) -> World:
    """A plan with thirty late items of one unit, about one of which it said something."""
    before = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
    plan = add_plan(session, world.mau, before)
    items = [
        add_item(
            session,
            world.mau,
            plan,
            lead="kt",
            title=f"Báo cáo số {number} " + "về kết quả thực hiện nhiệm vụ " * 5,
            due_on=date(2026, 9, 4),
            now=before,
        )
        for number in range(30)
    ]
    said = Request(result=SAID, difficulties=SAID)
    khang = world.actor("Khang")
    first = items[0]
    perform(session, khang, first, Action.record_progress, said, version=first.version, now=before)
    session.commit()
    test_clock.set(MONDAY_MORNING)
    return world


def test_the_week_goes_to_webhooks_without_a_mail_server_short_and_without_what_people_wrote(
    app: DonDoc, late: World, session: Session, sink: HttpSink
) -> None:
    webhook(session, late, sink, "Khang")
    webhook(session, late, sink, None)
    late.person("Khang").email = None
    session.commit()
    counts = run(app, session, "weekly_digest")
    assert counts["mails_sent"] == 2
    assert counts["no_mail_server"] == 1
    said = came(sink)
    assert set(said) == {"/Khang", "/None"}
    own, office = said["/Khang"], said["/None"]
    assert own["subject"].endswith("30 quá hạn · 0 đến hạn · 0 chờ xác nhận · 0 phải bổ sung")
    assert own["link"] == "http://127.0.0.1:8000/viec-cua-toi"
    assert office["link"] == "http://127.0.0.1:8000/tong-quan"
    assert "12/KH-UBND: đã hoàn thành 0 trên 30 nhiệm vụ" in office["text"]
    for message in said.values():
        lines = [*message["text"].split("\n"), message["link"]]
        assert len(lines) <= MOST_LINES
        assert "(Phòng KT-HT-ĐT): quá hạn 10 ngày" in message["text"]
        assert "Anh Bình" not in json.dumps(message, ensure_ascii=False)
        assert "0912345678" not in json.dumps(message, ensure_ascii=False)
    assert run(app, session, "weekly_digest").get("mails_sent", 0) == 0


def test_a_notice_that_asks_for_action_goes_without_its_reason(
    app: DonDoc, late: World, session: Session, sink: HttpSink
) -> None:
    webhook(session, late, sink, "Khang")
    late.person("Khang").email = None
    notify(
        session,
        late.mau.commune.id,
        [late.person(name).id for name in ("Khang", "Kiên")],
        kind="work_item.send_back",
        key="test:1",
        data={"title": "Báo cáo quý", "label": "", "reason": SAID},
        path="/viec/1",
        now=clock.now(),
        for_mail=True,
    )
    session.commit()
    assert run(app, session, "mail_notices")["mails_sent"] == 1
    (said,) = came(sink).values()
    assert said["kind"] == "notices"
    assert "“Báo cáo quý”" in said["text"]
    assert SAID not in said["text"]
    assert said["link"] == "http://127.0.0.1:8000/thong-bao"
