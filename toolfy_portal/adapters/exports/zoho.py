"""Zoho Invoice: contacts, and invoices with one row per line."""

from toolfy_portal.adapters.exports.figures import checked, rounded, without_copies
from toolfy_portal.adapters.exports.grouping import Group, Layout
from toolfy_portal.adapters.exports.people import address, joined, labelled, mail
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
    "pending approval": "draft",
    "approved": "draft",
    "sent": "issued",
    "viewed": "issued",
    "open": "issued",
    "unpaid": "issued",
    "overdue": "issued",
    "partially paid": "issued",
    "partiallypaid": "issued",
    "paid": "paid",
    "closed": "paid",
    "void": "void",
}
_STEADY = ("Invoice Number", "Invoice Status", "Invoice Date", "Due Date", "Currency Code")
_MONEY = ("SubTotal", "Total", "Balance", "Shipping Charge", "Adjustment", "Round Off", "Entity Discount Amount")


def _contact(group: Group, source_id: str) -> ImportedCustomer:
    row = group.rows[0]
    if row.text("Contact Type").casefold() == "vendor":
        raise BadRow(f"Row {row.raw.line}: {row.text('Display Name')} is a vendor, not a customer.")
    row.required("Customer ID")
    email, warnings = mail(row, "EmailID")
    phones = [phone for phone in (row.text("Phone"), row.text("MobilePhone"), row.text("Billing Phone")) if phone]
    return ImportedCustomer(
        source=ExportFormat.ZOHO_CONTACTS,
        source_id=source_id,
        name=row.required("Display Name"),
        organisation=row.text("Company Name"),
        contact_name=joined(row, " ", "Salutation", "First Name", "Last Name"),
        email=email,
        phone=phones[0] if phones else "",
        address=address(
            row, "Billing Address", "Billing Street2", place=("Billing City", "Billing State", "Billing Code")
        ),
        country=row.text("Billing Country"),
        currency=row.currency("Currency Code"),
        website=row.text("Website"),
        tax_id=row.text("Tax Registration Number") or row.text("GST Identification Number (GSTIN)"),
        notes=labelled(row.text("Notes"), {"Other phone": ", ".join(phones[1:])}),
        warnings=tuple(warnings),
        row=row.raw.line,
        rows=group.count,
    )


def _line(row: Row, currency: str, warnings: list[str]) -> ImportedLine:
    quantity, price = row.number("Quantity", currency, decimals=3), row.number("Item Price", currency)
    amount, discount = row.required_minor("Item Total", currency), row.minor("Discount Amount", currency)
    if rounded(row, quantity * price, currency) not in (amount, amount + discount):
        warnings.append(
            f"On row {row.raw.line} {row.text('Quantity')} times {row.text('Item Price')} "
            f"isn't the item total {row.text('Item Total')}."
        )
    return ImportedLine(
        name=row.text("Item Name"),
        note=row.text("Item Desc"),
        quantity=quantity,
        unit_price=price,
        amount_minor=amount,
        tax_label=row.text("Item Tax"),
        tax_minor=row.minor("Item Tax Amount", currency),
        discount_minor=discount,
    )


def _invoice(group: Group, source_id: str) -> ImportedInvoice:
    row = group.rows[0]
    row.required("Invoice ID")
    code = row.currency("Currency Code")
    currency = code or row.sheet.currency
    warnings = group.warnings((*_STEADY, *_MONEY))
    total, subtotal = row.required_minor("Total", currency), row.required_minor("SubTotal", currency)
    lines = without_copies(
        group.rows,
        [_line(each, currency, warnings) for each in group.rows],
        lambda lines: sum(line.amount_minor for line in lines) == subtotal,
        warnings,
    )
    status = row.choice("Invoice Status", _STATUS)
    paid, balance = _settled(row, currency, status, total, warnings)
    invoice = ImportedInvoice(
        source=ExportFormat.ZOHO_INVOICES,
        source_id=source_id,
        number=row.required("Invoice Number"),
        customer_name=row.required("Customer Name"),
        customer_email="",
        customer_source_id=row.text("Customer ID") or None,
        status=status,
        issued_on=row.required_day("Invoice Date"),
        due_on=row.day("Due Date"),
        paid_on=row.day("Last Payment Date"),
        currency=code,
        lines=tuple(lines),
        subtotal_minor=subtotal,
        discount_minor=_discount(row, currency),
        tax_minor=sum(line.tax_minor for line in lines),
        shipping_minor=row.minor("Shipping Charge", currency),
        adjustment_minor=row.minor("Adjustment", currency) + row.minor("Round Off", currency),
        total_minor=total,
        paid_minor=paid,
        balance_minor=balance,
        notes=row.text("Notes"),
        terms=row.text("Terms & Conditions"),
        private_notes=labelled("", {"Subject": row.text("Subject"), "Purchase order": row.text("PurchaseOrder")}),
        warnings=tuple(warnings),
        row=row.raw.line,
        rows=group.count,
    )
    return checked(invoice, currency)


def _discount(row: Row, currency: str) -> int:
    amount = row.minor("Entity Discount Amount", currency)
    percent = row.percent("Entity Discount Percent")
    return amount or rounded(row, row.number("SubTotal", currency) * percent / 100, currency)


def _settled(row: Row, currency: str, status: Status, total: int, warnings: list[str]) -> tuple[int, int]:
    """Return what is paid and what is still to pay. A draft's or a void invoice's balance says nothing about money."""
    balance = row.required_minor("Balance", currency)
    if status in ("draft", "void"):
        return 0, balance
    written_off = row.minor("WriteOff Amount", currency)
    if written_off:
        warnings.append(f"{row.text('WriteOff Amount')} of it was written off.")
    return total - balance - written_off, balance


CONTACTS = Layout(
    format=ExportFormat.ZOHO_CONTACTS,
    label="Zoho Invoice: contacts",
    needed=frozenset({"Display Name", "Company Name", "First Name", "Last Name", "EmailID", "Customer ID"}),
    dates=(),
    money=(),
    key=(),
    identify=lambda row: row.text("Customer ID"),
    build=_contact,
)
INVOICES = Layout(
    format=ExportFormat.ZOHO_INVOICES,
    label="Zoho Invoice: invoices",
    needed=frozenset(
        {"Invoice ID", "Invoice Number", "Invoice Status", "Invoice Date", "Due Date", "Customer Name", "Customer ID"}
        | {"Currency Code", "Quantity", "Item Name", "Item Price", "Item Total", "SubTotal", "Total", "Balance"}
    ),
    dates=("Invoice Date", "Due Date", "Last Payment Date"),
    money=("Total", "Currency Code"),
    key=("Invoice ID", "Customer Name"),
    identify=lambda row: row.text("Invoice ID"),
    build=_invoice,
)
