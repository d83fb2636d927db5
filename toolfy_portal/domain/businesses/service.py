"""Reading the business as others show it."""

from dataclasses import dataclass

from sqlmodel import select

from toolfy_portal.core.access import Access, Role, StaffAccess
from toolfy_portal.core.errors import Forbidden
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.models import BillingTerms, Branding, Business


@dataclass(frozen=True, slots=True)
class Profile:
    """The business with its look and terms."""

    business: Business
    branding: Branding
    terms: BillingTerms


def brand_topic(business_id: str) -> str:
    """Return what rings when name or look change: every open page of the business shows them."""
    return f"brand:{business_id}"


def office_only(access: StaffAccess, what: str) -> None:
    """Raise Forbidden for technicians. what: what they wanted to change, in words."""
    if access.role is Role.TECHNICIAN:
        raise Forbidden(f"Only the office can change {what}. Please ask a colleague there.")


def profile(uow: UnitOfWork[Access]) -> Profile:
    """Return the business of the access. Raises NotFound if it is gone."""
    business = uow.get(Business, uow.access.business_id)
    branding = uow.first(select(Branding)) or Branding(id="", business_id=business.id)
    terms = uow.first(select(BillingTerms)) or BillingTerms(id="", business_id=business.id)
    return Profile(business, branding, terms)
