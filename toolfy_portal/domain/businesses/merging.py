"""Two who change the same settings at once."""

from dataclasses import fields, replace
from typing import Any, TypeVar

T = TypeVar("T", bound=Any)


def on_top_of(now: T, seen: T, wanted: T) -> T:
    """Return what is wanted where it differs from what was seen, and else what is so now. All are dataclasses.

    So whoever saves takes nothing back that a colleague, or the portal itself, changed meanwhile.
    """
    values = {each.name: getattr(wanted, each.name) for each in fields(wanted)}
    return replace(now, **{name: value for name, value in values.items() if value != getattr(seen, name)})
