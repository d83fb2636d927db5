"""The whole examination of one invoice's link and payment, in words."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.ids import TOKEN_LENGTH
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.doctor.case import case_of
from toolfy_portal.domain.doctor.pasted import Judged, Verdict
from toolfy_portal.domain.doctor.probing import Probe
from toolfy_portal.domain.invoices.models import InvoiceStatus
from toolfy_portal.views.doctor_link import LINK_CHECKS
from toolfy_portal.views.doctor_payment import payment_findings
from toolfy_portal.views.findings import BROKEN, LOOK, FindingView, Seen
from toolfy_portal.views.settings_payments import SentenceView, show_connection


@dataclass(frozen=True)
class DoctorView:
    """What was found. verdict: all of it in a sentence."""

    id: str = ""
    number: str = ""
    customer: str = ""
    verdict: SentenceView = field(default_factory=SentenceView)
    link: list[FindingView] = field(default_factory=list[FindingView])
    payment: list[FindingView] = field(default_factory=list[FindingView])


def show_doctor(uow: UnitOfWork[StaffAccess], invoice_id: str, probe: Probe | None) -> DoctorView:
    """Run all checks. probe: None while Stripe is being asked. Raises NotFound, Forbidden for a technician."""
    case = case_of(uow, invoice_id)
    connection = show_connection(uow, probe.health if probe else None, probe.trouble if probe else "")
    seen = Seen(case, probe, connection)
    link = _those(check(seen) for check in LINK_CHECKS)
    is_draft = case.invoice.status is InvoiceStatus.DRAFT
    payment = [] if is_draft else _those(payment_findings(seen))
    return DoctorView(
        id=case.invoice.id,
        number=case.invoice.number,
        customer=case.customer.name,
        verdict=_verdict([*link, *payment], is_complete=probe is not None),
        link=link,
        payment=payment,
    )


def _those(findings: Iterable[FindingView | None]) -> list[FindingView]:
    return [each for each in findings if each is not None]


def _verdict(findings: list[FindingView], *, is_complete: bool) -> SentenceView:
    broken, look = (sum(each.state == state for each in findings) for state in (BROKEN, LOOK))
    if broken:
        title = "One thing is broken" if broken == 1 else f"{broken} things are broken"
        return SentenceView(title, "Begin with the first one below.", "neg")
    if not is_complete:
        return SentenceView("Asking Stripe…", "The rest is checked already.", "info")
    if look:
        title = "One thing to look at" if look == 1 else f"{look} things to look at"
        return SentenceView(title, "Nothing is broken.", "warn")
    return SentenceView("Everything is fine", "The customer can open the link and pay.", "pos")


def pasted_view(judged: Judged) -> SentenceView:
    """Say what is wrong with the link that the customer has, and what helps."""
    tone, title, text = {
        Verdict.EMPTY: ("warn", "Nothing was pasted", "Paste the whole link, as the customer has it."),
        Verdict.ELSEWHERE: ("neg", "That isn’t a link of this portal", "Ask for the one in your message."),
        Verdict.CUT: ("neg", "The link was cut", _length(judged, "Some mail programs cut long links in half.")),
        Verdict.LONG: ("neg", "Something was added to the link", _length(judged, "Words after it may have joined it.")),
        Verdict.GARBLED: ("neg", "The link was changed on the way", "It holds characters that our links never have."),
        Verdict.UNKNOWN: ("neg", "We don’t know this link", "A character may be wrong, or it isn’t one of yours."),
        Verdict.OTHER: ("warn", f"It opens invoice {judged.number}", "It is a link of yours, for another invoice."),
        Verdict.REPLACED: ("neg", "This link was replaced", "It stopped working when a new one was made."),
        Verdict.EXPIRED: ("neg", "This link has expired", "Its page offers the customer a fresh one."),
        Verdict.WORKS: ("pos", "This link works", "If it doesn’t open, the trouble is on the customer’s device."),
    }[judged.verdict]
    ours = " It begins as this invoice’s link does." if judged.is_ours else ""
    help_ = "" if judged.verdict in {Verdict.EMPTY, Verdict.WORKS} else " Send the customer the link again."
    return SentenceView(title, f"{text}{ours}{help_}", tone)


def _length(judged: Judged, why: str) -> str:
    return f"It should end in {TOKEN_LENGTH} letters and digits, and has {judged.length}. {why}"
