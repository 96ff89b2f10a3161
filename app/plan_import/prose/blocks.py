"""Reads tasks printed as blocks: a title, and below it "- Đơn vị chủ trì: …" and the like."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.plan_import.appendix.headings import Column
from app.plan_import.prose.labels import Field, fields_of
from app.plan_import.prose.markers import Rank
from app.plan_import.prose.outline import Heading, Outline, Passage
from app.plan_import.reform_areas import Area
from app.plan_import.source import Source

# A block is one of a task only with who leads it or when it is due, and one field more.
_TELLING = (Column.lead, Column.deadline)
_FEWEST_FIELDS = 2


@dataclass
class Block:
    """A task printed as a block; ``fields`` holds the printed texts by kind of field."""

    title: str
    number: str
    rank: Rank
    source: Source
    headings: tuple[Heading, ...]
    own_area: Area | None = None
    fields: dict[Column, list[str]] = field(default_factory=dict)
    printed: list[str] = field(default_factory=list)
    repeated: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_task(self) -> bool:
        """True when the fields are those of a task; an area with its lead is none."""
        if self.own_area and not {Column.deadline, Column.product} & self.fields.keys():
            return False
        telling = any(column in self.fields for column in _TELLING)
        return bool(self.title) and telling and len(self.fields) >= _FEWEST_FIELDS

    @property
    def quote(self) -> str:
        """The title and the labelled fields as printed."""
        return " ".join((self.title, *self.printed))

    def text(self, column: Column) -> str:
        """Return the printed text of a field, its lines apart, '' for none."""
        return "\n".join(text for text in self.fields.get(column, ()) if text)


def blocks_of(outline: Outline) -> list[Block]:
    """Return the tasks printed as blocks, in the order of printing."""
    return [block for block in _read(outline) if block.is_task]


def labelled_area_leads(outline: Outline) -> Iterator[tuple[Block, Area]]:
    """Yield what stands as "Cơ quan chủ trì: …" right below the title of an area."""
    for block in _read(outline):
        if block.own_area and not block.is_task and block.text(Column.lead):
            yield block, block.own_area


def _read(outline: Outline) -> list[Block]:
    reader = _BlockReader()
    fields = [fields_of(item.key) for item in outline.items]
    for item, own, following in zip(outline.items, fields, [*fields, []][1:], strict=True):
        reader.read(item, own, following)
    return reader.blocks


class _BlockReader:
    """Reads item after item; knows the block that is open and its last field."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.last: tuple[Column, Rank] | None = None

    def read(
        self, item: Heading | Passage, fields: Sequence[Field], following: Sequence[Field]
    ) -> None:
        """Take the next item of the outline, with its fields and those of the item below it."""
        if not fields:
            self._read_plain(item, following)
            return
        opening = item.text[: fields[0].start].rstrip(" -–+*•.,;:(")
        if opening:
            self._open(item, opening)
        for printed in fields:
            self._read_field(item, printed)

    def _open(self, item: Heading | Passage, title: str) -> None:
        own_area = item.area if isinstance(item, Heading) else None
        self.blocks.append(
            Block(title, item.number, item.rank, item.source, item.headings, own_area)
        )
        self.last = None

    def _read_plain(self, item: Heading | Passage, following: Sequence[Field]) -> None:
        """Take text without a label: more of the field above it, or the title of a new block.

        Above a field that the open block has already, it is the title of the next one.
        """
        filled = self.blocks[-1].fields if self.blocks else {}
        titles = any(below.column in filled for below in following[:1])
        if self.last and self.blocks and not titles:
            column, rank = self.last
            block = self.blocks[-1]
            waits = not any(block.fields[column]) and item.rank >= Rank.star
            if waits:
                self.last = (column, Rank(item.rank - 1))
            if waits or item.rank > rank:
                block.fields[column].append(item.text)
                block.printed.append(item.text)
                return
        self._open(item, item.text)

    def _read_field(self, item: Heading | Passage, printed: Field) -> None:
        value = item.text[printed.value : printed.end].strip(" -–+*•;,|(").rstrip(" .")
        # The whole block may stand in brackets: "(Chủ trì: …; sản phẩm: Báo cáo)".
        value = value[:-1].rstrip(" .") if value.endswith(")") and "(" not in value else value
        if printed.column is Column.task and not self._describes(item, printed):
            self._open(item, value)
            return
        if not self.blocks:
            self._open(item, "")
        block = self.blocks[-1]
        block.fields.setdefault(printed.column, []).append(value)
        block.printed.append(item.text[printed.start : printed.end].strip())
        self.last = (printed.column, item.rank)

    def _describes(self, item: Heading | Passage, printed: Field) -> bool:
        """Tell whether "Nội dung: …" tells more of the title above it, and is none itself."""
        if "noi dung" not in item.key[printed.start : printed.value] or not self.blocks:
            return False
        block = self.blocks[-1]
        titled = block.title and block.rank > Rank.roman and not block.own_area
        return bool(titled and Column.task not in block.fields)
