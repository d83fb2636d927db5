"""The script that sends a file and tells how far it is."""

import reflex as rx

_script = rx.asset("upload.js", shared=True)


class UploadScript(rx.Component):
    """Serves forms with `data-upload` while it is on the page."""

    library = _script.importable_path
    tag = "UploadScript"
