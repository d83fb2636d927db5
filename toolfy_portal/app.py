"""The whole app put together: pages, our own site in front of them, the gate, the worker."""

import contextlib
import gc
import logging
from collections.abc import AsyncGenerator

import reflex as rx
from starlette.routing import Mount

from toolfy_portal.bootstrap import DEMO_CHECKOUT, portal
from toolfy_portal.pages import portal as portal_pages
from toolfy_portal.pages import staff as staff_pages
from toolfy_portal.pages.gate.deny import EventGuard
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.pages.gate.sockets import Doorkeeper
from toolfy_portal.pages.gate.wraps import APP_WRAPS
from toolfy_portal.site.headers import SecurityHeaders
from toolfy_portal.site.routes import site
from toolfy_portal.stripe_double.asgi import hosted_routes
from toolfy_portal.worker import Worker

PAGES = (*portal_pages.PAGES, *staff_pages.PAGES)  # importing a page registers it

log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def working() -> AsyncGenerator[None]:
    """Run the worker beside the web server."""
    gc.collect()
    gc.freeze()  # what was loaded stays: looking through all of it again would hold up a page for 50 ms and more
    worker = Worker(portal())
    worker.start()
    try:
        yield
    finally:
        worker.stop()


def on_error(exception: Exception) -> None:
    """Log what a handler couldn't deal with; the person sees that nothing happened and can try again."""
    log.error("an event failed", exc_info=exception)


def make_app() -> rx.App:
    """Build the app."""
    built = portal().settings.front_end
    double = portal().double
    demo = [Mount(DEMO_CHECKOUT, routes=hosted_routes(double))] if double else []
    # while the front end is being built there are no pages to serve
    transformers = [site(built, demo), SecurityHeaders] if built.exists() else []
    app = rx.App(
        api_transformer=transformers,
        app_wraps=APP_WRAPS,
        html_lang="en",
        backend_exception_handler=on_error,
        # Reflex's own toaster and theme would cost every customer 30 kB and more
        toaster=None,
        theme=None,
    )
    app.add_middleware(EventGuard())
    app.register_lifespan_task(hub.lifespan)
    app.register_lifespan_task(working)
    Doorkeeper(app, portal().settings.origins)
    return app


app = make_app()
