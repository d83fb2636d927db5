"""The files that mails carry: the document's PDF, and the logo inside the HTML."""

from toolfy_portal.adapters.email import Attachment
from toolfy_portal.adapters.email_layout import LOGO
from toolfy_portal.adapters.images import as_png
from toolfy_portal.bootstrap import portal
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.files.models import StoredFile
from toolfy_portal.domain.notifications.models import OutboxMessage
from toolfy_portal.printing import invoice_pdf


def enclose(access: SystemAccess, message: OutboxMessage, html: str) -> tuple[Attachment, ...]:
    """Return what hangs on the message. Raises NotFound for a document that is gone, Invalid for one too long."""
    files: list[Attachment] = []
    if message.attaches_pdf:
        data, name = invoice_pdf(access, message.subject_id)
        files.append(Attachment(name, "application/pdf", data))
    if f"cid:{LOGO}" in html and (logo := _logo(access)):
        files.append(Attachment("logo.png", "image/png", as_png(logo), LOGO))  # Outlook shows no WebP
    return tuple(files)


def _logo(access: SystemAccess) -> bytes | None:
    with reading(access) as uow:
        logo_id = profile(uow).branding.logo_id
        kept = uow.get(StoredFile, logo_id).sha256 if logo_id else ""
    return portal().files.get(kept) if kept else None
