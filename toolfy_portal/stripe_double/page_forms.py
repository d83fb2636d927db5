"""The ways to pay on the hosted page: a saved card, a card, a bank debit; one form each, the chosen one open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Final

from toolfy_portal.stripe_double.amounts import amount_text
from toolfy_portal.stripe_double.checkout import may_save
from toolfy_portal.stripe_double.debits import TEST_ACCOUNTS, KnownAccount
from toolfy_portal.stripe_double.refusal import Json


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody just sent that didn't work: the way to pay, the form, and what is wrong with it."""

    method: str = ""
    form: Mapping[str, str] = field(default_factory=dict[str, str])
    problems: Mapping[str, str] = field(default_factory=dict[str, str])
    alert: str = ""


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    label: str
    autocomplete: str
    placeholder: str
    inputmode: str
    longest: int


@dataclass(frozen=True, slots=True)
class _Way:
    value: str  # what the form's button sends as `method`
    label: str
    hint: str
    inside: str


_CARD_FIELDS: Final = (
    _Field("number", "Card number", "cc-number", "1234 1234 1234 1234", "numeric", 23),
    _Field("expiry", "Expiry date", "cc-exp", "MM / YY", "numeric", 9),
    _Field("cvc", "Security code", "cc-csc", "CVC", "numeric", 4),
    _Field("name", "Name on card", "cc-name", "", "text", 200),
)
_ACCOUNT_NAME: Final = _Field("name", "Name on account", "name", "", "text", 200)
_TEST_CARDS: Final = (
    ("4242 4242 4242 4242", "works"),
    ("4000 0000 0000 0002", "is declined"),
    ("4000 0000 0000 9995", "has insufficient funds"),
    ("4000 0000 0000 0259", "works, then is disputed"),
)
_DEBITS: Final = {
    "us_bank_account": ("US bank account", "ACH Direct Debit", "Routing"),
    "bacs_debit": ("UK bank account", "Bacs Direct Debit", "Sort code"),
}


def pay_forms(session: Json, saved: list[Json], debit_seconds: int, tried: Tried) -> str:
    """Return the section with all ways to pay that the session offers."""
    offered = session["payment_method_types"]
    ways = [_saved_way(session, card, tried) for card in saved]
    ways += [_card_way(session, tried)] if "card" in offered else []
    ways += [_debit_way(session, kind, debit_seconds, tried) for kind in _DEBITS if kind in offered]
    if len(ways) == 1:
        return f'<section aria-labelledby="ways"><h2 id="ways">Pay by {_spoken(ways[0])}</h2>{ways[0].inside}</section>'
    chosen = tried.method if tried.method in [way.value for way in ways] else ways[0].value
    rows = "".join(
        f'<details name="way"{" open" if way.value == chosen else ""}><summary><span>{escape(way.label)}</span>'
        f'<span class="hint">{way.hint}</span></summary>{way.inside}</details>'
        for way in ways
    )
    return (
        f'<section aria-labelledby="ways"><h2 id="ways">Choose how to pay</h2><div class="ways">{rows}</div></section>'
    )


def _spoken(way: _Way) -> str:
    return "card" if way.value == "card" else way.label


def _saved_way(session: Json, method: Json, tried: Tried) -> _Way:
    card = method["card"]
    expiry = f"expires {card['exp_month']:02} / {card['exp_year'] % 100:02}"
    label = f"{card['brand'].capitalize()} ending {card['last4']}"
    return _Way(method["id"], label, expiry, _form(session, method["id"], "", tried))


def _card_way(session: Json, tried: Tried) -> _Way:
    # Only the name comes back after a mistake: card numbers are never sent to the page.
    mine = tried if tried.method == "card" else Tried()
    name = mine.form.get("name", "")
    fields = "".join(_input(each, each.name, name if each.name == "name" else "", mine) for each in _CARD_FIELDS)
    if may_save(session):
        fields += (
            '<label class="tick"><input type="checkbox" name="save" value="yes"> Save this card for next time</label>'
        )
    cards = "".join(f"<li><code>{number}</code> {effect}</li>" for number, effect in _TEST_CARDS)
    aside = (
        f'<aside aria-labelledby="test-cards"><h3 id="test-cards">Test cards</h3><ul>{cards}</ul>'
        "<p>Any future expiry date, any security code, any name.</p></aside>"
    )
    return _Way("card", "Card", "Visa, Mastercard", _form(session, "card", fields, tried) + aside)


def _debit_way(session: Json, kind: str, debit_seconds: int, tried: Tried) -> _Way:
    mine = tried if tried.method == kind else Tried()
    label, hint, place = _DEBITS[kind]
    chosen = mine.form.get("account", "")
    accounts = "".join(_account(account, place, chosen) for account in TEST_ACCOUNTS[kind])
    problem, marks = _problem(f"{kind}-account", mine.problems.get("account"))
    business = escape(str(session["branding_settings"]["display_name"]))
    fields = (
        f'<fieldset class="accounts"{marks}><legend>Test account</legend>{accounts}{problem}</fieldset>'
        f"{_input(_ACCOUNT_NAME, f'{kind}-name', mine.form.get('name', ''), mine)}"
        f'<p class="terms">You allow {business} to debit this account once, for {_total(session)}. '
        f"The bank answers after {_span(debit_seconds)}; until then the payment is under way.</p>"
    )
    return _Way(kind, label, hint, _form(session, kind, fields, tried))


def _account(account: KnownAccount, place: str, chosen: str) -> str:
    value = f"{account.routing}-{account.number}"
    return (
        f'<label><input type="radio" name="account" value="{value}" required{" checked" if value == chosen else ""}>'
        f"<span>{account.label}<small>{place} {account.routing} · {account.number}</small></span></label>"
    )


def _form(session: Json, method: str, fields: str, tried: Tried) -> str:
    alert = f'<p class="alert" role="alert">{escape(tried.alert)}</p>' if tried.method == method and tried.alert else ""
    return (
        f'<form method="post">{alert}{fields}'
        f'<button type="submit" name="method" value="{method}">Pay {_total(session)}</button></form>'
    )


def _input(each: _Field, element_id: str, value: str, tried: Tried) -> str:
    problem, marks = _problem(element_id, tried.problems.get(each.name))
    return (
        f'<div class="field {each.name}"><label for="{element_id}">{each.label}</label>'
        f'<input id="{element_id}" name="{each.name}" value="{escape(value)}" autocomplete="{each.autocomplete}"'
        f' inputmode="{each.inputmode}" placeholder="{each.placeholder}" maxlength="{each.longest}" required{marks}>'
        f"{problem}</div>"
    )


def _problem(element_id: str, problem: str | None) -> tuple[str, str]:
    """Return the note under a field, and the marks that tie the field to it."""
    if not problem:
        return "", ""
    note = f'<span class="problem" id="{element_id}-problem">{escape(problem)}</span>'
    return note, f' aria-invalid="true" aria-describedby="{element_id}-problem"'


def _total(session: Json) -> str:
    return escape(amount_text(session["amount_total"], session["currency"], "en_GB"))


def _span(seconds: int) -> str:
    for size, unit in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = round(seconds / size)
            return f"{count} {unit}{'s' if count != 1 else ''}"
    return f"{seconds} seconds"
