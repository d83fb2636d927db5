"""Prints how much processor time a 12-line invoice costs, each one different so that no cache can help."""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from toolfy_portal.adapters.e_invoice import EInvoice, EInvoiceLine, Party, Tax
from toolfy_portal.adapters.pdf import PrintedInvoice, PrintedLine, print_invoice

INVOICES = 100
AT = datetime(2025, 11, 14, tzinfo=UTC)
INVOICE = PrintedInvoice(
    number="INV-0",
    title="Boiler service and system flush",
    status="Due",
    language="en",
    accent="#1f5f4a",
    business_name="Fernhill Plumbing & Heating",
    legal_name="Fernhill Heating Ltd",
    business_address=("Unit 4, Feeder Road", "Bristol BS2 0TQ"),
    contact=("0117 496 0182", "hello@fernhill.example"),
    company_ids="VAT GB 123 4567 89",
    customer_name="Łukasz Παπαδόπουλος",
    customer_address=("14 Larch Road", "Bristol BS6 5QT"),
    work_address=("14 Larch Road", "Bristol BS6 5QT"),
    facts=(("Issued", "14 November 2025"), ("Due", "28 November 2025")),
    lines=(),
    totals=(("Subtotal", "£1,112.00"), ("VAT at 20%", "£222.40"), ("Paid so far", "−£400.00")),
    due_label="Left to pay",
    due_value="£934.40",
    payments=(("15 November 2025", "Deposit by bank transfer", "£400.00"),),
    sections=(("Payment terms", "Please pay within 14 days of the invoice date."),),
    bank=(("Account name", "Fernhill Heating Ltd"), ("Sort code", "00-48-21"), ("Account number", "31926819")),
)


SELLER = Party(name="Fernhill Heating Ltd", address=("Bristol",), country="GB", vat_id="GB123456789")
BUYER = Party(name="Łukasz Παπαδόπουλος", address=("Bristol",), country="GB")
TAX = Tax("S", "20")


def numbers(n: int) -> EInvoice:
    """Return the e-invoice of the nth invoice."""
    lines = tuple(
        EInvoiceLine(
            name=f"Valve {n}-{row}", note=f"Fitted at {n}", quantity="4", unit="C62", unit_price="28.50",
            amount="114.00", tax=TAX,
        )
        for row in range(12)
    )  # fmt: skip
    return EInvoice(
        number=f"INV-{n}", issued_on="2025-11-14", due_on="2025-11-28", currency="GBP", seller=SELLER, buyer=BUYER,
        work_at=BUYER, note="", terms="", iban="", lines=lines, discounts=(), taxes=((TAX, "1368.00", "273.60"),),
        subtotal="1368.00", discount="0.00", net="1368.00", tax="273.60", total="1641.60", prepaid="0.00",
        due="1641.60",
    )  # fmt: skip


def invoice(n: int) -> PrintedInvoice:
    """Return the nth invoice, sharing no line with any other."""
    lines = tuple(
        PrintedLine(name=f"Valve {n}-{row}", note=f"Fitted at {n}", quantity="4", unit_price="£28.50", amount="£114.00")
        for row in range(12)
    )
    return replace(INVOICE, number=f"INV-{n}", lines=lines)


def cost(of: Callable[[int], PrintedInvoice], what: str, goal: int) -> None:
    """Print the median and its goal in milliseconds, after one invoice that loads the fonts."""
    print_invoice(of(0), AT)
    costs: list[float] = []
    for n in range(1, INVOICES + 1):
        start = time.process_time()
        print_invoice(of(n), AT)
        costs.append((time.process_time() - start) * 1000)
    print(f"{what}: {statistics.median(costs):.1f} ms CPU per 12-line invoice (goal {goal}), worst {max(costs):.1f}")


def main() -> None:
    """Measure the PDF alone, then with an e-invoice inside."""
    cost(invoice, "pdf", 25)
    cost(lambda n: replace(invoice(n), e_invoice=numbers(n)), "pdf with e-invoice", 30)


if __name__ == "__main__":
    main()
