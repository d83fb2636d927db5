"""How an invoice's money looks to staff: its lines, what waits, and the dialogs."""

from typing import Any

import reflex as rx

from toolfy_portal.components.invoice_paper import receipt_link
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.domain.payments.desk import Method
from toolfy_portal.pages.staff.invoice.desk import DeskState
from toolfy_portal.pages.staff.invoice.dialogs import give_back_dialog, hidden_id, money_dialog, opens
from toolfy_portal.views.money import PaymentView
from toolfy_portal.views.staff_money import MoneyLineView, WaitingView

H = LiveMarkup()


def money_card(money: Any, address: Any) -> rx.Component:
    """Show the invoice's ledger, with what can be done about each line. address: of the invoice's page."""
    record = opens("Record payment", "record-payment", "btn btn--secondary btn--sm")
    heading = H.el("div", H.el("h2", "Payments"), H.when(money.is_open, record), cls="card__head")
    none = H.el("p", "Nothing has been paid yet.", cls="muted small")
    rows = H.el("ul", H.each(money.lines, lambda line: _line(line, address)), cls="list")
    body = H.el(
        "div",
        H.each(money.waiting, _waiting),
        H.when(money.lines.length() > 0, rows, none),
        H.when(money.tries.length() > 0, _tries(money)),
        H.when(money.is_open, _reductions(money)),
        cls="card__body stack",
    )
    return H.el(
        "section",
        heading,
        body,
        _record_dialog(money),
        _credit_dialog(money),
        _write_off_dialog(),
        _late_fee_dialog(money),
        _void_dialog(),
        cls="card",
    )


def _line(line: Any, address: Any) -> rx.Component:
    shown: MoneyLineView = line
    payment = shown.payment
    words = H.el(
        "span",
        H.el("span", payment.title, cls="list-row__title", dir="auto"),
        H.el("span", payment.at, cls="list-row__text"),
        H.when(shown.by != "", H.el("span", shown.by, cls="list-row__text", dir="auto")),
        cls="grow",
    )
    note = H.when(payment.note != "", H.el("span", payment.note, cls="muted xs"))
    refund: Any = f"refund-{shown.id}"
    undo: Any = f"undo-{shown.id}"
    end = H.el(
        "span",
        H.el("span", payment.amount, cls="num medium"),
        note,
        H.when(payment.receipt != "", receipt_link(H, payment, f"{address}/receipts/{payment.receipt}")),
        H.when(shown.left != "", opens("Refund", refund, "link-btn")),
        H.when(shown.can_undo, opens("Undo", undo, "link-btn")),
        cls="list-row__end",
    )
    dialogs = rx.fragment(
        H.when(shown.left != "", _refund_dialog(shown, refund)), H.when(shown.can_undo, _undo_dialog(shown, undo))
    )
    return H.el("li", words, end, dialogs, cls="list-row")


def _waiting(waiting: Any) -> rx.Component:
    shown: WaitingView = waiting
    dialog: Any = f"back-{shown.id}"
    words = H.el(
        "div",
        H.el("strong", shown.title),
        H.el("span", shown.text, dir="auto"),
        H.when(shown.id != "", H.el("p", opens("Give it back", dialog, "link-btn"))),
        H.when(shown.notice_id != "", _transfer_actions(shown)),
    )
    back = give_back_dialog(dialog, shown.id)
    return H.el("div", words, H.when(shown.id != "", back), cls=f"notice notice--{shown.tone}")


def _transfer_actions(shown: WaitingView) -> rx.Component:
    dismiss = rx.el.button(
        "It hasn’t arrived",
        class_name="link-btn",
        type="button",
        on_click=DeskState.dismiss_notice(shown.notice_id),
    )
    record = opens("Record payment", "record-payment", "link-btn")
    return H.el("p", record, dismiss, cls="row", style={"--gap": "16px"})


def _tries(money: Any) -> rx.Component:
    def row(each: Any) -> rx.Component:
        shown: PaymentView = each
        title = H.el("span", shown.title, cls="list-row__title")
        words = H.el("span", title, H.el("span", shown.at, cls="list-row__text", dir="auto"), cls="grow")
        return H.el("li", words, H.el("span", shown.amount, cls="num muted list-row__end"), cls="list-row")

    count: Any = money.tries.length()
    summary = H.el("summary", f"Started and not finished ({count})", cls="small medium")
    return H.el("details", summary, H.el("ul", H.each(money.tries, row), cls="list"))


def _reductions(money: Any) -> rx.Component:
    return H.el(
        "p",
        opens("Credit note", "credit-note", "link-btn"),
        H.when(money.is_owed, opens("Write off", "write-off", "link-btn")),
        H.when(money.late_fee != "", opens("Take back late fee", "late-fee", "link-btn")),
        opens("Void", "void", "link-btn"),
        cls="row",
        style={"--gap": "16px"},
    )


def _record_dialog(money: Any) -> rx.Component:
    options = [rx.el.option(method.value, value=method.value) for method in Method]
    return money_dialog(
        "record-payment",
        "Record a payment",
        "For money that came without the portal. The customer gets a receipt.",
        _field("Amount", _amount(money.balance)),
        _field("How it came", rx.el.select(*options, name="method", class_name="select")),
        _field("Received on", rx.el.input(name="day", type="date", default_value=money.today, class_name="input")),
        _field("Note, for the team", rx.el.input(name="note", class_name="input", max_length=500)),
        submit="Record payment",
        handler=DeskState.record,
    )


def _credit_dialog(money: Any) -> rx.Component:
    return money_dialog(
        "credit-note",
        "Issue a credit note",
        f"It takes up to {money.total_text} off this invoice and gets the next number.",
        _field("Amount", _amount(money.balance)),
        _field("Reason", rx.el.input(name="reason", class_name="input", max_length=500, required=True)),
        submit="Issue credit note",
        handler=DeskState.credit,
    )


def _write_off_dialog() -> rx.Component:
    return money_dialog(
        "write-off",
        "Write off what is owed?",
        "The customer doesn’t have to pay the rest any more. You can undo it.",
        _field("Reason", rx.el.input(name="reason", class_name="input", max_length=500, required=True)),
        submit="Write off",
        handler=DeskState.write_off,
    )


def _late_fee_dialog(money: Any) -> rx.Component:
    return money_dialog(
        "late-fee",
        "Take back the late fee?",
        f"{money.late_fee} less to pay, and this invoice gets no other late fee. Its customer is told.",
        _field("Reason, for the team", rx.el.input(name="reason", class_name="input", max_length=500, required=True)),
        submit="Take it back",
        handler=DeskState.waive_late_fee,
    )


def _void_dialog() -> rx.Component:
    return money_dialog(
        "void",
        "Void this invoice?",
        "It keeps its number and its customer sees that it is cancelled. Nothing can be paid any more, and money that "
        "was paid on it must be given back. This can’t be undone.",
        _field("Reason, for the team", rx.el.input(name="reason", class_name="input", max_length=500, required=True)),
        submit="Void invoice",
        handler=DeskState.void,
    )


def _refund_dialog(line: Any, dialog: Any) -> rx.Component:
    return money_dialog(
        dialog,
        "Refund this payment",
        f"Up to {line.left_text}, to where it was paid from. The invoice is owed again by as much; "
        "if it shouldn’t be, issue a credit note, too. A refund can’t be undone.",
        hidden_id(line.id),
        _field("Amount", _amount(line.left)),
        _field("Reason, for the team", rx.el.input(name="reason", class_name="input", max_length=500)),
        submit="Refund",
        handler=DeskState.refund,
    )


def _undo_dialog(line: Any, dialog: Any) -> rx.Component:
    return money_dialog(
        dialog,
        "Undo this line?",
        "A line that takes it back is added; both stay in the history.",
        hidden_id(line.id),
        submit="Undo",
        handler=DeskState.undo,
    )


def _amount(usual: Any) -> rx.Component:
    """Ask for an amount. Made anew when the usual one changes: a field keeps what it was made with."""
    return rx.el.input(
        name="amount",
        default_value=usual,
        key=usual,
        class_name="input",
        input_mode="decimal",
        auto_complete="off",
        required=True,
    )


def _field(label: str, control: rx.Component) -> rx.Component:
    return H.el("label", H.el("span", label, cls="field__label"), control, cls="field")
