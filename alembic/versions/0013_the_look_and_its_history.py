"""How businesses looked before, and the country they are in."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brandversion",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("logo_id", sa.String(length=40), nullable=True),
        sa.Column("cover_id", sa.String(length=40), nullable=True),
        sa.Column("cover_focus", sa.String(), nullable=False),
        sa.Column("appearance", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_brandversion_business_id")),
        sa.ForeignKeyConstraint(["logo_id"], ["storedfile.id"], name=op.f("fk_brandversion_logo_id")),
        sa.ForeignKeyConstraint(["cover_id"], ["storedfile.id"], name=op.f("fk_brandversion_cover_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brandversion")),
    )
    op.create_index(op.f("ix_brandversion_business_id"), "brandversion", ["business_id"])
    with op.batch_alter_table("business", schema=None) as batch_op:
        batch_op.add_column(sa.Column("country", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("business", schema=None) as batch_op:
        batch_op.drop_column("country")
    op.drop_table("brandversion")
