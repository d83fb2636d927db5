"""Links for others than the customer, how long links work, and one current link a document."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_CURRENT = sa.text("recipient = '' AND revoked_at IS NULL AND replaced_by IS NULL")

# two that were made at the same moment both counted as current: the newest stays it, the others still open the document
_NEWEST = """
UPDATE portallink SET replaced_by = (
    SELECT newest.id FROM portallink AS newest WHERE newest.document_id = portallink.document_id
    AND newest.revoked_at IS NULL AND newest.replaced_by IS NULL ORDER BY newest.created_at DESC, newest.id DESC LIMIT 1
)
WHERE revoked_at IS NULL AND replaced_by IS NULL AND EXISTS (
    SELECT 1 FROM portallink AS newer WHERE newer.document_id = portallink.document_id
    AND newer.revoked_at IS NULL AND newer.replaced_by IS NULL
    AND (newer.created_at > portallink.created_at
         OR (newer.created_at = portallink.created_at AND newer.id > portallink.id))
)
"""


def upgrade() -> None:
    op.execute(_NEWEST)
    with op.batch_alter_table("portallink", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recipient", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("email", sa.String(length=254), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("scope", sa.String(length=24), nullable=False, server_default="pay"))
        batch_op.add_column(sa.Column("lifetime", sa.String(length=24), nullable=False, server_default="days_30"))
        batch_op.add_column(sa.Column("once_settled", sa.String(length=24), nullable=False, server_default="keep"))
        batch_op.create_index(
            "uq_portallink_current",
            ["document_id"],
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        )


def downgrade() -> None:
    with op.batch_alter_table("portallink", schema=None) as batch_op:
        batch_op.drop_index("uq_portallink_current")
        for name in ("once_settled", "lifetime", "scope", "email", "recipient"):
            batch_op.drop_column(name)
