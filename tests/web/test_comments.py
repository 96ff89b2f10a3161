"""The pages of comments: written, read, mentioned without a script; no text is ever markup."""

import io
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Comment, CommentFile, Event, Notification, Person, WorkItem
from tests.beside import PDF, add_comment
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock

ClientFor = Callable[[Person], FlaskClient]

_HANDLERS = ("onerror", "onload", "onclick", "onfocus", "onmouseover", "onpointerenter")
_TAGS = ("img src=x", "svg", "body", "input autofocus", "details open", "video><source")
PAYLOADS = [
    *(f"<{tag} {handler}=alert(1)>" for tag in _TAGS for handler in _HANDLERS[:4]),
    *(f'" {handler}="alert(1)' for handler in _HANDLERS),
    "<script>alert(1)</script>",
    "</p><script src=//x.vn/a.js></script>",
    "</textarea><script>alert(1)</script>",
    "</title><iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>a</a>",
    "<style>@import '//x.vn/a.css';</style>",
    "<base href=//x.vn/>",
    "<form action=//x.vn/><button>Gửi</button></form>",
    "{{ 7*7 }}{% for a in b %}",
    "<!--<script>-->alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]


@pytest.fixture
def item(session: Session, world: World) -> WorkItem:
    plan = add_plan(session, world.mau, clock.now())
    made = add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Báo cáo số liệu",
        due_on=clock.today(),
        now=clock.now(),
    )
    session.commit()
    return made


class _Shape(HTMLParser):
    """The tags of a page with the names of their attributes, in their order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attributes)))


def test_forty_payloads_do_nothing(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    """The page with a payload has the tags of the page with a harmless word, and no other."""
    assert len(PAYLOADS) >= 40
    khang = client_for(world.person("Khang"))
    said = add_comment(session, world, "Khang", item, words="@Trần Văn Khang lời")
    addresses = (f"/viec/{item.id}/trao-doi", f"/viec/{item.id}", f"/trao-doi/{said.id}/sua")
    session.commit()
    plain = {address: _Shape(khang.get(address).text).tags for address in addresses}
    for payload in PAYLOADS:
        said = session.get_one(Comment, said.id)
        said.words, said.author_unit = f"@Trần Văn Khang {payload}", payload
        session.commit()
        for address in addresses:
            page = khang.get(address).text
            found = _Shape(page).tags
            assert found == plain[address], (payload, address)
            assert "49{%" not in page


def test_written_without_a_script_read_by_those_concerned_and_taken_along_by_them_alone(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    khang, thu = client_for(world.person("Khang")), client_for(world.person("Thư"))
    address = f"/viec/{item.id}/trao-doi"
    page = khang.get(address).text
    assert "Lê Thị Thư – Phòng VH-XH" in page and "Đặng Văn Minh" not in page
    sent = {
        "words": "Số liệu kèm theo.",
        "mentions": [world.person("Thư").id],
        "files": [(io.BytesIO(PDF), "so-lieu.pdf")],
    }
    answer = khang.post(address, data=sent)
    assert answer.status_code == 302, answer.text
    told = session.scalars(select(Notification)).one()
    assert told.person_id == world.person("Thư").id and "Số liệu" not in str(told.data)
    assert "Số liệu kèm theo." in thu.get(told.path).text
    assert "Lê Thị Thư" in thu.get(address).text
    file_id = session.scalar(select(CommentFile.id))
    with thu.get(f"/trao-doi/tep/{file_id}") as taken:
        assert taken.data == PDF
    for name in ("Minh", "Ánh", "Vân"):
        stranger = client_for(world.person(name))
        assert stranger.get(f"/trao-doi/tep/{file_id}").status_code in (403, 404), name
        assert stranger.get(address).status_code == 403, name
        assert "Số liệu kèm theo." not in stranger.get(f"/viec/{item.id}").text
    downloads = session.scalars(select(Event).where(Event.kind == "file.download")).all()
    assert [event.new for event in downloads] == ["so-lieu.pdf"]


def test_changed_and_taken_back_on_the_page_for_ten_minutes_and_refused_after_that(
    session: Session,
    world: World,
    item: WorkItem,
    client_for: ClientFor,
    test_clock: TestClock,
) -> None:
    khang = client_for(world.person("Khang"))
    said = add_comment(session, world, "Khang", item)
    session.commit()
    edit, back = f"/trao-doi/{said.id}/sua", f"/trao-doi/{said.id}/go"
    old = said.words
    assert old in khang.get(edit).text
    assert khang.post(edit, data={"words": "Đã có số liệu."}).status_code == 302
    assert "đã sửa" in khang.get(f"/viec/{item.id}/trao-doi").text
    assert old not in khang.get(f"/viec/{item.id}").text
    assert client_for(world.person("Kiên")).post(back).status_code == 403
    test_clock.move(minutes=11)
    assert "/sua" not in khang.get(f"/viec/{item.id}/trao-doi").text
    answer = khang.post(edit, data={"words": "Chữ đã viết không mất."})
    assert answer.status_code == 409 and "Chữ đã viết không mất." in answer.text
    assert khang.post(back).status_code == 409
    assert khang.post(f"/viec/{item.id}/trao-doi", data={"words": ""}).status_code == 422
