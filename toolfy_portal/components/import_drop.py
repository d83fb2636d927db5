"""Where a file is chosen for an import, and what can be read."""

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import Markup, Node

_PRODUCTS = (
    ("Zoho Invoice", "The lists of customers and of invoices each have an Export in their menu; choose CSV."),
    ("FreshBooks", "The lists of clients and of invoices each have an Export of their own."),
    ("Invoice Ninja", "Open Settings, then Import | Export, and export clients, invoices or payments as CSV."),
)


def drop_zone(h: Markup) -> Node:
    """Let a person choose a file or drop one. A plain form; with its script it tells how far it is."""
    field = h.el(
        "input",
        type="file",
        name="file",
        accept=".csv,text/csv",
        required=True,
        cls="input",
        aria_label="CSV file",
        style={"padding-block": "9px"},
    )
    send = h.el("button", icon(h, "upload"), "Upload", cls="btn btn--primary", type="submit")
    return h.el(
        "form",
        h.el(
            "div",
            h.el("p", "Choose a CSV file, or drop it here.", cls="medium"),
            h.el("div", h.el("div", field, cls="grow"), send, cls="row"),
            h.el("div", h.el("i", style={"width": "0"}), cls="progress", hidden=True, data_upload_bar=""),
            h.el("p", cls="small muted", role="status", data_upload_words=""),
            h.el("p", cls="field__error", role="alert", data_upload_error=""),
            cls="stack grow",
            style={"--gap": "12px"},
        ),
        cls="drop",
        method="post",
        enctype="multipart/form-data",
        action="/staff/import/upload",
        data_upload="",
    )


def how_to_export(h: Markup) -> Node:
    """Say where each product's export is found, and in which order to bring the files."""
    rows = [h.el("div", h.el("dt", name, cls="medium"), h.el("dd", words, cls="muted")) for name, words in _PRODUCTS]
    order = "Bring customers first, then invoices, then payments. Importing a file again changes nothing."
    return h.el(
        "section",
        h.el("h2", "Where to find the file"),
        h.el("dl", *rows, cls="stack", style={"--gap": "12px"}),
        h.el("p", order, cls="muted"),
        cls="stack",
        style={"--gap": "12px"},
    )
