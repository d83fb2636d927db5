"""FreshBooks: clients, and invoices with one row per line."""

from toolfy_portal.adapters.exports.figures import checked, rounded
from toolfy_portal.adapters.exports.grouping import Group, Layout
from toolfy_portal.adapters.exports.people import address, joined, mail
from toolfy_portal.adapters.exports.records import (
    ExportFormat,
    ImportedCustomer,
    ImportedInvoice,
    ImportedLine,
    Status,
)
from toolfy_portal.adapters.exports.rows import BadRow, Row

_STATUS: dict[str, Status] = {
    "draft": "draft",
    "created": "draft",
    "sent": "issued",
    "viewed": "issued",
    "outstanding": "issued",
    "pending": "issued",
    "overdue": "issued",
    "disputed": "issued",
    "declined": "issued",
    "failed": "issued",
    "retry": "issued",
    "partial": "issued",
    "paid": "paid",
    "auto-paid": "paid",
}


def _client(group: Group, source_id: str) -> ImportedCustomer:
    row = group.rows[0]
    person = joined(row, " ", "First Name", "Last Name")
    name = row.text("Organization") or person
    if not name:
        raise BadRow(f"Row {row.raw.line}: Organization, First Name and Last Name are all empty.")
    email, warnings = mail(row, "Email")
    return ImportedCustomer(
        source=ExportFormat.FRESHBOOKS_CLIENTS,
        source_id=source_id,
        name=name,
        organisation=row.text("Organization"),
        contact_name=person,
        email=email,
        phone=row.text("Phone"),
        address=address(row, "Street", place=("City", "Province/State", "Postal Code")),
        country=row.text("Country"),
        currency=None,
        website="",
        tax_id="",
        notes=row.text("Notes"),
        warnings=tuple(warnings),
        row=row.raw.line,
        rows=group.count,
    )


def _line(row: Row, currency: str, warnings: list[str]) -> ImportedLine:
    """Read one line. The file's Line Total is kept, so the amount before tax is what it leaves."""
    quantity, rate = row.number("Quantity", currency, decimals=3), row.number("Rate", currency)
    tax = row.minor("Tax 1 Amount", currency) + row.minor("Tax 2 Amount", currency)
    amount = row.required_minor("Line Total", currency) - tax
    gross = rounded(row, quantity * rate, currency)
    discount = gross - amount if row.percent("Discount Percentage") else 0
    if row.required_minor("Line Subtotal", currency) not in (amount, amount + discount):
        warnings.append(
            f"On row {row.raw.line} the line subtotal {row.text('Line Subtotal')} and its taxes "
            f"don't make the line total {row.text('Line Total')}."
        )
    if not discount and gross != amount:
        warnings.append(
            f"On row {row.raw.line} {row.text('Quantity')} times {row.text('Rate')} "
            f"isn't the line's amount before tax, {row.text('Line Total')} less taxes."
        )
    return ImportedLine(
        name=row.text("Item Name"),
        note=row.text("Item Description"),
        quantity=quantity,
        unit_price=rate,
        amount_minor=amount,
        tax_label=joined(row, ", ", "Tax 1 Type", "Tax 2 Type"),
        tax_minor=tax,
        discount_minor=discount,
    )


def _invoice(group: Group, source_id: str) -> ImportedInvoice:
    row = group.rows[0]
    code = row.currency("Currency")
    currency = code or row.sheet.currency
    warnings = group.warnings(("Date Issued", "Invoice Status", "Date Paid", "Currency"))
    lines = tuple(_line(each, currency, warnings) for each in group.rows)
    total = sum(line.amount_minor + line.tax_minor for line in lines)
    status = row.choice("Invoice Status", _STATUS)
    paid_on = row.day("Date Paid")
    if row.text("Invoice Status").casefold() == "partial":
        warnings.append("It is partly paid, and the file doesn't say how much: nothing counts as paid.")
    elif paid_on and status != "paid":
        warnings.append(
            f"It was paid on {paid_on}, and its status is {row.text('Invoice Status')}: not counted as paid."
        )
    paid = total if status == "paid" else 0
    invoice = ImportedInvoice(
        source=ExportFormat.FRESHBOOKS_INVOICES,
        source_id=source_id,
        number=row.required("Invoice #"),
        customer_name=row.required("Client Name"),
        customer_email="",
        customer_source_id=None,
        status=status,
        issued_on=row.required_day("Date Issued"),
        due_on=None,
        paid_on=paid_on,
        currency=code,
        lines=lines,
        subtotal_minor=sum(line.amount_minor for line in lines),
        discount_minor=0,
        tax_minor=sum(line.tax_minor for line in lines),
        shipping_minor=0,
        adjustment_minor=0,
        total_minor=total,
        paid_minor=paid,
        balance_minor=total - paid,
        notes="",
        terms="",
        private_notes="",
        warnings=tuple(warnings),
        row=row.raw.line,
        rows=group.count,
    )
    return checked(invoice, currency)


CLIENTS = Layout(
    format=ExportFormat.FRESHBOOKS_CLIENTS,
    label="FreshBooks: clients",
    needed=frozenset({"Organization", "First Name", "Last Name", "Email", "Street", "Province/State"}),
    dates=(),
    money=(),
    key=(),
    identify=lambda row: joined(row, " | ", "Organization", "First Name", "Last Name", "Email"),
    build=_client,
)
INVOICES = Layout(
    format=ExportFormat.FRESHBOOKS_INVOICES,
    label="FreshBooks: invoices",
    needed=frozenset(
        {"Client Name", "Invoice #", "Date Issued", "Invoice Status", "Date Paid", "Item Name", "Rate", "Quantity"}
        | {"Line Subtotal", "Line Total", "Currency"}
    ),
    dates=("Date Issued", "Date Paid"),
    money=("Line Total", "Currency"),
    key=("Invoice #", "Client Name"),
    identify=lambda row: row.text("Invoice #"),
    build=_invoice,
)
