"""The few words under the amount: thanks, what went wrong, what is on its way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from toolfy_portal.core.money import Money
from toolfy_portal.domain.businesses.service import Profile
from toolfy_portal.domain.payments.models import Attempt, LedgerEntry, Receipt, TransferNotice
from toolfy_portal.domain.payments.transfers import is_fresh
from toolfy_portal.views.words import weekday


@dataclass(frozen=True)
class NoticeView:
    """A few words under the amount; shown if it has a title."""

    tone: str = "neutral"
    title: str = ""
    text: str = ""


@dataclass(frozen=True)
class Paying:
    """What is happening: the checkout that is open, the debit that is at the bank, the transfer that was told of."""

    attempt: Attempt | None = None
    under_way: Attempt | None = None
    notice: TransferNotice | None = None
    receipts: Mapping[str, Receipt] = field(default_factory=dict[str, Receipt])  # by the ledger's line


@dataclass(frozen=True)
class Thanks:
    """What is said of money that came in, and its receipt's number."""

    words: str = ""
    receipt: str = ""


def thanks_for(entry: LedgerEntry | None, receipts: Mapping[str, Receipt], about: Profile) -> Thanks:
    """Return what to say of the money that came in last; nothing if none did."""
    if entry is None:
        return Thanks()
    receipt = receipts.get(entry.id)
    words = ["This was a test: no money moved."] if entry.is_test else []
    words.append(f"We received {Money(entry.amount_minor, entry.currency).text(about.business.locale)}.")
    if receipt is not None:
        where = f"is on its way to {receipt.mailed_to}" if receipt.mailed_to else "is ready to download"
        words.append(f"Receipt {receipt.number} {where}.")
    return Thanks(" ".join(words), receipt.number if receipt else "")


def no_card(why_not: str, about: Profile) -> NoticeView:
    """Say before anything is pressed how to pay where a card can't."""
    other = "Please use the bank details below" if about.terms.bank_details else "Reply to our email to pay another way"
    return NoticeView("info", "Not by card this time", f"{why_not} {other}.")


def owing_notice(paying: Paying, about: Profile, today: date, thanks: Thanks | None, *, late: bool) -> NoticeView:
    """Say what matters most while something is owed."""
    attempt, locale = paying.attempt, about.business.locale
    if attempt is not None and attempt.failure:
        bank = ", or pay by bank transfer below" if about.terms.bank_details else ""
        text = f"{attempt.failure} You haven't been charged. Try another card{bank}."
        return NoticeView("neg", "That payment didn't go through", text)
    if thanks is not None:
        return NoticeView("pos", "Thank you.", thanks.words)
    if paying.notice is not None:
        return _told(paying.notice, today, locale)
    if late:
        text = (
            "Bank transfers can take a day to reach us. If there's a problem, reply to our email and we'll sort it out."
        )
        return NoticeView("neutral", "Already paid? Thank you.", text)
    return NoticeView()


def _told(notice: TransferNotice, today: date, locale: str) -> NoticeView:
    said = f"You told us that you sent a transfer on {weekday(notice.day, locale)}."
    if is_fresh(notice, today):
        return NoticeView("info", "Thanks: we’ll confirm when it arrives", said)
    text = f"{said} We haven’t confirmed it yet: please check with your bank, or contact us."
    return NoticeView("neutral", "Your transfer takes longer than usual", text)
