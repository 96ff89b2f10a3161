"""Documents and what they prove."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column(
            "kind",
            sa.Enum(
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
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("folded_number", sa.String(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("arrived_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("signer", sa.String(length=200), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.String(length=200), nullable=False),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.Column("is_classified", sa.Boolean(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT is_classified OR (kept_at <> '' AND subject = '')",
            name=op.f("ck_document_classified_not_stored"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_document_commune_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_document_commune_id")
        ),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_document_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_document_commune_id_id")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(
            "ix_document_number", ["commune_id", "folded_number", "issued_on"], unique=False
        )
    op.create_table(
        "document_file",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "document_id"],
            ["document.commune_id", "document.id"],
            name=op.f("fk_document_file_commune_id_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "file_id"],
            ["stored_file.commune_id", "stored_file.id"],
            name=op.f("fk_document_file_commune_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_document_file_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_file")),
        sa.UniqueConstraint(
            "commune_id",
            "document_id",
            "version",
            name=op.f("uq_document_file_commune_id_document_id_version"),
        ),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_document_file_commune_id_id")),
    )
    op.create_table(
        "evidence",
        sa.Column("work_item_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("linked_by", sa.Integer(), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "document_id"],
            ["document.commune_id", "document.id"],
            name=op.f("fk_evidence_commune_id_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "product_id"],
            ["work_item_product.commune_id", "work_item_product.id"],
            name=op.f("fk_evidence_commune_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "work_item_id"],
            ["work_item.commune_id", "work_item.id"],
            name=op.f("fk_evidence_commune_id_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_evidence_commune_id")
        ),
        sa.ForeignKeyConstraint(["linked_by"], ["person.id"], name=op.f("fk_evidence_linked_by")),
        sa.ForeignKeyConstraint(["removed_by"], ["person.id"], name=op.f("fk_evidence_removed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_evidence_commune_id_id")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_document", ["commune_id", "document_id"], unique=False)
        batch_op.create_index("ix_evidence_item", ["commune_id", "work_item_id"], unique=False)
        batch_op.create_index(
            "uq_evidence_in_force",
            ["work_item_id", "document_id", "product_id"],
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("evidence")
    op.drop_table("document_file")
    op.drop_table("document")
