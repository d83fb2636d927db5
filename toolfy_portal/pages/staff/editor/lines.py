"""The lines of an invoice that is being written, and what they come to."""

from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.pages.staff.editor.fields import area, field, fields, text
from toolfy_portal.pages.staff.editor.state import MOST_LINES, EditorState
from toolfy_portal.views.invoice_form import AMOUNT, PERCENT

H = LiveMarkup()
FORM: Any = EditorState.form
SUMS: Any = EditorState.sums


def lines_card() -> rx.Component:
    """Show the lines, the discount and the totals."""
    add = rx.el.button(
        icon(H, "plus"),
        "Add a line",
        type="button",
        class_name="btn btn--secondary btn--sm",
        on_click=EditorState.add_line,
        disabled=EditorState.lines.length() >= MOST_LINES,
    )
    wrong = H.when(EditorState.fault_field == "lines", H.el("p", EditorState.fault, cls="field__error", id="lines"))
    body = H.el(
        "div",
        H.el("ol", rx.foreach(EditorState.lines, _line), cls="entry-lines"),
        wrong,
        H.el("div", add),
        H.el("div", _discount(), _totals(), cls="entry-sums"),
        cls="card__body stack",
        style={"--gap": "20px"},
    )
    return H.el("section", H.el("div", H.el("h2", "Work and materials"), cls="card__head"), body, cls="card")


def _line(line: Any, index: Any) -> rx.Component:
    def name(part: str) -> Any:
        return f"line-{line.key}-{part}"

    is_new: Any = line.key.startswith("n")
    main = H.el(
        "div",
        field(name("name"), "Description", text(name("name"), line.name, 500, is_new=is_new), cls="field entry-name"),
        field(name("quantity"), "Quantity", text(name("quantity"), line.quantity, is_number=True)),
        field(name("unit_price"), "Price", text(name("unit_price"), line.unit_price, is_number=True)),
        H.when(FORM.taxes.length() > 1, field(name("tax"), "Tax", _tax(name("tax"), line.tax))),
        H.el(
            "span",
            H.el("span", "Amount", cls="field__label"),
            H.el("output", SUMS.amounts[line.key], cls="num medium entry-amount"),
            cls="field end",
        ),
        cls="entry-main",
    )
    more = H.el(
        "details",
        H.el("summary", "Note, unit, cost", cls="small muted"),
        fields(
            field(name("note"), "Note under it", area(name("note"), line.note, rows=2)),
            field(name("unit"), "Unit", text(name("unit"), line.unit, 20, placeholder="h")),
            field(name("cost"), "Cost, for the team alone", text(name("cost"), line.cost, is_number=True)),
        ),
        open=_is_open(line),
        cls="grow",
    )
    return rx.el.li(
        main,
        H.el("div", more, _tools(line, index), cls="row entry-more"),
        key=line.key,
        class_name="entry-line",
        custom_attrs={"aria-label": f"Line {index + 1}"},
    )


def _is_open(line: Any) -> Any:
    where = EditorState.fault_field
    wrong = [where == f"line-{line.key}-{part}" for part in ("note", "unit", "cost")]
    return (line.note != "") | (line.unit != "") | (line.cost != "") | wrong[0] | wrong[1] | wrong[2]


def _tools(line: Any, index: Any) -> rx.Component:
    def tool(words: str, drawing: str, handler: Any, **more: Any) -> rx.Component:
        label: Any = f"{words} {index + 1}"
        return rx.el.button(
            icon(H, drawing),
            type="button",
            class_name="icon-btn",
            on_click=handler,
            custom_attrs={"aria-label": label},
            **more,
        )

    up = tool("Move up line", "up", EditorState.raise_line(line.key), disabled=index == 0)
    return H.el("span", up, tool("Take away line", "cross", EditorState.remove_line(line.key)), cls="row entry-tools")


def _tax(name: Any, value: Any) -> rx.Component:
    def one(tax: Any) -> rx.Component:
        return rx.el.option(tax.label, value=tax.value)

    return rx.el.select(
        rx.foreach(FORM.taxes, one),
        id=name,
        name=name,
        default_value=value,
        class_name="select",
    )


def _discount() -> rx.Component:
    kinds: Any = rx.el.select(
        rx.el.option("%", value=PERCENT),
        rx.el.option(FORM.currency, value=AMOUNT),
        name="discount_kind",
        default_value=FORM.discount_kind,
        class_name="select",
        custom_attrs={"aria-label": "Percent or amount"},
    )
    value = text("discount", FORM.discount, is_number=True)
    return field("discount", "Discount", H.el("span", value, kinds, cls="row", style={"--gap": "8px"}))


def _totals() -> rx.Component:
    def row(total: Any) -> rx.Component:
        return H.el("div", H.el("dt", total.label), H.el("dd", total.value), cls=f"totals--{total.kind}")

    return H.el("dl", rx.foreach(SUMS.totals, row), cls="totals", aria_live="polite")
