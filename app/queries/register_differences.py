"""What a register that was read says beside what is known: new, changed, the same, not understood.

A document is the same by number, year and issuer; its day may have been corrected. What the
register leaves empty takes nothing away. Restricted and classified documents are left as they are,
and so is what waits for a verdict.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import extract, select
from sqlalchemy.orm import Session

from app.models import Commune, Document, DocumentKind, Evidence, Unit, UnitAlias, WorkItem
from app.plan_import.register import RegisterLine, RegisterReading
from app.queries.returned_rows import kind_of_number
from workflows.document_numbers import NumberParts, take_apart
from workflows.states import Status
from workflows.text import fold, squeeze

FROZEN = "frozen"
REPEATED = "repeated"
"""Why a row that is understood is not taken, beside the problems of reading."""

_KIND_WORDS: tuple[tuple[str, DocumentKind], ...] = (
    ("ke hoach", DocumentKind.plan),
    ("quyet dinh", DocumentKind.decision),
    ("bao cao", DocumentKind.report),
    ("cong van", DocumentKind.letter),
    ("to trinh", DocumentKind.submission),
    ("bien ban", DocumentKind.minutes),
)
_KIND_SHORT: Mapping[str, DocumentKind] = {
    "kh": DocumentKind.plan,
    "qd": DocumentKind.decision,
    "bc": DocumentKind.report,
    "cv": DocumentKind.letter,
    "ttr": DocumentKind.submission,
    "bb": DocumentKind.minutes,
}
_Key = tuple[NumberParts, int]


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A row that is not known yet, as it would be entered. `unit_id` is the unit that drafted
    it."""

    row: int
    kind: DocumentKind
    number: str
    issued_on: date
    arrived_on: date | None
    issuer: str
    subject: str
    signer: str
    unit_id: int | None


@dataclass(frozen=True, slots=True)
class ChangedDocument:
    """A known document, and the (field, old, new) that the register says otherwise."""

    row: int
    document_id: int
    number: str
    changes: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not taken: its words, and why, with what fills the sentence."""

    row: int
    words: str
    why: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegisterDifferences:
    """What storing the register would do."""

    new: Sequence[NewDocument]
    changed: Sequence[ChangedDocument]
    unchanged: int
    refused: Sequence[RefusedRow]

    @property
    def has_news(self) -> bool:
        return bool(self.new or self.changed)

    @property
    def fingerprint(self) -> str:
        """Says whether two differences are the same: SHA-256 in hex of what would be stored."""
        return hashlib.sha256(repr((self.new, self.changed)).encode()).hexdigest()


def register_differences(
    session: Session, commune_id: int, reading: RegisterReading
) -> RegisterDifferences:
    """Compare every row with what is known. Four queries, whatever the number of rows."""
    commune = session.get_one(Commune, commune_id)
    comparison = _Comparison(
        issuers=_own_issuers(commune.name),
        units=_units_by_name(session, commune_id),
        known=_known_documents(session, commune_id, reading.lines),
        frozen=_frozen_documents(session, commune_id),
    )
    for line in reading.lines:
        comparison.take(line)
    return RegisterDifferences(
        comparison.new, comparison.changed, comparison.unchanged, comparison.refused
    )


def _own_issuers(name: str) -> Mapping[str, str]:
    """Who issues what a symbol ends on: the register is the commune's own ("Phường Mẫu": "UBND
    phường Mẫu")."""
    own = name[:1].lower() + name[1:]
    return {"ubnd": f"UBND {own}", "hdnd": f"HĐND {own}"}


def _units_by_name(session: Session, commune_id: int) -> Mapping[str, int]:
    names: dict[str, int] = {}
    rows = session.execute(
        select(Unit.id, Unit.name, Unit.short_name, UnitAlias.folded)
        .outerjoin(UnitAlias, UnitAlias.unit_id == Unit.id)
        .where(Unit.commune_id == commune_id)
    )
    for id_, name, short_name, alias in rows:
        for written in (name, short_name, alias or ""):
            names.setdefault(fold(written), id_)
    names.pop("", None)
    return names


def _known_documents(
    session: Session, commune_id: int, lines: Iterable[RegisterLine]
) -> dict[_Key, list[Document]]:
    """The commune's documents of the years that the register speaks of, by number and year."""
    years = {line.issued_on.year for line in lines if line.issued_on}
    known: dict[_Key, list[Document]] = defaultdict(list)
    for document in session.scalars(
        select(Document)
        .where(Document.commune_id == commune_id, Document.issued_on.is_not(None))
        .where(extract("year", Document.issued_on).in_(years))
        .order_by(Document.id)
    ):
        if document.issued_on is not None:
            known[take_apart(document.number), document.issued_on.year].append(document)
    return known


def _frozen_documents(session: Session, commune_id: int) -> frozenset[int]:
    return frozenset(
        session.scalars(
            select(Evidence.document_id)
            .join(WorkItem, WorkItem.id == Evidence.work_item_id)
            .where(
                Evidence.commune_id == commune_id,
                Evidence.removed_at.is_(None),
                WorkItem.status == Status.submitted,
            )
        )
    )


@dataclass(slots=True)
class _Comparison:
    """Row after row, beside what is known and what stood above in the file."""

    issuers: Mapping[str, str]
    units: Mapping[str, int]
    known: Mapping[_Key, list[Document]]
    frozen: frozenset[int]
    new: list[NewDocument] = field(default_factory=list)
    changed: list[ChangedDocument] = field(default_factory=list)
    unchanged: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    seen: dict[tuple[_Key, str], NewDocument] = field(default_factory=dict)

    def take(self, line: RegisterLine) -> None:
        if line.problem is not None or line.issued_on is None:
            self._refuse(line, str(line.problem), {"written": line.day_written})
            return
        entered = self._as_entered(line, line.issued_on)
        key = (take_apart(line.number), line.issued_on.year)
        above = self.seen.setdefault((key, fold(entered.issuer)), entered)
        if above is not entered:
            self._take_again(line, entered, above)
            return
        document = next(
            (
                known
                for known in self.known.get(key, ())
                if len({fold(known.issuer), fold(entered.issuer)} - {""}) < 2
            ),
            None,
        )
        if document is None:
            self.new.append(entered)
            return
        self._compare(line, entered, document)

    def _take_again(self, line: RegisterLine, entered: NewDocument, above: NewDocument) -> None:
        said = (entered.issued_on, squeeze(entered.subject))
        if said == (above.issued_on, squeeze(above.subject)):
            self.unchanged += 1
        else:
            self._refuse(line, REPEATED, {"row": str(above.row)})

    def _compare(self, line: RegisterLine, entered: NewDocument, document: Document) -> None:
        changes = tuple(_changes(document, entered))
        if not changes or document.is_restricted or document.is_classified:
            self.unchanged += 1
        elif document.id in self.frozen:
            self._refuse(line, FROZEN, {})
        else:
            self.changed.append(ChangedDocument(line.row, document.id, document.number, changes))

    def _refuse(self, line: RegisterLine, why: str, values: Mapping[str, str]) -> None:
        words = " ".join(part for part in (line.number, line.subject) if part)[:200]
        self.refused.append(RefusedRow(line.row, words, why, values))

    def _as_entered(self, line: RegisterLine, issued_on: date) -> NewDocument:
        symbol = take_apart(line.number).symbol
        own = next((self.issuers[part] for part in symbol.split("-") if part in self.issuers), "")
        return NewDocument(
            row=line.row,
            kind=_kind_of(line),
            number=line.number,
            issued_on=issued_on,
            arrived_on=line.arrived_on,
            issuer=line.issuer or own,
            subject=line.subject,
            signer=line.signer,
            unit_id=self.units.get(fold(line.drafter)),
        )


def _kind_of(line: RegisterLine) -> DocumentKind:
    """The kind by the file's own words, else by the number, else by how the subject begins."""
    said = fold(line.kind)
    for words, kind in _KIND_WORDS:
        if said.startswith(words):
            return kind
    if said in _KIND_SHORT:
        return _KIND_SHORT[said]
    by_number = kind_of_number(line.number)
    return by_number if by_number is not DocumentKind.other else _letter_or_other(line)


def _letter_or_other(line: RegisterLine) -> DocumentKind:
    """A number without the abbreviation of a kind is that of a công văn: "1203/UBND-VX"."""
    symbol = take_apart(line.number).symbol
    return DocumentKind.letter if symbol.startswith(("ubnd", "hdnd")) else DocumentKind.other


_COMPARED = ("issued_on", "arrived_on", "subject", "signer", "issuer")


def _changes(document: Document, entered: NewDocument) -> Iterable[tuple[str, Any, Any]]:
    if document.kind is DocumentKind.other and entered.kind is not DocumentKind.other:
        yield "kind", document.kind, entered.kind
    for name in _COMPARED:
        old, new = getattr(document, name), getattr(entered, name)
        same = squeeze(old) == squeeze(new) if isinstance(new, str) else old == new
        if name == "issuer":
            same = bool(old)
        if new and not same:
            yield name, old, new
