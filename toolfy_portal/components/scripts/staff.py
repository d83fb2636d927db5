"""The script of the staff's pages, part of their code."""

import reflex as rx

_script = rx.asset("staff.js", shared=True)


class StaffScript(rx.Component):
    """Does what `data-copy-from`, `data-opens` and `data-opens-link` ask for, while it is on the page.

    unread: a number that the title begins with.
    """

    library = _script.importable_path
    tag = "StaffScript"

    unread: rx.Var[int]
