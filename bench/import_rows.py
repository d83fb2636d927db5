"""Imports 100,000 generated rows into a fresh SQLite database; fails below 2,000 rows/s or above 300 MB.

Once with one row an invoice, as Invoice Ninja's own files mostly are, and once with two.
"""

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
FASTEST, LARGEST = 2_000, 300  # rows/s at least, MB at most
HEADER = (
    "Client,Email,Invoice Number,Amount,Paid,PO Number,Status,Invoice Date,Due Date,Discount,Partial/Deposit,"
    "Partial Due Date,Public Notes,Private Notes,Item Product,Item Notes,Item Cost,Item Quantity\n"
)


def write(path: Path, lines: int) -> None:
    """Write an Invoice Ninja export: every second invoice partly paid, 5,000 clients. lines: 1 or 2 rows an invoice."""
    with path.open("w", newline="") as file:
        file.write("Invoice Ninja v4.5.17\n\nINVOICES\n" + HEADER)
        sheet = csv.writer(file)
        total = "$120.50" if lines == 2 else "$96.00"
        for number in range(ROWS // lines):
            client = number * 7919 % 5_000
            paid, status = ("$40.00", "Partial") if number % 2 else ("$0.00", "Sent")
            about = [f"Client {client}", f"client{client}@mail.example", f"N-{number:06}", total, paid, "", status]
            dates = ["2026-03-01", "2026-03-15", "", "$0.00", "", "", ""]
            sheet.writerow([*about, *dates, "Boiler service", "Annual service and a safety check.", "96.00", "1"])
            if lines == 2:
                sheet.writerow([*about, *dates, "Seals", "Replaced while it was open.", "12.25", "2"])


def main() -> int:
    """Run both imports and print what they took."""
    good = [measure(lines) for lines in (1, 2)]
    return 0 if all(good) else 1


def measure(lines: int) -> bool:
    """Import a file with so many rows an invoice; print what it took, and return whether the goals are met."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "invoices.csv"
        write(path, lines)
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
    print(
        f"{lines} rows an invoice: {result.rows:,} rows in {seconds:.1f} s: {result.rows / seconds:,.0f} rows/s, "
        f"peak RSS {megabytes:.0f} MB",
        flush=True,
    )
    whole = result.created.rows == ROWS and not result.errors
    return whole and result.rows / seconds >= FASTEST and megabytes <= LARGEST


if __name__ == "__main__":
    sys.exit(main())
