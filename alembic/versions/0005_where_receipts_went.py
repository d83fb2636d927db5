"""Where each receipt was sent, as far as a link's holder may know."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("receipt", sa.Column("mailed_to", sa.String(length=80), nullable=False, server_default=""))
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.alter_column("mailed_to", server_default=None)
