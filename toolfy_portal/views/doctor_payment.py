"""The checks about paying: one function each, in the order they are shown."""

from collections.abc import Iterator

from toolfy_portal.core.money import Money
from toolfy_portal.domain.businesses.models import OnlinePayments
from toolfy_portal.domain.invoices.models import InvoiceStatus
from toolfy_portal.domain.payments.checkout import least_part, why_not_online
from toolfy_portal.domain.payments.models import LIVE_STATES, AttemptState
from toolfy_portal.views.findings import BROKEN, LOOK, OK, Check, FindingView, Seen

PAYMENTS, BILLING = "/staff/settings/payments", "/staff/settings/billing"
_TONES = {"pos": OK, "info": LOOK, "warn": LOOK, "neg": BROKEN}
# Which currency a way to pay is for; cards take any (https://docs.stripe.com/payments/bacs-debit, .../ach-direct-debit)
_ONLY = {"bacs_debit": "GBP", "us_bank_account": "USD"}


def paid_already(seen: Seen) -> FindingView | None:
    """Nothing left to pay means no Pay Now."""
    invoice, locale = seen.case.invoice, seen.case.about.business.locale
    if invoice.status is not InvoiceStatus.ISSUED:
        return None
    if invoice.balance.minor == 0:
        return FindingView(OK, "Nothing is left to pay", "So the page shows no Pay Now, and thanks the customer.")
    return FindingView(OK, f"{invoice.balance.text(locale)} is left to pay", "")


def connected(seen: Seen) -> FindingView | None:
    """Whether Stripe is connected, and in which mode."""
    state = seen.connection.state
    fix = ("Go to Settings", PAYMENTS) if state.tone != "pos" else ("", "")
    tone = LOOK if seen.connection.is_demo else _TONES[state.tone]
    return FindingView(BROKEN if not seen.connection.is_connected else tone, state.title, state.text, *fix)


def _problems(seen: Seen) -> Iterator[FindingView]:
    for problem in seen.connection.problems:
        yield FindingView(_TONES[problem.tone], problem.title, problem.text, "Go to Settings", PAYMENTS)


def ways_to_pay(seen: Seen) -> FindingView | None:
    """Whether a way to pay is on at Stripe and under Billing for this currency."""
    report = seen.probe.health.report if seen.probe and seen.probe.health else None
    if report is None:
        return None
    currency, wanted = seen.case.invoice.currency, seen.case.about.terms.payment_methods
    fits = [name for name in report.methods if _ONLY.get(name, currency) == currency]
    if fits and any(not wanted or name in wanted for name in fits):
        return FindingView(OK, "There is a way to pay", "It is on at Stripe and under Billing.")
    text = f"What is on at Stripe for {currency} is switched off under Billing, or the other way round."
    return FindingView(BROKEN, f"No way to pay in {currency} is on", text, "Go to Billing", BILLING)


def amount(seen: Seen) -> FindingView | None:
    """Whether this much of this currency can be paid online at all."""
    invoice, locale = seen.case.invoice, seen.case.about.business.locale
    if invoice.payable_now.minor == 0 or not (why := why_not_online(invoice.payable_now, locale)):
        return None
    return FindingView(BROKEN, "It can’t be paid online", f"{why} Other ways, as by bank transfer, remain.")


def under_way(seen: Seen) -> FindingView | None:
    """A checkout that is open, or a bank debit that hasn't arrived."""
    attempt, invoice = seen.case.attempt, seen.case.invoice
    if invoice.processing_minor:
        money = Money(invoice.processing_minor, invoice.currency).text(seen.case.about.business.locale)
        return FindingView(LOOK, f"{money} is on its way", "A bank debit takes some days. Nothing is to be done.")
    if attempt is None or attempt.state not in LIVE_STATES:
        return None
    until = f" It stays open until {seen.moment(attempt.expires_at)}." if attempt.expires_at else ""
    text = f"They began on {seen.moment(attempt.created_at)}.{until} Pressing Pay Now again leads back to it."
    return FindingView(LOOK, "The customer is at the checkout, or left it", text)


def declined(seen: Seen) -> FindingView | None:
    """Whether the last try was refused, and why."""
    attempt = seen.case.attempt
    if attempt is None or not attempt.failure or attempt.state is AttemptState.SUCCEEDED:
        return None
    text = f"{attempt.failure} No money moved. Ask the customer to try another card or way to pay."
    return FindingView(LOOK, "The last payment was declined", text)


def put_aside(seen: Seen) -> FindingView | None:
    """Money that came and fits nothing."""
    if not seen.case.unmatched:
        return None
    text = "It isn’t what was asked for, so it counts for nothing until you decide."
    return FindingView(BROKEN, "A payment for this invoice was put aside", text, "Go to Payments", "/staff/payments")


def parts(seen: Seen) -> FindingView | None:
    """Whether a part may be paid, and from which amount on."""
    case = seen.case
    if case.invoice.payable_now.minor == 0 or case.about.terms.online_payments is OnlinePayments.NONE:
        return None
    least = least_part(case.invoice, case.about.terms)
    if least == case.invoice.payable_now:
        return FindingView(OK, "It has to be paid at once", "Parts are off under Billing, or too little is left.")
    return FindingView(OK, "It may be paid in parts", f"From {least.text(case.about.business.locale)} on.")


def bank_details(seen: Seen) -> FindingView | None:
    """Whether the page says how to pay by transfer."""
    if seen.case.about.terms.bank_details:
        return FindingView(OK, "Your bank details are shown", "For customers who pay by transfer.")
    text = "Customers who can’t or won’t pay online have no other way. You can add them under Billing."
    return FindingView(LOOK, "No bank details are shown", text, "Go to Billing", BILLING)


BEFORE_STRIPE: tuple[Check, ...] = (paid_already, connected)
AFTER_STRIPE: tuple[Check, ...] = (ways_to_pay, amount, under_way, declined, put_aside, parts, bank_details)


def payment_findings(seen: Seen) -> Iterator[FindingView | None]:
    """Yield what all of them find, with what Stripe complains about after how it is connected."""
    for check in BEFORE_STRIPE:
        yield check(seen)
    yield from _problems(seen)
    for check in AFTER_STRIPE:
        yield check(seen)
