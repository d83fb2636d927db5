"""The script of forms: what they come to while they are filled in, and nothing sent or left by mistake."""

from typing import Any

import reflex as rx

_script = rx.asset("form.js", shared=True)


def _held(fields: rx.Var[dict[str, Any]]) -> tuple[rx.Var[dict[str, Any]]]:
    return (fields,)


class FormScript(rx.Component):
    """Serves forms with `data-watched`: asks before a changed one is left; a new `key` says that it is saved.

    rows: tells it again when it changes; on_filled: gets the form's fields; without, Enter sends the form.
    """

    library = _script.importable_path
    tag = "FormScript"

    rows: rx.Var[Any]
    on_filled: rx.EventHandler[_held]
