"""Brings an export into the database, batch by batch; running it again completes it and changes nothing else."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from toolfy_portal.adapters.exports import (
    Export,
    ImportedCustomer,
    ImportedInvoice,
    ImportedPayment,
    Record,
    RowError,
)
from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.errors import Conflict
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.imports.customers import add_customers
from toolfy_portal.domain.imports.invoices import add_invoices
from toolfy_portal.domain.imports.origin import Origin
from toolfy_portal.domain.imports.payments import Named, Paid, add_payments, compare, parts
from toolfy_portal.domain.imports.results import ImportResult
from toolfy_portal.domain.team.rules import Permission, need

BATCH_ROWS = 500
_TRIES = 3  # two imports at once collide at most once per batch: the second look finds what the other added
_LONGEST_NUMBER, _LONGEST_EMAIL = 64, 254  # characters, as the columns


def run_import(
    access: StaffAccess | SystemAccess, export: Export, *, progress: Callable[[int], None] | None = None
) -> ImportResult:
    """Bring the export's records in and return what became of every row.

    A crash loses at most the batch in hand (about 500 rows). progress: told after each batch how many of the file's
    bytes are done. Raises Forbidden for technicians, Unavailable if the database can't be written; what was imported
    until then stays.
    """
    origin = origin_of(access, export)
    result = ImportResult(export.label)
    paid: dict[Named, Paid] = {}
    for batch in _batches(export.read(origin.currency)):
        result.merge(_stored(access, origin, batch))
        _note_payments(paid, batch)
        if progress:
            progress(export.position())
    for part in parts(paid, BATCH_ROWS):
        with reading(access) as uow:
            compare(uow, origin, part, result)
    return result


def origin_of(access: StaffAccess | SystemAccess, export: Export) -> Origin:
    """Return where the export's records come from and go to. Raises Forbidden for technicians."""
    may_import(access)
    with reading(access) as uow:
        business = uow.get(Business, access.business_id)
    return Origin(export.label, business.currency, business.timezone, business.locale)


def may_import(access: StaffAccess | SystemAccess) -> None:
    """Raise Forbidden for technicians: an import touches every customer."""
    if isinstance(access, StaffAccess):
        need(access, Permission.SETTINGS, "Importing is for the office. Please ask somebody there.")


def _batches(records: Iterable[Record]) -> Iterator[Sequence[Record]]:
    batch: list[Record] = []
    rows = 0
    for record in records:
        batch.append(record)
        rows += record.rows
        if rows >= BATCH_ROWS:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def _stored(access: StaffAccess | SystemAccess, origin: Origin, batch: Sequence[Record]) -> ImportResult:
    """Store one batch in one transaction. What another import stored in the same moment counts as here already."""
    for _ in range(_TRIES - 1):
        try:
            return _store(access, origin, batch)
        except Conflict:
            continue
    return _store(access, origin, batch)


def _store(access: StaffAccess | SystemAccess, origin: Origin, batch: Sequence[Record]) -> ImportResult:
    result = ImportResult(origin.label)
    sound = [record for record in batch if _is_sound(record, result)]
    customers = [record for record in sound if isinstance(record, ImportedCustomer)]
    invoices = [record for record in sound if isinstance(record, ImportedInvoice)]
    payments = [record for record in sound if isinstance(record, ImportedPayment)]
    with begin(access) as uow:  # a file holds one kind
        if customers:
            add_customers(uow, origin, customers, result)
        if invoices:
            add_invoices(uow, origin, invoices, result)
        if payments:
            add_payments(uow, origin, payments, result)
    return result


def _is_sound(record: Record, result: ImportResult) -> bool:
    """Keep what the reader said of the record. Returns whether it is one that can be stored."""
    if isinstance(record, RowError):
        result.refuse(record, record.message, record.excerpt)
        return False
    result.warn(record.row, record.warnings)
    number = record.number if isinstance(record, ImportedInvoice) else ""
    email = record.email if isinstance(record, ImportedCustomer) else getattr(record, "customer_email", "")
    for name, text, limit in (("invoice number", number, _LONGEST_NUMBER), ("e-mail address", email, _LONGEST_EMAIL)):
        if len(text) > limit:
            result.refuse(record, f"Row {record.row}: the {name} is longer than {limit} characters.")
            return False
    return True


def _note_payments(paid: dict[Named, Paid], batch: Sequence[Record]) -> None:
    for record in batch:
        if isinstance(record, ImportedPayment):
            paid.setdefault(
                (record.invoice_number, record.customer_name), Paid(record.row)
            ).minor += record.amount_minor
