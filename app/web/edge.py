"""The edge of a request: one transaction, committed once, and the headers of every answer."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import transactions
from app.extensions import db
from config import stored_secret

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


class DonDoc(Flask):
    """The application. A safe request cannot write; an unsafe one commits when it succeeded."""

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        self.ensure_secret()
        return super().__call__(environ, start_response)

    def ensure_secret(self) -> None:
        """Take the stored secret, making it where there is none. Asked by whoever answers requests
        or prepares an installation; commands that only read a file leave no trace.
        """
        if not self.config["SECRET_KEY"]:
            self.config["SECRET_KEY"] = stored_secret(self.config["HOME"])

    def dispatch_request(self) -> ResponseReturnValue:
        mode: Callable[[], Any] = (
            transactions.reading if request.method in SAFE_METHODS else transactions.writing
        )
        with mode():
            try:
                response = self.make_response(super().dispatch_request())
                if request.method not in SAFE_METHODS and response.status_code < 400:
                    db.session.commit()
            finally:
                # Whatever was not committed is undone here, before the answer leaves.
                db.session.rollback()
        return response


def show_script_the_way(response: Response) -> Response:
    """Tell a script that sent a form where to go next. It could not see a redirect, only the page
    behind it, whose messages would then be gone."""
    if request.headers.get("X-Sent-By") == "script" and response.status_code in (302, 303):
        response.headers["X-Location"] = response.headers.pop("Location")
        response.status_code = 204
        response.set_data(b"")
    return response


def add_headers(response: Response) -> Response:
    """Headers of every answer, errors included (OWASP ASVS 5, chapters 3.2 to 3.4)."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if request.endpoint != "static" and (current_user.is_authenticated or request.method == "POST"):
        headers["Cache-Control"] = "no-store"
    if current_app.config["SECURE"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
