"""Beside the verdict: deputies, support, comments; an archive of the record."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ARCHIVED = (
    "EXISTS (SELECT 1 FROM event_archive WHERE event_archive.chain_id = OLD.chain_id"
    " AND OLD.seq BETWEEN event_archive.first_seq AND event_archive.last_seq)"
)
"""SQL: the event OLD lies in an archive, whole and with its hash."""

SQLITE_TRIGGERS = {
    "event_archive_no_update": "BEFORE UPDATE ON event_archive",
    "event_archive_no_delete": "BEFORE DELETE ON event_archive",
}
REFUSE = "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"


def protect() -> None:
    """Let the database refuse to change an archive, and to delete events that are in none."""
    if op.get_bind().dialect.name == "sqlite":
        for name, moment in SQLITE_TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {moment} {REFUSE}")
        op.execute("DROP TRIGGER event_no_delete")
        op.execute(
            f"CREATE TRIGGER event_no_delete BEFORE DELETE ON event WHEN NOT {ARCHIVED} {REFUSE}"
        )
        return
    op.execute(
        "CREATE TRIGGER event_archive_no_change BEFORE UPDATE OR DELETE ON event_archive "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_record()"
    )
    op.execute(
        "CREATE TRIGGER event_archive_no_truncate BEFORE TRUNCATE ON event_archive "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_record()"
    )
    op.execute(
        "CREATE FUNCTION refuse_unless_archived() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {ARCHIVED} THEN RETURN OLD; END IF; "
        "RAISE EXCEPTION 'the record is append-only'; END $$"
    )
    op.execute("DROP TRIGGER event_no_change ON event")
    op.execute(
        "CREATE TRIGGER event_no_change BEFORE UPDATE ON event "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_record()"
    )
    op.execute(
        "CREATE TRIGGER event_no_delete BEFORE DELETE ON event "
        "FOR EACH ROW EXECUTE FUNCTION refuse_unless_archived()"
    )


def release() -> None:
    """Undo `protect`: nothing is deleted from the record any more."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER event_no_delete")
        op.execute(f"CREATE TRIGGER event_no_delete BEFORE DELETE ON event {REFUSE}")
        for name in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
        return
    op.execute("DROP TRIGGER event_no_delete ON event")
    op.execute("DROP TRIGGER event_no_change ON event")
    op.execute(
        "CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON event "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_record()"
    )
    op.execute("DROP FUNCTION refuse_unless_archived()")
    op.execute("DROP TRIGGER event_archive_no_change ON event_archive")
    op.execute("DROP TRIGGER event_archive_no_truncate ON event_archive")


def upgrade() -> None:
    op.create_table(
        "event_archive",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain_head.id"], name=op.f("fk_event_archive_chain_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_archive")),
        sa.UniqueConstraint(
            "chain_id", "first_seq", name=op.f("uq_event_archive_chain_id_first_seq")
        ),
    )

    op.create_table(
        "comment",
        sa.Column("work_item_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("mentions", sa.JSON(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("author_title", sa.String(length=200), nullable=False),
        sa.Column("author_unit", sa.String(length=200), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "work_item_id"],
            ["work_item.commune_id", "work_item.id"],
            name=op.f("fk_comment_commune_id_work_item_id"),
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_comment_commune_id")),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_comment_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_comment_commune_id_id")),
    )

    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index("ix_comment_item", ["commune_id", "work_item_id", "id"], unique=False)

    op.create_table(
        "support_request",
        sa.Column("work_item_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("wanted_by", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "asked",
                "agreed",
                "contributed",
                "declined",
                "withdrawn",
                name="supportstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_support_request_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_support_request_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "document_id"],
            ["document.commune_id", "document.id"],
            name=op.f("fk_support_request_commune_id_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_support_request_commune_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "work_item_id"],
            ["work_item.commune_id", "work_item.id"],
            name=op.f("fk_support_request_commune_id_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_support_request_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_request")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_support_request_commune_id_id")),
    )

    with op.batch_alter_table("support_request", schema=None) as batch_op:
        batch_op.create_index(
            "ix_support_request_item", ["commune_id", "work_item_id"], unique=False
        )
        batch_op.create_index(
            "ix_support_request_unit", ["commune_id", "unit_id", "status"], unique=False
        )
        batch_op.create_index(
            "uq_support_request_open",
            ["work_item_id", "unit_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('asked', 'agreed')"),
            postgresql_where=sa.text("status IN ('asked', 'agreed')"),
        )

    op.create_table(
        "comment_file",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "comment_id"],
            ["comment.commune_id", "comment.id"],
            name=op.f("fk_comment_file_commune_id_comment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "file_id"],
            ["stored_file.commune_id", "stored_file.id"],
            name=op.f("fk_comment_file_commune_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_comment_file_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_file")),
        sa.UniqueConstraint(
            "commune_id",
            "comment_id",
            "file_id",
            name=op.f("uq_comment_file_commune_id_comment_id_file_id"),
        ),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_comment_file_commune_id_id")),
    )

    with op.batch_alter_table("commune", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("number_suffices", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("two_step_verdicts", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("silence_days", sa.Integer(), nullable=False, server_default="30")
        )
        batch_op.create_check_constraint("silence_days", "silence_days between 7 and 365")

    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum(
                    "delegated",
                    "in_charge",
                    name="delegationkind",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=False,
                server_default="delegated",
            )
        )
        batch_op.add_column(sa.Column("created_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_delegation_ended_by"), "person", ["ended_by"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_delegation_created_by"), "person", ["created_by"], ["id"]
        )
    protect()


def downgrade() -> None:
    release()
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_delegation_created_by"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_delegation_ended_by"), type_="foreignkey")
        batch_op.drop_column("ended_by")
        batch_op.drop_column("ended_at")
        batch_op.drop_column("created_by")
        batch_op.drop_constraint("delegationkind", type_="check")
        batch_op.drop_column("kind")

    with op.batch_alter_table("commune", schema=None) as batch_op:
        batch_op.drop_constraint("silence_days", type_="check")
        batch_op.drop_column("silence_days")
        batch_op.drop_column("two_step_verdicts")
        batch_op.drop_column("number_suffices")

    op.drop_table("comment_file")

    with op.batch_alter_table("support_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_support_request_open",
            sqlite_where=sa.text("status IN ('asked', 'agreed')"),
            postgresql_where=sa.text("status IN ('asked', 'agreed')"),
        )
        batch_op.drop_index("ix_support_request_unit")
        batch_op.drop_index("ix_support_request_item")

    op.drop_table("support_request")

    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index("ix_comment_item")

    op.drop_table("comment")

    op.drop_table("event_archive")
