"""The PostgreSQL database of a worker: every test finds it as it was migrated.

Copying ten megabytes from a template for each of nine hundred tests was measured at 30 to 150 ms
apiece; emptying what a test has written takes 4.
"""

from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.engine import make_url

_WRITTEN = """
    SELECT quote_ident(relname) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
      AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0
"""
"""The tables that hold something, or held something that was undone."""

_RESTART = """
    SELECT setval(oid::regclass, 1, false) FROM pg_class
    WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
"""

_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
      AND pid <> pg_backend_pid()
"""

_SCHEMA = "SELECT " + ", ".join(
    f"(SELECT count(*) || ' ' || max(xmin::text::bigint) FROM {catalog})"
    for catalog in ("pg_class", "pg_attribute", "pg_constraint", "pg_trigger")
)
"""How many things the catalogues name and which transaction last wrote one: any change of a table
or a trigger shows.
"""


def address_of(server: str, database: str) -> str:
    """The address of a database on the server, its password included."""
    return make_url(server).set(database=database).render_as_string(hide_password=False)


def on_server(server: str, *statements: str) -> None:
    """Run statements that know no transaction, such as CREATE DATABASE."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


class WorkerDatabase:
    """A database made from a migrated template, emptied between tests.

    `server` is the address of a superuser: the record refuses to be emptied by anybody else.
    """

    def __init__(self, server: str, template: str, name: str = "") -> None:
        self._server, self._template = server, template
        self._name = name or f"{template}_tests"
        self.address = address_of(server, self._name)
        self._engine = create_engine(self.address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self._make()

    def _make(self) -> None:
        on_server(
            self._server,
            f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)",
            f"CREATE DATABASE {self._name} TEMPLATE {self._template}",
        )
        with self._engine.connect() as connection:
            self._schema = _schema_of(connection)

    def empty(self) -> None:
        """Leave no row, no connection and no number given out; made anew if the schema changed."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql(_OTHERS)
            changed = _schema_of(connection) != self._schema
            if not changed:
                _take_out_rows(connection)
        if changed:
            self._make()

    def drop(self) -> None:
        on_server(self._server, f"DROP DATABASE {self._name} WITH (FORCE)")


def _schema_of(connection: Connection) -> tuple[str, ...]:
    return tuple(connection.exec_driver_sql(_SCHEMA).one())


def _take_out_rows(connection: Connection) -> None:
    written = connection.exec_driver_sql(_WRITTEN).scalars().all()
    if written:
        # Neither foreign keys nor the guard of the record ask: every row goes. Only this
        # connection is told so, and it ends here.
        connection.exec_driver_sql("SET session_replication_role = replica")
        for table in written:
            connection.exec_driver_sql(f"DELETE FROM {table}")
        # Gives the pages back: the next test's rows lie in the order in which they came.
        connection.exec_driver_sql(f"VACUUM {', '.join(written)}")
    connection.exec_driver_sql(_RESTART)
