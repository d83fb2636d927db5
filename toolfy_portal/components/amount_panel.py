"""The answer on top of a document: how much, until when, and the one thing to do about it."""

from toolfy_portal.components.human import plain_proof
from toolfy_portal.components.icons import glyph, icon, icon_for
from toolfy_portal.components.locked_pdf import locked_pdf
from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.views.invoices import InvoiceView
from toolfy_portal.views.panels import NoticeView, PanelView
from toolfy_portal.views.transfers import CopyView, TransferView

_NOTICE_ICONS = {"neg": "warning", "pos": "check"}


def amount_panel(h: Markup, invoice: InvoiceView) -> Node:
    """Show the amount and what can be done about it."""
    panel = invoice.panel
    return h.el(
        "section",
        h.el("div", h.el("p", panel.label, cls="amount-panel__label"), _pill(h, panel), cls="amount-panel__top"),
        _amount(h, panel),
        h.when(panel.due_before != "", _due(h, panel)),
        h.when(panel.progress > 0, _progress(h, panel)),
        h.el("div", _waiting(h, panel), h.when(panel.notice.title != "", _notice(h, panel.notice)), role="status"),
        _actions(h, invoice),
        h.when(panel.part.least != "", _part(h, panel)),
        locked_pdf(h, "?pdf"),
        _fine_print(h, invoice),
        cls="card amount-panel",
        id="amount",
        aria_label="Amount",
    )


def pay_bar(h: Markup, panel: PanelView) -> Node:
    """On a phone, keep the amount and the way to pay it at hand."""
    amount = h.el("b", panel.amount, cls="money")
    note = h.when(panel.bar_note != "", h.el("span", panel.bar_note))
    bar = h.el("div", h.el("p", amount, note, cls="pay-bar__amount"), pay_button(h), cls="pay-bar")
    return h.when(panel.is_payable, bar)


def pay_button(h: Markup) -> Node:
    """Offer to pay. Its form posts to the page's own address: works without scripts, and no link carries a secret."""
    busy = h.el("span", h.el("span", cls="spinner"), "Opening secure checkout…", cls="btn__busy")
    label = h.el("span", "Pay Now", cls="btn__label")
    button = h.el("button", label, busy, cls="btn btn--primary btn--pay btn--block", type="submit")
    return h.el("form", button, plain_proof(h), method="post", action="?pay", data_human="")


def bank_card(h: Markup, invoice: InvoiceView) -> Node:
    """Say where to transfer the money, ready to copy or scan; and let the customer tell that it is sent."""
    transfer = invoice.transfer
    heading = h.el("div", h.el("h2", "Prefer a bank transfer?"), cls="card__head")
    details = h.el(
        "div",
        h.el("dl", h.each(invoice.bank, lambda row: _copy_row(h, row))),
        h.when(transfer.qr != "", _scan(h, transfer)),
        h.when(transfer.today != "", _sent(h, transfer)),
        cls="card__body bank__rows",
    )
    return h.el("section", heading, details, cls="card bank", id="bank", tabindex="-1")


def _pill(h: Markup, panel: PanelView) -> Node:
    return h.el("span", glyph(h, panel.pill.glyph), panel.pill.word, cls=f"pill pill--{panel.pill.tone}")


def _amount(h: Markup, panel: PanelView) -> Node:
    struck = h.el("p", h.el("s", panel.amount), cls=f"amount amount--{panel.amount_size} amount--struck")
    return h.when(panel.is_struck, struck, h.el("p", panel.amount, cls=f"amount amount--{panel.amount_size}"))


def _due(h: Markup, panel: PanelView) -> Node:
    def line(cls: str) -> Node:
        return h.el("p", panel.due_before, h.el("b", panel.due_day), panel.due_after, cls=cls)

    return h.when(panel.is_late, line("amount-panel__due amount-panel__due--neg"), line("amount-panel__due"))


def _progress(h: Markup, panel: PanelView) -> Node:
    words = f"{panel.progress_paid} {panel.progress_total}"
    bar = h.el("div", h.el("i", style={"width": f"{panel.progress}%"}), cls="progress", role="img", aria_label=words)
    text = h.el("p", h.el("span", panel.progress_paid), h.el("span", panel.progress_total), aria_hidden="true")
    return h.el("div", bar, text, cls="amount-panel__progress")


def _waiting(h: Markup, panel: PanelView) -> Node:
    words = "Checking with your bank. You can close this page."
    return h.when(panel.is_confirming, h.el("p", h.el("span", cls="spinner"), words, cls="amount-panel__wait"))


def _notice(h: Markup, notice: NoticeView) -> Node:
    drawing = icon_for(h, notice.tone, _NOTICE_ICONS, otherwise="info")
    words = h.el("div", h.el("strong", notice.title), notice.text)
    return h.el("div", drawing, words, cls=f"notice notice--{notice.tone}")


def _actions(h: Markup, invoice: InvoiceView) -> Node:
    pdf = h.el("a", icon(h, "download"), "Download PDF", cls="btn btn--secondary", href="?pdf")
    bank = h.el("a", icon(h, "bank"), "Bank details", cls="btn btn--secondary phone-only", href="#bank")
    pay = h.when(invoice.panel.is_payable, pay_button(h))
    words = (h.el("span", "Download receipt", cls="desktop-only"), h.el("span", "Receipt", cls="phone-only"))
    receipt = h.el("a", icon(h, "receipt"), *words, cls="btn btn--secondary", href=f"?receipt={invoice.panel.receipt}")
    # two fit beside each other on a phone: the bank's details are on the page, too
    other = h.when(invoice.panel.receipt != "", receipt, h.when(invoice.bank, bank))
    return h.el("div", pay, pdf, other, cls="amount-panel__actions")


def _part(h: Markup, panel: PanelView) -> Node:
    """Offer to pay a part: the browser keeps it inside the business's rules, and the server does."""
    part = panel.part
    amount = h.el(
        "input",
        cls="part__input",
        name="amount",
        type="number",
        inputmode="decimal",
        required=True,
        min=part.least,
        max=part.most,
        step=part.step,
    )
    label = h.el("label", h.el("span", part.hint, cls="part__hint"), amount, cls="part__field")
    busy = h.el("span", h.el("span", cls="spinner"), "Opening…", cls="btn__busy")
    button = h.el(
        "button", h.el("span", "Pay this amount", cls="btn__label"), busy, cls="btn btn--secondary", type="submit"
    )
    form = h.el("form", label, button, plain_proof(h), method="post", action="?pay", data_human="", cls="part__form")
    return h.el("details", h.el("summary", "Pay a part"), form, cls="part")


def _scan(h: Markup, transfer: TransferView) -> Node:
    """Show the code for a banking app; it stays black on white in the dark."""
    name = "QR code for your banking app, with the account, the amount and the reference"
    code = h.raw("div", transfer.qr, role="img", aria_label=name, style={"max-width": "232px"})
    return h.el("details", h.el("summary", "Scan with your banking app"), code, cls="part")


def _sent(h: Markup, transfer: TransferView) -> Node:
    """Let the customer say that they sent it: a form of the page's own address, like Pay Now's."""
    day = h.el(
        "input",
        cls="part__input",
        name="day",
        type="date",
        value=transfer.today,
        min=transfer.earliest,
        max=transfer.today,
        required=True,
    )
    note = h.el("input", cls="part__input", name="note", maxlength="200")
    busy = h.el("span", h.el("span", cls="spinner"), "Sending…", cls="btn__busy")
    told = h.el("span", "Tell us it’s sent", cls="btn__label")
    form = h.el(
        "form",
        h.el("label", h.el("span", "Sent on", cls="part__hint"), day),
        h.el("label", h.el("span", "Note, if you like", cls="part__hint"), note),
        h.el("button", told, busy, cls="btn btn--secondary", type="submit"),
        plain_proof(h),
        method="post",
        action="?sent",
        data_human="",
        cls="part__form",
        style={"grid-template-columns": "minmax(0, 1fr)"},
    )
    return h.el("details", h.el("summary", "I have sent a transfer"), form, cls="part")


def _fine_print(h: Markup, invoice: InvoiceView) -> Node:
    secured = h.el(
        "p", icon(h, "lock", "icon icon--16"), invoice.panel.fine, cls="amount-panel__fine amount-panel__secured"
    )
    test = h.el("p", "Test mode: no money moves", cls="amount-panel__fine")
    return h.el("div", h.when(invoice.panel.fine != "", secured), h.when(invoice.is_test, test))


def _copy_row(h: Markup, row: CopyView) -> Node:
    copy = h.el(
        "button",
        icon(h, "copy", "icon icon--16 icon--todo"),
        icon(h, "check", "icon icon--16 icon--done"),
        cls="icon-btn",
        type="button",
        aria_label=f"Copy {row.label}",
        data_copy=row.value,
    )
    return h.el("div", h.el("dt", row.label), h.el("dd", h.el("bdi", row.value), copy), cls="copy-row")
