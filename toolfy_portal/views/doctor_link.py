"""The checks about the link: one function each, in the order they are shown."""

from toolfy_portal.core.clock import day_in
from toolfy_portal.core.reach import Reach, reach_of
from toolfy_portal.domain.doctor.case import VIEWED
from toolfy_portal.domain.invoices.models import InvoiceStatus
from toolfy_portal.domain.notifications.models import MessageState, OutboxMessage
from toolfy_portal.views.findings import BROKEN, LOOK, OK, Check, FindingView, Seen, copy_link
from toolfy_portal.views.lists import counted
from toolfy_portal.views.words import full_day


def issued(seen: Seen) -> FindingView | None:
    """A draft has no link, and a void invoice nothing to pay."""
    invoice = seen.case.invoice
    if invoice.status is InvoiceStatus.DRAFT:
        text = "Customers can’t see a draft, and it has no link. Issue it first."
        return FindingView(BROKEN, "This is a draft", text, "Go to the invoice", seen.page)
    if invoice.status is InvoiceStatus.VOID:
        text = "Its link still opens. The page says that it was cancelled and that nothing is to pay."
        return FindingView(LOOK, "This invoice is void", text)
    return None


def works(seen: Seen) -> FindingView | None:
    """Links end 30 days after they were made, unless the invoice is paid."""
    case, business = seen.case, seen.case.about.business
    if case.invoice.status is InvoiceStatus.DRAFT:
        return None
    if case.link is None:
        return copy_link(BROKEN, "There is no link", "Copying makes one that works for 30 days.")
    if case.link.expires_at is None:
        return FindingView(OK, "The link works", "It doesn’t expire: the invoice is kept for the customer’s records.")
    until = full_day(day_in(business.timezone, case.link.expires_at), business.locale)
    if case.has_expired:
        text = f"It ended on {until}. Its page offers the customer a fresh one, sent to the address on file."
        return copy_link(BROKEN, "The link has expired", text, "Copy a fresh link")
    return FindingView(OK, "The link works", f"Until {until}.")


def outlives_due_day(seen: Seen) -> FindingView | None:
    """Whether the customer can open the link on the day it is due."""
    link, invoice, business = seen.case.link, seen.case.invoice, seen.case.about.business
    if link is None or seen.case.has_expired or link.expires_at is None or invoice.due_on is None:
        return None
    if invoice.balance.minor == 0 or day_in(business.timezone, link.expires_at) >= invoice.due_on:
        return None
    due = full_day(invoice.due_on, business.locale)
    text = f"The invoice is due on {due}. Share a fresh link when this one has ended."
    return FindingView(LOOK, "The link expires before the invoice is due", text)


def shared(seen: Seen) -> FindingView | None:
    """Whether the customer has the link that works now."""
    case = seen.case
    if case.link is None or case.has_expired:
        return None
    at, was_opened = case.shared_at, VIEWED in case.done
    if at is None and not was_opened:
        text = "It was neither sent nor copied here, and nobody has opened it."
        return copy_link(LOOK, "The customer may not have the link", text)
    if at is not None and at < case.link.created_at and len(case.links) > 1:
        return _old_one(seen)
    words = f"Last on {seen.moment(at)}." if at else "Nobody sent or copied it here, but it was opened."
    return FindingView(OK, "The link was shared", words)


def _old_one(seen: Seen) -> FindingView:
    before, since = seen.case.links[1], seen.moment(seen.case.links[0].created_at)
    if before.revoked_at is not None:
        text = f"What you sent before stopped working on {since}. Send the customer the new link."
        return copy_link(BROKEN, "The link was regenerated after it was last shared", text)
    text = f"The one you sent has expired. A new one was made on {since}: send the customer that one."
    return copy_link(BROKEN, "The customer has an old link", text)


def delivered(seen: Seen) -> FindingView | None:
    """What became of the newest message to the customer."""
    message = seen.case.message
    if message is None:
        return None
    what = f"“{message.subject}”" if message.subject else "A text"
    about = f"{what} to {message.to}, {seen.moment(message.created_at)}."
    state, title, more = _delivery(message)
    finding = FindingView(state, title, " ".join(filter(None, [about, more])))
    if state == OK:
        return finding
    return copy_link(finding.state, finding.title, finding.text)


def _delivery(message: OutboxMessage) -> tuple[str, str, str]:
    fault = f"It says: {message.error}" if message.error else ""
    waits = (LOOK, "The last message hasn’t gone yet", f"We keep trying. {fault}".strip())
    fresh = (OK, "The last message is about to go", "")
    return {
        MessageState.QUEUED: waits if message.tries else fresh,
        MessageState.SENT: (OK, "The last message was sent", ""),
        MessageState.DELIVERED: (OK, "The last message arrived", ""),
        MessageState.CAPTURED: (LOOK, "The last message wasn’t sent", "This portal has no mail set up: it keeps them."),
        MessageState.BOUNCED: (BROKEN, "The last message came back", f"Ask for another address. {fault}".strip()),
        MessageState.FAILED: (BROKEN, "The last message couldn’t be sent", fault),
    }[message.state]


def address(seen: Seen) -> FindingView | None:
    """A fresh link, receipts and late fees go to the address on file."""
    customer, message = seen.case.customer, seen.case.message
    if not customer.email:
        text = f"We can’t mail {customer.name} anything: no link, no receipt. Copy the link and send it yourself."
        return copy_link(LOOK, "No e-mail address on file", text)
    if message is not None and "@" in message.to and message.to.casefold() != customer.email.casefold():
        text = f"The last message went to {message.to}; on file now is {customer.email}."
        return copy_link(LOOK, "The address has changed since", text)
    return FindingView(OK, "An e-mail address is on file", customer.email)


def opened(seen: Seen) -> FindingView | None:
    """Whether a person has looked at it."""
    if seen.case.link is None:
        return None
    views = seen.case.done.get(VIEWED)
    if views is None:
        return FindingView(LOOK, "Nobody has opened it yet", "Visits by machines that check links don’t count.")
    return FindingView(OK, f"Opened: {counted(views.times, 'view')}", f"Last on {seen.moment(views.last_at)}.")


def up_to_date(seen: Seen) -> FindingView | None:
    """Whether the customer's page shows the invoice as it stands."""
    invoice, shown = seen.case.invoice, seen.case.shown_revision
    if invoice.status is InvoiceStatus.DRAFT or shown == 0:  # imported ones have no revision until they change
        return None
    if shown != invoice.revision:
        text = f"The invoice stands at revision {invoice.revision}, its records at {shown}. Save it once more."
        return FindingView(BROKEN, "The customer’s page may be behind", text, "Edit the invoice", f"{seen.page}/edit")
    text = f"It shows revision {shown}. Pages that are open change within two seconds; no cache has to be cleared."
    return FindingView(OK, "The customer’s page is up to date", text)


def reachable(seen: Seen) -> FindingView | None:
    """Whether customers can reach the portal where the links lead."""
    url, reach = seen.case.public_url, reach_of(seen.case.public_url)
    if seen.probe is not None and not seen.probe.answers:
        text = f"Nothing answers at {url}. Whoever runs this portal should check PORTAL_PUBLIC_URL and the server."
        return FindingView(BROKEN, "The portal can’t be reached where the links lead", text)
    if reach is Reach.HERE:
        text = f"They begin with {url}. Set PORTAL_PUBLIC_URL to the portal’s address on the internet."
        return FindingView(LOOK, "Links lead to this machine alone", text)
    if reach is Reach.UNENCRYPTED:
        text = f"They begin with {url}: what is sent can be read on the way. Serve the portal over https."
        return FindingView(LOOK, "Links aren’t encrypted", text)
    return FindingView(OK, "Links lead to the right place", f"{url}, encrypted.") if seen.probe else None


LINK_CHECKS: tuple[Check, ...] = (
    *(issued, works, outlives_due_day, shared, delivered, address, opened, up_to_date, reachable),
)
