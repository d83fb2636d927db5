"""What a file holds, before anything of it is imported."""

from dataclasses import asdict, dataclass, field
from typing import Any, Self

from pydantic import TypeAdapter

from toolfy_portal.adapters.exports import Export, ImportedCustomer, ImportedInvoice, ImportedPayment, Record, RowError
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.domain.imports.results import ImportResult, Remark, Sums, tally
from toolfy_portal.domain.imports.service import origin_of

FIRST = 5  # records
FEW = 20  # errors
_KINDS = {ImportedCustomer: "customers", ImportedInvoice: "invoices", ImportedPayment: "payments"}


@dataclass(slots=True)
class Sample:
    """One of the file's first records. day: ISO, empty if it has none. minor: in `currency`, None for customers."""

    name: str
    detail: str
    day: str
    minor: int | None
    currency: str


@dataclass(slots=True)
class Preview:
    """What an import would bring. kind: customers, invoices or payments; empty for a file without any."""

    label: str = ""
    kind: str = ""
    records: int = 0
    rows: int = 0
    failed: int = 0
    warned: int = 0
    first: list[Sample] = field(default_factory=list[Sample])
    errors: list[Remark] = field(default_factory=list[Remark])
    notes: list[str] = field(default_factory=list[str])
    sums: dict[str, Sums] = field(default_factory=dict[str, Sums])

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data; `from_json` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return what `as_json` wrote."""
        return TypeAdapter(cls).validate_python(data)


def look_through(access: StaffAccess, export: Export) -> Preview:
    """Read the whole file once and return what it holds. Raises Forbidden for technicians."""
    currency = origin_of(access, export).currency
    found, said = Preview(export.label), ImportResult(export.label)
    for record in export.read(currency):
        found.rows += record.rows
        if isinstance(record, RowError):
            said.refuse(record, record.message)
            continue
        found.kind = _KINDS[type(record)]
        found.records += 1
        said.warn(record.row, record.warnings)
        tally(said, record, currency)
        if len(found.first) < FIRST:
            found.first.append(_sample(record, currency))
    found.failed, found.errors, found.warned = said.failed.records, said.errors[:FEW], said.warned
    found.notes, found.sums = list(export.notes), said.sums
    return found


def _sample(record: Record, currency: str) -> Sample:
    match record:
        case ImportedCustomer():
            return Sample(record.name, record.email or record.phone, "", None, "")
        case ImportedInvoice():
            own = record.currency or currency
            return Sample(record.number, record.customer_name, record.issued_on.isoformat(), record.total_minor, own)
        case ImportedPayment():
            day, minor = record.paid_on.isoformat(), record.amount_minor
            return Sample(record.invoice_number, record.customer_name, day, minor, currency)
        case RowError():
            raise TypeError("an error is no sample")
