"""Text messages: plans, contacts, short links, and numbers that want no texts."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)


def _owned(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=f"fk_{name}_business_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_business_id", name, ["business_id"])


def upgrade() -> None:
    with op.batch_alter_table("business", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plan", sa.String(length=24), nullable=False, server_default="free"))
    _owned(
        "contact",
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_contact_customer_id"),
    )
    op.create_index("ix_contact_customer_id", "contact", ["customer_id"])
    _owned(
        "shortlink",
        sa.Column("link_id", sa.String(length=40), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("code_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["portallink.id"], name="fk_shortlink_link_id"),
        sa.UniqueConstraint("code_hash", name="uq_shortlink_code_hash"),
        sa.UniqueConstraint("link_id", name="uq_shortlink_link_id"),
    )
    _owned(
        "textoptout",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.UniqueConstraint("business_id", "number", name="uq_textoptout_business_id_number"),
    )
    op.create_index("ix_textoptout_number", "textoptout", ["number"])


def downgrade() -> None:
    for name in ("textoptout", "shortlink", "contact"):
        op.drop_table(name)
    with op.batch_alter_table("business", schema=None) as batch_op:
        batch_op.drop_column("plan")
