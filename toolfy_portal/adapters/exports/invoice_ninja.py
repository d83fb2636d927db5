"""Invoice Ninja v4: clients, invoices with one row per line, and payments, each below three rows of preamble."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from toolfy_portal.adapters.exports.figures import checked, rounded, without_copies
from toolfy_portal.adapters.exports.grouping import Group, Layout
from toolfy_portal.adapters.exports.people import address, joined, labelled, mail
from toolfy_portal.adapters.exports.records import (
    ExportFormat,
    ImportedCustomer,
    ImportedInvoice,
    ImportedLine,
    ImportedPayment,
    Status,
)
from toolfy_portal.adapters.exports.rows import Row

# A quote's own column: recognised so that it can be refused by name.
QUOTES = frozenset({"Quote Number", "Quote Date", "Client", "Amount"})

_STATUS: dict[str, Status] = {
    "draft": "draft",
    "sent": "issued",
    "viewed": "issued",
    "unpaid": "issued",
    "overdue": "issued",
    "past due": "issued",
    "partial": "issued",
    "paid": "paid",
}
_STEADY = ("Email", "Amount", "Paid", "Status", "Invoice Date", "Due Date", "Discount")


def _client(group: Group, source_id: str) -> ImportedCustomer:
    row = group.rows[0]
    email, warnings = mail(row, "Email")
    # The first Phone is the business's, the second its contact's.
    phones = [phone for phone in (row.text("Phone#2"), row.text("Phone")) if phone]
    return ImportedCustomer(
        source=ExportFormat.NINJA_CLIENTS,
        source_id=source_id,
        name=row.required("Name"),
        organisation=row.text("Name"),
        contact_name=joined(row, " ", "First Name", "Last Name"),
        email=email,
        phone=phones[0] if phones else "",
        address=address(
            row,
            "Billing Street",
            "Billing Apt/Suite",
            place=("Billing City", "Billing State/Province", "Billing Postal Code"),
        ),
        country=row.text("Billing Country"),
        currency=row.currency("Currency"),
        website=row.text("Website"),
        tax_id=row.text("VAT Number") or row.text("ID Number"),
        notes=labelled(
            joined(row, "\n", "Public Notes", "Private Notes"), {"Other phone": ", ".join(dict.fromkeys(phones[1:]))}
        ),
        warnings=tuple(warnings),
        row=row.raw.line,
        rows=group.count,
    )


def _line(row: Row, currency: str, taxed: Decimal) -> ImportedLine:
    """Read one line; the file has no amounts per line, so price times quantity is rounded half up.

    taxed: the share of the amount that is left to tax after the invoice's discount.
    """
    cost, quantity = row.number("Item Cost", currency), row.number("Item Quantity", currency, decimals=3)
    rate = row.percent("Item Tax Rate") + row.percent("Item Tax Rate#2")
    return ImportedLine(
        name=row.text("Item Product"),
        note=row.text("Item Notes"),
        quantity=quantity,
        unit_price=cost,
        amount_minor=rounded(row, cost * quantity, currency),
        tax_label=joined(row, ", ", "Item Tax Name", "Item Tax Name#2"),
        tax_minor=rounded(row, cost * quantity * taxed * rate / 100, currency) if rate else 0,
        discount_minor=0,
    )


def _taxed(row: Row, currency: str, rows: Sequence[Row]) -> Decimal:
    """Return the share of each line that is taxed: the discount is spread over the lines before tax."""
    if not row.text("Discount"):
        return Decimal(1)
    subtotal = sum(_line(each, currency, Decimal(1)).amount_minor for each in rows)
    return 1 - Decimal(_discount(row, currency, subtotal)) / subtotal if subtotal else Decimal(1)


def _discount(row: Row, currency: str, subtotal: int) -> int:
    """Return the invoice's discount: Invoice Ninja writes a share as `10%` and an amount as `$10.00`."""
    if not row.text("Discount").endswith("%"):
        return row.minor("Discount", currency)
    return int((row.percent("Discount") * subtotal / 100).to_integral_value(ROUND_HALF_UP))


def _sums(row: Row, currency: str, lines: Sequence[ImportedLine]) -> tuple[int, int, int]:
    """Return subtotal, discount and tax of the lines."""
    subtotal = sum(line.amount_minor for line in lines)
    return subtotal, _discount(row, currency, subtotal), sum(line.tax_minor for line in lines)


def _invoice(group: Group, source_id: str) -> ImportedInvoice:
    row, currency = group.rows[0], group.rows[0].sheet.currency
    warnings = group.warnings(_STEADY)
    total, paid = row.required_minor("Amount", currency), row.required_minor("Paid", currency)

    def adds_up(lines: Sequence[ImportedLine]) -> bool:
        subtotal, discount, tax = _sums(row, currency, lines)
        return subtotal - discount + tax == total

    taxed = _taxed(row, currency, group.rows)
    lines = without_copies(group.rows, [_line(each, currency, taxed) for each in group.rows], adds_up, warnings)
    subtotal, discount, tax = _sums(row, currency, lines)
    invoice = ImportedInvoice(
        source=ExportFormat.NINJA_INVOICES,
        source_id=source_id,
        number=row.required("Invoice Number"),
        customer_name=row.required("Client"),
        customer_email=row.text("Email"),
        customer_source_id=joined(row, " | ", "Client", "Email"),  # as _client is identified
        status=row.choice("Status", _STATUS),
        issued_on=row.required_day("Invoice Date"),
        due_on=row.day("Due Date"),
        paid_on=None,
        currency=None,
        lines=tuple(lines),
        subtotal_minor=subtotal,
        discount_minor=discount,
        tax_minor=tax,
        shipping_minor=0,
        adjustment_minor=0,
        total_minor=total,
        paid_minor=paid,
        balance_minor=total - paid,
        notes=row.text("Public Notes"),
        terms="",
        private_notes=labelled(row.text("Private Notes"), {"Purchase order": row.text("PO Number")}),
        warnings=tuple(warnings),
        row=row.raw.line,
        rows=group.count,
    )
    return checked(invoice, currency)


def _payment(group: Group, source_id: str) -> ImportedPayment:
    row = group.rows[0]
    return ImportedPayment(
        source=ExportFormat.NINJA_PAYMENTS,
        source_id=source_id,
        invoice_number=row.required("Invoice Number"),
        customer_name=row.required("Client"),
        amount_minor=row.required_minor("Amount", row.sheet.currency),
        paid_on=row.required_day("Date"),
        row=row.raw.line,
        rows=group.count,
    )


def _payment_id(row: Row) -> str:
    """Name a payment by what it is, however its amount and date are written: the file has no number for it."""
    minor, day = row.required_minor("Amount", row.sheet.currency), row.required_day("Date")
    return f"{row.text('Client')} | {row.text('Invoice Number')} | {minor} | {day}"


CLIENTS = Layout(
    format=ExportFormat.NINJA_CLIENTS,
    label="Invoice Ninja: clients",
    needed=frozenset({"Name", "Balance", "Paid to Date", "Billing Street", "First Name", "Last Name", "Email"}),
    dates=(),
    money=(),
    key=(),
    identify=lambda row: joined(row, " | ", "Name", "Email"),
    build=_client,
)
INVOICES = Layout(
    format=ExportFormat.NINJA_INVOICES,
    label="Invoice Ninja: invoices",
    needed=frozenset(
        {"Client", "Email", "Invoice Number", "Amount", "Paid", "Status", "Invoice Date", "Due Date", "Item Product"}
        | {"Item Notes", "Item Cost", "Item Quantity"}
    ),
    dates=("Invoice Date", "Due Date"),
    money=("Amount",),
    key=("Invoice Number", "Client"),
    identify=lambda row: row.text("Invoice Number"),
    build=_invoice,
)
PAYMENTS = Layout(
    format=ExportFormat.NINJA_PAYMENTS,
    label="Invoice Ninja: payments",
    needed=frozenset({"Client", "Invoice Number", "Amount", "Date"}),
    dates=("Date",),
    money=("Amount",),
    key=(),
    identify=_payment_id,
    build=_payment,
    repeats=True,
)
