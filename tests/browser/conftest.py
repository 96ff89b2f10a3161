"""A real server process, a real mail server and a real browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from flask_migrate import upgrade
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from app import clock, create_app
from app.extensions import db
from tests.browser.commune import PASSWORD, build
from tests.browser.server import clock_of
from tests.mail_sink import Sink, running_sink

ROOT = Path(__file__).parents[2]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
STARTED = "2025-08-11T01:00:00+00:00"
"""Monday 11/8/2025, 08:00 in Vietnam: the plan of An Tường was signed in August 2025."""


def chromium() -> str | None:
    """The browser's program: `CHROMIUM_PATH`, Debian's, or None for Playwright's own."""
    for path in (os.environ.get("CHROMIUM_PATH"), "/usr/bin/chromium"):
        if path and Path(path).exists():
            return path
    return None


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    program = chromium()
    if program is None and not Path(playwright.chromium.executable_path).exists():
        reason = "no Chromium: set CHROMIUM_PATH, or install Debian's chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    started = playwright.chromium.launch(
        executable_path=program,
        args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
    )
    yield started
    started.close()


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    with running_sink() as started:
        yield started


@dataclass
class Product:
    """The product as it runs for a test: its address, its folder, its clock, and its commands."""

    url: str
    home: Path
    environment: dict[str, str]
    violations: list[str] = field(default_factory=list)
    pages: int = 0

    def at(self, instant: str) -> None:
        """Move the clock of the server, to an instant in ISO form."""
        aside = self.home / "clock.new"
        aside.write_text(instant, encoding="ascii")
        aside.replace(self.home / "clock")

    def flask(self, *arguments: str) -> str:
        """Run a command of the product in a process of its own; its output."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def check(self, page: Page) -> None:
        """Let axe look at the page as it stands, with no rule off and nothing excluded."""
        size = page.viewport_size
        page.wait_for_load_state()  # A page just reached by a click may have no document yet.
        _stretch(page)
        # The policy allows no inline script: axe comes in through the debugging protocol.
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
        )
        if size is not None:
            page.set_viewport_size(size)
        self.pages += 1
        self.violations += [
            f"{page.url} {violation['id']}: {node['target']} {node.get('failureSummary', '')}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]


def _stretch(page: Page) -> None:
    """Give the window the height of its page: what a fixed bar happens to cover can be scrolled
    free, and axe does not scroll."""
    size = page.viewport_size
    if size is not None:
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": size["width"], "height": height + 200})


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, sink: Sink) -> Iterator[Product]:
    """The commune of An Tường, its people, no plan yet; served on a port of its own."""
    home = tmp_path_factory.mktemp("product")
    (home / "clock").write_text(STARTED, encoding="ascii")
    made = create_app({"HOME": home, "DATABASE_URL": f"sqlite:///{home / 'dondoc.sqlite3'}"})
    clock.use_source(lambda: clock_of(home))
    with made.app_context():
        upgrade()
        build(db.session(), datetime.fromisoformat(STARTED))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    clock.use_source(None)
    port = _free_port()
    environment = {
        **os.environ,
        "DONDOC_HOME": str(home),
        "PUBLIC_URL": "",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(sink.port),
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "dondoc@antuong.example.vn",
    }
    log = (home / "server.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.server", str(port), str(home)],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=log,
    )
    _wait_for(port, server)
    running = Product(f"http://127.0.0.1:{port}", home, environment)
    yield running
    server.kill()
    server.wait()
    log.close()
    text = (home / "server.log").read_text()
    assert "Traceback" not in text, text
    shutil.rmtree(home, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until the server answers; it may take its time, but must not die."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert server.poll() is None, "the server ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server does not answer")


@pytest.fixture(scope="module")
def signed_in(browser: Browser, product: Product) -> Iterator[Callable[..., Page]]:
    """Sign somebody in through the page, in a browser window of his own."""
    contexts = []

    def sign_in(username: str, *, width: int = 1366) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, accept_downloads=True, locale="vi-VN"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: _no_complaint(product, message.type, message.text))
        page.goto(f"{product.url}/dang-nhap")
        product.check(page)
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        return page

    yield sign_in
    for context in contexts:
        context.close()


def _no_complaint(product: Product, kind: str, text: str) -> None:
    """The browser's own word on the page: a refused script or style is a fault of ours.

    A refusal (403, 409, 422) is an answer of the server's, and the browser only repeats it.
    """
    if kind in ("error", "warning") and "the server responded with a status" not in text:
        product.violations.append(f"console {kind}: {text}")
