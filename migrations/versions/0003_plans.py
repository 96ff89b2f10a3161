"""Plans and the drafts they are read into."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stored_file",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=200), nullable=False),
        sa.Column("original_name", sa.String(length=300), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_stored_file_size")),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_stored_file_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["person.id"], name=op.f("fk_stored_file_uploaded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_stored_file_commune_id_id")),
        sa.UniqueConstraint("key", name=op.f("uq_stored_file_key")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_file_sha256"), ["sha256"], unique=False)
    op.create_table(
        "plan",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_month", sa.String(length=7), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("standing_unit_id", sa.Integer(), nullable=False),
        sa.Column("counter_checking_unit_id", sa.Integer(), nullable=True),
        sa.Column("before_is_inclusive", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "running",
                "closed",
                "recalled",
                name="planstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_plan_span")),
        sa.ForeignKeyConstraint(
            ["commune_id", "counter_checking_unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_plan_commune_id_counter_checking_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "standing_unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_plan_commune_id_standing_unit_id"),
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_plan_commune_id")),
        sa.ForeignKeyConstraint(["started_by"], ["person.id"], name=op.f("fk_plan_started_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_plan_commune_id_id")),
    )
    op.create_table(
        "plan_version",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "file_id"],
            ["stored_file.commune_id", "stored_file.id"],
            name=op.f("fk_plan_version_commune_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "plan_id"],
            ["plan.commune_id", "plan.id"],
            name=op.f("fk_plan_version_commune_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_plan_version_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_plan_version_commune_id_id")),
        sa.UniqueConstraint(
            "commune_id",
            "plan_id",
            "number",
            name=op.f("uq_plan_version_commune_id_plan_id_number"),
        ),
    )
    op.create_table(
        "plan_draft",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "started",
                "discarded",
                name="draftstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_month", sa.String(length=7), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("before_is_inclusive", sa.Boolean(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "file_id"],
            ["stored_file.commune_id", "stored_file.id"],
            name=op.f("fk_plan_draft_commune_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "plan_id"],
            ["plan.commune_id", "plan.id"],
            name=op.f("fk_plan_draft_commune_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_plan_draft_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_plan_draft_created_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_draft")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_plan_draft_commune_id_id")),
    )
    op.create_table(
        "draft_row",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("included", sa.Boolean(), nullable=False),
        sa.Column("corrected", sa.Boolean(), nullable=False),
        sa.Column("section_code", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("products", sa.JSON(), nullable=False),
        sa.Column("lead", sa.JSON(), nullable=False),
        sa.Column("supporting", sa.JSON(), nullable=False),
        sa.Column("follow_up", sa.JSON(), nullable=False),
        sa.Column("funding", sa.Text(), nullable=False),
        sa.Column("deadline_text", sa.Text(), nullable=False),
        sa.Column("reading", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "draft_id"],
            ["plan_draft.commune_id", "plan_draft.id"],
            name=op.f("fk_draft_row_commune_id_draft_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_draft_row_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_row")),
        sa.UniqueConstraint(
            "commune_id",
            "draft_id",
            "position",
            name=op.f("uq_draft_row_commune_id_draft_id_position"),
        ),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_draft_row_commune_id_id")),
    )
    op.create_table(
        "draft_name",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("folded", sa.String(length=300), nullable=False),
        sa.Column("is_collective", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "draft_id"],
            ["plan_draft.commune_id", "plan_draft.id"],
            name=op.f("fk_draft_name_commune_id_draft_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_draft_name_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_name")),
        sa.UniqueConstraint(
            "commune_id",
            "draft_id",
            "folded",
            name=op.f("uq_draft_name_commune_id_draft_id_folded"),
        ),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_draft_name_commune_id_id")),
    )
    op.create_table(
        "draft_name_unit",
        sa.Column("draft_name_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "draft_name_id"],
            ["draft_name.commune_id", "draft_name.id"],
            name=op.f("fk_draft_name_unit_commune_id_draft_name_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_draft_name_unit_commune_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_draft_name_unit_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_name_unit")),
        sa.UniqueConstraint(
            "commune_id",
            "draft_name_id",
            "unit_id",
            name=op.f("uq_draft_name_unit_commune_id_draft_name_id_unit_id"),
        ),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_draft_name_unit_commune_id_id")),
    )


def downgrade() -> None:
    op.drop_table("draft_name_unit")
    op.drop_table("draft_name")
    op.drop_table("draft_row")
    op.drop_table("plan_draft")
    op.drop_table("plan_version")
    op.drop_table("plan")
    op.drop_table("stored_file")
