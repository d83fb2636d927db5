"""What can happen to a business's settings."""

from dataclasses import dataclass

from toolfy_portal.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandChanged(Event):
    """Staff changed how the business looks. what: the changed parts, in words."""

    what: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Branding changed: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsChanged(Event):
    """Staff changed the business's details. what: the changed details, in words."""

    what: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Business details changed: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingChanged(Event):
    """Staff changed what stands on invoices. what: the changed settings, in words."""

    what: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Billing settings changed: {self.what}"
