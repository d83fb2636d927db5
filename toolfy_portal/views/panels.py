"""The one answer on top: how much, until when, and what can be done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from toolfy_portal.core.clock import day_in
from toolfy_portal.core.money import Money
from toolfy_portal.domain.businesses.models import OnlinePayments
from toolfy_portal.domain.businesses.service import Profile
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.invoices.standing import Standing, is_overdue
from toolfy_portal.domain.payments.checkout import can_pay_online, least_part, why_not_online
from toolfy_portal.domain.payments.debits import clears_on, debit_offered
from toolfy_portal.domain.payments.models import Attempt, LedgerEntry, LedgerKind, Receipt
from toolfy_portal.views import glyphs
from toolfy_portal.views.panel_notices import NoticeView, Paying, Thanks, no_card, owing_notice, thanks_for
from toolfy_portal.views.words import days, from_today, plain_day, weekday

_WIDEST = 12  # characters of an amount in display type, in the narrowest column


@dataclass(frozen=True)
class PillView:
    """A status as word, tone and glyph (the inside of an SVG): never colour alone."""

    word: str = ""
    tone: str = "mute"
    glyph: str = ""


PILLS = {
    Standing.DRAFT: PillView("Draft", "mute", glyphs.DASHES),
    Standing.VOID: PillView("Void", "mute", glyphs.SLASH),
    Standing.PAID: PillView("Paid", "pos", glyphs.CHECK),
    Standing.PROCESSING: PillView("Processing", "info", glyphs.CLOCK),
    Standing.PARTLY_PAID: PillView("Partly paid", "warn", glyphs.HALF),
    Standing.OVERDUE: PillView("Overdue", "neg", glyphs.BANG),
    Standing.DUE: PillView("Due", "mute", glyphs.RING),
}


@dataclass(frozen=True)
class PartView:
    """What may be paid of the amount, as a number field has it; least is empty where a part may not be paid."""

    least: str = ""
    most: str = ""
    step: str = ""
    hint: str = ""  # "At least £333.60"


@dataclass(frozen=True)
class PanelView:
    """The amount panel and the pay bar."""

    label: str = ""
    pill: PillView = field(default_factory=PillView)
    amount: str = ""
    amount_size: str = ""  # "long" if it needs smaller type
    is_struck: bool = False
    due_before: str = ""  # "Due "
    due_day: str = ""  # "Friday 28 November", in bold
    due_after: str = ""  # ", in 10 days"
    is_late: bool = False
    notice: NoticeView = field(default_factory=NoticeView)
    progress: int = 0  # percent paid; the bar shows above zero
    progress_paid: str = ""
    progress_total: str = ""
    is_confirming: bool = False
    is_payable: bool = False
    is_owing: bool = False
    bar_note: str = ""  # under the amount in the pay bar: "Due 28 November"
    fine: str = ""
    part: PartView = field(default_factory=PartView)
    receipt: str = ""  # the number of the latest payment's


_CAME_IN = (LedgerKind.PAYMENT, LedgerKind.MANUAL, LedgerKind.IMPORTED)


def panel_view(
    invoice: Invoice,
    stands: Standing,
    entries: Sequence[LedgerEntry],
    paying: Paying,
    about: Profile,
    today: date,
    *,
    confirming: bool,
) -> PanelView:
    """Return the panel for an invoice that stands so, seen on that day."""
    panel = _panel(invoice, stands, entries, paying, about, today, confirming=confirming)
    return replace(panel, amount_size="long") if len(panel.amount) > _WIDEST else panel


def _panel(
    invoice: Invoice,
    stands: Standing,
    entries: Sequence[LedgerEntry],
    paying: Paying,
    about: Profile,
    today: date,
    *,
    confirming: bool,
) -> PanelView:
    if confirming and stands is not Standing.PAID:
        return _confirming(invoice, about)
    if stands is Standing.PAID:
        return _paid(invoice, entries, paying.receipts, about)
    if stands is Standing.VOID:
        return _void(invoice, about)
    if stands is Standing.PROCESSING:
        return _processing(invoice, paying.under_way, about, today)
    newest = entries[-1] if entries else None
    is_new = newest is not None and newest.kind in _CAME_IN and day_in(about.business.timezone, newest.at) == today
    thanks = thanks_for(newest, paying.receipts, about) if is_new else None
    return _owing(invoice, stands, paying, about, today, thanks)


def _confirming(invoice: Invoice, about: Profile) -> PanelView:
    return PanelView(
        label="Confirming your payment",
        pill=PILLS[Standing.PROCESSING],
        amount=invoice.balance.text(about.business.locale),
        is_confirming=True,
    )


def _paid(
    invoice: Invoice, entries: Sequence[LedgerEntry], receipts: Mapping[str, Receipt], about: Profile
) -> PanelView:
    locale = about.business.locale
    last = next((entry for entry in reversed(entries) if entry.kind in _CAME_IN), None)
    day = weekday(day_in(about.business.timezone, last.at), locale) if last else ""
    how = f" with {last.method}" if last and last.method else ""
    thanks = thanks_for(last, receipts, about)
    over = invoice.overpaid
    more = f"We'll give {over.text(locale)} back to you: that is more than we asked for." if over.minor else ""
    text = " ".join(filter(None, [thanks.words, more, "This page stays here for your records."]))
    return PanelView(
        label="Paid in full" if last else "Nothing left to pay",
        pill=PILLS[Standing.PAID],
        amount=invoice.total.text(locale),
        due_before="On " if day else "",
        due_day=day,
        due_after=how,
        notice=NoticeView("pos", "Thank you.", text),
        receipt=thanks.receipt,
    )


def _void(invoice: Invoice, about: Profile) -> PanelView:
    day = (
        plain_day(day_in(about.business.timezone, invoice.voided_at), about.business.locale)
        if invoice.voided_at
        else ""
    )
    back = invoice.overpaid.text(about.business.locale) if invoice.overpaid.minor else ""
    ignore = NoticeView("neutral", "You can ignore this one", "If you have questions, we're happy to help.")
    return PanelView(
        label="Nothing to pay",
        pill=PILLS[Standing.VOID],
        amount=invoice.total.text(about.business.locale),
        is_struck=True,
        due_before="We cancelled this invoice" + (f" on {day}" if day else ""),
        notice=NoticeView("info", "Your money is safe", f"We'll give {back} back to you.") if back else ignore,
    )


def _processing(invoice: Invoice, under_way: Attempt | None, about: Profile, today: date) -> PanelView:
    locale = about.business.locale
    began = under_way.processing_since if under_way else None
    day = clears_on(invoice.currency, day_in(about.business.timezone, began)) if began else None
    rest = invoice.payable_now.text(locale) if invoice.payable_now.minor else ""
    title = f"Nothing more to do{' now' if rest else ''}"
    text = f"It should clear by {weekday(day, locale)}." if day else "Bank payments take a few business days."
    if day and day < today:
        title = "This takes longer than usual"
        text = f"It should have cleared by {weekday(day, locale)}. We keep asking."
    left = f" When it has arrived, {rest} is left to pay." if rest else ""
    return PanelView(
        label="On its way to us",
        pill=PILLS[Standing.PROCESSING],
        amount=Money(invoice.processing_minor, invoice.currency).text(locale),
        notice=NoticeView("info", title, f"{text} We’ll email your receipt when it lands.{left}"),
    )


def _owing(
    invoice: Invoice, stands: Standing, paying: Paying, about: Profile, today: date, thanks: Thanks | None
) -> PanelView:
    locale = about.business.locale
    late = is_overdue(invoice, today)
    partly = invoice.paid_minor > 0
    due, why_not = invoice.due_on, why_not_online(invoice.payable_now, locale)
    is_online = about.terms.online_payments is not OnlinePayments.NONE
    return PanelView(
        label="Left to pay" if partly else "Amount due",
        pill=PILLS[stands],
        amount=invoice.balance.text(locale),
        due_before=("Was due " if late else "Due ") if due else "",
        due_day=weekday(due, locale) if due else "",
        due_after=f", {from_today(due, today, locale)}" if due else "",
        is_late=late,
        notice=no_card(why_not, about)
        if is_online and why_not
        else owing_notice(paying, about, today, thanks, late=late),
        receipt=thanks.receipt if thanks else "",
        progress=min(99, max(1, invoice.paid_minor * 100 // invoice.total_minor)) if partly else 0,
        progress_paid=f"{Money(invoice.paid_minor, invoice.currency).text(locale)} paid",
        progress_total=f"of {invoice.total.text(locale)}",
        is_payable=can_pay_online(invoice, about),
        is_owing=True,
        bar_note=_bar_note(due, today, locale, late=late),
        part=_part(invoice, about),
        fine=_fine(invoice, about) if is_online and not why_not else "",
    )


def _part(invoice: Invoice, about: Profile) -> PartView:
    least, most = least_part(invoice, about.terms), invoice.payable_now
    if about.terms.online_payments is OnlinePayments.NONE or least == most:
        return PartView()
    step = Money(1, invoice.currency).decimal
    return PartView(str(least.decimal), str(most.decimal), str(step), f"At least {least.text(about.business.locale)}")


def _bar_note(due: date | None, today: date, locale: str, *, late: bool) -> str:
    if due is None:
        return ""
    return f"{days(today - due, locale)} overdue" if late else f"Due {plain_day(due, locale)}"


def _fine(invoice: Invoice, about: Profile) -> str:
    if about.terms.online_payments is OnlinePayments.NONE:
        return ""
    methods = about.terms.payment_methods
    ways = ["card"] if not methods or "card" in methods else []
    ways += ["bank debit"] if debit_offered(invoice.currency, methods) else []
    return f"Pay by {' or '.join(ways)}. Secured by Stripe." if ways else "Secured by Stripe."


def pill_view(stands: Standing) -> PillView:
    """Return the status as a pill."""
    return PILLS[stands]
