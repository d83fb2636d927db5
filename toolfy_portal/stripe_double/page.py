"""The hosted checkout page: what to pay, a card form, and a band that says no money moves. No script needed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Final

from babel.numbers import format_currency

from toolfy_portal.core.errors import Conflict, NotFound
from toolfy_portal.stripe_double.cards import Card, read_card
from toolfy_portal.stripe_double.debits import BankAccount
from toolfy_portal.stripe_double.page_debits import bank_form, chosen
from toolfy_portal.stripe_double.page_style import STYLE
from toolfy_portal.stripe_double.refusal import Json, StripeRefusal
from toolfy_portal.stripe_double.server import StripeDouble


@dataclass(frozen=True, slots=True)
class PageReply:
    """What the browser gets: a page, or with `location` the way onward."""

    status: int
    html: str = ""
    location: str | None = None


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    label: str
    autocomplete: str
    placeholder: str
    inputmode: str
    longest: int


_FIELDS: Final = (
    _Field("number", "Card number", "cc-number", "1234 1234 1234 1234", "numeric", 23),
    _Field("expiry", "Expiry date", "cc-exp", "MM / YY", "numeric", 9),
    _Field("cvc", "Security code", "cc-csc", "CVC", "numeric", 4),
    _Field("name", "Name on card", "cc-name", "", "text", 200),
)
_TEST_CARDS: Final = (
    ("4242 4242 4242 4242", "works"),
    ("4000 0000 0000 0002", "is declined"),
    ("4000 0000 0000 9995", "has insufficient funds"),
)
# https://docs.stripe.com/currencies: Stripe's minor units differ from CLDR's (ISK and UGX are sent in hundredths)
_NO_DECIMALS: Final = frozenset(
    {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"}
)
_THREE_DECIMALS: Final = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})


def open_page(double: StripeDouble, session_id: str) -> PageReply:
    """Show the session: its form while it's open, otherwise what became of it."""
    return _reply(double, session_id, {}, {}, "", 200)


def submit(double: StripeDouble, session_id: str, form: Mapping[str, str]) -> PageReply:
    """Pay by what was typed or chosen: onward to success_url, or the page again with what went wrong."""
    account = chosen(form.get("bank", ""))
    if account:
        return _debit(double, session_id, account)
    typed = read_card(form, double.clock())
    if not isinstance(typed, Card):
        return _reply(double, session_id, form, typed, "Please check your card details.", 422)
    try:
        decline = double.pay(session_id, typed)
    except (Conflict, NotFound):
        return open_page(double, session_id)
    if decline:
        return _reply(double, session_id, form, {}, decline.message, 402)
    session = double.session(session_id)
    return PageReply(303, location=_onward(session, "success_url"))


def _debit(double: StripeDouble, session_id: str, account: BankAccount) -> PageReply:
    try:
        double.debit(session_id, account)
    except (Conflict, NotFound):
        return open_page(double, session_id)
    except StripeRefusal:
        return _reply(double, session_id, {}, {}, "This payment can't be made by bank debit.", 422)
    return PageReply(303, location=_onward(double.session(session_id), "success_url"))


def _reply(
    double: StripeDouble, session_id: str, form: Mapping[str, str], problems: Mapping[str, str], alert: str, status: int
) -> PageReply:
    try:
        session = double.session(session_id)
    except NotFound as lost:
        return PageReply(
            404, _document("Payment", f"<main><h1>Payment page not found</h1><p>{lost.message}</p></main>")
        )
    if session["status"] != "open":
        return PageReply(200, _closed(session))
    right = _form(session, form, problems, alert)
    business = _business(session)
    body = f'<main class="columns">{_summary(session)}{right}</main>'
    return PageReply(status, _document(f"Pay {business}", body, session["branding_settings"]["button_color"]))


def _business(session: Json) -> str:
    return str(session["branding_settings"]["display_name"])


def _onward(session: Json, address: str) -> str:
    return str(session[address]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _amount(minor: int, currency: str) -> str:
    places = 0 if currency in _NO_DECIMALS else 3 if currency in _THREE_DECIMALS else 2
    major = Decimal(minor).scaleb(-places)
    return escape(format_currency(major, currency.upper(), locale="en_GB", decimal_quantization=False))


def _summary(session: Json) -> str:
    currency = session["currency"]
    lines = "".join(
        f"<li><span>{escape(line['description'])}{_times(line['quantity'])}</span>"
        f"<span>{_amount(line['amount_total'], currency)}</span></li>"
        for line in session["line_items"]["data"]
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


def _form(session: Json, form: Mapping[str, str], problems: Mapping[str, str], alert: str) -> str:
    # Only the name comes back after a mistake: card numbers are never sent to the page.
    fields = "".join(_input(field, form.get("name", "") if field.name == "name" else "", problems) for field in _FIELDS)
    cards = "".join(f"<li><code>{number}</code> {effect}</li>" for number, effect in _TEST_CARDS)
    notice = f'<p class="alert" role="alert">{escape(alert)}</p>' if alert else ""
    return (
        f'<section aria-labelledby="card"><h2 id="card">Pay by card</h2>{notice}'
        f'<form method="post">{fields}'
        f'<button type="submit">Pay {_amount(session["amount_total"], session["currency"])}</button></form>'
        f'<aside aria-labelledby="test-cards"><h3 id="test-cards">Test cards</h3><ul>{cards}</ul>'
        f"<p>Any future expiry date, any security code, any name.</p></aside>{bank_form(session)}</section>"
    )


def _input(field: _Field, value: str, problems: Mapping[str, str]) -> str:
    problem = problems.get(field.name)
    marks = f' aria-invalid="true" aria-describedby="{field.name}-problem"' if problem else ""
    note = f'<span class="problem" id="{field.name}-problem">{escape(problem)}</span>' if problem else ""
    return (
        f'<div class="field {field.name}"><label for="{field.name}">{field.label}</label>'
        f'<input id="{field.name}" name="{field.name}" value="{escape(value)}" autocomplete="{field.autocomplete}"'
        f' inputmode="{field.inputmode}" placeholder="{field.placeholder}" maxlength="{field.longest}" required{marks}>'
        f"{note}</div>"
    )


def _closed(session: Json) -> str:
    if session["status"] == "complete" and session["payment_status"] == "unpaid":
        heading, told, way, link = "Bank debit sent", "The debit of {} for {} was sent.", "success_url", "Continue"
    elif session["status"] == "complete":
        heading, told, way, link = "Already paid", "The payment of {} to {} is complete.", "success_url", "Continue"
    else:
        heading, told, way, link = "This page has expired", "The {} to {} was not taken.", "cancel_url", "Back"
    go = f'<p><a class="onward" href="{escape(_onward(session, way))}">{link}</a></p>' if session[way] else ""
    amount = _amount(session["amount_total"], session["currency"])
    body = f"<main><h1>{heading}</h1><p>{told.format(amount, escape(_business(session)))}</p>{go}</main>"
    return _document(heading, body, session["branding_settings"]["button_color"])


def _document(title: str, body: str, colour: str = "#0074d4") -> str:
    # The colour goes into a style, where escaping doesn't help: anything but #rrggbb gives way to the usual one.
    fill = colour if re.fullmatch(r"#[0-9a-fA-F]{6}", colour) else "#0074d4"
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)} · Test mode</title>"
        f"<style>:root{{--fill:{fill};--on-fill:{_readable_on(fill)}}}{STYLE}</style></head>"
        f'<body><p class="band" role="note">Test mode: no money moves</p>{body}</body></html>'
    )


def _readable_on(colour: str) -> str:
    """Return black or white, whichever stands out more: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return "#000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#fff"
