"""One function a model, with lived-in defaults; those the demo needs, too, are in `toolfy_portal/seed`."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from toolfy_portal.core.access import Role
from toolfy_portal.core.ids import new_id, new_token
from toolfy_portal.core.keys import Keyring
from toolfy_portal.domain.alerts.models import Alert, AlertRead, MailChoices
from toolfy_portal.domain.alerts.topics import Topic
from toolfy_portal.domain.businesses.models import Appearance, BrandVersion, TaxRate
from toolfy_portal.domain.files.models import FileKind, StoredFile
from toolfy_portal.domain.imports.models import ImportUpload
from toolfy_portal.domain.invoices.models import Invoice, InvoiceRevision
from toolfy_portal.domain.links.models import LinkKind, LinkView, PortalLink, ShortLink
from toolfy_portal.domain.notifications.models import Announcement, MailKind, MessageWording, OutboxMessage, TextOptOut
from toolfy_portal.domain.payments.models import (
    AccountMode,
    Dispute,
    InboxEvent,
    PaymentAccount,
    Refund,
    RefundState,
    TransferNotice,
    UnmatchedPayment,
)
from toolfy_portal.domain.sign_in.models import StaffSession
from toolfy_portal.domain.team.models import Invitation, Staff
from toolfy_portal.seed.builders import (
    attempt,
    billing_terms,
    branding,
    business,
    contact,
    customer,
    invoice,
    ledger_entry,
    line,
    person,
    staff,
)

__all__ = [
    "alert",
    "alert_read",
    "announcement",
    "attempt",
    "billing_terms",
    "brand_version",
    "branding",
    "business",
    "contact",
    "customer",
    "dispute",
    "import_upload",
    "inbox_event",
    "invitation",
    "invoice",
    "invoice_revision",
    "ledger_entry",
    "line",
    "link_view",
    "mail_choices",
    "message_wording",
    "outbox_message",
    "payment_account",
    "person",
    "portal_link",
    "refund",
    "short_link",
    "staff",
    "staff_session",
    "stored_file",
    "tax_rate",
    "text_opt_out",
    "transfer_notice",
    "unmatched_payment",
]


def _made(model: type[Any], prefix: str, given: dict[str, Any], **usual: Any) -> Any:
    return model(**{"id": new_id(prefix), **usual, **given})


def alert(subject_id: str, at: datetime, **given: Any) -> Alert:
    about = {"subject_id": subject_id, "kind": "InvoicePaid", "topic": Topic.PAYMENT}
    return _made(Alert, "alt", given, title="£40.00 paid on invoice A-01", at=at, is_mailed=True, **about)


def alert_read(alert: Alert, staff: Staff, **given: Any) -> AlertRead:
    return _made(AlertRead, "alr", given, alert_id=alert.id, staff_id=staff.id)


def mail_choices(staff: Staff, **given: Any) -> MailChoices:
    return _made(MailChoices, "mlc", given, staff_id=staff.id)


def stored_file(**given: Any) -> StoredFile:
    about = {"kind": FileKind.LOGO, "media_type": "image/png", "size": 2669, "width": 256, "height": 256}
    return _made(StoredFile, "fil", given, sha256="0" * 64, **about)


def brand_version(at: datetime, **given: Any) -> BrandVersion:
    about = {"accent": "#1f5c45", "cover_focus": "50% 50%", "appearance": Appearance.DEVICE}
    return _made(BrandVersion, "brv", given, saved_at=at, saved_by="Ellie Marsh", **about)


def portal_link(keys: Keyring, document_id: str, customer_id: str, at: datetime, **given: Any) -> PortalLink:
    token = new_token()
    secret = {"token_hash": keys.hash(token), "token_encrypted": keys.encrypt(token), "token_start": token[:4]}
    about = {"kind": LinkKind.INVOICE, "document_id": document_id, "customer_id": customer_id}
    return _made(PortalLink, "lnk", given, created_at=at, expires_at=at + timedelta(days=30), **secret, **about)


def link_view(document_id: str, seen_at: datetime, **given: Any) -> LinkView:
    return _made(
        LinkView,
        "vie",
        given,
        document_id=document_id,
        browser_hash=new_token().encode(),
        **{"opened_at": seen_at, "seen_at": seen_at},
    )


def outbox_message(subject_id: str, at: datetime, **given: Any) -> OutboxMessage:
    words = {"subject": "Your receipt", "text_encrypted": b"", "html_encrypted": b"", "kind": "receipt"}
    about = {"subject_id": subject_id, "to": "h.okafor@mail.example", "dedupe": new_token()}
    return _made(OutboxMessage, "out", given, due_at=at, created_at=at, **words, **about)


def short_link(keys: Keyring, link: PortalLink, at: datetime, **given: Any) -> ShortLink:
    code = new_token()[:12]
    secret = {"code_hash": keys.hash(code), "code_encrypted": keys.encrypt(code)}
    return _made(ShortLink, "sho", given, link_id=link.id, created_at=at, **secret)


def text_opt_out(at: datetime, **given: Any) -> TextOptOut:
    return _made(TextOptOut, "opt", given, number="+447700900482", at=at)


def message_wording(**given: Any) -> MessageWording:
    about = {"kind": MailKind.REFUND, "subject": "Money for {customer}", "message": "It is on its way."}
    return _made(MessageWording, "wor", given, **about)


def announcement(**given: Any) -> Announcement:
    return _made(Announcement, "ann", given, text="You can now see your invoices online.")


def payment_account(keys: Keyring, **given: Any) -> PaymentAccount:
    secrets = {"key_encrypted": keys.encrypt(f"sk_test_demo_{new_token()}"), "public_id": new_token()[:24]}
    webhook = {"webhook_secret_encrypted": keys.encrypt(f"whsec_{new_token()}")}
    return _made(PaymentAccount, "pac", given, mode=AccountMode.DEMO, **secrets, **webhook)


def import_upload(staff: Staff, at: datetime, **given: Any) -> ImportUpload:
    about = {"file_name": "invoices.csv", "label": "Invoices", "size": 2048, "created_at": at}
    return _made(ImportUpload, "imp", given, staff_id=staff.id, **about)


def inbox_event(account_id: str, at: datetime, **given: Any) -> InboxEvent:
    about = {"account_id": account_id, "event_id": f"evt_{new_token()}", "kind": "checkout.session.completed"}
    return _made(InboxEvent, "ine", given, body="{}", received_at=at, due_at=at, **about)


def invitation(at: datetime, **given: Any) -> Invitation:
    about = {"role": Role.OFFICE, "invited_by": "Dan Prosser", "token_hash": new_token().encode()}
    return _made(Invitation, "ivt", given, sent_at=at, expires_at=at + timedelta(days=7), **about)


def staff_session(staff: Staff, at: datetime, **given: Any) -> StaffSession:
    until = {"created_at": at, "last_seen_at": at, "confirmed_at": at, "expires_at": at + timedelta(days=30)}
    return _made(StaffSession, "ses", given, staff_id=staff.id, secret_hash=new_token().encode(), **until)


def _of_a_payment(invoice: Invoice, account: PaymentAccount) -> dict[str, Any]:
    money = {"amount_minor": 100, "currency": invoice.currency}
    return {"document_id": invoice.id, "account_id": account.id, "payment_intent": f"pi_{new_token()}", **money}


def refund(invoice: Invoice, account: PaymentAccount, at: datetime, **given: Any) -> Refund:
    about = {**_of_a_payment(invoice, account), "key": new_token(), "state": RefundState.FAILED}
    return _made(Refund, "rfd", given, created_at=at, **about)


def dispute(invoice: Invoice, account: PaymentAccount, at: datetime, **given: Any) -> Dispute:
    about = {**_of_a_payment(invoice, account), "dispute_ref": f"dp_{new_token()}", "status": "lost"}
    return _made(Dispute, "dis", given, at=at, **about)


def unmatched_payment(invoice: Invoice, account: PaymentAccount, at: datetime, **given: Any) -> UnmatchedPayment:
    return _made(UnmatchedPayment, "unm", given, at=at, **_of_a_payment(invoice, account))


def transfer_notice(document_id: str, at: datetime, **given: Any) -> TransferNotice:
    return _made(TransferNotice, "trn", given, document_id=document_id, day=at.date(), at=at)


def invoice_revision(invoice: Invoice, at: datetime, **given: Any) -> InvoiceRevision:
    about = {"document_id": invoice.id, "number": 99, "snapshot": "{}", "sha256": "0" * 64}
    return _made(InvoiceRevision, "rev", given, at=at, **about)


def tax_rate(**given: Any) -> TaxRate:
    return _made(TaxRate, "tax", given, **({"name": "VAT"} | {"percent": Decimal(20)}))
