"""What the pages with a list have in common.

Their states have `only`, `search`, `cleared`, `shown` with `rows` and `place`, and `filter`, `look_for`, `clear` and
`turn` to change them.
"""

from enum import StrEnum
from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.staff_frame import empty
from toolfy_portal.views.lists import MetricView

H = LiveMarkup()


def metrics(numbers: Any) -> rx.Component:
    """Show the numbers over a list."""
    return H.el("dl", H.each(numbers, _metric), cls="metrics", tabindex="0", aria_label="Totals")


def tabs(state: Any, choices: type[StrEnum]) -> rx.Component:
    """Offer what to narrow the list down to."""
    buttons = (
        rx.el.button(
            choice.value.capitalize(),
            type="button",
            class_name="segmented__item",
            aria_pressed=rx.cond(state.only == choice.value, "true", "false"),
            on_click=state.filter(choice),
        )
        for choice in choices
    )
    return rx.el.div(*buttons, class_name="segmented", role="group", aria_label="Show")


def search_field(state: Any, label: str) -> rx.Component:
    """Offer to search. label: by what."""
    field = rx.el.input(
        type="search",
        placeholder="Search",
        class_name="input",
        default_value=state.search,
        key=f"search-{state.cleared}",
        on_change=state.look_for.debounce(250),
        max_length=100,
        auto_complete="off",
    )
    words = H.el("span", label, cls="visually-hidden")
    return H.el("label", icon(H, "search"), words, field, cls="search", style={"margin-inline-start": "auto"})


def found(state: Any, what: str, table: rx.Component) -> rx.Component:
    """Show the table with its pages, or that nothing matches. what: "invoices"."""
    place = state.shown.place
    clear = rx.el.button(f"Show all {what}", type="button", class_name="btn btn--secondary", on_click=state.clear)
    nothing = empty(H, "search", "Nothing matches", f"Try other words, or look at all {what}.", clear)
    paged = rx.fragment(table, H.when(place.has_previous | place.has_next, _pager(state)))
    return rx.fragment(
        H.when(state.shown.rows.length() > 0, paged, nothing),
        H.el("p", place.span, cls="visually-hidden", role="status"),
    )


def _metric(metric: MetricView) -> rx.Component:
    note = H.when(
        metric.is_bad,
        H.el("dd", metric.note, cls="metric__note metric__note--neg"),
        H.el("dd", metric.note, cls="metric__note"),
    )
    value = H.el("dd", metric.value, cls="metric__value")
    return H.el("div", H.el("dt", metric.label, cls="metric__label"), value, note)


def _pager(state: Any) -> rx.Component:
    place = state.shown.place
    return rx.el.nav(
        H.el("span", place.span, cls="muted num"),
        _turn(state, "Previous", -1, place.has_previous),
        _turn(state, "Next", 1, place.has_next),
        class_name="row",
        aria_label="Pages",
        custom_attrs={"style": {"justifyContent": "flex-end", "paddingBlock": "16px"}},
    )


def _turn(state: Any, label: str, by: int, is_possible: rx.Var[bool]) -> rx.Component:
    return rx.el.button(
        label,
        type="button",
        class_name="btn btn--secondary btn--sm",
        aria_disabled=rx.cond(is_possible, "false", "true"),  # not `disabled`: the focus would be lost at the end
        on_click=state.turn(by),
    )
