"""The files that are read: the published plans where they are at hand, and all renderings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.reading import pages, renderings, variants
from benchmarks.reading.grid import as_printed, first_tasks
from benchmarks.reading.truth import Truth, load, names

PLANS = Path(__file__).resolve().parents[3] / "shared" / "plans"
"""The published plans lie beside the repository, not in it."""

SCANNED_TASKS = 12
"""A scan holds only the first tasks: recognising letters takes seconds for each page."""

_FORMATS: tuple[tuple[str, Callable[[Truth], bytes]], ...] = (
    (".docx", renderings.word),
    (".xlsx", renderings.workbook),
    (".tabs.txt", renderings.tabbed_text),
    (".clipboard.html", renderings.clipboard),
    (".ruled.pdf", pages.ruled_pdf),
    (".unruled.pdf", pages.unruled_pdf),
    (".scan.pdf", pages.scan),
)


class NotHere(Exception):
    """A file cannot be had on this machine; the text says why."""


@dataclass(frozen=True, slots=True)
class Case:
    """A file with its truth; `content` makes its bytes, or raises NotHere."""

    name: str
    truth: Truth
    content: Callable[[], bytes]


def cases() -> Iterator[Case]:
    """Yield the published plans as text, then the renderings of those that have a table."""
    truths = [load(name) for name in names()]
    for truth in truths:
        yield Case(f"{truth.name}.txt", truth, _published(truth.file))
    for truth in truths:
        if truth.tasks:
            yield from _renderings(as_printed(truth))
            yield from _variants(as_printed(truth))


def _renderings(truth: Truth) -> Iterator[Case]:
    for ending, write in _FORMATS:
        shown = first_tasks(truth, SCANNED_TASKS) if write is pages.scan else truth
        name = f"{truth.name}{ending}"
        # A copied table brings no letterhead along.
        scored = replace(shown, head={}) if write is renderings.clipboard else shown
        yield Case(name, scored, _written(write, shown))


def _variants(truth: Truth) -> Iterator[Case]:
    printed, expected = variants.stacked(truth)
    yield Case(f"{truth.name}.stacked.docx", expected, _written(renderings.word, printed))
    if all(task.number for task in truth.tasks):
        text, bare = variants.blocks(truth)
        yield Case(f"{truth.name}.blocks.txt", bare, lambda: text)


def _published(file: str) -> Callable[[], bytes]:
    def content() -> bytes:
        try:
            return (PLANS / file).read_bytes()
        except FileNotFoundError:
            raise NotHere("not here") from None

    return content


def _written(write: Callable[[Truth], bytes], truth: Truth) -> Callable[[], bytes]:
    def content() -> bytes:
        try:
            return write(truth)
        except pages.NoBrowser:
            raise NotHere("no browser here that prints pages") from None

    return content
