"""Around every page: the word for a lost connection, the notice, and the sentence for a page that broke."""

from typing import Any

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary
from reflex_components_core.core.banner import has_too_many_connection_errors

from toolfy_portal.pages.gate.notices import Notices
from toolfy_portal.views.brands import BrandView

_takeover = rx.asset("takeover.jsx", shared=True)


class Takeover(rx.Component):
    """Removes the server's first HTML once the live page shows, and keeps the page's colours as they are now."""

    library = _takeover.importable_path
    tag = "Takeover"

    live: rx.Var[bool]
    css: rx.Var[str]
    appearance: rx.Var[str]


def live_root(is_live: Any, brand: BrandView, page: rx.Component) -> rx.Component:
    """Return the root that takes over from the first HTML once its data is here, and is empty until then."""
    look: Any = brand
    return rx.el.div(
        Takeover.create(live=is_live, css=look.css, appearance=look.appearance),
        rx.cond(is_live, page),
        class_name="portal-root",
        custom_attrs={"data-live": rx.cond(is_live, "true", "false")},
    )


def broken() -> rx.Component:
    """What shows when a page can't be drawn."""
    return rx.el.main(rx.el.h1("Something went wrong"), rx.el.p("Please load this page again."), class_name="moment")


def _offline(_stateful: bool) -> rx.Component:
    words = rx.el.div("Connection lost. Trying again…", role="status", class_name="toast toast--offline")
    return rx.fragment(rx.cond(has_too_many_connection_errors, words))


def _notice(_stateful: bool) -> rx.Component:
    toast = rx.el.div(Notices.text, role="status", class_name=f"toast toast--{Notices.tone}", key=Notices.number)
    return rx.fragment(rx.cond(Notices.number > 0, toast))


# Each lower number is put inside the one above as a child: all must be containers
APP_WRAPS: dict[tuple[int, str], Any] = {
    (55, "ErrorBoundary"): lambda _stateful: ErrorBoundary.create(fallback_render=broken()),  # pyright: ignore[reportUnknownLambdaType]
    (5, "Offline"): _offline,
    (4, "Notice"): _notice,
}
