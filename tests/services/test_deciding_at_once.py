"""People hand in, take back, verify and send back the same items at once, through the pages."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.extensions import db
from app.web.edge import DonDoc
from tests.cast import World
from tests.deciding import faults, gather, work_together
from workflows.states import Action

PEOPLE = 10
SECONDS = 6.0


def test_every_history_is_a_legal_path_and_nothing_is_lost_or_told_twice(
    app: DonDoc, session: Session, world: World
) -> None:
    crowd = gather(app, session, world, PEOPLE)
    session.close()
    clients = {}
    for who, cookie in crowd.cookies.items():
        clients[who] = app.test_client()
        clients[who].set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)

    def post(who: str, path: str, form: Mapping[str, object]) -> tuple[int, str]:
        with app.app_context():
            answer = clients[who].post(path, data=form)
            signed_out = (answer.location or "").startswith("/dang-nhap")
            return 401 if signed_out else answer.status_code, answer.text

    engine = db.engine
    tally = work_together(engine, crowd, post, seconds=SECONDS, seed=20260914)
    assert faults(engine, crowd, tally) == []
    # The trial is worth something only where the steps met: each was done, and some were refused.
    for action in (Action.submit, Action.withdraw, Action.verify, Action.send_back, Action.reopen):
        assert tally.done[action.value], action
    assert tally.statuses[409] and tally.statuses[422]
