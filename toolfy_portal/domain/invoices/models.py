"""An invoice and its lines."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from toolfy_portal.core.money import Money
from toolfy_portal.core.records import (
    Document,
    DocumentPart,
    choice,
    decimal_field,
    instant,
    maybe_instant,
    minor_units,
)


class InvoiceStatus(StrEnum):
    """What someone did to it. Paid, overdue and the like follow from the ledger and the calendar: `standing`."""

    DRAFT = "draft"
    ISSUED = "issued"
    VOID = "void"


class Invoice(Document, table=True):
    """What a customer owes. Money is in minor units of `currency`."""

    __table_args__ = (
        UniqueConstraint("business_id", "number"),
        UniqueConstraint("business_id", "source", "source_id"),
        Index("ix_invoice_business_issued", "business_id", "issued_on", "id"),
        Index("ix_invoice_business_due", "business_id", "status", "due_on"),
    )

    number: str = Field(max_length=64)
    title: str = ""
    status: InvoiceStatus = choice(InvoiceStatus, default=InvoiceStatus.DRAFT)
    currency: str = Field(max_length=3)
    billed_to: str = ""  # name and address as they were when it was issued
    work_address: str = ""
    issued_on: date | None = None  # calendar days where the business is
    due_on: date | None = None
    revision: int = 1  # each change after issuing makes a new one
    discount_percent: Decimal = decimal_field()  # of the subtotal; discount_minor is what it comes to
    subtotal_minor: int = minor_units()
    discount_minor: int = minor_units()
    tax_minor: int = minor_units()
    tax_label: str = ""
    extra_minor: int = minor_units()  # shipping, adjustments, rounding
    extra_label: str = ""
    late_fee_minor: int = minor_units()  # a charge outside the scope of tax, inside the total
    late_fee_at: datetime | None = maybe_instant()  # when it was added; stays when it is taken back: there is one, once
    total_minor: int = minor_units()
    paid_minor: int = minor_units()  # cache of the ledger's sum; payments alone rewrites it, under the invoice's lock
    processing_minor: int = minor_units()  # under way at the bank; same rule
    settled_at: datetime | None = maybe_instant()  # when the balance reached zero
    voided_at: datetime | None = maybe_instant()
    notes: str = ""  # on the invoice
    private_notes: str = ""  # for the team
    source: str | None = Field(default=None, max_length=40)
    source_id: str | None = Field(default=None, max_length=200)

    @property
    def total(self) -> Money:
        """What it comes to."""
        return Money(self.total_minor, self.currency)

    @property
    def balance(self) -> Money:
        """What is still to pay; never below zero, and nothing on a void one."""
        owed = 0 if self.status is InvoiceStatus.VOID else max(self.total_minor - self.paid_minor, 0)
        return Money(owed, self.currency)

    @property
    def overpaid(self) -> Money:
        """What was paid beyond what is owed: all of it on a void one. To be given back."""
        owed = 0 if self.status is InvoiceStatus.VOID else self.total_minor
        return Money(max(self.paid_minor - owed, 0), self.currency)

    @property
    def payable_now(self) -> Money:
        """What may be paid now: the balance less what is under way, on an issued invoice."""
        issued = self.status is InvoiceStatus.ISSUED
        return Money(max(self.balance.minor - self.processing_minor, 0) if issued else 0, self.currency)


class InvoiceLine(DocumentPart, table=True):
    """One thing that was done or supplied. `cost_minor` is for the team alone."""

    document_id: str = Field(default="", foreign_key="invoice.id", index=True, max_length=40)
    position: int
    name: str
    note: str = ""
    quantity: Decimal = decimal_field("1")
    unit: str = ""
    unit_price: Decimal = decimal_field()  # major units of the invoice's currency
    amount_minor: int = minor_units()  # before tax
    tax_name: str = Field(default="", max_length=40)
    tax_percent: Decimal = decimal_field()
    cost_minor: int | None = minor_units(None)


class InvoiceRevision(DocumentPart, table=True):
    """An invoice as its customer was shown it; never changed. `snapshot`: JSON of the invoice and its lines."""

    __table_args__ = (UniqueConstraint("document_id", "number"),)

    document_id: str = Field(default="", foreign_key="invoice.id", index=True, max_length=40)
    number: int
    snapshot: str
    sha256: str = Field(max_length=64)  # of the snapshot
    made_by: str = ""  # who
    at: datetime = instant()
