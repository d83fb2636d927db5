"""E-mails about alerts: at once for some, one a day for others. The worker writes them into the outbox."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time
from sqlmodel import col, select

from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import UnitOfWork, begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.alerts.choices import Reader, digest_after, reader_of, readers
from toolfy_portal.domain.alerts.models import Alert, MailChoices, Mode
from toolfy_portal.domain.alerts.topics import Topic
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.notifications.service import StaffMail, Words, to_staff

System = UnitOfWork[SystemAccess]
COMMITTED = timedelta(minutes=1)  # what happened so long ago is committed: a digest misses nothing
MOST_LINES = 50  # in a digest
_TEST = "This was a test. No money moved."


def mail_new() -> int:
    """Write to whoever wants it at once, about alerts that nobody was written to about yet. Returns how many."""
    waiting = select(Alert.business_id, Alert.id).where(col(Alert.is_mailed).is_(False))
    found = look(waiting.order_by(col(Alert.at)).limit(50))
    for business_id, alert_id in found:
        with begin(SystemAccess(business_id, "alerts")) as uow:
            _mail(uow, uow.get(Alert, alert_id, lock=True))
    return len(found)


def _mail(uow: System, alert: Alert) -> None:
    if alert.is_mailed:
        return  # another worker has it
    alert.is_mailed = True
    for reader in readers(uow):
        if reader.modes.get(alert.topic) is Mode.NOW and not _did_it(alert, reader):
            kind = "staff_paid" if alert.topic is Topic.PAYMENT else "staff_alert"
            dedupe = f"{alert.id}:{reader.staff_id or 'business'}"
            to_staff(uow, StaffMail(reader.to, kind, dedupe, alert.subject_id, alert.customer_id), _words(uow, alert))


def _did_it(alert: Alert, reader: Reader) -> bool:
    return alert.by_staff != "" and alert.by_staff == reader.staff_id


def _words(uow: System, alert: Alert) -> Words:
    invoice = uow.first(select(Invoice).where(Invoice.id == alert.subject_id))
    who = _customer(uow, alert)
    facts: list[tuple[str, str]] = [("Customer", who)] if who else []
    label, path = "See the settings", "settings/payments"
    if invoice:
        label, path = "See the invoice", f"invoices/{invoice.id}"
        left = invoice.payable_now.text(profile(uow).business.locale)
        facts += [("Invoice", invoice.number), ("Left to pay", left)]
    path, label = (
        (f"invoices/{invoice.id}", "See the invoice") if invoice else ("settings/payments", "See the settings")
    )
    return Words(
        subject=f"{who}: {alert.title}" if who else alert.title,
        heading=alert.title,
        paragraphs=(*([_TEST] if alert.is_test else []), _choose()),
        facts=tuple(facts),
        button={"label": label, "url": _address(path)},
    )


def write_digests() -> int:
    """Write the digests that are due: one for each reader, of all that happened since the last. Returns how many."""
    until = running().clock.now() - COMMITTED
    due = select(MailChoices.business_id, MailChoices.id).where(col(MailChoices.digest_due_at) <= until)
    found = look(due)
    for business_id, row_id in found:
        with begin(SystemAccess(business_id, "digest")) as uow:
            _write_digest(uow, uow.get(MailChoices, row_id, lock=True))
    return len(found)


def _write_digest(uow: System, row: MailChoices) -> None:
    since, due, until = row.digest_from, row.digest_due_at, uow.now - COMMITTED
    if due is None or since is None or due > until:
        return  # another worker has it
    row.digest_from, row.digest_due_at = until, digest_after(uow.now, row.digest_hour, profile(uow).business.timezone)
    reader = reader_of(uow, row, row.staff_id)
    if reader is None:
        return
    wanted = [topic for topic, mode in reader.modes.items() if mode is Mode.DIGEST]
    during = (col(Alert.at) >= since, col(Alert.at) < until)
    found = uow.all(select(Alert).where(col(Alert.topic).in_(wanted), *during).order_by(col(Alert.at), col(Alert.id)))
    told = [alert for alert in found if not _did_it(alert, reader)]
    if told:
        dedupe = f"digest:{row.id}:{due.isoformat()}"
        mail = StaffMail(reader.to, "staff_digest", dedupe, uow.access.business_id, None)
        to_staff(uow, mail, _digest_words(uow, told))


def _digest_words(uow: System, told: Sequence[Alert]) -> Words:
    business = profile(uow).business
    lines = [_line(uow, alert, business) for alert in told[:MOST_LINES]]
    if len(told) > MOST_LINES:
        lines.append(f"And {len(told) - MOST_LINES} more.")
    count = "One thing" if len(told) == 1 else f"{len(told)} things"
    return Words(
        subject=f"{count} happened at {business.short_name or business.name}",
        heading="What happened since the last digest",
        paragraphs=(*lines, _choose()),
        button={"label": "Open Toolfy Portal", "url": _address("invoices")},
    )


def _line(uow: System, alert: Alert, business: Business) -> str:
    who, test = _customer(uow, alert), f" {_TEST}" if alert.is_test else ""
    return f"{_when(alert.at, business)} · {f'{who}: ' if who else ''}{alert.title}{test}"


def _when(at: datetime, business: Business) -> str:
    local = at.astimezone(ZoneInfo(business.timezone))
    day = format_skeleton("MMMd", local, locale=business.locale)
    return f"{day}, {format_time(local, 'short', locale=business.locale)}"


def _customer(uow: System, alert: Alert) -> str:
    return uow.first(select(Customer.name).where(Customer.id == alert.customer_id)) or ""


def _choose() -> str:
    return f"You can choose what you are sent: {_address('settings/notifications')}"


def _address(path: str) -> str:
    return f"{running().public_url}/staff/{path}"
