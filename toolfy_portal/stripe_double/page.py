"""The hosted checkout page: what to pay, to whom and how, and what became of it. No script needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from toolfy_portal.core.errors import Conflict, NotFound
from toolfy_portal.stripe_double.amounts import amount_text
from toolfy_portal.stripe_double.cards import read_card
from toolfy_portal.stripe_double.checkout import Payer
from toolfy_portal.stripe_double.debits import CURRENCY, read_account
from toolfy_portal.stripe_double.page_document import document
from toolfy_portal.stripe_double.page_forms import Tried, pay_forms
from toolfy_portal.stripe_double.refusal import Json, StripeRefusal
from toolfy_portal.stripe_double.server import StripeDouble


@dataclass(frozen=True, slots=True)
class PageReply:
    """What the browser gets: a page, or with `location` the way onward."""

    status: int
    html: str = ""
    location: str | None = None


def open_page(double: StripeDouble, session_id: str) -> PageReply:
    """Show the session: its forms while it's open, otherwise what became of it."""
    return _reply(double, session_id, Tried(), 200)


def submit(double: StripeDouble, session_id: str, form: Mapping[str, str]) -> PageReply:
    """Pay in the way that was chosen: onward to success_url, or the page again with what went wrong."""
    method = form.get("method", "card")
    payer = _payer(double, method, form)
    if isinstance(payer, dict):
        return _reply(double, session_id, Tried(method, form, payer, "Please check what is marked below."), 422)
    try:
        decline = double.pay(session_id, payer, save=form.get("save") == "yes")
    except StripeRefusal as refusal:
        return _reply(double, session_id, Tried(method, form, {}, str(refusal)), 422)
    except (Conflict, NotFound):
        return open_page(double, session_id)
    if decline:
        return _reply(double, session_id, Tried(method, form, {}, decline.message), 402)
    session = double.session(session_id)
    return PageReply(303, location=_onward(session, "success_url"))


def _payer(double: StripeDouble, method: str, form: Mapping[str, str]) -> Payer | dict[str, str]:
    if method == "card":
        return read_card(form, double.clock())
    return read_account(method, form) if method in CURRENCY else method


def _reply(double: StripeDouble, session_id: str, tried: Tried, status: int) -> PageReply:
    try:
        session = double.session(session_id)
    except NotFound as lost:
        return PageReply(404, document("Payment", f"<main><h1>Payment page not found</h1><p>{lost.message}</p></main>"))
    if session["status"] != "open":
        return PageReply(200, _closed(session))
    forms = pay_forms(session, double.saved_cards(session_id), double.debit_seconds, tried)
    body = f'<main class="columns">{_summary(session)}{forms}</main>'
    return PageReply(status, document(f"Pay {_business(session)}", body, session["branding_settings"]["button_color"]))


def _business(session: Json) -> str:
    return str(session["branding_settings"]["display_name"])


def _onward(session: Json, address: str) -> str:
    return str(session[address]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _amount(minor: int, currency: str) -> str:
    return escape(amount_text(minor, currency, "en_GB"))


def _summary(session: Json) -> str:
    currency = session["currency"]
    lines = "".join(
        f"<li><span>{escape(line['description'])}{_times(line['quantity'])}</span>"
        f"<span>{_amount(line['amount_total'], currency)}</span></li>"
        for line in session["_line_items"]["data"]
    )
    back = ""
    if session["cancel_url"]:
        back = f'<p class="back"><a href="{escape(_onward(session, "cancel_url"))}">← Back</a></p>'
    return (
        f'<section aria-labelledby="to-pay">{back}'
        f'<h1 id="to-pay"><span class="quiet">Pay {escape(_business(session))}</span>'
        f'<span class="amount">{_amount(session["amount_total"], currency)}</span></h1>'
        f'<ul class="lines">{lines}</ul></section>'
    )


def _times(quantity: int) -> str:
    return f" × {quantity}" if quantity != 1 else ""


def _closed(session: Json) -> str:
    if session["status"] == "expired":
        heading, told, way, link = "This page has expired", "The {} to {} was not taken.", "cancel_url", "Back"
    elif session["payment_status"] == "paid":
        heading, told, way, link = "Already paid", "The payment of {} to {} is complete.", "success_url", "Continue"
    else:
        heading, way, link = "With the bank", "success_url", "Continue"
        told = "The bank was asked for the payment of {} to {}. Continue to see where it stands."
    go = f'<p><a class="onward" href="{escape(_onward(session, way))}">{link}</a></p>' if session[way] else ""
    amount = _amount(session["amount_total"], session["currency"])
    body = f"<main><h1>{heading}</h1><p>{told.format(amount, escape(_business(session)))}</p>{go}</main>"
    return document(heading, body, session["branding_settings"]["button_color"])
