"""A bank transfer, for the customer: where to send the money, the code to scan, and telling that it is sent."""

from dataclasses import dataclass
from datetime import date

from toolfy_portal.adapters.qr import epc_qr
from toolfy_portal.domain.businesses.bank_details import sepa_account
from toolfy_portal.domain.businesses.service import Profile
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.payments.models import TransferNotice
from toolfy_portal.domain.payments.transfers import EARLIEST


@dataclass(frozen=True)
class CopyView:
    """Something to copy, like an account number."""

    label: str = ""
    value: str = ""


@dataclass(frozen=True)
class TransferView:
    """What helps with a transfer. qr: an SVG, empty where none is valid.

    today and earliest: the days that can be named in the form, 2026-11-24; empty where it isn't offered.
    """

    qr: str = ""
    today: str = ""
    earliest: str = ""


def bank_rows(invoice: Invoice, about: Profile) -> list[CopyView]:
    """Return where to send how much; nothing if the business gives no account."""
    details = [(str(row["label"]), str(row["value"])) for row in about.terms.bank_details]
    if not details:
        return []
    amount = invoice.payable_now  # as a bank's form takes it: no sign, no separators
    return [
        *(CopyView(label, value) for label, value in details),
        CopyView("Reference", invoice.number),
        CopyView(f"Amount in {amount.currency}", str(amount.decimal)),
    ]


def transfer_view(invoice: Invoice, about: Profile, notice: TransferNotice | None, today: date) -> TransferView:
    """Return what helps with a transfer of what is to pay. notice: of one that is said to be on its way."""
    if notice is not None:
        return TransferView(qr=_epc(invoice, about))
    return TransferView(_epc(invoice, about), today.isoformat(), (today - EARLIEST).isoformat())


def _epc(invoice: Invoice, about: Profile) -> str:
    account = sepa_account([(str(row["label"]), str(row["value"])) for row in about.terms.bank_details])
    if account is None or invoice.currency != "EUR":
        return ""
    name = account.name or about.business.legal_name or about.business.name
    return epc_qr(name, account.iban, account.bic, invoice.payable_now.decimal, invoice.number)
