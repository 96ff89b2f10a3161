"""Who may use a route. Every route declares it; a route without a declaration fails the build.

`@access(...)` stands directly under the route's decorator. A person who is not signed in is sent
to the sign-in page; one who must change a password may do nothing else first; one without any of
the roles gets a 403 in words. Loading the object is the second check: a view asks `app.queries`
for the object *for this actor* and answers 404 where there is none.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort, current_app, redirect, request, url_for
from flask_login import current_user

from workflows.permissions import Actor
from workflows.states import Role

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed in"
EVERYBODY = frozenset(Role)
"""Every role of the commune: plans, tasks, states and figures are open to all of them."""


def access(*roles: Role, rule: str | None = None) -> Callable[[View], View]:
    """Declare who may use the view: PUBLIC, SIGNED_IN (no role needed), or the roles, one of which
    must be held (or stood in for) today."""
    declared = rule or frozenset(roles)
    if not declared:
        raise ValueError("a route must say who may use it")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            refusal = _refusal(declared)
            return refusal if refusal is not None else view(*args, **kwargs)

        guarded.access = declared  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def _refusal(declared: str | frozenset[Role]) -> Any:
    if declared == PUBLIC:
        return None
    if not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    if current_user.must_change_password and request.endpoint not in (
        "accounts.change_password",
        "accounts.sign_out",
    ):
        return redirect(url_for("accounts.change_password"))
    if declared == SIGNED_IN:
        return None
    if current_user.actor is None or not current_user.actor.has_role(*declared):
        abort(403)
    return None


def current_actor() -> Actor:
    """The actor of this request; views behind `@access(role, …)` always have one."""
    actor: Actor | None = current_user.actor
    if actor is None:
        abort(403)
    return actor
