"""`flask demo` makes what is not there (secret, migrated database, demo commune), and only once."""

import os
import stat
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _demo(home: Path) -> "subprocess.CompletedProcess[str]":
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in ("SECRET_KEY", "DATABASE_URL", "EVIDENCE_FOLDER")
    }
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "demo"],
        cwd=ROOT,
        env={**environment, "DONDOC_HOME": str(home), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_makes_secret_database_and_commune_and_refuses_to_do_so_twice(tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = _demo(home)
    assert done.returncode == 0, done.stderr
    assert "thuongtruc" in done.stdout
    assert (home / "dondoc.sqlite3").exists()
    secret = home / "secret_key"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    made = secret.read_text(encoding="ascii")
    assert len(made) >= 43
    again = _demo(home)
    assert again.returncode == 1
    assert "đã có số liệu" in again.stderr
    assert secret.read_text(encoding="ascii") == made
