"""Error pages: a sentence and a way on; never a trace. A 500 carries a number for the log."""

import logging
import secrets
from http import HTTPStatus

from flask import Flask, Response, current_app, make_response, render_template, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from app.extensions import db
from app.labels.refusals import http_status, refusal_text
from app.services.uploads import too_large
from workflows.states import ActionRefused

logger = logging.getLogger("dondoc.errors")

PAGES = frozenset({400, 403, 404, 409, 413, 422, 429, 500})


def register(app: Flask) -> None:
    """Add the handlers to `app`."""
    app.register_error_handler(ActionRefused, refused)
    app.register_error_handler(SecurityError, untrusted_host)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(StaleDataError, changed_meanwhile)
    app.register_error_handler(IntegrityError, changed_meanwhile)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, unexpected)


def page(status: int, **context: object) -> Response:
    """The error page for `status`; a status without a page of its own borrows that of its class."""
    known = status if status in PAGES else 500 if status >= 500 else 400
    return make_response(render_template(f"errors/{known}.html", **context), status)


def refused(error: ActionRefused) -> Response:
    """A refusal that no form caught: its sentence on a page of its own."""
    return page(http_status(error), refusal=refusal_text(error))


def untrusted_host(error: SecurityError) -> Response:
    """A Host that is not ours (TRUSTED_HOSTS). No page: every link on it would repeat that host."""
    sentence = gettext("Địa chỉ này không thuộc Đôn Đốc. Mở đúng địa chỉ mà cơ quan đã thông báo.")
    return Response(sentence, 400, mimetype="text/plain")


def stale_page(refused: ActionRefused, work_item_id: int, typed: str) -> Response:
    """Somebody changed the item first: who and when, and what was typed, to be taken along."""
    return page(
        409,
        refusal=refusal_text(refused),
        kept_text=typed,
        item_url=url_for("work_items.show", work_item_id=work_item_id),
    )


def stale_form(error: CSRFError) -> Response:
    """A form whose token does not belong to this session: nothing was stored."""
    return page(
        400,
        refusal=gettext(
            "Trang mở đã lâu hoặc đã đăng nhập lại nên biểu mẫu không còn hiệu lực."
            " Quay lại, tải lại trang rồi gửi lần nữa."
        ),
    )


def changed_meanwhile(error: Exception) -> Response:
    """Two people stored the same thing at once: the second is told, and nothing of his is kept."""
    db.session.rollback()
    logger.info("lost a race on %s: %s", request.path, type(error).__name__)
    return page(409)


def http_error(error: HTTPException) -> Response:
    """Any refusal of the framework, in our words; redirects and the like pass as they are."""
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    answer = page(error.code, refusal=_words_of(error))
    if error.code == HTTPStatus.METHOD_NOT_ALLOWED and error.get_headers():
        answer.headers.extend(h for h in error.get_headers() if h[0] == "Allow")
    return answer


def _words_of(error: HTTPException) -> str | None:
    """The sentence of the framework's refusal, where we have a better one than the page's own."""
    if error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        limit, sent = current_app.config["UPLOAD_LIMIT"], request.content_length or 0
        # Turned away by its length alone: the body was never read, and the length is nearly the
        # file's.
        return refusal_text(too_large(sent, limit)) if sent > limit else None
    return error.description if error.code == HTTPStatus.UNPROCESSABLE_ENTITY else None


def unexpected(error: Exception) -> Response:
    """Our own fault: logged whole under a number, shown as that number."""
    db.session.rollback()
    reference = secrets.token_hex(4).upper()
    logger.exception("error %s on %s %s", reference, request.method, request.path, exc_info=error)
    return page(500, reference=reference)
