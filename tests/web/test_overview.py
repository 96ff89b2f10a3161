"""The overview: every number opens exactly the rows it counts, for everybody who sees it."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import clock
from app.models import Person, Relation, TaskUnit
from app.services.standing import refresh_dates
from tests.cast import PEOPLE, World, add_item, add_plan
from workflows.states import Outcome, Status

TODAY = date(2026, 9, 14)
LINK = re.compile(r'<td class="number"><a[^>]*href="([^"]+)">(\d+)')
FIGURE = re.compile(r'class="figure" href="([^"]+)">.*?figure-count">(\d+)', re.S)
ROW = re.compile(r'data-task="(\d+)"')
TOTAL = re.compile(
    r'<th scope="row">(?:<span class="in-full">)?([^<]+)(?:</span>.*?)?</th>\s*'
    r'<td class="number"><a[^>]*>(\d+)'
)
NEXT = re.compile(r'href="([^"]+)" rel="next"')


@pytest.fixture
def plan_with_everything(session: Session, world: World) -> None:
    """Tasks in every group, some with two leads, one with more rows than a page holds."""
    place, now = world.mau, clock.now()
    plan = add_plan(session, place, now)

    def add(lead: str, due: date | None, status: Status, done: date | None = None) -> None:
        item = add_item(session, place, plan, lead=lead, title=f"Việc {lead}", due_on=due, now=now)
        item.status, item.completed_on = status, done
        item.outcome = Outcome.dropped if status is Status.cancelled else None
        refresh_dates(session, place.commune.id, [item.task_id])

    for lead in ("kt", "vp", "hcc"):
        add(lead, TODAY - timedelta(days=3), Status.assigned)
        add(lead, TODAY + timedelta(days=3), Status.in_progress)
        add(lead, TODAY, Status.verified, TODAY - timedelta(days=1))
        add(lead, TODAY - timedelta(days=9), Status.verified, TODAY)
        add(lead, None, Status.dormant)
        add(lead, TODAY, Status.cancelled)
    for _ in range(60):
        add("vhxh", TODAY + timedelta(days=30), Status.assigned)
    shared = add_item(session, place, plan, lead="kt", title="Việc chung", due_on=TODAY, now=now)
    session.add(
        TaskUnit(
            commune_id=place.commune.id,
            task_id=shared.task_id,
            unit_id=place.units["vp"].id,
            relation=Relation.lead,
            lead_id=shared.lead_id,
            position=1,
        )
    )
    session.commit()


def _count_rows(client: FlaskClient, address: str) -> int:
    """Follow a list through all its pages and count the distinct tasks."""
    seen: list[str] = []
    while address:
        answer = client.get(address)
        assert answer.status_code == 200
        text = answer.get_data(as_text=True)
        seen += ROW.findall(text)
        following = NEXT.search(text)
        address = unescape(following.group(1)) if following else ""
    assert len(seen) == len(set(seen))
    return len(seen)


@pytest.mark.parametrize("name", [person[0] for person in PEOPLE])
def test_every_number_opens_exactly_the_rows_it_counts(
    plan_with_everything: None,
    world: World,
    client_for: Callable[[Person], FlaskClient],
    name: str,
) -> None:
    client = client_for(world.person(name))
    page = client.get("/tong-quan").get_data(as_text=True)
    links = [(unescape(href), int(count)) for href, count in LINK.findall(page)]
    figures = [(unescape(href), int(count)) for href, count in FIGURE.findall(page)]
    assert len(figures) == 5
    assert len(links) > 20
    for address, count in {*links, *figures}:
        assert _count_rows(client, address) == count, address


def test_the_total_counts_a_shared_task_once_and_the_units_once_each(
    plan_with_everything: None, world: World, client_for: Callable[[Person], FlaskClient]
) -> None:
    page = client_for(world.person("Long")).get("/tong-quan").get_data(as_text=True)
    totals = TOTAL.findall(page)
    assert dict(totals)["Phòng Kinh tế, Hạ tầng và Đô thị"] == "7"
    assert dict(totals)["Văn phòng HĐND và UBND"] == "7"
    assert dict(totals)["Cộng"] == "79"


def test_another_communes_plan_is_not_found(
    plan_with_everything: None, world: World, client_for: Callable[[Person], FlaskClient]
) -> None:
    client = client_for(world.ben.people["Long"])
    assert client.get("/tong-quan?plan_id=1").status_code == 404
    assert client.get("/nhiem-vu?plan_id=1").status_code == 404
    assert client.get("/nhiem-vu?standing=khac").status_code == 404


def test_an_empty_commune_is_told_what_to_do(
    world: World, client_for: Callable[[Person], FlaskClient]
) -> None:
    page = client_for(world.person("Thư")).get("/tong-quan").get_data(as_text=True)
    assert "Chưa có kế hoạch nào đang theo dõi" in page
    assert "Nhập kế hoạch" in page
