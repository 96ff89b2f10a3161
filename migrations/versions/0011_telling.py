"""Letters, channels, calendars, and what each person wants to be told."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_endpoint",
        sa.Column(
            "kind",
            sa.Enum(
                "webhook",
                "chat",
                name="endpointkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_reason", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_channel_endpoint_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_channel_endpoint_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_channel_endpoint_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_endpoint")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_channel_endpoint_commune_id_id")),
    )

    with op.batch_alter_table("channel_endpoint", schema=None) as batch_op:
        batch_op.create_index(
            "ix_channel_endpoint_person", ["commune_id", "person_id"], unique=False
        )

    op.create_table(
        "calendar_feed",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (unit_id IS NULL)", name=op.f("ck_calendar_feed_person_or_unit")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_calendar_feed_commune_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_calendar_feed_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_calendar_feed_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_calendar_feed_commune_id_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )

    op.create_table(
        "letter_template",
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_letter_template_added_by")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "file_id"],
            ["stored_file.commune_id", "stored_file.id"],
            name=op.f("fk_letter_template_commune_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_letter_template_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_template")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_letter_template_commune_id_id")),
    )

    op.create_table(
        "urging_letter",
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column(
            "signer",
            sa.Enum(
                "vice_chairman",
                "by_order",
                "office",
                name="signer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("signer_name", sa.String(length=200), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("finish_by", sa.Date(), nullable=False),
        sa.Column("finish_hour", sa.String(length=200), nullable=False),
        sa.Column("explain_by", sa.Date(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("signed_file_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "file_id"],
            ["stored_file.commune_id", "stored_file.id"],
            name=op.f("fk_urging_letter_commune_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "plan_id"],
            ["plan.commune_id", "plan.id"],
            name=op.f("fk_urging_letter_commune_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "signed_file_id"],
            ["stored_file.commune_id", "stored_file.id"],
            name=op.f("fk_urging_letter_commune_id_signed_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_urging_letter_commune_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_urging_letter_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urging_letter")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_urging_letter_commune_id_id")),
    )

    op.create_table(
        "urging_letter_unit",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("late_items", sa.Integer(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "letter_id"],
            ["urging_letter.commune_id", "urging_letter.id"],
            name=op.f("fk_urging_letter_unit_commune_id_letter_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_urging_letter_unit_commune_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_urging_letter_unit_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urging_letter_unit")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_urging_letter_unit_commune_id_id")),
        sa.UniqueConstraint(
            "commune_id",
            "letter_id",
            "unit_id",
            name=op.f("uq_urging_letter_unit_commune_id_letter_id_unit_id"),
        ),
    )

    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_for_mail", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_notification_for_mail",
            ["id"],
            unique=False,
            sqlite_where=sa.text("is_for_mail AND mailed_at IS NULL"),
            postgresql_where=sa.text("is_for_mail AND mailed_at IS NULL"),
        )

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("endpoint_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("file_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_outbox_commune_id_file_id"),
            "stored_file",
            ["commune_id", "file_id"],
            ["commune_id", "id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_outbox_commune_id_endpoint_id"),
            "channel_endpoint",
            ["commune_id", "endpoint_id"],
            ["commune_id", "id"],
        )
        batch_op.create_index(
            "ix_outbox_endpoint",
            ["endpoint_id", "id"],
            sqlite_where=sa.text("endpoint_id IS NOT NULL"),
            postgresql_where=sa.text("endpoint_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_outbox_failed",
            ["commune_id", "id"],
            sqlite_where=sa.text("failed_at IS NOT NULL"),
            postgresql_where=sa.text("failed_at IS NOT NULL"),
        )

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("email_stopped_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("email_stopped_reason", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("digest_weekday", sa.String(length=3), nullable=False, server_default="mon")
        )
        batch_op.add_column(
            sa.Column("digest_at", sa.String(length=5), nullable=False, server_default="07:30")
        )
        batch_op.add_column(
            sa.Column("muted_kinds", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("muted_kinds")
        batch_op.drop_column("digest_at")
        batch_op.drop_column("digest_weekday")
        batch_op.drop_column("email_stopped_reason")
        batch_op.drop_column("email_stopped_at")

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_failed")
        batch_op.drop_index("ix_outbox_endpoint")
        batch_op.drop_constraint(batch_op.f("fk_outbox_commune_id_endpoint_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_outbox_commune_id_file_id"), type_="foreignkey")
        batch_op.drop_column("file_id")
        batch_op.drop_column("endpoint_id")

    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_notification_for_mail",
            sqlite_where=sa.text("is_for_mail AND mailed_at IS NULL"),
            postgresql_where=sa.text("is_for_mail AND mailed_at IS NULL"),
        )
        batch_op.drop_column("mailed_at")
        batch_op.drop_column("is_for_mail")

    op.drop_table("urging_letter_unit")

    op.drop_table("urging_letter")

    op.drop_table("letter_template")

    op.drop_table("calendar_feed")

    op.drop_table("channel_endpoint")
