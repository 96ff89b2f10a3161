"""Which plans the overview names: the newest and the chosen one, however many are followed."""

import re
from collections.abc import Callable
from datetime import date

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import clock
from app.models import Person, Plan
from app.web.overview.figures import TABS
from tests.cast import World, add_plan

TAB = re.compile(r'<a href="/tong-quan\?plan_id=(\d+)"( aria-current="page")?>')


def _add_plans(session: Session, world: World, count: int) -> list[Plan]:
    """Plans from the oldest to the newest."""
    plans = [add_plan(session, world.mau, clock.now()) for _ in range(count)]
    for year, plan in enumerate(plans, 2010):
        plan.starts_on, plan.ends_on = date(year, 1, 1), date(year, 12, 31)
    session.commit()
    return plans


def test_the_newest_plans_are_named_and_the_rest_found_in_the_list(
    session: Session, world: World, client_for: Callable[[Person], FlaskClient]
) -> None:
    plans = _add_plans(session, world, TABS + 2)
    newest = [str(plan.id) for plan in reversed(plans)]
    page = client_for(world.person("Thư")).get("/tong-quan").text
    assert [id_ for id_, _ in TAB.findall(page)] == newest[:TABS]
    assert '<a href="/ke-hoach">Mọi kế hoạch</a>' in page


def test_an_older_plan_that_is_asked_for_is_named_too(
    session: Session, world: World, client_for: Callable[[Person], FlaskClient]
) -> None:
    plans = _add_plans(session, world, TABS + 2)
    oldest = str(plans[0].id)
    page = client_for(world.person("Thư")).get(f"/tong-quan?plan_id={oldest}").text
    tabs = TAB.findall(page)
    assert len(tabs) == TABS + 1
    assert [id_ for id_, current in tabs if current] == [oldest]


def test_few_plans_need_no_way_to_the_rest(
    session: Session, world: World, client_for: Callable[[Person], FlaskClient]
) -> None:
    _add_plans(session, world, TABS)
    page = client_for(world.person("Thư")).get("/tong-quan").text
    assert len(TAB.findall(page)) == TABS
    assert "Mọi kế hoạch" not in page
