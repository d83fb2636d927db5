"""What an export holds, in the same words whichever product wrote it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal, TypeAlias

Status = Literal["draft", "issued", "paid", "void"]


class ExportFormat(StrEnum):
    """The files that can be read."""

    ZOHO_CONTACTS = "zoho_contacts"
    ZOHO_INVOICES = "zoho_invoices"
    FRESHBOOKS_CLIENTS = "freshbooks_clients"
    FRESHBOOKS_INVOICES = "freshbooks_invoices"
    NINJA_CLIENTS = "ninja_clients"
    NINJA_INVOICES = "ninja_invoices"
    NINJA_PAYMENTS = "ninja_payments"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """Where it stands in the file: `row` is the line its first row begins on (1 = first), `rows` how many it covers."""

    row: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError(_Placed):
    """Rows that became nothing, and why. `excerpt` is the start of the first of them."""

    message: str
    excerpt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Imported(_Placed):
    """A record with a name of its own: the same `source` and `source_id` at every reading of the same file."""

    source: ExportFormat
    source_id: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCustomer(_Imported):
    """A person or business. `notes` were written by staff for staff; `currency` None is the business's own."""

    name: str
    organisation: str
    contact_name: str
    email: str
    phone: str
    address: tuple[str, ...]
    country: str
    currency: str | None
    website: str
    tax_id: str
    notes: str


@dataclass(frozen=True, slots=True)
class ImportedLine:
    """One line of an invoice. `amount_minor` is after the line's own discount and before tax."""

    name: str
    note: str
    quantity: Decimal
    unit_price: Decimal
    amount_minor: int
    tax_label: str
    tax_minor: int
    discount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedInvoice(_Imported):
    """An invoice with the file's own figures; where these contradict each other, `warnings` names both.

    `discount_minor` is the invoice's own, on top of its lines' discounts; `currency` None is the business's own;
    `paid_on` is the day of the last payment if the file says it.
    """

    number: str
    customer_name: str
    customer_email: str
    customer_source_id: str | None
    status: Status
    issued_on: date
    due_on: date | None
    paid_on: date | None
    currency: str | None
    lines: tuple[ImportedLine, ...]
    subtotal_minor: int
    discount_minor: int
    tax_minor: int
    shipping_minor: int
    adjustment_minor: int
    total_minor: int
    paid_minor: int
    balance_minor: int
    notes: str
    terms: str
    private_notes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPayment(_Imported):
    """Money received for an invoice, in the business's own currency; below zero it was given back."""

    invoice_number: str
    customer_name: str
    amount_minor: int
    paid_on: date


Imported: TypeAlias = ImportedCustomer | ImportedInvoice | ImportedPayment
Record: TypeAlias = Imported | RowError
