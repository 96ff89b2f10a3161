"""Documents in order: a register, versions of files, lists, and what was read from a file."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BEFORE = (
    "plan",
    "decision",
    "report",
    "letter",
    "submission",
    "minutes",
    "article",
    "picture",
    "link",
    "other",
)


def _kind(*words: str) -> sa.Enum:
    return sa.Enum(
        *words, name="documentkind", native_enum=False, create_constraint=True, length=32
    )


def upgrade() -> None:
    op.create_table(
        "file_inspection",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("inspected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("has_text", sa.Boolean(), nullable=False),
        sa.Column("is_scan", sa.Boolean(), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("signer", sa.String(length=200), nullable=False),
        sa.Column("signatures", sa.JSON(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "file_id"],
            ["stored_file.commune_id", "stored_file.id"],
            name=op.f("fk_file_inspection_commune_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_file_inspection_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_inspection")),
        sa.UniqueConstraint(
            "commune_id", "file_id", name=op.f("uq_file_inspection_commune_id_file_id")
        ),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_file_inspection_commune_id_id")),
    )

    op.create_table(
        "register_import",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "file_id"],
            ["stored_file.commune_id", "stored_file.id"],
            name=op.f("fk_register_import_commune_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_register_import_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["imported_by"], ["person.id"], name=op.f("fk_register_import_imported_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_import")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_register_import_commune_id_id")),
    )

    op.create_table(
        "document_line",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "document_id"],
            ["document.commune_id", "document.id"],
            name=op.f("fk_document_line_commune_id_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_document_line_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_line")),
        sa.UniqueConstraint(
            "commune_id",
            "document_id",
            "position",
            name=op.f("uq_document_line_commune_id_document_id_position"),
        ),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_document_line_commune_id_id")),
    )

    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("symbol", sa.String(length=200), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("posted_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("compared_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("compared_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("looked_up_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("looked_up_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("register_import_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_index("ix_document_issued", ["commune_id", "issued_on", "id"], unique=False)
        batch_op.create_index(
            "ix_document_symbol", ["commune_id", "symbol", "issued_on", "sequence"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_document_compared_by"), "person", ["compared_by"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_document_looked_up_by"), "person", ["looked_up_by"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_document_commune_id_register_import_id"),
            "register_import",
            ["commune_id", "register_import_id"],
            ["commune_id", "id"],
        )
        batch_op.alter_column(
            "kind",
            existing_type=_kind(*BEFORE),
            type_=_kind(*BEFORE[:-1], "listing", "other"),
            existing_nullable=False,
        )
        batch_op.drop_constraint("classified_not_stored", type_="check")
        batch_op.create_check_constraint(
            "classified_not_stored",
            "NOT is_classified OR (kept_at <> '' AND subject = '' AND link = '')",
        )
        batch_op.create_check_constraint(
            "compared_by_whom", "(compared_by IS NULL) = (compared_on IS NULL)"
        )
        batch_op.create_check_constraint(
            "looked_up_by_whom", "(looked_up_by IS NULL) = (looked_up_on IS NULL)"
        )

    with op.batch_alter_table("document_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_document_file_commune_id_replaces_id"), ["commune_id", "replaces_id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_document_file_commune_id_replaces_id"),
            "document_file",
            ["commune_id", "replaces_id"],
            ["commune_id", "id"],
        )

    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quarantined_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("work_item_product", schema=None) as batch_op:
        batch_op.add_column(sa.Column("accepted_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_work_item_product_accepted_by"), "person", ["accepted_by"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("work_item_product", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_work_item_product_accepted_by"), type_="foreignkey")
        batch_op.drop_column("accepted_by")

    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_column("scanned_at")
        batch_op.drop_column("quarantined_at")

    with op.batch_alter_table("document_file", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_document_file_commune_id_replaces_id"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("uq_document_file_commune_id_replaces_id"), type_="unique"
        )
        batch_op.drop_column("replaces_id")

    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_constraint("looked_up_by_whom", type_="check")
        batch_op.drop_constraint("compared_by_whom", type_="check")
        batch_op.drop_constraint("classified_not_stored", type_="check")
        batch_op.create_check_constraint(
            "classified_not_stored", "NOT is_classified OR (kept_at <> '' AND subject = '')"
        )
        batch_op.alter_column(
            "kind",
            existing_type=_kind(*BEFORE[:-1], "listing", "other"),
            type_=_kind(*BEFORE),
            existing_nullable=False,
        )
        batch_op.drop_constraint(
            batch_op.f("fk_document_commune_id_register_import_id"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("fk_document_looked_up_by"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_document_compared_by"), type_="foreignkey")
        batch_op.drop_index("ix_document_symbol")
        batch_op.drop_index("ix_document_issued")
        batch_op.drop_column("version")
        batch_op.drop_column("register_import_id")
        batch_op.drop_column("looked_up_on")
        batch_op.drop_column("looked_up_by")
        batch_op.drop_column("compared_on")
        batch_op.drop_column("compared_by")
        batch_op.drop_column("posted_on")
        batch_op.drop_column("symbol")
        batch_op.drop_column("sequence")

    op.drop_table("document_line")

    op.drop_table("register_import")

    op.drop_table("file_inspection")
