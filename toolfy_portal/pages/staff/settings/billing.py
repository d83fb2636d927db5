"""How the billing settings look: one form for what stands on every invoice, and the taxes below it."""

from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.scripts.form import FormScript
from toolfy_portal.components.settings import (
    SETTINGS,
    field,
    field_error,
    for_the_office,
    group,
    sentence,
    settings_frame,
    settings_loading,
    switch_row,
    wrong_if,
)
from toolfy_portal.components.staff_frame import page_link
from toolfy_portal.domain.businesses.bank_details import LABEL, VALUE
from toolfy_portal.domain.businesses.billing import LONGEST
from toolfy_portal.pages.staff.frame import StaffState, staff_frame
from toolfy_portal.pages.staff.settings.billing_state import BillingState
from toolfy_portal.pages.staff.settings.taxes import taxes_group
from toolfy_portal.views.settings import CURRENCY_WORDS, LATE_FEE_WORDS, BankRowView, MethodView

H = LiveMarkup()
TERMS: Any = BillingState.shown
ONLINE: Any = BillingState.online
BANK: Any = BillingState.bank
_PRESETS = (("uk", "UK account"), ("iban", "IBAN and BIC"), ("us", "US account"), ("other", "Another row"))


@rx.page(route="/staff/settings/billing", title="Billing · Toolfy Portal", on_load=[StaffState.load, BillingState.load])
def billing_page() -> rx.Component:
    """The billing settings, live."""
    shown = H.when(BillingState.is_live, rx.fragment(_outdated(), _form(), taxes_group()), settings_loading(H))
    body = H.when(BillingState.is_refused, for_the_office(H, "billing"), settings_frame(H, "billing", shown))
    return staff_frame("Settings", body, current=SETTINGS)


def _outdated() -> rx.Component:
    show = rx.el.button("Show what is saved", type="button", class_name="link-btn", on_click=BillingState.fill_anew)
    words = H.el(
        "div",
        H.el("strong", "A colleague changed these settings just now"),
        H.el(
            "span",
            "What you typed is still here. Save changes only what you changed; the rest stays as they saved it. ",
        ),
        show,
    )
    notice = H.el("div", icon(H, "info"), words, cls="notice", role="status")
    return H.when(BillingState.is_outdated, notice)


def _form() -> rx.Component:
    fields = H.el(
        "div", _online(), _terms(), _late_fees(), _part_payments(), _bank(), _numbering(), key=BillingState.version
    )
    error = H.el("span", BillingState.error, cls="field__error save-bar__note")
    discard = rx.el.button("Discard", type="button", class_name="btn btn--quiet", on_click=BillingState.fill_anew)
    bar = H.el(
        "div",
        H.when(BillingState.error != "", error),
        discard,
        H.el("button", "Save", cls="btn btn--primary", type="submit"),
        cls="save-bar",
    )
    watched = {"data-watched": ""}
    return rx.fragment(
        FormScript.create(key=f"watch-{BillingState.version}"),
        rx.el.form(fields, bar, on_submit=BillingState.save, no_validate=True, custom_attrs=watched),
    )


def _online() -> rx.Component:
    def row(method: Any) -> rx.Component:
        shown: MethodView = method
        return switch_row(H, shown.name, shown.title, shown.text, shown.is_on)

    manage = page_link(
        rx.cond(ONLINE.is_connected, "Manage", "Connect Stripe"), href="/staff/settings/payments", cls="link-btn"
    )
    return group(
        H,
        "Online payments",
        "",
        sentence(H, ONLINE.state, H.el("p", manage)),
        H.el("div", H.each(TERMS.methods, row), role="group", aria_label="Ways to pay online"),
        field_error(_wrong("payment_methods")),
    )


def _terms() -> rx.Component:
    return group(
        H,
        "Terms on every invoice",
        "",
        _input("Days to pay", "payment_days", TERMS.payment_days, hint="After the day of issue.", is_number=True),
        _texts("Payment terms", "payment_terms", TERMS.payment_terms),
    )


def _late_fees() -> rx.Component:
    kind = rx.el.select(
        *(rx.el.option(words, value=kind.value) for kind, words in LATE_FEE_WORDS.items()),
        name="late_fee_kind",
        default_value=TERMS.late_fee_kind,
        class_name="select",
    )
    return group(
        H,
        "Late fees",
        "The policy is shown on the invoice. A fee is added once an invoice at most, never while money is on its way, "
        "and staff can take it back.",
        _texts("Late fee policy", "late_fee_policy", TERMS.late_fee_policy),
        field("When an invoice is overdue", kind, ""),
        _input("Amount or percent", "late_fee", TERMS.late_fee, is_number=True),
        _input(
            "Days of grace",
            "late_fee_grace_days",
            TERMS.late_fee_grace_days,
            hint="After the due day.",
            is_number=True,
        ),
    )


def _part_payments() -> rx.Component:
    text = "They choose how much of an invoice to pay now."
    return group(
        H,
        "Part payments",
        "",
        H.el(
            "div", switch_row(H, "takes_part_payments", "Customers may pay in parts", text, TERMS.takes_part_payments)
        ),
        _input(
            "Smallest part, percent",
            "least_percent",
            TERMS.least_percent,
            hint="Of the invoice’s total, or what is left if that is less.",
            is_number=True,
        ),
    )


def _bank() -> rx.Component:
    presets = [
        rx.el.button(
            icon(H, "plus", "icon icon--16"),
            words,
            type="button",
            class_name="btn btn--secondary btn--sm",
            on_click=BillingState.add_rows(name),
            id=f"add_{name}",
        )
        for name, words in _PRESETS
    ]
    intro = "Customers can copy each line. The invoice number is the reference. No rows: nothing is shown."
    return group(
        H,
        "Bank transfer",
        intro,
        H.each(BANK, _bank_row),
        field_error(_wrong("bank_details")),
        H.el("div", *presets, cls="row row--wrap", style={"--gap": "8px"}),
    )


def _bank_row(each: Any) -> rx.Component:
    row: BankRowView = each
    error = rx.cond(BillingState.wrong == row.id, BillingState.error, "")
    label = rx.el.input(
        name=f"label-{row.id}",
        default_value=row.label,
        class_name="input",
        max_length=LABEL,
        placeholder="Name, like IBAN",
        custom_attrs={"aria-label": "Name"},
    )
    value = rx.el.input(
        name=f"value-{row.id}",
        default_value=row.value,
        class_name="input num",
        max_length=VALUE,
        auto_complete="off",
        auto_focus=row.value == "",
        custom_attrs={"aria-label": f"Value of {row.label}", "aria-invalid": wrong_if(error)},
    )
    remove = rx.el.button(
        icon(H, "cross"),
        type="button",
        class_name="icon-btn",
        on_click=BillingState.remove_row(row.id),
        custom_attrs={"aria-label": f"Remove {row.label}"},
    )
    return H.el("div", H.el("div", label, value, remove, cls="bank-row"), field_error(error), key=row.id)


def _numbering() -> rx.Component:
    currency = rx.el.select(
        *(rx.el.option(words, value=code) for code, words in CURRENCY_WORDS.items()),
        name="currency",
        default_value=TERMS.currency,
        class_name="select",
        custom_attrs={"aria-invalid": wrong_if(_wrong("currency"))},
    )
    return group(
        H,
        "Currency and numbers",
        "For new invoices. Those you have keep theirs.",
        field("Currency", currency, _wrong("currency")),
        _input("Invoice prefix", "invoice_prefix", TERMS.invoice_prefix, hint="It stands before the number: INV-1042."),
        _input("Next invoice number", "next_invoice", TERMS.next_invoice, is_number=True),
    )


def _input(label: str, name: str, value: Any, *, hint: str = "", is_number: bool = False) -> rx.Component:
    control = rx.el.input(
        name=name,
        default_value=value,
        class_name="input num short",
        input_mode="numeric" if is_number else "text",
        auto_complete="off",
        custom_attrs={"aria-invalid": wrong_if(_wrong(name))},
    )
    return field(label, control, _wrong(name), hint)


def _texts(label: str, name: str, value: Any) -> rx.Component:
    control = rx.el.textarea(
        name=name,
        default_value=value,
        class_name="textarea",
        rows="3",
        max_length=LONGEST,
        custom_attrs={"aria-invalid": wrong_if(_wrong(name))},
    )
    return field(label, control, _wrong(name))


def _wrong(name: str) -> Any:
    """What is wrong with the field; empty: nothing."""
    return rx.cond(BillingState.wrong == name, BillingState.error, "")
