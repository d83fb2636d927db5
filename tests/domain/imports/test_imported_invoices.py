"""Imported invoices are written many at once, and stand as if they had been written one by one."""

from sqlmodel import select

from tests.domain.imports.importing import FILES, imported, load, ninja, ninja_row, run
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.invoices.events import InvoiceImported
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.payments import ledger
from toolfy_portal.domain.payments.models import LedgerEntry
from toolfy_portal.reactions import ON


def test_what_is_paid_is_what_the_ledger_would_count(office, world, tmp_path):
    run(office, "invoiceninja_invoices")
    figures = [(10, 10), (10, 4), (10, 12), (0, 0), (0, -1)]
    rows = [ninja_row(f"N {amount} {paid}", amount=f"${amount}", paid=f"${paid}") for amount, paid in figures]
    load(office, ninja(tmp_path, *rows))
    before = {each.id: each for each in imported(office).values() if each.status is InvoiceStatus.ISSUED}
    settled = {each.number for each in before.values() if each.settled_at}
    assert {number for number in settled if number.startswith("N")} == {"N 10 10", "N 10 12", "N 0 0"}
    with begin(world.a.system) as uow:
        for invoice_id, invoice in before.items():
            again = uow.get(Invoice, invoice_id, lock=True)
            ledger.recount(uow, again)
            assert (again.paid_minor, again.settled_at) == (invoice.paid_minor, invoice.settled_at), again.number


def test_the_list_rings_once_and_no_invoice_does(office, world, tmp_path):
    heard: list[str] = []
    world.portal.runtime.live.listen(heard.append)
    load(office, ninja(tmp_path, ninja_row("N-1", paid="$4.00"), ninja_row("N-2")))
    assert heard == [office.business_id]


def test_nothing_follows_from_an_imported_invoice():
    """Imports write their history many lines at once, past the reactions: one listed there would never come."""
    assert ON[InvoiceImported] == []


def test_money_moved_on_the_day_the_file_says(office, tmp_path):
    header, row = (FILES / "freshbooks_invoices.csv").read_text().splitlines()[:2]
    path = tmp_path / "freshbooks.csv"
    path.write_text(f"{header}\n{row.replace(',sent,,', ',paid,2021-02-09,')}\n")
    load(office, path)
    (invoice,) = imported(office).values()
    with reading(office) as uow:
        entry = uow.first(select(LedgerEntry).where(LedgerEntry.document_id == invoice.id))
    assert entry.at == invoice.settled_at
    assert str(entry.at.date()) == "2021-02-09"
