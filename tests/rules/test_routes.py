"""Every route says who may use it; none shows another commune's things; a GET changes nothing."""

from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app.extensions import db
from app.models import Person
from app.web.access import PUBLIC, SIGNED_IN
from app.web.edge import DonDoc
from tests.rules.conftest import Everything
from workflows.states import Role

OWN_CONVERTERS = {"filename", "token", "job", "form"}
"""Converters that are no ids: static files, one-time links, jobs of the timetable, kinds of
file."""

CHANGED_BY_GET = {"event", "chain_head", "user_session", "calendar_feed", "throttle"}
"""The exceptions of the house: the log of a download, the touch of a session, and the counted
reading of a calendar (which no address here opens: see `tests/web/test_calendar_feeds.py`)."""


def _rules(app: DonDoc) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint != "static")


def test_every_route_declares_who_may_use_it(app: DonDoc) -> None:
    undeclared = [
        rule.endpoint
        for rule in _rules(app)
        if not hasattr(app.view_functions[rule.endpoint], "access")
    ]
    assert not undeclared, f"put @access(…) under the route of {undeclared} (app/web/access.py)"


def test_declarations_name_roles_or_one_of_two_words(app: DonDoc) -> None:
    for rule in _rules(app):
        declared = app.view_functions[rule.endpoint].access
        assert declared in (PUBLIC, SIGNED_IN) or declared <= frozenset(Role), rule.endpoint


def test_a_route_either_shows_or_changes_under_names_that_are_known(
    app: DonDoc, everything: Everything
) -> None:
    unknown = {
        name
        for rule in _rules(app)
        for name in rule.arguments
        if name not in everything.ids and name not in OWN_CONVERTERS
    }
    assert not unknown, f"give {unknown} an id in tests/rules/conftest.py, or rename them"


def _address(app: DonDoc, rule: Rule, ids: dict[str, int | str]) -> str:
    values = {name: ids.get(name, "none") for name in rule.arguments}
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        return adapter.build(rule.endpoint, values, method=_method(rule))


def _method(rule: Rule) -> str:
    return "GET" if "GET" in (rule.methods or ()) else "POST"


def _of_a_thing(rule: Rule) -> bool:
    return bool(rule.arguments - OWN_CONVERTERS)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_route_shows_or_changes_a_thing_of_another_commune(
    app: DonDoc,
    session: Session,
    everything: Everything,
    client_for: Callable[[Person], FlaskClient],
    method: str,
) -> None:
    before = _tables(session)
    tried = 0
    for person in everything.world.ben.people.values():
        client = client_for(person)
        for rule in _rules(app):
            if not _of_a_thing(rule) or method not in (rule.methods or ()):
                continue
            address = _address(app, rule, everything.ids)
            answer = client.open(address, method=method)
            assert answer.status_code in (403, 404), (person.full_name, method, address)
            assert "Báo cáo quý" not in answer.get_data(as_text=True)
            tried += 1
    assert tried > 20
    assert _changed(before, _tables(session)) <= CHANGED_BY_GET


def test_nobody_sees_anything_without_signing_in(app: DonDoc, everything: Everything) -> None:
    client = app.test_client()
    for rule in _rules(app):
        declared = app.view_functions[rule.endpoint].access
        if declared == PUBLIC:
            continue
        answer = client.open(_address(app, rule, everything.ids), method=_method(rule))
        assert answer.status_code == 302, rule.endpoint
        assert answer.location.startswith("/dang-nhap"), rule.endpoint


def _tables(session: Session) -> dict[str, list[tuple[object, ...]]]:
    session.rollback()
    found = {}
    for table in db.metadata.sorted_tables:
        rows = session.execute(select(table).order_by(*table.primary_key))
        found[table.name] = [tuple(row) for row in rows]
    session.rollback()
    return found


def _changed(before: dict[str, list], after: dict[str, list]) -> set[str]:  # type: ignore[type-arg]
    return {name for name in before if before[name] != after[name]}


def test_every_page_opens_for_everybody_who_may_see_it_and_changes_nothing(
    app: DonDoc,
    session: Session,
    everything: Everything,
    client_for: Callable[[Person], FlaskClient],
) -> None:
    opened = 0
    for name, person in everything.world.mau.people.items():
        client = client_for(person)
        before = _tables(session)
        for rule in _rules(app):
            if "GET" not in (rule.methods or ()):
                continue
            declared = app.view_functions[rule.endpoint].access
            answer = client.get(_address(app, rule, everything.ids))
            text = (name, rule.endpoint, answer.status_code)
            if isinstance(declared, frozenset) and not (
                everything.world.actor(name).has_role(*declared)
            ):
                assert answer.status_code == 403, text
                continue
            # Loading for this person may still answer "not for you" or "not there".
            assert answer.status_code in (200, 302, 403, 404), text
            opened += answer.status_code == 200
            answer.close()
        assert _changed(before, _tables(session)) <= CHANGED_BY_GET, name
    assert opened > 60


def test_nothing_is_changed_by_a_role_that_may_not(
    app: DonDoc,
    session: Session,
    everything: Everything,
    client_for: Callable[[Person], FlaskClient],
) -> None:
    refused = 0
    for name, person in everything.world.mau.people.items():
        client, actor = client_for(person), everything.world.actor(name)
        before = _tables(session)
        for rule in _rules(app):
            declared = app.view_functions[rule.endpoint].access
            if "POST" not in (rule.methods or ()) or not isinstance(declared, frozenset):
                continue
            if actor.has_role(*declared):
                continue
            answer = client.post(_address(app, rule, everything.ids))
            assert answer.status_code == 403, (name, rule.endpoint, answer.status_code)
            refused += 1
        assert _changed(before, _tables(session)) <= {"user_session"}, name
    assert refused > 200
