"""The script of the branding form: pictures, colours, the point to keep in view, and the preview."""

import reflex as rx

_script = rx.asset("branding.js", shared=True)


class BrandingScript(rx.Component):
    """Serves `data-picture`, `data-colour`, `data-focus` and `data-src` while it is on the page."""

    library = _script.importable_path
    tag = "BrandingScript"
