"""How an invoice's page looks to staff."""

from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.locked_pdf import locked_pdf
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.staff_frame import detail_bar, empty, page_link
from toolfy_portal.components.staff_invoice import invoice_cards, invoice_loading, link_box
from toolfy_portal.components.tables import small_pill
from toolfy_portal.pages.staff.frame import StaffState, staff_frame
from toolfy_portal.pages.staff.invoice.activity import activity, viewing_now
from toolfy_portal.pages.staff.invoice.money import money_card
from toolfy_portal.pages.staff.invoice.portal_dialog import opens_settings, portal_dialogs
from toolfy_portal.pages.staff.invoice.send_dialog import opens_sending, send_dialog
from toolfy_portal.pages.staff.invoice.state import InvoiceState

H = LiveMarkup()
LIST = "/staff/invoices"
VIEW: Any = InvoiceState.shown
ADDRESS: Any = f"{LIST}/{InvoiceState.shown.invoice.id}"
IS_LIVE: Any = InvoiceState.which == VIEW.invoice.id
TITLE: Any = rx.cond(IS_LIVE, f"{VIEW.invoice.number} · Toolfy Portal", "Toolfy Portal")


@rx.page(route="/staff/invoices/[invoice_id]", title=TITLE, on_load=[StaffState.load, InvoiceState.load])
def invoice_page() -> rx.Component:
    """The invoice, live."""
    is_missing = InvoiceState.which == InvoiceState.missing
    shown = H.when(is_missing, _missing(), H.when(IS_LIVE, _invoice(), invoice_loading(H)))
    body = H.el("div", shown, style={"padding-block": "16px 72px"})
    return staff_frame("Invoice", body, bar=_bar())


def _bar() -> rx.Component:
    pdf = H.el("a", icon(H, "download"), cls="icon-btn desktop-only", href=f"{ADDRESS}/pdf", aria_label="Download PDF")
    edit = page_link(icon(H, "pencil"), cls="icon-btn", href=f"{ADDRESS}/edit", aria_label="Edit")
    primary = H.el("span", *_primary("btn btn--primary"), cls="desktop-only")
    actions = H.when(IS_LIVE, rx.fragment(H.when(VIEW.can_edit, edit), pdf, _more(), primary))
    pill = H.when(IS_LIVE, rx.fragment(small_pill(H, VIEW.pill), viewing_now()))
    return detail_bar(
        H,
        H.when(IS_LIVE, H.el("span", VIEW.invoice.number), H.el("span", "Invoice")),
        actions,
        back=LIST,
        back_to="Invoices",
        beside=[pill],
    )


def _more() -> rx.Component:
    """Show what is needed less often, behind three dots."""
    duplicate = rx.el.button(
        icon(H, "copy"),
        "Duplicate",
        class_name="menu__item",
        type="button",
        on_click=InvoiceState.duplicate.throttle(1000),
    )
    pdf = H.el("a", icon(H, "download"), "Download PDF", cls="menu__item", href=f"{ADDRESS}/pdf")
    settings = H.when(VIEW.is_draft, rx.fragment(), opens_settings("Portal Settings", "menu__item", "link"))
    dots = H.el("button", icon(H, "more"), cls="icon-btn", type="button", aria_label="More", popovertarget="more")
    return rx.fragment(dots, H.el("div", settings, duplicate, pdf, id="more", popover="auto", cls="popover menu"))


def _primary(cls: str) -> list[rx.Component]:
    """The one thing to do next: send it. A draft can also be issued without sending; there is nothing to a void one."""
    issue = H.el("button", "Issue invoice", cls="btn btn--secondary", type="button", data_opens="issue")
    words: Any = rx.cond(VIEW.is_draft, "Issue and send", "Send to Customer")
    send = H.when(VIEW.can_send, opens_sending(words, cls))
    return [H.el("span", H.when(VIEW.is_draft, issue), send, cls="row")]


def _missing() -> rx.Component:
    back = page_link("Back to invoices", cls="btn btn--secondary", href=LIST)
    return empty(H, "search", "We can’t find that invoice", "Check the address, or look for it in the list.", back)


def _invoice() -> rx.Component:
    rail = H.el("div", _portal(), _pdf(), activity(ADDRESS), cls="stack", style={"--gap": "32px"})
    split = H.el(
        "div",
        invoice_cards(H, VIEW, H.when(VIEW.is_draft, rx.fragment(), money_card(VIEW.money, ADDRESS))),
        rail,
        cls="staff-split",
    )
    bar = H.el("div", *_primary("btn btn--primary"), cls="action-bar", role="region", aria_label="Invoice actions")
    settings = H.when(VIEW.is_draft, rx.fragment(), portal_dialogs(VIEW.portal, ADDRESS))
    sending = H.when(VIEW.can_send, send_dialog(ADDRESS))
    return rx.fragment(split, H.when(VIEW.can_send, bar), _issue_dialog(), settings, sending)


def _portal() -> rx.Component:
    none = H.el("p", VIEW.link.hint, cls="muted small")
    box = H.when(VIEW.link.address != "", link_box(H, VIEW.link, f"{ADDRESS}/link"), none)
    settings = H.when(VIEW.is_draft, rx.fragment(), opens_settings("Portal Settings", "link-btn"))
    check = H.el("p", page_link("Check link and payment", cls="link-btn", href=f"{ADDRESS}/doctor"), cls="after")
    return H.el("section", H.el("div", H.el("h2", "Customer portal"), settings, cls="section-title"), box, check)


def _pdf() -> rx.Component:
    download = H.el("a", icon(H, "download", "icon icon--16"), "Download PDF", cls="link-btn", href=f"{ADDRESS}/pdf")
    return H.el(
        "section",
        H.el("div", H.el("h2", "PDF"), cls="section-title"),
        download,
        H.when(VIEW.has_e_invoice, H.el("p", "It carries an e-invoice: Factur-X, EN 16931.", cls="muted small")),
        H.when(VIEW.e_invoice_lacks.length() > 0, _e_invoice_lacks()),
        locked_pdf(H, f"{ADDRESS}/pdf"),
    )


def _e_invoice_lacks() -> rx.Component:
    sentences = H.each(VIEW.e_invoice_lacks, lambda sentence: H.el("li", sentence, dir="auto"))
    return H.el("div", H.el("p", "It carries no e-invoice yet:"), H.el("ul", sentences), cls="muted small")


def _issue_dialog() -> rx.Component:
    text = "It becomes due and gets a link for its customer. This can’t be undone."
    issue = rx.el.button(
        "Issue invoice", class_name="btn btn--primary", type="submit", on_click=InvoiceState.issue.throttle(1000)
    )
    keep = H.el("button", "Keep as draft", cls="btn btn--secondary", type="submit")
    heading = H.el("h2", f"Issue invoice {VIEW.invoice.number}?", id="issue-title")
    form = H.el(
        "form",
        H.el("div", heading, cls="dialog__head"),
        H.el("div", H.el("p", text), cls="dialog__body"),
        H.el("div", keep, issue, cls="dialog__foot"),
        method="dialog",
    )
    dialog = H.el("dialog", form, id="issue", cls="dialog dialog--narrow", aria_labelledby="issue-title")
    return H.when(VIEW.is_draft, dialog)
