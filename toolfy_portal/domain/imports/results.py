"""What came of an import: every row of the file is created, here already, or a named error."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from pydantic import TypeAdapter

from toolfy_portal.adapters.exports import ImportedInvoice, ImportedPayment, Record

MOST_KEPT = 1_000  # of errors, and of warnings; all are counted


@dataclass(slots=True)
class Count:
    """Records, and the rows of the file that they cover."""

    records: int = 0
    rows: int = 0

    def add(self, record: Record) -> None:
        """Count one more."""
        self.records += 1
        self.rows += record.rows

    def merge(self, other: "Count") -> None:
        """Count what the other counted."""
        self.records += other.records
        self.rows += other.rows


@dataclass(slots=True)
class Remark:
    """Something to look at, where it stands in the file (line 1 = first), and the start of that row for errors."""

    row: int
    message: str
    excerpt: str = ""


@dataclass(slots=True)
class Sums:
    """Totals in minor units of one currency: as the file says, and as they stand in the database afterwards."""

    total_minor: int = 0
    paid_minor: int = 0
    stored_total_minor: int = 0
    stored_paid_minor: int = 0

    def merge(self, other: "Sums") -> None:
        """Add the other's."""
        self.total_minor += other.total_minor
        self.paid_minor += other.paid_minor
        self.stored_total_minor += other.stored_total_minor
        self.stored_paid_minor += other.stored_paid_minor


@dataclass(slots=True)
class ImportResult:
    """The account of one file. `created.rows + unchanged.rows + failed.rows` is the file's number of data rows.

    made: how many customers, invoices and payments the business has now that it didn't have before.
    sums: by currency, of the invoices that are here now. A payments file has only what it says was paid.
    """

    label: str
    created: Count = field(default_factory=Count)
    unchanged: Count = field(default_factory=Count)
    failed: Count = field(default_factory=Count)
    errors: list[Remark] = field(default_factory=list[Remark])
    warnings: list[Remark] = field(default_factory=list[Remark])
    warned: int = 0
    made: dict[str, int] = field(default_factory=lambda: {"customers": 0, "invoices": 0, "payments": 0})
    sums: dict[str, Sums] = field(default_factory=dict[str, Sums])

    @property
    def rows(self) -> int:
        """How many data rows the file has."""
        return self.created.rows + self.unchanged.rows + self.failed.rows

    def refuse(self, record: Record, message: str, excerpt: str = "") -> None:
        """Count the record's rows as an error."""
        self.failed.add(record)
        self._keep(self.errors, [Remark(record.row, message, excerpt)])

    def warn(self, row: int, messages: Iterable[str]) -> None:
        """Keep what should be looked at."""
        remarks = [Remark(row, message) for message in messages]
        self.warned += len(remarks)
        self._keep(self.warnings, remarks)

    def of(self, currency: str) -> Sums:
        """Return the sums in the currency, to add to."""
        return self.sums.setdefault(currency, Sums())

    def merge(self, part: Self) -> None:
        """Take in what came of one more part of the file."""
        for mine, other in ((self.created, part.created), (self.unchanged, part.unchanged), (self.failed, part.failed)):
            mine.merge(other)
        self._keep(self.errors, part.errors)
        self._keep(self.warnings, part.warnings)
        self.warned += part.warned
        for kind, number in part.made.items():
            self.made[kind] += number
        for currency, sums in part.sums.items():
            self.of(currency).merge(sums)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data; `from_json` reads it back."""
        return {**asdict(self), "rows": self.rows}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return what `as_json` wrote."""
        return TypeAdapter(cls).validate_python(data)

    @staticmethod
    def _keep(kept: list[Remark], more: Iterable[Remark]) -> None:
        kept.extend(more)
        del kept[MOST_KEPT:]


def tally(result: ImportResult, record: Record, currency: str) -> None:
    """Add the record's own figures, as the file says them, to the sums. currency: the business's own."""
    if isinstance(record, ImportedInvoice):
        sums = result.of(record.currency or currency)
        sums.total_minor += record.total_minor
        sums.paid_minor += record.paid_minor
    elif isinstance(record, ImportedPayment):
        result.of(currency).paid_minor += record.amount_minor
