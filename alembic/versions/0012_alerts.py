"""What staff hear of, who has read it, and what is sent by e-mail; the list of all money in its order."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _owned(name: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f(f"fk_{name}_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    ]


def upgrade() -> None:
    op.create_table(
        "alert",
        *_owned("alert"),
        sa.Column("topic", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=True),
        sa.Column("by_staff", sa.String(length=40), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("is_mailed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "alertread",
        *_owned("alertread"),
        sa.Column("alert_id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alertread_alert_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_alertread_staff_id")),
        sa.UniqueConstraint("alert_id", "staff_id", name=op.f("uq_alertread_alert_id_staff_id")),
    )
    op.create_table(
        "mailchoices",
        *_owned("mailchoices"),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("modes", sa.JSON(), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("digest_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("business_id", "staff_id", name=op.f("uq_mailchoices_business_id_staff_id")),
    )
    for table, columns in (
        ("alert", ["business_id"]),
        ("alertread", ["business_id"]),
        ("alertread", ["staff_id"]),
        ("mailchoices", ["business_id"]),
        ("mailchoices", ["digest_due_at"]),
    ):
        op.create_index(op.f(f"ix_{table}_{columns[0]}"), table, columns)
    op.create_index("ix_alert_business_at", "alert", ["business_id", "at", "id"])
    op.create_index("ix_alert_mailed", "alert", ["is_mailed", "at"])
    op.create_index("ix_ledgerentry_business_at", "ledgerentry", ["business_id", "at", "id"])
