"""The real exports: every row a record, every sum the file's own, counted here straight from the CSV."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from toolfy_portal.adapters.exports import (
    ExportFormat,
    ImportedCustomer,
    ImportedInvoice,
    ImportedPayment,
    Record,
    open_export,
)
from toolfy_portal.core.errors import Invalid

FILES = Path(__file__).parents[2] / "data" / "imports"

# file, format, label, data rows, kind of record, records
EXPECTED = [
    ("zoho_contacts", ExportFormat.ZOHO_CONTACTS, "Zoho Invoice: contacts", 5, ImportedCustomer, 5),
    ("zoho_invoices", ExportFormat.ZOHO_INVOICES, "Zoho Invoice: invoices", 13, ImportedInvoice, 3),
    ("freshbooks_clients", ExportFormat.FRESHBOOKS_CLIENTS, "FreshBooks: clients", 2, ImportedCustomer, 2),
    ("freshbooks_invoices", ExportFormat.FRESHBOOKS_INVOICES, "FreshBooks: invoices", 3, ImportedInvoice, 1),
    ("invoiceninja_clients", ExportFormat.NINJA_CLIENTS, "Invoice Ninja: clients", 20, ImportedCustomer, 20),
    ("invoiceninja_invoices", ExportFormat.NINJA_INVOICES, "Invoice Ninja: invoices", 401, ImportedInvoice, 400),
    ("invoiceninja_payments", ExportFormat.NINJA_PAYMENTS, "Invoice Ninja: payments", 403, ImportedPayment, 403),
]


def path_of(name: str) -> Path:
    return FILES / f"{name}.csv"


def read(name: str) -> list[Record]:
    return list(open_export(path_of(name)).read("USD"))


def invoices(name: str) -> list[ImportedInvoice]:
    return [record for record in read(name) if isinstance(record, ImportedInvoice)]


def rows(name: str) -> list[dict[str, str]]:
    with path_of(name).open(newline="") as file:
        for _ in range(3 if name.startswith("invoiceninja") else 0):
            next(file)
        return list(csv.DictReader(file))


def cents(text: str) -> int:
    sign = -1 if "(" in text or "-" in text else 1
    return sign * int(Decimal(text.strip(" $()-").replace(",", "")) * 100)


@pytest.mark.parametrize(("name", "kind", "label", "data_rows", "record", "count"), EXPECTED)
def test_every_row_becomes_a_record(name, kind, label, data_rows, record, count):
    export = open_export(path_of(name))
    read = list(export.read("USD"))
    assert (export.format, export.label, export.size) == (kind, label, path_of(name).stat().st_size)
    assert len(rows(name)) == data_rows == sum(each.rows for each in read)
    assert {type(each) for each in read} == {record}
    assert len(read) == count == len({each.source_id for each in read})
    assert export.position() == export.size


@pytest.mark.parametrize("name", [name for name, *_ in EXPECTED])
def test_a_second_reading_says_the_same(name):
    export = open_export(path_of(name))
    assert list(export.read("USD")) == list(export.read("USD")) == read(name)


def test_invoice_ninja_totals_are_the_files():
    first_rows = {row["Invoice Number"]: row for row in rows("invoiceninja_invoices")}
    read = invoices("invoiceninja_invoices")
    total = sum(cents(row["Amount"]) for row in first_rows.values())
    paid = sum(cents(row["Paid"]) for row in first_rows.values())
    assert sum(invoice.total_minor for invoice in read) == total == 1_186_087
    assert sum(invoice.paid_minor for invoice in read) == paid == 568_621
    assert all(invoice.total_minor == invoice.paid_minor + invoice.balance_minor for invoice in read)
    assert sum(line.amount_minor for invoice in read for line in invoice.lines) == total
    assert Counter(invoice.status for invoice in read) == {"issued": 399, "paid": 1}


def test_the_row_written_twice_counts_once_as_the_total_says():
    second = invoices("invoiceninja_invoices")[1]
    assert (second.number, second.row, second.rows, len(second.lines), second.total_minor) == ("2", 6, 2, 1, 2667)
    assert second.warnings == ("1 line written twice: counted once, as the total says.",)


def test_a_due_date_before_the_invoice_is_kept_and_said():
    early = [row for row in rows("invoiceninja_invoices") if row["Due Date"] < row["Invoice Date"]]
    warned = [each for each in invoices("invoiceninja_invoices") if any("before its date" in w for w in each.warnings)]
    assert len(warned) == len(early)
    assert warned[0].warnings == ("It is due on 2019-10-20, before its date 2019-11-25.",)


def test_invoices_find_their_customers():
    for clients, name in [("invoiceninja_clients", "invoiceninja_invoices"), ("zoho_contacts", "zoho_invoices")]:
        known = {client.source_id for client in read(clients)}
        assert {invoice.customer_source_id for invoice in invoices(name)} <= known


def test_payments_keep_their_sign_and_repeats():
    payments = read("invoiceninja_payments")
    total = sum(cents(row["Amount"]) for row in rows("invoiceninja_payments"))
    assert sum(payment.amount_minor for payment in payments) == total
    assert [payment.amount_minor for payment in payments[-2:]] == [-40_000, -40_000]
    assert [payment.row for payment in payments if payment.warnings] == [7, 407]
    assert payments[2].source_id == f"{payments[1].source_id}#2"
    by_file = [tuple(int(part) for part in row["Date"].split("/")) for row in rows("invoiceninja_payments")]
    assert [(day.month, day.day, day.year) for day in (payment.paid_on for payment in payments)] == by_file


def test_payment_dates_show_their_own_order():
    assert open_export(path_of("invoiceninja_payments")).notes == [
        "Dates are written month/day, as the file's own dates show."
    ]


def test_zoho_drafts_are_drafts_with_nothing_paid():
    read = invoices("zoho_invoices")
    first_rows = {row["Invoice ID"]: row for row in rows("zoho_invoices")}
    total = sum(cents(row["Total"]) for row in first_rows.values())
    assert sum(invoice.total_minor for invoice in read) == total == 133_975
    assert [(invoice.status, invoice.paid_minor, len(invoice.lines)) for invoice in read] == [
        ("draft", 0, 4),
        ("draft", 0, 5),
        ("draft", 0, 4),
    ]
    assert sum(len(invoice.warnings) for invoice in read) == 0
    assert {invoice.currency for invoice in read} == {"USD"}


def test_freshbooks_total_is_the_sum_of_its_lines():
    (invoice,) = invoices("freshbooks_invoices")
    total = sum(cents(row["Line Total"]) for row in rows("freshbooks_invoices"))
    assert invoice.total_minor == invoice.balance_minor == total == 789_000
    assert (invoice.number, invoice.paid_minor, invoice.due_on) == ("0000001", 0, None)


def test_customers_arrive_whole():
    first, second = read("invoiceninja_clients")[:2]
    assert first.address == ("371 O'Connell Summit", "Suite 612", "Lornamouth, New York 83425-0771")
    assert (first.contact_name, first.email, first.currency) == ("Terrill Ondricka", "brook59@example.org", None)
    assert second.phone == "1-995-790-2394 x58884"
    defenders = read("zoho_contacts")[4]
    assert (defenders.phone, defenders.notes) == ("888-867-5309", "Other phone: 98754321")
    marge = read("freshbooks_clients")[0]
    assert (marge.name, marge.address) == ("Marge Simpson", ("2587 Sesame Street", "Springfield, Illinois"))


def test_quotes_are_refused_by_name():
    with pytest.raises(Invalid, match="Quotes can't be imported yet"):
        open_export(path_of("invoiceninja_quotes"))


def test_dollars_are_not_read_as_pounds():
    read = list(open_export(path_of("invoiceninja_payments")).read("GBP"))
    assert len(read) == 403
    assert read[0].message == "Row 5: Amount “$13.50” is in $, not in GBP."
