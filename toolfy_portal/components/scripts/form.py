"""The script of long forms: what they come to while they are filled in, and nothing sent or left by mistake."""

from typing import Any

import reflex as rx

_script = rx.asset("form.js", shared=True)


def _held(fields: rx.Var[dict[str, Any]]) -> tuple[rx.Var[dict[str, Any]]]:
    return (fields,)


class FormScript(rx.Component):
    """Serves the form with `data-watched`. rows: tells it again when it changes; on_filled: gets the form's fields."""

    library = _script.importable_path
    tag = "FormScript"

    rows: rx.Var[Any]
    on_filled: rx.EventHandler[_held]
