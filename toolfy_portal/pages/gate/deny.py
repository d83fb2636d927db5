"""Deny by default: in front of every handler, however it is reached."""

import inspect
import logging
from collections.abc import Callable
from functools import cache
from typing import Any

import reflex as rx
from pydantic import TypeAdapter, ValidationError
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import transform_form_data

from toolfy_portal.core.runtime import running
from toolfy_portal.pages.gate.guards import MARK, session_secret
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.pages.gate.notices import Notices

log = logging.getLogger(__name__)

MAX_NUMBER = 10**12
MAX_TEXT = 20_000
MAX_ITEMS = 1500  # an invoice of 200 lines has 7 fields for each

_ROOT = "reflex___state____state."
_LOADS = frozenset(_ROOT + name for name in ("hydrate_and_load", "hydrate"))
_ARRIVALS = _LOADS | {_ROOT + "reflex___state____on_load_internal_state.on_load_internal"}
# What Reflex's own front end sends
FRAMEWORK = _ARRIVALS | frozenset(
    _ROOT + name
    for name in (
        "reflex___state____on_load_internal_state.set_is_hydrated",
        "reflex___state____update_vars_internal_state.update_vars_internal",
        "reflex___state____frontend_event_exception_state.handle_frontend_exception",
    )
)


class Owner(rx.State):
    """Whose sign-in a tab's state belongs to: after another sign-in, or with a stolen tab id, it starts empty."""

    _owner: bytes = b""


class EventGuard(rx.Middleware):
    """Refuses handlers without a mark, calls from outside to internal ones, and payloads that don't fit."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Return an empty update to stop the event, None to let it pass."""
        if event.name in FRAMEWORK:
            if event.name in _LOADS:
                await _bind_owner(state)
                (await state.get_state(Notices)).reset()  # said once, not again with each load of the page
            if event.name in _ARRIVALS:
                hub.forget(state.router.session.client_token)
            return None
        mark = getattr(RegistrationContext.get().event_handlers[event.name].handler.fn, MARK, None)
        if mark is None or (mark == "internal" and EventContext.get().parent_txid is None):
            return StateUpdate()
        try:
            _fit(event)
        except (ValidationError, ValueError, RecursionError) as error:
            log.warning("a payload didn't fit %s: %s", event.name, type(error).__name__)
            return StateUpdate()
        return None


async def _bind_owner(state: BaseState) -> None:
    secret = session_secret(state)  # pyright: ignore[reportArgumentType]
    who = running().keys.hash(secret) if secret else b""
    owner: Any = await state.get_state(Owner)
    if owner._owner != who:  # noqa: SLF001  # underscored so that it never reaches a browser
        state._get_root_state().reset()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        owner._owner = who  # noqa: SLF001


def _fit(event: Event) -> None:
    checks = _checks(event.name)
    if set(event.payload) - set(checks):
        raise ValueError("unexpected argument")
    for name, value in event.payload.items():
        _bounded(value)
        event.payload[name] = checks[name](value)


def _bounded(value: Any, depth: int = 0) -> None:
    """Raise ValueError for what no form of ours can send: huge numbers, texts, lists, nesting."""
    if depth > 4:
        raise ValueError("too deep")
    if isinstance(value, int | float) and abs(value) > MAX_NUMBER:
        raise ValueError("number out of bounds")
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise ValueError("text too long")
    if isinstance(value, dict | list):
        if len(value) > MAX_ITEMS:  # pyright: ignore[reportUnknownArgumentType]
            raise ValueError("too many items")
        for item in value.values() if isinstance(value, dict) else value:  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
            _bounded(item, depth + 1)


@cache
def _checks(name: str) -> dict[str, Callable[[Any], Any]]:
    """Return a validator for each argument of a handler, from its annotations: Reflex doesn't enforce them."""
    fn = RegistrationContext.get().event_handlers[name].handler.fn
    parameters = list(inspect.signature(fn).parameters.values())[1:]
    return {parameter.name: _check(fn.__annotations__.get(parameter.name, Any)) for parameter in parameters}


def _check(hint: Any) -> Callable[[Any], Any]:
    adapter = TypeAdapter(hint)
    return lambda value: adapter.validate_python(transform_form_data(value, hint), strict=False)
