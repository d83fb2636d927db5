"""Imports of real and made files: every row accounted for, totals the file's, and nothing twice."""

import csv
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import func
from sqlmodel import select

from tests.domain.imports.importing import (
    FILES,
    counts,
    customers,
    data_rows,
    imported,
    load,
    ninja,
    ninja_row,
    payments,
    run,
)
from toolfy_portal.adapters.exports import open_export
from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.errors import Forbidden
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.activity.models import ActivityEntry
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.imports import service
from toolfy_portal.domain.imports.results import ImportResult
from toolfy_portal.domain.invoices.models import InvoiceLine, InvoiceStatus
from toolfy_portal.domain.payments.models import LedgerEntry, LedgerKind


@pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)
def test_real_files_come_in_once(office):
    names = [path.stem for path in sorted(FILES.glob("*.csv")) if path.stem != "invoiceninja_quotes"]
    first = {name: run(office, name) for name in names}
    for name, result in first.items():
        assert result.rows == data_rows(name), name
    assert {name: result.failed.rows for name, result in first.items() if result.failed.rows} == {
        "invoiceninja_payments": 2
    }
    before = counts(office)
    for name in names:
        again = run(office, name)
        assert again.created.records == 0
        assert again.unchanged.rows == first[name].created.rows + first[name].unchanged.rows
        assert again.made == {"customers": 0, "invoices": 0, "payments": 0}
    assert counts(office) == before


def test_totals_equal_the_file(office):
    result = run(office, "invoiceninja_invoices")
    with (FILES / "invoiceninja_invoices.csv").open(newline="") as file:
        rows = {row["Invoice Number"]: row for row in csv.DictReader(list(file)[3:])}
    total = sum(int(Decimal(row["Amount"].strip("$ ").replace(",", "")) * 100) for row in rows.values())
    paid = sum(int(Decimal(row["Paid"].strip("$ ").replace(",", "")) * 100) for row in rows.values())
    sums = result.sums["USD"]
    assert (sums.total_minor, sums.paid_minor) == (total, paid)
    assert (sums.stored_total_minor, sums.stored_paid_minor) == (total, paid)
    with reading(office) as uow:
        ledger = uow.first(select(func.sum(LedgerEntry.amount_minor)).where(LedgerEntry.kind == LedgerKind.IMPORTED))
    assert ledger == paid
    assert result.made == {"customers": 20, "invoices": 400, "payments": 0}


def test_an_invoice_arrives_whole_and_nobody_is_written_to(office, world):
    before = counts(office)["OutboxMessage"]
    run(office, "invoiceninja_clients")
    run(office, "invoiceninja_invoices")
    one = imported(office)["1"]
    assert (one.total_minor, one.paid_minor, one.balance.minor, one.status) == (1350, 501, 849, InvoiceStatus.ISSUED)
    assert one.billed_to.splitlines()[:2] == ["Ludwig Krajcik DVM", "371 O'Connell Summit"]
    assert one.settled_at is None
    with reading(office) as uow:
        entry = uow.first(select(LedgerEntry).where(LedgerEntry.document_id == one.id))
        history = uow.first(select(ActivityEntry).where(ActivityEntry.subject_id == one.id))
        lines = uow.all(select(InvoiceLine).where(InvoiceLine.document_id == one.id))
    assert (entry.amount_minor, entry.kind, entry.method, entry.at.hour) == (501, LedgerKind.IMPORTED, "", 12)
    assert history.summary.startswith("Imported from Invoice Ninja. It is due on 2019-10-20")
    assert [(line.quantity, line.unit_price, line.amount_minor) for line in lines] == [(10, Decimal("1.35"), 1350)]
    assert counts(office)["OutboxMessage"] == before


@pytest.mark.parametrize(("product", "clients", "invoices"), [
    ("Invoice Ninja", "invoiceninja_clients", "invoiceninja_invoices"),
    ("Zoho Invoice", "zoho_contacts", "zoho_invoices"),
    ("FreshBooks", "freshbooks_clients", "freshbooks_invoices"),
])  # fmt: skip
def test_nobody_becomes_a_customer_twice_whichever_file_comes_first(office, product, clients, invoices):
    people = run(office, invoices).made["customers"]
    assert people > 0
    assert run(office, clients).unchanged.records == people
    known = {each.id for each in customers(office, product)}
    assert len(known) == len({each.name for each in customers(office, product)})
    assert run(office, clients).made["customers"] == run(office, invoices).made["customers"] == 0
    assert {each.customer_id for each in imported(office).values()} <= known


def test_a_number_another_invoice_has_is_named_and_left_alone(office, tmp_path):
    taken = ninja_row("A-01")
    result = load(office, ninja(tmp_path, taken, ninja_row("N-2")))
    assert [error.message for error in result.errors] == ["Invoice A-01 exists already; it wasn't imported."]
    assert (result.created.rows, result.failed.rows) == (1, 1)
    assert result.sums["USD"].total_minor == 1000
    assert list(imported(office)) == ["N-2"]


def test_a_number_that_two_invoices_of_one_file_have(office, tmp_path):
    text = (FILES / "zoho_invoices.csv").read_text()
    path = tmp_path / "zoho.csv"
    path.write_text(text.replace(",INV-000002,", ",INV-000001,"))
    result = load(office, path)
    assert [error.message for error in result.errors] == ["Invoice INV-000001 exists already; it wasn't imported."]
    assert sorted(imported(office)) == ["INV-000001", "INV-000003"]


def test_a_namesake_in_the_clients_file_is_somebody_else(office, tmp_path):
    run(office, "freshbooks_invoices")
    clients = tmp_path / "clients.csv"
    header = (FILES / "freshbooks_clients.csv").read_text().splitlines()[0]
    rows = [f"X-Men,Scott,Summer,{who}@x.example,,,,,,," for who in ("one", "two")]
    clients.write_text("\n".join([header, *rows]))
    first, second = load(office, clients), load(office, clients)
    assert (first.created.records, first.unchanged.records) == (1, 1)
    assert (second.created.records, second.unchanged.records) == (0, 2)
    assert len(customers(office, "FreshBooks")) == 2
    clients.write_text("\n".join([header, rows[0].replace("one@", "three@")]))
    assert load(office, clients).created.records == 1


def test_an_overlapping_file_brings_only_what_is_new(office, tmp_path):
    load(office, ninja(tmp_path, ninja_row("N-1"), ninja_row("N-2")))
    result = load(office, ninja(tmp_path, ninja_row("N-2", amount="$99.00"), ninja_row("N-3")))
    assert (result.created.records, result.unchanged.records) == (1, 1)
    assert imported(office)["N-2"].total_minor == 1000
    sums = result.sums["USD"]
    assert (sums.total_minor, sums.stored_total_minor) == (10900, 2000)


def test_two_businesses_may_import_the_same_file(office, world):
    run(office, "invoiceninja_invoices")
    with begin(world.b.system) as uow:
        uow.get(Business, world.b.business_id).currency = "USD"
    assert run(world.b.staff, "invoiceninja_invoices").created.records == 400


def test_paid_beyond_the_total_keeps_the_figures(office, tmp_path):
    result = load(office, ninja(tmp_path, ninja_row("N-1", paid="$12.00", status="Paid")))
    invoice = imported(office)["N-1"]
    assert (invoice.total_minor, invoice.paid_minor, invoice.balance.minor) == (1000, 1200, 0)
    assert invoice.settled_at is not None
    assert any("12.00 USD is paid of a total of 10.00 USD" in each.message for each in result.warnings)


def test_payments_that_the_invoices_file_counts_are_not_counted_again(office):
    run(office, "invoiceninja_invoices")
    before = {number: invoice.paid_minor for number, invoice in imported(office).items()}
    result = run(office, "invoiceninja_payments")
    assert (result.created.records, result.unchanged.records, result.failed.records) == (0, 401, 2)
    assert {number: invoice.paid_minor for number, invoice in imported(office).items()} == before
    words = "the invoices file says $5.01 paid, the payments file $13.50; the first is kept."
    assert f"Invoice 1: {words}" in [each.message for each in result.warnings]
    assert result.errors[0].message == "Ludwig Krajcik DVM has no invoice 801 here: -$400.00 wasn't counted."


def test_payments_count_where_the_invoices_file_had_none(office, tmp_path):
    load(office, ninja(tmp_path, ninja_row("N-1"), ninja_row("N-2"), ninja_row("N-3", status="Draft")))
    rows = ["Ana,N-1,$4.00,1/20/2026", "Ana,N-1,$6.00,1/21/2026", "Ana,N-1,$6.00,1/21/2026", "Ana,N-2,$-1.00,1/22/2026"]
    path = payments(tmp_path, *rows, "Bea,N-2,$1.00,1/22/2026", "Ana,N-3,$1.00,1/22/2026")
    first, second = load(office, path), load(office, path)
    assert [each.message.replace("\xa0", " ") for each in first.errors] == [
        "$6.00 wasn't counted for invoice N-1: $16.00 would be paid of $10.00.",
        "-$1.00 wasn't counted for invoice N-2: -$1.00 would be paid of $10.00.",
        "Bea has no invoice N-2 here: $1.00 wasn't counted.",
        "$1.00 wasn't counted for invoice N-3: it is a draft.",
    ]
    assert (first.made["payments"], second.made["payments"], second.unchanged.records) == (2, 0, 2)
    invoice = imported(office)["N-1"]
    assert (invoice.paid_minor, invoice.settled_at.day) == (1000, 21)
    with reading(office) as uow:
        paid = uow.all(select(LedgerEntry.amount_minor).where(LedgerEntry.document_id == invoice.id))
    assert sum(paid) == invoice.paid_minor


def test_a_payment_for_an_invoice_paid_here_is_refused(office, world, tmp_path):
    name = "Customer a0"
    result = load(office, payments(tmp_path, f"{name},A-02,$1.00,1/20/2026"))
    assert result.errors[0].message.endswith("here: $1.00 wasn't counted.")  # its currency is GBP
    with begin(world.a.system) as uow:
        uow.get(Business, world.a.business_id).currency = "GBP"
    result = load(office, payments(tmp_path, f"{name},A-02,£1.00,1/20/2026", f"{name},A-01,£1.00,1/20/2026"))
    assert [each.message for each in result.errors] == [
        "£1.00 wasn't counted for invoice A-02: it was paid here since."
    ]
    assert result.made["payments"] == 1


def test_a_crash_half_way_is_completed_by_the_next_run(office, tmp_path):
    path = ninja(tmp_path, *(ninja_row(f"N-{number}") for number in range(1200)))

    def crash(position: int) -> None:
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        service.run_import(office, open_export(path), progress=crash)
    assert len(imported(office)) == service.BATCH_ROWS
    result = load(office, path)
    assert (result.created.rows, result.unchanged.rows) == (700, 500)
    assert len(imported(office)) == 1200


def test_what_another_import_adds_at_the_same_moment_counts_as_here(office, tmp_path, monkeypatch):
    path = ninja(tmp_path, ninja_row("N-1"))
    inner, times = service.add_invoices, []

    def late(uow, origin, records, result):
        inner(uow, origin, records, result)
        times.append(len(times))
        if len(times) == 1:
            raise service.Conflict("another was faster")

    monkeypatch.setattr(service, "add_invoices", late)
    result = load(office, path)
    assert (len(times), result.created.rows, len(imported(office))) == (2, 1, 1)


@pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)
def test_two_imports_at_once_make_no_twins(office, tmp_path):
    path = ninja(tmp_path, *(ninja_row(f"N-{number}", client=f"Client {number % 7}") for number in range(1000)))
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda _: load(office, path), range(2)))
    assert sum(result.created.rows for result in results) == 1000
    assert sum(result.unchanged.rows for result in results) == 1000
    assert (len(imported(office)), len(customers(office, "Invoice Ninja"))) == (1000, 7)


def test_progress_ends_at_the_end(office):
    seen: list[int] = []
    export = open_export(FILES / "invoiceninja_invoices.csv")
    service.run_import(office, export, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == export.size


def test_technicians_may_not_import(office):
    access = StaffAccess(office.business_id, office.staff_id, Role.TECHNICIAN)
    with pytest.raises(Forbidden, match="for the office"):
        run(access, "zoho_contacts")


def test_names_too_long_for_the_database_are_errors_or_shortened(office, tmp_path):
    long = "x" * 250
    result = load(office, ninja(tmp_path, ninja_row("9" * 65), ninja_row("N-1", client=long)))
    assert [each.message for each in result.errors] == [
        "Row 5: the invoice number is longer than 64 characters.",
        "Row 6: the e-mail address is longer than 254 characters.",
    ]
    result = load(office, ninja(tmp_path, ninja_row("N-1", client=long).replace("@x.example", "")))
    assert result.created.records == 1
    assert all(len(each.source_id) <= 200 for each in customers(office, "Invoice Ninja"))


def test_the_account_survives_storage(office):
    result = run(office, "invoiceninja_payments")
    assert ImportResult.from_json(result.as_json()) == result
    assert result.as_json()["rows"] == 403
