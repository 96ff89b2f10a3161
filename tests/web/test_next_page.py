"""Where signing in may lead: pages of this server, and nothing else."""

import pytest

from app.web.accounts.entrance import local_path

ELSEWHERE = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/ /evil.example",
    "\t//evil.example",
    " //evil.example",
    "https://evil.example",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/viec\r\nLocation: https://evil.example",
    "/@evil.example",
    "/viec@evil.example",
    "user@evil.example",
    "evil.example",
    "/viec//evil.example",
    "/\x00",
    "/viec\x7f",
    "",
    "/" + "a" * 3000,
)

HERE = (
    "/",
    "/viec/12",
    "/nhiem-vu?trang=2&don-vi=3",
    "/ke-hoach/4#muc-2",
    "/tong-quan?nhom=qu%C3%A1%20h%E1%BA%A1n",
)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_an_address_that_could_lead_away_is_no_next_page(target: str) -> None:
    assert local_path(target) is None


@pytest.mark.parametrize("target", HERE)
def test_a_path_on_this_server_is_a_next_page(target: str) -> None:
    assert local_path(target) == target
