"""Backup and restore of database and evidence together, checked after.

A backup is a folder: `database.sqlite3` (whatever the product runs on), `evidence/` and
`manifest.json`. The database is copied in one step while people work; the files come after it, so
that every file a copied row speaks of is there: files are only ever added, but for those that could
not be read as a plan. A backup of SQLite restores into PostgreSQL and the other way round, which is
also how a commune moves.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData, Table, create_engine, func, insert, select, text, update

from app.extensions import db
from app.models import DraftStatus, EventArchive, PlanDraft, StoredFile
from app.storage import Storage
from app.transactions import configure, engine_options

DATABASE, EVIDENCE, MANIFEST = "database.sqlite3", "evidence", "manifest.json"
BATCH = 1000


class BackupRefused(Exception):
    """A backup or restore that must not or cannot be done; `why` is a word for the command."""

    def __init__(self, why: str, what: str = "") -> None:
        super().__init__(why, what)
        self.why, self.what = why, what


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: the schema's revision, rows per table, the number of files."""

    made_at: str
    revision: str
    rows: Mapping[str, int]
    files: int


def copy_sqlite(engine: Engine, path: Path) -> None:
    """Copy a SQLite database to `path` in one consistent step, while others write."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(path),))
    finally:
        connection.close()


def sqlite_engine(path: Path) -> Engine:
    """An engine on a SQLite file, set up as the product's own."""
    url = f"sqlite:///{path}"
    engine = create_engine(url, **engine_options(url))
    configure(engine)
    return engine


def write_backup(
    engine: Engine, storage: Storage, folder: Path, revision: str, now: datetime
) -> Manifest:
    """Write a backup into `folder`, which must be new or empty. Raises BackupRefused.

    `revision` is the schema's. Returns the manifest, which is written last: a folder without one
    is no backup.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupRefused("folder_not_empty", str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / DATABASE
    if engine.dialect.name == "sqlite":
        copy_sqlite(engine, path)
        copy = sqlite_engine(path)
    else:
        copy = sqlite_engine(path)
        db.metadata.create_all(copy)
        copy_rows(engine, copy)
    kept = Storage(folder / EVIDENCE)
    files = 0
    for key, sha256, may_be_gone in _files_of(copy):
        files += _copy_file(storage, kept, key, sha256, may_be_gone)
    manifest = Manifest(
        now.astimezone(UTC).isoformat(timespec="seconds"), revision, _row_counts(copy), files
    )
    copy.dispose()
    (folder / MANIFEST).write_text(
        json.dumps(asdict(manifest), ensure_ascii=False, indent=2), encoding="utf-8"
    )
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup. Raises BackupRefused where `folder` is none."""
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise BackupRefused("not_a_backup", str(folder)) from error


def is_empty(engine: Engine) -> bool:
    """True where the database has no table, or no commune and nobody in it."""
    tables = MetaData()
    tables.reflect(engine, only=lambda name, _: name in ("commune", "person"))
    with engine.connect() as connection:
        return all(
            connection.scalar(select(func.count()).select_from(table)) == 0
            for table in tables.tables.values()
        )


def read_backup(folder: Path, engine: Engine, storage: Storage) -> Manifest:
    """Bring a backup back into a migrated, empty database, and compare rows and files.

    The schema must be of the manifest's revision. Raises BackupRefused where the database holds
    something, or where what arrived is not what was backed up.
    """
    manifest = read_manifest(folder)
    if not is_empty(engine):
        raise BackupRefused("database_not_empty")
    source = sqlite_engine(folder / DATABASE)
    copy_rows(source, engine)
    kept = Storage(folder / EVIDENCE)
    for key, sha256, may_be_gone in _files_of(source):
        _copy_file(kept, storage, key, sha256, may_be_gone)
    source.dispose()
    if _row_counts(engine) != dict(manifest.rows):
        raise BackupRefused("rows_differ")
    return manifest


def copy_rows(source: Engine, target: Engine) -> None:
    """Copy every row of every table, parents first, in one transaction of the target.

    The schemas must be of the same revision. Ids stay as they are.
    """
    theirs, ours = MetaData(), MetaData()
    theirs.reflect(source)
    ours.reflect(target)
    with source.connect() as reader, target.begin() as writer:
        if source.dialect.name == "postgresql":
            reader.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        for table in theirs.sorted_tables:
            if table.name == "alembic_version":
                continue
            own_parents = _columns_to_own_table(table)
            rows = reader.execute(
                select(table).order_by(*table.primary_key), execution_options={"yield_per": BATCH}
            )
            for batch in rows.mappings().partitions(BATCH):
                values = [_fitting(row, target) for row in batch]
                later = {name: None for name in own_parents}
                writer.execute(
                    insert(ours.tables[table.name]), [{**row, **later} for row in values]
                )
            _set_own_parents(reader, writer, table, ours.tables[table.name], own_parents)
        if target.dialect.name == "postgresql":
            _continue_sequences(writer, ours)


def _columns_to_own_table(table: Table) -> list[str]:
    """Columns by which a row points to another of its own table: filled when all rows are there."""
    return [
        key.parent.name
        for constraint in table.foreign_key_constraints
        if constraint.referred_table is table
        for key in constraint.elements
        if key.parent.name != "commune_id"
    ]


def _set_own_parents(
    reader: Any, writer: Any, theirs: Table, ours: Table, columns: list[str]
) -> None:
    for column in columns:
        pairs = reader.execute(
            select(theirs.c.id, theirs.c[column]).where(theirs.c[column].is_not(None))
        ).all()
        for id_, value in pairs:
            writer.execute(update(ours).where(ours.c.id == id_).values({column: value}))


def _fitting(row: Mapping[str, Any], target: Engine) -> dict[str, Any]:
    """Instants as the target keeps them: naive UTC in SQLite, aware in PostgreSQL."""
    values = dict(row)
    for name, value in values.items():
        if isinstance(value, datetime):
            aware = value if value.tzinfo else value.replace(tzinfo=UTC)
            naive = aware.astimezone(UTC).replace(tzinfo=None)
            values[name] = naive if target.dialect.name == "sqlite" else aware
    return values


def _continue_sequences(writer: Any, tables: MetaData) -> None:
    for table in tables.sorted_tables:
        if "id" not in table.primary_key.columns:
            continue
        highest = writer.scalar(select(func.max(table.c.id)))
        if highest is not None:
            sequence = func.pg_get_serial_sequence(table.name, "id")
            writer.execute(select(func.setval(sequence, highest)))


def _row_counts(engine: Engine) -> dict[str, int]:
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in tables.sorted_tables
            if table.name != "alembic_version"
        }


def _files_of(engine: Engine) -> Iterator[tuple[str, str, bool]]:
    """Key and SHA-256 of every file and every archive of the record, and whether it may be gone: a
    plan's file that is being read, or could not be, is taken out of the store.
    """
    files, drafts = StoredFile.__table__.columns, PlanDraft.__table__.columns
    not_read = drafts.status.in_([DraftStatus.reading, DraftStatus.unreadable])
    passing = select(func.coalesce(drafts.appendix_file_id, drafts.file_id)).where(not_read)
    query = select(files.key, files.sha256, files.id.in_(passing)).order_by(files.key)
    archives = EventArchive.__table__.columns
    with engine.connect() as connection:
        for key, sha256, may_be_gone in connection.execute(query):
            yield key, sha256, bool(may_be_gone)
        for key, sha256 in connection.execute(select(archives.key, archives.sha256)):
            yield key, sha256, False


def _copy_file(
    source: Storage, target: Storage, key: str, sha256: str, may_be_gone: bool = False
) -> bool:
    """Copy one file, hashing on the way; False where it is gone and may be. Raises BackupRefused
    for a lost or altered file.
    """
    try:
        with source.open(key) as file:
            written = target.put(key, iter(lambda: file.read(1024 * 1024), b""))
    except FileNotFoundError as error:
        if may_be_gone:
            return False
        raise BackupRefused("file_lost", key) from error
    if written.sha256 != sha256:
        raise BackupRefused("file_altered", key)
    return True


__all__ = [
    "BackupRefused",
    "Manifest",
    "copy_rows",
    "copy_sqlite",
    "is_empty",
    "read_backup",
    "read_manifest",
    "write_backup",
]
