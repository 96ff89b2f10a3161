"""The HTML of a mail as an answer of its own, to be shown in a frame that can do nothing."""

from flask import Response

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation"
)
"""A mail styles its elements one by one, which no page of ours may. It is therefore a document
apart: no script, no form, nothing fetched, no origin. A link that a person presses leaves the
frame, for no page of ours may be framed."""


def mail_answer(html: str) -> Response:
    """The mail's own HTML under its own policy; its links open in the whole window."""
    framed = html.replace("<head>", '<head><base target="_top">', 1)
    return Response(
        framed,
        content_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY},
    )


__all__ = ["CONTENT_SECURITY_POLICY", "mail_answer"]
