"""Reflex's settings. The portal's own are in `toolfy_portal/core/settings.py`."""

import reflex as rx
from reflex.constants import StateManagerMode

from toolfy_portal.core.settings import Settings
from toolfy_portal.prerender import PrerenderShells

settings = Settings()
redis_url = settings.redis_url.get_secret_value()

config = rx.Config(
    app_name="toolfy_portal",
    app_module_import="toolfy_portal.app",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    api_url="http://localhost:8000",  # the build replaces it by the page's own origin: see prerender.py
    cors_allowed_origins=settings.origins,  # Origin check of the websocket, and CORS of every route
    # Reflex's own default keeps pickles on disk
    state_manager_mode=StateManagerMode.REDIS if redis_url else StateManagerMode.MEMORY,
    redis_url=redis_url or None,
    redis_token_expiration=3600,  # seconds a closed tab's state is kept; also rules the memory manager
    trusted_proxy_hops=settings.trusted_proxy_hops,
    frontend_compression_formats=["brotli", "gzip"],  # in the order of choice
    plugins=[PrerenderShells()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
