"""Configuration: right for production, or absent. Nothing here is a sample value.

Everything may be set by environment variables named as the keys; the product's own files lie in
`DONDOC_HOME` (default: `instance/` beside this file).
"""

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent
MEGABYTE = 1024 * 1024
VERSION = "0.1.0"


def home(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of the product's own files: database, evidence, secret."""
    return Path(environment.get("DONDOC_HOME") or ROOT / "instance").resolve()


def stored_secret(folder: Path) -> str:
    """Return the secret in `folder`, making it (0600) where there is none.

    Written aside, synced and linked into place: two first starts at once agree on one secret, and
    a power cut leaves either none or a whole one.
    """
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, aside = tempfile.mkstemp(dir=folder, prefix=".secret_key-")  # 0600 by itself
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48))
                file.flush()
                os.fsync(file.fileno())
            # Where another first start was quicker, its secret counts.
            with suppress(FileExistsError):
                os.link(aside, path)
        finally:
            os.unlink(aside)
    return path.read_text(encoding="ascii").strip()


def _flag(value: str | None, default: bool = False) -> bool:
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def from_environment(environment: Mapping[str, str] = os.environ) -> dict[str, object]:
    """The configuration of a process, worked out from its environment.

    Reads nothing from the disk: the secret is made by `app.create_app` when first needed.
    """
    folder = home(environment)
    hosts = [host.strip() for host in environment.get("TRUSTED_HOSTS", "").split(",")]
    return {
        "HOME": folder,
        "VERSION": VERSION,
        "SECRET_KEY": environment.get("SECRET_KEY") or None,
        "DATABASE_URL": environment.get("DATABASE_URL") or f"sqlite:///{folder / 'dondoc.sqlite3'}",
        "EVIDENCE_FOLDER": Path(environment.get("EVIDENCE_FOLDER") or folder / "evidence"),
        "DEMO": _flag(environment.get("DONDOC_DEMO")),
        "PUBLIC_URL": environment.get("PUBLIC_URL", "").rstrip("/"),
        "TRUSTED_HOSTS": [host for host in hosts if host] or ["127.0.0.1", "localhost", "[::1]"],
        # One proxy in front that ends TLS and says so; without it forwarded headers count nothing.
        "BEHIND_PROXY": _flag(environment.get("BEHIND_PROXY")),
        "SECURE": environment.get("PUBLIC_URL", "").startswith("https://"),
        "UPLOAD_LIMIT": int(environment.get("UPLOAD_LIMIT_MB", "25")) * MEGABYTE,
        # A ClamAV daemon: the path of its socket, or host:port. Empty: files are not scanned.
        "CLAMD_ADDRESS": environment.get("CLAMD_ADDRESS", "").strip(),
        # Seconds that a request waits for a plan's file before it is read in the background.
        "READING_PATIENCE": 3.0,
        # Room for the form around the file, so that a file of exactly the limit gets through.
        "MAX_CONTENT_LENGTH": (int(environment.get("UPLOAD_LIMIT_MB", "25")) + 1) * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 4 * MEGABYTE,
        "MAX_FORM_PARTS": 20_000,
        "WTF_CSRF_TIME_LIMIT": None,
        "SESSION_COOKIE_NAME": "dondoc",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": environment.get("PUBLIC_URL", "").startswith("https://"),
        "SESSION_IDLE": timedelta(hours=int(environment.get("SESSION_IDLE_HOURS", "8"))),
        "SESSION_ABSOLUTE": timedelta(days=int(environment.get("SESSION_DAYS", "7"))),
        "SMTP_HOST": environment.get("SMTP_HOST", ""),
        "SMTP_PORT": int(environment.get("SMTP_PORT", "587")),
        "SMTP_SECURITY": environment.get("SMTP_SECURITY", "starttls"),
        "SMTP_USER": environment.get("SMTP_USER", ""),
        "SMTP_PASSWORD": environment.get("SMTP_PASSWORD", ""),
        "MAIL_FROM": environment.get("MAIL_FROM", ""),
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
        "LANGUAGES": ("vi", "en"),
    }
