"""Readers of the files that other invoicing products export."""

from toolfy_portal.adapters.exports.export import Export, open_export
from toolfy_portal.adapters.exports.records import (
    ExportFormat,
    ImportedCustomer,
    ImportedInvoice,
    ImportedLine,
    ImportedPayment,
    Record,
    RowError,
)

__all__ = [
    "Export",
    "ExportFormat",
    "ImportedCustomer",
    "ImportedInvoice",
    "ImportedLine",
    "ImportedPayment",
    "Record",
    "RowError",
    "open_export",
]
