"""Fifty people at once on the same twenty items, against four real web workers: every history
stays a legal path, no event is lost or doubled, and nobody sees an error of ours.
"""

import http.client
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from app import clock
from app.extensions import db
from benchmarks.scratch import NOW, scratch_product
from tests.cast import build_world
from tests.deciding import Post, Tally, faults, gather, work_together
from tests.fleet import Fleet

PEOPLE = 50
WORKERS = 4
KEY = "a key of the tests, of no other use"
"""The key of the workers that a `Fleet` starts."""


def decide(seed: int, seconds: float, server: str | None = None) -> tuple[Tally, list[str]]:
    """Work together for `seconds` on SQLite, or on a new database of the PostgreSQL `server`;
    return what people were answered, and what is not as it must be."""
    with (
        scratch_product(server) as app,
        tempfile.TemporaryDirectory(prefix="dondoc-deciding-") as folder,
        app.app_context(),
    ):
        app.config["SECRET_KEY"] = KEY
        clock.use_source(lambda: NOW)
        crowd = gather(app, db.session(), build_world(db.session(), NOW), PEOPLE)
        db.session.remove()
        fleet = Fleet(app, Path(folder), lambda _: None)
        fleet.set(NOW)
        try:
            address = fleet.serve(workers=WORKERS)
            post = _visitors(address, app.config["SESSION_COOKIE_NAME"], crowd.cookies)
            tally = work_together(db.engine, crowd, post, seconds=seconds, seed=seed)
            return tally, faults(db.engine, crowd, tally)
        finally:
            fleet.stop()


def _visitors(address: str, cookie_name: str, cookies: Mapping[str, str]) -> Post:
    """Browsers that follow no redirect; one that is sent to sign in is answered 401."""

    def post(who: str, path: str, form: Mapping[str, object]) -> tuple[int, str]:
        connection = http.client.HTTPConnection(address, timeout=60)
        try:
            connection.request(
                "POST",
                path,
                urlencode(form, doseq=True),
                {
                    "Cookie": f"{cookie_name}={cookies[who]}",
                    "Content-Type": "application/x-www-form-urlencoded",
                },
            )
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        to_sign_in = (answer.getheader("Location") or "").startswith("/dang-nhap")
        return 401 if to_sign_in else answer.status, page

    return post
