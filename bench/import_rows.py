"""Imports 100,000 generated rows into a fresh SQLite database; fails below 2,000 rows/s or above 300 MB."""

import csv
import resource
import sys
import tempfile
import time
from pathlib import Path

from toolfy_portal import bootstrap
from toolfy_portal.adapters.exports import open_export
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.settings import Settings
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.imports.service import run_import
from toolfy_portal.migrations import upgrade
from toolfy_portal.seed import builders

ROWS = 100_000
LINES = 2  # rows an invoice
FASTEST, LARGEST = 2_000, 300  # rows/s at least, MB at most
HEADER = (
    "Client,Email,Invoice Number,Amount,Paid,PO Number,Status,Invoice Date,Due Date,Discount,Partial/Deposit,"
    "Partial Due Date,Public Notes,Private Notes,Item Product,Item Notes,Item Cost,Item Quantity\n"
)


def write(path: Path) -> None:
    """Write an Invoice Ninja export: two rows an invoice, every second one partly paid, 5,000 clients."""
    with path.open("w", newline="") as file:
        file.write("Invoice Ninja v4.5.17\n\nINVOICES\n" + HEADER)
        sheet = csv.writer(file)
        for number in range(ROWS // LINES):
            client = number * 7919 % 5_000
            paid, status = ("$40.00", "Partial") if number % 2 else ("$0.00", "Sent")
            about = [f"Client {client}", f"client{client}@mail.example", f"N-{number:06}", "$120.50", paid, "", status]
            dates = ["2026-03-01", "2026-03-15", "", "$0.00", "", "", ""]
            sheet.writerow([*about, *dates, "Boiler service", "Annual service and a safety check.", "96.00", "1"])
            sheet.writerow([*about, *dates, "Seals", "Replaced while it was open.", "12.25", "2"])


def main() -> int:
    """Run the import once and print what it took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "invoices.csv"
        write(path)
        settings = Settings(data_dir=folder)
        upgrade(settings)
        bootstrap.start(settings)
        business = builders.business(currency="USD")
        access = SystemAccess(business.id, "bench")
        with begin(access) as uow:
            uow.add(business)
        started = time.perf_counter()
        result = run_import(access, open_export(path))
        seconds = time.perf_counter() - started
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{result.rows:,} rows in {seconds:.1f} s: {result.rows / seconds:,.0f} rows/s, peak RSS {megabytes:.0f} MB")
    whole = result.created.rows == ROWS and not result.errors
    return 0 if whole and result.rows / seconds >= FASTEST and megabytes <= LARGEST else 1


if __name__ == "__main__":
    sys.exit(main())
