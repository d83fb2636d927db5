"""The business, its look and its terms."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from toolfy_portal.core.records import BusinessItself, Shared, StaffOnly, choice, decimal_field, instant, minor_units


class Appearance(StrEnum):
    """What customers see first; they can switch."""

    LIGHT = "light"
    DARK = "dark"
    DEVICE = "auto"


class Plan(StrEnum):
    """What the business subscribed to."""

    FREE = "free"
    PRO = "pro"
    UNLIMITED = "unlimited"

    @property
    def has_texts(self) -> bool:
        """Whether text messages are part of it."""
        return self is not Plan.FREE


class OnlinePayments(StrEnum):
    """Whether invoices can be paid online."""

    NONE = "none"
    TEST = "test"  # no money moves
    LIVE = "live"


class LateFee(StrEnum):
    """What is added to an overdue invoice, once."""

    NONE = "none"
    AMOUNT = "amount"
    PERCENT = "percent"  # of what is still to pay


class Business(BusinessItself, table=True):
    """The tenant."""

    name: str
    short_name: str = ""  # how staff and customers call it in a sentence; empty: the name
    legal_name: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    address: str = ""  # lines, separated by newlines
    tax_id: str = ""
    company_id: str = ""
    country: str = ""  # ISO 3166-1; empty: as the address or the VAT number says
    timezone: str = "Europe/London"  # IANA
    currency: str = Field(default="GBP", max_length=3)  # ISO 4217
    locale: str = Field(default="en_GB", max_length=12)  # CLDR
    plan: Plan = choice(Plan, default=Plan.FREE)


class Branding(Shared, table=True):
    """How the business looks to its customers. One row a business."""

    business_id: str = Field(default="", foreign_key="business.id", unique=True, max_length=40)
    accent: str = Field(default="#2b50c8", max_length=7)  # #rrggbb
    logo_id: str | None = Field(default=None, foreign_key="storedfile.id", max_length=40)
    cover_id: str | None = Field(default=None, foreign_key="storedfile.id", max_length=40)
    cover_phone_id: str | None = Field(default=None, foreign_key="storedfile.id", max_length=40)
    cover_focus: str = "50% 50%"
    appearance: Appearance = choice(Appearance, default=Appearance.DEVICE)
    welcome_message: str = ""
    support_email: str = ""
    terms_url: str = ""


class BrandVersion(StaffOnly, table=True):
    """How the business looked from a moment on: kept as it was saved, to look back at and to go back to."""

    saved_at: datetime = instant()
    saved_by: str = ""  # the name; empty: how it was before anybody changed it here
    accent: str = Field(max_length=7)
    logo_id: str | None = Field(default=None, foreign_key="storedfile.id", max_length=40)
    cover_id: str | None = Field(default=None, foreign_key="storedfile.id", max_length=40)
    cover_focus: str
    appearance: Appearance = choice(Appearance)


class BillingTerms(Shared, table=True):
    """What stands on every invoice. One row a business."""

    business_id: str = Field(default="", foreign_key="business.id", unique=True, max_length=40)
    payment_days: int = 14
    online_payments: OnlinePayments = choice(OnlinePayments, default=OnlinePayments.NONE)  # follows the account
    payment_terms: str = ""
    late_fee_policy: str = ""
    late_fee_kind: LateFee = choice(LateFee, default=LateFee.NONE)
    late_fee_minor: int = minor_units()  # of the business's currency: invoices in another get no such fee
    late_fee_percent: Decimal = decimal_field()
    late_fee_grace_days: int = 0  # so many whole days after the due day
    late_fee_since: date | None = None  # when it was switched on: what was due before gets none
    takes_part_payments: bool = False
    least_percent: int = 25  # of the total, where a part may be paid
    payment_methods: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """What may be offered online: "card", "us_bank_account", "bacs_debit". Empty: all that the account has on."""
    invoice_prefix: str = Field(default="INV-", max_length=16)
    next_invoice: int = 1  # given when an invoice is issued, so that no number is missing
    next_receipt: int = 1
    next_credit_note: int = 1
    bank_details: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Rows of {"label", "value"}, in the order they are shown."""


class TaxRate(Shared, table=True):
    """A tax that lines may carry. Lines keep name and rate as they were: changing one here changes no invoice."""

    name: str = Field(max_length=40)  # "VAT"
    percent: Decimal = decimal_field()
    is_default: bool = False
    is_archived: bool = False
