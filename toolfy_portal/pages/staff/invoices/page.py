"""How the list of invoices looks."""

from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.staff_frame import empty, page_link
from toolfy_portal.components.tables import invoice_table, invoice_table_loading
from toolfy_portal.domain.invoices.service import Filter
from toolfy_portal.pages.staff.frame import StaffState, staff_frame
from toolfy_portal.pages.staff.invoices.state import InvoicesState
from toolfy_portal.views.staff_invoices import MetricView

H = LiveMarkup()
VIEW: Any = InvoicesState.shown


@rx.page(route="/staff/invoices", title="Invoices · Toolfy Portal", on_load=[StaffState.load, InvoicesState.load])
def invoices_page() -> rx.Component:
    """The list, live."""
    is_bare = InvoicesState.is_live & (VIEW.rows.length() == 0) & ~VIEW.is_filtered
    everything = rx.fragment(_metrics(), _toolbar(), H.when(InvoicesState.is_live, _found(), invoice_table_loading(H)))
    actions = H.when(~is_bare, rx.fragment(_import_link("btn btn--secondary desktop-only"), _new("btn btn--primary")))
    return staff_frame("Invoices", H.when(is_bare, _nothing_yet(), everything), actions=(actions,))


def _new(cls: str) -> rx.Component:
    return page_link(icon(H, "plus"), "New invoice", cls=cls, href="/staff/invoices/new")


def _import_link(cls: str) -> rx.Component:
    return page_link(icon(H, "upload"), "Import invoices", cls=cls, href="/staff/import")


def _nothing_yet() -> rx.Component:
    text = "Bring them over from the product you use now. Each customer gets a link to view, pay and keep theirs."
    ways = H.el("div", _import_link("btn btn--primary"), _new("btn btn--secondary"), cls="row row--wrap")
    return empty(H, "invoice", "No invoices yet", text, ways)


def _metrics() -> rx.Component:
    rows = H.each(VIEW.metrics, _metric)
    return H.el("dl", rows, cls="metrics", tabindex="0", aria_label="Totals")


def _metric(metric: MetricView) -> rx.Component:
    note = H.when(
        metric.is_bad,
        H.el("dd", metric.note, cls="metric__note metric__note--neg"),
        H.el("dd", metric.note, cls="metric__note"),
    )
    value = H.el("dd", metric.value, cls="metric__value")
    return H.el("div", H.el("dt", metric.label, cls="metric__label"), value, note)


def _toolbar() -> rx.Component:
    tabs = rx.el.div(*(_tab(tab) for tab in Filter), class_name="segmented", role="group", aria_label="Show")
    field = rx.el.input(
        type="search",
        placeholder="Search",
        class_name="input",
        default_value=InvoicesState.search,
        key=f"search-{InvoicesState.cleared}",
        on_change=InvoicesState.look_for.debounce(250),
        max_length=100,
        auto_complete="off",
    )
    label = H.el("span", "Search by customer, number or title", cls="visually-hidden")
    search = H.el("label", icon(H, "search"), label, field, cls="search", style={"margin-inline-start": "auto"})
    return rx.el.div(tabs, search, class_name="toolbar")


def _tab(tab: Filter) -> rx.Component:
    return rx.el.button(
        tab.value.capitalize(),
        type="button",
        class_name="segmented__item",
        aria_pressed=rx.cond(InvoicesState.only == tab.value, "true", "false"),
        on_click=InvoicesState.filter(tab),
    )


def _found() -> rx.Component:
    clear = rx.el.button(
        "Show all invoices", type="button", class_name="btn btn--secondary", on_click=InvoicesState.clear
    )
    nothing = empty(H, "search", "Nothing matches", "Try other words, or look at all invoices.", clear)
    table = rx.fragment(invoice_table(H, VIEW.rows), H.when(VIEW.has_previous | VIEW.has_next, _pager()))
    return rx.fragment(
        H.when(VIEW.rows.length() > 0, table, nothing),
        H.el("p", VIEW.span, cls="visually-hidden", role="status"),
    )


def _pager() -> rx.Component:
    return rx.el.nav(
        H.el("span", VIEW.span, cls="muted num"),
        _turn("Previous", -1, VIEW.has_previous),
        _turn("Next", 1, VIEW.has_next),
        class_name="row",
        aria_label="Pages",
        custom_attrs={"style": {"justifyContent": "flex-end", "paddingBlock": "16px"}},
    )


def _turn(label: str, by: int, is_possible: rx.Var[bool]) -> rx.Component:
    return rx.el.button(
        label,
        type="button",
        class_name="btn btn--secondary btn--sm",
        aria_disabled=rx.cond(is_possible, "false", "true"),  # not `disabled`: the focus would be lost at the end
        on_click=InvoicesState.turn(by),
    )
