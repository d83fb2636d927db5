"""All links of a customer at once."""

from sqlalchemy import or_
from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.links.models import PortalLink
from toolfy_portal.domain.links.service import revoke


def revoke_all(uow: UnitOfWork[StaffAccess], customer_id: str) -> int:
    """Switch off every link to the customer's documents, other people's too, and return to how many documents.

    Raises NotFound if the customer is out of reach.
    """
    uow.get(Customer, customer_id)
    works = or_(col(PortalLink.expires_at).is_(None), col(PortalLink.expires_at) > uow.now)
    on = select(PortalLink.document_id).where(
        PortalLink.customer_id == customer_id, col(PortalLink.revoked_at).is_(None), works
    )
    documents = uow.all(
        on.distinct().order_by(PortalLink.document_id)
    )  # in one order: two at once don't lock crosswise
    for document_id in documents:
        revoke(uow, document_id, with_others=True)
    return len(documents)
