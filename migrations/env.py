"""How migrations run: one transaction for all of them, begun by us, on both databases.

SQLite: foreign keys are switched off on the raw connection before BEGIN, for a batch rewrite
would delete the children of a cascade, and checked before COMMIT; BEGIN IMMEDIATE makes a killed
migration leave the old schema whole.
"""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from app.transactions import write_statistics

database = current_app.extensions["migrate"].db


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    with database.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                migrate(connection)
                write_statistics(connection)
                if sqlite and connection.execute(text("PRAGMA foreign_key_check")).first():
                    raise RuntimeError("the migration would leave rows without their parents")
        finally:
            if sqlite:
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


run()
