"""Signing in as a person does it: over the form, with a password."""

from functools import cache

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.services.passwords import hash_password
from tests.cast import Place

PASSWORD = "ba con vịt bơi ngược"
ANOTHER = "quạt trần kêu to quá"


@cache
def password_hash() -> str:
    return hash_password(PASSWORD)


def give_passwords(session: Session, place: Place) -> None:
    """Everybody of the place has PASSWORD from now on; committed."""
    for person in place.people.values():
        person.password_hash = password_hash()
    session.commit()


def sign_in(
    client: FlaskClient, username: str, password: str = PASSWORD, **extra: object
) -> TestResponse:
    """Send the sign-in form. `address` is where from, `next` the page wanted."""
    address = str(extra.pop("address", "10.0.0.1"))
    return client.post(
        "/dang-nhap",
        data={"username": username, "password": password, **extra},
        environ_base={"REMOTE_ADDR": address},
    )


def is_signed_in(client: FlaskClient) -> bool:
    """True where the client's cookie opens the page of one's own account."""
    return client.get("/mat-khau").status_code == 200


def copy_of(client: FlaskClient) -> FlaskClient:
    """Another browser with the same cookie."""
    other = client.application.test_client()
    cookie = client.get_cookie("dondoc")
    assert cookie is not None
    other.set_cookie("dondoc", cookie.value)
    return other
